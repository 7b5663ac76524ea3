// Texts of URLs: percent-encoding (RFC 3986, 2.1) and forms (application/x-www-form-urlencoded, as
// OAuth2 and queries write them). Any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace meterbench::billing {

enum class Plus : std::uint8_t { IsPlus, IsBlank };

/// A % without two hexadecimal digits behind it stays as it is.
[[nodiscard]] std::string percentDecoded(std::string_view text, Plus plus);

/// Of a name that is given twice the first one counts.
[[nodiscard]] std::map<std::string, std::string> formOf(std::string_view text);

} // namespace meterbench::billing
