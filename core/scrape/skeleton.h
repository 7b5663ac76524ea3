// Skeleton: the text of a body without its values: what must be the same, byte for byte, for the
// fast way. Targets of one kind have the same skeleton, so it is kept once for all of them
// (SharedTexts). Pipe thread only.
#pragma once

#include "core/model/layout.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace meterbench::scrape {

struct Skeleton {
    std::string
        text; ///< gap after gap; each begins behind a value's line and ends before the next value
    std::vector<std::uint32_t>
        ends; ///< end of each gap in text; one more gap than values: the last is the tail

    [[nodiscard]] std::size_t valueCount() const { return ends.size() - 1; }

    [[nodiscard]] std::string_view gap(std::size_t index) const;
    /// The raw bytes of name and labels before a value.
    [[nodiscard]] std::string_view seriesText(std::size_t value) const;

    [[nodiscard]] std::size_t sizeBytes() const {
        return text.capacity() + ends.capacity() * sizeof(std::uint32_t);
    }

    friend bool operator==(const Skeleton&, const Skeleton&) = default;
};

using SkeletonPtr = std::shared_ptr<const Skeleton>;
using FamilyTablePtr = std::shared_ptr<const model::FamilyTable>;

/// What targets of one kind have in common, kept once.
class SharedTexts {
public:
    [[nodiscard]] SkeletonPtr share(Skeleton&& skeleton);
    [[nodiscard]] FamilyTablePtr share(model::FamilyTable&& families);

private:
    std::unordered_multimap<std::uint64_t, std::weak_ptr<const Skeleton>> m_skeletons;
    std::unordered_multimap<std::uint64_t, std::weak_ptr<const model::FamilyTable>> m_families;
};

} // namespace meterbench::scrape
