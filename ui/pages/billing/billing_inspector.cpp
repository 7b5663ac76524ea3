#include "ui/pages/billing/billing_inspector.h"

#include "ui/pages/billing/billing_words.h"
#include "ui/pages/billing/inspector_tabs.h"
#include "ui/widgets/buttons.h"
#include "ui/wording/states.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

#include <algorithm>

namespace meterbench::ui {

namespace {

QString subtitleOf(const UsageModel::Place& place, const usage::View& usage) {
    if (place.dimension == nullptr) {
        return place.customer->plan.empty()
                   ? BillingInspector::tr("no price plan")
                   : BillingInspector::tr("plan %1").arg(wording::text(place.customer->plan));
    }
    if (usage.workspace == nullptr) {
        return {};
    }
    const auto& meters = usage.workspace->meters;
    const auto meter = std::ranges::find(meters, place.dimension->meter, &metering::Meter::name);
    return meter == meters.end() ? wording::text(place.dimension->meter) : meterText(*meter);
}

} // namespace

BillingInspector::BillingInspector(QWidget* parent)
    : Bar(Qt::LeftEdge, parent) {
    setFixedWidth(400);
    setAccessibleName(tr("Usage in depth"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 0, 0, 0);
    column->setSpacing(0);
    m_empty = new EmptyState(
        tr("Select a customer or a dimension to see how its price comes about."), {}, this
    );
    column->addWidget(m_empty, 1);
    m_content = new QWidget(this);
    column->addWidget(m_content, 1);
    auto* inner = new QVBoxLayout(m_content);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(0);
    inner->addWidget(buildHead());
    m_tabs = new QTabBar(m_content);
    m_pages = new QStackedWidget(m_content);
    auto* tabRow = new Bar(Qt::BottomEdge, m_content);
    auto* row = new QHBoxLayout(tabRow);
    row->setContentsMargins(4, 0, 4, 0);
    row->addWidget(m_tabs);
    inner->addWidget(tabRow);
    inner->addWidget(m_pages, 1);
    m_reading =
        new EmptyState(tr("Reading the journal for the period that was chosen…"), {}, m_content);
    m_reading->hide();
    inner->addWidget(m_reading, 1);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setAccessibleName(tr("What to see of the usage"));
    auto* series = new SeriesTab(m_pages);
    connect(series, &SeriesTab::samplesRequested, this, &BillingInspector::samplesRequested);
    m_each = {
        new PriceTab(m_pages), new WindowsTab(m_pages), series, new RequestTab(m_pages)};
    const std::array<QString, TabCount> titles{
        tr("Price"), tr("Windows"), tr("Series"), tr("Request")};
    for (std::size_t i = 0; i < m_each.size(); ++i) {
        m_tabs->addTab(titles[i]);
        m_pages->addWidget(m_each[i]);
    }
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        m_pages->setCurrentIndex(tab);
        Q_EMIT tabChanged();
    });
    m_content->hide();
}

QWidget* BillingInspector::buildHead() {
    auto* head = new QWidget(m_content);
    auto* rows = new QVBoxLayout(head);
    rows->setContentsMargins(14, 12, 10, 8);
    rows->setSpacing(2);
    m_title = new PlainLabel({}, 13, Token::Text, QFont::DemiBold, head);
    m_title->setElided(true);
    m_meter = new PlainLabel({}, 12, Token::Muted, QFont::Normal, head);
    m_meter->setElided(true);
    m_close = makeButton(QStringLiteral("✕"), ButtonKind::Quiet, head);
    m_close->setAccessibleName(tr("Close the inspector"));
    m_close->setToolTip(tr("Close (Esc)"));
    m_close->hide();
    auto* top = new QHBoxLayout;
    top->addWidget(m_title, 1);
    top->addWidget(m_close);
    rows->addLayout(top);
    rows->addWidget(m_meter);
    connect(m_close, &QPushButton::clicked, this, &BillingInspector::closeRequested);
    return head;
}

void BillingInspector::setCloseable(bool closeable) {
    m_close->setVisible(closeable);
}

void BillingInspector::showTab(Tab tab) {
    m_tabs->setCurrentIndex(tab);
}

void BillingInspector::show(
    const UsageModel::Place& place,
    const usage::ViewPtr& usage,
    const pipeline::SnapshotPtr& now,
    bool isReading
) {
    m_empty->setVisible(place.customer == nullptr);
    m_content->setVisible(place.customer != nullptr);
    if (place.customer == nullptr) {
        return;
    }
    const QString who = customerText(*place.customer);
    m_title->setText(
        place.dimension == nullptr ? who : tr("%1 · %2").arg(who, dimensionText(*place.dimension))
    );
    QString subtitle = subtitleOf(place, *usage);
    if (!isReading && place.customer->period != usage->period) {
        // The page's head names the months of the others.
        const QString period = periodText(place.customer->period, usage->timeMs, true);
        subtitle = tr("%1 · %2").arg(period, subtitle);
    }
    m_meter->setText(subtitle);
    m_meter->setToolTip(subtitle.toHtmlEscaped());
    m_pages->setVisible(!isReading);
    m_reading->setVisible(isReading);
    if (isReading) {
        return;
    }
    const Inspected inspected{place, *usage, now.get()};
    m_each[static_cast<std::size_t>(m_tabs->currentIndex())]->show(inspected);
}

} // namespace meterbench::ui
