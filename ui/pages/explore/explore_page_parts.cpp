// The head of the page, its empty state, the way back after a removal, and what it writes to files.
#include "ui/charts/export.h"
#include "ui/pages/explore/browser_view.h"
#include "ui/pages/explore/chart_stack.h"
#include "ui/pages/explore/explore_page.h"
#include "ui/pages/explore/feed_lookup.h"
#include "ui/pages/explore/metric_browser.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/filter_field.h"

#include <QBuffer>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QSaveFile>
#include <QSplitter>
#include <QStackedLayout>
#include <QTimer>

#include <cmath>

namespace meterbench::ui {

namespace {

constexpr int kBrowserWidth = 272;
constexpr int kUndoMs = 10'000;
constexpr double kMinute = 60'000;

QString lengthText(double lengthMs) {
    const auto seconds = static_cast<int>(std::lround(lengthMs / 1'000));
    if (seconds < 60) {
        return ExplorePage::tr("%1 s").arg(seconds);
    }
    if (seconds >= 3'600) {
        return ExplorePage::tr("%1 h").arg(seconds / 3'600);
    }
    return seconds % 60 == 0 ? ExplorePage::tr("%1 min").arg(seconds / 60)
                             : ExplorePage::tr("%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
}

} // namespace

void ExplorePage::buildBody() {
    m_browser = new MetricBrowser(this);
    m_browser->setMinimumWidth(200);
    m_stack = new ChartStack(m_window, this);
    auto* empty = new EmptyState(
        tr("Choose a metric on the left and press Enter"), tr("Search metrics"), this
    );
    connect(empty, &EmptyState::actionRequested, this, [this] {
        m_browser->filterField()->setFocus(Qt::OtherFocusReason);
    });
    auto* pileHolder = new QWidget(this);
    m_pile = new QStackedLayout(pileHolder);
    m_pile->addWidget(empty);
    m_pile->addWidget(m_stack);
    auto* right = new QWidget(this);
    auto* rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins(0, 0, 0, 0);
    rightLayout->setSpacing(0);
    rightLayout->addWidget(buildHead());
    rightLayout->addWidget(pileHolder, 1);
    rightLayout->addWidget(buildUndoBar());
    m_parts = new QSplitter(Qt::Horizontal, this);
    m_parts->setChildrenCollapsible(false);
    m_parts->setHandleWidth(1);
    m_parts->addWidget(m_browser);
    m_parts->addWidget(right);
    m_parts->setStretchFactor(1, 1);
    m_parts->setSizes({kBrowserWidth, 900});
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_parts);
}

QWidget* ExplorePage::buildHead() {
    auto* head = new QWidget(this);
    head->setFixedHeight(52);
    auto* layout = new QHBoxLayout(head);
    layout->setContentsMargins(16, 0, 16, 0);
    layout->setSpacing(8);
    layout->addWidget(new PlainLabel(tr("Explore"), 16, Token::Text, QFont::DemiBold, head));
    layout->addSpacing(6);
    m_state = new PlainLabel({}, 13, Token::Muted, QFont::Normal, head);
    m_state->setElided(true);
    layout->addWidget(m_state, 1);
    m_liveButton = makeButton(tr("Back to live"), ButtonKind::Link, head);
    connect(m_liveButton, &QPushButton::clicked, this, [this] {
        m_feed.setPaused(false);
        m_window.fit();
    });
    layout->addWidget(m_liveButton);
    for (const auto& [text, minutes] :
         {std::pair{tr("1 m"), 1.0}, {tr("5 m"), 5.0}, {tr("15 m"), 15.0}, {tr("1 h"), 60.0}}) {
        QPushButton* button = makeButton(text, ButtonKind::Outlined, head);
        button->setCheckable(true);
        button->setAccessibleName(tr("Show the last %1").arg(lengthText(minutes * kMinute)));
        connect(button, &QPushButton::clicked, this, [this, length = minutes * kMinute] {
            m_window.chooseLength(length);
        });
        layout->addWidget(button);
        m_lengths.emplace_back(button, minutes * kMinute);
    }
    m_exportButton = makeButton(tr("Export ▾"), ButtonKind::Outlined, head);
    m_exportButton->setAccessibleName(tr("Export"));
    connect(m_exportButton, &QPushButton::clicked, this, &ExplorePage::openExportMenu);
    layout->addWidget(m_exportButton);
    return head;
}

QWidget* ExplorePage::buildUndoBar() {
    m_undoBar = new Bar(Qt::TopEdge, this);
    m_undoBar->setFixedHeight(36);
    auto* layout = new QHBoxLayout(m_undoBar);
    layout->setContentsMargins(16, 0, 16, 0);
    m_undoText = new PlainLabel({}, 13, Token::Muted, QFont::Normal, m_undoBar);
    m_undoText->setElided(true);
    layout->addWidget(m_undoText);
    QPushButton* undo = makeButton(tr("Undo"), ButtonKind::Link, m_undoBar);
    connect(undo, &QPushButton::clicked, this, &ExplorePage::undoRemove);
    layout->addWidget(undo);
    layout->addStretch(1);
    m_undoTimer = new QTimer(this);
    m_undoTimer->setSingleShot(true);
    m_undoTimer->setInterval(kUndoMs);
    connect(m_undoTimer, &QTimer::timeout, m_undoBar, &QWidget::hide);
    m_undoBar->hide();
    return m_undoBar;
}

void ExplorePage::showState() {
    const QString length = lengthText(m_window.lengthMs());
    const bool isPaused = m_feed.isPaused();
    const bool isLive = m_window.isLive() && !isPaused;
    if (isPaused) {
        m_state->setText(tr("%1, view paused; data go on").arg(length));
    } else if (isLive) {
        m_state->setText(tr("%1, live").arg(length));
    } else {
        m_state->setText(tr("%1, held").arg(length));
    }
    m_liveButton->setVisible(!isLive);
    for (const auto& [button, lengthMs] : m_lengths) {
        button->setChecked(m_window.isLive() && std::abs(m_window.lengthMs() - lengthMs) < 1);
    }
    m_exportButton->setEnabled(!m_stack->cards().empty());
    m_pile->setCurrentIndex(m_stack->cards().empty() ? 0 : 1);
    m_browser->setChartTitles(m_stack->titles());
}

void ExplorePage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    // In a small window the charts need the room more than the names do.
    const bool isSmall = width() < 900;
    const int wanted = isSmall ? 208 : kBrowserWidth;
    if (m_parts->sizes().value(0) != wanted && event->oldSize().width() != event->size().width()) {
        m_parts->setSizes({wanted, width() - wanted - 1});
    }
}

void ExplorePage::openExportMenu() {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("All charts as picture (PNG)…"), this, [this] {
        askPath(
            tr("Save all charts"),
            QStringLiteral("explore"),
            QStringLiteral("png"),
            m_stack->picture(),
            {}
        );
    });
    menu->addAction(tr("All charts, visible window (CSV)…"), this, [this] {
        askPath(
            tr("Save all charts"), QStringLiteral("explore"), QStringLiteral("csv"), {}, csvOfAll()
        );
    });
    menu->addSeparator();
    menu->addAction(tr("Copy picture"), this, [this] {
        QGuiApplication::clipboard()->setImage(m_stack->picture());
    });
    menu->addAction(tr("Copy as CSV"), this, [this] {
        QGuiApplication::clipboard()->setText(QString::fromUtf8(csvOfAll()));
    });
    menu->popup(m_exportButton->mapToGlobal(QPoint(0, m_exportButton->height() + 2)));
}

QByteArray ExplorePage::csvOfAll() const {
    std::vector<ChartCurve> all;
    for (const ChartCard* card : m_stack->cards()) {
        for (ChartCurve curve : card->curves().curves()) {
            curve.name = card->title() + QStringLiteral(": ") + curve.name;
            all.push_back(curve);
        }
    }
    return csvOf(all, m_window);
}

void ExplorePage::saveCard(ChartCard* card, bool isPicture) {
    const QString name = fileNameOf(card->title());
    if (isPicture) {
        askPath(tr("Save picture"), name, QStringLiteral("png"), card->grab().toImage(), {});
    } else {
        askPath(
            tr("Save visible window"),
            name,
            QStringLiteral("csv"),
            {},
            csvOf(card->curves().curves(), m_window)
        );
    }
}

void ExplorePage::askPath(
    const QString& title,
    const QString& suggested,
    const QString& suffix,
    const QImage& picture,
    const QByteArray& text
) {
    auto* dialog = new QFileDialog(this, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    dialog->setNameFilter(suffix.toUpper() + QStringLiteral(" (*.") + suffix + QLatin1Char(')'));
    dialog->selectFile(suggested + QLatin1Char('.') + suffix);
    connect(dialog, &QFileDialog::fileSelected, this, [this, picture, text](const QString& path) {
        picture.isNull() ? saveText(text, path) : savePicture(picture, path);
    });
    dialog->open();
}

void ExplorePage::savePicture(const QImage& picture, const QString& path) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    picture.save(&buffer, "PNG");
    saveText(bytes, path);
}

void ExplorePage::saveText(const QByteArray& text, const QString& path) {
    QSaveFile file(path);
    const bool isWritten =
        file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit();
    const QString shown = QDir::toNativeSeparators(path);
    m_navigator.say(
        isWritten ? tr("Saved %1").arg(shown)
                  : tr("Could not write %1: %2").arg(shown, file.errorString())
    );
}

} // namespace meterbench::ui
