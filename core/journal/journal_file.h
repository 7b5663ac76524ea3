// JournalFile: the file of something that must survive restart and KILL. Its owner appends a record
// for each change, before the change is answered as done; opening reads them back. What was
// appended is in the machine's page cache: the end of the process, however sudden, loses nothing.
// maintain() brings it to the disk, at most once a second, so a loss of power costs what was
// done since. The file is rewritten as a snapshot when it has outgrown the last one (README.md has
// every byte). One thread. Errors: Corrupt (damage, with its place), Limit (full disk; a second
// process), Io, Unsupported (a newer version), and those of the content.
#pragma once

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/log_sink.h"
#include "core/base/result.h"
#include "core/journal/format.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace meterbench::journal {

/// Collects the records of a snapshot.
class Snapshot {
public:
    Snapshot() = default;
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;
    virtual ~Snapshot() = default;
    [[nodiscard]] virtual base::Status add(std::string_view payload) = 0;
};

/// What a journal keeps.
class Content {
public:
    Content() = default;
    Content(const Content&) = delete;
    Content& operator=(const Content&) = delete;
    virtual ~Content() = default;

    /// A record of the file, in the order of the file; why it cannot be taken.
    [[nodiscard]] virtual base::Status take(std::string_view payload) = 0;
    /// Records that make all of it anew.
    [[nodiscard]] virtual base::Status write(Snapshot& snapshot) const = 0;
    /// "1 metric with 2 series", for a person who lost something.
    [[nodiscard]] virtual std::string words() const = 0;
};

/// Which journal it is.
struct Kind {
    std::string magic; ///< kMagicBytes of them
    std::string name;  ///< "instruments": of the files, instruments.journal and .lock
};

struct FileOptions {
    std::string folder; ///< is made when it is not there
    /// Rewritten when it is larger than this and than so many times its last snapshot: more of it
    /// means fewer rewritings and slower starts.
    std::uint64_t rewriteAboveBytes = 1 << 20;
    std::uint64_t growth = 4;
};

class JournalFile {
public:
    /// Gives the content, which is empty, what the file holds. A record that a crash has cut at the
    /// end is dropped, with words to the sink. Damage anywhere else is an error, and the file stays
    /// as it is: salvage() goes on from there. Everything borrowed must outlive the journal.
    [[nodiscard]] static base::Result<std::unique_ptr<JournalFile>> open(
        base::FileSystem& files,
        const base::Clock& clock,
        Kind kind,
        FileOptions options,
        base::LogSink& sink,
        Content& content
    );

    /// When damage keeps a journal from being opened: keeps the file under another name beside it
    /// and puts what stood before the damage in its place, by way of an empty content. Answers
    /// what was kept and where the rest is; empty when there is no damage.
    [[nodiscard]] static base::Result<std::string>
    salvage(base::FileSystem& files, const Kind& kind, const std::string& folder, Content& content);

    ~JournalFile();
    JournalFile(const JournalFile&) = delete;
    JournalFile& operator=(const JournalFile&) = delete;

    /// Whether records can be appended; else the content must be rewritten first: there is no file
    /// yet, or a failed sync has made it doubtful.
    [[nodiscard]] bool isReady() const { return m_file && !m_isFileDoubtful; }

    /// All of them in one write. Only when isReady(). On failure nothing stands in the file.
    [[nodiscard]] base::Status append(std::span<const std::string_view> payloads);

    [[nodiscard]] base::Status append(std::string_view payload) { return append({&payload, 1}); }

    /// A snapshot of the content takes the place of the file, and is on the disk then.
    [[nodiscard]] base::Status rewrite();

    /// To be called about once a second: syncs what was written, at most once a second, and
    /// rewrites when it is time. Waits for the disk. After an error it is tried again later.
    [[nodiscard]] base::Status maintain();

    /// At once: for the end of the program.
    [[nodiscard]] base::Status sync();

    /// Something was appended that is not on the disk yet.
    [[nodiscard]] bool isDirty() const { return m_file && (!m_isSynced || m_isFileDoubtful); }

    [[nodiscard]] std::uint64_t sizeBytes() const { return m_sizeBytes; }

private:
    JournalFile(
        base::FileSystem& files,
        const base::Clock& clock,
        Kind kind,
        FileOptions options,
        base::LogSink& sink,
        Content& content
    );

    [[nodiscard]] base::Status restore();
    [[nodiscard]] base::Status dropCut(const Scan& scan);
    [[nodiscard]] base::Status cutBack();
    [[nodiscard]] bool isRewriteDue() const;

    base::FileSystem& m_files;
    const base::Clock& m_clock;
    const Kind m_kind;
    const FileOptions m_options;
    const std::string m_path;
    base::LogSink& m_sink;
    Content& m_content;
    std::unique_ptr<base::FileLock> m_lock;
    std::unique_ptr<base::File> m_file; // null before the first rewriting
    std::string m_records;
    std::uint64_t m_number = 0;
    std::uint64_t m_sizeBytes = 0;
    std::uint64_t m_rewriteAtBytes = 0;
    std::int64_t m_lastSyncNs = 0;
    bool m_isTorn = false;         // bytes of a failed append may stand behind the end
    bool m_isSynced = true;        // the file
    bool m_isFolderSynced = true;  // its name
    bool m_isFileDoubtful = false; // after a failed sync: the kernel may have dropped what it held
};

} // namespace meterbench::journal
