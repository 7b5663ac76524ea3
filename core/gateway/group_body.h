// GroupBody: what a pushed body says in Pushgateway mode: families with their metrics, and for each
// metric which of the body's numbers (by their order, "slots") it consists of. It does not hold
// the numbers: many groups push the same text with other numbers and share one body. Labels are
// those of the body; the group's come over them when it is shown. A plain value; any thread.
#pragma once

#include "core/model/labels.h"
#include "core/model/metric_type.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::gateway {

/// The families that the gateway makes itself, one series for each group.
inline constexpr std::string_view kPushTime = "push_time_seconds";
inline constexpr std::string_view kFailureTime = "push_failure_time_seconds";

inline constexpr std::uint32_t kNoSlot = 0xffffffffU;

/// A bucket or a quantile.
struct BoundSlot {
    double bound = 0;
    std::uint32_t slot = kNoSlot;
};

struct GroupMetric {
    std::vector<model::Label> labels; ///< sorted by name; without le and quantile
    std::uint32_t value = kNoSlot;    ///< of a single number
    std::vector<BoundSlot> bounds;    ///< in the order of the body
    std::uint32_t sum = kNoSlot;
    std::uint32_t count = kNoSlot;
};

struct GroupFamily {
    std::string name;
    std::string help;
    bool hasHelp = false;
    bool hasType = false; ///< fixed, by a TYPE line or by a sample
    model::MetricType type = model::MetricType::Unknown;
    std::vector<GroupMetric> metrics;
    std::uint32_t firstMetric = 0; ///< number of its first metric among all of the body
};

/// Where a number stands in the text.
struct ValuePlace {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    bool isCount = false; ///< whole and not negative
};

struct GroupBody {
    std::vector<GroupFamily> families; ///< by name; each has a metric at least
    std::vector<ValuePlace> places;    ///< in the order of the text
    std::vector<double> values;        ///< of the body that was read; as places
    std::uint32_t metrics = 0;
    std::uint32_t timestampLine = 0; ///< the first with a timestamp; 0: none has one
};

} // namespace meterbench::gateway
