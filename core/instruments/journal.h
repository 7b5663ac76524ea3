// Journal: a bench that survives restart and KILL. Every edit stands in the file before it is
// answered as done; opening reads them back. An answered edit is in the machine's page cache: the
// end of the process, however sudden, loses nothing. maintain() brings it to the disk, at most once
// a second, so a loss of power costs what was done since. An edit that cannot be written is taken
// back. The file is rewritten as a snapshot when it has outgrown the last one (README.md has every
// byte). One thread. Errors: Corrupt (damage, with its place), Limit (full disk; a second process),
// Io, Unsupported (a newer version), and those of the bench.
#pragma once

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/log_sink.h"
#include "core/base/result.h"
#include "core/instruments/bench.h"
#include "core/instruments/journal_format.h"

#include <cstdint>
#include <memory>
#include <string>

namespace meterbench::instruments {

struct JournalOptions {
    std::string folder; ///< is made when it is not there
    /// Rewritten when it is larger than this and than four times its last snapshot.
    std::uint64_t rewriteAboveBytes = 1 << 20;
};

class Journal {
public:
    /// A record that a crash has cut at the end is dropped, with words to the sink. Damage anywhere
    /// else is an error, and the file stays as it is: salvage() goes on from there. The file is
    /// made by the first edit. The files, the clock and the sink must outlive the journal.
    [[nodiscard]] static base::Result<std::unique_ptr<Journal>> open(
        base::FileSystem& files,
        const base::Clock& clock,
        JournalOptions options,
        base::LogSink& sink
    );

    /// When damage keeps a journal from being opened: keeps the file under another name beside it
    /// and puts what stood before the damage in its place. Answers what was kept and where the
    /// rest is; empty when there is no damage.
    [[nodiscard]] static base::Result<std::string>
    salvage(base::FileSystem& files, const std::string& folder);

    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    [[nodiscard]] const Bench& bench() const { return m_bench; }

    /// As Bench::apply. On failure the bench is as before.
    [[nodiscard]] base::Result<Edit> apply(const Edit& edit, std::int64_t nowMs);

    /// To be called about once a second: syncs what was written, at most once a second, and
    /// rewrites when it is time. Waits for the disk. After an error it is tried again later.
    [[nodiscard]] base::Status maintain();

    /// At once: for the end of the program.
    [[nodiscard]] base::Status sync();

    [[nodiscard]] std::uint64_t sizeBytes() const { return m_sizeBytes; }

private:
    Journal(
        base::FileSystem& files,
        const base::Clock& clock,
        JournalOptions options,
        base::LogSink& sink
    );

    [[nodiscard]] base::Status restore();
    [[nodiscard]] base::Status dropCut(const JournalScan& scan);
    [[nodiscard]] base::Status append(const Edit& edit, std::int64_t nowMs);
    [[nodiscard]] base::Status cutBack();
    [[nodiscard]] base::Status rewrite();
    [[nodiscard]] bool isRewriteDue() const;

    base::FileSystem& m_files;
    const base::Clock& m_clock;
    const JournalOptions m_options;
    base::LogSink& m_sink;
    std::unique_ptr<base::FileLock> m_lock;
    std::unique_ptr<base::File> m_file; // null before the first edit
    Bench m_bench;
    std::string m_payload;
    std::string m_record;
    std::uint64_t m_number = 0;
    std::uint64_t m_sizeBytes = 0;
    std::uint64_t m_rewriteAtBytes = 0;
    std::int64_t m_lastSyncNs = 0;
    bool m_isTorn = false;         // bytes of a failed append may stand behind the end
    bool m_isSynced = true;        // the file
    bool m_isFolderSynced = true;  // its name
    bool m_isFileDoubtful = false; // after a failed sync: the kernel may have dropped what it held
};

} // namespace meterbench::instruments
