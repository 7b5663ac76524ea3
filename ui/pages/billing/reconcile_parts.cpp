// The parts of the view: what to ask, how it came out, the table. How they follow:
// reconcile_view.cpp.
#include "ui/pages/billing/reconcile_model.h"
#include "ui/pages/billing/reconcile_view.h"
#include "ui/widgets/basics.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cell_delegate.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

namespace meterbench::ui {

namespace {

constexpr int kWidths[] = {120, 110, 96, 96, 96, 96, 240};
constexpr int kNarrowWidths[] = {100, 84, 96, 96, 96, 96};
constexpr int kNarrow = 700;

} // namespace

ReconcileView::ReconcileView(UsageFeed& usage, Navigator& navigator, QWidget* parent)
    : QWidget(parent)
    , m_usage(usage)
    , m_navigator(navigator)
    , m_model(new ReconcileModel(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildBar());
    column->addWidget(buildResult(), 1);
    m_empty = new EmptyState({}, tr("Compare now"), this);
    column->addWidget(m_empty, 1);
    connect(m_empty, &EmptyState::actionRequested, this, [this] {
        if (m_endpoint->count() == 0) {
            m_navigator.showPage(PageId::Forwarding);
        } else {
            compare();
        }
    });
    connect(&m_usage, &UsageFeed::reconciledChanged, this, &ReconcileView::take);
    refresh();
}

QWidget* ReconcileView::buildBar() {
    m_bar = new QWidget(this);
    auto* row = new QHBoxLayout(m_bar);
    row->setContentsMargins(16, 10, 16, 8);
    row->setSpacing(8);
    m_endpoint = new QComboBox(m_bar);
    m_endpoint->setAccessibleName(tr("Usage endpoint to compare with"));
    m_endpoint->setMinimumWidth(120);
    m_time = new QComboBox(m_bar);
    m_time->setAccessibleName(tr("Windows to compare"));
    m_time->addItems(
        {tr("This month"), tr("Today"), tr("Yesterday"), tr("Last month"), tr("All of it")}
    );
    m_time->setToolTip(tr("Windows that begin in this time, in UTC"));
    m_compare = makeButton(tr("Compare now"), ButtonKind::Primary, m_bar);
    m_compare->setToolTip(tr("Reads the journal and asks the receiver for what it bills"));
    m_export = makeButton(tr("Export CSV…"), ButtonKind::Outlined, m_bar);
    m_status = new PlainLabel({}, 12, Token::Muted, QFont::Normal, m_bar);
    m_status->setElided(true);
    row->addWidget(m_endpoint);
    row->addWidget(m_time);
    row->addWidget(m_status, 1);
    row->addWidget(m_export);
    row->addWidget(m_compare);
    connect(m_compare, &QPushButton::clicked, this, &ReconcileView::compare);
    connect(m_export, &QPushButton::clicked, this, &ReconcileView::askForFile);
    for (QComboBox* box : {m_endpoint, m_time}) {
        connect(box, &QComboBox::currentIndexChanged, this, &ReconcileView::take);
    }
    return m_bar;
}

QWidget* ReconcileView::buildResult() {
    m_result = new QWidget(this);
    auto* column = new QVBoxLayout(m_result);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_verdict = makeWrappedLabel({}, 13, Token::Text, m_result);
    m_facts = makeWrappedLabel({}, 12, Token::Muted, m_result);
    m_advice = makeWrappedLabel({}, 12, Token::Muted, m_result);
    m_advice->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_verdict->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_verdict->setContentsMargins(16, 0, 16, 2);
    m_facts->setContentsMargins(16, 0, 16, 8);
    m_advice->setContentsMargins(16, 8, 16, 10);
    m_table = new QTableView(m_result);
    m_table->setModel(m_model);
    setUpTable(m_table, tr("Metered, sent, accepted and billed"));
    m_table->setItemDelegate(new CellDelegate(m_table));
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    QHeaderView* header = m_table->horizontalHeader();
    header->setMinimumSectionSize(60);
    header->setSectionsClickable(false);
    for (int i = 0; i < ReconcileModel::ColumnCount; ++i) {
        m_table->setColumnWidth(i, kWidths[i]);
    }
    header->setSectionResizeMode(ReconcileModel::Difference, QHeaderView::Stretch);
    auto* copy = new QAction(tr("Copy rows"), m_table);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    connect(copy, &QAction::triggered, this, [this] { copySelectedRows(*m_table); });
    m_table->addAction(copy);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(
        m_table->selectionModel(),
        &QItemSelectionModel::currentRowChanged,
        this,
        &ReconcileView::showAdvice
    );
    column->addWidget(m_verdict);
    column->addWidget(m_facts);
    column->addWidget(m_table, 1);
    column->addWidget(m_advice);
    return m_result;
}

void ReconcileView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    // What of it was sent and accepted is told by the differences.
    const bool isNarrow = width() < kNarrow;
    m_table->setColumnHidden(ReconcileModel::Sent, isNarrow);
    m_table->setColumnHidden(ReconcileModel::Accepted, isNarrow);
    for (int i = 0; i < ReconcileModel::Difference; ++i) {
        m_table->setColumnWidth(i, isNarrow ? kNarrowWidths[i] : kWidths[i]);
    }
}

} // namespace meterbench::ui
