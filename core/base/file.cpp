#include "core/base/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace meterbench::base {

namespace {

Error ioError(const std::string& what, const std::string& path, int number) {
    Code code = Code::Io;
    if (number == ENOSPC || number == EDQUOT) {
        code = Code::Limit;
    } else if (number == ENOENT) {
        code = Code::NotFound;
    }
    return Error{code, what + " " + path + ": " + std::generic_category().message(number)};
}

class PosixFile final : public File {
public:
    PosixFile(int descriptor, std::string path)
        : m_descriptor(descriptor)
        , m_path(std::move(path)) {}

    ~PosixFile() override { ::close(m_descriptor); }

    Status append(std::string_view bytes) override {
        const Result<std::uint64_t> end = sizeBytes();
        return end ? writeAt(*end, bytes) : Status(end.error());
    }

    Status writeAt(std::uint64_t offsetBytes, std::string_view bytes) override {
        while (!bytes.empty()) {
            const ssize_t n =
                ::pwrite(m_descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offsetBytes));
            if (n < 0 && errno == EINTR) {
                continue;
            }
            if (n < 0) {
                return ioError("cannot write", m_path, errno);
            }
            offsetBytes += static_cast<std::uint64_t>(n);
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
        return {};
    }

    Result<std::string> readAt(std::uint64_t offsetBytes, std::size_t sizeBytes) override {
        std::string out(sizeBytes, '\0');
        std::size_t have = 0;
        while (have < sizeBytes) {
            const ssize_t n = ::pread(
                m_descriptor,
                out.data() + have,
                sizeBytes - have,
                static_cast<off_t>(offsetBytes + have)
            );
            if (n < 0 && errno == EINTR) {
                continue;
            }
            if (n < 0) {
                return ioError("cannot read", m_path, errno);
            }
            if (n == 0) {
                break;
            }
            have += static_cast<std::size_t>(n);
        }
        out.resize(have);
        return out;
    }

    Result<std::uint64_t> sizeBytes() override {
        struct stat status {};

        if (::fstat(m_descriptor, &status) != 0) {
            return ioError("cannot stat", m_path, errno);
        }
        return static_cast<std::uint64_t>(status.st_size);
    }

    Status truncate(std::uint64_t sizeBytes) override {
        if (::ftruncate(m_descriptor, static_cast<off_t>(sizeBytes)) != 0) {
            return ioError("cannot truncate", m_path, errno);
        }
        return {};
    }

    Status sync() override {
        if (::fdatasync(m_descriptor) != 0) {
            return ioError("cannot sync", m_path, errno);
        }
        return {};
    }

private:
    int m_descriptor;
    std::string m_path;
};

class PosixFileLock final : public FileLock {
public:
    explicit PosixFileLock(int descriptor)
        : m_descriptor(descriptor) {}

    ~PosixFileLock() override { ::close(m_descriptor); }

private:
    int m_descriptor;
};

/// A new file with this content, on the disk.
Status writeWhole(FileSystem& files, const std::string& path, std::string_view bytes) {
    Result<std::unique_ptr<File>> file = files.open(path, OpenMode::CreateOrOpen);
    if (!file) {
        return file.error();
    }
    if (Status cut = (*file)->truncate(0); !cut) {
        return cut;
    }
    if (Status written = (*file)->writeAt(0, bytes); !written) {
        return written;
    }
    return (*file)->sync();
}

} // namespace

Result<std::unique_ptr<File>> PosixFileSystem::open(const std::string& path, OpenMode mode) {
    int flags = O_CLOEXEC;
    flags |= mode == OpenMode::Read ? O_RDONLY : O_RDWR;
    flags |= mode == OpenMode::CreateOrOpen ? O_CREAT : 0;
    const int descriptor = ::open(path.c_str(), flags, 0644);
    if (descriptor < 0) {
        return ioError("cannot open", path, errno);
    }
    return std::unique_ptr<File>(std::make_unique<PosixFile>(descriptor, path));
}

