// MD5 for the action hashmod, where the algorithm is part of the file format. Not for security.
// Any thread; each thread keeps one digest context, so repeated calls do not allocate.
#pragma once

#include <cstdint>
#include <string_view>

namespace meterbench::relabel {

/// Bytes 8 to 15 of the MD5 sum, read as a big-endian number.
[[nodiscard]] std::uint64_t md5LowHalf(std::string_view bytes);

} // namespace meterbench::relabel
