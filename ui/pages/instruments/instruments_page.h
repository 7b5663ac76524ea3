// InstrumentsPage: the metrics that are made here: create, label, move, drive, undo, import,
// export. Everything that a person does is a command to the address; what came of it is shown where
// it was done. What a click does: instruments_actions.cpp; menus and keys: instruments_menus.cpp.
// Gui thread.
#pragma once

#include "ui/feed/address_feed.h"
#include "ui/pages/instruments/bench_delegate.h"
#include "ui/pages/instruments/bench_model.h"
#include "ui/pages/instruments/bench_series.h"
#include "ui/pages/instruments/edit_panel.h"
#include "ui/pages/instruments/panel_fields.h"
#include "ui/pages/instruments/series_picker.h"
#include "ui/pages/page.h"

#include <QDeadlineTimer>

#include <functional>
#include <map>

class QAction;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;
class QTimer;

namespace meterbench::ui {

class CodePanel;
class EmptyState;
class FilterField;
class NewMetricForm;

class InstrumentsPage final : public Page {
    Q_OBJECT

public:
    InstrumentsPage(
        AddressFeed& address, SnapshotFeed& feed, Navigator& navigator, QWidget* parent
    );

    void update(const pipeline::SnapshotPtr& before, const pipeline::SnapshotPtr& now) override;
    [[nodiscard]] QLineEdit* filterField() override;
    [[nodiscard]] QSize minimumSizeHint() const override;

    [[nodiscard]] QTableView* table() const { return m_table; }

    [[nodiscard]] BenchModel* model() const { return m_model; }

    [[nodiscard]] NewMetricForm* form() const { return m_form; }

    [[nodiscard]] EditPanel* panel() const { return m_panel; }

    [[nodiscard]] CodePanel* code() const { return m_code; }

    [[nodiscard]] QPushButton* newButton() const { return m_new; }

    /// On a narrow page: shows and hides the text.
    [[nodiscard]] QPushButton* codeButton() const { return m_showCode; }

    [[nodiscard]] EmptyState* nothingMatches() const { return m_none; }

    [[nodiscard]] QPushButton* undoButton() const { return m_undo; }

    [[nodiscard]] QPushButton* redoButton() const { return m_redo; }

    [[nodiscard]] QAction* undoAction() const { return m_undoAction; }

    [[nodiscard]] QAction* redoAction() const { return m_redoAction; }

    // What a person can do with the current row; tests and menus call these.
    void openNew();
    void addOne();
    void openMain();
    void openAddMany();
    void openAddSeries();
    void openHelp();
    void openDriver();
    void pauseDriver();
    void removeCurrent();
    void toggleFold();
    void undo();
    void redo();
    void chartCurrent();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    /// What the code in the panel was asked for.
    struct CodeAsked {
        address::InstrumentPtr instrument;
        int tab = -1;
        std::string url;

        friend bool operator==(const CodeAsked&, const CodeAsked&) = default;
    };

    [[nodiscard]] bool foldByKey(int key);
    [[nodiscard]] bool actOnRow(const QKeyEvent& event);
    [[nodiscard]] QWidget* buildMain();
    [[nodiscard]] QWidget* buildHead(QWidget* parent);
    [[nodiscard]] QWidget* buildEmpty(QWidget* parent);
    void buildForms(QWidget* parent);
    void buildTable(QWidget* parent);
    void buildMenus();
    void showIcons();
    [[nodiscard]] bool isWide() const;
    void place();
    void create(const instruments::Definition& made);
    void onView();
    void onOutcome(const address::Outcome& outcome);
    void refreshFilter();
    void showStanding();
    void showSteps(const address::BenchView& bench);
    void watch();
    void showSelection();
    void showMenu(const QPoint& at);
    void import();
    void exportAs(address::BenchForm form);
    void copyAs(address::CopyForm form);

    [[nodiscard]] const BenchModel::Row* current() const;
    using Done = std::function<void(const address::Outcome&)>;
    void post(address::Command command, Done done);
    void lookSoon();
    void edit(std::vector<instruments::Edit> edits, const QString& words, Done done = {});
    [[nodiscard]] bench::EditSink panelSink();
    void openPanel(EditPanel::Spec spec);

    AddressFeed& m_address;
    SnapshotFeed& m_feed;
    Navigator& m_navigator;
    BenchModel* m_model = nullptr;
    BenchDelegate* m_delegate = nullptr;
    BenchSeries m_series;
    QTableView* m_table = nullptr;
    FilterField* m_filter = nullptr;
    QStackedWidget* m_stack = nullptr;
    QWidget* m_empty = nullptr;   ///< nothing is made yet
    EmptyState* m_none = nullptr; ///< nothing matches the filter
    NewMetricForm* m_form = nullptr;
    EditPanel* m_panel = nullptr;
    SeriesPicker* m_picker = nullptr; ///< of a driver that replays a series
    CodePanel* m_code = nullptr;
    QPushButton* m_undo = nullptr;
    QPushButton* m_redo = nullptr;
    QPushButton* m_copy = nullptr;
    QPushButton* m_more = nullptr;
    QPushButton* m_showCode = nullptr;
    QPushButton* m_new = nullptr;
    QAction* m_undoAction = nullptr;
    QAction* m_redoAction = nullptr;
    QLabel* m_emptyCommand = nullptr;
    QTimer* m_soon = nullptr;                ///< runs after a command
    QDeadlineTimer m_soonUntil;              ///< and so long
    std::map<std::uint64_t, Done> m_waiting; ///< by command
    std::string m_selectNext;                ///< a metric that was made: selected when it is there
    std::vector<model::SeriesRef> m_watched;
    CodeAsked m_codeAsked;
};

} // namespace meterbench::ui
