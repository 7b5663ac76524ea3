#include "ui/director/director_panel.h"

#include "ui/widgets/buttons.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QVBoxLayout>

#include <algorithm>

namespace meterbench::ui {

namespace {

constexpr int kWidth = 320;
constexpr int kLargeWidth = 460;
constexpr double kFaster = 2;

int sized(int pixels, bool isLarge) {
    return isLarge ? pixels * 3 / 2 : pixels;
}

} // namespace

DirectorPanel::DirectorPanel(QWidget* parent)
    : Bar(Qt::LeftEdge, parent) {
    setAccessibleName(tr("Demo director"));
    build();
    // A remote for presentations sends Page Down and Page Up.
    addKey(QKeySequence(Qt::Key_PageDown), [this] { goOn(); });
    addKey(QKeySequence(Qt::Key_PageUp), [this] {
        Q_EMIT playRequested(std::max(0, m_script.scene));
    });
    addKey(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R), [this] { Q_EMIT resetRequested(); });
    addKey(QKeySequence(Qt::CTRL | Qt::Key_Period), [this] { Q_EMIT paceRequested(kFaster); });
    addKey(QKeySequence(Qt::CTRL | Qt::Key_Comma), [this] { Q_EMIT paceRequested(1 / kFaster); });
    addKey(QKeySequence(Qt::CTRL | Qt::Key_L), [this] { setLargeType(!m_isLarge); });
    setFonts();
    showTexts();
}

void DirectorPanel::addKey(const QKeySequence& keys, std::function<void()> run) {
    auto* shortcut = new QShortcut(keys, this);
    shortcut->setContext(Qt::WindowShortcut);
    connect(shortcut, &QShortcut::activated, this, std::move(run));
}

void DirectorPanel::build() {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(0);
    auto* head = new QHBoxLayout;
    m_title = makeWrappedLabel(tr("Demo director"), 16, Token::Text, this);
    m_close = makeButton(tr("Close"), ButtonKind::Small, this);
    m_close->setToolTip(tr("Hides the panel; the demo goes on"));
    head->addWidget(m_title, 1);
    head->addWidget(m_close);
    column->addLayout(head);
    m_time = makeWrappedLabel({}, 12, Token::Muted, this);
    column->addWidget(m_time);
    column->addSpacing(8);
    buildScenes(*column);
    buildScript(*column);
    buildButtons(*column);
    connect(m_close, &QPushButton::clicked, this, &DirectorPanel::closeRequested);
}

void DirectorPanel::buildScenes(QVBoxLayout& column) {
    m_sceneBox = new QWidget(this);
    m_sceneColumn = new QVBoxLayout(m_sceneBox);
    m_sceneColumn->setContentsMargins(0, 0, 0, 0);
    m_sceneColumn->setSpacing(2);
    column.addWidget(m_sceneBox);
    column.addSpacing(12);
}

void DirectorPanel::buildScript(QVBoxLayout& column) {
    auto* area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    area->viewport()->setAutoFillBackground(false);
    auto* inside = new QWidget(area);
    auto* texts = new QVBoxLayout(inside);
    texts->setContentsMargins(0, 0, 0, 0);
    texts->setSpacing(8);
    m_progress = makeWrappedLabel({}, 12, Token::Muted, inside);
    m_says = makeWrappedLabel({}, 16, Token::Text, inside);
    m_shown = makeWrappedLabel({}, 12, Token::Muted, inside);
    m_shown->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_verdict = makeWrappedLabel({}, 13, Token::Good, inside);
    m_trouble = makeWrappedLabel({}, 13, Token::Bad, inside);
    for (QLabel* label : {m_progress, m_says, m_shown, m_verdict, m_trouble}) {
        texts->addWidget(label);
    }
    texts->addStretch(1);
    area->setWidget(inside);
    inside->setAutoFillBackground(false); // the area has switched it on
    column.addWidget(area, 1);
}

void DirectorPanel::buildButtons(QVBoxLayout& column) {
    m_next = makeButton(tr("Next"), ButtonKind::Primary, this);
    m_next->setToolTip(tr("Page Down"));
    m_slower = makeButton(tr("Slower"), ButtonKind::Small, this);
    m_slower->setToolTip(tr("Ctrl+,"));
    m_faster = makeButton(tr("Faster"), ButtonKind::Small, this);
    m_faster->setToolTip(tr("Ctrl+."));
    m_large = makeButton(tr("Large type"), ButtonKind::Small, this);
    m_large->setCheckable(true);
    m_large->setToolTip(tr("Ctrl+L"));
    m_reset = makeButton(tr("Reset"), ButtonKind::Small, this);
    m_reset->setToolTip(tr("Everything from the start, with empty journals: Ctrl+Shift+R"));
    column.addSpacing(8);
    column.addWidget(m_next);
    column.addSpacing(8);
    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    for (QPushButton* button : {m_slower, m_faster, m_large, m_reset}) {
        row->addWidget(button);
    }
    row->addStretch(1);
    column.addLayout(row);
    connect(m_next, &QPushButton::clicked, this, &DirectorPanel::goOn);
    connect(m_reset, &QPushButton::clicked, this, &DirectorPanel::resetRequested);
    connect(m_slower, &QPushButton::clicked, this, [this] { Q_EMIT paceRequested(1 / kFaster); });
    connect(m_faster, &QPushButton::clicked, this, [this] { Q_EMIT paceRequested(kFaster); });
    connect(m_large, &QPushButton::toggled, this, &DirectorPanel::setLargeType);
}

