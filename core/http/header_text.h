// Small questions about the text of headers that several files of this folder ask. Any thread.
#pragma once

#include <string_view>

namespace meterbench::http {

/// White space within a header's line (RFC 9110, 5.6.3), and with its end.
inline constexpr std::string_view kBlanks = " \t";
inline constexpr std::string_view kBlanksAndLineEnds = " \t\r\n";

/// Without the characters of `space` at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text, std::string_view space);

/// ASCII letters alone have a case.
[[nodiscard]] bool equalsIgnoringCase(std::string_view a, std::string_view b);

} // namespace meterbench::http
