// EndpointsModel: one row an endpoint, of samples and then of usage records, and under one that fails
// a row with the reason in words. Rows are found again by kind and name, so a selection survives;
// only what changed is told. Gui thread.
#pragma once

#include "core/pipeline/snapshot.h"
#include "ui/pages/forwarding/usage_words.h"

#include <QAbstractTableModel>

#include <optional>
#include <string>
#include <vector>

namespace meterbench::ui {

/// Which endpoint: one of samples and one of usage records may have the same name.
struct EndpointKey {
    bool isUsage = false;
    std::string name;

    friend auto operator<=>(const EndpointKey&, const EndpointKey&) = default;
};

class EndpointsModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        State,
        Name,
        Sends,
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

    /// Null when the row is out of range, or of the other kind.
    [[nodiscard]] pipeline::EndpointPtr endpointAt(int row) const;
    [[nodiscard]] UsagePtr usageAt(int row) const;
    [[nodiscard]] std::optional<EndpointKey> keyAt(int row) const;
    [[nodiscard]] std::optional<int> rowOf(const EndpointKey& key) const;
    [[nodiscard]] int endpointCount() const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    struct Row {
        EndpointKey key;
        bool isProblem = false;
        pipeline::EndpointPtr endpoint; ///< or
        UsagePtr usage;

        [[nodiscard]] bool isSame(const Row& other) const {
            return key == other.key && isProblem == other.isProblem;
        }
    };

    void arrange(std::vector<Row> wanted);
    [[nodiscard]] QString problemOf(const Row& row) const;
    [[nodiscard]] PillText pillOf(const Row& row) const;
    [[nodiscard]] QString cellText(const Row& row, int column) const;
    [[nodiscard]] QString usageText(const UsageView& usage, int column) const;
    [[nodiscard]] std::optional<int> cellToken(const Row& row, int column) const;
    [[nodiscard]] std::optional<int> usageToken(const UsageView& usage, int column) const;

    std::vector<Row> m_rows;
    std::int64_t m_nowMs = 0;
};

/// How many endpoints cannot deliver at present.
[[nodiscard]] int failingEndpoints(const pipeline::Snapshot& now);

} // namespace meterbench::ui
