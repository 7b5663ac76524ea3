#include "ui/feed/snapshot_feed.h"

#include <QTimer>

#include <algorithm>
#include <chrono>
#include <set>

namespace meterbench::ui {

namespace {

constexpr std::chrono::milliseconds kInterval{100};

} // namespace

SnapshotFeed::SnapshotFeed(pipeline::Source& source, QObject* parent)
    : QObject(parent)
    , m_source(source)
    , m_current(source.snapshot())
    , m_newest(m_current)
    , m_timer(new QTimer(this)) {
    m_history.add(*m_newest);
    m_timer->setInterval(kInterval);
    connect(m_timer, &QTimer::timeout, this, &SnapshotFeed::poll);
    m_timer->start();
}

std::uint64_t SnapshotFeed::post(pipeline::Command command) {
    const std::uint64_t number = m_source.post(std::move(command));
    m_posted.insert(number);
    return number;
}

void SnapshotFeed::setWatch(QObject* watcher, pipeline::WatchSet watched) {
    const bool isEmpty = watched.series.empty() && watched.inspected == 0;
    const bool known = m_watchers.contains(watcher);
    if (isEmpty && !known) {
        return;
    }
    if (isEmpty) {
        m_watchers.erase(watcher);
        disconnect(watcher, &QObject::destroyed, this, nullptr);
    } else {
        m_watchers[watcher] = std::move(watched);
        if (!known) {
            connect(watcher, &QObject::destroyed, this, [this](QObject* gone) {
                m_watchers.erase(gone);
                sendWatch();
            });
        }
    }
    sendWatch();
}

void SnapshotFeed::sendWatch() {
    pipeline::WatchSet all;
    std::set<model::SeriesRef> seen;
    bool first = true;
    for (const auto& [watcher, watched] : m_watchers) {
        for (const model::SeriesRef ref : watched.series) {
            if (seen.insert(ref).second) {
                all.series.push_back(ref);
            }
        }
        if (watched.inspected != 0) {
            all.inspected = watched.inspected;
        }
        all.window = first ? watched.window : std::max(all.window, watched.window);
        first = false;
    }
    m_source.watch(std::move(all));
}

const store::SeriesView* SnapshotFeed::series(model::SeriesRef ref) const {
    if (m_indexed != m_current->watched) {
        m_indexed = m_current->watched;
        m_seriesAt.clear();
        if (m_indexed != nullptr) {
            for (std::size_t i = 0; i < m_indexed->size(); ++i) {
                m_seriesAt.emplace((*m_indexed)[i].ref, i);
            }
        }
    }
    const auto found = m_seriesAt.find(ref);
    return found == m_seriesAt.end() ? nullptr : &(*m_indexed)[found->second];
}

void SnapshotFeed::setPaused(bool paused) {
    if (m_paused == paused) {
        return;
    }
    m_paused = paused;
    Q_EMIT pausedChanged(paused);
    if (!paused) {
        show();
    }
}

void SnapshotFeed::poll() {
    pipeline::SnapshotPtr now = m_source.snapshot();
    if (now->generation == m_newest->generation) {
        return;
    }
    m_newest = std::move(now);
    m_history.add(*m_newest);
    Q_EMIT arrived(m_newest);
    if (!m_paused) {
        show();
    }
    tellOutcomes();
}

void SnapshotFeed::show() {
    if (m_current == m_newest) {
        return;
    }
    const pipeline::SnapshotPtr before = std::exchange(m_current, m_newest);
    Q_EMIT changed(before, m_current);
}

void SnapshotFeed::tellOutcomes() {
    if (m_posted.empty()) {
        return;
    }
    const pipeline::SnapshotPtr held = m_newest;
    for (const pipeline::CommandOutcome& one : held->outcomes) {
        if (m_posted.erase(one.command) > 0) {
            Q_EMIT outcome(one);
        }
    }
}

} // namespace meterbench::ui
