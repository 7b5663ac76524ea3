// The parts of the page and what leads where.
#include "ui/pages/gateway/first_push.h"
#include "ui/pages/gateway/gateway_page.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cell_delegate.h"
#include "ui/widgets/filter_field.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/page_head.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>

namespace meterbench::ui {

namespace {

/// 0: takes what the others leave.
constexpr int kFamilyWidths[PushedFamiliesModel::Columns] = {0, 84, 136, 68, 120, 96};
constexpr int kGroupWidths[PushGroupsModel::Columns] = {0, 76, 68, 72, 120, 96, 120};
constexpr int kPushWidths[LastPushesModel::Columns] = {84, 128, 0, 136, 76, 60};

} // namespace

QWidget* GatewayPage::buildMain() {
    auto* main = new QWidget(this);
    auto* column = new QVBoxLayout(main);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHead(main));
    column->addWidget(buildStanding(main));
    m_problem = makeWrappedLabel({}, 12, Token::Bad, main);
    m_problem->setContentsMargins(16, 0, 16, 8);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_problem->hide();
    column->addWidget(m_problem);
    column->addWidget(buildTabs(main));
    m_stack = new QStackedWidget(main);
    buildTables();
    m_first = new FirstPush(m_stack);
    m_none = new EmptyState({}, tr("Clear filter"), m_stack);
    m_stack->addWidget(m_first);
    m_stack->addWidget(m_none);
    column->addWidget(m_stack, 1);
    column->addWidget(buildNotice(main));
    connect(m_first, &FirstPush::copyRequested, this, [this](const QString& command) {
        copyText(command, tr("Copied the command"));
    });
    connect(m_none, &EmptyState::actionRequested, this, [this] { m_filter->clear(); });
    return main;
}

QWidget* GatewayPage::buildHead(QWidget* parent) {
    auto* head = new PageHead(tr("Gateway"), parent);
    m_filter = new FilterField(tr("Filter families, groups, pushes"), head);
    m_filter->setAccessibleName(tr("Filter"));
    m_undoButton = makeButton(tr("Undo"), ButtonKind::Outlined, head);
    m_wipeButton = makeButton(tr("Wipe all"), ButtonKind::Outlined, head);
    m_wipeButton->setToolTip(tr("Deletes all that was pushed; can be undone"));
    m_rulesButton = makeButton(tr("Rules…"), ButtonKind::Outlined, head);
    m_rulesButton->setToolTip(tr("How pushes come together, and when they expire"));
    m_copyButton = makeButton(tr("Copy address"), ButtonKind::Primary, head);
    head->addWidget(m_filter, 1);
    for (QPushButton* button : {m_undoButton, m_wipeButton, m_rulesButton, m_copyButton}) {
        head->addWidget(button);
    }
    m_undoButton->hide();
    connect(m_filter, &QLineEdit::textChanged, this, &GatewayPage::setFilter);
    connect(m_undoButton, &QPushButton::clicked, this, &GatewayPage::undo);
    connect(m_wipeButton, &QPushButton::clicked, this, &GatewayPage::wipe);
    connect(m_rulesButton, &QPushButton::clicked, this, &GatewayPage::openRules);
    connect(m_copyButton, &QPushButton::clicked, this, &GatewayPage::copyAddress);
    return head;
}

QWidget* GatewayPage::buildStanding(QWidget* parent) {
    auto* line = new QWidget(parent);
    line->setFixedHeight(28);
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(16, 0, 16, 4);
    row->setSpacing(12);
    m_listens = new Pill(line);
    m_url = new PlainLabel({}, 12, Token::Text, QFont::Normal, line);
    m_url->setMono(true);
    m_mode = new PlainLabel({}, 12, Token::Muted, QFont::Normal, line);
    m_totals = new PlainLabel({}, 12, Token::Muted, QFont::Normal, line);
    m_totals->setElided(true);
    m_totals->setAlignment(Qt::AlignRight);
    row->addWidget(m_listens);
    row->addWidget(m_url);
    row->addWidget(m_mode);
    row->addWidget(m_totals, 1);
    return line;
}

QWidget* GatewayPage::buildTabs(QWidget* parent) {
    auto* bar = new QWidget(parent);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(4, 0, 4, 0);
    m_tabs = new QTabBar(bar);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setUsesScrollButtons(false);
    m_tabs->setAccessibleName(tr("What to see of the pushes"));
    for (const QString& name : {tr("Families"), tr("Groups"), tr("Last pushes")}) {
        m_tabs->addTab(name);
    }
    row->addWidget(m_tabs);
    row->addStretch(1);
    return bar;
}

