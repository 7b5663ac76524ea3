// ChartCard: one chart of Explore with its head (title, expression, function and grouping menus,
// the ⋯ menu), the plot and the legend: beside the plot, or below it where the card is narrow. Owns
// the chart's curves. Knows nothing of its neighbours: what concerns them it asks for by signals.
// Gui thread.
#pragma once

// moc 6.4 stumbles over <compare> unless it has read a Qt header before.
// clang-format off
#include <QWidget>
// clang-format on

#include "ui/charts/chart_view.h"
#include "ui/widgets/basics.h"

class QBoxLayout;
class QLineEdit;
class QMenu;
class QPushButton;

namespace meterbench::ui {

class LegendModel;
class LegendView;

class ChartCard final : public Card {
    Q_OBJECT

public:
    /// A function that is left open is chosen when the first series are there. The window must
    /// outlive the card.
    ChartCard(
        const ChartSpec& spec, bool choosesFunction, TimeWindow& window, QWidget* parent = nullptr
    );
    ~ChartCard() override;

    void update(const SeriesLookup& lookup);

    void setFailures(std::vector<FailedSpan> failures) { m_view->setFailures(std::move(failures)); }

    void addSeries(const std::vector<model::SeriesRef>& series);

    [[nodiscard]] const CurveSet& curves() const { return m_curves; }

    [[nodiscard]] const ChartSpec& spec() const { return m_curves.spec(); }

    [[nodiscard]] bool choosesFunction() const { return m_choosesFunction; }

    [[nodiscard]] QString title() const;

    [[nodiscard]] ChartView* chart() const { return m_view; }

    [[nodiscard]] LegendView* legend() const { return m_legend; }

    /// The series it needs; less than its spec where the spec has more than can be shown.
    [[nodiscard]] std::vector<model::SeriesRef> watchedSeries() const;

    [[nodiscard]] QMenu* functionMenu();
    [[nodiscard]] QMenu* groupingMenu();
    [[nodiscard]] QMenu* moreMenu();
    void setPosition(bool isFirst, bool isLast);

Q_SIGNALS:
    void specChanged();
    void removeRequested();
    void duplicateRequested();
    void moveRequested(int places);
    void pauseRequested();
    void pngRequested();
    void csvRequested();
    void copyRequested();

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildHead();
    void buildBody();
    void connectParts();
    void changeSpec(const ChartSpec& spec);
    void chooseFunction(const SeriesLookup& lookup);
    void describe();
    void refreshFigures();
    void arrange();
    void startRename();
    void endRename(bool isTaken);
    void popUp(QMenu* menu, QPushButton* below);
    [[nodiscard]] QString groupingText() const;

    TimeWindow& m_window;
    CurveSet m_curves;
    const SeriesLookup* m_lookup = nullptr;
    ChartView* m_view = nullptr;
    LegendModel* m_legendModel = nullptr;
    LegendView* m_legend = nullptr;
    PlainLabel* m_note = nullptr;
    PlainLabel* m_title = nullptr;
    QLineEdit* m_titleEdit = nullptr;
    PlainLabel* m_expression = nullptr;
    QPushButton* m_functionButton = nullptr;
    QPushButton* m_groupingButton = nullptr;
    QPushButton* m_moreButton = nullptr;
    QBoxLayout* m_body = nullptr;
    QWidget* m_legendSide = nullptr;
    bool m_choosesFunction = false;
    bool m_isFirst = true;
    bool m_isLast = true;
    bool m_isDropTarget = false;
    bool m_crosshairWasOn = false;
};

} // namespace meterbench::ui
