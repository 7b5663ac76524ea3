#include "core/scrape/families.h"

#include "core/base/hash.h"
#include "core/model/layout.h"

#include <array>

namespace meterbench::scrape {

const model::Family* Families::find(std::string_view family) const {
    const auto at = m_byName.find(base::hash64(family));
    if (at == m_byName.end()) {
        return nullptr;
    }
    return m_changed ? &m_draft[at->second] : &(*m_shared)[at->second];
}

model::Family& Families::edit(std::string_view family) {
    if (!m_changed) {
        m_draft = *m_shared;
        m_changed = true;
    }
    const auto [at, isNew] =
        m_byName.try_emplace(base::hash64(family), static_cast<std::uint32_t>(m_draft.size()));
    if (isNew) {
        m_draft.push_back({std::string(family), model::MetricType::Unknown, {}, {}});
    }
    return m_draft[at->second];
}

void Families::setType(std::string_view family, model::MetricType type) {
    const model::Family* known = find(family);
    if (known == nullptr || known->type != type) {
        edit(family).type = type;
    }
}

void Families::setHelp(std::string_view family, std::string_view help) {
    const model::Family* known = find(family);
    if (known == nullptr || known->help != help) {
        edit(family).help = help;
    }
}

void Families::setUnit(std::string_view family, std::string_view unit) {
    const model::Family* known = find(family);
    if (known == nullptr || known->unit != unit) {
        edit(family).unit = unit;
    }
}

std::uint32_t Families::familyOf(std::string_view sampleName) const {
    if (const auto at = m_byName.find(base::hash64(sampleName)); at != m_byName.end()) {
        return at->second;
    }
    constexpr std::array<std::string_view, 8> suffixes{
        "_bucket", "_sum", "_count", "_total", "_created", "_info", "_gsum", "_gcount"};
    for (const std::string_view suffix : suffixes) {
        if (!sampleName.ends_with(suffix)) {
            continue;
        }
        const std::string_view family = sampleName.substr(0, sampleName.size() - suffix.size());
        if (const auto at = m_byName.find(base::hash64(family)); at != m_byName.end()) {
            return at->second;
        }
    }
    return model::kNoFamily;
}

FamilyTablePtr Families::table(SharedTexts& texts) {
    if (m_changed) {
        m_shared = texts.share(std::move(m_draft));
        m_draft = {};
        m_changed = false;
    }
    return m_shared;
}

} // namespace meterbench::scrape
