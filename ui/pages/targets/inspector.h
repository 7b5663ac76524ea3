// Inspector: one target in depth, at the right of the Targets page: head with address and how it
// fares, and six tabs of which only the one in sight is fed. Tells the feed what it shows. Gui
// thread.
#pragma once

#include "core/pipeline/command.h"
#include "ui/widgets/basics.h"

class QPushButton;
class QStackedWidget;
class QTabBar;

namespace meterbench::ui {

class HistoryTab;
class InspectorTab;
class LabelsTab;
class LintTab;
class MetricsTab;
class Navigator;
class RawTab;
class SnapshotFeed;

class Inspector final : public Bar {
    Q_OBJECT

public:
    enum Tab { Metrics, Raw, Changes, Labels, History, Lint };

    Inspector(SnapshotFeed& feed, Navigator& navigator, QWidget* parent);

    /// 0: none.
    void inspect(pipeline::TargetId target);
    void update(const pipeline::SnapshotPtr& now);
    void showTab(Tab tab);
    /// The close button is only needed where the inspector covers the table.
    void setCloseVisible(bool visible);

    [[nodiscard]] pipeline::TargetId target() const { return m_id; }

    [[nodiscard]] QTabBar* tabs() const { return m_tabs; }

    [[nodiscard]] MetricsTab* metrics() const { return m_metrics; }

    using QWidget::update;

Q_SIGNALS:
    void closeRequested();
    void scrapeRequested(meterbench::pipeline::TargetId target);
    void pauseRequested(meterbench::pipeline::TargetId target, bool paused);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* buildHead();
    void buildTabs(SnapshotFeed& feed, Navigator& navigator);
    void tellHead(const pipeline::TargetState& target, std::int64_t nowMs);
    void feedTab();
    void tellWatch();
    void nameLint(int count);

    SnapshotFeed& m_feed;
    pipeline::SnapshotPtr m_now;
    pipeline::TargetPtr m_target;
    pipeline::TargetId m_id = 0;
    PlainLabel* m_url = nullptr;
    PlainLabel* m_state = nullptr;
    QPushButton* m_scrape = nullptr;
    QPushButton* m_pause = nullptr;
    QPushButton* m_close = nullptr;
    QTabBar* m_tabs = nullptr;
    QStackedWidget* m_pages = nullptr;
    MetricsTab* m_metrics = nullptr;
    RawTab* m_raw = nullptr;
    LabelsTab* m_labels = nullptr;
    LintTab* m_lint = nullptr;
    pipeline::WatchSet m_watched;
};

} // namespace meterbench::ui