/// The next step; after the last one the next scene.
void DirectorPanel::goOn() {
    if (m_script.isBusy) {
        return;
    }
    if (m_script.scene < 0 || m_script.isOver) {
        const int next = m_script.scene + 1;
        Q_EMIT playRequested(next < m_script.scenes.size() ? next : 0);
    } else {
        Q_EMIT nextRequested();
    }
}

void DirectorPanel::setScript(const Script& script) {
    if (script == m_script) {
        return;
    }
    const bool isOther = script.scenes != m_script.scenes;
    m_script = script;
    if (isOther) {
        makeScenes();
    }
    showTexts();
}

void DirectorPanel::makeScenes() {
    qDeleteAll(m_scenes);
    m_scenes.clear();
    for (int i = 0; i < m_script.scenes.size(); ++i) {
        auto* button = makeButton(
            tr("%1  %2").arg(i + 1).arg(m_script.scenes[i]), ButtonKind::Quiet, m_sceneBox
        );
        button->setCheckable(true);
        connect(button, &QPushButton::clicked, this, [this, i] { Q_EMIT playRequested(i); });
        m_sceneColumn->addWidget(button);
        m_scenes.append(button);
    }
    setFonts();
}

void DirectorPanel::showTexts() {
    const Script& now = m_script;
    for (int i = 0; i < m_scenes.size(); ++i) {
        m_scenes[i]->setChecked(i == now.scene);
        m_scenes[i]->setEnabled(!now.isBusy);
    }
    m_time->setText(now.time.isEmpty() ? QString() : tr("%1, %2").arg(now.time, now.pace));
    const bool isBegun = now.scene >= 0;
    m_progress->setText(isBegun ? tr("Step %1 of %2").arg(now.step).arg(now.steps) : QString());
    m_says->setText(
        isBegun ? now.says
                : tr("Six scenes about metering and billing, played on real parts inside the "
                     "program. Begin with the first.")
    );
    showShown();
    m_next->setEnabled(!now.isBusy);
    m_next->setText(
        now.isBusy    ? tr("It happens now…")
        : !isBegun    ? tr("Begin")
        : now.isOver  ? tr("Next scene")
                      : tr("Next step")
    );
}

void DirectorPanel::showShown() {
    m_shown->setText(m_script.shown.join(QLatin1Char('\n')));
    m_shown->setVisible(!m_script.shown.isEmpty());
    const bool isGood = m_script.isAsIntended;
    m_verdict->setText(tr("● %1").arg(m_script.verdict));
    m_verdict->setVisible(!m_script.verdict.isEmpty() && isGood);
    m_trouble->setText(tr("▲ %1").arg(m_script.verdict));
    m_trouble->setVisible(!m_script.verdict.isEmpty() && !isGood);
}

void DirectorPanel::setLargeType(bool isLarge) {
    m_isLarge = isLarge;
    m_large->setChecked(isLarge);
    setFonts();
}

void DirectorPanel::setFonts() {
    const Theme& theme = Theme::of(this);
    setFixedWidth(m_isLarge ? kLargeWidth : kWidth);
    m_title->setFont(theme.textFont(sized(16, m_isLarge), QFont::DemiBold));
    m_time->setFont(theme.textFont(sized(12, m_isLarge)));
    m_progress->setFont(theme.textFont(sized(12, m_isLarge)));
    m_says->setFont(theme.textFont(sized(16, m_isLarge)));
    m_shown->setFont(theme.textFont(sized(12, m_isLarge)));
    for (QLabel* label : {m_verdict, m_trouble}) {
        label->setFont(theme.textFont(sized(13, m_isLarge), QFont::DemiBold));
    }
    for (QPushButton* button : m_scenes) {
        button->setFont(theme.textFont(sized(13, m_isLarge)));
    }
}

void DirectorPanel::changeEvent(QEvent* event) {
    Bar::changeEvent(event);
    if (event->type() == QEvent::StyleChange && m_large != nullptr) {
        setFonts();
    }
}

} // namespace meterbench::ui
