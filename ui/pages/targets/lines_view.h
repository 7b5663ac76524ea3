// LinesView: a list of short lines under headings, as the inspector shows changes, labels and
// problems: a sign at the left, a text, a value at the right, and perhaps a second line. Plain
// text, virtual, copied with Ctrl+C. Gui thread.
#pragma once

#include "ui/widgets/paint.h"

#include <QAbstractListModel>
#include <QListView>

#include <vector>

namespace meterbench::ui {

struct Line {
    enum class Kind : quint8 { Heading, Entry, Note };

    Kind kind = Kind::Entry;
    QString mark; ///< one character at the left: + − ~ or empty
    QString text;
    QString value;  ///< at the right
    QString second; ///< under the text, in small
    Tone tone = Tone::Neutral;
    int at = 0; ///< where in the body, for those that lead there
};

class LinesModel final : public QAbstractListModel {
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;

    /// In place where the number of lines stays.
    void setLines(std::vector<Line> lines);

    [[nodiscard]] const Line& lineAt(int row) const {
        return m_lines[static_cast<std::size_t>(row)];
    }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    std::vector<Line> m_lines;
};

class LinesView final : public QListView {
    Q_OBJECT

public:
    LinesView(const QString& accessibleName, QWidget* parent);
    void setLines(std::vector<Line> lines);

    [[nodiscard]] const LinesModel& lines() const { return *m_model; }

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    LinesModel* m_model = nullptr;
};

} // namespace meterbench::ui
