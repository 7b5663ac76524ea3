#include "ui/widgets/basics.h"

#include "ui/widgets/buttons.h"

#include <QPaintEvent>
#include <QPushButton>
#include <QVBoxLayout>

namespace meterbench::ui {

namespace {

// Labels keep a palette of their own, so they are told when the theme changes.
QPalette labelPalette(const Theme& theme, Token token) {
    QPalette palette = theme.standardPalette();
    palette.setColor(QPalette::WindowText, theme.color(token));
    return palette;
}

} // namespace

Card::Card(QWidget* parent)
    : QWidget(parent) {}

void Card::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    drawFrame(painter, rect(), 8, theme.color(Token::Surface), theme.color(Token::Line));
}

Bar::Bar(Qt::Edges lines, QWidget* parent)
    : QWidget(parent)
    , m_lines(lines) {}

void Bar::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.color(Token::Surface));
    for (const Qt::Edge edge : {Qt::TopEdge, Qt::LeftEdge, Qt::RightEdge, Qt::BottomEdge}) {
        if (m_lines.testFlag(edge)) {
            drawHairline(painter, rect(), edge, theme.color(Token::Line));
        }
    }
}

Pill::Pill(QWidget* parent)
    : QWidget(parent) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Pill::setPill(const PillText& pill) {
    m_pill = pill;
    setAccessibleName(pill.text);
    updateGeometry();
    update();
}

QSize Pill::sizeHint() const {
    return pillSize(Theme::of(this), m_pill);
}

void Pill::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    drawPill(painter, Theme::of(this), rect(), m_pill);
}

Sparkline::Sparkline(QWidget* parent)
    : QWidget(parent) {}

void Sparkline::setValues(std::vector<double> values) {
    m_values = std::move(values);
    update();
}

void Sparkline::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    drawSparkline(
        painter,
        QRectF(rect()).adjusted(1, 2, -1, -2),
        m_values,
        Theme::of(this).color(Token::Accent)
    );
}

PlainLabel::PlainLabel(
    const QString& text, int pixelSize, Token token, QFont::Weight weight, QWidget* parent
)
    : QWidget(parent)
    , m_text(text)
    , m_pixelSize(pixelSize)
    , m_token(token)
    , m_weight(weight) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(text);
}

void PlainLabel::setText(const QString& text) {
    if (m_text != text) {
        m_text = text;
        setAccessibleName(text);
        updateGeometry();
        update();
    }
}

void PlainLabel::setToken(Token token) {
    if (m_token != token) {
        m_token = token;
        update();
    }
}

void PlainLabel::setMono(bool mono) {
    m_mono = mono;
    updateGeometry();
}

void PlainLabel::setElided(bool elided) {
    m_elided = elided;
    setSizePolicy(elided ? QSizePolicy::Ignored : QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void PlainLabel::setAlignment(Qt::Alignment alignment) {
    m_alignment = alignment;
    update();
}

QFont PlainLabel::shownFont() const {
    const Theme& theme = Theme::of(this);
    QFont font = m_mono ? theme.monoFont(m_pixelSize) : theme.textFont(m_pixelSize);
    font.setWeight(m_weight);
    return font;
}

QSize PlainLabel::sizeHint() const {
    const QFont font = shownFont();
    return {numberWidth(font, m_text) + 1, std::max(QFontMetrics(font).height(), m_pixelSize + 4)};
}

QSize PlainLabel::minimumSizeHint() const {
    return {m_elided ? 20 : sizeHint().width(), sizeHint().height()};
}

void PlainLabel::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.setFont(shownFont());
    painter.setPen(theme.color(isEnabled() ? m_token : Token::Hint));
    drawNumber(painter, rect(), m_alignment | Qt::AlignVCenter, m_text);
}

QLabel* makeWrappedLabel(const QString& text, int pixelSize, Token token, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    const Theme& theme = Theme::of(parent);
    label->setFont(theme.textFont(pixelSize));
    label->setPalette(labelPalette(theme, token));
    QObject::connect(&theme, &Theme::changed, label, [label, token, &theme] {
        label->setPalette(labelPalette(theme, token));
    });
    return label;
}

EmptyState::EmptyState(const QString& sentence, const QString& action, QWidget* parent)
    : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->addStretch(2);
    m_sentence = makeWrappedLabel(sentence, 13, Token::Muted, this);
    m_sentence->setAlignment(Qt::AlignCenter);
    column->addWidget(m_sentence);
    if (!action.isEmpty()) {
        m_button = makeButton(action, ButtonKind::Primary, this);
        column->addSpacing(12);
        column->addWidget(m_button, 0, Qt::AlignHCenter);
        connect(m_button, &QPushButton::clicked, this, &EmptyState::actionRequested);
    }
    column->addStretch(3);
}

void EmptyState::setSentence(const QString& sentence) {
    m_sentence->setText(sentence);
}

} // namespace meterbench::ui
