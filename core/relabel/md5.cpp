// RFC 1321, sections 3.1 to 3.4: blocks of 64 bytes, four rounds of sixteen steps; the last block is
// padded with 0x80, zeros and the length in bits.
#include "core/relabel/md5.h"

#include <algorithm>
#include <array>
#include <bit>

namespace meterbench::relabel {

namespace {

constexpr std::size_t kBlockBytes = 64;
constexpr std::size_t kLengthBytes = 8;

/// The 32 bits behind the point of |sin(i + 1)|.
constexpr std::array<std::uint32_t, 64> kSines{
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee,
    0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be,
    0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa,
    0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed,
    0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c,
    0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05,
    0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039,
    0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1,
    0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};

/// How far each step rotates; four a round, again and again.
constexpr std::array<std::array<int, 4>, 4> kTurns{
    {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}};

using State = std::array<std::uint32_t, 4>;
using Block = std::array<unsigned char, kBlockBytes>;

std::uint32_t word(const Block& block, std::size_t index) {
    std::uint32_t made = 0;
    for (std::size_t byte = 4; byte-- > 0;) {
        made = (made << 8U) | block[index * 4 + byte];
    }
    return made;
}

/// What step `i` mixes in: one of four functions, and the word of the block that it reads.
std::uint32_t mixed(std::size_t i, const State& s, const Block& block) {
    const std::uint32_t b = s[1];
    const std::uint32_t c = s[2];
    const std::uint32_t d = s[3];
    switch (i / 16) {
    case 0:
        return ((b & c) | (~b & d)) + word(block, i);
    case 1:
        return ((b & d) | (c & ~d)) + word(block, (5 * i + 1) % 16);
    case 2:
        return (b ^ c ^ d) + word(block, (3 * i + 5) % 16);
    default:
        return (c ^ (b | ~d)) + word(block, (7 * i) % 16);
    }
}

void addBlock(State& state, const Block& block) {
    State s = state;
    for (std::size_t i = 0; i < kSines.size(); ++i) {
        const std::uint32_t sum = s[0] + mixed(i, s, block) + kSines[i];
        s = {s[3], s[1] + std::rotl(sum, kTurns[i / 16][i % 4]), s[1], s[2]};
    }
    for (std::size_t i = 0; i < s.size(); ++i) {
        state[i] += s[i];
    }
}

State md5(std::string_view bytes) {
    State state{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    const std::uint64_t lengthBits = std::uint64_t{bytes.size()} * 8;
    Block block{};
    for (; bytes.size() >= kBlockBytes; bytes.remove_prefix(kBlockBytes)) {
        std::copy_n(bytes.begin(), kBlockBytes, block.begin());
        addBlock(state, block);
    }
    block.fill(0);
    std::copy(bytes.begin(), bytes.end(), block.begin());
    block[bytes.size()] = 0x80;
    if (bytes.size() + 1 > kBlockBytes - kLengthBytes) {
        addBlock(state, block);
        block.fill(0);
    }
    for (std::size_t i = 0; i < kLengthBytes; ++i) {
        block[kBlockBytes - kLengthBytes + i] = static_cast<unsigned char>(lengthBits >> (8 * i));
    }
    addBlock(state, block);
    return state;
}

/// The sum writes each word with its lowest byte first.
std::uint32_t swapped(std::uint32_t value) {
    return (value << 24U) | ((value & 0xff00U) << 8U) | ((value >> 8U) & 0xff00U) | (value >> 24U);
}

} // namespace

std::uint64_t md5LowHalf(std::string_view bytes) {
    const State sum = md5(bytes);
    return (std::uint64_t{swapped(sum[2])} << 32U) | swapped(sum[3]);
}

} // namespace meterbench::relabel
