// LiveRows: what every table of this page is made of: rows that are new at every publication, of
// which those stay that are the same. Keeps what stands in the cells on the screen and tells only
// those that look otherwise now; prepares long tables in the thread pool. kept_rows.h knows the
// kind of row. The roles of CellDelegate are answered here. Gui thread.
#pragma once

#include "ui/pages/gateway/row_moves.h"
#include "ui/widgets/cell_delegate.h"

#include <QAbstractTableModel>

#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace meterbench::ui {

struct TableCell {
    QString text;
    Token token = Token::Text;
    bool isMono = false;
    bool isStrong = false;
    bool isSentence = false;
    std::optional<PillText> pill = std::nullopt; ///< in place of the text
};

class LiveRows : public QAbstractTableModel {
    Q_OBJECT

public:
    /// First and last row on the screen; nothing: none is.
    using Seen = std::function<std::optional<std::pair<int, int>>()>;

    using QAbstractTableModel::QAbstractTableModel;

    /// Without it every row counts as seen.
    void setSeen(Seen seen) { m_seen = std::move(seen); }

    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    /// Rows are about to come or go.
    void aboutToArrange();
    /// They stand, and so does what they say. Also without a step, after each publication.
    void arranged(const meterbench::ui::RowSteps& steps);

protected:
    [[nodiscard]] virtual TableCell cellAt(int row, int column) const = 0;
    [[nodiscard]] virtual QString title(int column) const = 0;
    [[nodiscard]] virtual bool isNumber(int column) const = 0;
    /// The whole row in words, for those who hear it.
    [[nodiscard]] virtual QString summaryAt(int row) const = 0;

    /// Tells the cells on the screen that look otherwise than when they were told last.
    void tellSeen();
    /// Rows move: what was kept of them is of no row any more.
    void forgetSeen();

    /// Runs in the thread pool; what it answers runs here afterwards, unless the model is gone.
    using Finish = std::function<void()>;
    void runElsewhere(std::function<Finish()> work);

private:
    void tellDifferences(const std::vector<TableCell>& former, int formerFirst);
    [[nodiscard]] const TableCell* knownAt(int row, int column) const;
    [[nodiscard]] int alignment(int column) const;

    Seen m_seen;
    int m_firstKnown = 0;
    std::vector<TableCell> m_known; ///< of the rows on the screen, row by row
    mutable int m_askedRow = -1;
    mutable int m_askedColumn = 0;
    mutable TableCell m_asked;
};

} // namespace meterbench::ui
