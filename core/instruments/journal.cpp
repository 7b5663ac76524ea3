#include "core/instruments/journal.h"

#include "core/base/check.h"
#include "core/base/text.h"
#include "core/instruments/edit_codec.h"
#include "core/instruments/journal_content.h"

#include <algorithm>
#include <utility>

namespace meterbench::instruments {

namespace {

using base::Code;
using base::Error;
using base::Result;
using base::Status;

constexpr std::string_view kComponent = "instruments";
constexpr std::int64_t kSyncEveryNs = 1'000'000'000;
constexpr std::uint64_t kGrowth = 4;

std::string pathOf(const std::string& folder) {
    return folder + "/instruments.journal";
}

std::string temporaryOf(const std::string& folder) {
    return pathOf(folder) + ".new";
}

Error withWords(std::string words, const Error& error) {
    return {error.code, std::move(words) + ": " + error.context};
}

Result<std::unique_ptr<base::FileLock>>
lockFolder(base::FileSystem& files, const std::string& folder) {
    if (const Status made = files.createFolders(folder); !made) {
        return withWords("the instruments' folder cannot be made", made.error());
    }
    auto lock = files.lock(folder + "/instruments.lock");
    if (!lock) {
        const bool isHeld = lock.error().code == Code::Limit;
        return withWords(
            isHeld ? "the instruments' folder is in use"
                   : "the instruments' folder cannot be written to",
            lock.error()
        );
    }
    return lock;
}

/// The new file is on the disk before it gets its name: the old or the new one, never half. Its
/// name is not on the disk yet.
Result<std::unique_ptr<base::File>>
putInPlace(base::FileSystem& files, const std::string& path, std::string_view bytes) {
    const std::string temporary = path + ".new";
    auto file = files.open(temporary, base::OpenMode::CreateOrOpen);
    if (!file) {
        return file;
    }
    Status done = (*file)->truncate(0);
    done = done ? (*file)->writeAt(0, bytes) : done;
    done = done ? (*file)->sync() : done;
    done = done ? files.rename(temporary, path) : done;
    if (!done) {
        static_cast<void>(files.remove(temporary)); // it takes room that a full disk may need
        return done.error();
    }
    return file;
}

/// "instruments.journal.damaged-1", or the next number that is free.
Result<std::string> freeName(base::FileSystem& files, const std::string& folder) {
    const auto names = files.list(folder);
    if (!names) {
        return names.error();
    }
    for (int number = 1;; ++number) {
        std::string name = "instruments.journal.damaged-" + std::to_string(number);
        if (std::ranges::find(*names, name) == names->end()) {
            return name;
        }
    }
}

} // namespace

Journal::Journal(
    base::FileSystem& files, const base::Clock& clock, JournalOptions options, base::LogSink& sink
)
    : m_files(files)
    , m_clock(clock)
    , m_options(std::move(options))
    , m_sink(sink)
    , m_lastSyncNs(clock.steadyNs()) {}

Journal::~Journal() {
    static_cast<void>(sync()); // best effort: who needs it to be sure calls sync() before
}

Result<std::unique_ptr<Journal>> Journal::open(
    base::FileSystem& files, const base::Clock& clock, JournalOptions options, base::LogSink& sink
) {
    std::unique_ptr<Journal> journal(new Journal(files, clock, std::move(options), sink));
    auto lock = lockFolder(files, journal->m_options.folder);
    if (!lock) {
        return lock.error();
    }
    journal->m_lock = std::move(lock).value();
    // Of a rewriting that did not come to its end: what it was to replace is still there.
    static_cast<void>(files.remove(temporaryOf(journal->m_options.folder)));
    if (const Status restored = journal->restore(); !restored) {
        return restored.error();
    }
    return journal;
}

Status Journal::restore() {
    const std::string path = pathOf(m_options.folder);
    auto file = m_files.open(path, base::OpenMode::ReadWrite);
    if (!file) {
        return file.error().code == Code::NotFound ? Status() : Status(file.error());
    }
    const auto bytes = m_files.readAll(path);
    if (!bytes) {
        return bytes.error();
    }
    const JournalScan scan = readInto(m_bench, *bytes);
    if (!scan.damage) {
        return Error{
            scan.damage.error().code,
            path + " cannot be read from offset " + std::to_string(scan.goodBytes) + " of " +
                std::to_string(bytes->size()) + " on: " + scan.damage.error().context +
                "; good are " + keptWords(scan, m_bench) + "; the file was not changed"};
    }
    m_file = std::move(file).value();
    m_number = scan.number;
    m_sizeBytes = scan.goodBytes;
    m_rewriteAtBytes = std::max(m_options.rewriteAboveBytes, kGrowth * scan.snapshotBytes);
    m_isSynced = false; // the process that wrote it may not have come to it
    m_isFolderSynced = false;
    return scan.cutBytes == 0 ? Status() : dropCut(scan);
}

Status Journal::dropCut(const JournalScan& scan) {
    m_sink.write(
        base::LogLevel::Warn,
        kComponent,
        "the end of " + pathOf(m_options.folder) + " was cut by a crash: the last " +
            base::counted(scan.cutBytes, "byte") + ", from offset " +
            std::to_string(scan.goodBytes) +
            " on, are no whole record and were dropped; kept are " + keptWords(scan, m_bench)
    );
    m_isTorn = true;
    return cutBack();
}

Result<Edit> Journal::apply(const Edit& edit, std::int64_t nowMs) {
    auto inverse = m_bench.apply(edit, nowMs);
    if (!inverse) {
        return inverse;
    }
    if (const Status written = append(edit, nowMs); !written) {
        const auto back = m_bench.apply(*inverse, nowMs);
        MB_CHECK(back.ok(), "what a bench has just done can be taken back");
        return withWords("not done, for it could not be written down", written.error());
    }
    return inverse;
}

Status Journal::append(const Edit& edit, std::int64_t nowMs) {
    if (!m_file || m_isFileDoubtful) {
        return rewrite(); // of the bench, which has the edit
    }
    if (Status ready = cutBack(); !ready) {
        return ready;
    }
    m_payload.clear();
    m_record.clear();
    appendEdit(m_payload, edit, nowMs);
    if (Status made = appendRecord(m_record, m_number, m_sizeBytes, m_payload); !made) {
        return made;
    }
    m_isSynced = false;
    if (Status written = m_file->writeAt(m_sizeBytes, m_record); !written) {
        m_isTorn = true;
        static_cast<void>(cutBack()); // else before the next one
        return written;
    }
    m_sizeBytes += m_record.size();
    return {};
}

/// Nothing is written behind the remains of a failed append.
Status Journal::cutBack() {
    if (m_isTorn) {
        if (Status cut = m_file->truncate(m_sizeBytes); !cut) {
            return cut;
        }
        m_isTorn = false;
    }
    return {};
}

bool Journal::isRewriteDue() const {
    return m_file && (m_isFileDoubtful || m_sizeBytes > m_rewriteAtBytes);
}

Status Journal::maintain() {
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
                                     pathOf(m_options.folder) +
                                         " could not be made smaller, the old one goes on",
                                     rewritten.error()
                                 );
        }
    }
    return sync();
}

