#include "core/scrape/families.h"

#include "core/base/hash.h"
#include "core/model/layout.h"

#include <array>

namespace meterbench::scrape {

std::uint32_t Families::indexOf(std::string_view family) {
    if (m_last >= now().size() || now()[m_last].name != family) {
        const std::uint32_t index = m_byName.find(base::hash64(family));
        if (index == kUnknown) {
            return model::kNoFamily;
        }
        m_last = index;
    }
    return m_last;
}

const model::Family* Families::find(std::string_view family) {
    const std::uint32_t index = indexOf(family);
    return index == model::kNoFamily ? nullptr : &now()[index];
}

model::Family& Families::edit(std::string_view family) {
    if (!m_changed) {
        m_draft = *m_shared;
        m_changed = true;
    }
    std::uint32_t index = indexOf(family);
    if (index == model::kNoFamily) {
        index = static_cast<std::uint32_t>(m_draft.size());
        m_byName.put(base::hash64(family), index);
        m_draft.push_back({std::string(family), model::MetricType::Unknown, {}, {}});
    }
    return m_draft[index];
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

std::uint32_t Families::familyOf(std::string_view sampleName) {
    if (const std::uint32_t index = indexOf(sampleName); index != model::kNoFamily) {
        return index;
    }
    constexpr std::array<std::string_view, 8> suffixes{
        "_bucket", "_sum", "_count", "_total", "_created", "_info", "_gsum", "_gcount"};
    for (const std::string_view suffix : suffixes) {
        if (!sampleName.ends_with(suffix)) {
            continue;
        }
        const std::uint32_t index =
            indexOf(sampleName.substr(0, sampleName.size() - suffix.size()));
        if (index != model::kNoFamily) {
            return index;
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
