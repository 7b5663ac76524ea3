// Base64 with the standard alphabet and padding (RFC 4648, section 4). Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace meterbench::base {

[[nodiscard]] std::string toBase64(std::string_view bytes);

/// Nothing when it is not base64; the padding may be left out.
[[nodiscard]] std::optional<std::string> fromBase64(std::string_view text);

} // namespace meterbench::base
