#include "core/gateway/group_index.h"

#include "core/gateway/group_words.h"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

namespace meterbench::gateway {

namespace {

using model::MetricType;

/// Parts that nothing holds any more are cleared away when there are more of them than this and
/// than a quarter of all.
constexpr std::size_t kMostDeadParts = 1'000;

std::string keyOf(const PathLabels& labels) {
    std::string key;
    for (const model::Label& label : labels) {
        if (!label.value.empty()) {
            key.append(label.name).append(1, '\xff').append(label.value).append(1, '\xff');
        }
    }
    return key;
}

constexpr std::array<std::string_view, 3> kSuffixes{"_count", "_sum", "_bucket"};

bool hasPart(MetricType type, std::string_view suffix) {
    return type == MetricType::Histogram || (type == MetricType::Summary && suffix != "_bucket");
}

std::string_view word(MetricType type) {
    return type == MetricType::Histogram ? "histogram" : "summary";
}

} // namespace

std::uint32_t GroupIndex::find(const PathLabels& labels) const {
    const auto at = m_numbers.find(keyOf(labels));
    return at == m_numbers.end() ? kNoGroup : at->second;
}

std::uint32_t GroupIndex::nextNumber() const {
    return m_freeGroups.empty() ? static_cast<std::uint32_t>(m_groups.size())
                                : m_freeGroups.front();
}

std::uint32_t GroupIndex::makeGroup(PathLabels labels, std::uint32_t number) {
    number = number == kNoGroup ? nextNumber() : number;
    while (m_groups.size() <= number) {
        m_freeGroups.push_back(static_cast<std::uint32_t>(m_groups.size()));
        std::ranges::push_heap(m_freeGroups, std::greater());
        m_groups.emplace_back();
    }
    if (number == m_freeGroups.front()) {
        std::ranges::pop_heap(m_freeGroups, std::greater());
        m_freeGroups.pop_back();
    } else {
        std::erase(m_freeGroups, number); // only a journal asks for a certain one
        std::ranges::make_heap(m_freeGroups, std::greater());
    }
    HeldGroup& group = m_groups[number];
    group.isUsed = true;
    for (const model::Label& label : labels) {
        group.starts.push_back(static_cast<std::uint32_t>(group.text.size()));
        appendSeriesLabel(group.text, label.name, label.value);
        group.text += ',';
        group.identity += labelIdentity(label.name, label.value);
    }
    group.starts.push_back(static_cast<std::uint32_t>(group.text.size()));
    group.text.pop_back();
    group.text.shrink_to_fit();
    group.starts.shrink_to_fit();
    m_numbers.emplace(keyOf(labels), number);
    group.labels = std::move(labels);
    m_isGroupOrderGood = false;
    return number;
}

void GroupIndex::dropGroup(std::uint32_t number) {
    const std::vector<SeriesAt> gone = replacedBy(number, nullptr);
    static_cast<void>(tryChange(gone, nullptr)); // taking away always can be done
    settle(gone, nullptr);
    HeldGroup& group = m_groups[number];
    m_numbers.erase(keyOf(group.labels));
    group = HeldGroup();
    m_freeGroups.push_back(number);
    std::ranges::push_heap(m_freeGroups, std::greater());
    m_isGroupOrderGood = false;
}

std::vector<SeriesAt>
GroupIndex::replacedBy(std::uint32_t number, const GroupBody* body) const {
    std::vector<SeriesAt> out;
    for (const std::uint32_t at : m_groups[number].parts) {
        const GroupPart& part = m_parts[at];
        for (const GroupFamily& family : part.shape->body().families) {
            const bool isMeant =
                body == nullptr ||
                std::ranges::binary_search(body->families, family.name, {}, &GroupFamily::name);
            for (std::uint32_t i = 0; isMeant && i < family.metrics.size(); ++i) {
                if (part.holds(family.firstMetric + i)) {
                    out.push_back({at, family.firstMetric + i});
                }
            }
        }
    }
    return out;
}

std::vector<std::string>
GroupIndex::tryChange(const std::vector<SeriesAt>& gone, GroupPart* added) {
    for (const SeriesAt& at : gone) {
        takeOut(m_parts[at.part], at.metric);
    }
    std::vector<std::string> complaints;
    m_triedIn.clear();
    if (added != nullptr) {
        for (const GroupFamily& family : added->shape->body().families) {
            addFamily(*added, family, complaints);
        }
        if (!complaints.empty()) {
            undo(gone, added);
        }
    }
    return complaints;
}

void GroupIndex::undo(const std::vector<SeriesAt>& gone, const GroupPart* added) {
    for (const std::uint32_t metric : std::exchange(m_triedIn, {})) {
        takeOut(*added, metric);
    }
    for (const SeriesAt& at : gone) {
        const GroupPart& part = m_parts[at.part];
        const GroupFamily& family = part.layout->familyOf(at.metric);
        takeIn(part, at.metric, m_families.try_emplace(family.name).first->second);
    }
}

void GroupIndex::addFamily(
    const GroupPart& part, const GroupFamily& family, std::vector<std::string>& complaints
) {
    const auto end = static_cast<std::uint32_t>(family.firstMetric + family.metrics.size());
    bool isHeld = false;
    for (std::uint32_t i = family.firstMetric; i < end; ++i) {
        isHeld |= part.holds(i);
    }
    if (!isHeld) {
        return;
    }
    if (std::string complaint = checkFamily(family); !complaint.empty()) {
        complaints.push_back(std::move(complaint));
        return;
    }
    HeldFamily& held = m_families.try_emplace(family.name).first->second;
    const bool isOther = held.held != 0 && held.type != family.type;
    held.type = held.held == 0 ? family.type : held.type;
    for (std::uint32_t i = family.firstMetric; i < end; ++i) {
        if (!part.holds(i)) {
            continue;
        }
        const bool isRepeated =
            !isOther && m_identities.has(identity(part, i)) && isTwice(held, part, i);
        if (isOther || isRepeated) {
            complaints.push_back(
                collectedMetric(family, part.layout->metric(i), labels(part, i), part) +
                (isOther ? " is not a " + std::string(upperTypeName(held.type))
                         : " was collected before with the same name and label values")
            );
            continue;
        }
        takeIn(part, i, held);
        m_triedIn.push_back(i);
    }
}

/// What a name may clash with; only a family that nothing holds yet must be looked at.
std::string GroupIndex::checkFamily(const GroupFamily& family) const {
    if (m_isTaken && m_isTaken(family.name)) {
        return "gathered metric family " + family.name + " belongs to something else at this address";
    }
    const HeldFamily* const held = heldFamily(family.name);
    if (held != nullptr && held->type == family.type) {
        return {};
    }
    for (const std::string_view suffix : kSuffixes) {
        if (!family.name.ends_with(suffix) || family.name.size() == suffix.size()) {
            continue;
        }
        const std::string whole = family.name.substr(0, family.name.size() - suffix.size());
        const HeldFamily* const owner = heldFamily(whole);
        if (owner != nullptr && hasPart(owner->type, suffix)) {
            return "collected metric named \"" + family.name +
                   "\" collides with previously collected " + std::string(word(owner->type)) +
                   " named \"" + whole + "\"";
        }
    }
    return checkParts(family);
}

std::string GroupIndex::checkParts(const GroupFamily& family) const {
    for (const std::string_view suffix : kSuffixes) {
        if (!hasPart(family.type, suffix)) {
            continue;
        }
        const std::string name = family.name + std::string(suffix);
        if (heldFamily(name) != nullptr || (m_isTaken && m_isTaken(name))) {
            return (suffix == "_bucket" ? "collected histogram named \""
                                        : "collected histogram or summary named \"") +
                   family.name +
                   "\" collides with previously collected metric named \"" + name + "\"";
        }
    }
    return {};
}

/// After a hit among the hashes: whether it is the same series or only the same hash.
bool GroupIndex::isTwice(
    const HeldFamily& family, const GroupPart& part, std::uint32_t metric
) const {
    const auto plain = [](std::vector<model::LabelView> all) {
        std::erase_if(all, [](const model::LabelView& label) { return label.value.empty(); });
        return all;
    };
    const std::vector<model::LabelView> wanted = plain(labels(part, metric));
    const GroupFamily* const own = &part.layout->familyOf(metric);
    for (const std::uint32_t other : m_triedIn) {
        if (&part.layout->familyOf(other) == own && plain(labels(part, other)) == wanted) {
            return true;
        }
    }
    return std::ranges::any_of(family.series, [&](const SeriesAt& at) {
        return m_parts[at.part].holds(at.metric) && plain(labels(at)) == wanted;
    });
}

void GroupIndex::takeIn(const GroupPart& part, std::uint32_t metric, HeldFamily& family) {
    if (family.held == 0) {
        ++m_heldFamilies;
        family.type = part.layout->familyOf(metric).type;
    }
    ++family.held;
    m_identities.add(identity(part, metric));
}

void GroupIndex::takeOut(const GroupPart& part, std::uint32_t metric) {
    HeldFamily& family = m_families.find(part.layout->familyOf(metric).name)->second;
    m_heldFamilies -= --family.held == 0 ? 1 : 0;
    m_identities.remove(identity(part, metric));
}

void GroupIndex::settle(const std::vector<SeriesAt>& gone, GroupPart* added) {
    for (const SeriesAt& at : gone) {
        GroupPart& part = m_parts[at.part];
        HeldGroup& group = m_groups[part.group];
        part.gone.resize(part.shape->body().metrics);
        part.gone[at.metric] = true;
        --group.series;
        m_families.find(part.layout->familyOf(at.metric).name)->second.hasGone = true;
        if (--part.held == 0) {
            std::erase(group.parts, at.part);
            m_deadParts.push_back(at.part);
            part = GroupPart(); // its number is still named by families
        }
    }
    if (added != nullptr && added->held != 0) {
        if (m_freeParts.empty()) {
            m_freeParts.push_back(static_cast<std::uint32_t>(m_parts.size()));
            m_parts.emplace_back();
        }
        const std::uint32_t number = m_freeParts.back();
        m_freeParts.pop_back();
        HeldGroup& group = m_groups[added->group];
        group.parts.push_back(number);
        group.series += added->held;
        for (const GroupFamily& family : added->shape->body().families) {
            std::vector<SeriesAt>* series = nullptr;
            for (std::uint32_t i = 0; i < family.metrics.size(); ++i) {
                if (added->holds(family.firstMetric + i)) {
                    series = series == nullptr ? &m_families.find(family.name)->second.series
                                               : series;
                    series->push_back({number, family.firstMetric + i});
                }
            }
        }
        m_parts[number] = std::move(*added);
    }
    m_triedIn.clear();
    if (m_deadParts.size() > kMostDeadParts && m_deadParts.size() * 4 > m_parts.size()) {
        purge();
    }
}

/// Families let go of series that are gone; only then the numbers of their parts are free.
void GroupIndex::purge() {
    for (auto at = m_families.begin(); at != m_families.end();) {
        static_cast<void>(ordered(at->second));
        at = at->second.held == 0 ? m_families.erase(at) : std::next(at);
    }
    for (const std::uint32_t number : m_deadParts) {
        m_parts[number] = GroupPart();
        m_freeParts.push_back(number);
    }
    m_deadParts.clear();
}

std::vector<model::LabelView> GroupIndex::labels(SeriesAt at) const {
    return labels(m_parts[at.part], at.metric);
}

std::vector<model::LabelView>
GroupIndex::labels(const GroupPart& part, std::uint32_t metric) const {
    std::vector<model::LabelView> out;
    for (const LabelSource& label : part.layout->labels(metric)) {
        out.push_back(
            {label.name,
             label.group == kFromBody
                 ? label.value
                 : std::string_view(m_groups[part.group].labels[label.group].value)}
        );
    }
    return out;
}

const HeldFamily* GroupIndex::heldFamily(std::string_view name) const {
    const auto at = m_families.find(name);
    return at == m_families.end() || at->second.held == 0 ? nullptr : &at->second;
}

bool GroupIndex::holds(std::string_view name) const {
    if (heldFamily(name) != nullptr || name == kPushTime || name == kFailureTime) {
        return true;
    }
    return std::ranges::any_of(kSuffixes, [&](std::string_view suffix) {
        const HeldFamily* const owner =
            name.ends_with(suffix) ? heldFamily(name.substr(0, name.size() - suffix.size()))
                                   : nullptr;
        return owner != nullptr && hasPart(owner->type, suffix);
    });
}

} // namespace meterbench::gateway
