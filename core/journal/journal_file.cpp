#include "core/journal/journal_file.h"

#include "core/base/check.h"
#include "core/base/text.h"
#include "core/journal/snapshot_file.h"

#include <algorithm>
#include <utility>

namespace meterbench::journal {

namespace {

using base::Code;
using base::Error;
using base::Result;
using base::Status;

constexpr std::int64_t kSyncEveryNs = 1'000'000'000;

std::string pathOf(const Kind& kind, const std::string& folder) {
    return folder + "/" + kind.name + ".journal";
}

Error withWords(std::string words, const Error& error) {
    return {error.code, std::move(words) + ": " + error.context};
}

/// "instruments'", "gateway's".
std::string possessive(const std::string& name) {
    return name + (name.ends_with('s') ? "'" : "'s");
}

Result<std::unique_ptr<base::FileLock>>
lockFolder(base::FileSystem& files, const Kind& kind, const std::string& folder) {
    const std::string words = "the " + possessive(kind.name) + " folder ";
    if (const Status made = files.createFolders(folder); !made) {
        return withWords(words + "cannot be made", made.error());
    }
    auto lock = files.lock(folder + "/" + kind.name + ".lock");
    if (!lock) {
        const bool isHeld = lock.error().code == Code::Limit;
        return withWords(words + (isHeld ? "is in use" : "cannot be written to"), lock.error());
    }
    return lock;
}

/// "instruments.journal.damaged-1", or the next number that is free.
Result<std::string> freeName(base::FileSystem& files, const Kind& kind, const std::string& folder) {
    const auto names = files.list(folder);
    if (!names) {
        return names.error();
    }
    for (int number = 1;; ++number) {
        std::string name = kind.name + ".journal.damaged-" + std::to_string(number);
        if (std::ranges::find(*names, name) == names->end()) {
            return name;
        }
    }
}

Scan readInto(Content& content, const Kind& kind, std::string_view bytes) {
    return scanJournal(kind.magic, bytes, [&content](std::string_view payload) {
        return content.take(payload);
    });
}

/// "3 records before it (1 metric with 2 series)".
std::string keptWords(const Scan& scan, const Content& content) {
    return base::counted(scan.records, "record") + " before it (" + content.words() + ")";
}

} // namespace

JournalFile::JournalFile(
    base::FileSystem& files,
    const base::Clock& clock,
    Kind kind,
    FileOptions options,
    base::LogSink& sink,
    Content& content
)
    : m_files(files)
    , m_clock(clock)
    , m_kind(std::move(kind))
    , m_options(std::move(options))
    , m_path(pathOf(m_kind, m_options.folder))
    , m_sink(sink)
    , m_content(content)
    , m_lastSyncNs(clock.steadyNs()) {
    MB_CHECK(m_kind.magic.size() == kMagicBytes, "a journal's magic has its length");
}

JournalFile::~JournalFile() {
    static_cast<void>(sync()); // best effort: who needs it to be sure calls sync() before
}

Result<std::unique_ptr<JournalFile>> JournalFile::open(
    base::FileSystem& files,
    const base::Clock& clock,
    Kind kind,
    FileOptions options,
    base::LogSink& sink,
    Content& content
) {
    std::unique_ptr<JournalFile> journal(
        new JournalFile(files, clock, std::move(kind), std::move(options), sink, content)
    );
    auto lock = lockFolder(files, journal->m_kind, journal->m_options.folder);
    if (!lock) {
        return lock.error();
    }
    journal->m_lock = std::move(lock).value();
    // Of a rewriting that did not come to its end: what it was to replace is still there.
    static_cast<void>(files.remove(journal->m_path + ".new"));
    if (const Status restored = journal->restore(); !restored) {
        return restored.error();
    }
    return journal;
}

Status JournalFile::restore() {
    auto file = m_files.open(m_path, base::OpenMode::ReadWrite);
    if (!file) {
        return file.error().code == Code::NotFound ? Status() : Status(file.error());
    }
    const auto bytes = m_files.readAll(m_path);
    if (!bytes) {
        return bytes.error();
    }
    const Scan scan = readInto(m_content, m_kind, *bytes);
    if (!scan.damage) {
        return Error{
            scan.damage.error().code,
            m_path + " cannot be read from offset " + std::to_string(scan.goodBytes) + " of " +
                std::to_string(bytes->size()) + " on: " + scan.damage.error().context +
                "; good are " + keptWords(scan, m_content) + "; the file was not changed"};
    }
    m_file = std::move(file).value();
    m_number = scan.number;
    m_sizeBytes = scan.goodBytes;
    m_rewriteAtBytes = std::max(m_options.rewriteAboveBytes, m_options.growth * scan.snapshotBytes);
    m_isSynced = false; // the process that wrote it may not have come to it
    m_isFolderSynced = false;
    return scan.cutBytes == 0 ? Status() : dropCut(scan);
}

Status JournalFile::dropCut(const Scan& scan) {
    m_sink.write(
        base::LogLevel::Warn,
        m_kind.name,
        "the end of " + m_path + " was cut by a crash: the last " +
            base::counted(scan.cutBytes, "byte") + ", from offset " +
            std::to_string(scan.goodBytes) +
            " on, are no whole record and were dropped; kept are " + keptWords(scan, m_content)
    );
    m_isTorn = true;
    return cutBack();
}

Status JournalFile::append(std::span<const std::string_view> payloads) {
    MB_CHECK(isReady(), "a journal without a good file is rewritten before anything is appended");
    if (Status ready = cutBack(); !ready) {
        return ready;
    }
    m_records.clear();
    for (const std::string_view payload : payloads) {
        const std::uint64_t offset = m_sizeBytes + m_records.size();
        if (Status made = appendRecord(m_records, m_number, offset, payload); !made) {
            return made;
        }
    }
    m_isSynced = false;
    if (Status written = m_file->writeAt(m_sizeBytes, m_records); !written) {
        m_isTorn = true;
        static_cast<void>(cutBack()); // else before the next one
        return written;
    }
    m_sizeBytes += m_records.size();
    return {};
}

/// Nothing is written behind the remains of a failed append.
Status JournalFile::cutBack() {
    if (m_isTorn) {
        if (Status cut = m_file->truncate(m_sizeBytes); !cut) {
            return cut;
        }
        m_isTorn = false;
    }
    return {};
}

bool JournalFile::isRewriteDue() const {
    return m_file && (m_isFileDoubtful || m_sizeBytes > m_rewriteAtBytes);
}

Status JournalFile::maintain() {
    if (m_clock.steadyNs() - m_lastSyncNs < kSyncEveryNs) {
        return {};
    }
    if (isRewriteDue()) {
        const bool wasDoubtful = m_isFileDoubtful;
        m_lastSyncNs = m_clock.steadyNs();
        if (const Status rewritten = rewrite(); !rewritten) {
            // The old file goes on; a disk that is full now is not asked again at every turn.
            m_rewriteAtBytes = m_sizeBytes + m_options.rewriteAboveBytes;
            return wasDoubtful ? rewritten
                               : withWords(
                                     m_path + " could not be made smaller, the old one goes on",
                                     rewritten.error()
                                 );
        }
    }
    return sync();
}

Status JournalFile::sync() {
    if (m_isFileDoubtful) {
        return rewrite();
    }
    if (!m_isSynced || !m_isFolderSynced) {
        m_lastSyncNs = m_clock.steadyNs();
    }
    if (!m_isSynced) {
        if (Status synced = m_file->sync(); !synced) {
            m_isFileDoubtful = true;
            return synced;
        }
        m_isSynced = true;
    }
    if (!m_isFolderSynced) {
        if (Status synced = m_files.syncFolder(m_options.folder); !synced) {
            return synced;
        }
        m_isFolderSynced = true;
    }
    return {};
}

Status JournalFile::rewrite() {
    auto placed = putSnapshotInPlace(m_files, m_path, m_kind.magic, m_number + 1, m_content);
    if (!placed) {
        return placed.error();
    }
    m_file = std::move(placed->file);
    ++m_number;
    m_sizeBytes = placed->sizeBytes;
    m_rewriteAtBytes = std::max(m_options.rewriteAboveBytes, m_options.growth * m_sizeBytes);
    m_isTorn = false;
    m_isSynced = true;
    m_isFileDoubtful = false;
    m_isFolderSynced = m_files.syncFolder(m_options.folder).ok(); // else at the next sync
    return {};
}

Result<std::string> JournalFile::salvage(
    base::FileSystem& files, const Kind& kind, const std::string& folder, Content& content
) {
    const auto lock = lockFolder(files, kind, folder);
    if (!lock) {
        return lock.error();
    }
    const std::string path = pathOf(kind, folder);
    const auto bytes = files.readAll(path);
    if (!bytes) {
        return bytes.error().code == Code::NotFound ? Result<std::string>(std::string())
                                                    : Result<std::string>(bytes.error());
    }
    const Scan scan = readInto(content, kind, *bytes);
    if (scan.damage) {
        return std::string();
    }
    if (scan.damage.error().code == Code::Unsupported) {
        return scan.damage.error(); // a newer program reads it
    }
    const auto name = freeName(files, kind, folder);
    if (!name) {
        return name;
    }
    Status done = putInPlace(files, folder + "/" + *name, *bytes);
    done = done ? files.syncFolder(folder) : done;
    if (!done) {
        return done.error();
    }
    if (auto put = putSnapshotInPlace(files, path, kind.magic, scan.number + 1, content); !put) {
        return put.error();
    }
    if (const Status synced = files.syncFolder(folder); !synced) {
        return synced.error();
    }
    return "kept of " + path + ": " + keptWords(scan, content) + "; " +
           base::counted(bytes->size() - scan.goodBytes, "byte") + " from offset " +
           std::to_string(scan.goodBytes) + " on could not be read (" +
           scan.damage.error().context + "); the damaged file is " + *name;
}

} // namespace meterbench::journal
