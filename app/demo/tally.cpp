#include "app/demo/tally.h"

#include "core/metering/usage_journal.h"

#include <algorithm>
#include <unordered_set>

namespace meterbench::app {

namespace {

constexpr std::size_t kAllRecords = 1'000'000;

class Adding {
public:
    Adding(Tally& tally, const std::vector<metering::Meter>& meters, std::int64_t toMs)
        : m_tally(tally)
        , m_meters(meters)
        , m_toMs(toMs) {}

    void add(const metering::UsageRecord& record) {
        const auto meter =
            std::find_if(m_meters.begin(), m_meters.end(), [&](const metering::Meter& one) {
                return one.name == record.meter;
            });
        if (meter == m_meters.end() || record.beginMs >= m_toMs) {
            return;
        }
        const auto units =
            record.value.dividedBy(meter->unitSize, base::Rounding::HalfAwayFromZero);
        base::Decimal& sum = m_tally.units[{record.customer, record.dimension}];
        sum = (units ? sum + *units : sum).value_or(sum);
        m_tally.resets += record.evidence.resets;
    }

private:
    Tally& m_tally;
    const std::vector<metering::Meter>& m_meters;
    std::int64_t m_toMs;
};

} // namespace

base::Decimal Tally::of(const std::string& customer, const std::string& dimension) const {
    const auto at = units.find({customer, dimension});
    return at == units.end() ? base::Decimal() : at->second;
}

base::Result<Tally> tallyOf(
    const std::string& journalFolder,
    const base::Clock& clock,
    const std::vector<metering::Meter>& meters,
    const pipeline::MetererState& state,
    std::int64_t toMs
) {
    auto journal = metering::UsageJournal::openToRead(journalFolder, clock);
    if (!journal) {
        return journal.error();
    }
    const auto stored = (*journal)->recordsAfter(0, kAllRecords);
    if (!stored) {
        return stored.error();
    }
    Tally tally;
    Adding adding(tally, meters, toMs);
    std::unordered_set<std::string> closed;
    for (const metering::StoredRecord& one : *stored) {
        adding.add(one.record);
        closed.insert(one.id);
    }
    // The state is a moment older than the journal: what was closed since stands in both.
    for (const metering::UsageRecord& one : state.open) {
        if (!closed.contains(metering::idOf(one))) {
            adding.add(one);
            tally.openBeginMs = std::min(tally.openBeginMs, one.beginMs);
        }
    }
    return tally;
}

} // namespace meterbench::app
