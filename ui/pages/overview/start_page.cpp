// The three buttons of the start page and their words.
#include "ui/pages/overview/start_page.h"

#include "ui/widgets/basics.h"
#include "ui/widgets/icon.h"

#include <QKeyEvent>
#include <QVBoxLayout>

namespace meterbench::ui {

StartButton::StartButton(
    const QString& icon,
    const QString& title,
    const QString& text,
    const QString& keys,
    bool main,
    QWidget* parent
)
    : QAbstractButton(parent)
    , m_icon(icon)
    , m_note(text)
    , m_keys(keys)
    , m_main(main) {
    setText(title);
    setAccessibleName(title);
    setAccessibleDescription(text);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    setFixedHeight(76);
    setMaximumWidth(640);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void StartButton::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    const Token line = underMouse() || m_main ? Token::Accent : Token::Line;
    drawFrame(
        painter,
        rect(),
        8,
        theme.color(m_main ? Token::AccentSurface : Token::Surface),
        theme.color(line)
    );
    painter.drawPixmap(
        QPoint(20, (height() - 24) / 2),
        iconPixmap(m_icon, theme.color(Token::Accent), 24, devicePixelRatioF())
    );
    painter.setFont(theme.textFont(14, QFont::DemiBold));
    painter.setPen(theme.color(Token::Text));
    painter.drawText(QRect(62, 16, width() - 130, 22), Qt::AlignLeft | Qt::AlignVCenter, text());
    painter.setFont(theme.textFont(12));
    painter.setPen(theme.color(Token::Muted));
    const QString note = painter.fontMetrics().elidedText(m_note, Qt::ElideRight, width() - 82);
    painter.drawText(QRect(62, 39, width() - 78, 20), Qt::AlignLeft | Qt::AlignVCenter, note);
    painter.setFont(theme.textFont(11));
    painter.setPen(theme.color(m_main ? Token::Muted : Token::Hint));
    painter.drawText(QRect(0, 16, width() - 20, 22), Qt::AlignRight | Qt::AlignVCenter, m_keys);
    if (hasVisibleFocus(this)) {
        drawFocusRing(painter, theme, rect(), 8);
    }
}

void StartButton::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

StartPage::StartPage(QWidget* parent)
    : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(32, 24, 32, 24);
    column->setSpacing(12);
    column->addStretch(2);
    auto* title =
        new PlainLabel(tr("See what your metrics say"), 22, Token::Text, QFont::DemiBold, this);
    title->setFixedWidth(title->sizeHint().width());
    auto* note = new PlainLabel(
        tr("Scrape an exporter, watch it live, send it on. Nothing leaves this machine until you "
           "say where to."),
        13,
        Token::Muted,
        QFont::Normal,
        this
    );
    note->setMaximumWidth(note->sizeHint().width());
    column->addWidget(title, 0, Qt::AlignHCenter);
    column->addWidget(note, 0, Qt::AlignHCenter);
    column->addSpacing(16);
    m_buttons[0] = new StartButton(
        QStringLiteral("inspect"),
        tr("Inspect an exporter"),
        tr("Type an address and see its families, values and what changes between two scrapes."),
        tr("Ctrl N"),
        false,
        this
    );
    m_buttons[1] = new StartButton(
        QStringLiteral("open"),
        tr("Open a configuration"),
        tr("A prometheus.yml: what each target becomes, what is sent where, before anything is "
           "sent."),
        tr("Ctrl O"),
        false,
        this
    );
    m_buttons[2] = new StartButton(
        QStringLiteral("demo"),
        tr("Run the demo"),
        tr("A small service inside this program, scraped and forwarded. Needs no network and no "
           "file."),
        QString(),
        true,
        this
    );
    auto* buttons = new QWidget(this);
    buttons->setMaximumWidth(640);
    auto* list = new QVBoxLayout(buttons);
    list->setContentsMargins(0, 0, 0, 0);
    list->setSpacing(12);
    for (StartButton* button : m_buttons) {
        list->addWidget(button);
    }
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(buttons, 1000);
    row->addStretch(1);
    column->addLayout(row);
    column->addSpacing(8);
    auto* hint = new PlainLabel(
        tr("Files and addresses can also be dropped on this window."),
        12,
        Token::Hint,
        QFont::Normal,
        this
    );
    column->addWidget(hint, 0, Qt::AlignHCenter);
    column->addStretch(3);
    connect(m_buttons[0], &QAbstractButton::clicked, this, &StartPage::inspectRequested);
    connect(m_buttons[1], &QAbstractButton::clicked, this, &StartPage::openRequested);
    connect(m_buttons[2], &QAbstractButton::clicked, this, &StartPage::demoRequested);
}

} // namespace meterbench::ui
