#include "ui/pages/gateway/push_body.h"

#include "ui/widgets/paint.h"
#include "ui/wording/states.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QScrollBar>

#include <algorithm>

namespace meterbench::ui {

namespace {

constexpr int kLineHeight = 18;
constexpr int kRightEdge = 14; ///< where the facts above end
constexpr int kTab = 8;
constexpr std::size_t kShownOfLine = 4'096; ///< bytes; a longer line is cut around nothing but this

QString expanded(std::string_view bytes) {
    const QString raw = wording::text(bytes);
    QString out;
    out.reserve(raw.size());
    for (const QChar c : raw) {
        if (c == QLatin1Char('\t')) {
            out += QString(kTab - out.size() % kTab, QLatin1Char(' '));
        } else {
            out += c.isPrint() || c.isSurrogate() ? c : QChar(QChar::ReplacementCharacter);
        }
    }
    return out;
}

} // namespace

ShownLine shownLine(std::string_view line, std::uint32_t column) {
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    const std::string_view whole = line.substr(0, std::max<std::size_t>(kShownOfLine, column));
    ShownLine shown{expanded(whole)};
    if (column > 0) {
        std::size_t bytes = std::min<std::size_t>(column - 1, whole.size());
        // A place within a character is that of its first byte.
        while (bytes > 0 && bytes < whole.size() &&
               (static_cast<unsigned char>(whole[bytes]) & 0xc0U) == 0x80U) {
            --bytes;
        }
        shown.caret = expanded(whole.substr(0, bytes)).size();
    }
    return shown;
}

PushBody::PushBody(QWidget* parent)
    : QAbstractScrollArea(parent) {
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Body of the refused push"));
}

void PushBody::setBody(
    std::shared_ptr<const std::string> body, std::uint32_t line, std::uint32_t column
) {
    if (m_body == body && m_markLine == line && m_markColumn == column) {
        return;
    }
    m_body = std::move(body);
    m_markLine = line;
    m_markColumn = column;
    findLines();
    measure();
    goToMark();
    const ShownLine marked = markedLine();
    setAccessibleDescription(
        hasMark() ? tr("Line %1, column %2: %3").arg(line).arg(column).arg(marked.text) : QString()
    );
    viewport()->update();
}

void PushBody::findLines() {
    m_lineStarts.clear();
    m_longest = 0;
    if (m_body == nullptr || m_body->empty()) {
        return;
    }
    std::size_t at = 0;
    while (at < m_body->size()) {
        m_lineStarts.push_back(at);
        const std::size_t end = std::min(m_body->find('\n', at), m_body->size());
        m_longest = std::max(m_longest, end - at);
        at = end + 1;
    }
    // A push that ends too early is at fault behind its last line.
    while (m_markLine > m_lineStarts.size() && m_lineStarts.back() < m_body->size()) {
        m_lineStarts.push_back(m_body->size());
    }
}

bool PushBody::hasMark() const {
    return m_markLine > 0 && m_markLine <= m_lineStarts.size();
}

ShownLine PushBody::markedLine() const {
    return hasMark() ? shownLine(line(static_cast<int>(m_markLine) - 1), m_markColumn)
                     : ShownLine();
}

std::string_view PushBody::line(int at) const {
    const std::size_t begin = m_lineStarts[static_cast<std::size_t>(at)];
    const std::string_view rest = std::string_view(*m_body).substr(begin);
    return rest.substr(0, rest.find('\n'));
}

int PushBody::gutterWidth() const {
    const QFontMetrics metrics(Theme::of(this).monoFont(11));
    return metrics.horizontalAdvance(QString::number(std::max(lineCount(), 100))) + 26;
}

void PushBody::measure() {
    // The caret has a row of its own.
    const int rows = lineCount() + (hasMark() ? 1 : 0);
    const int page = std::max(1, viewport()->height() / kLineHeight);
    verticalScrollBar()->setRange(0, std::max(0, rows - page));
    verticalScrollBar()->setPageStep(page);
    const QFontMetrics metrics(Theme::of(this).monoFont());
    const std::size_t longest =
        std::max<std::size_t>(std::min(m_longest, kShownOfLine), m_markColumn);
    const int wide = metrics.horizontalAdvance(QLatin1Char('m')) * (static_cast<int>(longest) + 2) +
                     gutterWidth();
    horizontalScrollBar()->setRange(0, std::max(0, wide - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(24);
}

void PushBody::goToMark() {
    horizontalScrollBar()->setValue(0);
    if (!hasMark()) {
        verticalScrollBar()->setValue(0);
        return;
    }
    const int page = verticalScrollBar()->pageStep();
    verticalScrollBar()->setValue(static_cast<int>(m_markLine) - 1 - page / 3);
    const ShownLine marked = markedLine();
    const QFontMetrics metrics(Theme::of(this).monoFont());
    const int x = gutterWidth() + metrics.horizontalAdvance(marked.text.left(marked.caret));
    if (x > viewport()->width() - 24) {
        horizontalScrollBar()->setValue(x - viewport()->width() / 2);
    }
}

void PushBody::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    measure();
    goToMark();
}

void PushBody::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy) && m_body != nullptr) {
        QGuiApplication::clipboard()->setText(wording::text(*m_body));
        return;
    }
    switch (event->key()) {
    case Qt::Key_Home:
        verticalScrollBar()->setValue(0);
        return;
    case Qt::Key_End:
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void PushBody::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), theme.color(Token::Surface));
    const int mark = hasMark() ? static_cast<int>(m_markLine) : lineCount();
    int y = 0;
    for (int row = verticalScrollBar()->value(); y < viewport()->height(); ++row) {
        const QRect place(0, y, viewport()->width(), kLineHeight);
        if (hasMark() && row == mark) {
            paintCaret(painter, place);
        } else if (const int at = row - (row > mark ? 1 : 0); at < lineCount()) {
            paintLine(painter, place, at);
        }
        y += kLineHeight;
    }
    if (hasFocus()) {
        painter.fillRect(QRect(0, 0, 2, viewport()->height()), theme.color(Token::Accent));
    }
}

