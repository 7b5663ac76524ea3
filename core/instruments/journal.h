// Journal: a bench that survives restart and KILL. Every edit stands in the file before it is
// answered as done; opening reads them back (core/journal: what is promised, and every byte around
// the edits). An edit that cannot be written is taken back. One thread. Errors: those of
// journal::JournalFile and of the bench.
#pragma once

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/log_sink.h"
#include "core/base/result.h"
#include "core/instruments/bench.h"
#include "core/instruments/journal_content.h"
#include "core/journal/journal_file.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meterbench::instruments {

using JournalOptions = journal::FileOptions;

class Journal {
public:
    /// As JournalFile::open. The file is made by the first edit.
    [[nodiscard]] static base::Result<std::unique_ptr<Journal>> open(
        base::FileSystem& files,
        const base::Clock& clock,
        JournalOptions options,
        base::LogSink& sink
    );

    /// As JournalFile::salvage.
    [[nodiscard]] static base::Result<std::string>
    salvage(base::FileSystem& files, const std::string& folder);

    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;
    ~Journal() = default;

    [[nodiscard]] const Bench& bench() const { return m_content.bench; }

    /// As Bench::setIsTaken.
    void setIsTaken(Bench::IsTaken isTaken) { m_content.bench.setIsTaken(std::move(isTaken)); }

    /// As Bench::apply. On failure the bench is as before.
    [[nodiscard]] base::Result<Edit> apply(const Edit& edit, std::int64_t nowMs);

    /// All edits or none, also over a KILL. Answers what takes them back, in the order in which it
    /// is to be done.
    [[nodiscard]] base::Result<std::vector<Edit>>
    applyAll(std::span<const Edit> edits, std::int64_t nowMs);

    /// About once a second: as JournalFile::maintain.
    [[nodiscard]] base::Status maintain() { return m_file->maintain(); }

    /// At once: for the end of the program.
    [[nodiscard]] base::Status sync() { return m_file->sync(); }

    [[nodiscard]] bool isDirty() const { return m_file->isDirty(); }

    [[nodiscard]] std::uint64_t sizeBytes() const { return m_file->sizeBytes(); }

private:
    Journal() = default;

    [[nodiscard]] base::Status write(std::size_t payloads);
    void takeBack(std::span<const Edit> inverses, std::int64_t nowMs);

    BenchContent m_content;
    std::unique_ptr<journal::JournalFile> m_file; // goes first, for it borrows the content
    std::vector<std::string> m_payloads; ///< of the edits under way; kept for the next
    std::vector<std::string_view> m_views;
};

} // namespace meterbench::instruments
