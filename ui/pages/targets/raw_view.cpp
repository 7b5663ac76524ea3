#include "ui/pages/targets/raw_view.h"

#include "ui/models/filter.h"
#include "ui/widgets/paint.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

#include <string.h>

#include <algorithm>

namespace meterbench::ui {

namespace {

constexpr std::size_t kHitsAtMost = 100'000;
constexpr std::size_t kShownOfLine = 4'000;

QString toText(std::string_view bytes) {
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

/// The pieces of an exposition line in the order they stand: what is drawn in which token.
struct Piece {
    std::string_view text;
    Token token = Token::Text;
};

std::vector<Piece> piecesOf(std::string_view line) {
    std::vector<Piece> pieces;
    if (line.starts_with('#')) {
        pieces.push_back({line, Token::Muted});
        return pieces;
    }
    std::size_t begin = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (quoted && line[i] == '\\') {
            ++i;
        } else if (line[i] == '"') {
            const std::size_t end = quoted ? i + 1 : i;
            pieces.push_back({line.substr(begin, end - begin), quoted ? Token::Accent : Token::Text}
            );
            begin = end;
            quoted = !quoted;
        }
    }
    pieces.push_back({line.substr(begin), quoted ? Token::Accent : Token::Text});
    return pieces;
}

} // namespace

RawView::RawView(QWidget* parent)
    : QAbstractScrollArea(parent) {
    setAccessibleName(tr("Body of the last scrape"));
    setFrameShape(NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setCornerWidget(new QWidget(this)); // nothing is drawn where the scroll bars meet
    viewport()->setCursor(Qt::IBeamCursor);
}

void RawView::setBody(std::shared_ptr<const std::string> body) {
    if (body == m_body) {
        return;
    }
    m_body = std::move(body);
    m_lowered.clear();
    findLines();
    m_anchor = std::min(m_anchor, lineCount() - 1);
    m_cursor = std::min(m_cursor, lineCount() - 1);
    findHits();
    measure();
    viewport()->update();
}

void RawView::findLines() {
    m_lineStarts.clear();
    m_longest = 0;
    const std::string_view text =
        m_body != nullptr ? std::string_view(*m_body) : std::string_view();
    for (std::size_t at = 0; at < text.size();) {
        m_lineStarts.push_back(at);
        const std::size_t end = std::min(text.find('\n', at), text.size());
        m_longest = std::max(m_longest, end - at);
        at = end + 1;
    }
}

void RawView::setSearch(const QString& text) {
    m_search = lowered(text.toStdString());
    m_current = -1;
    findHits();
    if (!m_hits.empty()) {
        const int top = verticalScrollBar()->value();
        const std::size_t from = m_lineStarts[static_cast<std::size_t>(top)];
        const auto next = std::lower_bound(m_hits.begin(), m_hits.end(), from);
        m_current = next == m_hits.end() ? 0 : static_cast<int>(next - m_hits.begin());
        ensureVisible(lineOfOffset(m_hits[static_cast<std::size_t>(m_current)]));
    }
    viewport()->update();
    Q_EMIT hitsChanged();
}

void RawView::findHits() {
    m_hits.clear();
    if (m_search.empty() || m_body == nullptr) {
        m_current = -1;
        return;
    }
    if (m_lowered.empty()) {
        m_lowered = lowered(*m_body);
    }
    const char* from = m_lowered.data();
    const char* end = from + m_lowered.size();
    while (m_hits.size() < kHitsAtMost) {
        const auto left = static_cast<std::size_t>(end - from);
        const void* hit = memmem(from, left, m_search.data(), m_search.size());
        if (hit == nullptr) {
            break;
        }
        from = static_cast<const char*>(hit);
        m_hits.push_back(static_cast<std::size_t>(from - m_lowered.data()));
        from += m_search.size();
    }
    m_current = std::min(m_current, hitCount() - 1);
}

void RawView::step(int direction) {
    if (m_hits.empty()) {
        return;
    }
    m_current = (m_current + direction + hitCount()) % hitCount();
    ensureVisible(lineOfOffset(m_hits[static_cast<std::size_t>(m_current)]));
    viewport()->update();
    Q_EMIT hitsChanged();
}

void RawView::goToLine(int line) {
    m_anchor = m_cursor = std::clamp(line - 1, 0, std::max(lineCount() - 1, 0));
    ensureVisible(m_cursor);
    viewport()->update();
}

void RawView::ensureVisible(int at) {
    const int page = std::max(1, viewport()->height() / lineHeight());
    const int top = verticalScrollBar()->value();
    if (at < top || at >= top + page) {
        verticalScrollBar()->setValue(at - page / 3);
    }
}

int RawView::lineHeight() const {
    return 18;
}

int RawView::gutterWidth() const {
    const QFontMetrics metrics(Theme::of(this).monoFont(11));
    return metrics.horizontalAdvance(QString::number(std::max(lineCount(), 100))) + 22;
}

void RawView::measure() {
    const int page = std::max(1, viewport()->height() / lineHeight());
    verticalScrollBar()->setRange(0, std::max(0, lineCount() - page));
    verticalScrollBar()->setPageStep(page);
    const QFontMetrics metrics(Theme::of(this).monoFont());
    const int shown = static_cast<int>(std::min(m_longest, kShownOfLine));
    const int wide = metrics.horizontalAdvance(QLatin1Char('m')) * shown + gutterWidth() + 16;
    horizontalScrollBar()->setRange(0, std::max(0, wide - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(24);
}

void RawView::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    measure();
}

std::string_view RawView::line(int at) const {
    const auto i = static_cast<std::size_t>(at);
    const std::size_t begin = m_lineStarts[i];
    const std::size_t end = i + 1 < m_lineStarts.size() ? m_lineStarts[i + 1] - 1 : m_body->size();
    std::string_view text = std::string_view(*m_body).substr(begin, end - begin);
    if (text.ends_with('\n') || text.ends_with('\r')) {
        text.remove_suffix(1);
    }
    return text.substr(0, kShownOfLine);
}

int RawView::lineOfOffset(std::size_t offset) const {
    const auto after = std::upper_bound(m_lineStarts.begin(), m_lineStarts.end(), offset);
    return static_cast<int>(after - m_lineStarts.begin()) - 1;
}

int RawView::lineAt(const QPoint& position) const {
    const int at = verticalScrollBar()->value() + std::max(position.y(), 0) / lineHeight();
    return std::min(at, lineCount() - 1);
}

void RawView::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), theme.color(Token::Surface));
    const int top = verticalScrollBar()->value();
    const int height = lineHeight();
    for (int at = top; at < lineCount() && (at - top) * height < viewport()->height(); ++at) {
        paintLine(painter, {0, (at - top) * height, viewport()->width(), height}, at);
    }
    if (hasFocus()) {
        painter.fillRect(QRect(0, 0, 2, viewport()->height()), theme.color(Token::Accent));
    }
}

