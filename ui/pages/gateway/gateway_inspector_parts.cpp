// The parts of the inspector and what leads where.
#include "ui/pages/gateway/gateway_inspector.h"
#include "ui/pages/gateway/push_body.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/fact_list.h"
#include "ui/widgets/icon.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

namespace meterbench::ui {

namespace {

constexpr int kEdge = 14;
constexpr int kWhenWidth = 92; ///< of "59 min ago"

QVBoxLayout* addPart(QVBoxLayout* column, QWidget* part, int top, int bottom) {
    auto* rows = new QVBoxLayout(part);
    rows->setContentsMargins(kEdge, top, kEdge, bottom);
    rows->setSpacing(6);
    column->addWidget(part);
    return rows;
}

} // namespace

GatewayInspector::GatewayInspector(QWidget* parent)
    : Bar(Qt::LeftEdge, parent) {
    setFixedWidth(400);
    setAccessibleName(tr("Details"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 0, 0, 0);
    column->setSpacing(0);
    m_empty = new EmptyState({}, {}, this);
    m_content = new QWidget(this);
    column->addWidget(m_empty, 1);
    column->addWidget(m_content, 1);
    auto* inner = new QVBoxLayout(m_content);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(0);
    buildHead(inner);
    buildActions(inner);
    buildProposal(inner);
    m_problem = makeWrappedLabel({}, 12, Token::Bad, m_content);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_problem->setContentsMargins(kEdge, 0, kEdge, 6);
    QSizePolicy asTallAsItsText(QSizePolicy::Preferred, QSizePolicy::Fixed);
    asTallAsItsText.setHeightForWidth(true);
    m_problem->setSizePolicy(asTallAsItsText);
    inner->addWidget(m_problem);
    auto* facts = new QWidget(m_content);
    m_facts = new FactList(facts);
    facts->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    addPart(inner, facts, 0, 8)->addWidget(m_facts);
    buildSeries(inner);
    m_body = new PushBody(m_content);
    inner->addWidget(m_body, 1);
    m_filler = new QWidget(m_content);
    inner->addWidget(m_filler, 1);
    m_content->hide();
}

void GatewayInspector::buildHead(QVBoxLayout* column) {
    auto* head = new QWidget(m_content);
    auto* rows = addPart(column, head, 12, 8);
    rows->setSpacing(4);
    auto* top = new QHBoxLayout;
    m_title = new PlainLabel({}, 13, Token::Text, QFont::DemiBold, head);
    m_title->setMono(true);
    m_title->setElided(true);
    m_close = makeButton({}, ButtonKind::Quiet, head);
    m_close->setIcon(icon(QStringLiteral("close"), Theme::of(this).color(Token::Muted)));
    m_close->setAccessibleName(tr("Close"));
    m_close->setToolTip(tr("Close (Esc)"));
    m_close->hide();
    top->addWidget(m_title, 1);
    top->addWidget(m_close);
    rows->addLayout(top);
    m_below = new PlainLabel({}, 12, Token::Muted, QFont::Normal, head);
    m_below->setElided(true);
    rows->addWidget(m_below);
    connect(m_close, &QPushButton::clicked, this, &GatewayInspector::closeRequested);
}

void GatewayInspector::buildActions(QVBoxLayout* column) {
    m_actions = new QWidget(m_content);
    auto* row = new QHBoxLayout(m_actions);
    row->setContentsMargins(kEdge, 0, kEdge, 10);
    row->setSpacing(8);
    auto* chart = makeButton(tr("Add to chart"), ButtonKind::Small, m_actions);
    m_copy = makeButton(tr("Copy as curl ▾"), ButtonKind::Small, m_actions);
    auto* remove = makeButton(tr("Delete"), ButtonKind::Small, m_actions);
    auto* some = makeButton(tr("Delete some…"), ButtonKind::Small, m_actions);
    chart->setToolTip(tr("The series selected below, or all of them"));
    remove->setToolTip(tr("Delete; can be undone"));
    some->setToolTip(tr("Deletes the series that a selector names"));
    for (QPushButton* button : {chart, m_copy, remove, some}) {
        row->addWidget(button);
    }
    row->addStretch(1);
    column->addWidget(m_actions);
    auto* menu = new QMenu(m_copy);
    const auto add = [this, menu](const QString& text, Copy what) {
        return menu->addAction(text, this, [this, what] { Q_EMIT copyRequested(what); });
    };
    add(tr("The push that repeats it"), Copy::Push);
    m_copyDelete = add(tr("The delete"), Copy::Delete);
    add(tr("The scrape"), Copy::Scrape);
    connect(m_copy, &QPushButton::clicked, this, [this, menu] {
        menu->popup(m_copy->mapToGlobal(QPoint(0, m_copy->height() + 2)));
    });
    connect(chart, &QPushButton::clicked, this, &GatewayInspector::chartRequested);
    connect(remove, &QPushButton::clicked, this, &GatewayInspector::deleteRequested);
    connect(some, &QPushButton::clicked, this, &GatewayInspector::deleteSomeRequested);
}

void GatewayInspector::buildProposal(QVBoxLayout* column) {
    m_proposal = new QWidget(m_content);
    auto* rows = addPart(column, m_proposal, 0, 10);
    m_proposalText = makeWrappedLabel({}, 12, Token::Attention, m_proposal);
    m_accept = makeButton(tr("Count differences"), ButtonKind::Small, m_proposal);
    rows->addWidget(m_proposalText);
    rows->addWidget(m_accept);
    connect(m_accept, &QPushButton::clicked, this, &GatewayInspector::acceptRequested);
}

void GatewayInspector::buildSeries(QVBoxLayout* column) {
    m_seriesPart = new QWidget(m_content);
    auto* part = new QVBoxLayout(m_seriesPart);
    part->setContentsMargins(0, 0, 0, 0);
    part->setSpacing(0);
    column->addWidget(m_seriesPart, 1);
    m_seriesTitle = new PlainLabel({}, 12, Token::Text, QFont::DemiBold, m_seriesPart);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(kEdge, 4, kEdge, 4);
    row->addWidget(m_seriesTitle);
    part->addLayout(row);
    m_series = new HeldSeriesModel(this);
    m_table = new PushTable(m_series, tr("Series"), m_seriesPart);
    // The cells say what they are: a value with its unit, "12 s ago", "4 min left".
    QHeaderView* header = m_table->horizontalHeader();
    header->hide();
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->setSectionResizeMode(HeldSeriesModel::Name, QHeaderView::Stretch);
    m_table->setColumnWidth(HeldSeriesModel::Pushed, kWhenWidth);
    m_table->setColumnWidth(HeldSeriesModel::Expires, kWhenWidth);
    auto* copy = new QAction(tr("Copy rows"), m_table);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    connect(copy, &QAction::triggered, this, [this] { copySelectedRows(*m_table); });
    m_table->addAction(copy);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(m_table, &QTableView::activated, this, &GatewayInspector::chartRequested);
    // Cells have 10 px of their own: the texts stand on the edge of those above.
    auto* tableRow = new QHBoxLayout;
    tableRow->setContentsMargins(kEdge - 10, 0, kEdge - 10, 0);
    tableRow->addWidget(m_table);
    part->addLayout(tableRow, 1);
}

} // namespace meterbench::ui
