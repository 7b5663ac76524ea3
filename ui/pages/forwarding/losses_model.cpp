// The ledger only grows at its end, which is this table's top.
#include "ui/pages/forwarding/losses_model.h"

#include "ui/widgets/cell_delegate.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

namespace meterbench::ui {

void LossesModel::show(const std::vector<wal::LedgerEntry>& ledger) {
    if (ledger == m_entries) {
        return;
    }
    // The last entry may have been merged with a new loss of the same kind; all before it stands.
    const bool grew = ledger.size() > m_entries.size() &&
                      std::equal(m_entries.begin(), m_entries.end(), ledger.begin());
    if (grew) {
        beginInsertRows({}, 0, static_cast<int>(ledger.size() - m_entries.size()) - 1);
        m_entries = ledger;
        endInsertRows();
    } else if (ledger.size() == m_entries.size()) {
        m_entries = ledger;
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, Columns - 1));
    } else {
        beginResetModel();
        m_entries = ledger;
        endResetModel();
    }
}

int LossesModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int LossesModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(Columns);
}

QVariant LossesModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const wal::LedgerEntry& loss = entry(index.row());
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case Time:
            return wording::dateAndTime(loss.timeMs);
        case Who:
            return wording::text(loss.who);
        case Samples:
            return loss.samples == 0 ? tr("not counted") : wording::count(loss.samples);
        case Reason:
            return wording::text(loss.reason);
        default:
            return wording::text(loss.detail).simplified();
        }
    case Qt::TextAlignmentRole:
        return int(index.column() == Samples ? Qt::AlignRight : Qt::AlignLeft) |
               int(Qt::AlignVCenter);
    case TokenRole:
        return static_cast<int>(
            index.column() == Samples ? Token::Bad
            : index.column() == Time  ? Token::Muted
                                      : Token::Text
        );
    case MonoRole:
        return index.column() == Time || index.column() == Who;
    default:
        return {};
    }
}

QVariant LossesModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int(section == Samples ? Qt::AlignRight : Qt::AlignLeft) | int(Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Time:
        return tr("When");
    case Who:
        return tr("Endpoint");
    case Samples:
        return tr("Samples");
    case Reason:
        return tr("Why");
    default:
        return tr("Details");
    }
}

} // namespace meterbench::ui
