// Push: one pushed body, read and checked but not yet merged: families, and series as key, hash and
// value. Compact: keys stand one behind the other in one text, everything else in flat vectors that
// the next read fills again. The names are views into the body, which must outlive the push. It
// knows nothing of what is already held. One thread.
#pragma once

#include "core/gateway/distribution.h"
#include "core/gateway/path_labels.h"
#include "core/gateway/policy.h"
#include "core/model/metric_type.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::gateway {

inline constexpr std::int64_t kNoTimestamp = INT64_MIN;
inline constexpr std::uint32_t kNoDistribution = 0xffffffffU;

struct PushFamily {
    std::string_view name;
    std::string help;
    std::uint64_t hash = 0; ///< of the name
    model::MetricType type = model::MetricType::Unknown;
    bool hasHelp = false;
    bool hasType = false;
    std::uint32_t series = 0; ///< how many
};

struct PushSeries {
    std::uint64_t hash = 0; ///< of the key
    std::uint32_t keyStart = 0;
    std::uint32_t keySize = 0;
    std::uint32_t family = 0;
    std::uint32_t distribution = kNoDistribution;
    double value = 0;
    std::int64_t timestampMs = kNoTimestamp;
    const char* at = nullptr;     ///< its first sample in the body
    std::optional<Policy> policy; ///< asked for by the label clearmode
};

/// What a sample line is to its series.
enum class SamplePart : std::uint8_t { Value, Bucket, Quantile, Sum, Count };

/// One sample line, in the order of the body.
struct PushSample {
    std::uint32_t valueBegin = 0; ///< of its number in the body
    std::uint32_t valueEnd = 0;
    std::uint32_t series = 0;
    SamplePart part = SamplePart::Value;
    double bound = 0; ///< of a bucket or quantile
};

struct Push {
    PathLabels path;
    std::vector<PushFamily> families; ///< those without series are part of it and mean nothing
    std::vector<PushSeries> series;
    std::vector<Distribution> distributions; ///< the first distributionCount are in use
    std::uint32_t distributionCount = 0;
    std::vector<PushSample> samples;
    std::string keys;
    bool hidesLabels = false; ///< of the body: some are not in the keys, empty ones or clearmode

    [[nodiscard]] std::string_view key(const PushSeries& series_) const {
        return std::string_view(keys).substr(series_.keyStart, series_.keySize);
    }
};

} // namespace meterbench::gateway
