// UsageDelegate: how rows of customers and dimensions look: customers on a raised surface with a
// sign that they are open or closed, dimensions set in, today as a small curve. Gui thread.
#pragma once

#include "ui/widgets/cell_delegate.h"

namespace meterbench::ui {

class UsageModel;

class UsageDelegate final : public CellDelegate {
    Q_OBJECT

public:
    UsageDelegate(const UsageModel& model, QObject* parent);
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index)
        const override;

private:
    void paintName(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index)
        const;
    void paintToday(QPainter& painter, const QStyleOptionViewItem& option, int row) const;

    const UsageModel& m_model;
};

/// The last cell of a cause: a small button at the right; a click on the cell presses it.
class RepairDelegate final : public CellDelegate {
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index)
        const override;
};

} // namespace meterbench::ui
