#include "ui/pages/targets/lines_view.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QStyledItemDelegate>

namespace meterbench::ui {

namespace {

constexpr int kEdge = 14;
constexpr int kMark = 14;

QString plainText(const Line& line) {
    QString text = line.mark.isEmpty() ? line.text : line.mark + QLatin1Char(' ') + line.text;
    if (!line.value.isEmpty()) {
        text += QLatin1Char('\t') + line.value;
    }
    return line.second.isEmpty() ? text : text + QLatin1Char('\n') + line.second;
}

class LineDelegate final : public QStyledItemDelegate {
public:
    LineDelegate(const LinesModel& model, QObject* parent)
        : QStyledItemDelegate(parent)
        , m_model(model) {}

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override {
        const Line& line = m_model.lineAt(index.row());
        if (line.kind == Line::Kind::Heading) {
            return {100, line.second.isEmpty() ? 30 : 46};
        }
        return {100, line.second.isEmpty() ? 25 : 43};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index)
        const override {
        const Theme& theme = Theme::of(option.widget);
        const Line& line = m_model.lineAt(index.row());
        painter->save();
        if (option.state.testFlag(QStyle::State_Selected)) {
            painter->fillRect(option.rect, theme.color(Token::AccentSurface));
        } else if (line.kind == Line::Kind::Heading) {
            painter->fillRect(option.rect, theme.color(Token::Raised));
        }
        if (line.kind == Line::Kind::Heading) {
            drawHairline(*painter, option.rect, Qt::BottomEdge, theme.color(Token::FaintLine));
        }
        paintLine(*painter, theme, option.rect.adjusted(kEdge, 0, -kEdge, 0), line);
        painter->restore();
    }

private:
    static QFont fontOf(const Theme& theme, const Line& line) {
        switch (line.kind) {
        case Line::Kind::Heading:
            return theme.textFont(13, QFont::DemiBold);
        case Line::Kind::Note:
            return theme.textFont(12);
        case Line::Kind::Entry:
            break;
        }
        return theme.monoFont(12);
    }

    static void
    paintLine(QPainter& painter, const Theme& theme, const QRect& rect, const Line& line) {
        QRect first = rect;
        if (!line.second.isEmpty()) {
            first.setHeight(rect.height() / 2 + 3);
        }
        const bool heading = line.kind == Line::Kind::Heading;
        const bool note = line.kind == Line::Kind::Note;
        painter.setFont(theme.monoFont(12));
        painter.setPen(toneColor(theme, line.tone));
        if (!line.mark.isEmpty()) {
            painter.drawText(
                first.left(), first.top(), kMark, first.height(), Qt::AlignVCenter, line.mark
            );
        }
        QRect text = first.adjusted(heading || note ? 0 : kMark, 0, 0, 0);
        if (!line.value.isEmpty()) {
            painter.setFont(heading ? theme.textFont(12) : theme.monoFont(12));
            painter.setPen(theme.color(heading ? Token::Muted : Token::Text));
            const int wide =
                std::min(numberWidth(painter.font(), line.value), first.width() * 3 / 5);
            const QRect right(first.right() + 1 - wide, first.top(), wide, first.height());
            drawNumber(painter, right, Qt::AlignRight | Qt::AlignVCenter, line.value);
            text.setRight(right.left() - 10);
        }
        painter.setFont(fontOf(theme, line));
        painter.setPen(note ? theme.color(Token::Muted) : theme.color(Token::Text));
        painter.drawText(
            text,
            Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
            painter.fontMetrics().elidedText(line.text, Qt::ElideRight, text.width())
        );
        if (!line.second.isEmpty()) {
            QRect below(text.left(), first.bottom() - 3, rect.right() - text.left(), 18);
            painter.setFont(theme.textFont(11));
            painter.setPen(theme.color(Token::Muted));
            painter.drawText(
                below,
                Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                painter.fontMetrics().elidedText(line.second, Qt::ElideRight, below.width())
            );
        }
    }

    const LinesModel& m_model;
};

} // namespace

void LinesModel::setLines(std::vector<Line> lines) {
    if (lines.size() == m_lines.size() && !lines.empty()) {
        m_lines = std::move(lines);
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
        return;
    }
    beginResetModel();
    m_lines = std::move(lines);
    endResetModel();
}

int LinesModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

QVariant LinesModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const Line& line = lineAt(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return line.text;
    case Qt::ToolTipRole:
        return plainText(line).toHtmlEscaped();
    case Qt::AccessibleTextRole:
        return plainText(line);
    default:
        return {};
    }
}

Qt::ItemFlags LinesModel::flags(const QModelIndex& index) const {
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
}

LinesView::LinesView(const QString& accessibleName, QWidget* parent)
    : QListView(parent)
    , m_model(new LinesModel(this)) {
    setModel(m_model);
    setItemDelegate(new LineDelegate(*m_model, this));
    setAccessibleName(accessibleName);
    setFrameShape(NoFrame);
    setSelectionMode(ExtendedSelection);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    setResizeMode(Adjust);
}

void LinesView::setLines(std::vector<Line> lines) {
    m_model->setLines(std::move(lines));
}

void LinesView::keyPressEvent(QKeyEvent* event) {
    if (!event->matches(QKeySequence::Copy)) {
        QListView::keyPressEvent(event);
        return;
    }
    QModelIndexList rows = selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    QString text;
    for (const QModelIndex& row : rows) {
        text += plainText(m_model->lineAt(row.row())) + QLatin1Char('\n');
    }
    QApplication::clipboard()->setText(text);
}

} // namespace meterbench::ui
