#include "core/billing/ledger_json.h"

#include "core/base/number.h"
#include "core/metering/calendar.h"

#include <nlohmann/json.hpp>

#include <array>
#include <utility>

namespace meterbench::billing {

namespace {

using Json = nlohmann::ordered_json;
using metering::timeText;
using metering::Verdict;

/// Those that a receiver can give.
constexpr std::array<std::pair<Verdict, const char*>, 4> kVerdicts{{
    {Verdict::Billable, "billable"},
    {Verdict::NoCustomer, "no customer"},
    {Verdict::NoDimension, "no dimension"},
    {Verdict::MalformedId, "malformed id"},
}};

/// Ids may be any bytes: labels come over the wire.
std::string dumped(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json refusalsOf(const Refusals& refusals) {
    Json reasons = Json::array();
    for (const auto& [reason, count] : refusals.reasons()) {
        reasons.push_back({{"reason", reason}, {"count", count}});
    }
    return {{"total", refusals.total()}, {"reasons", std::move(reasons)}};
}

Json usageOf(const UsageLedger& ledger) {
    Json rows = Json::array();
    for (const auto& [owner, line] : ledger.lines()) {
        rows.push_back(
            {{"customerId", owner.first},
             {"dimensionId", owner.second},
             {"sum", line.sum.toText()},
             {"count", line.entries.size()},
             {"repeats", line.repeats},
             {"lastTime", timeText(line.lastTimeMs)}}
        );
    }
    return rows;
}

Json samplesOf(const SampleLedger& ledger) {
    Json verdicts = Json::array();
    for (const auto& [verdict, word] : kVerdicts) {
        const VerdictLine& line = ledger.of(verdict);
        verdicts.push_back(
            {{"verdict", word},
             {"series", line.series},
             {"samples", line.samples},
             {"example", line.example}}
        );
    }
    Json rows = Json::array();
    for (const auto& [owner, line] : ledger.lines()) {
        rows.push_back(
            {{"customerId", owner.first},
             {"dimensionId", owner.second},
             {"series", line.series},
             {"samples", line.samples},
             {"repeats", line.repeats},
             {"lastValue", base::formatNumber(line.lastValue)},
             {"lastTime", timeText(line.lastTimeMs)}}
        );
    }
    return {
        {"requests", ledger.requests()},
        {"repeats", ledger.repeats()},
        {"tooOld", ledger.tooOld()},
        {"staleMarkers", ledger.ends()},
        {"verdicts", std::move(verdicts)},
        {"lines", std::move(rows)}};
}

Json faultsOf(const Faults& faults) {
    Json planned = Json::array();
    for (const PlannedFault& one : faults.planned()) {
        planned.push_back({{"kind", textOf(one.fault)}, {"requests", one.requests}});
    }
    Json done = Json::object();
    for (const auto& [kind, count] : faults.done()) {
        done[kind] = count;
    }
    return {{"planned", std::move(planned)}, {"done", std::move(done)}};
}

} // namespace

std::string ledgerJson(const Books& books) {
    const Json whole{
        {"since", timeText(books.sinceMs)},
        {"usage", usageOf(books.usage)},
        {"usageRefused", refusalsOf(books.refusedUsage)},
        {"samples", samplesOf(books.samples)},
        {"writesRefused", refusalsOf(books.refusedWrites)},
        {"faults", faultsOf(books.faults)}};
    return dumped(whole);
}

std::optional<std::string> customerUsageJson(
    const UsageLedger& usage, const std::string& customer, std::int64_t beginMs, std::int64_t endMs
) {
    Json rows = Json::array();
    auto at = usage.lines().lower_bound({customer, ""});
    if (at == usage.lines().end() || at->first.first != customer) {
        return std::nullopt;
    }
    for (; at != usage.lines().end() && at->first.first == customer; ++at) {
        std::optional<base::Decimal> sum = base::Decimal();
        Json records = Json::array();
        for (const std::size_t index : at->second.entries) {
            const UsageEntry& entry = usage.entries()[index];
            if (entry.timeMs < beginMs || entry.timeMs >= endMs) {
                continue;
            }
            sum = sum + entry.value;
            records.push_back(
                {{"timestamp", timeText(entry.timeMs)}, {"recordValue", entry.value.toText()}}
            );
            if (!entry.metadata.empty()) {
                records.back()["metadata"] = Json::parse(entry.metadata, nullptr, false);
            }
        }
        const Json one{
            {"value", sum ? sum->toText() : "beyond 10^24"},
            {"startTime", timeText(beginMs)},
            {"endTime", timeText(endMs)}};
        rows.push_back(
            {{"dimensionId", at->first.second},
             {"usage", Json::array({one})},
             {"records", std::move(records)}}
        );
    }
    return dumped(rows);
}

} // namespace meterbench::billing
