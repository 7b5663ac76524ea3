// Access: may a request write, may it read? HTTP Basic with passwords or bcrypt hashes; writing and
// reading apart. A hash costs some 50 ms to check, so what was right is remembered, and after ten
// wrong ones in a second no further one is checked in that second. Comparing takes the same time
// wherever texts differ. Sources: RFC 7617; facts 1.3 (Basic on POST and PUT only), Prometheus's
// web configuration. One thread.
#pragma once

#include "core/address/options.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::address {

enum class Right : std::uint8_t { Read, Write };

enum class Admission : std::uint8_t { Granted, Refused, TooManyTries };

class Access {
public:
    Access(std::vector<User> writers, std::vector<User> readers);

    /// authorization: the header's value, empty when there is none.
    [[nodiscard]] Admission
    admit(Right right, std::string_view authorization, std::int64_t nowMs);

private:
    [[nodiscard]] bool knows(const std::vector<User>& users, std::string_view name, std::string_view password) const;

    std::vector<User> m_writers;
    std::vector<User> m_readers;
    std::vector<std::string> m_granted[2]; ///< header values that were right, by Right
    std::int64_t m_secondMs = 0;
    int m_wrong = 0; ///< in this second
};

/// "a=b,c=d": entries without a name or with other than one '=' are refused, not dropped. An empty
/// password is taken, as there. Source: facts 1.2.
[[nodiscard]] base::Result<std::vector<User>> parseUsers(std::string_view list);

} // namespace meterbench::address
