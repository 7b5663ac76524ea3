#include "ui/pages/gateway/push_table.h"

#include "ui/pages/gateway/live_rows.h"

#include <QItemSelectionModel>
#include <QScrollBar>

#include <algorithm>

namespace meterbench::ui {

PushTable::PushTable(LiveRows* rows, const QString& name, QWidget* parent)
    : QTableView(parent) {
    setModel(rows);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setUpTable(this, name);
    rows->setSeen([this] { return seenRows(); });
    connect(rows, &LiveRows::aboutToArrange, this, &PushTable::hold);
    connect(rows, &LiveRows::arranged, this, &PushTable::letStand);
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        m_isChosen = m_isChosen || !isArranging();
    });
}

std::optional<std::pair<int, int>> PushTable::seenRows() const {
    if (!isVisible()) {
        return std::nullopt;
    }
    const int first = rowAt(0);
    const int last = rowAt(viewport()->height() - 1);
    return std::pair(std::max(0, first), last < 0 ? model()->rowCount() - 1 : last);
}

/// -1: none is to be held.
int PushTable::anchorRow() const {
    const QRect place = visualRect(currentIndex());
    const bool isSeen = currentIndex().isValid() && viewport()->rect().contains(place.center());
    const bool isAtTop = verticalScrollBar()->value() == 0;
    if (isAtTop && !viewport()->underMouse() && !(m_isChosen && isSeen)) {
        return -1;
    }
    return isSeen ? currentIndex().row() : rowAt(0);
}

void PushTable::hold() {
    Held held;
    held.current = currentIndex().row();
    held.anchor = anchorRow();
    held.anchorTop = held.anchor < 0 ? 0 : rowViewportPosition(held.anchor);
    for (const QModelIndex& index : selectionModel()->selectedRows()) {
        held.selected.push_back(index.row());
    }
    m_held = std::move(held);
    setAutoScroll(false); // else the view follows the current row while it is put right
}

void PushTable::letStand(const RowSteps& steps) {
    if (!m_held) {
        return; // nothing came or went
    }
    // Now, with the range of the scroll bar; else it is done after the next paint, which is then
    // done twice.
    executeDelayedItemsLayout();
    if (selectionMode() == SingleSelection) {
        putCurrent(steps);
    } else {
        putSelection(steps);
    }
    putScroll(steps);
    setAutoScroll(true);
    m_held.reset();
}

/// One row is always current where only one can be.
void PushTable::putCurrent(const RowSteps& steps) {
    int row = m_held->current < 0 ? 0 : placeAfter(steps, m_held->current);
    row = std::min(row, model()->rowCount() - 1);
    // The line that explains a push cannot be current.
    while (row > 0 && (model()->index(row, 0).flags() & Qt::ItemIsSelectable) == 0) {
        --row;
    }
    if (row >= 0 && row != currentIndex().row()) {
        setCurrentIndex(model()->index(row, 0));
    }
}

void PushTable::putSelection(const RowSteps& steps) {
    QItemSelection selection;
    for (const int former : m_held->selected) {
        if (!isGone(steps, former)) {
            const QModelIndex index = model()->index(placeAfter(steps, former), 0);
            selection.select(index, index);
        }
    }
    if (m_held->current >= 0 && !isGone(steps, m_held->current)) {
        selectionModel()->setCurrentIndex(
            model()->index(placeAfter(steps, m_held->current), 0), QItemSelectionModel::NoUpdate
        );
    }
    selectionModel()->select(
        selection, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows
    );
}

void PushTable::putScroll(const RowSteps& steps) {
    const int rows = model()->rowCount();
    if (m_held->anchor < 0 || rows == 0) {
        return;
    }
    const int anchor = std::min(placeAfter(steps, m_held->anchor), rows - 1);
    const int top = rowViewportPosition(anchor);
    verticalScrollBar()->setValue(verticalScrollBar()->value() + top - m_held->anchorTop);
}

} // namespace meterbench::ui
