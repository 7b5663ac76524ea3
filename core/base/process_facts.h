// ProcessFacts: what the system says about this process, for the process_* metrics that every
// Prometheus client library exposes. Read afresh at each call from /proc (proc(5)); where there is
// none the fields stay empty. Any thread.
#pragma once

#include <cstdint>
#include <optional>

namespace meterbench::base {

struct ProcessFacts {
    std::optional<double> cpuSeconds;
    std::optional<double> startTimeSeconds; ///< since 1970
    std::optional<std::uint64_t> residentBytes;
    std::optional<std::uint64_t> virtualBytes;
    std::optional<std::uint64_t> openFds;
    std::optional<std::uint64_t> maxFds;
    std::optional<std::uint64_t> threads;
};

[[nodiscard]] ProcessFacts processFacts();

} // namespace meterbench::base
