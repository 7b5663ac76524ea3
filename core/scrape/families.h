// Families: what a target's bodies say about families (TYPE, HELP, UNIT), gathered while parsing
// and handed to layouts as a shared table. Pipe thread only.
#pragma once

#include "core/model/metric_type.h"
#include "core/scrape/series_index.h"
#include "core/scrape/skeleton.h"

#include <cstdint>
#include <string_view>

namespace meterbench::scrape {

class Families {
public:
    void setType(std::string_view family, model::MetricType type);
    void setHelp(std::string_view family, std::string_view help);
    void setUnit(std::string_view family, std::string_view unit);

    /// The family that a sample of this name belongs to (name, or name without _bucket, _sum …), or
    /// kNoFamily.
    [[nodiscard]] std::uint32_t familyOf(std::string_view sampleName);
    /// The table as it stands; indices stay valid as families are only added.
    [[nodiscard]] FamilyTablePtr table(SharedTexts& texts);

    [[nodiscard]] const FamilyTablePtr& current() const { return m_shared; }

    [[nodiscard]] bool changedSinceTable() const { return m_changed; }

private:
    [[nodiscard]] const model::FamilyTable& now() const { return m_changed ? m_draft : *m_shared; }

    [[nodiscard]] std::uint32_t indexOf(std::string_view family);
    [[nodiscard]] const model::Family* find(std::string_view family);
    model::Family& edit(std::string_view family);

    SeriesIndex m_byName;       // hash of the name → index
    std::uint32_t m_last = 0;   // the family found last: TYPE follows HELP
    model::FamilyTable m_draft; // complete only while it differs from m_shared
    FamilyTablePtr m_shared = std::make_shared<const model::FamilyTable>();
    bool m_changed = false;
};

} // namespace meterbench::scrape
