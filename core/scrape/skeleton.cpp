#include "core/scrape/skeleton.h"

#include "core/base/hash.h"

#include <utility>

namespace meterbench::scrape {

namespace {

/// The shared equal of value, or value itself from now on. Entries that nobody holds any more go on
/// the way.
template <class T>
std::shared_ptr<const T> shareIn(
    std::unordered_multimap<std::uint64_t, std::weak_ptr<const T>>& pool,
    std::uint64_t hash,
    T&& value
) {
    auto [at, end] = pool.equal_range(hash);
    while (at != end) {
        std::shared_ptr<const T> held = at->second.lock();
        if (held && *held == value) {
            return held;
        }
        at = held ? std::next(at) : pool.erase(at);
    }
    auto shared = std::make_shared<const T>(std::move(value));
    pool.emplace(hash, shared);
    return shared;
}

} // namespace

std::string_view Skeleton::gap(std::size_t index) const {
    const std::uint32_t begin = index == 0 ? 0 : ends[index - 1];
    return std::string_view(text).substr(begin, ends[index] - begin);
}

std::string_view Skeleton::seriesText(std::size_t value) const {
    std::string_view line = gap(value);
    const std::size_t newline = line.rfind('\n');
    line.remove_prefix(newline == std::string_view::npos ? 0 : newline + 1);
    const std::size_t begin = line.find_first_not_of(" \t");
    line.remove_prefix(begin == std::string_view::npos ? line.size() : begin);
    return line.substr(0, line.find_last_not_of(" \t") + 1);
}

SkeletonPtr SharedTexts::share(Skeleton&& skeleton) {
    skeleton.text.shrink_to_fit();
    skeleton.ends.shrink_to_fit();
    const std::uint64_t hash = base::hash64(skeleton.text, skeleton.ends.size());
    return shareIn(m_skeletons, hash, std::move(skeleton));
}

FamilyTablePtr SharedTexts::share(model::FamilyTable&& families) {
    std::uint64_t hash = families.size();
    for (const model::Family& family : families) {
        hash = base::hash64(family.help, base::hash64(family.name, hash));
    }
    families.shrink_to_fit();
    return shareIn(m_families, hash, std::move(families));
}

} // namespace meterbench::scrape
