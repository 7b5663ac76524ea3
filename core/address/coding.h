// Codings of bodies: what a push is unpacked from, and what an answer is packed with. Whole buffers
// with a limit, so that a small body cannot become a large one. gzip (RFC 1952), zstd (RFC 8878),
// snappy as a block or framed (google/snappy format_description.txt, framing_format.txt). Errors:
// Corrupt, Limit (would be larger than allowed), Unsupported (names what is known). Any thread.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace meterbench::address {

/// The value of Content-Encoding; empty and "identity" give the bytes as they are.
[[nodiscard]] base::Result<std::string>
unpack(std::string_view coding, std::string_view bytes, std::uint64_t limitBytes);

/// What the client likes best of what we have, by the value of Accept-Encoding: "gzip", "zstd" or
/// empty. RFC 9110 section 12.5.3.
[[nodiscard]] std::string_view preferredCoding(std::string_view acceptEncoding);

[[nodiscard]] std::string pack(std::string_view coding, std::string_view bytes);

} // namespace meterbench::address
