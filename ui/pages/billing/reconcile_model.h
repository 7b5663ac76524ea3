// ReconcileModel: a reconciliation as a flat table: each customer and dimension with its four sums
// and its first difference, and a row below for each further one. The order was made elsewhere; the
// answer is shared, so showing 200,000 rows costs nothing but a reset. Gui thread.
#pragma once

#include "core/usage/reconcile_question.h"

#include <QAbstractTableModel>

#include <string>
#include <unordered_map>

namespace meterbench::ui {

class ReconcileModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Customer, Dimension, Metered, Sent, Accepted, Billed, Difference, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    /// Null: none.
    void setAnswer(usage::ReconcileAnswerPtr answer);

    [[nodiscard]] const usage::ReconcileAnswerPtr& answer() const { return m_answer; }

    /// Null: the row is equal, or there is no such row.
    [[nodiscard]] const delivery::Difference* differenceAt(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString cell(const usage::ReconcileLine& line, int column) const;
    [[nodiscard]] QString exact(const usage::ReconcileLine& line, int column) const;
    [[nodiscard]] int token(const usage::ReconcileLine& line, int column) const;
    [[nodiscard]] QString spoken(const usage::ReconcileLine& line) const;
    [[nodiscard]] const metering::Meter* meterOf(const delivery::ReconcileRow& row) const;

    usage::ReconcileAnswerPtr m_answer;
    std::unordered_map<std::string, std::string> m_names; ///< of customers that have one
};

} // namespace meterbench::ui
