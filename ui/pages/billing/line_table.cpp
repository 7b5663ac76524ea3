#include "ui/pages/billing/line_table.h"

#include "ui/widgets/cell_delegate.h"

#include <QAction>
#include <QHeaderView>

#include <utility>

namespace meterbench::ui {

LineModel::LineModel(std::vector<LineColumn> columns, QObject* parent)
    : QAbstractTableModel(parent)
    , m_columns(std::move(columns)) {}

void LineModel::setRows(std::vector<LineRow> rows) {
    if (rows == m_rows) {
        return;
    }
    const int former = rowCount();
    const int next = static_cast<int>(rows.size());
    if (next < former) {
        beginRemoveRows({}, next, former - 1);
        m_rows.resize(rows.size());
        endRemoveRows();
    }
    if (next > former) {
        beginInsertRows({}, former, next - 1);
        m_rows.resize(rows.size(), LineRow(m_columns.size()));
        endInsertRows();
    }
    m_rows = std::move(rows);
    if (next > 0) {
        Q_EMIT dataChanged(index(0, 0), index(next - 1, columnCount() - 1));
    }
}

int LineModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int LineModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant LineModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const auto column = static_cast<std::size_t>(index.column());
    const LineRow& row = m_rows[static_cast<std::size_t>(index.row())];
    if (column >= row.size()) {
        return {};
    }
    const LineCell& cell = row[column];
    switch (role) {
    case Qt::DisplayRole:
        return cell.text;
    case Qt::ToolTipRole:
        return cell.tip.isEmpty() ? QVariant() : QVariant(cell.tip.toHtmlEscaped());
    case Qt::TextAlignmentRole:
        return int(m_columns[column].isRight ? Qt::AlignRight : Qt::AlignLeft) |
               int(Qt::AlignVCenter);
    case TokenRole:
        return static_cast<int>(cell.token);
    case StrongRole:
        return cell.isStrong;
    case MonoRole:
        return cell.isMono;
    default:
        return {};
    }
}

QVariant LineModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    const LineColumn& column = m_columns[static_cast<std::size_t>(section)];
    if (role == Qt::TextAlignmentRole) {
        return int(column.isRight ? Qt::AlignRight : Qt::AlignLeft) | int(Qt::AlignVCenter);
    }
    return role == Qt::DisplayRole ? QVariant(column.title) : QVariant();
}

LineTable::LineTable(
    std::vector<LineColumn> columns, const QString& accessibleName, QWidget* parent
)
    : QTableView(parent)
    , m_model(new LineModel(std::move(columns), this)) {
    setModel(m_model);
    setUpTable(this, accessibleName);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    horizontalHeader()->setMinimumSectionSize(40);
    setStretched(m_model->columnCount() - 1);
    auto* copy = new QAction(tr("Copy rows"), this);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    connect(copy, &QAction::triggered, this, [this] { copySelectedRows(*this); });
    addAction(copy);
    setContextMenuPolicy(Qt::ActionsContextMenu);
}

void LineTable::setRows(std::vector<LineRow> rows) {
    m_model->setRows(std::move(rows));
    fit();
}

void LineTable::setFitsRows(bool fits) {
    m_fits = fits;
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    fit();
}

void LineTable::setStretched(int column) {
    for (int i = 0; i < m_model->columnCount(); ++i) {
        horizontalHeader()->setSectionResizeMode(
            i, i == column ? QHeaderView::Stretch : QHeaderView::Interactive
        );
    }
}

void LineTable::fit() {
    if (m_fits) {
        setFixedHeight(28 + 30 * m_model->rowCount() + 1);
    }
}

} // namespace meterbench::ui
