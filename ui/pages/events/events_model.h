// EventsModel: what happened, newest first, as a table: time, level, what, about what, details.
// Filtered here by words and level, so that no proxy stands in between. New events come in at the
// top. One that only repeats what holds of its subject does not: its row moves to the top and
// counts, so that a receiver that refuses every request fills one row, not the page. Gui thread.
#pragma once

#include "core/pipeline/snapshot.h"

#include <QAbstractTableModel>
#include <QStringList>

#include <deque>
#include <memory>
#include <string>
#include <unordered_map>

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

    /// Events, not rows: the ones that the filter lets through.
    [[nodiscard]] std::size_t shownCount() const { return std::min(m_shownCount, allCount()); }

    /// The newest of the row.
    [[nodiscard]] const pipeline::Event& event(int row) const {
        return *m_rows[static_cast<std::size_t>(row)]->newest;
    }

    /// How often it happened since `firstMs`.
    [[nodiscard]] std::size_t times(int row) const {
        return m_rows[static_cast<std::size_t>(row)]->times;
    }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    /// The same said again and again. What such events begin with ("12 samples lost: …") is summed.
    struct Row {
        pipeline::EventPtr newest;
        std::int64_t firstMs = 0;
        std::uint64_t amount = 0;
        std::size_t times = 1;
    };

    using RowPtr = std::shared_ptr<Row>;

    [[nodiscard]] bool matches(const pipeline::Event& event) const;
    [[nodiscard]] std::vector<pipeline::EventPtr> newerThan(std::uint64_t id) const;
    [[nodiscard]] RowPtr rowThatSays(const pipeline::Event& event);
    void repeat(const RowPtr& row, const pipeline::EventPtr& event);
    void add(const pipeline::EventPtr& event);
    void count(Row& row, const pipeline::EventPtr& event);
    void dropOlderThan(std::uint64_t id);
    [[nodiscard]] QString detail(const Row& row) const;

    std::shared_ptr<const std::vector<pipeline::EventPtr>> m_events;
    std::deque<RowPtr> m_rows; ///< newest first

    /// What holds of a subject at present: the rows since it last turned from good to bad or back.
    struct Standing {
        bool isGood = false;
        std::vector<RowPtr> rows;
    };

    std::unordered_map<std::string, Standing> m_standing;
    std::size_t m_shownCount = 0;
    QStringList m_words;
    base::LogLevel m_atLeast = base::LogLevel::Debug;
    std::uint64_t m_newest = 0;
};

} // namespace meterbench::ui
