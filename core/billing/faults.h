// Faults: how the endpoint is told to misbehave, for how many requests. They are used up in the
// order in which they were planned. One thread. Errors: InvalidInput.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace meterbench::billing {

enum class FaultKind : std::uint8_t {
    Unauthorized, ///< "401": the token is said to be bad
    TooMany,      ///< "429:SECONDS": with Retry-After
    Unavailable,  ///< "503"
    Reset,        ///< "reset": the connection, before anything is taken
    Slow,         ///< "slow:MS": taken, and answered later
    Partial,      ///< "partial": taken, and the answer is cut
};

struct Fault {
    FaultKind kind = FaultKind::Unavailable;
    std::int64_t number = 0; ///< seconds or milliseconds

    friend bool operator==(const Fault&, const Fault&) = default;
};

struct PlannedFault {
    Fault fault;
    std::uint64_t requests = 1;

    friend bool operator==(const PlannedFault&, const PlannedFault&) = default;
};

/// "503", "429:5", "slow:250" …
[[nodiscard]] base::Result<Fault> parseFault(std::string_view text);
/// The same text again.
[[nodiscard]] std::string textOf(const Fault& fault);

class Faults {
public:
    void plan(const PlannedFault& planned) { m_planned.push_back(planned); }

    void clear() { m_planned.clear(); }

    /// For one request; it is counted.
    [[nodiscard]] std::optional<Fault> next();

    [[nodiscard]] const std::deque<PlannedFault>& planned() const { return m_planned; }

    /// By text, how often each was done.
    [[nodiscard]] const std::map<std::string, std::uint64_t>& done() const { return m_done; }

private:
    std::deque<PlannedFault> m_planned;
    std::map<std::string, std::uint64_t> m_done;
};

} // namespace meterbench::billing
