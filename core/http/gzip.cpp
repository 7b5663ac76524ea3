#include "core/http/gzip.h"

#include "core/base/duration.h"

#include <libdeflate.h>

#include <algorithm>
#include <limits>
#include <memory>

namespace meterbench::http {

namespace {

constexpr std::size_t kSmallestMember = 18;
/// Deflate cannot do better than this, so a larger claim in a trailer is not believed.
constexpr std::uint64_t kHighestRatio = 1032;

using Decompressor =
    std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)>;
using Compressor = std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)>;

libdeflate_decompressor* decompressor() {
    thread_local const Decompressor mine(
        libdeflate_alloc_decompressor(), &libdeflate_free_decompressor
    );
    return mine.get();
}

/// The size that the trailer claims (exact for a body of one member), kept believable.
std::uint64_t firstGuess(std::string_view packed) {
    std::uint64_t claimed = 0;
    for (std::size_t i = 0; i < 4 && packed.size() >= kSmallestMember; ++i) {
        claimed |= std::uint64_t{static_cast<unsigned char>(packed[packed.size() - 4 + i])}
                   << (8 * i);
    }
    return std::clamp<std::uint64_t>(claimed, 64, packed.size() * kHighestRatio + 64);
}

base::Error corrupt() {
    return {base::Code::Corrupt, "the gzip body is damaged or cut short"};
}

base::Error tooLarge(std::uint64_t limitBytes) {
    return {
        base::Code::Limit,
        "the decoded body is at or over the limit of " + base::formatSize(limitBytes)};
}

class Members {
public:
    Members(std::string_view packed, std::uint64_t limitBytes)
        : m_rest(packed)
        , m_limit(limitBytes == 0 ? std::numeric_limits<std::uint64_t>::max() : limitBytes) {}

    base::Result<std::string> decode() {
        m_out.resize(std::min(firstGuess(m_rest), m_limit));
        do {
            if (const base::Status status = decodeOne(); !status) {
                return status.error();
            }
        } while (!m_rest.empty());
        if (m_used >= m_limit) {
            return tooLarge(m_limit);
        }
        m_out.resize(m_used);
        return std::move(m_out);
    }

private:
    base::Status decodeOne() {
        for (;;) {
            std::size_t in = 0;
            std::size_t out = 0;
            const auto result = libdeflate_gzip_decompress_ex(
                decompressor(),
                m_rest.data(),
                m_rest.size(),
                m_out.data() + m_used,
                m_out.size() - m_used,
                &in,
                &out
            );
            if (result == LIBDEFLATE_SUCCESS) {
                m_rest.remove_prefix(in);
                m_used += out;
                return {};
            }
            if (result != LIBDEFLATE_INSUFFICIENT_SPACE) {
                return corrupt();
            }
            if (m_out.size() >= m_limit) {
                return tooLarge(m_limit);
            }
            m_out.resize(
                std::min<std::uint64_t>(std::max<std::uint64_t>(m_out.size() * 2, 4096), m_limit)
            );
        }
    }

    std::string_view m_rest;
    std::uint64_t m_limit;
    std::string m_out;
    std::size_t m_used = 0;
};

} // namespace

base::Result<std::string> gunzip(std::string_view packed, std::uint64_t limitBytes) {
    return Members(packed, limitBytes).decode();
}

std::string gzip(std::string_view plain, int level) {
    const Compressor compressor(libdeflate_alloc_compressor(level), &libdeflate_free_compressor);
    std::string out(libdeflate_gzip_compress_bound(compressor.get(), plain.size()), '\0');
    out.resize(libdeflate_gzip_compress(
        compressor.get(), plain.data(), plain.size(), out.data(), out.size()
    ));
    return out;
}

} // namespace meterbench::http
