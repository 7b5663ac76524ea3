#include "ui/pages/targets/targets_view.h"

#include "ui/models/targets_model.h"
#include "ui/pages/targets/target_delegate.h"
#include "ui/widgets/theme.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>

#include <algorithm>
#include <array>

namespace meterbench::ui {

namespace {

constexpr int kRowHeight = 30;
constexpr int kHeadHeight = 28;
constexpr int kRowsMeasured = 300;
/// A narrower table leaves the size of the bodies out.
constexpr int kSizeFrom = 760;

using RowKind = TargetsModel::RowKind;

} // namespace

TargetsView::TargetsView(TargetsModel& model, QWidget* parent)
    : QTableView(parent)
    , m_model(model)
    , m_delegate(new TargetDelegate(model, this)) {
    setModel(&model);
    setItemDelegate(m_delegate);
    setAccessibleName(tr("Targets"));
    setFrameShape(QFrame::NoFrame);
    viewport()->setBackgroundRole(QPalette::Window);
    setShowGrid(false);
    setMouseTracking(true);
    setTabKeyNavigation(false);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    setWordWrap(false);
    setCornerButtonEnabled(false);
    setUpHeader();
}

void TargetsView::setUpHeader() {
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(kRowHeight);
    verticalHeader()->setDefaultSectionSize(kRowHeight);
    QHeaderView* header = horizontalHeader();
    header->setFixedHeight(kHeadHeight);
    header->setSectionsClickable(true);
    header->setHighlightSections(false);
    header->setMinimumSectionSize(40);
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->setSortIndicatorShown(false);
    header->setAccessibleName(tr("Columns"));
    connect(header, &QHeaderView::sectionClicked, this, &TargetsView::cycleSort);
}

void TargetsView::cycleSort(int column) {
    QHeaderView* header = horizontalHeader();
    if (m_model.sortColumn() != column) {
        m_model.sort(column, Qt::AscendingOrder);
    } else if (m_model.sortOrder() == Qt::AscendingOrder) {
        m_model.sort(column, Qt::DescendingOrder);
    } else {
        m_model.sort(-1, Qt::AscendingOrder);
    }
    header->setSortIndicatorShown(m_model.sortColumn() >= 0);
    header->setSortIndicator(m_model.sortColumn(), m_model.sortOrder());
}

void TargetsView::fitColumns() {
    const QFontMetrics metrics(Theme::of(this).monoFont());
    int widest = 90;
    const int rows = std::min(m_model.rowCount(), kRowsMeasured);
    for (int row = 0; row < rows; ++row) {
        if (m_model.kindAt(row) == RowKind::Target) {
            const QString text = TargetsModel::endpointText(*m_model.targetAt(row));
            widest = std::max(widest, metrics.horizontalAdvance(text));
        }
    }
    m_endpointWidth = std::min(widest + 22, 280);
    const int width = viewport()->width();
    // The longest age fits, so the column never moves and never cuts one.
    const QFontMetrics figures(Theme::of(this).textFont());
    const int last = figures.horizontalAdvance(tr("59 min")) + 20;
    const std::array<std::pair<int, int>, 5> fixed{
        {{TargetsModel::State, 92},
         {TargetsModel::Last, last},
         {TargetsModel::Took, 76},
         {TargetsModel::Samples, 80},
         {TargetsModel::Size, 80}}};
    int left = width;
    for (const auto& [column, wide] : fixed) {
        // Beside the inspector labels need the room more than the size, which Raw says as well.
        const bool isSpared = column == TargetsModel::Size && width < kSizeFrom;
        setColumnHidden(column, isSpared);
        setColumnWidth(column, wide);
        left -= isSpared ? 0 : wide;
    }
    const int endpoint = std::min(m_endpointWidth, std::max(110, left * 3 / 5));
    setColumnWidth(TargetsModel::Endpoint, endpoint);
    setColumnWidth(TargetsModel::Labels, std::max(40, left - endpoint));
}

void TargetsView::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    fitColumns();
}

std::vector<pipeline::TargetPtr> TargetsView::selectedTargets() const {
    std::vector<pipeline::TargetPtr> targets;
    const QModelIndexList rows = selectionModel()->selectedRows();
    for (const QModelIndex& row : rows) {
        if (pipeline::TargetPtr target = m_model.targetAt(row.row())) {
            targets.push_back(std::move(target));
        }
    }
    return targets;
}

void TargetsView::selectTarget(pipeline::TargetId target) {
    const int row = m_model.reveal(target);
    if (row >= 0) {
        setCurrentIndex(m_model.index(row, 0));
        scrollTo(m_model.index(row, 0));
    }
}

