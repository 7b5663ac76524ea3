// BillingInspector: the 400 px at the right of Billing: one customer, or one of its dimensions, in
// depth: what each tier of the price took, windows, what was measured, what was sent and accepted.
// Gui thread.
#pragma once

#include "core/pipeline/snapshot.h"
#include "core/usage/view.h"
#include "ui/pages/billing/usage_model.h"
#include "ui/widgets/basics.h"

#include <array>

class QPushButton;
class QStackedWidget;
class QTabBar;

namespace meterbench::ui {

class BillingTab;

class BillingInspector final : public Bar {
    Q_OBJECT

public:
    enum Tab { Prices, Windows, Series, Requests, TabCount };

    explicit BillingInspector(QWidget* parent = nullptr);

    /// Without a customer nothing is selected. While another period is read, its name alone.
    void show(
        const UsageModel::Place& place,
        const usage::ViewPtr& usage,
        const pipeline::SnapshotPtr& now,
        bool isReading
    );
    void showTab(Tab tab);
    void setCloseable(bool closeable);

Q_SIGNALS:
    void closeRequested();
    /// Another tab is in sight: it is to be told.
    void tabChanged();
    /// Of a meter, and a thing as it is in its records.
    void samplesRequested(const std::string& meter, const std::string& thing);

private:
    QWidget* buildHead();

    PlainLabel* m_title = nullptr;
    PlainLabel* m_meter = nullptr;
    QPushButton* m_close = nullptr;
    QTabBar* m_tabs = nullptr;
    QStackedWidget* m_pages = nullptr;
    QWidget* m_content = nullptr;
    EmptyState* m_empty = nullptr;
    EmptyState* m_reading = nullptr;
    std::array<BillingTab*, TabCount> m_each{};
};

} // namespace meterbench::ui
