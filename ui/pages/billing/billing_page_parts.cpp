// The parts of the page: head, figures, tables. How they follow: billing_page.cpp.
#include "ui/pages/billing/billing_inspector.h"
#include "ui/pages/billing/billing_page.h"
#include "ui/pages/billing/figure_strip.h"
#include "ui/pages/billing/own_endpoint_view.h"
#include "ui/pages/billing/reconcile_view.h"
#include "ui/pages/billing/unbilled_model.h"
#include "ui/pages/billing/usage_delegate.h"
#include "ui/pages/billing/usage_model.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cell_delegate.h"
#include "ui/widgets/filter_field.h"
#include "ui/widgets/page_head.h"
#include "ui/widgets/row_table.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

namespace meterbench::ui {

namespace {

constexpr int kUsageWidths[] = {160, 136, 92, 148, 92, 80};

} // namespace

BillingPage::BillingPage(
    UsageFeed& usage,
    SnapshotFeed& feed,
    Navigator& navigator,
    QWidget* parent,
    billing::Desk* desk
)
    : Page(parent)
    , m_usage(usage)
    , m_feed(feed)
    , m_navigator(navigator)
    , m_model(new UsageModel(this))
    , m_unbilled(new UnbilledModel(this))
    , m_desk(desk) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(buildMain(), 1);
    // Not in the layout: beside the table on a wide page, over it on a narrow one.
    m_inspector = new BillingInspector(this);
    connect(m_inspector, &BillingInspector::closeRequested, this, &BillingPage::closeInspector);
    connect(m_inspector, &BillingInspector::tabChanged, this, &BillingPage::showInspected);
    connect(m_inspector, &BillingInspector::samplesRequested, this, &BillingPage::chartSamples);
    connect(&m_usage, &UsageFeed::changed, this, [this] {
        if (isVisible()) {
            take();
        }
    });
    connect(m_model, &UsageModel::countsChanged, this, &BillingPage::keepSelection);
    connectTable();
    buildActions();
    buildPeriodActions();
    viewChanged();
}

QWidget* BillingPage::buildMain() {
    auto* main = new QWidget(this);
    auto* column = new QVBoxLayout(main);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHead(main));
    column->addWidget(buildTabs(main));
    m_usageView = buildUsage(main);
    m_reconcile = new ReconcileView(m_usage, m_navigator, main);
    column->addWidget(m_usageView, 1);
    column->addWidget(m_reconcile, 1);
    if (m_desk != nullptr) {
        m_own = new OwnEndpointView(*m_desk, m_navigator, main);
        column->addWidget(m_own, 1);
    }
    return main;
}

QWidget* BillingPage::buildUsage(QWidget* parent) {
    auto* whole = new QWidget(parent);
    auto* column = new QVBoxLayout(whole);
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(0);
    m_content = new QWidget(whole);
    auto* inner = new QVBoxLayout(m_content);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(0);
    m_figures = new FigureStrip(m_content);
    auto* card = new QHBoxLayout;
    card->setContentsMargins(16, 0, 16, 8);
    card->addWidget(m_figures);
    inner->addLayout(card);
    buildTable(m_content);
    inner->addWidget(m_table, 1'000);
    inner->addWidget(buildCauses(m_content), 0);
    inner->addStretch(1);
    column->addWidget(m_content, 1);
    m_empty = new EmptyState(
        tr("Usage per customer and dimension would be here, with its price, what was sent and "
           "accepted, and what is not billable and why. A workspace says what is metered."),
        tr("Open a workspace"),
        whole
    );
    connect(m_empty, &EmptyState::actionRequested, this, [this] {
        m_navigator.openConfiguration();
    });
    column->addWidget(m_empty, 1);
    m_content->hide();
    return whole;
}

QWidget* BillingPage::buildHead(QWidget* parent) {
    m_head = new PageHead(tr("Billing"), parent);
    m_filter = new FilterField(tr("Filter"), m_head);
    m_filter->setAccessibleName(tr("Filter usage"));
    m_filter->setFixedWidth(150);
    m_plans = makeButton(tr("Plans"), ButtonKind::Outlined, m_head);
    m_templates = makeButton(tr("Templates"), ButtonKind::Outlined, m_head);
    m_statement = makeButton(tr("Statement…"), ButtonKind::Primary, m_head);
    m_plans->setToolTip(tr("Price plans, and what so many units would cost"));
    m_templates->setToolTip(tr("Meters that are made already, and what they would count here"));
    m_head->addWidget(m_filter);
    for (QPushButton* button : {m_plans, m_templates, m_statement}) {
        m_head->addWidget(button);
    }
    connect(m_filter, &QLineEdit::textChanged, m_model, &UsageModel::setFilterText);
    connect(m_plans, &QPushButton::clicked, this, &BillingPage::openPlans);
    connect(m_templates, &QPushButton::clicked, this, &BillingPage::openTemplates);
    connect(m_statement, &QPushButton::clicked, this, &BillingPage::openStatement);
    return m_head;
}

void BillingPage::buildTable(QWidget* parent) {
    m_table = new RowTable(parent);
    m_table->setModel(m_model);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    setUpTable(m_table, tr("Customers and dimensions"));
    m_table->setItemDelegate(new UsageDelegate(*m_model, m_table));
    QHeaderView* header = m_table->horizontalHeader();
    header->setMinimumSectionSize(60);
    header->setSectionsClickable(true);
    header->setSortIndicatorShown(false);
    connect(header, &QHeaderView::sectionClicked, this, &BillingPage::sortBy);
    for (int i = 0; i < UsageModel::ColumnCount; ++i) {
        m_table->setColumnWidth(i, kUsageWidths[i]);
    }
    header->setSectionResizeMode(UsageModel::Name, QHeaderView::Stretch);
    m_table->installEventFilter(this);
    m_table->viewport()->installEventFilter(this);
    restoreSort();
}

QWidget* BillingPage::buildCauses(QWidget* parent) {
    m_causesBox = new QWidget(parent);
    m_causesBox->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto* column = new QVBoxLayout(m_causesBox);
    column->setContentsMargins(0, 0, 0, 8);
    column->setSpacing(0);
    auto* title = new QHBoxLayout;
    title->setContentsMargins(16, 14, 16, 6);
    title->addWidget(
        new PlainLabel(tr("Not billable, and why"), 13, Token::Text, QFont::DemiBold, m_causesBox)
    );
    title->addStretch(1);
    column->addLayout(title);
    m_causes = new QTableView(m_causesBox);
    m_causes->setModel(m_unbilled);
    m_causes->setSelectionMode(QAbstractItemView::SingleSelection);
    setUpTable(m_causes, tr("Not billable, and why"));
    m_causes->verticalHeader()->setDefaultSectionSize(36);
    m_causes->horizontalHeader()->hide();
    m_causes->setColumnWidth(UnbilledModel::Amount, 110);
    m_causes->setColumnWidth(UnbilledModel::Why, 260);
    m_causes->setColumnWidth(UnbilledModel::Repair, 116);
    m_causes->horizontalHeader()->setSectionResizeMode(UnbilledModel::Where, QHeaderView::Stretch);
    m_causes->setItemDelegateForColumn(UnbilledModel::Repair, new RepairDelegate(m_causes));
    m_causes->installEventFilter(this);
    column->addWidget(m_causes);
    m_causesBox->hide();
    return m_causesBox;
}

} // namespace meterbench::ui
