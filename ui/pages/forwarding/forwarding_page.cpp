// The page's parts and how they follow the snapshot. What a click does: forwarding_actions.cpp.
#include "ui/pages/forwarding/forwarding_page.h"

#include "ui/pages/forwarding/endpoint_dialog.h"
#include "ui/pages/forwarding/losses_model.h"
#include "ui/secrets/keychain_store.h"
#include "ui/secrets/secret_file.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cell_delegate.h"
#include "ui/widgets/filter_field.h"
#include "ui/widgets/page_head.h"
#include "ui/wording/numbers.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPushButton>
#include <QTableView>

namespace meterbench::ui {

namespace {

constexpr int kBesideFrom =
    900; ///< narrower, the inspector slides over the page when it is asked for
/// Columns that go first when there is little room; the inspector has all of them.
constexpr EndpointsModel::Column kSpare[] = {
    EndpointsModel::InFlight,
    EndpointsModel::Bytes,
    EndpointsModel::Retries,
    EndpointsModel::Oldest,
    EndpointsModel::Rate};
constexpr int kWidths[] = {116, 140, 76, 80, 84, 80, 92, 68, 68, 68, 112};

std::size_t usageCount(const pipeline::Snapshot& now) {
    return now.usageEndpoints == nullptr ? 0 : now.usageEndpoints->size();
}

} // namespace

ForwardingPage::ForwardingPage(
    SnapshotFeed& feed, Navigator& navigator, QWidget* parent, const UsageFeed* usage
)
    : Page(parent)
    , m_feed(feed)
    , m_navigator(navigator)
    , m_usage(usage)
    , m_model(new EndpointsModel(this))
    , m_losses(new LossesModel(this))
    , m_keychain(std::make_unique<KeychainStore>())
    , m_secretFolder(secretFolder()) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(buildMain(), 1);
    // Not in the layout: beside the table on a wide page, over it on a narrow one.
    m_inspector = new EndpointInspector(this);
    connectInspector();
    connect(&m_feed, &SnapshotFeed::outcome, this, &ForwardingPage::onOutcome);
}

QWidget* ForwardingPage::buildMain() {
    auto* main = new QWidget(this);
    auto* column = new QVBoxLayout(main);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHead(main));
    buildTable(main);
    m_empty = new EmptyState(
        tr("Nothing is sent on yet: add a remote-write receiver, and what is logged from "
           "then on goes there; or a billing service, which gets the usage that meters count."),
        tr("Add endpoint"),
        main
    );
    m_empty->hide();
    connect(m_empty, &EmptyState::actionRequested, this, &ForwardingPage::openNew);
    column->addWidget(m_table, 3);
    column->addWidget(m_empty, 3);
    column->addWidget(buildLosses(main), 2);
    return main;
}

QWidget* ForwardingPage::buildHead(QWidget* parent) {
    auto* head = new PageHead(tr("Forwarding"), parent);
    m_filter = new FilterField(tr("Filter endpoints"), head);
    auto* add = makeButton(tr("Add endpoint"), ButtonKind::Primary, head);
    head->addWidget(m_filter, 1);
    head->addWidget(add);
    connect(m_filter, &QLineEdit::textChanged, this, &ForwardingPage::refresh);
    connect(add, &QPushButton::clicked, this, &ForwardingPage::openNew);
    return head;
}

void ForwardingPage::buildTable(QWidget* parent) {
    m_table = new QTableView(parent);
    m_table->setModel(m_model);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    setUpTable(m_table, tr("Endpoints"));
    for (int i = 0; i < EndpointsModel::Columns; ++i) {
        m_table->setColumnWidth(i, kWidths[i]);
    }
    m_table->horizontalHeader()->setMinimumSectionSize(48);
    m_table->horizontalHeader()->setStretchLastSection(true);
    connect(
        m_table->selectionModel(),
        &QItemSelectionModel::currentRowChanged,
        this,
        [this](const QModelIndex& row) {
            if (const std::optional<EndpointKey> key = m_model->keyAt(row.row())) {
                m_selected = *key;
            }
            showInspected();
        }
    );
    connect(m_table, &QTableView::activated, this, &ForwardingPage::openInspector);
    connect(m_table, &QTableView::clicked, this, &ForwardingPage::openInspector);
    buildTableActions();
    setFocusProxy(m_table);
}

QWidget* ForwardingPage::buildLosses(QWidget* parent) {
    m_lossesBox = new QWidget(parent);
    auto* column = new QVBoxLayout(m_lossesBox);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* line = new Bar(Qt::TopEdge, m_lossesBox);
    line->setFixedHeight(1);
    column->addWidget(line);
    m_lossesTitle = new PlainLabel({}, 13, Token::Text, QFont::DemiBold, m_lossesBox);
    auto* title = new QHBoxLayout;
    title->setContentsMargins(16, 10, 16, 6);
    title->addWidget(m_lossesTitle);
    title->addStretch(1);
    column->addLayout(title);
    auto* table = new QTableView(m_lossesBox);
    table->setModel(m_losses);
    setUpTable(table, tr("Losses, newest first"));
    const QFontMetrics mono(Theme::of(this).monoFont());
    table->setColumnWidth(
        LossesModel::Time, mono.horizontalAdvance(QStringLiteral("2026-11-21 11:42:07")) + 26
    );
    table->setColumnWidth(LossesModel::Who, 100);
    table->setColumnWidth(LossesModel::Samples, 96);
    table->setColumnWidth(LossesModel::Reason, 210);
    table->horizontalHeader()->setStretchLastSection(true);
    column->addWidget(table, 1);
    m_lossesBox->hide();
    return m_lossesBox;
}

