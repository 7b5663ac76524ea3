// Files that take another's place whole: the old or the new one, at every moment, never half. A
// snapshot goes to its file in pieces, so that it costs no memory of its size. Any thread.
#pragma once

#include "core/base/file.h"
#include "core/journal/journal_file.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace meterbench::journal {

/// The new file is on the disk before it gets its name. The name is not on the disk yet.
[[nodiscard]] base::Status
putInPlace(base::FileSystem& files, const std::string& path, std::string_view bytes);

struct PlacedFile {
    std::unique_ptr<base::File> file;
    std::uint64_t sizeBytes = 0;
};

/// The same for a header and the content's records.
[[nodiscard]] base::Result<PlacedFile> putSnapshotInPlace(
    base::FileSystem& files,
    const std::string& path,
    std::string_view magic,
    std::uint64_t number,
    const Content& content
);

} // namespace meterbench::journal
