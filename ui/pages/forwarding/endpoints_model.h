// EndpointsModel: one row an endpoint, and under one that fails a row with the reason in words.
// Rows are found again by name, so a selection survives; only what changed is told. Gui thread.
#pragma once

#include "core/pipeline/snapshot.h"

#include <QAbstractTableModel>

#include <optional>
#include <string>
#include <vector>

namespace meterbench::ui {

class EndpointsModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        State,
        Name,
        Rate,
        Bytes,
        Waiting,
        Oldest,
        InFlight,
        Retries,
        Lost,
        Answer,
        Columns
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// Every word must occur in name or URL.
    void show(const pipeline::SnapshotPtr& now, const QString& filter);

    [[nodiscard]] bool isProblemRow(int row) const {
        return m_rows[static_cast<std::size_t>(row)].isProblem;
    }

    /// Null when the row is out of range.
    [[nodiscard]] pipeline::EndpointPtr endpointAt(int row) const;
    [[nodiscard]] std::optional<int> rowOf(const std::string& name) const;
    [[nodiscard]] int endpointCount() const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    struct Row {
        std::string name;
        bool isProblem = false;
        pipeline::EndpointPtr endpoint;

        [[nodiscard]] bool isSame(const Row& other) const {
            return name == other.name && isProblem == other.isProblem;
        }
    };

    void arrange(std::vector<Row> wanted);
    [[nodiscard]] QString cellText(const Row& row, int column) const;
    [[nodiscard]] std::optional<int> cellToken(const Row& row, int column) const;

    std::vector<Row> m_rows;
    std::int64_t m_nowMs = 0;
};

/// How many endpoints cannot deliver at present.
[[nodiscard]] int failingEndpoints(const pipeline::Snapshot& now);

} // namespace meterbench::ui
