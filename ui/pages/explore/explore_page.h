// ExplorePage: the metric browser on the left, stacked live charts on the right, one time window
// over all of them. Watches the charted series through the feed; pausing freezes the view, never
// the data. Gui thread.
#pragma once

#include "ui/charts/time_window.h"
#include "ui/pages/page.h"

#include <QImage>

class QPushButton;
class QSplitter;
class QStackedLayout;
class QTimer;

namespace meterbench::ui {

class Bar;
class ChartCard;
class ChartStack;
class FeedLookup;
class MetricBrowser;
class PlainLabel;

class ExplorePage final : public Page {
    Q_OBJECT

public:
    ExplorePage(SnapshotFeed& feed, Navigator& navigator, QWidget* parent = nullptr);
    ~ExplorePage() override;

    /// A new chart of these series; what they are shown as follows from their types.
    void addChart(const std::vector<model::SeriesRef>& series);

    void update(const pipeline::SnapshotPtr& before, const pipeline::SnapshotPtr& now) override;
    [[nodiscard]] QLineEdit* filterField() override;

    [[nodiscard]] MetricBrowser* browser() const { return m_browser; }

    [[nodiscard]] ChartStack* stack() const { return m_stack; }

    [[nodiscard]] TimeWindow& window() { return m_window; }

    /// To a file; says in the status line how it went.
    void savePicture(const QImage& picture, const QString& path);
    void saveText(const QByteArray& text, const QString& path);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void buildBody();
    [[nodiscard]] QWidget* buildHead();
    [[nodiscard]] QWidget* buildUndoBar();
    void connectParts();
    void connectCard(ChartCard* card);
    void addTo(const std::vector<model::SeriesRef>& series, int chart);
    void updateCards();
    void watch();
    void showState();
    void undoRemove();
    void openExportMenu();
    void askPath(
        const QString& title,
        const QString& suggested,
        const QString& suffix,
        const QImage& picture,
        const QByteArray& text
    );
    void saveCard(ChartCard* card, bool isPicture);
    [[nodiscard]] QByteArray csvOfAll() const;

    SnapshotFeed& m_feed;
    Navigator& m_navigator;
    TimeWindow m_window;
    std::unique_ptr<FeedLookup> m_lookup;
    QSplitter* m_parts = nullptr;
    MetricBrowser* m_browser = nullptr;
    ChartStack* m_stack = nullptr;
    QStackedLayout* m_pile = nullptr;
    PlainLabel* m_state = nullptr;
    QPushButton* m_liveButton = nullptr;
    QPushButton* m_exportButton = nullptr;
    std::vector<std::pair<QPushButton*, double>> m_lengths;
    Bar* m_undoBar = nullptr;
    PlainLabel* m_undoText = nullptr;
    QTimer* m_undoTimer = nullptr;
};

} // namespace meterbench::ui
