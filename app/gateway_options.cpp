#include "app/gateway_options.h"

#include "core/address/access.h"
#include "core/base/check.h"
#include "core/base/duration.h"
#include "core/base/number.h"
#include "core/config/gateway_files.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace meterbench::app {

namespace {

/// A page of connections costs little; a process may often open no more than this.
constexpr std::size_t kConnections = 20'000;
constexpr int kIdleSeconds = 300;

base::Error wrong(std::string text) {
    return {base::Code::InvalidInput, std::move(text)};
}

std::string problemsOf(const std::vector<config::Problem>& problems) {
    std::string text;
    for (const config::Problem& problem : problems) {
        text += (text.empty() ? "" : "\n") + problem.toString();
    }
    return text;
}

/// A value and what a person must change to change it: "--cors", "PAG_CORS", "cors in
/// prom-agg-conf.yaml".
struct Value {
    std::string text;
    std::string source;
};

/// "--gateway.mode is aggregation or pushgateway, not "x"".
base::Error wrong(const Value& value, std::string_view whatIsRight) {
    return wrong(value.source + std::string(whatIsRight) + ", not \"" + value.text + "\"");
}

/// Where each value comes from: flag, alias, variable, file, standard.
class Values {
public:
    Values(const Arguments& arguments, bool alone, const GatewaySurroundings& around)
        : m_arguments(arguments)
        , m_alone(alone)
        , m_around(around) {}

    /// One that is not there is no mistake; one that cannot be read is: it may say who may write.
    [[nodiscard]] base::Status readFile() {
        const std::string& path = m_around.aggregationFile;
        if (!m_alone || path.empty()) {
            return {};
        }
        const auto text = m_around.files.readAll(path);
        if (!text && text.error().code == base::Code::NotFound) {
            return {};
        }
        auto file = config::loadAggregationFile(path, m_around.files);
        if (!file.value) {
            return wrong(problemsOf(file.problems));
        }
        m_file = std::move(*file.value);
        return {};
    }

    [[nodiscard]] Value find(std::string_view name) const {
        const GatewayRow& row = rowOf(name);
        for (const char* const flag : {row.name, row.alias, row.older}) {
            if (*flag != '\0' && (m_alone || flag == row.name) && m_arguments.isGiven(flag)) {
                return {m_arguments.value(flag), "--" + std::string(flag)};
            }
        }
        if (m_alone && *row.variable != '\0') {
            const char* const set = m_around.environment(row.variable);
            if (set != nullptr && *set != '\0') { // an empty one is none, as there
                return {set, row.variable};
            }
        }
        if (auto text = fromFile(row)) {
            return {std::move(*text), std::string(row.older) + " in " + m_around.aggregationFile};
        }
        return {m_arguments.value(row.name), "--" + std::string(row.name)};
    }

    [[nodiscard]] std::string text(std::string_view name) const { return find(name).text; }

    [[nodiscard]] bool isOn(std::string_view name) const { return text(name) == "true"; }

    [[nodiscard]] base::Result<std::uint64_t> number(std::string_view name) const {
        const Value value = find(name);
        const auto number = base::parseInteger(value.text);
        if (!number || *number < 0) {
            return wrong(value, " is a whole number, 0 or more");
        }
        return static_cast<std::uint64_t>(*number);
    }

private:
    [[nodiscard]] static const GatewayRow& rowOf(std::string_view name) {
        const auto row = std::ranges::find(gatewayRows(), name, &GatewayRow::name);
        MB_CHECK(row != gatewayRows().end(), "every name that is asked for is in the table");
        return *row;
    }

    [[nodiscard]] std::optional<std::string> fromFile(const GatewayRow& row) const {
        const std::string_view older = row.older;
        return older == "apiListen"         ? m_file.apiListen
               : older == "lifecycleListen" ? m_file.lifecycleListen
               : older == "cors"            ? m_file.cors
               : older == "AuthUsers"       ? m_file.authUsers
                                            : std::nullopt;
    }

