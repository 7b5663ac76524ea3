// Receiver: reads a remote write 1.0 request: a snappy block with a protobuf message in it. Not a
// server and not a store: whoever has the bytes of a POST gives them here. Native histograms are
// passed over. Any thread. Errors: Limit (larger than allowed), Corrupt (no snappy block, no such
// message), InvalidInput (a series that the specification forbids: the text names the series and
// what is wrong). Source: remote write 1.0, section "Protocol".
#pragma once

#include "core/base/result.h"
#include "core/model/labels.h"
#include "core/model/metric_type.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace meterbench::remote {

struct ReceivedSample {
    std::int64_t timestampMs = 0;
    double value = 0;
};

struct ReceivedExemplar {
    model::Labels labels;
    double value = 0;
    std::int64_t timestampMs = 0;
};

struct ReceivedSeries {
    model::Labels labels;
    std::vector<ReceivedSample> samples;
    std::vector<ReceivedExemplar> exemplars;
};

struct ReceivedRequest {
    std::vector<ReceivedSeries> series;
    std::vector<model::Family> metadata;

    [[nodiscard]] std::size_t sampleCount() const;
};

struct ReceiverLimits {
    std::size_t maxDecodedBytes = std::size_t{32} << 20;
};

[[nodiscard]] base::Result<ReceivedRequest>
receive(std::string_view body, const ReceiverLimits& limits = {});

} // namespace meterbench::remote
