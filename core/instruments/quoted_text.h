// A text in double quotes as JSON, YAML, Python and Go read it alike: JSON's escapes, and also
// escaped what one of them does not take as it is (DEL and the controls behind it, the line breaks
// of Unicode, the byte order mark) or what shows other than it reads (marks of direction). Any
// thread. The text is valid UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace meterbench::instruments {

[[nodiscard]] std::string quotedText(std::string_view text);

} // namespace meterbench::instruments
