#include "ui/pages/gateway/live_rows.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

#include <algorithm>
#include <iterator>

namespace meterbench::ui {

namespace {

constexpr qsizetype kLongText = 24; ///< may be cut in its cell

bool isSame(const std::optional<PillText>& a, const std::optional<PillText>& b) {
    return a.has_value() == b.has_value() &&
           (!a || (a->text == b->text && a->tone == b->tone && a->sign == b->sign));
}

bool looksSame(const TableCell& a, const TableCell& b) {
    return a.text == b.text && a.token == b.token && a.isMono == b.isMono &&
           a.isStrong == b.isStrong && a.isSentence == b.isSentence && isSame(a.pill, b.pill);
}

QVariant roleOf(const TableCell& cell, int role) {
    switch (role) {
    case Qt::DisplayRole:
        return cell.pill ? cell.pill->text : cell.text;
    case Qt::ToolTipRole:
        return cell.text.size() > kLongText ? QVariant(cell.text.toHtmlEscaped()) : QVariant();
    case TokenRole:
        return static_cast<int>(cell.token);
    case MonoRole:
        return cell.isMono;
    case StrongRole:
        return cell.isStrong;
    case SentenceRole:
        return cell.isSentence;
    case PillToneRole:
        return cell.pill ? QVariant(static_cast<int>(cell.pill->tone)) : QVariant();
    case PillSignRole:
        return cell.pill ? QVariant(static_cast<int>(cell.pill->sign)) : QVariant();
    default:
        return {};
    }
}

} // namespace

QVariant LiveRows::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return alignment(index.column());
    }
    if (role == Qt::AccessibleTextRole) {
        return index.column() == 0 ? QVariant(summaryAt(index.row())) : QVariant();
    }
    if (const TableCell* known = knownAt(index.row(), index.column())) {
        return roleOf(*known, role);
    }
    // A delegate asks for one role after the other.
    if (m_askedRow != index.row() || m_askedColumn != index.column()) {
        m_asked = cellAt(index.row(), index.column());
        m_askedRow = index.row();
        m_askedColumn = index.column();
    }
    return roleOf(m_asked, role);
}

QVariant LiveRows::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return alignment(section);
    }
    return role == Qt::DisplayRole ? QVariant(title(section)) : QVariant();
}

int LiveRows::alignment(int column) const {
    return int(isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | int(Qt::AlignVCenter);
}

const TableCell* LiveRows::knownAt(int row, int column) const {
    const int columns = columnCount();
    const auto at = static_cast<std::ptrdiff_t>(row - m_firstKnown) * columns + column;
    const bool isKnown =
        row >= m_firstKnown && at < static_cast<std::ptrdiff_t>(m_known.size()) && column < columns;
    return isKnown ? &m_known[static_cast<std::size_t>(at)] : nullptr;
}

void LiveRows::forgetSeen() {
    m_known.clear();
    m_askedRow = -1;
}

void LiveRows::tellSeen() {
    const int rows = rowCount();
    m_askedRow = -1;
    if (!m_seen) {
        if (rows > 0) {
            Q_EMIT dataChanged(index(0, 0), index(rows - 1, columnCount() - 1));
        }
        return;
    }
    const auto [first, last] = m_seen().value_or(std::pair(0, -1));
    std::vector<TableCell> cells;
    for (int row = first; row <= std::min(last, rows - 1); ++row) {
        for (int column = 0; column < columnCount(); ++column) {
            cells.push_back(cellAt(row, column));
        }
    }
    // What is told must be what is answered: views may ask at once.
    const int formerFirst = std::exchange(m_firstKnown, first);
    const std::vector<TableCell> former = std::exchange(m_known, std::move(cells));
    tellDifferences(former, formerFirst);
}

void LiveRows::tellDifferences(const std::vector<TableCell>& former, int formerFirst) {
    const int columns = columnCount();
    const auto count = static_cast<int>(m_known.size()) / columns;
    for (int i = 0; i < count; ++i) {
        const int row = m_firstKnown + i;
        const auto was = static_cast<std::ptrdiff_t>(row - formerFirst) * columns;
        if (was < 0 || was >= static_cast<std::ptrdiff_t>(former.size())) {
            Q_EMIT dataChanged(index(row, 0), index(row, columns - 1));
            continue;
        }
        for (int column = 0; column < columns; ++column) {
            const auto& now = m_known[static_cast<std::size_t>(i * columns + column)];
            if (!looksSame(now, former[static_cast<std::size_t>(was + column)])) {
                Q_EMIT dataChanged(index(row, column), index(row, column));
            }
        }
    }
}

void LiveRows::runElsewhere(std::function<Finish()> work) {
    const QPointer<LiveRows> self(this);
    QThreadPool::globalInstance()->start([self, work = std::move(work)] {
        // The model may be gone by now and must not be touched from here, so the application
        // carries the answer and the gui thread looks whether somebody still waits for it.
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, finish = work()] {
                if (!self.isNull()) {
                    finish();
                }
            },
            Qt::QueuedConnection
        );
    });
}

} // namespace meterbench::ui
