#include "core/scrape/job_options.h"

#include "core/base/check.h"

namespace meterbench::scrape {

std::string_view protocolName(Protocol protocol) {
    switch (protocol) {
    case Protocol::OpenMetrics100:
        return "OpenMetricsText1.0.0";
    case Protocol::OpenMetrics001:
        return "OpenMetricsText0.0.1";
    case Protocol::Text100:
        return "PrometheusText1.0.0";
    case Protocol::Text004:
        return "PrometheusText0.0.4";
    }
    MB_CHECK(false, "every Protocol has a name");
}

} // namespace meterbench::scrape
