// Builds the live view only when there is something to show.
#include "ui/pages/overview/overview_page.h"

#include "ui/feed/figure_history.h"
#include "ui/pages/overview/figure_card.h"
#include "ui/pages/overview/pipeline_picture.h"
#include "ui/pages/overview/recent_events.h"
#include "ui/pages/overview/start_page.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/page_head.h"
#include "ui/wording/numbers.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QStackedLayout>

#include <cmath>

namespace meterbench::ui {

namespace {

bool isEmpty(const pipeline::Snapshot& now) {
    return (now.targets == nullptr || now.targets->empty()) && now.endpoints.empty();
}

std::uint64_t samplesPending(const pipeline::Snapshot& now) {
    std::uint64_t all = 0;
    for (const pipeline::EndpointPtr& endpoint : now.endpoints) {
        all += endpoint->state.samplesPending;
    }
    return all;
}

} // namespace

OverviewPage::OverviewPage(SnapshotFeed& feed, Navigator& navigator, QWidget* parent)
    : Page(parent)
    , m_feed(feed)
    , m_navigator(navigator)
    , m_stack(new QStackedLayout(this)) {}

QWidget* OverviewPage::buildLive() {
    auto* live = new QWidget(this);
    auto* column = new QVBoxLayout(live);
    column->setContentsMargins(0, 0, 0, 12);
    column->setSpacing(0);
    auto* head = new PageHead(tr("Overview"), live);
    head->setNote(tr("what comes in, what becomes of it, where it goes"));
    auto* inspect = makeButton(tr("Inspect an exporter…"), ButtonKind::Outlined, head);
    auto* open = makeButton(tr("Open configuration…"), ButtonKind::Outlined, head);
    head->addWidget(inspect);
    head->addWidget(open);
    connect(inspect, &QPushButton::clicked, this, [this] { m_navigator.inspectExporter(); });
    connect(open, &QPushButton::clicked, this, [this] { m_navigator.openConfiguration(); });
    column->addWidget(head);
    auto* cards = new QHBoxLayout;
    cards->setContentsMargins(16, 2, 16, 0);
    cards->setSpacing(12);
    const auto card = [&](const QString& name, PageId page) {
        auto* made = new FigureCard(name, live);
        cards->addWidget(made, 1);
        connect(made, &QAbstractButton::clicked, this, [this, page] {
            m_navigator.showPage(page);
        });
        return made;
    };
    m_in = card(tr("Samples in"), PageId::Targets);
    m_out = card(tr("Samples out"), PageId::Forwarding);
    m_unsent = card(tr("Oldest unsent"), PageId::Forwarding);
    m_series = card(tr("Series"), PageId::Explore);
    column->addLayout(cards);
    auto* rest = new QVBoxLayout;
    rest->setContentsMargins(16, 12, 16, 0);
    rest->setSpacing(12);
    m_picture = new PipelinePicture(live);
    m_picture->setMaximumHeight(400
    ); // beyond, the boxes would be lost in it; the events take the rest
    m_events = new RecentEvents(live);
    rest->addWidget(m_picture, 5);
    rest->addWidget(m_events, 3);
    column->addLayout(rest, 1);
    connect(m_picture, &PipelinePicture::pageRequested, this, [this](PageId page) {
        m_navigator.showPage(page);
    });
    connect(m_picture, &PipelinePicture::endpointRequested, this, [this](const QString& name) {
        m_navigator.showEndpoint(name.toStdString());
    });
    connect(m_events, &QAbstractButton::clicked, this, [this] {
        m_navigator.showPage(PageId::Events);
    });
    return live;
}

void OverviewPage::update(const pipeline::SnapshotPtr& before, const pipeline::SnapshotPtr& now) {
    Q_UNUSED(before);
    if (now->generation == 0) {
        return; // the engine has not spoken yet: nobody knows whether there is something to show
    }
    if (isEmpty(*now)) {
        if (m_start == nullptr) {
            m_start = new StartPage(this);
            m_stack->addWidget(m_start);
            connect(m_start, &StartPage::inspectRequested, this, [this] {
                m_navigator.inspectExporter();
            });
            connect(m_start, &StartPage::openRequested, this, [this] {
                m_navigator.openConfiguration();
            });
            connect(m_start, &StartPage::demoRequested, this, [this] { m_navigator.runDemo(); });
        }
        m_stack->setCurrentWidget(m_start);
        return;
    }
    if (m_live == nullptr) {
        m_live = buildLive();
        m_stack->addWidget(m_live);
    }
    m_stack->setCurrentWidget(m_live);
    showFigures(*now);
    m_picture->show(now);
    m_events->show(*now);
}

bool OverviewPage::showsStart() const {
    return m_start != nullptr && m_stack->currentWidget() == m_start;
}

void OverviewPage::showFigures(const pipeline::Snapshot& now) {
    using namespace wording;
    const std::size_t targets = now.targets == nullptr ? 0 : now.targets->size();
    m_in->setFigure(
        rate(std::round(now.rates.samplesInPerSecond)),
        tr("%1 of %2")
            .arg(
                count(now.targetsUp),
                counted(tr("%1 target(s)", nullptr, numerus(targets)), targets)
            )
    );
    m_out->setFigure(
        rate(std::round(now.rates.samplesOutPerSecond)),
        counted(tr("%1 endpoint(s)", nullptr, numerus(now.endpoints.size())), now.endpoints.size())
    );
    const std::uint64_t pending = samplesPending(now);
    m_unsent->setFigure(
        duration(oldestUnsentAgeMs(now)),
        pending > 0 ? tr("%1 waiting").arg(count(pending)) : tr("nothing waiting"),
        pending > 0 ? Token::Attention : Token::Good
    );
    m_series->setFigure(
        count(now.activeSeries),
        tr("%1 in memory").arg(bytes(static_cast<double>(now.layoutBytes + now.storeBytes)))
    );
    const FigureHistory& history = m_feed.history();
    m_in->setValues(history.samplesIn());
    m_out->setValues(history.samplesOut());
    m_unsent->setValues(history.oldestUnsentSeconds());
    m_series->setValues(history.series());
}

} // namespace meterbench::ui
