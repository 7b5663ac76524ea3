#include "core/pipeline/recompute.h"

#include "core/pipeline/late_samples.h"
#include "core/pipeline/second_metering.h"

#include <algorithm>
#include <map>
#include <memory>
#include <tuple>
#include <unordered_set>
#include <utility>

namespace meterbench::pipeline {

namespace {

using base::Result;
using base::Status;
using metering::Meter;
using metering::Metering;
using metering::StoredRecord;
using metering::UsageJournal;
using metering::UsageRecord;

constexpr std::size_t kRowsAtOnce = 10'000;

/// All records of the journal, in the order of their sequence.
template <class Take>
Status readAll(UsageJournal& journal, const Take& take) {
    for (std::int64_t sequence = 0; sequence < journal.lastSequence();) {
        const auto rows = journal.recordsAfter(sequence, kRowsAtOnce);
        if (!rows) {
            return rows.error();
        }
        for (const StoredRecord& row : *rows) {
            take(row);
        }
        sequence = rows->back().sequence;
    }
    return {};
}

class Recompute {
public:
    Recompute(
        const metering::SchemaOptions& schema,
        const std::vector<Meter>& meters,
        UsageJournal& journal
    )
        : m_schema(schema)
        , m_meters(meters)
        , m_journal(journal) {
        for (std::uint32_t meter = 0; meter < meters.size(); ++meter) {
            m_meterOf[meters[meter].name] = meter;
        }
    }

    Result<Recomputation> run(base::FileSystem& files, const std::string& logFolder) {
        auto checkpoint = m_journal.checkpoint();
        if (!checkpoint || !*checkpoint) {
            return checkpoint ? Result<Recomputation>(Recomputation{}) : checkpoint.error();
        }
        Status done = readUnderWay((*checkpoint)->state);
        done = done ? readLog(files, logFolder, (*checkpoint)->position) : done;
        done = done ? compareKept() : done;
        if (!done) {
            return done.error();
        }
        compareRest();
        return std::move(m_out);
    }

private:
    /// Windows that the agent has not closed.
    Status readUnderWay(const std::string& state) {
        auto live = Metering::make(m_schema, m_meters);
        if (!live) {
            return live.error();
        }
        m_first = std::move(*live);
        if (Status restored = m_first->restore(state); !restored) {
            return restored;
        }
        for (const UsageRecord& record : m_first->open()) {
            m_underWay.insert(metering::idOf(record));
        }
        for (const UsageRecord& record : m_first->takeClosed()) {
            m_underWay.insert(metering::idOf(record));
        }
        return {};
    }

    /// Late samples are in their place, as they are in what is kept.
    Status readLog(base::FileSystem& files, const std::string& folder, wal::Position end) {
        const LogPart part{files, folder, m_schema, m_meters, *m_first, {}, end};
        auto made = meterInOrder(part);
        if (!made) {
            return made.error();
        }
        m_out.damage = std::move(made->damage);
        m_again = std::move(made->seconds.front());
        m_doubtful = m_again->metering().doubtful();
        return {};
    }

    /// Revisions come behind what they correct, so all is gathered first.
    Status compareKept() {
        std::map<std::string, UsageRecord> kept;
        const Status read = readAll(m_journal, [&](const StoredRecord& row) {
            if (!m_meterOf.contains(row.record.meter)) {
                m_out.otherMeters += row.revision == 0 ? 1 : 0;
            } else if (canBeCompared(row)) {
                correct(kept.try_emplace(row.id).first->second, row);
            }
        });
        for (auto& [id, record] : kept) {
            m_compared.insert(id);
            if (m_underWay.contains(id)) {
                continue; // it grows again
            }
            ++m_out.windows;
            const auto found = m_again->records().find(id);
            if (found == m_again->records().end()) {
                if (metering::isNothing(record.value, record.evidence)) {
                    continue; // it was taken back
                }
                tell({std::move(record), std::nullopt});
            } else if (!(found->second == record)) {
                tell({std::move(record), found->second});
            }
        }
        return read;
    }

    /// Where a sample came so late that the thing may have been forgotten, or where the readings of
    /// its targets do not stand in the order of time, the two may differ, and nothing is wrong.
    void tell(UsageDifference difference) {
        const UsageRecord& of = difference.kept ? *difference.kept : *difference.recomputed;
        const std::uint32_t meter = m_meterOf.find(of.meter)->second;
        const auto doubtful = m_doubtful.find({meter, of.thing});
        if (doubtful == m_doubtful.end() || of.endMs <= doubtful->second) {
            m_out.differences.push_back(std::move(difference));
            return;
        }
        --m_out.windows;
        const bool isSeveral = m_again->coverOf(meter, of.thing).isSeveral;
        ++(isSeveral ? m_out.severalTargets : m_out.forgotten);
    }

    static void correct(UsageRecord& known, const StoredRecord& row) {
        if (row.revision == 0) {
            known = row.record;
            return;
        }
        metering::addCounts(known.evidence, row.record.evidence);
        known.evidence.firstMs = row.record.evidence.firstMs;
        known.evidence.lastMs = row.record.evidence.lastMs;
        known.endMs = row.record.endMs;
        known.value = (known.value + row.record.value).value_or(known.value);
    }

    bool canBeCompared(const StoredRecord& row) {
        const std::uint32_t meter = m_meterOf.find(row.record.meter)->second;
        const bool isCovered = m_again->covers(meter, row.record);
        if (row.revision == 0 && !isCovered) {
            const bool isSeveral = m_again->coverOf(meter, row.record.thing).isSeveral;
            ++(isSeveral ? m_out.severalTargets : m_out.before);
        }
        return isCovered;
    }

    /// What the log gives and the journal has not.
    void compareRest() {
        for (const std::string& id : m_again->closed()) {
            const UsageRecord& record = m_again->records().at(id);
            const std::uint32_t meter = m_meterOf.find(record.meter)->second;
            if (m_compared.contains(id) || m_underWay.contains(id) ||
                !m_again->covers(meter, record)) {
                continue;
            }
            ++m_out.windows;
            tell({std::nullopt, record});
        }
        std::ranges::sort(m_out.differences, {}, [](const UsageDifference& one) {
            const UsageRecord& of = one.kept ? *one.kept : *one.recomputed;
            return std::tuple(of.beginMs, of.meter, of.thing);
        });
    }

    const metering::SchemaOptions& m_schema;
    const std::vector<Meter>& m_meters;
    UsageJournal& m_journal;
    std::map<std::string, std::uint32_t, std::less<>> m_meterOf;
    std::unique_ptr<Metering> m_first; ///< as it was at the checkpoint
    std::unordered_set<std::string> m_underWay;
    std::unordered_set<std::string> m_compared;
    std::unique_ptr<SecondMetering> m_again;
    std::map<std::pair<std::uint32_t, std::string>, std::int64_t> m_doubtful;
    Recomputation m_out;
};

} // namespace

Result<Recomputation> recompute(
    const metering::SchemaOptions& schema,
    const std::vector<Meter>& meters,
    UsageJournal& journal,
    base::FileSystem& files,
    const std::string& logFolder
) {
    return Recompute(schema, meters, journal).run(files, logFolder);
}

} // namespace meterbench::pipeline
