// The page and how it follows the feed; its head, menus and files: explore_page_parts.cpp.
#include "ui/pages/explore/explore_page.h"

#include "ui/charts/export.h"
#include "ui/feed/series_mime.h"
#include "ui/pages/explore/chart_stack.h"
#include "ui/pages/explore/feed_lookup.h"
#include "ui/pages/explore/metric_browser.h"
#include "ui/widgets/filter_field.h"

#include <QClipboard>
#include <QDropEvent>
#include <QGuiApplication>
#include <QPushButton>
#include <QSet>
#include <QShortcut>
#include <QSplitter>
#include <QStackedLayout>
#include <QTimer>

namespace meterbench::ui {

ExplorePage::ExplorePage(SnapshotFeed& feed, Navigator& navigator, QWidget* parent)
    : Page(parent)
    , m_feed(feed)
    , m_navigator(navigator)
    , m_lookup(std::make_unique<FeedLookup>(feed)) {
    setAcceptDrops(true);
    buildBody();
    connectParts();
    showState();
}

ExplorePage::~ExplorePage() = default;

void ExplorePage::connectParts() {
    connect(m_browser, &MetricBrowser::chartRequested, this, &ExplorePage::addTo);
    connect(m_stack, &ChartStack::cardAdded, this, &ExplorePage::connectCard);
    connect(m_stack, &ChartStack::changed, this, [this] {
        watch();
        showState();
    });
    connect(m_stack, &ChartStack::removed, this, [this](const QString& title) {
        m_undoText->setText(tr("Removed “%1”").arg(title));
        m_undoBar->show();
        m_undoTimer->start();
    });
    connect(&m_window, &TimeWindow::changed, this, &ExplorePage::showState);
    connect(&m_feed, &SnapshotFeed::pausedChanged, this, &ExplorePage::showState);
    auto* undo = new QShortcut(QKeySequence::Undo, this);
    undo->setContext(Qt::WidgetWithChildrenShortcut);
    connect(undo, &QShortcut::activated, this, &ExplorePage::undoRemove);
}

void ExplorePage::connectCard(ChartCard* card) {
    connect(card, &ChartCard::specChanged, this, [this] {
        watch();
        updateCards();
        showState();
    });
    connect(card, &ChartCard::pauseRequested, this, [this] {
        m_feed.setPaused(!m_feed.isPaused());
    });
    connect(card, &ChartCard::pngRequested, this, [this, card] { saveCard(card, true); });
    connect(card, &ChartCard::copyRequested, this, [this, card] {
        QGuiApplication::clipboard()->setText(
            QString::fromUtf8(csvOf(card->curves().curves(), m_window))
        );
    });
    connect(card, &ChartCard::csvRequested, this, [this, card] { saveCard(card, false); });
}

void ExplorePage::addChart(const std::vector<model::SeriesRef>& series) {
    addTo(series, -1);
}

void ExplorePage::addTo(const std::vector<model::SeriesRef>& series, int chart) {
    if (series.empty()) {
        return;
    }
    const auto& cards = m_stack->cards();
    const bool isLast = chart == -2 && !cards.empty();
    if (isLast || (chart >= 0 && chart < static_cast<int>(cards.size()))) {
        cards[isLast ? cards.size() - 1 : static_cast<std::size_t>(chart)]->addSeries(series);
        return;
    }
    ChartSpec spec;
    QSet<quint64> seen;
    for (const model::SeriesRef ref : series) {
        if (!seen.contains(ref)) {
            seen.insert(ref);
            spec.series.push_back(ref);
        }
    }
    ChartCard* card = m_stack->add(spec, true);
    updateCards();
    // The layout has to know the new height before one can scroll there.
    QTimer::singleShot(0, card, [this, card] { m_stack->ensureWidgetVisible(card, 0, 8); });
}

void ExplorePage::update(const pipeline::SnapshotPtr& before, const pipeline::SnapshotPtr& now) {
    Q_UNUSED(before);
    m_window.setNow(static_cast<double>(now->timeMs));
    m_browser->update(now);
    updateCards();
}

void ExplorePage::updateCards() {
    bool hasNewTitles = false;
    for (ChartCard* card : m_stack->cards()) {
        const QString before = card->title();
        const bool wasChoosing = card->choosesFunction();
        card->update(*m_lookup);
        card->setFailures(m_lookup->failures(card->curves().targets()));
        hasNewTitles = hasNewTitles || before != card->title();
        if (wasChoosing && !card->choosesFunction()) {
            hasNewTitles = true;
            watch(); // now it is known how many of them are needed
        }
    }
    if (hasNewTitles) {
        showState();
    }
}

void ExplorePage::watch() {
    pipeline::WatchSet watched;
    QSet<quint64> seen;
    for (const ChartCard* card : m_stack->cards()) {
        for (const model::SeriesRef ref : card->watchedSeries()) {
            if (!seen.contains(ref)) {
                seen.insert(ref);
                watched.series.push_back(ref);
            }
        }
    }
    m_feed.setWatch(this, std::move(watched));
}

QLineEdit* ExplorePage::filterField() {
    return m_browser->filterField();
}

// Series that are dropped beside a chart (cards take their own) make a new one.
void ExplorePage::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasFormat(QString::fromLatin1(kSeriesMimeType))) {
        event->acceptProposedAction();
    }
}

void ExplorePage::dropEvent(QDropEvent* event) {
    if (event->position().x() > m_browser->width()) {
        addChart(seriesOf(*event->mimeData()));
        event->acceptProposedAction();
    }
}

void ExplorePage::undoRemove() {
    m_undoBar->hide();
    m_undoTimer->stop();
    if (m_stack->undoRemove() != nullptr) {
        updateCards();
    }
}

} // namespace meterbench::ui
