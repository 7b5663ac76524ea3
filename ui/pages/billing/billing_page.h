// BillingPage: what is metered and what it costs: customers and their dimensions, what of it was
// sent and accepted, what is not billable and why. Figures come from the book of usage (UsageFeed),
// causes and endpoints from the engine's snapshot. Beside it, in tabs: reconciliation, and a billing
// endpoint of our own. Gui thread.
#pragma once

#include "ui/feed/usage_feed.h"
#include "ui/pages/billing/unbilled_causes.h"
#include "ui/pages/page.h"

class QPushButton;
class QTabBar;
class QTableView;

namespace meterbench::billing {
class Desk;
}

namespace meterbench::ui {

class BillingInspector;
class EmptyState;
class FigureStrip;
struct StripFigure;
class FilterField;
class OwnEndpointView;
class PageHead;
class PeriodChooser;
class ReconcileView;
class UnbilledModel;
class UsageModel;
struct Repair;

class BillingPage final : public Page {
    Q_OBJECT

public:
    enum View { Usage, Reconcile, OwnEndpoint };

    /// desk: of the endpoint of our own; null: there is none, and no tab for it.
    BillingPage(
        UsageFeed& usage,
        SnapshotFeed& feed,
        Navigator& navigator,
        QWidget* parent,
        billing::Desk* desk = nullptr
    );

    void update(const pipeline::SnapshotPtr& before, const pipeline::SnapshotPtr& now) override;
    [[nodiscard]] QLineEdit* filterField() override;
    [[nodiscard]] QWidget* firstFocus() override;

    [[nodiscard]] int attentionCount(const pipeline::Snapshot& now) const override {
        return causesNotBillable(now);
    }

    /// Selects it; opens its customer if that is what hides it.
    void showUsage(const std::string& customer, const std::string& dimension);

    [[nodiscard]] QTableView* table() const { return m_table; }

    [[nodiscard]] QTableView* causes() const { return m_causes; }

    [[nodiscard]] UsageModel* model() const { return m_model; }

    [[nodiscard]] FigureStrip* figures() const { return m_figures; }

    [[nodiscard]] BillingInspector* inspector() const { return m_inspector; }

    [[nodiscard]] PeriodChooser* periods() const { return m_periods; }

    void showView(View view);
    /// Up, down, and as the customers come; another column begins with up.
    void sortBy(int column);

    [[nodiscard]] View view() const;

    [[nodiscard]] ReconcileView* reconciliation() const { return m_reconcile; }

    /// Null: there is none.
    [[nodiscard]] OwnEndpointView* ownEndpoint() const { return m_own; }

    void openPlans();
    void openTemplates();
    void openStatement();
    /// On Explore; the present series are looked through elsewhere.
    void chartSamples(const std::string& meter, const std::string& thing);
    void openRepair(int row);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* buildMain();
    QWidget* buildTabs(QWidget* parent);
    QWidget* buildUsage(QWidget* parent);
    void viewChanged();
    void restoreSort();
    void showSort();
    QWidget* buildHead(QWidget* parent);
    void buildTable(QWidget* parent);
    QWidget* buildCauses(QWidget* parent);
    void buildActions();
    void buildPeriodActions();
    void connectTable();
    void take();
    void takeUsage();
    void takeRows();
    void describe();
    void showPeriod();
    [[nodiscard]] StripFigure standingFigure() const;
    void showFigures();
    void select(int row);
    void keepSelection();
    void showInspected();
    void openInspector();
    void closeInspector();
    void place();
    void fitTables();
    void clickCell(const QModelIndex& index);
    void openOrClose(bool open);
    void applyRepair(const Repair& repair);
    [[nodiscard]] bool hasUsage() const;

    UsageFeed& m_usage;
    SnapshotFeed& m_feed;
    Navigator& m_navigator;
    pipeline::SnapshotPtr m_now;
    std::string m_customer; ///< selected
    std::string m_dimension;
    bool m_isSelected = false;
    bool m_opened = false; ///< asked for on a narrow page
    bool m_isEnded = false; ///< the period of the rows
    std::shared_ptr<const config::Workspace> m_workspace; ///< of the rows
    QString m_note; ///< beside the page's title
    PageHead* m_head = nullptr;
    QPushButton* m_statement = nullptr;
    QPushButton* m_plans = nullptr;
    QPushButton* m_templates = nullptr;
    FilterField* m_filter = nullptr;
    FigureStrip* m_figures = nullptr;
    UsageModel* m_model = nullptr;
    UnbilledModel* m_unbilled = nullptr;
    QTableView* m_table = nullptr;
    QTableView* m_causes = nullptr;
    QWidget* m_causesBox = nullptr;
    billing::Desk* m_desk = nullptr;
    QTabBar* m_tabs = nullptr;
    PeriodChooser* m_periods = nullptr;
    QWidget* m_usageView = nullptr;
    ReconcileView* m_reconcile = nullptr;
    OwnEndpointView* m_own = nullptr;
    QWidget* m_content = nullptr;
    EmptyState* m_empty = nullptr;
    BillingInspector* m_inspector = nullptr;
};

} // namespace meterbench::ui
