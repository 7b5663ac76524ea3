// GroupIndex: the groups of Pushgateway mode with their parts, and what makes a scrape of all of
// them consistent: families with one type, and no series twice. A part is what one push left in a
// group: a shape, its numbers, and which of its metrics are still held. A change is tried first
// (series out, a part in), then settled or undone, so its owner can write it down in between; both
// cost as much as the change is large, whatever is held. It knows no journal, no HTTP and no clock.
// One thread.
#pragma once

#include "core/gateway/group_shape.h"
#include "core/gateway/hash_bag.h"
#include "core/gateway/push_store.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace meterbench::gateway {

inline constexpr std::uint32_t kNoGroup = 0xffffffffU;

/// A metric of a part.
struct SeriesAt {
    std::uint32_t part = 0;
    std::uint32_t metric = 0;
};

struct GroupPart {
    GroupShapePtr shape;
    const GroupLayoutView* layout = nullptr; ///< of the shape
    std::vector<double> values;
    std::vector<bool> gone; ///< of each metric; empty: none is
    std::uint32_t group = kNoGroup;
    std::uint32_t held = 0; ///< metrics that are not gone
    std::int64_t pushedMs = 0;

    [[nodiscard]] bool holds(std::uint32_t metric) const {
        return held != 0 && (gone.empty() || !gone[metric]);
    }

    [[nodiscard]] double value(std::uint32_t slot) const {
        return slot == kNoSlot ? 0 : values[slot];
    }
};

struct HeldGroup {
    PathLabels labels;
    std::string text;                 ///< its labels as a line shows them
    std::vector<std::uint32_t> starts; ///< of each label in text, and behind the end and a comma
    std::uint64_t identity = 0;
    std::vector<std::uint32_t> parts; ///< in the order of their pushes
    std::uint64_t pushes = 0;
    std::uint64_t series = 0;
    std::int64_t pushedMs = 0;
    std::int64_t failedMs = 0;
    bool isUsed = false;

    /// The labels [from, to) with the commas between them.
    [[nodiscard]] std::string_view range(std::uint16_t from, std::uint16_t to) const {
        return std::string_view(text).substr(starts[from], starts[to] - 1 - starts[from]);
    }
};

/// With instance="" where it has none.
[[nodiscard]] std::vector<model::LabelView> stampLabels(const HeldGroup& group);

struct HeldFamily {
    model::MetricType type = model::MetricType::Unknown;
    std::uint64_t held = 0;
    std::vector<SeriesAt> series; ///< sorted up to `sorted`; gone ones may be among them
    std::size_t sorted = 0;
    bool hasGone = false;
};

class GroupIndex {
public:
    using Families = std::map<std::string, HeldFamily, std::less<>>;

    /// Names that belong to something else.
    void setTaken(PushStore::IsTaken isTaken) { m_isTaken = std::move(isTaken); }

    /// kNoGroup when there is none. Empty values do not tell groups apart.
    [[nodiscard]] std::uint32_t find(const PathLabels& labels) const;
    /// At this number when it is given and free.
    std::uint32_t makeGroup(PathLabels labels, std::uint32_t number = kNoGroup);
    /// The number that the next group will have.
    [[nodiscard]] std::uint32_t nextNumber() const;
    /// With all of its parts.
    void dropGroup(std::uint32_t group);

    /// Takes the series out and the part in; why that cannot be, and then nothing has changed.
    [[nodiscard]] std::vector<std::string>
    tryChange(const std::vector<SeriesAt>& gone, GroupPart* added);
    void undo(const std::vector<SeriesAt>& gone, const GroupPart* added);
    /// After tryChange without complaints.
    void settle(const std::vector<SeriesAt>& gone, GroupPart* added);

    /// What a push with these families takes the place of; all of them when body is null.
    [[nodiscard]] std::vector<SeriesAt> replacedBy(std::uint32_t group, const GroupBody* body) const;

    /// The effective labels of a series.
    [[nodiscard]] std::vector<model::LabelView> labels(SeriesAt at) const;
    [[nodiscard]] std::vector<model::LabelView>
    labels(const GroupPart& part, std::uint32_t metric) const;

    /// Its series in the order of a scrape.
    [[nodiscard]] const std::vector<SeriesAt>& ordered(const HeldFamily& family) const;
    /// All groups in the order of their stamps in a scrape.
    [[nodiscard]] const std::vector<std::uint32_t>& orderedGroups() const;

    [[nodiscard]] const Families& families() const { return m_families; }

    [[nodiscard]] const std::vector<HeldGroup>& groups() const { return m_groups; }

    [[nodiscard]] HeldGroup& group(std::uint32_t number) { return m_groups[number]; }

    [[nodiscard]] const HeldGroup& group(std::uint32_t number) const { return m_groups[number]; }

    [[nodiscard]] GroupPart& part(std::uint32_t number) { return m_parts[number]; }

    [[nodiscard]] const GroupPart& part(std::uint32_t number) const { return m_parts[number]; }

    [[nodiscard]] std::uint64_t groupCount() const { return m_numbers.size(); }

    [[nodiscard]] std::uint64_t seriesCount() const { return m_identities.size(); }

    [[nodiscard]] std::uint64_t familyCount() const { return m_heldFamilies; }

    [[nodiscard]] bool holds(std::string_view name) const;

private:
    [[nodiscard]] std::uint64_t identity(const GroupPart& part, std::uint32_t metric) const {
        return part.layout->identity(metric) + m_groups[part.group].identity;
    }

    [[nodiscard]] std::string checkFamily(const GroupFamily& family) const;
    [[nodiscard]] std::string checkParts(const GroupFamily& family) const;
    [[nodiscard]] bool
    isTwice(const HeldFamily& family, const GroupPart& part, std::uint32_t metric) const;
    void takeIn(const GroupPart& part, std::uint32_t metric, HeldFamily& family);
    void takeOut(const GroupPart& part, std::uint32_t metric);
    void addFamily(
        const GroupPart& part, const GroupFamily& family, std::vector<std::string>& complaints
    );
    [[nodiscard]] const HeldFamily* heldFamily(std::string_view name) const;
    [[nodiscard]] bool sortByGroups(std::vector<SeriesAt>& series) const;
    void purge();

    PushStore::IsTaken m_isTaken;
    std::vector<HeldGroup> m_groups;
    std::vector<std::uint32_t> m_freeGroups; ///< a heap, the lowest first
    std::unordered_map<std::string, std::uint32_t> m_numbers;
    std::vector<GroupPart> m_parts;
    std::vector<std::uint32_t> m_freeParts;
    std::vector<std::uint32_t> m_deadParts; ///< still named by families
    mutable Families m_families; ///< their order is brought up to date when it is asked for
    HashBag m_identities;
    std::uint64_t m_heldFamilies = 0;
    std::vector<std::uint32_t> m_triedIn; ///< metrics of the part being tried
    mutable std::vector<std::uint32_t> m_groupOrder;
    mutable std::vector<std::uint32_t> m_groupRank; ///< of each group in it
    mutable bool m_isGroupOrderGood = false;
};

} // namespace meterbench::gateway