void TargetsView::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QTableView::currentChanged(current, previous);
    const pipeline::TargetPtr target = m_model.targetAt(current.row());
    const pipeline::TargetId id = target != nullptr ? target->id : 0;
    if (id != 0 && id != m_current) {
        m_current = id;
        Q_EMIT currentTargetChanged(id);
    }
}

/// The line that explains a failure is read with its target, not stopped at.
QModelIndex TargetsView::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) {
    QModelIndex next = QTableView::moveCursor(action, modifiers);
    if (!next.isValid() || m_model.kindAt(next.row()) != RowKind::Problem) {
        return next;
    }
    const bool down = action == MoveDown && next.row() + 1 < m_model.rowCount();
    return m_model.index(next.row() + (down ? 1 : -1), next.column());
}

bool TargetsView::handleGroupKey(int key) {
    const QModelIndex at = currentIndex();
    if (!at.isValid() || m_model.kindAt(at.row()) != RowKind::Group) {
        return false;
    }
    const bool collapsed = m_model.isCollapsed(at.row());
    const bool toggles = key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Space ||
                         (key == Qt::Key_Left && !collapsed) || (key == Qt::Key_Right && collapsed);
    if (toggles) {
        m_model.toggleGroup(at.row());
    }
    return toggles;
}

void TargetsView::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) {
        Q_EMIT copyRequested();
        return;
    }
    const bool plain = (event->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    if (plain && handleGroupKey(event->key())) {
        return;
    }
    const pipeline::TargetPtr target = m_model.targetAt(currentIndex().row());
    if (!plain || target == nullptr) {
        QTableView::keyPressEvent(event);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        Q_EMIT opened(target->id);
        return;
    case Qt::Key_S:
        Q_EMIT scrapeRequested();
        return;
    case Qt::Key_P:
        Q_EMIT pauseRequested();
        return;
    default:
        QTableView::keyPressEvent(event);
    }
}

bool TargetsView::isOnLink(const QPoint& position) const {
    const QModelIndex at = indexAt(position);
    if (!at.isValid() || m_model.kindAt(at.row()) != RowKind::Problem) {
        return false;
    }
    const int left = columnViewportPosition(TargetsModel::Endpoint);
    const QRect row(left, rowViewportPosition(at.row()), viewport()->width() - left, kRowHeight);
    const QString text = at.siblingAtColumn(TargetsModel::Endpoint).data().toString();
    return m_delegate->linkRect(Theme::of(this), row, text).contains(position);
}

void TargetsView::mousePressEvent(QMouseEvent* event) {
    const QModelIndex at = indexAt(event->pos());
    if (!at.isValid() || event->button() != Qt::LeftButton) {
        QTableView::mousePressEvent(event);
        return;
    }
    switch (m_model.kindAt(at.row())) {
    case RowKind::Group:
        setCurrentIndex(m_model.index(at.row(), 0));
        m_model.toggleGroup(at.row());
        return;
    case RowKind::Problem: {
        const pipeline::TargetId id = m_model.targetAt(at.row())->id;
        const bool onLink = isOnLink(event->pos());
        selectTarget(id);
        if (onLink) {
            Q_EMIT historyRequested(id);
        }
        return;
    }
    case RowKind::Target:
        QTableView::mousePressEvent(event);
        return;
    }
}

void TargetsView::mouseMoveEvent(QMouseEvent* event) {
    QTableView::mouseMoveEvent(event);
    hover(indexAt(event->pos()).row());
    viewport()->setCursor(isOnLink(event->pos()) ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void TargetsView::mouseDoubleClickEvent(QMouseEvent* event) {
    const pipeline::TargetPtr target = m_model.targetAt(indexAt(event->pos()).row());
    if (target != nullptr) {
        Q_EMIT opened(target->id);
    }
}

void TargetsView::contextMenuEvent(QContextMenuEvent* event) {
    QModelIndex at = indexAt(viewport()->mapFromGlobal(event->globalPos()));
    QPoint position = event->globalPos();
    if (event->reason() == QContextMenuEvent::Keyboard) {
        at = currentIndex();
        position = viewport()->mapToGlobal(visualRect(at).bottomLeft() + QPoint(20, 0));
    }
    if (at.isValid() && m_model.targetAt(at.row()) != nullptr) {
        if (!selectionModel()->isRowSelected(at.row())) {
            selectTarget(m_model.targetAt(at.row())->id);
        }
        Q_EMIT menuRequested(at, position);
    }
}

bool TargetsView::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::Enter) {
        m_model.setHeld(true);
    } else if (event->type() == QEvent::Leave) {
        m_model.setHeld(false);
        hover(-1);
    }
    return QTableView::viewportEvent(event);
}

void TargetsView::hover(int row) {
    if (row == m_hovered) {
        return;
    }
    m_hovered = row;
    m_delegate->setHoveredRow(row);
    viewport()->update();
}

} // namespace meterbench::ui
