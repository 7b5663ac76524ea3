// The group record: all batches of one append, complete in itself but for the layouts, which it
// names by id. Values stand as 8 bytes each, so writing and reading is copying; an encoding byte
// leaves room for other forms. Reading trusts nothing: a record that does not add up is answered
// with words, never with a batch.
#pragma once

#include "core/model/batch.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::wal {

/// No record is larger: what does not fit is refused when written and damaged when read.
inline constexpr std::size_t kMaxRecordBytes = 256ULL << 20;

/// Appends to out. `samplesBefore`: in all groups that the log has ever taken before this one.
void encodeGroup(
    std::string& out, std::span<const model::BatchPtr> batches, std::uint64_t samplesBefore
);

/// An upper bound without exemplars' labels; for reserving.
[[nodiscard]] std::size_t groupSizeHint(std::span<const model::BatchPtr> batches);

/// Finds a layout by its id; null when it is not to be had.
using LayoutLookup = std::function<model::LayoutPtr(model::LayoutId)>;

/// Replaces `batches`. Answers what is wrong, or nothing.
[[nodiscard]] std::optional<std::string> decodeGroup(
    std::string_view payload, const LayoutLookup& layoutFor, std::vector<model::BatchPtr>& batches
);

/// What stands in front of a group. The count runs through the whole log: what is missing between
/// two groups that can be read is their difference.
struct GroupCounts {
    std::uint64_t samples = 0;
    std::uint64_t samplesBefore = 0; ///< in all groups before it

    [[nodiscard]] std::uint64_t samplesAfter() const { return samplesBefore + samples; }
};

/// From a group's first bytes; nothing when there are too few.
[[nodiscard]] std::optional<GroupCounts> groupCounts(std::string_view payload);

} // namespace meterbench::wal
