// LayoutParts: the layouts of one target, oldest first, with the values of its last good body.
// Positions are numbered through all parts. Series that come are a part of their own behind the
// others, so short-lived series die among their like, and the old part (large, with its templates
// at the endpoints and its record in the log) stays as it is. Parts are made again only when what
// they have cost as they are comes to what making them costs (tidy). Pipe thread only.
#pragma once

#include "core/model/batch.h"
#include "core/scrape/families.h"

#include <cstdint>
#include <vector>

namespace meterbench::scrape {

struct LayoutPart {
    model::LayoutPtr layout;
    std::uint32_t begin = 0; ///< position of its first series
    model::BatchPtr last;    ///< of the last good body; null: none yet
    std::uint32_t kept = 0;  ///< series that are alive or must be remembered
    std::int64_t paidNs = 0; ///< what it has cost to leave it as it is

    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(layout->size()); }

    [[nodiscard]] bool hasGaps() const { return kept < size(); }

    /// Not said in the last good body: absent or stale.
    [[nodiscard]] bool isAlive(std::uint32_t index) const;
};

class LayoutParts {
public:
    explicit LayoutParts(model::SourceId source)
        : m_source(source) {}

    void add(model::LayoutPtr layout);

    [[nodiscard]] std::uint32_t positions() const { return m_positions; }

    [[nodiscard]] const std::vector<LayoutPart>& all() const { return m_parts; }

    [[nodiscard]] std::vector<LayoutPart>& all() { return m_parts; }

    [[nodiscard]] bool hasGaps() const;
    /// Series that are alive or must be remembered.
    [[nodiscard]] std::size_t kept() const;
    /// Batches of the last good body, one a part.
    [[nodiscard]] std::vector<model::BatchPtr> last() const;
    [[nodiscard]] std::size_t sizeBytes() const;

    /// After a good body: drops parts of which nothing is left, joins and shortens those that have
    /// cost enough. `held`: positions to keep though they have no value (may be empty); `order`:
    /// the positions in the order of the body while that is known to last (may be empty); `lines`
    /// of the body when each costs something for the parts' sake. Answers where every position went
    /// (kUnknown: nowhere), or nothing when all stay.
    [[nodiscard]] std::vector<std::uint32_t> tidy(
        const std::vector<bool>& held,
        const std::vector<std::uint32_t>& order,
        std::size_t lines,
        Families& families,
        SharedTexts& texts
    );

private:
    /// Parts that follow each other, to be left as they are, dropped, or made into one.
    struct Run {
        std::size_t first = 0;
        std::size_t count = 1;
        std::uint32_t kept = 0;
        bool again = false;
    };

    [[nodiscard]] std::vector<Run> plan() const;
    [[nodiscard]] LayoutPart makeAgain(
        const Run& run,
        const std::vector<bool>& held,
        const std::vector<std::uint32_t>& rank,
        std::vector<std::uint32_t>& moved,
        std::uint32_t begin,
        const FamilyTablePtr& families
    ) const;

    model::SourceId m_source;
    std::vector<LayoutPart> m_parts;
    std::uint32_t m_positions = 0;
};

} // namespace meterbench::scrape
