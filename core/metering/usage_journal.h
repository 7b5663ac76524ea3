// UsageJournal: the billing ledger, an SQLite file in a folder of its own. Nothing in it is ever
// changed or removed: what corrects a record stands beside it. Not the log of samples (core/wal)
// and not the journal of pushes (core/journal). One thread owns it; one process at a time. Errors
// name the file and what would be right: Io, Limit (full disk, held by another process), Corrupt,
// Unsupported (a newer format); after an error of commit() nothing of it is stored. The tables, and
// why they are as they are: README.md.
#pragma once

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/log_sink.h"
#include "core/base/result.h"
#include "core/metering/usage_record.h"
#include "core/metering/usage_totals.h"
#include "core/wal/position.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace meterbench::metering {

/// The live state of the meters, and where in the log it belongs to.
struct Checkpoint {
    wal::Position position; ///< the log is read on from here
    std::string state;      ///< bytes of whoever makes it

    friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

/// A record as it is kept. Of a correction (revision above 0), value and counts of the evidence are
/// differences to what was known before; the end of the window and the times of the samples are
/// those known now.
struct StoredRecord {
    std::int64_t sequence = 0; ///< 1, 2, 3 … without gaps
    std::string id;            ///< of all revisions the same
    std::int64_t revision = 0;
    std::int64_t madeMs = 0; ///< when it was stored
    UsageRecord record;

    friend bool operator==(const StoredRecord&, const StoredRecord&) = default;
};

/// What became of the records of a commit.
struct CommitCounts {
    std::uint64_t added = 0;
    std::uint64_t repeated = 0; ///< were there
    std::uint64_t corrected = 0;

    friend bool operator==(const CommitCounts&, const CommitCounts&) = default;
};

struct UsageJournalOptions {
    std::string folder;
    std::uint64_t mostBytes = 0; ///< of the file; 0: as much as the disk holds
};

class JournalTables;
struct JournalRow;

class UsageJournal {
public:
    /// Makes folder and file if they are not there. A sudden end of the former process is repaired.
    [[nodiscard]] static base::Result<std::unique_ptr<UsageJournal>> open(
        const UsageJournalOptions& options,
        base::FileSystem& files,
        const base::Clock& clock,
        base::LogSink& sink
    );
    /// To look into: what it holds now, also while another process owns it. NotFound when there is
    /// none. It cannot be written to.
    [[nodiscard]] static base::Result<std::unique_ptr<UsageJournal>>
    openToRead(const std::string& folder, const base::Clock& clock);
    ~UsageJournal();

    /// All of it or nothing, on the disk when it returns. A record that is there changes nothing;
    /// one with a known id and something else is kept as a correction. Without a checkpoint the
    /// former one stays: what is read again from there makes the same records.
    [[nodiscard]] base::Result<CommitCounts>
    commit(std::span<const UsageRecord> closed, const Checkpoint* checkpoint);

    [[nodiscard]] base::Result<std::optional<Checkpoint>> checkpoint();

    /// What is known of the record with this one's id, corrections included. With a later begin: of
    /// the last one of the same meter, thing and owner up to that begin that was not taken back.
    [[nodiscard]] base::Result<std::optional<UsageRecord>>
    known(const UsageRecord& record, std::int64_t lastBeginMs = INT64_MIN);

    /// 0: there is none.
    [[nodiscard]] std::int64_t lastSequence() const;

    /// Different things of customers.
    [[nodiscard]] std::int64_t lineCount() const;

    /// The begin of the first day (UTC) that has records and is not before the day of that time.
    [[nodiscard]] base::Result<std::optional<std::int64_t>> dayFrom(std::int64_t timeMs);
    /// In the order of their sequence, behind the one given.
    [[nodiscard]] base::Result<std::vector<StoredRecord>>
    recordsAfter(std::int64_t sequence, std::size_t most);

    /// The same of those that the filter chooses.
    [[nodiscard]] base::Result<std::vector<StoredRecord>>
    records(const UsageFilter& filter, std::int64_t afterSequence, std::size_t most);

    /// With corrections; sorted by customer, dimension, meter and window.
    [[nodiscard]] base::Result<std::vector<UsageTotal>> totals(const TotalsQuery& query);

    /// Reads everything: the file's structure, checksums, sequences, and whether the sums of days
    /// are the sums of their records. Takes long.
    [[nodiscard]] base::Status verify();

private:
    explicit UsageJournal(
        std::unique_ptr<base::FileLock> lock,
        std::unique_ptr<JournalTables> tables,
        const base::Clock& clock
    );

    void put(const UsageRecord& record, CommitCounts& counts);
    bool correct(std::int64_t line, const UsageRecord& record);
    /// The last record that begins from one time to another: all revisions together, the last one's
    /// number and times. Nothing when there are none.
    [[nodiscard]] std::optional<JournalRow>
    knownRow(std::int64_t line, std::int64_t beginMs, std::int64_t lastBeginMs);

    std::unique_ptr<base::FileLock> m_lock; // outlives the tables
    std::unique_ptr<JournalTables> m_tables;
    const base::Clock& m_clock;
};

} // namespace meterbench::metering
