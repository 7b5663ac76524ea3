// InspectorTab: one tab of the inspector. Only the tab in sight is fed. Gui thread.
#pragma once

#include "core/pipeline/snapshot.h"

#include <QWidget>

class QLineEdit;

namespace meterbench::ui {

class InspectorTab : public QWidget {
    Q_OBJECT

public:
    using QWidget::QWidget;

    /// The target as it stands in this snapshot; never null.
    virtual void update(const pipeline::TargetPtr& target, const pipeline::Snapshot& now) = 0;

    /// Series whose recent samples this tab draws.
    [[nodiscard]] virtual std::vector<model::SeriesRef> watched() const { return {}; }

    /// Where a search goes while the tab is in sight; may be null.
    [[nodiscard]] virtual QLineEdit* searchField() { return nullptr; }

    using QWidget::update;
};

} // namespace meterbench::ui
