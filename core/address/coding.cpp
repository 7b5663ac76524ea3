#include "core/address/coding.h"

#include "core/base/number.h"
#include "core/http/gzip.h"

#include <snappy.h>
#include <zstd.h>

#include <array>
#include <memory>

namespace meterbench::address {

namespace {

using base::Code;
using base::Error;

Error tooLarge(std::uint64_t limitBytes) {
    return {
        Code::Limit,
        "the unpacked body is larger than the limit of " + std::to_string(limitBytes) + " bytes"};
}

/// Castagnoli's polynomial, reflected; a byte at a time is enough for checking pushes.
std::uint32_t crc32c(std::string_view bytes) {
    static const std::array<std::uint32_t, 256> table = [] {
        std::array<std::uint32_t, 256> made{};
        for (std::uint32_t i = 0; i < 256; ++i) {
            std::uint32_t crc = i;
            for (int bit = 0; bit < 8; ++bit) {
                crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0x82f63b78U : 0U);
            }
            made[i] = crc;
        }
        return made;
    }();
    std::uint32_t crc = 0xffffffffU;
    for (const char c : bytes) {
        crc = (crc >> 8U) ^ table[(crc ^ static_cast<unsigned char>(c)) & 0xffU];
    }
    return ~crc;
}

std::uint32_t littleEndian(std::string_view bytes, std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    }
    return value;
}

base::Status appendBlock(std::string_view packed, std::uint64_t limitBytes, std::string& out) {
    std::size_t size = 0;
    if (!snappy::GetUncompressedLength(packed.data(), packed.size(), &size)) {
        return Error{Code::Corrupt, "the body is not snappy"};
    }
    if (out.size() + size > limitBytes) {
        return tooLarge(limitBytes);
    }
    const std::size_t before = out.size();
    out.resize(before + size);
    if (!snappy::RawUncompress(packed.data(), packed.size(), out.data() + before)) {
        return Error{Code::Corrupt, "the body is not snappy: its data is damaged"};
    }
    return {};
}

constexpr std::string_view kStreamBegin("\xff\x06\x00\x00sNaPpY", 10);

/// Chunk by chunk: type, length of three bytes, masked checksum, data.
base::Result<std::string> unpackFrames(std::string_view rest, std::uint64_t limitBytes) {
    std::string out;
    while (!rest.empty()) {
        const std::size_t size = rest.size() < 4 ? 0 : littleEndian(rest.substr(1), 3);
        if (rest.size() < 4 || rest.size() - 4 < size) {
            return Error{Code::Corrupt, "the snappy stream is cut short"};
        }
        const auto type = static_cast<unsigned char>(rest.front());
        std::string_view data = rest.substr(4, size);
        rest.remove_prefix(4 + size);
        if (type >= 0x80) {
            continue; // begin of a stream, padding, what may be passed over
        }
        if (type > 1 || data.size() < 4) {
            return Error{Code::Corrupt, "the snappy stream has a chunk that cannot be"};
        }
        const std::uint32_t masked = littleEndian(data, 4) - 0xa282ead8U;
        const std::uint32_t wanted = masked << 15U | masked >> 17U;
        data.remove_prefix(4);
        const std::size_t before = out.size();
        if (type == 1 && out.size() + data.size() > limitBytes) {
            return tooLarge(limitBytes);
        }
        const base::Status done = type == 1 ? (out.append(data), base::Status())
                                            : appendBlock(data, limitBytes, out);
        if (!done) {
            return done.error();
        }
        if (crc32c(std::string_view(out).substr(before)) != wanted) {
            return Error{Code::Corrupt, "the snappy stream does not match its checksum"};
        }
    }
    return out;
}

base::Result<std::string> unpackSnappy(std::string_view bytes, std::uint64_t limitBytes) {
    if (bytes.starts_with(kStreamBegin)) {
        return unpackFrames(bytes, limitBytes);
    }
    std::string out;
    if (base::Status done = appendBlock(bytes, limitBytes, out); !done) {
        return done.error();
    }
    return out;
}

base::Result<std::string> unpackZstd(std::string_view bytes, std::uint64_t limitBytes) {
    const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(
        ZSTD_createDCtx(), &ZSTD_freeDCtx
    );
    std::string out;
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    std::size_t left = 1;
    while (in.pos < in.size || left != 0) {
        const std::size_t before = out.size();
        if (before >= limitBytes) {
            return tooLarge(limitBytes);
        }
        const std::size_t room = ZSTD_DStreamOutSize();
        out.resize(before + room);
        ZSTD_outBuffer to{out.data() + before, room, 0};
        left = ZSTD_decompressStream(context.get(), &to, &in);
        out.resize(before + to.pos);
        const bool isStuck = in.pos == in.size && left != 0 && to.pos < room;
        if (ZSTD_isError(left) != 0 || isStuck) {
            return Error{
                Code::Corrupt,
                isStuck ? "the body is zstd that is cut short" : "the body is not zstd"};
        }
    }
    if (out.size() > limitBytes) {
        return tooLarge(limitBytes);
    }
    return out;
}

std::string lowered(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    }
    return lower;
}

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t");
    return begin == std::string_view::npos
               ? std::string_view()
               : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

} // namespace

base::Result<std::string>
unpack(std::string_view coding, std::string_view bytes, std::uint64_t limitBytes) {
    const std::string name = lowered(trimmed(coding));
    if (name.empty() || name == "identity") {
        return std::string(bytes);
    }
    if (name == "gzip" || name == "x-gzip") {
        return http::gunzip(bytes, limitBytes + 1);
    }
    if (name == "snappy") {
        return unpackSnappy(bytes, limitBytes);
    }
    if (name == "zstd") {
        return unpackZstd(bytes, limitBytes);
    }
    return Error{
        Code::Unsupported,
        "Content-Encoding \"" + name + "\" is not known; gzip, snappy and zstd are"};
}

std::string_view preferredCoding(std::string_view acceptEncoding) {
    double gzip = -1;
    double zstd = -1;
    double any = 0;
    while (!acceptEncoding.empty()) {
        const std::size_t comma = acceptEncoding.find(',');
        const std::string entry = lowered(acceptEncoding.substr(0, comma));
        acceptEncoding.remove_prefix(
            comma == std::string_view::npos ? acceptEncoding.size() : comma + 1
        );
        const std::size_t semicolon = entry.find(';');
        const std::string_view name = trimmed(std::string_view(entry).substr(0, semicolon));
        const std::size_t q = entry.find("q=");
        const double quality =
            q == std::string::npos
                ? 1
                : base::parseNumber(trimmed(std::string_view(entry).substr(q + 2))).value_or(0);
        double& which = name == "zstd" ? zstd : name == "gzip" || name == "x-gzip" ? gzip : any;
        if (name == "*" || &which != &any) {
            which = quality;
        }
    }
    gzip = gzip < 0 ? any : gzip;
    zstd = zstd < 0 ? 0 : zstd; // not by "*": many who say so cannot read it
    if (zstd > 0 && zstd >= gzip) {
        return "zstd";
    }
    return gzip > 0 ? "gzip" : "";
}

std::string pack(std::string_view coding, std::string_view bytes) {
    if (coding == "gzip") {
        return http::gzip(bytes);
    }
    if (coding == "zstd") {
        std::string out(ZSTD_compressBound(bytes.size()), '\0');
        out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 1));
        return out;
    }
    return std::string(bytes);
}

} // namespace meterbench::address
