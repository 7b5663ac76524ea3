// RowTable: a QTableView that paints again only the rows that changed. The view itself paints all that
// is seen for each range of cells; of many rows few change at a time, and each cell costs. For a
// vertical header of one row height and no editors. Gui thread.
#pragma once

#include <QTableView>

namespace meterbench::ui {

class RowTable final : public QTableView {
    Q_OBJECT

public:
    using QTableView::QTableView;

    void dataChanged(
        const QModelIndex& topLeft, const QModelIndex& bottomRight, const QList<int>& roles = {}
    ) override;
};

} // namespace meterbench::ui
