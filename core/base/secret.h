// Secrets: comparing them takes the same time wherever they differ, and random ones come from the
// kernel. Any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace meterbench::base {

/// Whether they are the same. The time tells their lengths at most.
[[nodiscard]] bool isSameSecret(std::string_view a, std::string_view b);

/// So many random bytes as lower-case hexadecimal digits; nothing when the kernel gives none.
[[nodiscard]] std::optional<std::string> randomHex(std::size_t bytes);

} // namespace meterbench::base
