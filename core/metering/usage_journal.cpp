#include "core/metering/usage_journal.h"

#include "core/metering/journal_file.h"
#include "core/metering/journal_tables.h"
#include "core/metering/totals_run.h"

#include <algorithm>
#include <utility>

namespace meterbench::metering {

namespace {

using base::Code;
using base::Decimal;
using base::Error;

/// The checkpoint's state is one value of the file.
constexpr std::size_t kMostStateBytes = 1'000'000'000;

JournalRow firstRowOf(const UsageRecord& record, std::int64_t line, std::int64_t madeMs) {
    JournalRow row;
    row.line = line;
    row.beginMs = record.beginMs;
    row.endMs = record.endMs;
    row.madeMs = madeMs;
    row.value = record.value;
    row.evidence = record.evidence;
    return row;
}

/// What is known now less what was known; the times of samples are those of now.
Evidence changeOf(const Evidence& now, const Evidence& before) {
    return {
        now.firstMs,
        now.lastMs,
        now.measuredMs - before.measuredMs,
        now.inferredMs - before.inferredMs,
        now.unmeteredMs - before.unmeteredMs,
        now.samples - before.samples,
        now.resets - before.resets,
        now.possibleLosses - before.possibleLosses};
}

StoredRecord storedOf(JournalTables& tables, const JournalRow& row) {
    StoredRecord stored{row.sequence, {}, row.revision, row.madeMs, tables.recordOf(row)};
    stored.id = idOf(stored.record);
    return stored;
}

} // namespace

UsageJournal::UsageJournal(
    std::unique_ptr<base::FileLock> lock,
    std::unique_ptr<JournalTables> tables,
    const base::Clock& clock
)
    : m_lock(std::move(lock))
    , m_tables(std::move(tables))
    , m_clock(clock) {}

UsageJournal::~UsageJournal() = default;

base::Result<std::unique_ptr<UsageJournal>> UsageJournal::open(
    const UsageJournalOptions& options,
    base::FileSystem& files,
    const base::Clock& clock,
    base::LogSink& sink
) {
    if (const base::Status made = files.createFolders(options.folder); !made) {
        return Error{
            made.error().code,
            "the usage journal needs its folder: " + made.error().context +
                "; choose one that this user may write to"};
    }
    base::Result<std::unique_ptr<base::FileLock>> lock = files.lock(options.folder + "/lock");
    if (!lock) {
        return Error{
            lock.error().code,
            "the usage journal in " + options.folder + " has one owner: " + lock.error().context +
                "; stop that one, or give this one a folder of its own"};
    }
    const std::string path = options.folder + "/usage.db";
    auto database = openJournalFile(path, options.mostBytes, files);
    if (!database) {
        return database.error();
    }
    auto tables = guarded("open", path, [&] {
        return std::make_unique<JournalTables>(std::move(database).value(), path);
    });
    if (!tables) {
        return tables.error();
    }
    const std::int64_t last = (*tables)->lastSequence();
    sink.write(
        base::LogLevel::Info,
        "metering",
        "usage journal " + path + ": " + std::to_string(last) + " records"
    );
    return std::unique_ptr<UsageJournal>(
        new UsageJournal(std::move(lock).value(), std::move(tables).value(), clock)
    );
}

base::Result<std::unique_ptr<UsageJournal>>
UsageJournal::openToRead(const std::string& folder, const base::Clock& clock) {
    const std::string path = folder + "/usage.db";
    auto database = openJournalToRead(path);
    if (!database) {
        return database.error();
    }
    auto tables = guarded("open", path, [&] {
        return std::make_unique<JournalTables>(std::move(database).value(), path);
    });
    if (!tables) {
        return tables.error();
    }
    return std::unique_ptr<UsageJournal>(new UsageJournal(nullptr, std::move(tables).value(), clock)
    );
}

base::Result<CommitCounts>
UsageJournal::commit(std::span<const UsageRecord> closed, const Checkpoint* checkpoint) {
    if (checkpoint != nullptr && checkpoint->state.size() > kMostStateBytes) {
        return Error{
            Code::Limit,
            m_tables->path() + ": a checkpoint of more than 10^9 bytes cannot be kept"};
    }
    const JournalTables::Mark mark = m_tables->mark();
    base::Result<CommitCounts> done = guarded("write", m_tables->path(), [&] {
        CommitCounts counts;
        SQLite::Transaction transaction(m_tables->database());
        for (const UsageRecord& record : closed) {
            put(record, counts);
        }
        if (checkpoint != nullptr) {
            m_tables->setCheckpoint(
                {static_cast<std::int64_t>(checkpoint->position.segment),
                 static_cast<std::int64_t>(checkpoint->position.offsetBytes),
                 checkpoint->state}
            );
        }
        transaction.commit();
        return counts;
    });
    if (!done) {
        m_tables->back(mark);
    }
    return done;
}

void UsageJournal::put(const UsageRecord& record, CommitCounts& counts) {
    const std::int64_t line = m_tables->lineOf(record);
    if (m_tables->add(firstRowOf(record, line, m_clock.nowMs()))) {
        ++counts.added;
    } else if (correct(line, record)) {
        ++counts.corrected;
    } else {
        ++counts.repeated;
    }
}

/// False: what is known is the same.
bool UsageJournal::correct(std::int64_t line, const UsageRecord& record) {
    const JournalRow known = knownRow(line, record.beginMs, record.beginMs).value();
    JournalRow row = firstRowOf(record, line, m_clock.nowMs());
    const std::optional<Decimal> change = row.value - known.value;
    if (!change) {
        throw Refusal{{Code::Limit, m_tables->path() + ": a correction is beyond 10^24"}};
    }
    if (change->isZero() && row.evidence == known.evidence && row.endMs == known.endMs) {
        return false;
    }
    row.revision = known.revision + 1;
    row.value = *change;
    row.evidence = changeOf(row.evidence, known.evidence);
    if (!m_tables->add(row)) {
        throw Damage{"a correction is there already"};
    }
    return true;
}

std::optional<JournalRow>
UsageJournal::knownRow(std::int64_t line, std::int64_t beginMs, std::int64_t lastBeginMs) {
    std::vector<JournalRow> found; // one for each begin
    const auto take = [&](const JournalRow& row) {
        if (found.empty() || found.back().beginMs != row.beginMs) {
            found.push_back(row);
            return true;
        }
        JournalRow known = row;
        addCounts(known.evidence, found.back().evidence);
        const std::optional<Decimal> value = found.back().value + row.value;
        if (!value) {
            throw Refusal{{Code::Limit, m_tables->path() + ": a record is beyond 10^24"}};
        }
        known.value = *value;
        found.back() = known;
        return true;
    };
    for (std::int64_t day = dayOf(lastBeginMs); day >= dayOf(beginMs); --day) {
        found.clear();
        m_tables->readPlace(day, line, beginMs, lastBeginMs, take);
        while (!found.empty()) {
            if (beginMs == lastBeginMs || !isNothing(found.back().value, found.back().evidence)) {
                return found.back();
            }
            found.pop_back();
        }
    }
    return std::nullopt;
}

base::Result<std::optional<UsageRecord>>
UsageJournal::known(const UsageRecord& record, std::int64_t lastBeginMs) {
    return guarded("read", m_tables->path(), [&]() -> std::optional<UsageRecord> {
        const std::optional<std::int64_t> line = m_tables->findLine(record);
        const std::optional<JournalRow> row =
            line ? knownRow(*line, record.beginMs, std::max(record.beginMs, lastBeginMs))
                 : std::nullopt;
        if (!row) {
            return std::nullopt;
        }
        UsageRecord known = record;
        known.beginMs = row->beginMs;
        known.endMs = row->endMs;
        known.value = row->value;
        known.evidence = row->evidence;
        return known;
    });
}

base::Result<std::optional<Checkpoint>> UsageJournal::checkpoint() {
    return guarded("read", m_tables->path(), [&]() -> std::optional<Checkpoint> {
        std::optional<JournalCheckpoint> kept = m_tables->checkpoint();
        if (!kept) {
            return std::nullopt;
        }
        return Checkpoint{
            {static_cast<std::uint64_t>(kept->segment),
             static_cast<std::uint64_t>(kept->offsetBytes)},
            std::move(kept->state)};
    });
}

std::int64_t UsageJournal::lastSequence() const {
    return m_tables->lastSequence();
}

std::int64_t UsageJournal::lineCount() const {
    return m_tables->mark().line;
}

base::Result<std::vector<StoredRecord>>
UsageJournal::recordsAfter(std::int64_t sequence, std::size_t most) {
    return guarded("read", m_tables->path(), [&] {
        std::vector<StoredRecord> out;
        m_tables->readAfter(
            std::max<std::int64_t>(sequence, 0),
            static_cast<std::int64_t>(std::min<std::size_t>(most, INT64_MAX)),
            [&](const JournalRow& row) {
                out.push_back(storedOf(*m_tables, row));
                return true;
            }
        );
        return out;
    });
}

base::Result<std::vector<StoredRecord>>
UsageJournal::records(const UsageFilter& filter, std::int64_t afterSequence, std::size_t most) {
    return guarded("read", m_tables->path(), [&] {
        // The lowest sequences so far, the highest of them on top: what is found comes by place.
        const auto isLower = [](const JournalRow& a, const JournalRow& b) {
            return a.sequence < b.sequence;
        };
        std::vector<JournalRow> found;
        LineChoice choice(*m_tables, filter);
        choice.read([&](const JournalRow& row) {
            if (row.sequence > afterSequence && most > 0) {
                if (found.size() == most && !isLower(row, found.front())) {
                    return;
                }
                if (found.size() == most) {
                    std::pop_heap(found.begin(), found.end(), isLower);
                    found.pop_back();
                }
                found.push_back(row);
                std::push_heap(found.begin(), found.end(), isLower);
            }
        });
        std::sort_heap(found.begin(), found.end(), isLower);
        std::vector<StoredRecord> out;
        for (const JournalRow& row : found) {
            out.push_back(storedOf(*m_tables, row));
        }
        return out;
    });
}

base::Result<std::optional<std::int64_t>> UsageJournal::dayFrom(std::int64_t timeMs) {
    return guarded("read", m_tables->path(), [&] {
        const std::optional<std::int64_t> day = m_tables->dayFrom(dayOf(timeMs));
        return day ? std::optional(*day * kDayMs) : std::nullopt;
    });
}

base::Result<std::vector<UsageTotal>> UsageJournal::totals(const TotalsQuery& query) {
    return guarded("read", m_tables->path(), [&] { return TotalsRun(*m_tables, query).rows(); });
}

base::Status UsageJournal::verify() {
    const base::Result<bool> sound = guarded("read", m_tables->path(), [&] {
        m_tables->verify();
        return true;
    });
    return sound ? base::Status() : base::Status(sound.error());
}

} // namespace meterbench::metering
