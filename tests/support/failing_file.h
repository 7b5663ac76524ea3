// Files for tests: MemoryFileSystem keeps everything in memory (fast enough for tests that touch
// every byte), and FailingFileSystem stands in front of any FileSystem and fails as told: at the
// n-th write, after some bytes of a write (short write), when a "disk" is full, at sync, at
// truncate. Both count what was asked of them. MemoryFileSystem: any thread. FailingFileSystem: set
// the faults while nobody else uses it.
#pragma once

#include "core/base/file.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meterbench::tests {

/// A disk in memory. Folders need not be created; locks work between its users.
class MemoryFileSystem final : public base::FileSystem {
    struct Node {
        std::mutex mutex;
        std::string bytes;
    };

    using NodePtr = std::shared_ptr<Node>;

    class MemoryFile final : public base::File {
    public:
        explicit MemoryFile(NodePtr node)
            : m_node(std::move(node)) {}

        base::Status append(std::string_view bytes) override {
            const std::lock_guard lock(m_node->mutex);
            m_node->bytes += bytes;
            return {};
        }

        base::Status writeAt(std::uint64_t offsetBytes, std::string_view bytes) override {
            const std::lock_guard lock(m_node->mutex);
            if (m_node->bytes.size() < offsetBytes + bytes.size()) {
                m_node->bytes.resize(offsetBytes + bytes.size(), '\0');
            }
            m_node->bytes.replace(offsetBytes, bytes.size(), bytes);
            return {};
        }

        base::Result<std::string>
        readAt(std::uint64_t offsetBytes, std::size_t sizeBytes) override {
            const std::lock_guard lock(m_node->mutex);
            if (offsetBytes >= m_node->bytes.size()) {
                return std::string();
            }
            return m_node->bytes.substr(offsetBytes, sizeBytes);
        }

        base::Result<std::uint64_t> sizeBytes() override {
            const std::lock_guard lock(m_node->mutex);
            return std::uint64_t{m_node->bytes.size()};
        }

        base::Status truncate(std::uint64_t sizeBytes) override {
            const std::lock_guard lock(m_node->mutex);
            m_node->bytes.resize(sizeBytes, '\0');
            return {};
        }

        base::Status sync() override { return {}; }

    private:
        NodePtr m_node;
    };

    class MemoryLock final : public base::FileLock {
    public:
        MemoryLock(MemoryFileSystem& files, std::string path)
            : m_files(files)
            , m_path(std::move(path)) {}

        ~MemoryLock() override {
            const std::lock_guard lock(m_files.m_mutex);
            m_files.m_locked.erase(m_path);
        }

    private:
        MemoryFileSystem& m_files;
        std::string m_path;
    };

public:
    base::Result<std::unique_ptr<base::File>>
    open(const std::string& path, base::OpenMode mode) override {
        const std::lock_guard lock(m_mutex);
        auto at = m_nodes.find(path);
        if (at == m_nodes.end()) {
            if (mode != base::OpenMode::CreateOrOpen) {
                return notFound(path);
            }
            at = m_nodes.emplace(path, std::make_shared<Node>()).first;
        }
        return std::unique_ptr<base::File>(std::make_unique<MemoryFile>(at->second));
    }

    base::Result<std::vector<std::string>> list(const std::string& folder) override {
        const std::lock_guard lock(m_mutex);
        const std::string prefix = folder + "/";
        std::set<std::string> names;
        for (const auto& [path, node] : m_nodes) {
            if (path.starts_with(prefix)) {
                const std::string rest = path.substr(prefix.size());
                names.insert(rest.substr(0, rest.find('/')));
            }
        }
        if (names.empty() && !m_folders.contains(folder)) {
            return notFound(folder);
        }
        return std::vector<std::string>(names.begin(), names.end());
    }

    base::Status createFolders(const std::string& folder) override {
        const std::lock_guard lock(m_mutex);
        m_folders.insert(folder);
        return {};
    }

    base::Status remove(const std::string& path) override {
        const std::lock_guard lock(m_mutex);
        return m_nodes.erase(path) == 1 ? base::Status() : base::Status(notFound(path));
    }

    base::Status rename(const std::string& from, const std::string& to) override {
        const std::lock_guard lock(m_mutex);
        const auto at = m_nodes.find(from);
        if (at == m_nodes.end()) {
            return notFound(from);
        }
        const NodePtr node = at->second;
        m_nodes.erase(at);
        m_nodes[to] = node;
        return {};
    }

