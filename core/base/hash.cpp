#include "core/base/hash.h"

#include <xxhash.h>

namespace meterbench::base {

std::uint64_t hash64(std::string_view bytes, std::uint64_t seed) {
    return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

std::uint32_t checksum32(std::string_view bytes) {
    return static_cast<std::uint32_t>(hash64(bytes));
}

std::uint64_t fnv1a64(std::string_view bytes, std::uint64_t seed) {
    for (const char c : bytes) {
        seed = (seed ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    }
    return seed;
}

} // namespace meterbench::base
