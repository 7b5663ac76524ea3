// SelfMetrics: what the address counts about itself, under the names that the replaced gateways
// use, so that their dashboards go on: prom_agg_gateway_… and http_… (facts 1.7), pushgateway_…
// (facts 2.1), process_…; meterbench_gateway_… for what they do not have. Where they were wrong
// (family sizes of the last push, sizes of -1) the figures are right here. One thread.
#pragma once

#include "core/address/view.h"
#include "core/http/server.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::address {

/// The words of the label `handler`, by the older gateway's names.
enum class Handled : std::uint8_t { GetMetrics, PostMetrics, Other, NoRoute };

class SelfMetrics {
public:
    struct Request {
        Handled handler = Handled::Other;
        std::string_view method;
        int status = 0;
        std::int64_t durationNs = 0;
        std::size_t bodyBytes = 0; ///< as it came
        std::size_t answerBytes = 0;
    };

    void handled(const Request& request);
    /// A push that was taken. job: of its path; empty: none.
    void pushed(std::string_view job);

    struct Now {
        Mode mode = Mode::Aggregation;
        gateway::StoreCounts counts;
        std::vector<gateway::FamilyRow> families;
        std::size_t instruments = 0;
        http::ServerCounts server;
        std::string version;
    };

    /// A body in the text format.
    [[nodiscard]] std::string text(const Now& now) const;

private:
    struct Route {
        Handled handler = Handled::Other;
        std::string method;
        int status = 0;

        friend auto operator<=>(const Route&, const Route&) = default;
    };

    struct Durations {
        std::array<std::uint64_t, 12> buckets{}; ///< each alone; the last is +Inf's
        double seconds = 0;
        std::uint64_t count = 0;
        double bodyBytes = 0;
        double answerBytes = 0;
        std::array<std::uint64_t, 9> sizes{};
    };

    class Page;

    void addPushgateway(Page& page, const Now& now) const;

    std::map<Route, Durations> m_routes;
    Route m_lastRoute; ///< most requests go the way of the one before
    Durations* m_lastDurations = nullptr;
    std::map<std::string, std::uint64_t, std::less<>> m_pushesByJob;
};

} // namespace meterbench::address
