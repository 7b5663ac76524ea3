#include "core/pipeline/recompute.h"

#include "core/pipeline/late_samples.h"
#include "core/pipeline/second_metering.h"
#include "core/wal/reader.h"

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

constexpr std::int64_t kLater = SecondMetering::kLater;
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
        , m_journal(journal)
        , m_starts(meters.size(), kLater) {
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
        done = done ? readLate(files, logFolder, (*checkpoint)->position) : done;
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
        if (Status restored = (*live)->restore(state); !restored) {
            return restored;
        }
        for (std::uint32_t meter = 0; meter < m_meters.size(); ++meter) {
            const std::int64_t sinceMs = (*live)->sinceMs(meter);
            m_starts[meter] = sinceMs == metering::kNever ? kLater : sinceMs;
        }
        for (const UsageRecord& record : (*live)->open()) {
            m_underWay.insert(metering::idOf(record));
        }
        for (const UsageRecord& record : (*live)->takeClosed()) {
            m_underWay.insert(metering::idOf(record));
        }
        return {};
    }

    /// They are in their place in what is kept.
    Status readLate(base::FileSystem& files, const std::string& folder, wal::Position end) {
        auto late = lateSamplesIn({files, folder, m_schema, m_meters, m_starts, end, {}, end});
        if (!late) {
            return late.error();
        }
        m_late = std::move(*late);
        return {};
    }

    Status startAgain() {
        auto metering = Metering::make(m_schema, m_meters);
        if (!metering) {
            return metering.error();
        }
        (*metering)->putInOrder({std::nullopt, m_late, {}});
        m_again = std::make_unique<SecondMetering>(std::move(*metering), m_starts);
        return {};
    }

    /// What stands before damage may have been metered before it was damaged.
    Status readLog(base::FileSystem& files, const std::string& folder, wal::Position end) {
        Status done = startAgain();
        wal::Reader reader(files, folder, {});
        while (done.ok()) {
            const Result<wal::ReadOutcome> outcome = reader.next(end);
            if (!outcome) {
                return outcome.error();
            }
            switch (*outcome) {
            case wal::ReadOutcome::Group:
                m_again->take(reader.group());
                break;
            case wal::ReadOutcome::Damage:
                m_out.damage = reader.damage().what;
                done = startAgain();
                break;
            case wal::ReadOutcome::Missing:
                m_out.damage = "it was shortened while it was read";
                done = startAgain();
                break;
            case wal::ReadOutcome::End:
                m_again->finish();
                return {};
            }
        }
        return done;
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
                m_out.differences.push_back({std::move(record), std::nullopt});
            } else if (!(found->second == record)) {
                m_out.differences.push_back({std::move(record), found->second});
            }
        }
        return read;
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
        const SecondMetering::Cover cover = m_again->coverOf(meter, row.record.thing);
        const bool isAfter = row.record.beginMs > cover.fromMs;
        if (row.revision == 0 && !isAfter) {
            ++(cover.isSeveral ? m_out.severalTargets : m_out.before);
        }
        return isAfter;
    }

    /// What the log gives and the journal has not.
    void compareRest() {
        for (const std::string& id : m_again->closed()) {
            const UsageRecord& record = m_again->records().at(id);
            const std::uint32_t meter = m_meterOf.find(record.meter)->second;
            if (m_compared.contains(id) || m_underWay.contains(id) ||
                record.beginMs <= m_again->coverOf(meter, record.thing).fromMs) {
                continue;
            }
            ++m_out.windows;
            m_out.differences.push_back({std::nullopt, record});
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
    std::vector<std::int64_t> m_starts;
    std::vector<metering::LateSample> m_late;
    std::unordered_set<std::string> m_underWay;
    std::unordered_set<std::string> m_compared;
    std::unique_ptr<SecondMetering> m_again;
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
