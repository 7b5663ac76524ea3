#include "core/gateway/merge_groups.h"

#include "core/gateway/series_key.h"

#include <utility>

namespace meterbench::gateway {

namespace {

/// Far more than there can be; a damaged number must not cost memory.
constexpr std::uint32_t kMostNumbers = 1U << 24U;

} // namespace

std::string groupKeyOf(const PathLabels& labels) {
    std::string key;
    for (const model::Label& label : labels) {
        appendLabel(key, 0, label.name, label.value);
    }
    return key;
}

MergeGroup* MergeGroups::find(std::string_view key) const {
    const auto found = m_byKey.find(key);
    return found == m_byKey.end() ? nullptr : found->second.get();
}

MergeGroup* MergeGroups::at(std::uint32_t number) const {
    return number < m_byNumber.size() ? m_byNumber[number] : nullptr;
}

std::uint32_t MergeGroups::nextNumber() const {
    return m_free.empty() ? static_cast<std::uint32_t>(m_byNumber.size()) : *m_free.begin();
}

MergeGroup& MergeGroups::make(PathLabels labels) {
    auto group = std::make_unique<MergeGroup>();
    group->labels = std::move(labels);
    group->number = nextNumber();
    return *put(std::move(group));
}

MergeGroup* MergeGroups::put(std::unique_ptr<MergeGroup> group) {
    const std::uint32_t number = group->number;
    if (number >= kMostNumbers || at(number) != nullptr) {
        return nullptr;
    }
    const auto [place, isNew] = m_byKey.try_emplace(groupKeyOf(group->labels), nullptr);
    if (!isNew) {
        return nullptr;
    }
    while (m_byNumber.size() <= number) {
        m_free.insert(m_free.end(), static_cast<std::uint32_t>(m_byNumber.size()));
        m_byNumber.push_back(nullptr);
    }
    m_free.erase(number);
    m_byNumber[number] = group.get();
    place->second = std::move(group);
    return m_byNumber[number];
}

void MergeGroups::remove(MergeGroup& group) {
    m_byNumber[group.number] = nullptr;
    m_free.insert(group.number);
    m_byKey.erase(groupKeyOf(group.labels));
}

void MergeGroups::clear() {
    m_byKey.clear();
    m_byNumber.clear();
    m_free.clear();
}

} // namespace meterbench::gateway
