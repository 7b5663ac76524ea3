// Segment: one file of the log, numbered from 1, made of pages after a header of 32 bytes
// (FORMAT.md). Here are its name and its header; what stands behind the header is page.h's matter.
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::wal {

inline constexpr std::size_t kPageBytes = 32 * 1024;
inline constexpr std::size_t kSegmentHeaderBytes = 32;
inline constexpr std::uint16_t kFormatVersion = 2;

/// "0000000001.segment".
[[nodiscard]] std::string segmentName(std::uint64_t number);
[[nodiscard]] std::string segmentPath(const std::string& folder, std::uint64_t number);
/// Nothing when the name is not one of a segment.
[[nodiscard]] std::optional<std::uint64_t> segmentNumber(std::string_view name);
/// The numbers of the segments in a folder, ascending.
[[nodiscard]] base::Result<std::vector<std::uint64_t>>
listSegments(base::FileSystem& files, const std::string& folder);

void appendSegmentHeader(std::string& out, std::uint64_t number);

enum class HeaderState : std::uint8_t {
    Good,
    Damaged, ///< what follows may still be good: fragments carry the segment's number in their
             ///< checksums
    Foreign, ///< whole, but of another version or page size: nothing of it may be read
};

/// `bytes` are the first of the file, kSegmentHeaderBytes if it has so many.
[[nodiscard]] HeaderState checkSegmentHeader(std::string_view bytes, std::uint64_t number);

} // namespace meterbench::wal
