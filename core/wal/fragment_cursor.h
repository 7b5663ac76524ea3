// FragmentCursor: walks the fragments of one segment, 256 KiB of the file in memory at a time, up
// to a limit behind which somebody may still be writing. Damage is answered with place and size and
// skipped to the next page. Borrows the file, which must outlive it. Any one thread. Errors: what
// the disk itself says.
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"
#include "core/wal/page.h"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace meterbench::wal {

/// As a limit: to the end of the file; nobody writes to it any more.
inline constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

/// Bytes of a segment that could not be read.
struct Gap {
    std::uint64_t offsetBytes = 0;
    std::uint64_t sizeBytes = 0;
    std::string what;
};

enum class FragmentStep : std::uint8_t { Fragment, End, Damage };

class FragmentCursor {
public:
    FragmentCursor(base::File& file, std::uint64_t segment, std::uint64_t offsetBytes);

    /// `verifyGroups` off: fragments of groups are stepped over without reading their checksum.
    [[nodiscard]] base::Result<FragmentStep>
    next(std::uint64_t limitBytes, bool verifyGroups = true);

    /// The payload lives until the next call.
    [[nodiscard]] const FragmentView& fragment() const { return m_fragment; }

    [[nodiscard]] std::uint64_t fragmentOffset() const { return m_fragmentOffset; }

    [[nodiscard]] const Gap& gap() const { return m_gap; }

    /// Behind what was answered last.
    [[nodiscard]] std::uint64_t offset() const { return m_offset; }

    void seek(std::uint64_t offsetBytes) { m_offset = offsetBytes; }

private:
    [[nodiscard]] base::Result<FragmentStep> passHeader(std::uint64_t limitBytes);
    [[nodiscard]] base::Result<std::string_view> restOfPage(std::uint64_t limitBytes);
    [[nodiscard]] FragmentStep skip(std::uint64_t sizeBytes, std::string what);

    base::File& m_file;
    const std::uint64_t m_segment;
    std::uint64_t m_offset;
    bool m_headerPassed = false;
    std::string m_buffer;
    std::uint64_t m_bufferOffset = 0;
    bool m_bufferEndsFile = false; ///< and nobody writes to it any more
    FragmentView m_fragment;
    std::uint64_t m_fragmentOffset = 0;
    Gap m_gap;
};

} // namespace meterbench::wal
