// Files as a collaborator, so tests can fail the n-th write, write short or run full
// (tests/support/failing_file.h). Not a stream: whole writes at the end, positioned writes and
// reads. Errors carry path and errno in words; a full disk is Code::Limit, everything else Code::Io
// or NotFound. Any one thread at a time per file.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::base {

class File {
public:
    File() = default;
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    virtual ~File() = default;

    /// Writes everything at the end, or fails; after a failure some bytes may stand in the file.
    virtual Status append(std::string_view bytes) = 0;
    virtual Status writeAt(std::uint64_t offsetBytes, std::string_view bytes) = 0;
    /// Up to sizeBytes from there; fewer only at the end of the file.
    virtual Result<std::string> readAt(std::uint64_t offsetBytes, std::size_t sizeBytes) = 0;
    virtual Result<std::uint64_t> sizeBytes() = 0;
    virtual Status truncate(std::uint64_t sizeBytes) = 0;
    /// To the disk (fdatasync).
    virtual Status sync() = 0;
};

/// Held as long as it lives: nobody else, in this or another process, gets the same lock.
class FileLock {
public:
    FileLock() = default;
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    virtual ~FileLock() = default;
};

enum class OpenMode : std::uint8_t { Read, ReadWrite, CreateOrOpen };

class FileSystem {
public:
    FileSystem() = default;
    FileSystem(const FileSystem&) = delete;
    FileSystem& operator=(const FileSystem&) = delete;
    virtual ~FileSystem() = default;

    virtual Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) = 0;
    /// Names (not paths) in a folder, sorted.
    virtual Result<std::vector<std::string>> list(const std::string& folder) = 0;
    virtual Status createFolders(const std::string& folder) = 0;
    virtual Status remove(const std::string& path) = 0;
    virtual Status rename(const std::string& from, const std::string& to) = 0;
    virtual Result<std::uint64_t> freeBytes(const std::string& folder) = 0;
    /// Code::Limit with the holder's pid when somebody else has it.
    virtual Result<std::unique_ptr<FileLock>> lock(const std::string& path) = 0;
    virtual Result<std::string> readAll(const std::string& path) = 0;
    /// Temporary file, sync, rename: the old or the new content, never half.
    virtual Status replace(const std::string& path, std::string_view bytes) = 0;

    /// Brings the names in a folder to the disk: a new file is only safe when its folder is.
    virtual Status syncFolder(const std::string& /*folder*/) { return {}; }
};

/// The machine's files (POSIX).
class PosixFileSystem final : public FileSystem {
public:
    Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override;
    Result<std::vector<std::string>> list(const std::string& folder) override;
    Status createFolders(const std::string& folder) override;
    Status remove(const std::string& path) override;
    Status rename(const std::string& from, const std::string& to) override;
    Result<std::uint64_t> freeBytes(const std::string& folder) override;
    Result<std::unique_ptr<FileLock>> lock(const std::string& path) override;
    Result<std::string> readAll(const std::string& path) override;
    Status replace(const std::string& path, std::string_view bytes) override;
    Status syncFolder(const std::string& folder) override;
};

} // namespace meterbench::base
