// The top bar's widgets and their wording.
#include "ui/shell/top_bar.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/icon.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>

namespace meterbench::ui {

namespace {

constexpr int kHeight = 44;
constexpr int kNameWidth = 184;

/// The mark and the program's name.
class NamePlate final : public QWidget {
public:
    explicit NamePlate(QWidget* parent)
        : QWidget(parent) {
        setFixedWidth(kNameWidth);
    }

protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = Theme::of(this);
        QPainter painter(this);
        const QPixmap mark =
            iconPixmap(QStringLiteral("mark"), theme.color(Token::Accent), 18, devicePixelRatioF());
        painter.drawPixmap(QPoint(width() < kNameWidth ? 17 : 12, (height() - 18) / 2), mark);
        if (width() < kNameWidth) {
            return;
        }
        painter.setFont(theme.textFont(14, QFont::DemiBold));
        painter.setPen(theme.color(Token::Text));
        painter.drawText(
            rect().adjusted(38, 0, 0, 0),
            Qt::AlignVCenter | Qt::AlignLeft,
            QStringLiteral("Meterbench")
        );
    }
};

} // namespace

SearchButton::SearchButton(QWidget* parent)
    : QAbstractButton(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setText(tr("Search targets, metrics, actions"));
    setAccessibleName(text());
    setAccessibleDescription(tr("Opens the command palette, Ctrl K"));
    setMaximumWidth(440);
    setMinimumWidth(120);
    setFixedHeight(28);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::IBeamCursor);
}

void SearchButton::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    drawFrame(painter, rect(), 6, theme.color(Token::Background), theme.color(Token::Line));
    if (hasVisibleFocus(this)) {
        drawFocusRing(painter, theme, rect());
    }
    const QString keys = tr("Ctrl K");
    painter.setFont(theme.textFont(11));
    const int keysWidth = painter.fontMetrics().horizontalAdvance(keys) + 12;
    const QRect badge(width() - keysWidth - 10, 5, keysWidth, height() - 10);
    drawFrame(painter, badge, 3, Qt::transparent, theme.color(Token::Line));
    painter.setPen(theme.color(Token::Hint));
    painter.drawText(badge, Qt::AlignCenter, keys);
    painter.setFont(theme.textFont());
    const QRect place = rect().adjusted(10, 0, -keysWidth - 16, 0);
    const QString shown = painter.fontMetrics().elidedText(text(), Qt::ElideRight, place.width());
    painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft, shown);
}

TopBar::TopBar(QWidget* parent)
    : Bar(Qt::BottomEdge, parent) {
    setFixedHeight(kHeight);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 12, 1);
    row->setSpacing(12);
    m_name = new NamePlate(this);
    m_search = new SearchButton(this);
    m_live = new Pill(this);
    m_pause = makeButton(tr("Pause view"), ButtonKind::Outlined, this);
    m_workspace = makeButton(tr("No configuration"), ButtonKind::Outlined, this);
    m_workspace->setAccessibleDescription(tr("Workspace menu"));
    row->addWidget(m_name);
    row->addWidget(m_search, 1000);
    row->addStretch(1);
    row->addWidget(m_live);
    row->addWidget(m_pause);
    row->addWidget(m_workspace);
    connect(m_search, &QAbstractButton::clicked, this, &TopBar::searchRequested);
    connect(m_pause, &QPushButton::clicked, this, &TopBar::pauseRequested);
    setLiveness(Liveness::Waiting);
}

void TopBar::setLiveness(Liveness liveness) {
    switch (liveness) {
    case Liveness::Waiting:
        m_live->setPill({tr("Waiting"), Tone::Neutral, Sign::Ring});
        break;
    case Liveness::Live:
        m_live->setPill({tr("Live"), Tone::Good, Sign::Dot});
        break;
    case Liveness::Paused:
        m_live->setPill({tr("View paused"), Tone::Attention, Sign::Pause});
        break;
    }
    m_pause->setText(liveness == Liveness::Paused ? tr("Resume view") : tr("Pause view"));
    m_pause->setToolTip(tr("Space. The data goes on, only the view stands still."));
}

void TopBar::setWorkspace(const QString& name, bool isUnsaved) {
    const QString none = isUnsaved ? tr("Unnamed") : tr("No configuration");
    const QString shown = name.isEmpty() ? none : name;
    const QFontMetrics metrics(Theme::of(this).textFont(13));
    const QString file = metrics.elidedText(shown, Qt::ElideMiddle, isUnsaved ? 140 : 220)
                             .replace(QLatin1Char('&'), QLatin1String("&&"));
    m_workspace->setText(isUnsaved ? tr("%1 · not saved").arg(file) : file);
    m_workspace->setToolTip(isUnsaved ? tr("Ctrl+S saves what you set up here") : QString());
    m_workspace->setAccessibleName(
        isUnsaved ? tr("Workspace: %1, not saved").arg(shown) : tr("Workspace: %1").arg(shown)
    );
}

void TopBar::setMenu(QMenu* menu) {
    m_workspace->setMenu(menu);
}

void TopBar::setNarrow(bool narrow) {
    m_name->setFixedWidth(narrow ? 52 : kNameWidth);
}

} // namespace meterbench::ui
