// gzip as whole buffers (RFC 1952): decodes every member of a collected body, and makes one member.
// Not a stream: a body is collected before it is decoded, the limit guards against bombs. Errors:
// Corrupt (not gzip, cut short, checksum), Limit. Any thread; each thread keeps one decompressor.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace meterbench::http {

/// All members, one after the other. Limit as soon as limitBytes or more would come out; 0: no
/// limit.
[[nodiscard]] base::Result<std::string> gunzip(std::string_view packed, std::uint64_t limitBytes);

/// One member; level 1 (fast) to 12 (small).
[[nodiscard]] std::string gzip(std::string_view plain, int level = 1);

} // namespace meterbench::http
