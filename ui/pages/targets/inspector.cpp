#include "ui/pages/targets/inspector.h"

#include "ui/feed/snapshot_feed.h"
#include "ui/pages/page.h"
#include "ui/pages/targets/history_tab.h"
#include "ui/pages/targets/lines_tabs.h"
#include "ui/pages/targets/metrics_tab.h"
#include "ui/pages/targets/raw_tab.h"
#include "ui/widgets/buttons.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>

#include <algorithm>

namespace meterbench::ui {

namespace {

QString stateLine(const pipeline::TargetState& target, std::int64_t nowMs) {
    const auto every = Inspector::tr("every %1").arg(wording::duration(target.intervalMs));
    if (target.lastScrapeMs == 0) {
        return Inspector::tr("not scraped yet · %1").arg(every);
    }
    QString fares;
    if (target.paused) {
        fares = Inspector::tr("paused");
    } else if (target.health == pipeline::Health::Up && target.firstGoodMs > 0) {
        fares = Inspector::tr("up for %1").arg(wording::duration(nowMs - target.firstGoodMs));
    } else if (target.health == pipeline::Health::Down && target.lastGoodMs > 0) {
        fares = Inspector::tr("down, last good %1").arg(wording::ago(target.lastGoodMs, nowMs));
    } else {
        fares = wording::health(target);
    }
    return Inspector::tr("%1 · scraped %2 in %3 · %4")
        .arg(
            fares,
            wording::ago(target.lastScrapeMs, nowMs),
            wording::took(target.lastDurationSeconds),
            every
        );
}

} // namespace

Inspector::Inspector(SnapshotFeed& feed, Navigator& navigator, QWidget* parent)
    : Bar(Qt::LeftEdge, parent)
    , m_feed(feed)
    , m_tabs(new QTabBar(this))
    , m_pages(new QStackedWidget(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHead());
    auto* tabRow = new Bar(Qt::BottomEdge | Qt::LeftEdge, this);
    auto* row = new QHBoxLayout(tabRow);
    row->setContentsMargins(4, 0, 4, 0);
    row->addWidget(m_tabs);
    column->addWidget(tabRow);
    column->addWidget(m_pages, 1);
    buildTabs(feed, navigator);
}

QWidget* Inspector::buildHead() {
    auto* head = new QWidget(this);
    m_url = new PlainLabel({}, 13, Token::Text, QFont::DemiBold, head);
    m_url->setMono(true);
    m_url->setElided(true);
    m_state = new PlainLabel({}, 12, Token::Muted, QFont::Normal, head);
    m_state->setElided(true);
    m_scrape = makeButton(tr("Scrape now"), ButtonKind::Small, head);
    m_pause = makeButton(tr("Pause"), ButtonKind::Small, head);
    m_close = makeButton(QStringLiteral("✕"), ButtonKind::Quiet, head);
    m_close->setAccessibleName(tr("Close the inspector"));
    m_close->setToolTip(tr("Close (Esc)"));
    m_close->hide();
    auto* rows = new QVBoxLayout(head);
    rows->setContentsMargins(14, 10, 10, 8);
    rows->setSpacing(4);
    auto* top = new QHBoxLayout;
    top->setSpacing(6);
    top->addWidget(m_url, 1);
    top->addWidget(m_scrape);
    top->addWidget(m_pause);
    top->addWidget(m_close);
    rows->addLayout(top);
    rows->addWidget(m_state);
    connect(m_scrape, &QPushButton::clicked, this, [this] { Q_EMIT scrapeRequested(m_id); });
    connect(m_pause, &QPushButton::clicked, this, [this] {
        Q_EMIT pauseRequested(m_id, m_target != nullptr && !m_target->paused);
    });
    connect(m_close, &QPushButton::clicked, this, &Inspector::closeRequested);
    return head;
}

void Inspector::buildTabs(SnapshotFeed& feed, Navigator& navigator) {
    m_metrics = new MetricsTab(feed, navigator, m_pages);
    m_raw = new RawTab(m_pages);
    m_labels = new LabelsTab(m_pages);
    m_lint = new LintTab(m_pages);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setUsesScrollButtons(false);
    m_tabs->setAccessibleName(tr("What to see of the target"));
    const std::array<std::pair<QString, InspectorTab*>, 6> all{
        {{tr("Metrics"), m_metrics},
         {tr("Raw"), m_raw},
         {tr("Changes"), new ChangesTab(m_pages)},
         {tr("Labels"), m_labels},
         {tr("History"), new HistoryTab(m_pages)},
         {tr("Lint"), m_lint}}};
    for (const auto& [name, page] : all) {
        m_tabs->addTab(name);
        m_pages->addWidget(page);
    }
    connect(m_tabs, &QTabBar::currentChanged, m_pages, &QStackedWidget::setCurrentIndex);
    connect(m_tabs, &QTabBar::currentChanged, this, [this] { feedTab(); });
    connect(m_metrics, &MetricsTab::watchChanged, this, &Inspector::tellWatch);
    connect(m_metrics, &MetricsTab::relabelingRequested, this, [this](const model::Labels& series) {
        m_labels->setSeries(series);
        showTab(Labels);
        feedTab();
    });
    connect(m_lint, &LintTab::countChanged, this, &Inspector::nameLint);
    connect(m_lint, &LintTab::lineRequested, this, [this](int line) {
        showTab(Raw);
        m_raw->goToLine(line);
    });
}

void Inspector::setCloseVisible(bool visible) {
    m_close->setVisible(visible);
}

void Inspector::showTab(Tab tab) {
    m_tabs->setCurrentIndex(tab);
}

void Inspector::nameLint(int count) {
    const QString name =
        count == 0 ? tr("Lint") : tr("Lint %1").arg(wording::count(static_cast<quint64>(count)));
    if (m_tabs->tabText(Lint) != name) {
        m_tabs->setTabText(Lint, name);
    }
}

void Inspector::inspect(pipeline::TargetId target) {
    if (m_id == target) {
        return;
    }
    m_id = target;
    m_target.reset();
    if (m_now != nullptr) {
        update(m_now);
    }
    tellWatch();
}

void Inspector::update(const pipeline::SnapshotPtr& now) {
    m_now = now;
    if (m_id == 0 || now->targets == nullptr) {
        return;
    }
    const auto& all = *now->targets;
    const auto found =
        std::find_if(all.begin(), all.end(), [this](const auto& one) { return one->id == m_id; });
    if (found == all.end()) {
        Q_EMIT closeRequested();
        return;
    }
    m_target = *found;
    tellHead(*m_target, now->timeMs);
    feedTab();
}

void Inspector::tellHead(const pipeline::TargetState& target, std::int64_t nowMs) {
    m_url->setText(wording::text(target.url));
    m_url->setToolTip(wording::text(target.url).toHtmlEscaped());
    m_state->setText(stateLine(target, nowMs));
    m_state->setToken(target.health == pipeline::Health::Down ? Token::Bad : Token::Muted);
    m_scrape->setEnabled(!target.scraping);
    m_pause->setText(target.paused ? tr("Resume") : tr("Pause"));
}

void Inspector::feedTab() {
    if (m_target == nullptr || m_now == nullptr || !isVisible()) {
        return;
    }
    auto* tab = static_cast<InspectorTab*>(m_pages->currentWidget());
    tab->update(m_target, *m_now);
    if (tab != m_lint) {
        m_lint->update(m_target, *m_now); // its count stands on the tab
    }
    tellWatch();
}

void Inspector::tellWatch() {
    pipeline::WatchSet wanted;
    if (isVisible() && m_id != 0) {
        wanted.inspected = m_id;
        wanted.series = static_cast<InspectorTab*>(m_pages->currentWidget())->watched();
    }
    if (wanted.inspected != m_watched.inspected || wanted.series != m_watched.series) {
        m_watched = wanted;
        m_feed.setWatch(this, std::move(wanted));
    }
}

void Inspector::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT closeRequested();
        return;
    }
    Bar::keyPressEvent(event);
}

void Inspector::showEvent(QShowEvent* event) {
    Bar::showEvent(event);
    feedTab();
}

void Inspector::hideEvent(QHideEvent* event) {
    Bar::hideEvent(event);
    tellWatch();
}

} // namespace meterbench::ui
