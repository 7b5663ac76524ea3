// PushTable: a table over LiveRows whose rows stay where they are on the screen while others come
// and go: the current one if it is to be seen, else the first that is. The current row and the
// selection stay with their rows; when the current one goes, its successor is current. At its top,
// with nobody pointing at it and no row chosen, a table stays at its top. Gui thread.
#pragma once

#include "ui/pages/gateway/row_moves.h"

#include <QTableView>

#include <optional>
#include <utility>
#include <vector>

namespace meterbench::ui {

class LiveRows;

class PushTable final : public QTableView {
    Q_OBJECT

public:
    PushTable(LiveRows* rows, const QString& name, QWidget* parent);

    /// While rows come and go the current one changes without anybody having chosen another.
    [[nodiscard]] bool isArranging() const { return m_held.has_value(); }

private:
    /// Where rows were before others came or went.
    struct Held {
        int current = -1;
        int anchor = -1; ///< -1: the table stays at its top
        int anchorTop = 0;
        std::vector<int> selected;
    };

    [[nodiscard]] std::optional<std::pair<int, int>> seenRows() const;
    [[nodiscard]] int anchorRow() const;
    void hold();
    void letStand(const RowSteps& steps);
    void putCurrent(const RowSteps& steps);
    void putSelection(const RowSteps& steps);
    void putScroll(const RowSteps& steps);

    std::optional<Held> m_held;
    bool m_isChosen = false; ///< somebody has made a row the current one
};

} // namespace meterbench::ui