void RawView::paintLine(QPainter& painter, const QRect& row, int at) const {
    const Theme& theme = Theme::of(this);
    const bool selected =
        m_anchor >= 0 && at >= std::min(m_anchor, m_cursor) && at <= std::max(m_anchor, m_cursor);
    if (selected) {
        painter.fillRect(row, theme.color(Token::AccentSurface));
    }
    const int gutter = gutterWidth();
    painter.setFont(theme.monoFont(11));
    painter.setPen(theme.color(Token::Hint));
    painter.drawText(
        QRect(row.left(), row.top(), gutter - 12, row.height()),
        Qt::AlignRight | Qt::AlignVCenter,
        QString::number(at + 1)
    );
    painter.save();
    painter.setClipRect(row.adjusted(gutter - 4, 0, 0, 0));
    QRect text = row.adjusted(gutter - horizontalScrollBar()->value(), 0, 0, 0);
    painter.setFont(theme.monoFont());
    paintHits(painter, text, at);
    for (const Piece& piece : piecesOf(line(at))) {
        const QString shown = toText(piece.text);
        const int wide = painter.fontMetrics().horizontalAdvance(shown);
        painter.setPen(theme.color(piece.token));
        painter.drawText(
            text.left(),
            text.top(),
            wide + 2,
            text.height(),
            Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
            shown
        );
        text.setLeft(text.left() + wide);
    }
    painter.restore();
}