    const Arguments& m_arguments;
    bool m_alone;
    const GatewaySurroundings& m_around;
    config::AggregationFile m_file;
};

base::Status readModes(const Values& values, address::AddressOptions& options) {
    const Value mode = values.find("gateway.mode");
    const Value profile = values.find("gateway.profile");
    if (mode.text != "aggregation" && mode.text != "pushgateway") {
        return wrong(mode, " is aggregation or pushgateway");
    }
    if (profile.text != "strict" && profile.text != "compatible") {
        return wrong(profile, " is strict or compatible");
    }
    options.mode =
        mode.text == "pushgateway" ? address::Mode::Pushgateway : address::Mode::Aggregation;
    options.profile =
        profile.text == "compatible" ? gateway::Profile::Compatible : gateway::Profile::Strict;
    return {};
}

/// The list is not shown: it has passwords.
base::Status
readUsers(const Values& values, std::string_view name, std::vector<address::User>& users) {
    const Value list = values.find(name);
    auto read = address::parseUsers(list.text);
    if (!read) {
        return wrong(list.source + ": " + read.error().context);
    }
    users.insert(users.end(), read->begin(), read->end());
    return {};
}

base::Status readCors(const Values& values, address::AddressOptions& options) {
    const Value origin = values.find("gateway.cors-origin");
    options.corsOrigin = origin.text;
    const bool isOrigin = origin.text == "*" || origin.text.empty() ||
                          origin.text.starts_with("http://") || origin.text.starts_with("https://");
    if (!isOrigin) {
        return wrong(origin, " is * or begins with http:// or https://");
    }
    if (!origin.text.empty()) {
        options.server.origins.push_back(origin.text);
    }
    return {};
}

base::Status readPaths(const Values& values, address::AddressOptions& options) {
    const Value telemetry = values.find("gateway.telemetry-path");
    const Value prefix = values.find("gateway.route-prefix");
    options.telemetryPath = telemetry.text;
    options.routePrefix = prefix.text;
    while (options.routePrefix.ends_with('/')) {
        options.routePrefix.pop_back();
    }
    if (telemetry.text.size() < 2 || !telemetry.text.starts_with('/') ||
        telemetry.text.ends_with('/')) {
        return wrong(telemetry, " begins with / and has a name behind it, such as /metrics");
    }
    if (!options.routePrefix.empty() && !options.routePrefix.starts_with('/')) {
        return wrong(prefix, " begins with /");
    }
    return {};
}

base::Status readFiles(
    const Values& values, const GatewaySurroundings& around, address::AddressOptions& options
) {
    if (const std::string path = values.text("gateway.web-config-file"); !path.empty()) {
        auto web = config::loadWebFile(path, around.files);
        if (!web.value) {
            return wrong(problemsOf(web.problems));
        }
        options.tls = web.value->tls;
        options.writers = web.value->users;
        options.readers = web.value->users; // there, users are for everything
    }
    if (const std::string path = values.text("gateway.rules-file"); !path.empty()) {
        auto rules = config::loadRulesFile(path, around.files);
        if (!rules.value) {
            return wrong(problemsOf(rules.problems));
        }
        options.rules = std::move(*rules.value);
    }
    return {};
}

base::Status readLimits(const Values& values, address::AddressOptions& options) {
    const Value size = values.find("gateway.max-body-size");
    const auto body = base::parseSize(size.text);
    if (!body || *body == 0) {
        return wrong(size, " is a size such as 16MiB");
    }
    const auto series = values.number("gateway.max-series");
    const auto perGroup = values.number("gateway.max-series-per-group");
    if (!series || !perGroup) {
        return series ? perGroup.error() : series.error();
    }
    options.server.bodyBytes = *body;
    options.server.connections = kConnections;
    options.server.idleSeconds = kIdleSeconds;
    options.server.allowPlainNames = true;
    options.server.openPaths = {"/-/healthy", "/-/ready", "/healthy", "/ready"};
    options.limits.series = *series;
    options.limits.seriesPerPusher = *perGroup;
    if (const std::string host = values.text("gateway.allowed-host"); !host.empty()) {
        options.server.hosts.push_back(host);
    }
    return {};
}

} // namespace

base::Result<address::AddressOptions>
gatewayOptions(const Arguments& arguments, bool alone, const GatewaySurroundings& around) {
    Values values(arguments, alone, around);
    address::AddressOptions options;
    base::Status status = values.readFile();
    status = status ? readModes(values, options) : status;
    status = status ? readCors(values, options) : status;
    status = status ? readPaths(values, options) : status;
    status = status ? readFiles(values, around, options) : status;
    status = status ? readUsers(values, "gateway.auth-users", options.writers) : status;
    status = status ? readUsers(values, "gateway.read-users", options.readers) : status;
    status = status ? readLimits(values, options) : status;
    if (!status) {
        return status.error();
    }
    options.listenAddress = values.text("gateway.listen-address");
    options.lifecycleAddress = values.text("gateway.lifecycle-address");
    options.dataFolder = values.text("gateway.storage-path");
    options.enableLifecycle = values.isOn("gateway.enable-lifecycle");
    options.enableAdmin = values.isOn("gateway.enable-admin-api");
    options.checkConsistency = !values.isOn("gateway.disable-consistency-check");
    options.utf8Names = values.isOn("gateway.enable-utf8-names");
    return options;
}

} // namespace meterbench::app
