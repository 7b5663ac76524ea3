// SeriesPicker: finds a series that the engine holds by what a person types, and brings its last
// hour as a recording: it watches the series until its samples are there. Among all targets, the
// bench included. Gui thread.
#pragma once

#include "core/instruments/driver.h"
#include "ui/feed/snapshot_feed.h"

#include <QObject>
#include <QStringList>

namespace meterbench::ui {

class SeriesPicker final : public QObject {
    Q_OBJECT

public:
    /// The feed must outlive it.
    SeriesPicker(SnapshotFeed& feed, QObject* parent);

    /// Series whose name contains what is before { and whose text contains the whole; at most 50.
    [[nodiscard]] QStringList proposals(const QString& typed) const;

    /// The series that is called so, or the only one that can be meant. Empty: none.
    void choose(const QString& typed);

    /// Name and labels of the chosen series; empty: none.
    [[nodiscard]] QString chosen() const { return m_chosen.text; }

    /// What stands in the way: there is no such series, there are several, its samples are not
    /// there yet. Empty: arrived() was sent.
    [[nodiscard]] QString problem() const { return m_problem; }

    /// After each new snapshot.
    void update();

Q_SIGNALS:
    void arrived(const meterbench::instruments::Recording& recording);

private:
    struct Match {
        model::SeriesRef ref = 0;
        QString text;
    };

    [[nodiscard]] std::vector<Match> matches(const QString& typed, std::size_t most) const;

    SnapshotFeed& m_feed;
    QString m_typed;
    Match m_chosen; ///< ref 0: none
    QString m_problem;
    bool m_hasArrived = false;
};

/// The samples of a series that are numbers, with times that begin with 0.
[[nodiscard]] instruments::Recording recordingOf(const store::SeriesView& view);

} // namespace meterbench::ui
