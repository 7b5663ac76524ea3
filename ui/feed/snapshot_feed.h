// SnapshotFeed: the one place in the window that asks the engine. Looks at the published pointer on
// a timer (ten times a second while visible); same generation, nothing happens. Gui thread.
#pragma once

#include "core/pipeline/source.h"
#include "ui/feed/figure_history.h"

#include <QObject>

#include <map>
#include <set>
#include <unordered_map>

class QTimer;

namespace meterbench::ui {

class SnapshotFeed final : public QObject {
    Q_OBJECT

public:
    explicit SnapshotFeed(pipeline::Source& source, QObject* parent = nullptr);

    /// What the window shows: the newest snapshot, or the frozen one while the view is paused.
    /// Never null.
    [[nodiscard]] const pipeline::SnapshotPtr& current() const { return m_current; }

    std::uint64_t post(pipeline::Command command);
    /// Each watcher (a page, the inspector) says what it shows; the engine gets the union. A
    /// watcher that is destroyed is forgotten. An empty set takes it back.
    void setWatch(QObject* watcher, pipeline::WatchSet watched);
    /// The view of one watched series in the current snapshot; null when not there (yet).
    [[nodiscard]] const store::SeriesView* series(model::SeriesRef ref) const;
    /// Freezes the view, never the data.
    void setPaused(bool paused);

    [[nodiscard]] bool isPaused() const { return m_paused; }

    /// The newest one, also while the view is paused.
    [[nodiscard]] const pipeline::SnapshotPtr& newest() const { return m_newest; }

    [[nodiscard]] const FigureHistory& history() const { return m_history; }

    /// Looks now (tests, and after a command).
    void poll();

Q_SIGNALS:
    void changed(
        const meterbench::pipeline::SnapshotPtr& before,
        const meterbench::pipeline::SnapshotPtr& now
    );
    /// Each new snapshot, also while the view is paused (counts in the rail, the Live sign).
    void arrived(const meterbench::pipeline::SnapshotPtr& now);
    void pausedChanged(bool paused);
    /// A command that this window posted has an outcome.
    void outcome(const meterbench::pipeline::CommandOutcome& outcome);

private:
    void sendWatch();
    void show();
    void tellOutcomes();

    pipeline::Source& m_source;
    pipeline::SnapshotPtr m_current;
    pipeline::SnapshotPtr m_newest;
    FigureHistory m_history;
    std::set<std::uint64_t> m_posted;
    mutable std::shared_ptr<const std::vector<store::SeriesView>> m_indexed;
    mutable std::unordered_map<model::SeriesRef, std::size_t> m_seriesAt;
    QTimer* m_timer = nullptr;
    std::map<QObject*, pipeline::WatchSet> m_watchers;
    bool m_paused = false;
};

} // namespace meterbench::ui
