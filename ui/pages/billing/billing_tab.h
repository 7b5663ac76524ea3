// BillingTab: one tab of Billing's inspector. Only the one in sight is told. Gui thread.
#pragma once

#include "core/pipeline/snapshot.h"
#include "core/usage/view.h"
#include "ui/pages/billing/usage_model.h"

#include <QWidget>

namespace meterbench::ui {

/// What the inspector shows; never without a customer.
struct Inspected {
    const UsageModel::Place& place;
    const usage::View& usage;
    const pipeline::Snapshot* now = nullptr; ///< null: none yet

    /// The look in depth, if it is of this place.
    [[nodiscard]] const usage::Drill* drill() const {
        const bool isOfIt = usage.drill != nullptr && place.dimension != nullptr &&
                            usage.drill->customer == place.customer->id &&
                            usage.drill->dimension == place.dimension->dimension;
        return isOfIt ? usage.drill.get() : nullptr;
    }
};

class BillingTab : public QWidget {
    Q_OBJECT

public:
    using QWidget::QWidget;
    virtual void show(const Inspected& inspected) = 0;
    using QWidget::show;
};

} // namespace meterbench::ui
