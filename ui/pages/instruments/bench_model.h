// BenchModel: the instruments as rows: one for each instrument, then one for each of its series.
// Meanings only, no colours but tokens. Rows that stay keep their place and are updated in place; a
// new view never resets the model. Gui thread.
#pragma once

#include "core/address/view.h"
#include "ui/models/filter.h"

#include <QAbstractTableModel>

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace meterbench::ui {

class BenchModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column : int { Series, Value, Action, Recent, DrivenBy, Columns };

    struct Row {
        address::InstrumentPtr instrument;
        bool isGroup = false;
        instruments::LabelValues values; ///< of a series

        [[nodiscard]] const instruments::State& state() const {
            return instrument->series.at(values);
        }
    };

    explicit BenchModel(QObject* parent = nullptr);

    /// Null: nothing is known yet.
    void show(const address::BenchView* view);
    void setFilter(Filter filter);
    /// The series of a metric are hidden, or shown again; its name stays.
    void setFolded(const std::string& name, bool isFolded);
    [[nodiscard]] bool isFolded(const std::string& name) const;

    [[nodiscard]] const Row* rowAt(int row) const;
    /// -1: it is not shown.
    [[nodiscard]] int rowOf(const std::string& name, const instruments::LabelValues& values) const;
    [[nodiscard]] int groupRowOf(const std::string& name) const;

    /// Of all instruments, and of those that the filter lets through.
    [[nodiscard]] int instrumentCount() const { return m_total; }

    [[nodiscard]] int shownCount() const { return m_shown; }

    /// The last values of a series, for its line; may be empty.
    using RecentOf = std::function<std::vector<double>(const Row&)>;

    void setRecent(RecentOf recent) { m_recent = std::move(recent); }

    [[nodiscard]] std::vector<double> recentOf(const Row& row) const;
    /// The lines have new points.
    void recentChanged();

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] std::vector<Row> rowsOf() const;
    // bench_model_rows.cpp
    void replaceRows(std::vector<Row> rows);
    void removeAllBut(const std::vector<std::string>& wanted);
    void bringInOrder(const std::vector<std::string>& wanted);
    void insertMissing(const std::vector<std::string>& wanted, const std::vector<Row>& rows);
    void takeValues(std::vector<Row> rows);
    void moveRun(std::size_t from, std::size_t length, std::size_t to);
    [[nodiscard]] std::size_t placeOfKey(const std::string& key) const;
    [[nodiscard]] QString cellText(const Row& row, int column) const;
    [[nodiscard]] QString groupWords(const Row& row) const;
    [[nodiscard]] QString toolTip(const Row& row, int column) const;

    std::vector<address::InstrumentPtr> m_instruments;
    std::vector<Row> m_rows;
    std::vector<std::string> m_keys; ///< who each row is
    Filter m_filter;
    std::set<std::string> m_folded;
    RecentOf m_recent;
    int m_total = 0;
    mutable int m_shown = 0;
};

} // namespace meterbench::ui