QWidget* GatewayPage::buildNotice(QWidget* parent) {
    auto* bar = new Bar(Qt::TopEdge, parent);
    bar->setAccessibleName(tr("What went wrong"));
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(16, 8, 10, 8);
    m_notice = makeWrappedLabel({}, 12, Token::Bad, bar);
    m_notice->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* close = makeButton({}, ButtonKind::Quiet, bar);
    close->setIcon(icon(QStringLiteral("close"), Theme::of(this).color(Token::Muted)));
    close->setAccessibleName(tr("Dismiss"));
    row->addWidget(m_notice, 1);
    row->addWidget(close);
    connect(close, &QPushButton::clicked, this, [this] { say({}); });
    bar->hide();
    m_noticeBar = bar;
    return bar;
}

void GatewayPage::buildTables() {
    m_families = new PushedFamiliesModel(this);
    m_groups = new PushGroupsModel(this);
    m_pushes = new LastPushesModel(this);
    buildTable(Families, m_families, tr("Pushed families"), PushedFamiliesModel::Name);
    buildTable(Groups, m_groups, tr("Push groups"), PushGroupsModel::Labels);
    buildTable(Pushes, m_pushes, tr("Last pushes, newest first"), LastPushesModel::Request);
    for (int i = 0; i < PushedFamiliesModel::Columns; ++i) {
        m_tables[Families]->setColumnWidth(i, kFamilyWidths[i]);
    }
    for (int i = 0; i < PushGroupsModel::Columns; ++i) {
        m_tables[Groups]->setColumnWidth(i, kGroupWidths[i]);
    }
    for (int i = 0; i < LastPushesModel::Columns; ++i) {
        m_tables[Pushes]->setColumnWidth(i, kPushWidths[i]);
    }
    connect(
        m_pushes,
        &QAbstractItemModel::rowsInserted,
        this,
        [this](const QModelIndex&, int first, int last) { spanRows(first, last); }
    );
}

void GatewayPage::buildTable(Tab tab, LiveRows* rows, const QString& name, int wideColumn) {
    auto* table = new PushTable(rows, name, m_stack);
    m_tables[tab] = table;
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->horizontalHeader()->setSectionResizeMode(wideColumn, QHeaderView::Stretch);
    m_stack->addWidget(table);
    connect(
        table->selectionModel(),
        &QItemSelectionModel::currentRowChanged,
        this,
        [this, tab](const QModelIndex& row) {
            if (tab == this->tab() && !m_tables[tab]->isArranging() && take(row)) {
                watch();
                showInspected();
            }
        }
    );
    connect(rows, &LiveRows::arranged, this, [this, tab] { onArranged(tab); });
    connect(table, &QTableView::activated, this, &GatewayPage::openInspector);
    connect(table, &QTableView::clicked, this, [this, table](const QModelIndex& index) {
        // The line that explains a refused push leads to it.
        if (m_pushes->isProblemRow(index.row()) && table == m_tables[Pushes]) {
            table->setCurrentIndex(index.siblingAtRow(index.row() - 1));
        }
        openInspector();
    });
}

void GatewayPage::addTableAction(
    const QString& text, const QKeySequence& keys, void (GatewayPage::*run)()
) {
    for (QTableView* table : m_tables) {
        auto* action = new QAction(text, table);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, run);
        table->addAction(action);
        table->setContextMenuPolicy(Qt::ActionsContextMenu);
    }
}

void GatewayPage::buildActions() {
    addTableAction(tr("Delete"), QKeySequence(Qt::Key_Delete), &GatewayPage::eraseSelected);
    addTableAction(
        tr("Delete some…"), QKeySequence(Qt::SHIFT | Qt::Key_Delete), &GatewayPage::eraseSome
    );
    addTableAction(tr("Add to chart"), QKeySequence(Qt::Key_C), &GatewayPage::addToChart);
    addTableAction(tr("Copy row"), QKeySequence::Copy, &GatewayPage::copyRow);
    auto* undo = new QAction(tr("Undo"), this);
    undo->setShortcut(QKeySequence::Undo);
    undo->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(undo, &QAction::triggered, this, &GatewayPage::undo);
    addAction(undo);
    for (int tab = 0; tab < Tabs; ++tab) {
        auto* action = new QAction(m_tabs->tabText(tab), this);
        action->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | (Qt::Key_1 + tab)));
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, [this, tab] {
            showTab(static_cast<Tab>(tab));
            m_tables[tab]->setFocus();
        });
        addAction(action);
    }
}

void GatewayPage::connectInspector() {
    connect(m_inspector, &GatewayInspector::closeRequested, this, &GatewayPage::closeInspector);
    connect(m_inspector, &GatewayInspector::deleteRequested, this, &GatewayPage::eraseSelected);
    connect(m_inspector, &GatewayInspector::deleteSomeRequested, this, &GatewayPage::eraseSome);
    connect(m_inspector, &GatewayInspector::chartRequested, this, &GatewayPage::addToChart);
    connect(m_inspector, &GatewayInspector::acceptRequested, this, &GatewayPage::acceptProposal);
    connect(m_inspector, &GatewayInspector::copyRequested, this, &GatewayPage::copyCommand);
}

} // namespace meterbench::ui