Result<std::vector<std::string>> PosixFileSystem::list(const std::string& folder) {
    std::error_code error;
    std::vector<std::string> names;
    for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end;
         it.increment(error)) {
        names.push_back(it->path().filename().string());
    }
    if (error) {
        return ioError("cannot list", folder, error.value());
    }
    std::sort(names.begin(), names.end());
    return names;
}

Status PosixFileSystem::createFolders(const std::string& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    return error ? Status(ioError("cannot create folder", folder, error.value())) : Status();
}

Status PosixFileSystem::remove(const std::string& path) {
    return ::unlink(path.c_str()) == 0 ? Status() : Status(ioError("cannot remove", path, errno));
}

Status PosixFileSystem::rename(const std::string& from, const std::string& to) {
    return ::rename(from.c_str(), to.c_str()) == 0
               ? Status()
               : Status(ioError("cannot rename " + from + " to", to, errno));
}

Result<std::uint64_t> PosixFileSystem::freeBytes(const std::string& folder) {
    struct statvfs status {};

    if (::statvfs(folder.c_str(), &status) != 0) {
        return ioError("cannot ask for free space of", folder, errno);
    }
    return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
}

Result<std::unique_ptr<FileLock>> PosixFileSystem::lock(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) {
        return ioError("cannot open lock file", path, errno);
    }
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) {
            const int number = errno;
            ::close(descriptor);
            return ioError("cannot lock", path, number);
        }
        char holder[32] = {};
        const ssize_t n = ::pread(descriptor, holder, sizeof holder - 1, 0);
        ::close(descriptor);
        const std::string pid =
            n > 0 ? " (process " + std::string(holder, static_cast<std::size_t>(n)) + ")" : "";
        return Error{Code::Limit, path + " is held by another process" + pid};
    }
    // The pid only serves the words above: a full disk must not keep the folder from being opened.
    const std::string pid = std::to_string(::getpid());
    const bool named =
        ::pwrite(descriptor, pid.data(), pid.size(), 0) == static_cast<ssize_t>(pid.size());
    if (::ftruncate(descriptor, named ? static_cast<off_t>(pid.size()) : 0) != 0) {
        const int number = errno;
        ::close(descriptor);
        return ioError("cannot write lock file", path, number);
    }
    return std::unique_ptr<FileLock>(std::make_unique<PosixFileLock>(descriptor));
}

Result<std::string> PosixFileSystem::readAll(const std::string& path) {
    struct stat status {};

    // A device may never end, and a pipe may never begin.
    if (::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
        const char* const what = S_ISDIR(status.st_mode) ? "a folder" : "not an ordinary file";
        return Error{Code::Io, "cannot read " + path + ": it is " + what};
    }
    Result<std::unique_ptr<File>> file = open(path, OpenMode::Read);
    if (!file) {
        return file.error();
    }
    std::string all;
    while (true) {
        Result<std::string> part = (*file)->readAt(all.size(), 1 << 16);
        if (!part) {
            return part.error();
        }
        if (part->empty()) {
            return all;
        }
        all += *part;
    }
}

Status PosixFileSystem::replace(const std::string& path, std::string_view bytes) {
    const std::string temporary = path + ".new";
    if (const Status written = writeWhole(*this, temporary, bytes); !written) {
        ::unlink(temporary.c_str()); // it may stand in the way of what is tried next on a full disk
        return written;
    }
    const Status renamed = rename(temporary, path);
    const std::string folder = std::filesystem::path(path).parent_path().string();
    return renamed ? syncFolder(folder.empty() ? "." : folder) : renamed;
}

Status PosixFileSystem::syncFolder(const std::string& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
        return ioError("cannot open folder", folder, errno);
    }
    const int answer = ::fsync(descriptor);
    const int number = errno;
    ::close(descriptor);
    return answer == 0 ? Status() : Status(ioError("cannot sync folder", folder, number));
}

} // namespace meterbench::base
