// GroupIndex: the order of a scrape. As the Pushgateway's: fewer labels first, then by the values,
// label by label. It only changes when series come or go, so it is kept.
#include "core/gateway/group_index.h"

#include <algorithm>
#include <utility>

namespace meterbench::gateway {

namespace {

struct Keyed {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    SeriesAt at;
};

void appendKey(std::string& out, const std::vector<model::LabelView>& labels) {
    out += static_cast<char>(std::min<std::size_t>(labels.size(), 255));
    for (const model::LabelView& label : labels) {
        out.append(label.value).append(1, '\0');
    }
    for (const model::LabelView& label : labels) {
        out.append(label.name).append(1, '\0');
    }
}

} // namespace

std::vector<model::LabelView> stampLabels(const HeldGroup& group) {
    std::vector<model::LabelView> labels;
    for (const model::Label& label : group.labels) {
        labels.push_back({label.name, label.value});
    }
    if (std::ranges::find(labels, "instance", &model::LabelView::name) == labels.end()) {
        labels.push_back({"instance", ""});
        std::ranges::sort(labels, {}, &model::LabelView::name);
    }
    return labels;
}

const std::vector<SeriesAt>& GroupIndex::ordered(const HeldFamily& family) const {
    auto& held = const_cast<HeldFamily&>(family); // NOLINT(cppcoreguidelines-pro-type-const-cast):
                                                  // the order is a cache, m_families is mutable
    if (held.hasGone) {
        const auto sortedEnd = held.series.begin() + static_cast<std::ptrdiff_t>(held.sorted);
        const auto isGone = [this](const SeriesAt& at) {
            return !m_parts[at.part].holds(at.metric);
        };
        held.sorted -= static_cast<std::size_t>(std::count_if(held.series.begin(), sortedEnd, isGone));
        std::erase_if(held.series, isGone);
        held.hasGone = false;
    }
    if (held.sorted == held.series.size()) {
        return held.series;
    }
    if (sortByGroups(held.series)) {
        held.sorted = held.series.size();
        return held.series;
    }
    std::string keys;
    std::vector<Keyed> order;
    order.reserve(held.series.size());
    for (const SeriesAt& at : held.series) {
        const auto begin = static_cast<std::uint32_t>(keys.size());
        appendKey(keys, labels(at));
        order.push_back({begin, static_cast<std::uint32_t>(keys.size()), at});
    }
    const auto isBefore = [&](const Keyed& a, const Keyed& b) {
        const std::string_view all = keys;
        return all.substr(a.begin, a.end - a.begin) < all.substr(b.begin, b.end - b.begin);
    };
    const auto middle = order.begin() + static_cast<std::ptrdiff_t>(held.sorted);
    std::sort(middle, order.end(), isBefore);
    std::inplace_merge(order.begin(), middle, order.end(), isBefore);
    std::ranges::transform(order, held.series.begin(), &Keyed::at);
    held.sorted = held.series.size();
    return held.series;
}

/// The usual family has one series of the same place in each group: then the order of the groups is
/// its order. False when it is another kind of family.
bool GroupIndex::sortByGroups(std::vector<SeriesAt>& series) const {
    const GroupLayoutView* const layout = m_parts[series.front().part].layout;
    const std::uint32_t metric = series.front().metric;
    const bool isUsual = std::ranges::all_of(series, [&](const SeriesAt& at) {
        return at.metric == metric && m_parts[at.part].layout == layout;
    });
    if (isUsual) {
        static_cast<void>(orderedGroups());
        std::vector<std::pair<std::uint32_t, std::uint32_t>> order;
        order.reserve(series.size());
        for (const SeriesAt& at : series) {
            order.emplace_back(m_groupRank[m_parts[at.part].group], at.part);
        }
        std::ranges::sort(order);
        std::ranges::transform(order, series.begin(), [metric](const auto& entry) {
            return SeriesAt{entry.second, metric};
        });
    }
    return isUsual;
}

const std::vector<std::uint32_t>& GroupIndex::orderedGroups() const {
    if (m_isGroupOrderGood) {
        return m_groupOrder;
    }
    std::vector<std::pair<std::string, std::uint32_t>> order;
    for (std::uint32_t i = 0; i < m_groups.size(); ++i) {
        if (!m_groups[i].isUsed) {
            continue;
        }
        appendKey(order.emplace_back(std::string(), i).first, stampLabels(m_groups[i]));
    }
    std::ranges::sort(order);
    m_groupOrder.clear();
    std::ranges::transform(order, std::back_inserter(m_groupOrder), [](const auto& entry) {
        return entry.second;
    });
    m_groupRank.assign(m_groups.size(), 0);
    for (std::uint32_t i = 0; i < m_groupOrder.size(); ++i) {
        m_groupRank[m_groupOrder[i]] = i;
    }
    m_isGroupOrderGood = true;
    return m_groupOrder;
}

} // namespace meterbench::gateway
