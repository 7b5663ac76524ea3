// UsageModel: customers and their dimensions as a flat table of display rows: a row for each
// customer and below it, unless it is closed, one for each dimension. Follows views in place: what
// changed (by pointer) becomes merged dataChanged ranges, what comes and goes row ranges. 10,000
// customers with 20 dimensions each are ordinary. Meanings only, no colours but tokens. Gui thread.
#pragma once

#include "core/usage/view.h"
#include "ui/models/filter_runner.h"

#include <QAbstractTableModel>

#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace meterbench::ui {

class UsageModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Name, Usage, Price, Now, Today, Coverage, ColumnCount };

    /// What a row is of; a customer alone has no dimension row.
    struct Place {
        usage::CustomerPtr customer;
        usage::DimensionPtr dimension;
    };

    explicit UsageModel(QObject* parent = nullptr);

    void update(const usage::ViewPtr& now);
    void setFilterText(const QString& text);

    [[nodiscard]] const FilterRunner& filter() const { return m_filter; }

    /// Closes or opens the customer of this row.
    void toggle(int row);
    void setAllClosed(bool closed);

    [[nodiscard]] bool isCustomer(int row) const;
    [[nodiscard]] bool isClosed(int row) const;
    [[nodiscard]] Place at(int row) const;
    /// -1: not shown.
    [[nodiscard]] int rowOf(const std::string& customer, const std::string& dimension) const;
    [[nodiscard]] int customerRow(int row) const;

    [[nodiscard]] int matchedCount() const { return m_matched; }

    [[nodiscard]] int totalCount() const { return static_cast<int>(m_filterRows.size()); }

    [[nodiscard]] const std::vector<float>* todayAt(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;

Q_SIGNALS:
    void countsChanged();

private:
    static constexpr std::int32_t kItself = -1;

    /// The place of a customer, and of a dimension in it.
    struct DisplayRow {
        std::uint32_t customer = 0;
        std::int32_t dimension = kItself;

        friend bool operator==(const DisplayRow&, const DisplayRow&) = default;
    };

    using Customers = std::vector<usage::CustomerPtr>;

    [[nodiscard]] static bool isSameShape(const Customers& former, const Customers& next);
    void takeInPlace(const Customers& former, const Customers& next);
    void takeAnew(std::shared_ptr<const Customers> next);
    void fillFilter(const Customers& customers);
    [[nodiscard]] std::vector<DisplayRow> wantedRows(const Customers& customers);
    void show(std::vector<DisplayRow> next, std::shared_ptr<const Customers> customers);
    void noteRows();
    void tellChanged(std::vector<std::pair<int, int>> ranges);
    [[nodiscard]] bool
    isSame(const DisplayRow& before, const DisplayRow& now, const Customers& customers) const;
    [[nodiscard]] QString customerCell(const usage::CustomerRow& customer, int column) const;
    [[nodiscard]] QString dimensionCell(
        const usage::DimensionRow& row, const usage::CustomerRow& customer, int column
    ) const;
    [[nodiscard]] QVariant token(const Place& place, int column) const;
    [[nodiscard]] QString spoken(const Place& place) const;

    std::shared_ptr<const Customers> m_customers;
    std::shared_ptr<const bool> m_shape; ///< of the view that is shown
    std::vector<DisplayRow> m_rows;
    std::vector<std::int32_t> m_rowOfCustomer; ///< -1: not shown
    std::vector<DisplayRow> m_filterRows;
    std::unordered_set<std::string> m_closed;
    bool m_closesNew = false; ///< customers that come are closed
    FilterRunner m_filter;
    int m_matched = 0;
};

} // namespace meterbench::ui
