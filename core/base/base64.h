// Base64 with the standard alphabet and padding (RFC 4648, section 4). Any thread.
#pragma once

#include <string>
#include <string_view>

namespace meterbench::base {

[[nodiscard]] std::string toBase64(std::string_view bytes);

} // namespace meterbench::base
