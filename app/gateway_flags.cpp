#include "app/gateway_flags.h"

#include <array>

namespace meterbench::app {

namespace {

constexpr std::array<GatewayRow, 20> kRows{{
    {"gateway.listen-address",
     "web.listen-address",
     "apiListen",
     "PAG_APILISTEN",
     "127.0.0.1:9091",
     "HOST:PORT for pushes, instruments and /metrics; empty: none"},
    {"gateway.lifecycle-address",
     "",
     "lifecycleListen",
     "PAG_LIFECYCLELISTEN",
     "",
     "HOST:PORT of a second listener for /healthy, /ready and the gateway's own /metrics"},
    {"gateway.mode",
     "",
     "",
     "",
     "aggregation",
     "aggregation: pushes are merged; pushgateway: a push replaces its group"},
    {"gateway.profile",
     "",
     "",
     "",
     "strict",
     "strict, or compatible: with prom-aggregation-gateway, where that is sane"},
    {"gateway.storage-path", "", "", "", "data-gateway/", "folder of what was made and pushed"},
    {"gateway.rules-file", "", "", "", "", "YAML with policies, expiries and cumulative jobs"},
    {"gateway.cors-origin", "", "cors", "PAG_CORS", "", "origin of pages that may ask, or *"},
    {"gateway.auth-users",
     "",
     "AuthUsers",
     "PAG_AUTHUSERS",
     "",
     "who may write: name=password, with commas between; empty: everybody",
     true},
    {"gateway.read-users", "", "", "", "", "who may read besides them; empty: everybody", true},
    {"gateway.web-config-file",
     "web.config.file",
     "",
     "",
     "",
     "Prometheus's web configuration: TLS, and users with bcrypt hashes"},
    {"gateway.allowed-host",
     "web.allowed-host",
     "",
     "",
     "",
     "further Host name to answer to; * for all"},
    {"gateway.telemetry-path", "web.telemetry-path", "", "", "/metrics", "path of the exposition"},
    {"gateway.route-prefix", "web.route-prefix", "", "", "", "all paths stand behind it"},
    {"gateway.enable-lifecycle", "web.enable-lifecycle", "", "", "false", "allow /-/quit"},
    {"gateway.enable-admin-api",
     "web.enable-admin-api",
     "",
     "",
     "false",
     "allow /api/v1/admin/wipe"},
    {"gateway.disable-consistency-check",
     "push.disable-consistency-check",
     "",
     "",
     "false",
     "pushgateway mode: take pushes that contradict what is held"},
    {"gateway.enable-utf8-names",
     "push.enable-utf8-names",
     "",
     "",
     "false",
     "pushgateway mode: take any UTF-8 as a name"},
    {"gateway.max-body-size", "", "", "", "16MiB", "the largest body of a push"},
    {"gateway.max-series", "", "", "", "10000000", "the most series that are held; 0: no bound"},
    {"gateway.max-series-per-group",
     "",
     "",
     "",
     "1000000",
     "the most series under the same path labels; 0: no bound"},
}};
} // namespace

std::span<const GatewayRow> gatewayRows() {
    return kRows;
}

std::vector<Flag> gatewayFlags(bool alone) {
    std::vector<Flag> flags;
    for (const GatewayRow& row : kRows) {
        std::string help = row.help;
        const auto also = [&](const std::string& name) {
            help += (help.find(" (also ") == std::string::npos ? " (also " : ", ") + name;
        };
        if (alone && *row.alias != '\0') {
            also("--" + std::string(row.alias));
        }
        if (alone && *row.older != '\0') {
            also("--" + std::string(row.older));
            also(row.variable);
        }
        help += help.find(" (also ") == std::string::npos ? "" : ")";
        flags.push_back({row.name, row.standard, std::move(help), row.isSecret});
    }
    for (const GatewayRow& row : kRows) {
        for (const char* const name : {row.alias, row.older}) {
            if (alone && *name != '\0') {
                flags.push_back({name, row.standard, {}, row.isSecret});
            }
        }
    }
    return flags;
}

} // namespace meterbench::app
