// The bytes of a remote write 1.0 message, written by hand: the parts that templates and the slow
// way have in common. Not a protobuf library and not for reading: that is receiver.h. Field
// numbers: remote_write.proto. A series ends with its one sample in 18 bytes: 12 10 09 <value, 8>
// 10 <timestamp, 6>, which is what templates rely on.
#pragma once

#include "core/model/batch.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace meterbench::remote::wire {

static_assert(
    std::endian::native == std::endian::little, "values are stored as they stand in memory"
);

/// Field number and wire type, as one byte.
inline constexpr char kSeriesTag = 0x0a;
inline constexpr char kMetadataTag = 0x1a;
inline constexpr char kLabelTag = 0x0a;
inline constexpr char kSampleTag = 0x12;
inline constexpr char kExemplarTag = 0x1a;

inline constexpr std::size_t kTimestampBytes = 6;
/// From the value's first byte to the end of the series.
inline constexpr std::size_t kValueToEnd = 8 + 1 + kTimestampBytes;
/// The whole sample field at the end of a series.
inline constexpr std::size_t kSampleFieldBytes = 3 + kValueToEnd;

/// Whether a time takes six bytes as a varint (1971 to 2109): only such times fit into a template.
[[nodiscard]] inline bool fitsTemplate(std::int64_t timestampMs) {
    return timestampMs >= (std::int64_t{1} << 35) && timestampMs < (std::int64_t{1} << 42);
}

/// Writes the six bytes of such a time.
void storeTimestamp(char* to, std::int64_t timestampMs);

[[nodiscard]] std::size_t varintSize(std::uint64_t value);
void appendLabels(std::string& out, std::span<const model::LabelView> labels);
void appendSample(std::string& out, double value, std::int64_t timestampMs);
void appendExemplar(std::string& out, const model::Exemplar& exemplar);
/// A whole metadata field of the request.
void appendMetadata(std::string& out, const model::Family& family);
/// A whole series field with one sample of zero at time zero in six bytes: what a template starts
/// from.
void appendHollowSeries(std::string& out, std::span<const model::LabelView> labels);
/// The next whole series field of a message that consists of such; taken from the front of rest.
[[nodiscard]] std::string_view takeSeries(std::string_view& rest);

} // namespace meterbench::remote::wire
