#include "app/gateway_options.h"

#include "core/address/access.h"
#include "core/base/duration.h"
#include "core/base/number.h"
#include "core/config/gateway_files.h"

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

/// Where each value comes from: flag, alias, variable, file, standard.
class Values {
public:
    Values(const Arguments& arguments, bool alone, const GatewaySurroundings& around)
        : m_arguments(arguments)
        , m_alone(alone)
        , m_around(around) {}

    [[nodiscard]] base::Status readFile() {
        if (!m_alone || m_around.aggregationFile.empty() ||
            !m_around.files.readAll(m_around.aggregationFile)) {
            return {};
        }
        auto file = config::loadAggregationFile(m_around.aggregationFile, m_around.files);
        if (!file.value) {
            return wrong(problemsOf(file.problems));
        }
        m_file = std::move(*file.value);
        return {};
    }

    [[nodiscard]] std::string value(std::string_view name) const {
        const GatewayRow& row = rowOf(name);
        for (const char* const flag : {row.name, row.alias, row.older}) {
            if (*flag != '\0' && (m_alone || flag == row.name) && m_arguments.isGiven(flag)) {
                return m_arguments.value(flag);
            }
        }
        if (m_alone && *row.variable != '\0') {
            if (const char* const set = m_around.environment(row.variable)) {
                return set;
            }
        }
        return fromFile(row).value_or(m_arguments.value(row.name));
    }

    [[nodiscard]] bool isOn(std::string_view name) const { return value(name) == "true"; }

    [[nodiscard]] base::Result<std::uint64_t> number(std::string_view name) const {
        const std::string text = value(name);
        const auto number = base::parseInteger(text);
        if (!number || *number < 0) {
            return wrong(
                "--" + std::string(name) + " is a whole number, 0 or more, not \"" + text + "\""
            );
        }
        return static_cast<std::uint64_t>(*number);
    }

private:
    [[nodiscard]] static const GatewayRow& rowOf(std::string_view name) {
        for (const GatewayRow& row : gatewayRows()) {
            if (name == row.name) {
                return row;
            }
        }
        return gatewayRows().front();
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
    const std::string mode = values.value("gateway.mode");
    const std::string profile = values.value("gateway.profile");
    if (mode != "aggregation" && mode != "pushgateway") {
        return wrong("--gateway.mode is aggregation or pushgateway, not \"" + mode + "\"");
    }
    if (profile != "strict" && profile != "compatible") {
        return wrong("--gateway.profile is strict or compatible, not \"" + profile + "\"");
    }
    options.mode =
        mode == "pushgateway" ? address::Mode::Pushgateway : address::Mode::Aggregation;
    options.profile =
        profile == "compatible" ? gateway::Profile::Compatible : gateway::Profile::Strict;
    return {};
}

base::Status readUsers(
    const Values& values, std::string_view name, std::vector<address::User>& users
) {
    auto read = address::parseUsers(values.value(name));
    if (!read) {
        return wrong("--" + std::string(name) + ": " + read.error().context);
    }
    users.insert(users.end(), read->begin(), read->end());
    return {};
}

base::Status readCors(const Values& values, address::AddressOptions& options) {
    options.corsOrigin = values.value("gateway.cors-origin");
    const bool isOrigin = options.corsOrigin == "*" || options.corsOrigin.empty() ||
                          options.corsOrigin.starts_with("http://") ||
                          options.corsOrigin.starts_with("https://");
    if (!isOrigin) {
        return wrong(
            "--gateway.cors-origin is * or begins with http:// or https://, not \"" +
            options.corsOrigin + "\""
        );
    }
    if (!options.corsOrigin.empty()) {
        options.server.origins.push_back(options.corsOrigin);
    }
    return {};
}

base::Status readPaths(const Values& values, address::AddressOptions& options) {
    options.telemetryPath = values.value("gateway.telemetry-path");
    options.routePrefix = values.value("gateway.route-prefix");
    while (options.routePrefix.ends_with('/')) {
        options.routePrefix.pop_back();
    }
    if (options.telemetryPath.size() < 2 || !options.telemetryPath.starts_with('/') ||
        options.telemetryPath.ends_with('/')) {
        return wrong(
            "--gateway.telemetry-path begins with / and has a name behind it, such as /metrics"
        );
    }
    if (!options.routePrefix.empty() && !options.routePrefix.starts_with('/')) {
        return wrong("--gateway.route-prefix begins with /");
    }
    return {};
}

base::Status readFiles(
    const Values& values, const GatewaySurroundings& around, address::AddressOptions& options
) {
    if (const std::string path = values.value("gateway.web-config-file"); !path.empty()) {
        auto web = config::loadWebFile(path, around.files);
        if (!web.value) {
            return wrong(problemsOf(web.problems));
        }
        options.tls = web.value->tls;
        options.writers = web.value->users;
        options.readers = web.value->users; // there, users are for everything
    }
    if (const std::string path = values.value("gateway.rules-file"); !path.empty()) {
        auto rules = config::loadRulesFile(path, around.files);
        if (!rules.value) {
            return wrong(problemsOf(rules.problems));
        }
        options.rules = std::move(*rules.value);
    }
    return {};
}

base::Status readLimits(const Values& values, address::AddressOptions& options) {
    const auto body = base::parseSize(values.value("gateway.max-body-size"));
    if (!body || *body == 0) {
        return wrong("--gateway.max-body-size is a size such as 16MiB");
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
    if (const std::string host = values.value("gateway.allowed-host"); !host.empty()) {
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
    options.listenAddress = values.value("gateway.listen-address");
    options.lifecycleAddress = values.value("gateway.lifecycle-address");
    options.dataFolder = values.value("gateway.storage-path");
    options.enableLifecycle = values.isOn("gateway.enable-lifecycle");
    options.enableAdmin = values.isOn("gateway.enable-admin-api");
    options.checkConsistency = !values.isOn("gateway.disable-consistency-check");
    options.utf8Names = values.isOn("gateway.enable-utf8-names");
    return options;
}

} // namespace meterbench::app
