// Refusal: why a push was not taken, as the answer to it needs it: the status, the message (which
// is the body of the answer), and the place in the pushed body, 0 where the body is not at fault. A
// plain value; any thread. Not a base::Error: the status and the place are part of what is
// answered.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace meterbench::gateway {

struct Refusal {
    int status = 400;
    std::string message;
    std::uint32_t line = 0;   ///< from 1
    std::uint32_t column = 0; ///< in bytes, from 1

    friend bool operator==(const Refusal&, const Refusal&) = default;
};

/// "text" with quotes, backslashes, control characters and bytes that are not UTF-8 written as
/// escapes, as the messages of both gateways show what they were given.
[[nodiscard]] std::string quoted(std::string_view text);

} // namespace meterbench::gateway
