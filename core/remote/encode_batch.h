// The slow way from a batch to a request: for batches with gaps, loose samples, exemplars or times
// that do not fit a template. Takes the template's raw bytes, keeps the series that have something
// to say, compresses with libsnappy. Some 100 ns a sample against 1 ns for pouring.
#pragma once

#include "core/model/batch.h"
#include "core/remote/request_body.h"
#include "core/remote/request_template.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace meterbench::remote {

struct EncodeOptions {
    bool sendExemplars = false;
    std::uint32_t maxSamplesPerSend = 2'000;
    std::optional<std::int64_t> notBeforeMs; ///< older samples are left out and counted
};

struct EncodedBatch {
    std::vector<RequestBody>
        bodies; ///< each at most maxSamplesPerSend samples (one series is never parted)
    std::vector<std::uint32_t>
        ends; ///< of each body: all positions before are in it or in one before
    std::uint64_t tooOld = 0;
    std::uint64_t relabeledAway = 0;
};

/// Whether pour() can do it, but for gaps.
[[nodiscard]] bool isPlain(const model::Batch& batch, const EncodeOptions& options);
/// Whether pour() can do it.
[[nodiscard]] bool canPour(const model::Batch& batch, const EncodeOptions& options);
/// Positions before `from` are left out and not counted: another process has sent them.
[[nodiscard]] EncodedBatch encodeSlowly(
    const model::Batch& batch,
    const RequestTemplate& made,
    const EncodeOptions& options,
    EncodeScratch& scratch,
    std::uint32_t from = 0
);

} // namespace meterbench::remote
