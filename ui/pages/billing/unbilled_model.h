// UnbilledModel: the causes by which usage is not billable, a row each: where, how much, why, and
// what can be done about it. Gui thread.
#pragma once

#include "core/metering/tags.h"
#include "ui/pages/billing/unbilled_causes.h"

#include <QAbstractTableModel>

namespace meterbench::ui {

class UnbilledModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Where, Amount, Why, Repair, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void show(std::vector<UnbilledCause> causes, const metering::SchemaOptions& schema);
    /// Null: no such row.
    [[nodiscard]] const UnbilledCause* at(int row) const;
    [[nodiscard]] static QString repairText(const UnbilledCause& cause);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString cell(const UnbilledCause& cause, int column) const;

    std::vector<UnbilledCause> m_causes;
    metering::SchemaOptions m_schema;
};

} // namespace meterbench::ui