void RawView::paintHits(QPainter& painter, const QRect& text, int at) const {
    const Theme& theme = Theme::of(this);
    const std::size_t begin = m_lineStarts[static_cast<std::size_t>(at)];
    const std::string_view whole = line(at);
    auto hit = std::lower_bound(m_hits.begin(), m_hits.end(), begin);
    for (; hit != m_hits.end() && *hit < begin + whole.size(); ++hit) {
        const QFontMetrics metrics = painter.fontMetrics();
        const int from = metrics.horizontalAdvance(toText(whole.substr(0, *hit - begin)));
        const int wide =
            metrics.horizontalAdvance(toText(whole.substr(*hit - begin, m_search.size())));
        const QRect box(text.left() + from, text.top() + 1, wide, text.height() - 2);
        painter.fillRect(box, theme.color(Token::AttentionSurface));
        if (hit - m_hits.begin() == m_current) {
            painter.setPen(theme.color(Token::Attention));
            painter.drawRect(box.adjusted(0, 0, -1, -1));
        }
    }
}

QString RawView::selectedText() const {
    if (m_anchor < 0 || m_body == nullptr) {
        return {};
    }
    const auto first = static_cast<std::size_t>(std::min(m_anchor, m_cursor));
    const auto last = static_cast<std::size_t>(std::max(m_anchor, m_cursor));
    const std::size_t begin = m_lineStarts[first];
    const std::size_t end =
        last + 1 < m_lineStarts.size() ? m_lineStarts[last + 1] : m_body->size();
    return toText(std::string_view(*m_body).substr(begin, end - begin));
}

QString RawView::wholeText() const {
    return m_body == nullptr ? QString() : toText(*m_body);
}

void RawView::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) {
        QApplication::clipboard()->setText(selectedText());
        return;
    }
    if (event->matches(QKeySequence::SelectAll)) {
        m_anchor = lineCount() > 0 ? 0 : -1;
        m_cursor = lineCount() - 1;
        viewport()->update();
        return;
    }
    const int page = verticalScrollBar()->pageStep();
    int to = std::max(m_cursor, 0);
    switch (event->key()) {
    case Qt::Key_Up:
        --to;
        break;
    case Qt::Key_Down:
        to += m_cursor < 0 ? 0 : 1;
        break;
    case Qt::Key_PageUp:
        to -= page;
        break;
    case Qt::Key_PageDown:
        to += page;
        break;
    case Qt::Key_Home:
        to = 0;
        break;
    case Qt::Key_End:
        to = lineCount() - 1;
        break;
    default:
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    if (lineCount() == 0) {
        return;
    }
    m_cursor = std::clamp(to, 0, lineCount() - 1);
    if (!event->modifiers().testFlag(Qt::ShiftModifier) || m_anchor < 0) {
        m_anchor = m_cursor;
    }
    ensureVisible(m_cursor);
    viewport()->update();
}

void RawView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || lineCount() == 0) {
        return;
    }
    m_cursor = lineAt(event->pos());
    if (!event->modifiers().testFlag(Qt::ShiftModifier) || m_anchor < 0) {
        m_anchor = m_cursor;
    }
    viewport()->update();
}

void RawView::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons().testFlag(Qt::LeftButton) && m_anchor >= 0) {
        m_cursor = lineAt(event->pos());
        ensureVisible(m_cursor);
        viewport()->update();
    }
}

void RawView::focusInEvent(QFocusEvent* event) {
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

} // namespace meterbench::ui
