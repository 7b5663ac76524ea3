#include "core/config/gateway_files.h"

#include "core/config/map_reader.h"
#include "core/config/scalars.h"

namespace meterbench::config {

namespace {

/// Reads the file's tree with `read(tree, reading)`, which answers the value.
template <class T, class Read>
FileOutcome<T> loadWith(const std::string& path, base::FileSystem& files, Read read) {
    FileOutcome<T> outcome;
    const auto text = files.readAll(path);
    if (!text) {
        outcome.problems.push_back(
            {Severity::Error, path, 0, 0, "", "cannot read the file: " + text.error().context, ""}
        );
        return outcome;
    }
    ProblemList problems;
    problems.enterFile(path);
    Reading reading{problems, files, folderOf(path)};
    if (const auto tree = parseTree(*text, problems)) {
        T value = read(*tree, reading);
        if (!problems.hasErrors()) {
            outcome.value = std::move(value);
        }
    }
    outcome.problems = problems.take();
    return outcome;
}

void readServerTls(const Node& node, Reading& reading, http::ServerTls& tls) {
    MapReader map(node, reading);
    map.file("cert_file", tls.certificateFile);
    map.file("key_file", tls.keyFile);
    map.file("client_ca_file", tls.clientCaFile);
    const int verify = map.word(
        "client_auth_type",
        {"NoClientCert",
         "RequireAndVerifyClientCert",
         "RequestClientCert",
         "RequireAnyClientCert",
         "VerifyClientCertIfGiven"}
    );
    if (verify > 1) {
        map.errorAt(
            "client_auth_type",
            "this way to ask for client certificates is not carried out",
            "write NoClientCert or RequireAndVerifyClientCert"
        );
    }
    if (verify == 1 && tls.clientCaFile.empty()) {
        map.errorAt(
            "client_auth_type",
            "client certificates cannot be verified without their authority",
            "set client_ca_file"
        );
    }
    if (verify <= 0 && !tls.clientCaFile.empty()) {
        map.errorAt(
            "client_ca_file",
            "no client certificate is asked for",
            "set client_auth_type: RequireAndVerifyClientCert"
        );
    }
    if (tls.certificateFile.empty() != tls.keyFile.empty()) {
        map.errorAt(
            tls.keyFile.empty() ? "cert_file" : "key_file",
            "a certificate and its key come together",
            tls.keyFile.empty() ? "set key_file" : "set cert_file"
        );
    }
    const int version = map.word("min_version", {"TLS12", "TLS13", "TLS11", "TLS10"});
    if (version > 1) {
        map.errorAt("min_version", "TLS below 1.2 is not offered", "write TLS12");
    }
    for (const char* key :
         {"max_version", "cipher_suites", "curve_preferences", "client_allowed_sans"}) {
        map.refuse(key);
    }
    map.refuseTrue("prefer_server_cipher_suites");
    map.finish();
}

bool isBcrypt(std::string_view hash) {
    return hash.size() == 60 && (hash.starts_with("$2a$") || hash.starts_with("$2b$") ||
                                 hash.starts_with("$2y$"));
}

void readUsers(const Node& node, Reading& reading, std::vector<address::User>& users) {
    if (node.kind != Kind::Map) {
        reading.error(node, "this is no list of users", "write name: bcrypt-hash");
        return;
    }
    for (const Entry& entry : node.entries) {
        std::string hash;
        if (!readText(entry.value, reading, hash)) {
            continue;
        }
        if (!isBcrypt(hash)) { // the value may be a password: it is not shown
            reading.error(
                entry.value,
                "the value for user " + quoted(entry.key) + " is no bcrypt hash",
                "make one with: htpasswd -nB " + entry.key
            );
            continue;
        }
        users.push_back({entry.key, std::move(hash), true});
    }
}

WebFile readWeb(const Node& tree, Reading& reading) {
    WebFile web;
    MapReader map(tree, reading);
    if (const Node* tls = map.take("tls_server_config")) {
        readServerTls(*tls, reading, web.tls);
    }
    if (const Node* users = map.take("basic_auth_users")) {
        readUsers(*users, reading, web.users);
    }
    if (const Node* http = map.take("http_server_config")) {
        MapReader server(*http, reading);
        bool http2 = false;
        if (server.boolean("http2", http2) && http2) {
            server.warningAt("http2", "HTTP/2 is not offered", "clients speak HTTP/1.1");
        }
        server.refuse("headers");
        server.finish();
    }
    map.refuse("rate_limit");
    map.finish();
    return web;
}

void takeText(MapReader& map, std::string_view key, std::optional<std::string>& out) {
    std::string text;
    if (map.text(key, text)) {
        out = std::move(text);
    }
}

AggregationFile readAggregation(const Node& tree, Reading& reading) {
    AggregationFile file;
    MapReader map(tree, reading);
    takeText(map, "apiListen", file.apiListen);
    takeText(map, "lifecycleListen", file.lifecycleListen);
    takeText(map, "cors", file.cors);
    if (const Node* users = map.take("AuthUsers")) {
        std::vector<std::string> list;
        std::string joined;
        if (users->kind == Kind::List ? readTexts(*users, reading, list)
                                      : readText(*users, reading, joined)) {
            for (const std::string& one : list) {
                joined += (joined.empty() ? "" : ",") + one;
            }
            file.authUsers = std::move(joined);
        }
    }
    map.finish();
    return file;
}

void readPolicies(const Node& node, Reading& reading, gateway::StoreRules& rules) {
    for (const Node& item : itemsOf(node, reading)) {
        MapReader map(item, reading);
        gateway::PolicyRule rule;
        if (!map.text("family", rule.family) || rule.family.empty()) {
            map.errorAt("family", "a rule needs the name of a family", "* stands for any text");
        }
        const int word = map.word("policy", {"sum", "last", "max", "min", "mean", "info"});
        if (word < 0 && !map.has("policy")) {
            map.errorAt("policy", "a rule needs a policy", "sum, last, max, min, mean or info");
        }
        rule.policy = word < 0 ? gateway::Policy::Sum : static_cast<gateway::Policy>(word);
        map.finish();
        rules.policies.push_back(std::move(rule));
    }
}

void readExpiries(const Node& node, Reading& reading, gateway::StoreRules& rules) {
    for (const Node& item : itemsOf(node, reading)) {
        MapReader map(item, reading);
        gateway::ExpiryRule rule;
        std::chrono::milliseconds after{0};
        if (!map.text("family", rule.family) || rule.family.empty()) {
            map.errorAt("family", "a rule needs the name of a family", "* stands for any text");
        }
        if (!map.duration("after", after) && !map.has("after")) {
            map.errorAt("after", "a rule needs a duration", "write for example 1h; 0s is never");
        }
        rule.afterMs = after.count();
        map.finish();
        rules.expiries.push_back(std::move(rule));
    }
}

gateway::StoreRules readRules(const Node& tree, Reading& reading) {
    gateway::StoreRules rules;
    MapReader map(tree, reading);
    if (const Node* policies = map.take("policies")) {
        readPolicies(*policies, reading, rules);
    }
    if (const Node* expiries = map.take("expiries")) {
        readExpiries(*expiries, reading, rules);
    }
    if (const Node* cumulative = map.take("cumulative")) {
        readTexts(*cumulative, reading, rules.cumulative);
    }
    map.finish();
    return rules;
}

} // namespace

FileOutcome<WebFile> loadWebFile(const std::string& path, base::FileSystem& files) {
    return loadWith<WebFile>(path, files, &readWeb);
}

FileOutcome<AggregationFile>
loadAggregationFile(const std::string& path, base::FileSystem& files) {
    return loadWith<AggregationFile>(path, files, &readAggregation);
}

FileOutcome<gateway::StoreRules> loadRulesFile(const std::string& path, base::FileSystem& files) {
    return loadWith<gateway::StoreRules>(path, files, &readRules);
}

} // namespace meterbench::config
