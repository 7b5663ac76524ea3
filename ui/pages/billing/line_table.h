// LineTable: a small table of texts for inspectors and dialogs: columns with a head, rows of cells
// with a token each. Rows are replaced whole and change in place where they are as many. Copies
// with Ctrl+C. Gui thread.
#pragma once

#include "ui/widgets/theme.h"

#include <QAbstractTableModel>
#include <QTableView>

#include <vector>

namespace meterbench::ui {

struct LineCell {
    QString text;
    Token token = Token::Text;
    bool isStrong = false;
    bool isMono = false;
    QString tip = {};

    friend bool operator==(const LineCell&, const LineCell&) = default;
};

struct LineColumn {
    QString title;
    bool isRight = false;
};

using LineRow = std::vector<LineCell>;

class LineModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    explicit LineModel(std::vector<LineColumn> columns, QObject* parent = nullptr);
    void setRows(std::vector<LineRow> rows);

    [[nodiscard]] const std::vector<LineRow>& rows() const { return m_rows; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<LineColumn> m_columns;
    std::vector<LineRow> m_rows;
};

class LineTable final : public QTableView {
    Q_OBJECT

public:
    LineTable(std::vector<LineColumn> columns, const QString& accessibleName, QWidget* parent);
    void setRows(std::vector<LineRow> rows);
    /// As high as its rows, without a scroll bar of its own.
    void setFitsRows(bool fits);
    /// The column that takes the room that the others leave; else the last one.
    void setStretched(int column);

    [[nodiscard]] const std::vector<LineRow>& rows() const { return m_model->rows(); }

private:
    void fit();

    LineModel* m_model = nullptr;
    bool m_fits = false;
};

} // namespace meterbench::ui