Status Journal::sync() {
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

Status Journal::rewrite() {
    const auto bytes = snapshotOf(m_bench, m_number + 1);
    if (!bytes) {
        return bytes.error();
    }
    auto file = putInPlace(m_files, pathOf(m_options.folder), *bytes);
    if (!file) {
        return file.error();
    }
    m_file = std::move(file).value();
    ++m_number;
    m_sizeBytes = bytes->size();
    m_rewriteAtBytes = std::max(m_options.rewriteAboveBytes, kGrowth * m_sizeBytes);
    m_isTorn = false;
    m_isSynced = true;
    m_isFileDoubtful = false;
    m_isFolderSynced = m_files.syncFolder(m_options.folder).ok(); // else at the next sync
    return {};
}

Result<std::string> Journal::salvage(base::FileSystem& files, const std::string& folder) {
    const auto lock = lockFolder(files, folder);
    if (!lock) {
        return lock.error();
    }
    const std::string path = pathOf(folder);
    const auto bytes = files.readAll(path);
    if (!bytes) {
        return bytes.error().code == Code::NotFound ? Result<std::string>(std::string())
                                                    : Result<std::string>(bytes.error());
    }
    Bench bench;
    const JournalScan scan = readInto(bench, *bytes);
    if (scan.damage) {
        return std::string();
    }
    if (scan.damage.error().code == Code::Unsupported) {
        return scan.damage.error(); // a newer program reads it
    }
    const auto name = freeName(files, folder);
    const auto snapshot = snapshotOf(bench, scan.number + 1);
    if (!name || !snapshot) {
        return name ? snapshot.error() : name.error();
    }
    for (const auto& [to, content] :
         {std::pair(folder + "/" + *name, &*bytes), std::pair(path, &*snapshot)}) {
        if (const auto put = putInPlace(files, to, *content); !put) {
            return put.error();
        }
        if (const Status synced = files.syncFolder(folder); !synced) {
            return synced.error();
        }
    }
    return "kept of " + path + ": " + keptWords(scan, bench) + "; " +
           base::counted(bytes->size() - scan.goodBytes, "byte") + " from offset " +
           std::to_string(scan.goodBytes) + " on could not be read (" +
           scan.damage.error().context + "); the damaged file is " + *name;
}

} // namespace meterbench::instruments
