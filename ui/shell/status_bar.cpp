// What the status bar says, and how its items are painted.
#include "ui/shell/status_bar.h"

#include "ui/feed/figure_history.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QHBoxLayout>
#include <QKeyEvent>

#include <algorithm>

namespace meterbench::ui {

namespace {

constexpr int kPadding = 13;
constexpr int kSeriesFrom = 960; ///< narrower, the number of series is left out

QFont runFont(const Theme& theme, const StatusRun& run) {
    return theme.textFont(12, run.strong ? QFont::DemiBold : QFont::Normal);
}

int newEvents(const pipeline::Snapshot& now, std::uint64_t seen) {
    if (now.events == nullptr) {
        return 0;
    }
    return static_cast<int>(std::count_if(
        now.events->rbegin(),
        now.events->rend(),
        [seen](const auto& event) {
            return event->id > seen && event->level >= base::LogLevel::Warn;
        }
    ));
}

} // namespace

StatusItem::StatusItem(const QString& tip, QWidget* parent)
    : QAbstractButton(parent) {
    setToolTip(tip);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setFixedHeight(27);
}

void StatusItem::setRuns(std::vector<StatusRun> runs) {
    const Theme& theme = Theme::of(this);
    QString whole;
    int width = 2 * kPadding;
    for (const StatusRun& run : runs) {
        whole += run.text;
        width += numberWidth(runFont(theme, run), run.text);
    }
    m_runs = std::move(runs);
    if (whole == accessibleName()) {
        update();
        return;
    }
    setAccessibleName(whole);
    if (width > m_width) {
        m_width = width;
        updateGeometry();
    }
    update();
}

QSize StatusItem::sizeHint() const {
    return {m_width, 27};
}

void StatusItem::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    if (underMouse()) {
        painter.fillRect(rect(), theme.color(Token::Raised));
    }
    painter.fillRect(QRect(width() - 1, 6, 1, height() - 12), theme.color(Token::Line));
    int x = kPadding;
    for (const StatusRun& run : m_runs) {
        painter.setFont(runFont(theme, run));
        painter.setPen(theme.color(run.token));
        const int wide = numberWidth(painter.font(), run.text);
        drawNumber(painter, QRect(x, 0, wide, height()), Qt::AlignLeft, run.text);
        x += wide;
    }
    if (hasVisibleFocus(this)) {
        drawFocusRing(painter, theme, rect(), 3);
    }
}

void StatusItem::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

StatusBar::StatusBar(QWidget* parent)
    : Bar(Qt::TopEdge, parent) {
    setFixedHeight(28);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 1, 0, 0);
    row->setSpacing(0);
    m_targets = add(PageId::Targets, tr("Targets by their last scrape"));
    m_in = add(PageId::Targets, tr("Samples scraped per second, over the last ten seconds"));
    m_series =
        add(PageId::Explore, tr("Series that had a sample in the last scrape of their target"));
    m_log =
        add(PageId::Forwarding,
            tr("The log on disk, and the age of the oldest sample not yet delivered"));
    m_out = add(PageId::Forwarding, tr("Samples accepted per second, over all endpoints"));
    m_events = add(PageId::Events, tr("Warnings and errors since you last looked at Events"));
    row->addStretch(1);
}

StatusItem* StatusBar::add(PageId page, const QString& tip) {
    auto* item = new StatusItem(tip, this);
    layout()->addWidget(item);
    m_items.emplace_back(page, item);
    connect(item, &QAbstractButton::clicked, this, [this, page] { Q_EMIT pageRequested(page); });
    return item;
}

StatusItem* StatusBar::item(PageId page) const {
    for (const auto& [id, item] : m_items) {
        if (id == page) {
            return item;
        }
    }
    return nullptr;
}

void StatusBar::resizeEvent(QResizeEvent* event) {
    Bar::resizeEvent(event);
    m_series->setVisible(width() >= kSeriesFrom);
}

void StatusBar::show(const pipeline::Snapshot& now) {
    using namespace wording;
    const bool down = now.targetsDown > 0;
    m_targets->setRuns(
        {{tr("Targets ")},
         {tr("%1 up").arg(count(now.targetsUp)), Token::Text, true},
         {QStringLiteral(" / ")},
         {tr("%1 down").arg(count(now.targetsDown)), down ? Token::Bad : Token::Text, true}}
    );
    m_in->setRuns(
        {{tr("In ")},
         {number(std::round(now.rates.samplesInPerSecond)), Token::Text, true},
         {tr(" samples/s")}}
    );
    m_series->setRuns({{tr("Series ")}, {count(now.activeSeries), Token::Text, true}});
    if (!now.log.problem.empty()) {
        m_log->setRuns({{tr("Log ")}, {tr("cannot be written"), Token::Bad, true}});
    } else {
        m_log->setRuns(
            {{tr("Log ")},
             {bytes(static_cast<double>(now.log.stats.sizeBytes)), Token::Text, true},
             {tr(", oldest unsent ")},
             {duration(oldestUnsentAgeMs(now)), Token::Text, true}}
        );
    }
    m_out->setRuns(
        {{tr("Out ")},
         {number(std::round(now.rates.samplesOutPerSecond)), Token::Text, true},
         {tr("/s to ")},
         {count(now.endpoints.size()), Token::Text, true},
         {now.endpoints.size() == 1 ? tr(" endpoint") : tr(" endpoints")}}
    );
    const int fresh = newEvents(now, m_seenEvent);
    m_events->setRuns(
        {{fresh == 1 ? tr("1 new event") : tr("%1 new events").arg(fresh),
          fresh > 0 ? Token::Text : Token::Muted,
          fresh > 0}}
    );
}

} // namespace meterbench::ui
