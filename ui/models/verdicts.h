// Verdicts: what the meters at work say of a series by its labels: not asked for, billable, or what
// it lacks. Where a meter takes the owner from another series (a join), labels alone do not tell,
// and nothing is said. Answers are kept by series. Gui thread.
#pragma once

#include "core/metering/tags.h"
#include "core/pipeline/meterer_options.h"
#include "core/relabel/selector.h"

#include <QString>

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace meterbench::ui {

class Verdicts {
public:
    /// Null: nothing is metered. True: another than before.
    bool follow(const std::shared_ptr<const pipeline::MetererOptions>& options);
    /// Nothing for series that no meter asks for.
    [[nodiscard]] std::optional<metering::Verdict>
    of(model::SeriesRef ref, const model::Labels& labels) const;

    [[nodiscard]] bool isEmpty() const { return m_meters.empty(); }

    /// "billable", "no customer" …
    [[nodiscard]] static QString text(metering::Verdict verdict);

private:
    struct Meter {
        relabel::Selector selector;
        bool hasDimension = false;
        bool isJoined = false;
    };

    [[nodiscard]] std::optional<metering::Verdict> judge(const model::Labels& labels) const;

    std::shared_ptr<const pipeline::MetererOptions> m_options;
    std::optional<metering::TaggingSchema> m_schema;
    std::vector<Meter> m_meters;
    mutable std::unordered_map<model::SeriesRef, std::optional<metering::Verdict>> m_known;
};

} // namespace meterbench::ui
