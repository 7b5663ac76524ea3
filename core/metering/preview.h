// Preview: what meters would make of the series that one body exposes, before anything is metered:
// which count, and for those that do not, the cause. The rules are those of Metering; nothing is
// kept and no time passes, so that Stale cannot be told. No I/O; one thread. Errors: InvalidInput,
// naming meter and field.
#pragma once

#include "core/base/result.h"
#include "core/metering/meter.h"
#include "core/metering/tags.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace meterbench::metering {

/// A series of the body, with the labels of its target.
struct SeenSeries {
    model::Labels labels;
    double value = 0;
};

/// Series that would not count, with the same cause.
struct NotCounted {
    enum class Why : std::uint8_t {
        NoCustomer,
        NotSaid, ///< the join finds nothing that says whose it is
        NoDimension,
        MalformedId,
        Duplicate, ///< of a thing that another series of the body has
        Unfit,     ///< NaN, infinite or beyond ±10^15
    };

    Why why = Why::NoCustomer;
    std::string label; ///< that is malformed
    std::uint64_t series = 0;
    std::string example; ///< one of them
};

struct MeterPreview {
    std::string meter;
    std::uint64_t matched = 0;      ///< series
    std::uint64_t counted = 0;      ///< of these
    std::uint64_t things = 0;       ///< that they are
    std::vector<NotCounted> causes; ///< in the order of Why, then of labels
};

/// One for each meter, in their order.
[[nodiscard]] base::Result<std::vector<MeterPreview>> preview(
    const SchemaOptions& schema, const std::vector<Meter>& meters, std::span<const SeenSeries> body
);

} // namespace meterbench::metering
