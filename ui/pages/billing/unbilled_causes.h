// What is metered and not billable, by cause: series without a customer, without a dimension, with
// an id that is none, and time in which nothing could be measured. Plain values. Any thread.
#pragma once

#include "core/metering/metering.h"
#include "core/pipeline/snapshot.h"
#include "core/usage/view.h"

#include <string>
#include <vector>

namespace meterbench::ui {

struct UnbilledCause {
    enum class Kind : unsigned char { Series, NotMeasured };

    Kind kind = Kind::Series;
    metering::Verdict verdict = metering::Verdict::NoCustomer;
    std::string label;                    ///< that is malformed
    std::vector<model::SourceId> sources; ///< targets, ascending
    std::vector<std::string> where;       ///< host:port of them; or customers and dimensions
    std::vector<std::string> meters;
    std::uint64_t series = 0;
    std::int64_t unmeteredMs = 0;
    std::string example;
    std::string customer; ///< of the worst row, where time is missing
    std::string dimension;

    friend bool operator==(const UnbilledCause&, const UnbilledCause&) = default;
};

/// The most series first, missing time last.
[[nodiscard]] std::vector<UnbilledCause>
unbilledCauses(const pipeline::Snapshot& now, const usage::View& usage);

/// Causes by which series are not billable: the count in the rail.
[[nodiscard]] int causesNotBillable(const pipeline::Snapshot& now);

} // namespace meterbench::ui
