#include "ui/pages/instruments/kept_places.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace meterbench::ui::bench {

namespace {

constexpr std::size_t kNone = ~std::size_t{0};

/// Where the keys of `after` stood before, in the order of `after`.
std::vector<KeptPlace>
placesInBoth(const std::vector<std::string>& before, const std::vector<std::string>& after) {
    std::unordered_map<std::string_view, std::size_t> stood;
    stood.reserve(before.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
        stood.emplace(before[i], i);
    }
    std::vector<KeptPlace> places;
    for (std::size_t i = 0; i < after.size(); ++i) {
        if (const auto found = stood.find(after[i]); found != stood.end()) {
            places.push_back({found->second, i});
            stood.erase(found);
        }
    }
    return places;
}

} // namespace

/// The longest run with growing `before`: for each length the run that ends lowest is remembered,
/// and each place knows the one before it.
std::vector<KeptPlace>
keptPlaces(const std::vector<std::string>& before, const std::vector<std::string>& after) {
    const std::vector<KeptPlace> places = placesInBoth(before, after);
    std::vector<std::size_t> ends; // by length - 1
    std::vector<std::size_t> former(places.size(), kNone);
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto at = std::ranges::lower_bound(ends, places[i].before, {}, [&](std::size_t end) {
            return places[end].before;
        });
        former[i] = at == ends.begin() ? kNone : *(at - 1);
        if (at == ends.end()) {
            ends.push_back(i);
        } else {
            *at = i;
        }
    }
    std::vector<KeptPlace> kept;
    for (std::size_t i = ends.empty() ? kNone : ends.back(); i != kNone; i = former[i]) {
        kept.push_back(places[i]);
    }
    std::ranges::reverse(kept);
    return kept;
}

} // namespace meterbench::ui::bench