    base::Result<std::uint64_t> freeBytes(const std::string&) override {
        return std::uint64_t{1} << 40;
    }

    base::Result<std::unique_ptr<base::FileLock>> lock(const std::string& path) override {
        const std::lock_guard lock(m_mutex);
        if (!m_locked.insert(path).second) {
            return base::Error{base::Code::Limit, path + " is held by another process (process 1)"};
        }
        return std::unique_ptr<base::FileLock>(std::make_unique<MemoryLock>(*this, path));
    }

    base::Result<std::string> readAll(const std::string& path) override {
        base::Result<std::unique_ptr<base::File>> file = open(path, base::OpenMode::Read);
        return file ? (*file)->readAt(0, std::numeric_limits<std::size_t>::max())
                    : base::Result<std::string>(file.error());
    }

    base::Status replace(const std::string& path, std::string_view bytes) override {
        const std::lock_guard lock(m_mutex);
        const auto node = std::make_shared<Node>();
        node->bytes = bytes;
        m_nodes[path] = node;
        return {};
    }

    /// The content of a file, empty when there is none: for looking.
    [[nodiscard]] std::string content(const std::string& path) {
        base::Result<std::string> bytes = readAll(path);
        return bytes ? *bytes : std::string();
    }

    /// Puts bytes in the place of a file's content: for damaging.
    void put(const std::string& path, std::string_view bytes) {
        static_cast<void>(replace(path, bytes));
    }

private:
    static base::Error notFound(const std::string& path) {
        return base::Error{
            base::Code::NotFound, "cannot open " + path + ": No such file or directory"};
    }

    std::mutex m_mutex;
    std::map<std::string, NodePtr> m_nodes;
    std::set<std::string> m_folders;
    std::set<std::string> m_locked;
};

/// What shall go wrong. Counters run from the moment they are set.
struct Faults {
    static constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();

    std::uint64_t failWrite = kNever; ///< 0: the next write fails, 1: the one after …
    std::uint64_t failWrites = 1;     ///< how many in a row, from there on
    std::uint64_t shortBytes = 0;     ///< what a failing write leaves in the file all the same
    base::Code writeCode = base::Code::Io;
    std::uint64_t capacityBytes =
        kNever; ///< bytes that can still be written; then Limit, after a short write
    std::uint64_t freeBytes = kNever; ///< what freeBytes() answers, if set
    bool failSync = false;
    bool failTruncate = false;
    bool failOpen = false; ///< every open that may create, and every lock: an unwritable folder
    bool failReads = false;
};

struct FileCounts {
    std::uint64_t writes = 0;
    std::uint64_t writtenBytes = 0;
    std::uint64_t reads = 0;
    std::uint64_t readBytes = 0;
    std::uint64_t syncs = 0;
    std::uint64_t folderSyncs = 0;
    std::uint64_t truncates = 0;
    std::uint64_t sizeQuestions = 0;
    std::uint64_t freeQuestions = 0;
    std::uint64_t removes = 0;
};

/// Stands before another FileSystem, which must outlive it; counts, and fails as its faults say.
class FailingFileSystem final : public base::FileSystem {
    class FailingFile final : public base::File {
    public:
        FailingFile(FailingFileSystem& owner, std::unique_ptr<base::File> file, std::string path)
            : m_owner(owner)
            , m_file(std::move(file))
            , m_path(std::move(path)) {}

        base::Status append(std::string_view bytes) override {
            const base::Result<std::uint64_t> end = m_file->sizeBytes();
            return end ? writeAt(*end, bytes) : base::Status(end.error());
        }

        base::Status writeAt(std::uint64_t offsetBytes, std::string_view bytes) override {
            return m_owner.write(*m_file, m_path, offsetBytes, bytes);
        }

        base::Result<std::string>
        readAt(std::uint64_t offsetBytes, std::size_t sizeBytes) override {
            ++m_owner.counts.reads;
            if (m_owner.faults.failReads) {
                return base::Error{
                    base::Code::Io, "cannot read " + m_path + ": Input/output error"};
            }
            base::Result<std::string> bytes = m_file->readAt(offsetBytes, sizeBytes);
            m_owner.counts.readBytes += bytes ? bytes->size() : 0;
            return bytes;
        }

        base::Result<std::uint64_t> sizeBytes() override {
            ++m_owner.counts.sizeQuestions;
            return m_file->sizeBytes();
        }

