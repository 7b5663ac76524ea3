// TrialRecord: the one usage record, or the one sample, that a test of an endpoint sends when it was
// asked for. It never stands in a journal or a log. Its value is the asker's: 0 adds to no sum. It is
// marked as a test, and the same one on the same day (UTC) is the same record with the same key, so
// that a receiver that honours keys has it once, however often it is sent. Any thread.
#pragma once

#include "core/base/decimal.h"
#include "core/base/result.h"
#include "core/metering/tags.h"
#include "core/metering/usage_journal.h"
#include "core/remote/endpoint_options.h"

#include <cstdint>
#include <string>

namespace meterbench::pipeline {

struct TrialRecord {
    std::string customer;
    std::string dimension;
    base::Decimal value;

    friend bool operator==(const TrialRecord&, const TrialRecord&) = default;
};

/// Of the first millisecond of the day: it lies in the present month and never in the future.
[[nodiscard]] metering::StoredRecord usageOf(const TrialRecord& record, std::int64_t nowMs);

/// The body of a remote write with one sample of `meterbench_test`, which carries customer and
/// dimension as the schema names them, at the begin of the minute. As the endpoint sends it: with
/// its external labels, behind its write relabeling. InvalidInput: that drops it, or is wrong.
[[nodiscard]] base::Result<std::string> writeOf(
    const TrialRecord& record,
    const metering::SchemaOptions& schema,
    const remote::EndpointOptions& options,
    std::int64_t nowMs
);

} // namespace meterbench::pipeline
