#include "ui/pages/instruments/chip_field.h"

#include "ui/widgets/paint.h"

#include <QKeyEvent>
#include <QPaintEvent>

#include <algorithm>

namespace meterbench::ui {

namespace {

constexpr int kGap = 4;
constexpr int kPadding = 7;
constexpr int kLeft = 8;
constexpr int kHeight = 20;
constexpr int kTextRoom = 120; ///< for what is typed

bool separates(QChar c) {
    return c == QLatin1Char(',') || c.isSpace();
}

QStringList wordsIn(QString text) {
    std::replace_if(text.begin(), text.end(), separates, QLatin1Char(' '));
    return text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

} // namespace

ChipField::ChipField(QWidget* parent)
    : QLineEdit(parent) {
    setFont(Theme::of(this).monoFont(12));
    connect(this, &QLineEdit::textChanged, this, &ChipField::onText);
}

void ChipField::setWords(const QStringList& words) {
    m_chips = words;
    clear();
    showChips();
}

QStringList ChipField::words() const {
    return m_chips + wordsIn(text());
}

void ChipField::setHints(const QString& first, const QString& more) {
    m_first = first;
    m_more = more;
    showChips();
}

/// All words but the one that is being typed are chips.
void ChipField::onText(const QString& text) {
    if (std::any_of(text.begin(), text.end(), separates)) {
        QStringList words = wordsIn(text);
        const bool isFinished = separates(text.back());
        const QString typing = isFinished || words.isEmpty() ? QString() : words.takeLast();
        m_chips += words;
        setText(typing);
        showChips();
        return; // setText has told it
    }
    Q_EMIT wordsChanged();
}

void ChipField::finish() {
    const QStringList words = wordsIn(text());
    if (!words.isEmpty()) {
        m_chips += words;
        const QSignalBlocker quiet(this);
        clear();
    }
    showChips();
}

int ChipField::chipWidth(const QString& chip) const {
    return fontMetrics().horizontalAdvance(chip) + 2 * kPadding;
}

void ChipField::showChips() {
    int wide = 0;
    for (const QString& chip : m_chips) {
        wide += chipWidth(chip) + kGap;
    }
    setTextMargins(std::min(wide, std::max(0, width() - kTextRoom)), 0, 0, 0);
    setPlaceholderText(m_chips.isEmpty() ? m_first : m_more);
    setAccessibleDescription(m_chips.join(QStringLiteral(", ")));
    Q_EMIT wordsChanged();
    update();
}

void ChipField::resizeEvent(QResizeEvent* event) {
    QLineEdit::resizeEvent(event);
    showChips();
}

/// Where they have no room, the last ones are seen.
void ChipField::paintEvent(QPaintEvent* event) {
    QLineEdit::paintEvent(event);
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(font());
    const int end = kLeft + textMargins().left() - kGap;
    painter.setClipRect(QRect(kLeft, 0, std::max(0, end - kLeft), height()));
    int right = end;
    for (auto chip = m_chips.rbegin(); chip != m_chips.rend() && right > kLeft; ++chip) {
        const int wide = chipWidth(*chip);
        const QRect frame(right - wide, (height() - kHeight) / 2, wide, kHeight);
        const QColor surface = theme.color(Token::AccentSurface);
        drawFrame(painter, frame, 4, surface, surface);
        painter.setPen(theme.color(Token::Accent));
        painter.drawText(frame, Qt::AlignCenter | Qt::TextSingleLine, *chip);
        right -= wide + kGap;
    }
}

void ChipField::keyPressEvent(QKeyEvent* event) {
    const bool takesBack =
        event->key() == Qt::Key_Backspace && text().isEmpty() && !m_chips.isEmpty();
    if (takesBack) {
        m_chips.removeLast();
        showChips();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void ChipField::focusOutEvent(QFocusEvent* event) {
    QLineEdit::focusOutEvent(event);
    finish();
}

} // namespace meterbench::ui
