// findText: where a short text stands in a long one. What people type into a filter begins with two
// or three letters, and those are what the C library's search is slowest at: it looks at one byte
// after the other. Here sixteen places at a time (eight where the processor is not an x86) are asked
// for the first and the last letter. Any thread.
#pragma once

#include <cstddef>
#include <string_view>

namespace meterbench::ui {

/// The first place at or after `from`; npos when there is none, and for an empty text.
[[nodiscard]] std::size_t
findText(std::string_view where, std::string_view what, std::size_t from = 0);

} // namespace meterbench::ui
