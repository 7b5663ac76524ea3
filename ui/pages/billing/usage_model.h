// UsageModel: customers and their dimensions as a flat table of display rows: a row for each
// customer and below it, unless it is closed, one for each dimension. Follows views in place: what
// changed (by pointer) becomes merged dataChanged ranges, what comes and goes row ranges, another
// order a change of layout. 10,000 customers with 20 dimensions each are ordinary: of so many, order
// and the texts of a filter are made in the thread pool. Meanings only, no colours but tokens. Gui
// thread.
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
    /// Rows are those of another period until the next view is there: names alone, no figure.
    void setStale(bool stale);
    void setFilterText(const QString& text);

    [[nodiscard]] const FilterRunner& filter() const { return m_filter; }

    /// Closes or opens the customer of this row.
    void toggle(int row);
    void setAllClosed(bool closed);

    /// Customers, and dimensions within each; -1: by their names. What has no value comes last in
    /// both directions. Usage and Today order dimensions alone, as units of two do not compare.
    void sort(int column, Qt::SortOrder order) override;

    [[nodiscard]] int sortColumn() const { return m_sortColumn; }

    [[nodiscard]] Qt::SortOrder sortOrder() const { return m_sortOrder; }

    /// While it is held, rows keep their places whatever moves.
    void setHeld(bool held) { m_held = held; }

    /// No order and no filter is being made elsewhere.
    [[nodiscard]] bool isSettled() const {
        return !m_isRanking && m_textsOf == nullptr && m_filter.isSettled();
    }

    [[nodiscard]] bool isCustomer(int row) const;
    [[nodiscard]] bool isClosed(int row) const;
    [[nodiscard]] Place at(int row) const;
    /// -1: not shown.
    [[nodiscard]] int rowOf(const std::string& customer, const std::string& dimension) const;
    [[nodiscard]] int customerRow(int row) const;

    [[nodiscard]] int matchedCount() const {
        return isFiltered() ? static_cast<int>(m_filter.rows().size()) : m_total;
    }

    [[nodiscard]] int totalCount() const { return m_total; }

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
    /// Order and texts of more rows than that are made in the thread pool.
    static constexpr std::size_t kHere = 4'000;

    /// The place of a customer, and of a dimension in it.
    struct DisplayRow {
        std::uint32_t customer = 0;
        std::int32_t dimension = kItself;

        friend bool operator==(const DisplayRow&, const DisplayRow&) = default;
    };

    using Customers = std::vector<usage::CustomerPtr>;

    using CustomersPtr = std::shared_ptr<const Customers>;

    /// The order of customers, and of the dimensions in each; both by place.
    struct Ranking {
        std::vector<std::uint32_t> customers;
        std::vector<std::int32_t> dimensions; ///< one customer behind the other, by place
    };

    using RankingPtr = std::shared_ptr<const Ranking>;

    /// What a filter looks through: a row for each dimension, or for a customer without.
    struct Texts {
        RowTextPtr text;
        std::vector<DisplayRow> rows;
        QString wanted;  ///< a filter
        RowList matched; ///< what it lets through
    };

    [[nodiscard]] static bool isSameShape(const Customers& former, const Customers& next);
    void takeInPlace(const Customers& former, const Customers& next);
    void takeAnew(CustomersPtr next);
    void setCustomers(CustomersPtr next, Texts texts);
    [[nodiscard]] std::vector<DisplayRow> wantedRows(const Customers& customers) const;
    void addRows(
        std::vector<DisplayRow>& rows, std::uint32_t customer, const std::vector<bool>* hits
    ) const;
    void show(std::vector<DisplayRow> next, CustomersPtr customers);
    void relayout(std::vector<DisplayRow> next);
    void noteRows();
    void tellChanged(std::vector<std::pair<int, int>> ranges);
    /// What is shown is; an answer that is still to come shows nothing yet.
    [[nodiscard]] bool isFiltered() const { return m_isFiltered; }

    void noteFiltered();
    [[nodiscard]] bool isClosedCustomer(const usage::CustomerRow& customer) const;
    [[nodiscard]] bool
    isSame(const DisplayRow& before, const DisplayRow& now, const Customers& customers) const;
    [[nodiscard]] int rowAt(const DisplayRow& wanted) const;
    // The order: usage_model_order.cpp.
    [[nodiscard]] static Ranking rankingOf(const Customers& customers, int column, Qt::SortOrder order);
    void rank();
    void takeRanking(RankingPtr ranking);
    void rankIfDue(std::int64_t nowMs);
    // What a filter looks through: usage_model_filter.cpp.
    [[nodiscard]] static Texts textsOf(const Customers& customers);
    static void match(Texts& texts, const QString& wanted);
    void makeTexts(CustomersPtr customers);
    void takeTexts(const CustomersPtr& customers, Texts texts);
    void filterChanged();
    [[nodiscard]] QString customerCell(const usage::CustomerRow& customer, int column) const;
    [[nodiscard]] QString dimensionCell(
        const usage::DimensionRow& row, const usage::CustomerRow& customer, int column
    ) const;
    [[nodiscard]] static QString staleCell(const Place& place, int column);
    [[nodiscard]] QString cell(const Place& place, int column) const;
    [[nodiscard]] QVariant token(const Place& place, int column) const;
    [[nodiscard]] QString spoken(const Place& place) const;

    CustomersPtr m_customers;
    std::shared_ptr<const bool> m_shape; ///< of the view that is shown
    std::vector<DisplayRow> m_rows;
    std::vector<std::int32_t> m_rowOfCustomer; ///< -1: not shown
    std::vector<std::uint32_t> m_offsets;      ///< of customers in a ranking's dimensions
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    RankingPtr m_ranking; ///< null: as the customers come
    std::int64_t m_rankedMs = 0;
    std::int64_t m_nowMs = 0;
    quint64 m_rankingRun = 0;
    bool m_isRanking = false; ///< elsewhere
    bool m_held = false;
    bool m_isFiltered = false;
    bool m_isStale = false;
    bool m_areClosed = false;                     ///< but for those that were turned
    std::unordered_set<std::string> m_turned;     ///< by somebody
    std::vector<DisplayRow> m_filterRows;         ///< of the texts of m_textCustomers
    CustomersPtr m_textCustomers;                 ///< null: there are no texts
    CustomersPtr m_textsOf;                       ///< are being made elsewhere; null: none are
    QString m_wantedText;                         ///< of the filter, when there are texts
    int m_total = 0;
    FilterRunner m_filter;
};

} // namespace meterbench::ui
