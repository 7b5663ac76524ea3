// The order of many series keys at once. Functions only; any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

namespace meterbench::gateway {

/// Sorts places by their keys (series_key.h) in the order of isBefore. keyOf is asked once or twice
/// a place: most comparisons are of eight bytes that were read beforehand.
void sortByKey(
    std::span<std::uint32_t> places, const std::function<std::string_view(std::uint32_t)>& keyOf
);

} // namespace meterbench::gateway
