#include "core/config/workspace_file.h"

#include "core/config/yaml_writer.h"

#include <algorithm>
#include <utility>

namespace meterbench::config {

namespace {

constexpr const char* kHead =
    "# Saved by Meterbench, which writes the whole file each time: comments are not kept.\n";

/// Any text does: it is written as "<secret>".
constexpr const char* kMasked = "masked";
constexpr std::string_view kMask = "<secret>";

/// "https://user:password@host" → "https://user@host". Whether there was one.
bool dropPassword(std::string& url) {
    const std::size_t start = url.find("://");
    if (start == std::string::npos) {
        return false;
    }
    const std::size_t host = start + 3;
    const std::size_t end = std::min(url.find_first_of("/?#", host), url.size());
    const std::size_t at = url.substr(0, end).rfind('@');
    const std::size_t colon = url.find(':', host);
    if (at == std::string::npos || colon == std::string::npos || colon > at) {
        return false;
    }
    url.erase(colon, at - colon);
    return true;
}

/// Takes the secrets out of one job or endpoint.
class Cleaner {
public:
    Cleaner(SecretOwner owner, std::string name, std::vector<LeftOut>& out)
        : m_owner(owner)
        , m_name(std::move(name))
        , m_out(out) {}

    void clean(http::ClientOptions& http) {
        if (http.hasBasicAuth) {
            drop(http.basicAuth.password, SecretKind::Password);
        }
        if (http.hasAuthorization) {
            drop(http.authorization.credentials, SecretKind::Credentials);
        }
        if (http.hasOAuth2) {
            drop(http.oauth2.clientSecret, SecretKind::ClientSecret);
            http.oauth2.clientSecret.value = http.oauth2.clientSecret.file.empty() ? kMasked : "";
            cleanUrl(http.oauth2.tokenUrl);
            cleanUrl(http.oauth2.proxyUrl);
        }
        cleanUrl(http.proxyUrl);
        for (http::ExtraHeader& header : http.headers) {
            cleanHeader(header);
        }
        std::erase_if(http.headers, [](const http::ExtraHeader& header) {
            return header.values.empty() && header.secrets.empty();
        });
    }

    void cleanUrl(std::string& url) {
        if (dropPassword(url)) {
            leaveOut(SecretKind::UrlPassword);
        }
    }

private:
    void drop(http::Secret& secret, SecretKind kind) {
        const bool isLost =
            secret.file.empty() && !secret.value.empty() && secret.value != kMask;
        secret.value.clear();
        if (isLost) {
            leaveOut(kind);
        }
    }

    void cleanHeader(http::ExtraHeader& header) {
        const auto isTyped = [](const http::Secret& one) { return one.file.empty(); };
        if (std::erase_if(header.secrets, isTyped) > 0) {
            leaveOut(SecretKind::Header, header.name);
        }
    }

    void leaveOut(SecretKind kind, const std::string& header = {}) {
        const LeftOut one{m_owner, m_name, kind, header};
        if (std::find(m_out.begin(), m_out.end(), one) == m_out.end()) {
            m_out.push_back(one);
        }
    }

    SecretOwner m_owner;
    std::string m_name;
    std::vector<LeftOut>& m_out;
};

std::string doubledDollars(std::string_view text) {
    std::string out;
    for (const char c : text) {
        out.append(c == '$' ? 2 : 1, c);
    }
    return out;
}

void cleanConfig(Config& config, std::vector<LeftOut>& out) {
    for (scrape::JobOptions& job : config.jobs) {
        Cleaner(SecretOwner::Job, job.name, out).clean(job.http);
    }
    for (remote::EndpointOptions& endpoint : config.endpoints) {
        Cleaner cleaner(SecretOwner::Endpoint, endpoint.name, out);
        cleaner.cleanUrl(endpoint.url);
        cleaner.clean(endpoint.http);
    }
    model::Labels labels;
    for (const auto& label : config.externalLabels) {
        labels.set(label.name, doubledDollars(label.value));
    }
    config.externalLabels = std::move(labels);
}

} // namespace

std::string sectionsOf(Config config) {
    std::vector<LeftOut> ignored;
    cleanConfig(config, ignored);
    return toYaml(config);
}

WorkspaceText toFile(Workspace workspace, const std::string& prometheusFile) {
    WorkspaceText made;
    if (!prometheusFile.empty()) {
        workspace.prometheus.reset();
        made.text = "prometheus: " + yamlText(prometheusFile) + "\n";
    } else {
        if (!workspace.prometheus) {
            workspace.prometheus.emplace();
        }
        cleanConfig(*workspace.prometheus, made.leftOut);
    }
    for (delivery::UsageEndpointOptions& endpoint : workspace.usageEndpoints) {
        Cleaner cleaner(SecretOwner::UsageEndpoint, endpoint.name, made.leftOut);
        cleaner.cleanUrl(endpoint.url);
        cleaner.clean(endpoint.http);
    }
    made.text = kHead + made.text + toYaml(workspace);
    return made;
}

} // namespace meterbench::config
