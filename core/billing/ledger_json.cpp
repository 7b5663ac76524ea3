#include "core/billing/ledger_json.h"

#include "core/base/base64.h"
#include "core/base/bytes.h"
#include "core/base/number.h"
#include "core/metering/calendar.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace meterbench::billing {

namespace {

using Json = nlohmann::ordered_json;
using base::Result;
using metering::timeText;
using metering::Verdict;

constexpr const char* kBeyond = "beyond 10^24";

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

/// The owners of a page, in order, and what its lines are.
class PageLines {
public:
    PageLines(const Books& books, const LedgerPage& page)
        : m_books(books) {
        const auto& usageLines = books.usage.lines();
        const auto& sampleLines = books.counts.samples().lines();
        auto used = page.after ? usageLines.upper_bound(*page.after) : usageLines.begin();
        auto sampled = page.after ? sampleLines.upper_bound(*page.after) : sampleLines.begin();
        for (std::size_t owners = 0; owners < page.mostOwners; ++owners) {
            const bool hasUsed = used != usageLines.end();
            const bool hasSampled = sampled != sampleLines.end();
            if (!hasUsed && !hasSampled) {
                return;
            }
            const bool isUsed = hasUsed && (!hasSampled || used->first <= sampled->first);
            const bool isSampled = hasSampled && (!hasUsed || sampled->first <= used->first);
            m_last = isUsed ? used->first : sampled->first;
            if (isUsed) {
                addUsage(used->first, used->second);
                ++used;
            }
            if (isSampled) {
                addSamples(sampled->first, sampled->second);
                ++sampled;
            }
        }
        m_isCut = used != usageLines.end() || sampled != sampleLines.end();
    }

    Json usage = Json::array();
    Json samples = Json::array();

    /// Empty: it is the last page.
    [[nodiscard]] std::string next() const { return m_isCut ? cursorOf(m_last) : std::string(); }

private:
    void addUsage(const UsageLedger::Owner& owner, const UsageLine& line) {
        usage.push_back(
            {{"customerId", owner.first},
             {"dimensionId", owner.second},
             {"sum", line.sum.toText()},
             {"count", line.entries.size()},
             {"repeats", m_books.counts.repeatsOf(owner)},
             {"lastTime", timeText(line.lastTimeMs)}}
        );
    }

    void addSamples(const SampleLedger::Owner& owner, const SampleLine& line) {
        samples.push_back(
            {{"customerId", owner.first},
             {"dimensionId", owner.second},
             {"series", line.series},
             {"samples", line.samples},
             {"repeats", line.repeats},
             {"lastValue", base::formatNumber(line.lastValue)},
             {"lastTime", timeText(line.lastTimeMs)}}
        );
    }

    const Books& m_books;
    UsageLedger::Owner m_last;
    bool m_isCut = false;
};

Json samplesOf(const SampleLedger& ledger, Json lines) {
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
    return {
        {"requests", ledger.requests()},
        {"repeats", ledger.repeats()},
        {"tooOld", ledger.tooOld()},
        {"staleMarkers", ledger.ends()},
        {"verdicts", std::move(verdicts)},
        {"lines", std::move(lines)}};
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

/// The sums of one dimension by interval; what no record fell into is left out.
Result<Json> sumsOf(const UsageLedger& ledger, const UsageLine& line, const UsageQuery& query) {
    Json sums = Json::array();
    const auto calendar = metering::Calendar::open(query.interval, "UTC");
    if (!calendar) {
        return calendar.error();
    }
    std::map<std::int64_t, std::pair<std::int64_t, std::optional<base::Decimal>>> slots;
    for (const std::size_t index : line.entries) {
        const UsageEntry& entry = ledger.entries()[index];
        if (entry.timeMs >= query.beginMs && entry.timeMs < query.endMs) {
            const metering::Slot slot = calendar->slotOf(entry.timeMs);
            auto& [endMs, sum] =
                slots.try_emplace(slot.beginMs, slot.endMs, base::Decimal()).first->second;
            sum = sum + entry.value;
        }
    }
    for (const auto& [beginMs, slot] : slots) {
        sums.push_back(
            {{"value", slot.second ? slot.second->toText() : kBeyond},
             {"startTime", timeText(std::max(beginMs, query.beginMs))},
             {"endTime", timeText(std::min(slot.first, query.endMs))}}
        );
    }
    return sums;
}

/// One sum over all of it, and every record.
void addWhole(Json& row, const UsageLedger& ledger, const UsageLine& line, const UsageQuery& query) {
    std::optional<base::Decimal> sum = base::Decimal();
    Json records = Json::array();
    for (const std::size_t index : line.entries) {
        const UsageEntry& entry = ledger.entries()[index];
        if (entry.timeMs < query.beginMs || entry.timeMs >= query.endMs) {
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
    row["usage"] = Json::array(
        {{{"value", sum ? sum->toText() : kBeyond},
          {"startTime", timeText(query.beginMs)},
          {"endTime", timeText(query.endMs)}}}
    );
    row["records"] = std::move(records);
}

} // namespace

std::string cursorOf(const UsageLedger::Owner& owner) {
    std::string bytes;
    base::appendString(bytes, owner.first);
    base::appendString(bytes, owner.second);
    std::string text = base::toBase64(bytes);
    std::ranges::replace(text, '+', '-');
    std::ranges::replace(text, '/', '_');
    return text.substr(0, text.find('='));
}

std::optional<UsageLedger::Owner> ownerOf(std::string_view cursor) {
    std::string text(cursor);
    std::ranges::replace(text, '-', '+');
    std::ranges::replace(text, '_', '/');
    const auto bytes = base::fromBase64(text);
    if (!bytes) {
        return std::nullopt;
    }
    base::ByteReaderView reader(*bytes);
    std::string_view customer;
    std::string_view dimension;
    const bool isOwner =
        reader.readString(customer) && reader.readString(dimension) && reader.empty();
    return isOwner ? std::optional(UsageLedger::Owner(customer, dimension)) : std::nullopt;
}

std::string ledgerJson(const Books& books, const LedgerPage& page) {
    PageLines lines(books, page);
    Json whole{
        {"since", timeText(books.counts.sinceMs())},
        {"usageRecords", books.usage.entries().size()},
        {"mostUsageRecords", books.usage.mostRecords()},
        {"usageLines", books.usage.lines().size()},
        {"usage", std::move(lines.usage)},
        {"usageRefused", refusalsOf(books.counts.refused(RefusedKind::Usage))},
        {"samples", samplesOf(books.counts.samples(), std::move(lines.samples))},
        {"writesRefused", refusalsOf(books.counts.refused(RefusedKind::Write))},
        {"faults", faultsOf(books.faults)}};
    if (std::string next = lines.next(); !next.empty()) {
        whole["next"] = std::move(next);
    }
    return dumped(whole);
}

std::optional<std::string> customerUsageJson(
    const UsageLedger& usage, const std::string& customer, const UsageQuery& query
) {
    Json rows = Json::array();
    auto at = usage.lines().lower_bound({customer, ""});
    if (at == usage.lines().end() || at->first.first != customer) {
        return std::nullopt;
    }
    for (; at != usage.lines().end() && at->first.first == customer; ++at) {
        Json row{{"dimensionId", at->first.second}};
        if (query.interval == metering::Window::None) {
            addWhole(row, usage, at->second, query);
        } else if (auto sums = sumsOf(usage, at->second, query)) {
            row["usage"] = std::move(*sums);
        }
        rows.push_back(std::move(row));
    }
    return dumped(rows);
}

} // namespace meterbench::billing