        base::Status truncate(std::uint64_t sizeBytes) override {
            ++m_owner.counts.truncates;
            if (m_owner.faults.failTruncate) {
                return base::Error{
                    base::Code::Io, "cannot truncate " + m_path + ": Input/output error"};
            }
            return m_file->truncate(sizeBytes);
        }

        base::Status sync() override {
            ++m_owner.counts.syncs;
            if (m_owner.faults.failSync) {
                return base::Error{
                    base::Code::Io, "cannot sync " + m_path + ": Input/output error"};
            }
            return m_file->sync();
        }

    private:
        FailingFileSystem& m_owner;
        std::unique_ptr<base::File> m_file;
        std::string m_path;
    };

public:
    explicit FailingFileSystem(base::FileSystem& inner)
        : m_inner(inner) {}

    base::Result<std::unique_ptr<base::File>>
    open(const std::string& path, base::OpenMode mode) override {
        if (faults.failOpen && mode != base::OpenMode::Read) {
            return base::Error{base::Code::Io, "cannot open " + path + ": Permission denied"};
        }
        base::Result<std::unique_ptr<base::File>> file = m_inner.open(path, mode);
        if (!file) {
            return file;
        }
        return std::unique_ptr<base::File>(
            std::make_unique<FailingFile>(*this, std::move(file).value(), path)
        );
    }

    base::Result<std::vector<std::string>> list(const std::string& folder) override {
        return m_inner.list(folder);
    }

    base::Status createFolders(const std::string& folder) override {
        return m_inner.createFolders(folder);
    }

    base::Status remove(const std::string& path) override {
        ++counts.removes;
        return m_inner.remove(path);
    }

    base::Status rename(const std::string& from, const std::string& to) override {
        return m_inner.rename(from, to);
    }

    base::Result<std::uint64_t> freeBytes(const std::string& folder) override {
        ++counts.freeQuestions;
        return faults.freeBytes != Faults::kNever ? base::Result<std::uint64_t>(faults.freeBytes)
                                                  : m_inner.freeBytes(folder);
    }

    base::Result<std::unique_ptr<base::FileLock>> lock(const std::string& path) override {
        if (faults.failOpen) {
            return base::Error{
                base::Code::Io, "cannot open lock file " + path + ": Permission denied"};
        }
        return m_inner.lock(path);
    }

    base::Result<std::string> readAll(const std::string& path) override {
        if (faults.failReads) {
            return base::Error{base::Code::Io, "cannot read " + path + ": Input/output error"};
        }
        return m_inner.readAll(path);
    }

    base::Status replace(const std::string& path, std::string_view bytes) override {
        ++counts.writes;
        if (mustFail() || bytes.size() > faults.capacityBytes) {
            return base::Error{faults.writeCode, "cannot write " + path + ".new"};
        }
        return m_inner.replace(path, bytes);
    }

    base::Status syncFolder(const std::string& folder) override {
        ++counts.folderSyncs;
        return m_inner.syncFolder(folder);
    }

    Faults faults;
    FileCounts counts;

private:
    /// Counts down to the write that fails.
    bool mustFail() {
        if (faults.failWrite == Faults::kNever) {
            return false;
        }
        if (faults.failWrite > 0) {
            --faults.failWrite;
            return false;
        }
        if (--faults.failWrites == 0) {
            faults.failWrite = Faults::kNever;
            faults.failWrites = 1;
        }
        return true;
    }

    base::Status write(
        base::File& file, const std::string& path, std::uint64_t offsetBytes, std::string_view bytes
    ) {
        ++counts.writes;
        std::uint64_t allowed = faults.capacityBytes;
        base::Code code = base::Code::Limit;
        std::string why = "No space left on device";
        if (mustFail()) {
            allowed = std::min(allowed, faults.shortBytes);
            code = faults.writeCode;
            why = "Input/output error";
        }
        const bool whole = bytes.size() <= allowed;
        const std::string_view part = whole ? bytes : bytes.substr(0, allowed);
        if (const base::Status written = file.writeAt(offsetBytes, part); !written) {
            return written;
        }
        counts.writtenBytes += part.size();
        if (faults.capacityBytes != Faults::kNever) {
            faults.capacityBytes -= part.size();
        }
        return whole ? base::Status()
                     : base::Status(base::Error{code, "cannot write " + path + ": " + why});
    }

    base::FileSystem& m_inner;
};

} // namespace meterbench::tests
