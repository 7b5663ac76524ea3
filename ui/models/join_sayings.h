// JoinSayings: what the series that the meters' joins name say of customers, as they are exposed now;
// constant once heard, any thread. JoinListener hears them again, away from the gui thread, when
// meters or layouts have changed, at most once a second; where no meter has a join it does nothing.
// The rules are those of metering::preview.
#pragma once

#include "core/metering/tags.h"
#include "core/pipeline/meterer_options.h"
#include "core/pipeline/snapshot.h"

#include <QElapsedTimer>
#include <QObject>

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace meterbench::ui {

class JoinSayings {
public:
    [[nodiscard]] static std::shared_ptr<const JoinSayings> hear(
        std::shared_ptr<const pipeline::MetererOptions> options,
        const std::vector<model::LayoutPtr>& layouts
    );

    /// Those that were asked.
    [[nodiscard]] const std::shared_ptr<const pipeline::MetererOptions>& options() const {
        return m_options;
    }

    /// Of a series of the meter (its number in the options); nothing: nobody speaks of it.
    [[nodiscard]] std::optional<metering::Verdict>
    of(std::size_t meter, const model::Labels& labels) const;

private:
    std::shared_ptr<const pipeline::MetererOptions> m_options;
    /// By meter, then by the labels of its join.
    std::vector<std::unordered_map<std::string, metering::Verdict>> m_said;
};

using JoinSayingsPtr = std::shared_ptr<const JoinSayings>;

/// Gui thread.
class JoinListener final : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    void follow(const pipeline::Snapshot& now);

    /// What is metered; null: nothing.
    [[nodiscard]] const std::shared_ptr<const pipeline::MetererOptions>& options() const {
        return m_options;
    }

    /// Null: nothing was heard, or no meter has a join.
    [[nodiscard]] const JoinSayingsPtr& sayings() const { return m_sayings; }

Q_SIGNALS:
    void heard();

private:
    void hear(std::vector<model::LayoutPtr> layouts);

    std::shared_ptr<const pipeline::MetererOptions> m_options;
    std::vector<model::LayoutPtr> m_layouts; ///< that were heard last
    JoinSayingsPtr m_sayings;
    QElapsedTimer m_sinceHeard;
    bool m_isHearing = false;
};

} // namespace meterbench::ui
