// LossesModel: the log's ledger of losses, newest first: when, who, how many samples, why, details.
// Gui thread.
#pragma once

#include "core/pipeline/snapshot.h"

#include <QAbstractTableModel>

namespace meterbench::ui {

class LossesModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Time, Who, Samples, Reason, Detail, Columns };

    using QAbstractTableModel::QAbstractTableModel;
    void show(const std::vector<wal::LedgerEntry>& ledger);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] const wal::LedgerEntry& entry(int row) const {
        return m_entries[m_entries.size() - 1 - static_cast<std::size_t>(row)];
    }

    std::vector<wal::LedgerEntry> m_entries; ///< oldest first, as in the ledger
};

} // namespace meterbench::ui
