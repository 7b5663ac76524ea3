#include "ui/pages/billing/inspector_tabs.h"

#include "ui/pages/billing/billing_words.h"
#include "ui/pages/billing/price_lines.h"
#include "ui/pages/billing/record_words.h"
#include "ui/pages/billing/usage_curve.h"
#include "ui/widgets/basics.h"
#include "ui/widgets/fact_list.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QAction>
#include <QHeaderView>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace meterbench::ui {

namespace {

constexpr std::size_t kNewestRecords = 30;

QVBoxLayout* columnOf(QWidget* widget) {
    auto* column = new QVBoxLayout(widget);
    column->setContentsMargins(1, 8, 0, 0);
    column->setSpacing(0);
    return column;
}

const pricing::Line* lineOf(const Inspected& inspected) {
    const auto& statement = inspected.place.customer->statement;
    if (statement == nullptr || inspected.place.dimension == nullptr) {
        return nullptr;
    }
    const auto line = std::ranges::find(
        statement->lines, inspected.place.dimension->dimension, &pricing::Line::dimension
    );
    return line == statement->lines.end() ? nullptr : &*line;
}

QString priceWords(const Inspected& inspected) {
    const usage::CustomerRow& customer = *inspected.place.customer;
    if (customer.id.empty()) {
        return PriceTab::tr(
            "Nobody can be billed for this usage: its series name no customer. See \"Not billable, "
            "and why\"."
        );
    }
    if (customer.statement == nullptr) {
        return PriceTab::tr("No price plan is set for %1. Add one under billing: customers: in the "
                            "workspace.")
            .arg(customerText(customer));
    }
    if (inspected.place.dimension != nullptr && lineOf(inspected) == nullptr) {
        return PriceTab::tr("The plan %1 has no price for %2.")
            .arg(wording::text(customer.plan), dimensionText(*inspected.place.dimension));
    }
    return {};
}

} // namespace

PriceTab::PriceTab(QWidget* parent)
    : BillingTab(parent) {
    auto* column = columnOf(this);
    m_words = makeWrappedLabel({}, 13, Token::Muted, this);
    m_words->setContentsMargins(14, 4, 14, 8);
    column->addWidget(m_words);
    m_tiers = new LineTable(tierColumns(), tr("What each tier costs"), this);
    m_tiers->setFitsRows(true);
    m_tiers->setStretched(0);
    m_tiers->setColumnWidth(1, 84);
    m_tiers->setColumnWidth(2, 112);
    m_tiers->setColumnWidth(3, 84);
    column->addWidget(m_tiers);
    m_curve = new UsageCurve(this);
    column->addSpacing(8);
    column->addWidget(m_curve);
    m_recordsTitle = new PlainLabel(tr("Records"), 13, Token::Text, QFont::DemiBold, this);
    auto* title = new QVBoxLayout;
    title->setContentsMargins(14, 8, 14, 4);
    title->addWidget(m_recordsTitle);
    column->addLayout(title);
    m_records = new LineTable(recordColumns(), tr("Newest records"), this);
    m_records->horizontalHeader()->hide();
    m_records->setColumnWidth(0, 78);
    m_records->setColumnWidth(1, 64);
    m_records->setColumnWidth(2, 134);
    column->addWidget(m_records, 1);
    column->addStretch(0);
}

void PriceTab::show(const Inspected& inspected) {
    const QString words = priceWords(inspected);
    m_words->setText(words);
    m_words->setVisible(!words.isEmpty());
    const usage::CustomerRow& customer = *inspected.place.customer;
    const pricing::Line* const line = lineOf(inspected);
    std::vector<LineRow> rows;
    if (inspected.place.dimension == nullptr && customer.statement != nullptr) {
        rows = statementRows(*customer.statement);
    } else if (line != nullptr) {
        rows = tierRows(*line, customer.currency);
    }
    m_tiers->setVisible(!rows.empty());
    m_tiers->setRows(std::move(rows));
    // The curve is that of today, which is in no period that has ended.
    const bool isCurve =
        inspected.place.dimension != nullptr && inspected.usage.timeMs < customer.period.endMs;
    m_curve->setVisible(isCurve);
    if (isCurve) {
        m_curve->setSlots(
            inspected.place.dimension->today,
            inspected.usage.historyBeginMs,
            inspected.usage.historySlotMs,
            inspected.usage.timeMs
        );
    }
    showRecords(inspected);
}

void PriceTab::showRecords(const Inspected& inspected) {
    const usage::Drill* const drill = inspected.drill();
    std::vector<LineRow> rows;
    if (drill != nullptr) {
        const std::size_t most = std::min(drill->records.size(), kNewestRecords);
        for (std::size_t i = 0; i < most; ++i) {
            rows.push_back(recordRow(drill->records[i], inspected.usage.endpoints));
        }
    }
    m_recordsTitle->setVisible(inspected.place.dimension != nullptr);
    m_records->setVisible(inspected.place.dimension != nullptr);
    m_records->setRows(std::move(rows));
}

