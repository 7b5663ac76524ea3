// MD5 (RFC 1321) for the action hashmod, where the algorithm is part of the file format. Not for
// security. Written here, because a library for it costs each start of the window a millisecond, and
// one that is set to approved algorithms refuses it. Any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace meterbench::relabel {

/// Bytes 8 to 15 of the MD5 sum, read as a big-endian number.
[[nodiscard]] std::uint64_t md5LowHalf(std::string_view bytes);

} // namespace meterbench::relabel
