// What a request says, flat and comparable bit by bit, read with libsnappy and protobuf's own code;
// and what a batch should have become, worked out the slow and obvious way.
#pragma once

#include "core/remote/encode_batch.h"
#include "core/remote/request_template.h"

#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace meterbench::tests {

/// Series text, time, bits of the value; exemplars are marked by a leading '#'.
using Said = std::tuple<std::string, std::int64_t, std::uint64_t>;

/// Nothing when the bytes are no valid request; series without samples and unsorted labels count as
/// invalid too.
std::optional<std::vector<Said>> decode(const std::string& wire);

std::vector<Said> obvious(
    const model::Batch& batch,
    const remote::SeriesRules& rules,
    const remote::EncodeOptions& options
);

} // namespace meterbench::tests
