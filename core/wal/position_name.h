// The name of the file in which an endpoint's position is kept: safe on every file system whatever
// the endpoint is called. Letters, digits, '-' and '_' stay (a dot too, but not in front); every
// other byte becomes %XX. A name that would be longer than 150 bytes is cut and gets "~" and the
// hash of the key; the key itself then stands only in the file.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace meterbench::wal {

[[nodiscard]] std::string positionFileName(std::string_view key);
/// The key of a file name; nothing when the name was cut or is none of ours.
[[nodiscard]] std::optional<std::string> positionKey(std::string_view fileName);

} // namespace meterbench::wal