void PushBody::paintLine(QPainter& painter, const QRect& row, int at) const {
    const Theme& theme = Theme::of(this);
    const bool isMarked = hasMark() && at == static_cast<int>(m_markLine) - 1;
    if (isMarked) {
        painter.fillRect(row, theme.color(Token::BadSurface));
    }
    const int gutter = gutterWidth();
    painter.setFont(theme.monoFont(11));
    painter.setPen(theme.color(isMarked ? Token::Bad : Token::Hint));
    painter.drawText(
        row.adjusted(0, 0, gutter - 12 - row.width(), 0),
        Qt::AlignRight | Qt::AlignVCenter,
        QString::number(at + 1)
    );
    painter.save();
    painter.setClipRect(row.adjusted(gutter - 4, 0, -kRightEdge, 0));
    painter.setFont(theme.monoFont());
    painter.setPen(theme.color(Token::Text));
    const QRect text = row.adjusted(gutter - horizontalScrollBar()->value(), 0, 0, 0);
    painter.drawText(
        text,
        Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextDontClip,
        shownLine(line(at), 0).text
    );
    painter.restore();
}

void PushBody::paintCaret(QPainter& painter, const QRect& row) const {
    const Theme& theme = Theme::of(this);
    const int gutter = gutterWidth();
    const ShownLine marked = markedLine();
    painter.fillRect(row, theme.color(Token::BadSurface));
    painter.save();
    painter.setClipRect(row.adjusted(gutter - 4, 0, 0, 0));
    painter.setFont(theme.monoFont());
    painter.setPen(theme.color(Token::Bad));
    const int x = gutter - horizontalScrollBar()->value() +
                  painter.fontMetrics().horizontalAdvance(marked.text.left(marked.caret));
    painter.drawText(
        row.adjusted(x, 0, 0, 0),
        Qt::AlignLeft | Qt::AlignTop | Qt::TextSingleLine,
        QStringLiteral("^")
    );
    painter.restore();
}

} // namespace meterbench::ui
