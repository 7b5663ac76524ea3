#include "ui/widgets/row_table.h"

#include <QAccessible>

namespace meterbench::ui {

void RowTable::dataChanged(
    const QModelIndex& topLeft, const QModelIndex& bottomRight, const QList<int>& roles
) {
    // Who reads the screen aloud is told by the view.
    if (QAccessible::isActive() || !topLeft.isValid() || !bottomRight.isValid()) {
        QTableView::dataChanged(topLeft, bottomRight, roles);
        return;
    }
    const int top = rowViewportPosition(topLeft.row());
    const int bottom = rowViewportPosition(bottomRight.row()) + rowHeight(bottomRight.row());
    const QRect changed(0, top, viewport()->width(), bottom - top);
    const QRect seen = changed & viewport()->rect();
    if (!seen.isEmpty()) {
        viewport()->update(seen);
    }
}

} // namespace meterbench::ui
