// Log: the one log on disk, in segments of checksummed pages (FORMAT.md describes every byte).
// Written by the log thread alone; Readers (reader.h) read it from other threads up to a position
// that they were told. A segment explains itself: a layout is written again when a segment uses it
// for the first time. A batch is in the log when append() has answered: written to the file (it
// survives the end of the process); sync() brings it to the disk (it survives the loss of power).
// Errors: Limit (disk full, budget of one batch exceeded), Io, Corrupt. Learned from leveldb
// db/log_writer.cc.
#pragma once

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/log_sink.h"
#include "core/base/result.h"
#include "core/model/batch.h"
#include "core/wal/damage.h"
#include "core/wal/ledger.h"
#include "core/wal/position.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace meterbench::wal {

struct LogOptions {
    std::string folder;
    std::uint64_t budgetBytes = 8ULL << 30;
    std::uint64_t segmentBytes = 128ULL << 20;
    /// Appending stops with Limit when the disk would have less than this left.
    std::uint64_t keepFreeBytes = 64ULL << 20;
};

struct LogStats {
    std::uint64_t sizeBytes = 0;
    std::uint64_t budgetBytes = 0;
    std::uint32_t segments = 0;
    Position begin;
    Position end;
    std::uint64_t batchesAppended = 0;
    std::uint64_t samplesAppended = 0;
    std::uint64_t bytesAppended = 0;
    std::uint64_t failedAppends = 0;
    std::uint64_t damagedPages = 0; ///< found at start or told by noteDamage(), each once
    std::int64_t lastSyncUs = 0;
};

class Log {
public:
    /// Opens or creates: takes the folder's lock (Limit: a second process, with its pid), checks
    /// the last segment and cuts a torn tail, always starts a new segment.
    [[nodiscard]] static base::Result<std::unique_ptr<Log>> open(
        base::FileSystem& files, const base::Clock& clock, LogOptions options, base::LogSink& sink
    );
    ~Log();

    /// All batches of one scrape, in one write; the position behind them. On failure nothing of
    /// them is in the log.
    [[nodiscard]] base::Result<Position> append(std::span<const model::BatchPtr> batches);
    [[nodiscard]] base::Status sync();
    [[nodiscard]] Position begin() const;
    [[nodiscard]] Position end() const;
    /// Removes segments that lie wholly before the slowest reader; then, while over budget, the
    /// oldest ones whether read or not. Answers the new begin; the caller enters what its readers
    /// lost in the ledger.
    [[nodiscard]] Position release(Position slowest);
    /// What release() would answer, without removing anything: what lies before it can still be
    /// counted with samplesIn().
    [[nodiscard]] Position beginAfterRelease(Position slowest) const;
    /// How many samples were written between two positions, whether they can still be read or not.
    /// Nothing when the segment of one of them is gone or cannot be read. Reads as far as the first
    /// group behind each.
    [[nodiscard]] std::optional<std::uint64_t> samplesIn(Position from, Position to);
    /// Of all samples that the log has ever taken: the number behind the last group.
    [[nodiscard]] std::uint64_t samplesWritten() const;
    /// Pages that a reader could not read: counted once, whoever meets them.
    void noteDamage(std::span<const DamagedPage> pages);
    [[nodiscard]] const LogStats& stats() const;
    [[nodiscard]] Ledger& ledger();
    [[nodiscard]] const std::string& folder() const;

private:
    class State;
    explicit Log(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace meterbench::wal
