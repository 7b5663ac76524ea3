// Letter case of UTF-8 text, rune by rune with the simple mappings of Unicode, as Go's
// strings.ToLower and ToUpper do. Not locale dependent: always the C library's C.UTF-8 tables;
// without that locale only ASCII letters change. Bytes that are not UTF-8 stay as they are. Any
// thread; no allocation beyond the growth of `out`.
#pragma once

#include <string>
#include <string_view>

namespace meterbench::relabel {

/// Replaces the content of out. `text` must not point into out.
void lowerCase(std::string_view text, std::string& out);
void upperCase(std::string_view text, std::string& out);

/// The length of the letter, digit or underscore that text starts with; 0 when it starts with
/// something else.
[[nodiscard]] std::size_t wordRuneLength(std::string_view text);

} // namespace meterbench::relabel
