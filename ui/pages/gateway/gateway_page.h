// GatewayPage: what was pushed: families, groups, last pushes; delete and put back, rules, commands
// to copy. Everything that a person does is a command to the address; what went wrong is said at
// the bottom of the page or in the dialog that asked. Watches the address only while it is seen.
// Gui thread.
#pragma once

#include "ui/feed/address_feed.h"
#include "ui/models/filter.h"
#include "ui/pages/gateway/gateway_inspector.h"
#include "ui/pages/gateway/push_table.h"
#include "ui/pages/page.h"

#include <QHash>
#include <QPointer>

#include <optional>

class QAction;
class QStackedWidget;
class QTabBar;
class QTimer;

namespace meterbench::ui {

class FilterField;
class FirstPush;
class RulesDialog;
class SelectorDialog;

class GatewayPage final : public Page {
    Q_OBJECT

public:
    enum Tab { Families, Groups, Pushes, Tabs };

    GatewayPage(AddressFeed& address, SnapshotFeed& feed, Navigator& navigator, QWidget* parent);

    /// The address has its own feed; a snapshot only brings the time and the series for charts.
    void update(const pipeline::SnapshotPtr& before, const pipeline::SnapshotPtr& now) override;
    [[nodiscard]] QLineEdit* filterField() override;
    /// The table that is shown; without one, the filter.
    [[nodiscard]] QWidget* firstFocus() override;
    /// Without the inspector: a page that has it beside must not keep the window from shrinking.
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] int attentionCount(const pipeline::Snapshot& now) const override;

    void showTab(Tab tab);

    [[nodiscard]] QTableView* table(Tab tab) const { return m_tables[tab]; }

    [[nodiscard]] GatewayInspector* inspector() const { return m_inspector; }

    [[nodiscard]] FirstPush* firstPush() const { return m_first; }

    [[nodiscard]] RulesDialog* rulesDialog() const;
    [[nodiscard]] SelectorDialog* selectorDialog() const;

    /// What is said at the bottom; empty: nothing went wrong.
    [[nodiscard]] QString notice() const;

protected:
    void focusInEvent(QFocusEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    // gateway_page_parts.cpp
    QWidget* buildMain();
    QWidget* buildHead(QWidget* parent);
    QWidget* buildStanding(QWidget* parent);
    QWidget* buildTabs(QWidget* parent);
    QWidget* buildNotice(QWidget* parent);
    void buildTables();
    void buildTable(Tab tab, LiveRows* rows, const QString& name, int wideColumn);
    void buildActions();
    void addTableAction(const QString& text, const QKeySequence& keys, void (GatewayPage::*run)());
    void connectInspector();

    // gateway_page.cpp
    void refresh();
    void refreshTable();
    void onArranged(Tab tab);
    void showAges();
    /// Whether another one is selected now.
    bool take(const QModelIndex& current);
    void showInspected();
    void watch();
    void setFilter(const QString& text);
    [[nodiscard]] bool hasInspected() const;
    [[nodiscard]] std::int64_t nowMs() const;
    [[nodiscard]] Tab tab() const;
    [[nodiscard]] const gateway::FamilyRow* family() const;
    [[nodiscard]] const gateway::GroupRow* group() const;
    [[nodiscard]] address::PushMarkPtr push() const;

    // gateway_page_places.cpp
    void place();
    void openInspector();
    void closeInspector();
    void spanProblems();
    void spanRows(int first, int last);
    [[nodiscard]] int sentenceHeight(const address::PushMark& mark);
    [[nodiscard]] int tableRoom() const;

    // gateway_standing.cpp
    void showCounts();
    void showStanding();
    void showTabNames();
    [[nodiscard]] bool isEverythingEmpty() const;

    // gateway_erase.cpp
    void eraseSelected();
    void eraseSome();
    void wipe();
    void undo();
    void onErased(bool isDone, const QString& problem);
    void onPutBack(bool isDone, const QString& problem);
    /// What the selected row selects, how it is called, and how many series it has.
    [[nodiscard]] std::optional<gateway::Selection> selection() const;
    [[nodiscard]] QString selectionWords() const;
    [[nodiscard]] std::uint64_t selectedSeries() const;
    /// What can be put back; empty: nothing.
    [[nodiscard]] QString undoWords() const;

    // gateway_actions.cpp
    void onOutcome(const address::Outcome& outcome);
    void openRules();
    void acceptProposal();
    void addToChart();
    void copyAddress();
    void copyCommand(GatewayInspector::Copy what);
    void copyRow();
    void copyText(const QString& text, const QString& said);
    void say(const QString& problem);

    /// A command under way, and what it is about.
    struct Doing {
        std::uint64_t command = 0;
        QString words;
    };

    AddressFeed& m_address;
    SnapshotFeed& m_feed;
    Navigator& m_navigator;
    address::AddressViewPtr m_view;
    std::int64_t m_snapshotMs = 0;
    std::int64_t m_passedMs = 0; ///< since anything told the time
    std::int64_t m_agesMs = 0;   ///< when ages were shown last
    FilterPtr m_filterTerms;
    std::string m_family;
    std::optional<std::vector<model::Label>> m_group;
    std::uint64_t m_push = 0;
    std::uint64_t m_rulesCommand = 0;
    Doing m_erasing;
    Doing m_undoing;
    int m_spannedWidth = 0;
    QHash<QString, int> m_sentenceHeights; ///< of rows, at that width
    bool m_opened = false;                 ///< asked for on a narrow page

    PushedFamiliesModel* m_families = nullptr;
    PushGroupsModel* m_groups = nullptr;
    LastPushesModel* m_pushes = nullptr;
    PushTable* m_tables[Tabs] = {};
    QTimer* m_second = nullptr; ///< ages go on while nothing is pushed and nothing is scraped
    FilterField* m_filter = nullptr;
    QPushButton* m_undoButton = nullptr;
    QPushButton* m_wipeButton = nullptr;
    QPushButton* m_rulesButton = nullptr;
    QPushButton* m_copyButton = nullptr;
    Pill* m_listens = nullptr;
    PlainLabel* m_url = nullptr;
    PlainLabel* m_mode = nullptr;
    PlainLabel* m_totals = nullptr;
    QLabel* m_problem = nullptr;
    QTabBar* m_tabs = nullptr;
    QStackedWidget* m_stack = nullptr;
    FirstPush* m_first = nullptr;
    EmptyState* m_none = nullptr;
    QWidget* m_noticeBar = nullptr;
    QLabel* m_notice = nullptr;
    GatewayInspector* m_inspector = nullptr;
    QPointer<RulesDialog> m_rules;
    QPointer<SelectorDialog> m_selector;
};

} // namespace meterbench::ui
