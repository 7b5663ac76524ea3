// EventsModel: what happened, newest first, as a table: time, level, what, about what, details.
// Filtered here by words and level, so that no proxy stands in between. New events come in at the
// top; nothing else moves. Gui thread.
#pragma once

#include "core/pipeline/snapshot.h"

#include <QAbstractTableModel>
#include <QStringList>

#include <deque>

namespace meterbench::ui {

class EventsModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Time, Kind, Subject, Detail, Columns };

    using QAbstractTableModel::QAbstractTableModel;

    void show(std::shared_ptr<const std::vector<pipeline::EventPtr>> events);
    /// Every word must occur (in any case); one with a leading ! must not. Only events of at least
    /// this level are shown.
    void setFilter(const QString& words, base::LogLevel atLeast);

    [[nodiscard]] std::size_t allCount() const {
        return m_events == nullptr ? 0 : m_events->size();
    }

    [[nodiscard]] const pipeline::Event& event(int row) const {
        return *m_shown[static_cast<std::size_t>(row)];
    }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] bool matches(const pipeline::Event& event) const;
    [[nodiscard]] std::vector<pipeline::EventPtr> newerThan(std::uint64_t id) const;
    void dropOlderThan(std::uint64_t id);

    std::shared_ptr<const std::vector<pipeline::EventPtr>> m_events;
    std::deque<pipeline::EventPtr> m_shown; ///< newest first
    QStringList m_words;
    base::LogLevel m_atLeast = base::LogLevel::Debug;
    std::uint64_t m_newest = 0;
};

} // namespace meterbench::ui
