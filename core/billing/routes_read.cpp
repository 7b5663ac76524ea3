// The routes that only read: the ledger page by page, and the usage of one customer.
#include "core/base/number.h"
#include "core/billing/answers.h"
#include "core/billing/form.h"
#include "core/billing/ledger_json.h"
#include "core/billing/routes.h"
#include "core/metering/calendar.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace meterbench::billing {

namespace {

constexpr std::int64_t kMostPageOwners = 100'000;

using metering::Window;

constexpr std::array<std::pair<const char*, Window>, 4> kIntervals{
    {{"none", Window::None}, {"hour", Window::Hour}, {"day", Window::Day}, {"month", Window::Month}}};

} // namespace

http::Answer Routes::ledger(const http::ServedRequest& request) const {
    const auto query = formOf(request.query);
    LedgerPage page;
    if (const auto limit = query.find("limit"); limit != query.end()) {
        const auto count = base::parseInteger(limit->second);
        if (!count || *count < 1 || *count > kMostPageOwners) {
            return messageAnswer(400, "limit must be a whole number from 1 to 100000");
        }
        page.mostOwners = static_cast<std::size_t>(*count);
    }
    if (const auto after = query.find("after"); after != query.end()) {
        page.after = ownerOf(after->second);
        if (!page.after) {
            return messageAnswer(400, "after must be what the page before said as next");
        }
    }
    return jsonAnswer(200, ledgerJson({m_ledger, m_counts, m_faults}, page));
}

http::Answer
Routes::customerUsage(const http::ServedRequest& request, std::string_view customer) const {
    const auto query = formOf(request.query);
    UsageQuery asked;
    for (const auto& [name, timeMs] :
         {std::pair("startTime", &asked.beginMs), std::pair("endTime", &asked.endMs)}) {
        const auto at = query.find(name);
        const auto time = at == query.end() ? std::nullopt : metering::timeOf(at->second);
        if (!time) {
            return messageAnswer(
                400, std::string(name) + " must be a time as 2026-11-30T12:00:00Z"
            );
        }
        *timeMs = *time;
    }
    if (const auto at = query.find("aggregationInterval"); at != query.end()) {
        const auto interval =
            std::ranges::find(kIntervals, at->second, &std::pair<const char*, Window>::first);
        if (interval == kIntervals.end()) {
            return messageAnswer(400, "aggregationInterval must be none, hour, day or month");
        }
        asked.interval = interval->second;
    }
    auto json = customerUsageJson(m_ledger, percentDecoded(customer, Plus::IsPlus), asked);
    return json ? jsonAnswer(200, std::move(*json))
                : notFoundAnswer("no usage record names this customer");
}

} // namespace meterbench::billing
