// Hashes: XXH3 for identity and checksums, FNV-1a 64 for Prometheus's schedule offset. Stable
// across runs and machines.
#pragma once

#include <cstdint>
#include <string_view>

namespace meterbench::base {

/// XXH3, 64 bits.
[[nodiscard]] std::uint64_t hash64(std::string_view bytes, std::uint64_t seed = 0);

/// The lower 32 bits of XXH3: the checksum of log pages.
[[nodiscard]] std::uint32_t checksum32(std::string_view bytes);

/// FNV-1a, 64 bits; continue with the former result as seed.
[[nodiscard]] std::uint64_t
fnv1a64(std::string_view bytes, std::uint64_t seed = 0xcbf29ce484222325ULL);

} // namespace meterbench::base
