// Accept: which form of an exposition a client wants, by the weights of its Accept header. Sources:
// RFC 9110 section 12.5.1; prometheus/common expfmt negotiate.go (protobuf only delimited and as
// MetricFamily). Any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace meterbench::exposition {

enum class Media : std::uint8_t { Text, OpenMetrics, Protobuf };

/// Of equal weights OpenMetrics comes first, then protobuf; without any that we have: Text.
[[nodiscard]] Media preferredMedia(std::string_view accept);

/// What to send as Content-Type.
[[nodiscard]] std::string_view contentTypeOf(Media media);

} // namespace meterbench::exposition
