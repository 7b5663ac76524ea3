// Bodies of remote write 1.0, for the tests of core/billing.
#pragma once

#include "core/base/bytes.h"

#include <snappy.h>

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meterbench::tests {

/// A field of bytes as protobuf writes it.
inline void appendField(std::string& out, int number, std::string_view bytes) {
    out += static_cast<char>(number << 3 | 2);
    base::appendString(out, bytes);
}

/// Remote write 1.0 with one series of one sample, compressed.
inline std::string writeOf(
    const std::vector<std::pair<std::string, std::string>>& labels,
    double value,
    std::uint64_t timeMs
) {
    std::string series;
    for (const auto& [name, text] : labels) {
        std::string label;
        appendField(label, 1, name);
        appendField(label, 2, text);
        appendField(series, 1, label);
    }
    std::string sample("\x09", 1);
    base::appendU64(sample, std::bit_cast<std::uint64_t>(value));
    sample += '\x10';
    base::appendVarint(sample, timeMs);
    appendField(series, 2, sample);
    std::string request;
    appendField(request, 1, series);
    std::string packed;
    snappy::Compress(request.data(), request.size(), &packed);
    return packed;
}

inline std::string goodWrite(std::uint64_t timeMs = 1'000) {
    return writeOf(
        {{"__name__", "calls_total"}, {"paigoCustomerID", "acme"}, {"paigoDimensionId", "calls"}},
        7,
        timeMs
    );
}

} // namespace meterbench::tests