QLineEdit* ForwardingPage::filterField() {
    return m_filter;
}

void ForwardingPage::update(const pipeline::SnapshotPtr& before, const pipeline::SnapshotPtr& now) {
    Q_UNUSED(before);
    m_now = now;
    const auto schema = now->metered == nullptr ? nullptr : now->metered->options;
    if (m_billable.empty() || schema != m_billableOf) {
        m_billable = billableRulesOf(schemaOf(*now));
        m_billableOf = schema;
    }
    refresh();
}

void ForwardingPage::refresh() {
    if (m_now == nullptr) {
        return;
    }
    m_model->show(m_now, m_filter->text());
    spanProblems();
    const bool none = isEmpty();
    m_empty->setVisible(none);
    m_table->setVisible(!none);
    m_filter->setCount(tr("%1 of %2")
                           .arg(
                               wording::count(static_cast<std::uint64_t>(m_model->endpointCount())),
                               wording::count(m_now->endpoints.size() + usageCount(*m_now))
                           ));
    m_losses->show(m_now->log.ledger);
    m_lossesBox->setVisible(!m_now->log.ledger.empty());
    m_lossesTitle->setText(wording::counted(
        tr("Losses: %1 sample(s) in all", nullptr, wording::numerus(m_now->log.lostSamples)),
        m_now->log.lostSamples
    ));
    const std::optional<int> kept = m_model->rowOf(m_selected);
    const int row = kept ? *kept : 0;
    if (!none && m_model->rowCount() > 0 && m_table->currentIndex().row() != row) {
        m_table->setCurrentIndex(m_model->index(row, 0));
    }
    showInspected();
}

void ForwardingPage::spanProblems() {
    // The sentence under a failing endpoint runs over all columns but the first, on as many lines
    // as it needs.
    const int room = tableRoom() - m_table->columnWidth(EndpointsModel::State);
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const bool isProblem = m_model->isProblemRow(row);
        const int wanted = isProblem ? EndpointsModel::Columns - 1 : 1;
        if (m_table->columnSpan(row, EndpointsModel::Name) != wanted) {
            m_table->setSpan(row, EndpointsModel::Name, 1, wanted);
        }
        const QString sentence = m_model->index(row, EndpointsModel::Name).data().toString();
        const int height = isProblem ? sentenceRowHeight(Theme::of(this), sentence, room) : 30;
        if (m_table->rowHeight(row) != height) {
            m_table->setRowHeight(row, height);
        }
    }
}

void ForwardingPage::showInspected() {
    const std::int64_t nowMs = m_now == nullptr ? 0 : m_now->timeMs;
    if (const pipeline::EndpointPtr endpoint = selected()) {
        m_inspector->show(*endpoint, m_billable, nowMs);
    } else if (const UsagePtr usage = selectedUsage()) {
        m_inspector->show(*usage, nowMs);
    } else {
        m_inspector->showNothing();
    }
    const auto test = m_tests.find(m_selected);
    m_inspector->showTest(test == m_tests.end() ? nullptr : &test->second, nowMs);
    place();
}

void ForwardingPage::openInspector() {
    m_opened = true;
    showInspected();
}

void ForwardingPage::closeInspector() {
    m_opened = false;
    place();
    m_table->setFocus();
}

void ForwardingPage::place() {
    const bool some = !isEmpty();
    const bool beside = width() >= kBesideFrom;
    const bool shown = some && (beside || m_opened);
    const int wide = m_inspector->width();
    m_inspector->setCloseable(!beside);
    m_inspector->setGeometry(width() - wide, 0, wide, height());
    m_inspector->setVisible(shown);
    m_inspector->raise();
    layout()->setContentsMargins(0, 0, shown && beside ? wide : 0, 0);
    const int room = tableRoom();
    int needed = 0;
    for (const int one : kWidths) {
        needed += one;
    }
    for (const EndpointsModel::Column column : kSpare) {
        const bool hidden = needed > room;
        m_table->setColumnHidden(column, hidden);
        needed -= hidden ? kWidths[column] : 0;
    }
}

int ForwardingPage::tableRoom() const {
    const bool some = !isEmpty();
    return width() - (some && width() >= kBesideFrom ? m_inspector->width() : 0);
}

void ForwardingPage::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && m_opened) {
        closeInspector();
        return;
    }
    Page::keyPressEvent(event);
}

bool ForwardingPage::isEmpty() const {
    return m_now == nullptr || (m_now->endpoints.empty() && usageCount(*m_now) == 0);
}

void ForwardingPage::showEndpoint(const std::string& name) {
    select({false, name});
}

void ForwardingPage::showUsageEndpoint(const std::string& name) {
    select({true, name});
}

void ForwardingPage::select(EndpointKey key) {
    m_selected = std::move(key);
    m_filter->clear();
    m_opened = true;
    refresh();
    m_table->setFocus();
}

pipeline::EndpointPtr ForwardingPage::selected() const {
    const std::optional<int> row = m_model->rowOf(m_selected);
    return row ? m_model->endpointAt(*row) : nullptr;
}

UsagePtr ForwardingPage::selectedUsage() const {
    const std::optional<int> row = m_model->rowOf(m_selected);
    return row ? m_model->usageAt(*row) : nullptr;
}

void ForwardingPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    place();
    spanProblems();
}

} // namespace meterbench::ui
