// MetricBrowser: the left side of Explore: a filter over every series of every target, the tree of
// what it lets through, and below it what is known of the current family. The index is built in the
// thread pool, and again only when layouts have changed, at most once a second. Gui thread.
#pragma once

#include "ui/feed/snapshot_feed.h"
#include "ui/models/filter_runner.h"
#include "ui/pages/explore/metric_index.h"
#include "ui/widgets/basics.h"

#include <QElapsedTimer>
#include <QSet>

class QModelIndex;
class QScrollArea;

namespace meterbench::ui {

class BrowserModel;
class BrowserView;
class FamilyDetail;
class FilterField;
class JoinListener;

class MetricBrowser final : public Bar {
    Q_OBJECT

public:
    explicit MetricBrowser(QWidget* parent = nullptr);
    ~MetricBrowser() override;

    void update(const pipeline::SnapshotPtr& now);

    [[nodiscard]] FilterField* filterField() const { return m_field; }

    [[nodiscard]] BrowserView* view() const { return m_view; }

    [[nodiscard]] BrowserModel* model() const { return m_model; }

    [[nodiscard]] FamilyDetail* detail() const { return m_detail; }

    /// No index is being built, and the tree shows what the filter says.
    [[nodiscard]] bool isSettled() const;

    /// Titles of the charts that are there, for the menu.
    void setChartTitles(const QStringList& titles) { m_chartTitles = titles; }

Q_SIGNALS:
    /// chart: its number, or -1 for a new one, or -2 for the last.
    void chartRequested(const std::vector<meterbench::model::SeriesRef>& series, int chart);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildBody();
    void buildIndex(std::vector<model::LayoutPtr> layouts);
    void takeIndex(MetricIndexPtr index);
    void showFiltered();
    void restoreTree();
    void showDetail();
    void showVerdicts();
    void openMenu(const QPoint& position);
    void requestChart(const QModelIndex& place, int chart);

    FilterField* m_field = nullptr;
    BrowserModel* m_model = nullptr;
    JoinListener* m_joins = nullptr; ///< what meters' joins say, for the marks
    BrowserView* m_view = nullptr;
    FamilyDetail* m_detail = nullptr;
    QScrollArea* m_detailArea = nullptr;
    FilterRunner* m_runner = nullptr;
    MetricIndexPtr m_index;
    pipeline::SnapshotPtr m_now;
    QSet<QString> m_open;   ///< groups that a person (or their size) has opened
    QSet<QString> m_judged; ///< groups whose size was looked at
    QString m_currentFamily;
    QStringList m_chartTitles;
    QElapsedTimer m_sinceBuild;
    QElapsedTimer m_sinceDetail;
    bool m_isBuilding = false;
    bool m_isRestoring = false;
};

} // namespace meterbench::ui