WindowsTab::WindowsTab(QWidget* parent)
    : BillingTab(parent) {
    auto* column = columnOf(this);
    m_windows = new LineTable(
        {{tr("Window")}, {tr("Usage"), true}, {tr("Coverage"), true}, {tr("Stands")}},
        tr("Windows, newest first"),
        this
    );
    m_windows->setColumnWidth(0, 162);
    m_windows->setColumnWidth(1, 88);
    m_windows->setColumnWidth(2, 78);
    column->addWidget(m_windows, 1);
}

void WindowsTab::show(const Inspected& inspected) {
    std::vector<LineRow> rows;
    if (const usage::Drill* const drill = inspected.drill()) {
        for (const usage::WindowRow& window : drill->windows) {
            rows.push_back(windowRow(window, inspected.place.dimension->unit));
        }
    }
    m_windows->setRows(std::move(rows));
}

SeriesTab::SeriesTab(QWidget* parent)
    : BillingTab(parent) {
    auto* column = columnOf(this);
    m_facts = new FactList(this);
    auto* facts = new QVBoxLayout;
    facts->setContentsMargins(14, 0, 14, 8);
    facts->addWidget(m_facts);
    column->addLayout(facts);
    m_things = new LineTable(
        {{tr("Measured")}, {tr("Usage"), true}, {tr("Samples"), true}, {tr("Coverage"), true}},
        tr("What was measured"),
        this
    );
    m_things->setStretched(0);
    m_things->setColumnWidth(1, 84);
    m_things->setColumnWidth(2, 72);
    m_things->setColumnWidth(3, 74);
    auto* chart = new QAction(tr("Samples on a chart"), m_things);
    chart->setShortcuts({QKeySequence(Qt::Key_C), QKeySequence(Qt::Key_Return)});
    chart->setShortcutContext(Qt::WidgetShortcut);
    m_things->addAction(chart);
    m_things->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(chart, &QAction::triggered, this, &SeriesTab::requestSamples);
    connect(m_things, &QTableView::doubleClicked, this, &SeriesTab::requestSamples);
    column->addWidget(m_things, 1);
    auto* hint = new PlainLabel(
        tr("Enter or double click: its samples, on a chart"), 12, Token::Hint, QFont::Normal, this
    );
    auto* foot = new QVBoxLayout;
    foot->setContentsMargins(14, 8, 14, 10);
    foot->addWidget(hint);
    column->addLayout(foot);
}

void SeriesTab::requestSamples() {
    const int row = m_things->currentIndex().row();
    if (row >= 0 && static_cast<std::size_t>(row) < m_keys.size()) {
        const auto [meter, thing] = m_keys[static_cast<std::size_t>(row)];
        Q_EMIT samplesRequested(meter, thing);
    }
}

void SeriesTab::show(const Inspected& inspected) {
    std::vector<LineRow> rows;
    m_keys.clear();
    if (const usage::Drill* const drill = inspected.drill()) {
        for (const usage::ThingRow& thing : drill->things) {
            rows.push_back(thingRow(thing, inspected.place.dimension->unit, *drill));
            m_keys.emplace_back(thing.meter, thing.thing);
        }
    }
    m_things->setRows(std::move(rows));
    m_facts->setFacts(
        inspected.place.dimension == nullptr ? std::vector<Fact>()
                                             : evidenceFacts(inspected.place.dimension->evidence)
    );
}

RequestTab::RequestTab(QWidget* parent)
    : BillingTab(parent) {
    auto* column = columnOf(this);
    m_facts = new FactList(this);
    auto* facts = new QVBoxLayout;
    facts->setContentsMargins(14, 0, 14, 8);
    facts->addWidget(m_facts);
    column->addLayout(facts);
    m_records = new LineTable(recordColumns(), tr("Records and how they stand"), this);
    m_records->setColumnWidth(0, 78);
    m_records->setColumnWidth(1, 64);
    m_records->setColumnWidth(2, 134);
    column->addWidget(m_records, 1);
}

void RequestTab::show(const Inspected& inspected) {
    std::vector<Fact> facts;
    if (inspected.now != nullptr) {
        facts = deliveryFacts(*inspected.now);
    }
    if (facts.empty()) {
        facts.push_back({tr("Usage endpoint"), tr("none: nothing is sent"), Token::Muted});
    }
    std::vector<LineRow> rows;
    if (const usage::Drill* const drill = inspected.drill()) {
        facts.push_back(
            {tr("Records of this row"), wording::count(drill->recordsInAll), Token::Text}
        );
        for (const usage::RecordRow& record : drill->records) {
            rows.push_back(recordRow(record, inspected.usage.endpoints));
        }
    }
    m_facts->setFacts(std::move(facts));
    m_records->setRows(std::move(rows));
}

} // namespace meterbench::ui
