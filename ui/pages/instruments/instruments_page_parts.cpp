// InstrumentsPage: what it is made of.
#include "ui/pages/instruments/code_panel.h"
#include "ui/pages/instruments/instruments_page.h"
#include "ui/pages/instruments/new_metric_form.h"
#include "ui/pages/instruments/recording_text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cell_delegate.h"
#include "ui/widgets/filter_field.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/page_head.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace meterbench::ui {

namespace {

constexpr int kLeastTable = 64; ///< its head and the current row
constexpr int kCommandWidth = 380;

} // namespace

QWidget* InstrumentsPage::buildMain() {
    auto* main = new QWidget(this);
    auto* column = new QVBoxLayout(main);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHead(main));
    m_stack = new QStackedWidget(main);
    buildTable(m_stack);
    m_stack->addWidget(m_table);
    m_stack->addWidget(buildEmpty(m_stack));
    m_none = new EmptyState(tr("No metric here matches the filter."), tr("Clear filter"), m_stack);
    connect(m_none, &EmptyState::actionRequested, this, [this] {
        m_filter->clear();
        m_table->setFocus();
    });
    m_stack->addWidget(m_none);
    // Of a low page the forms get what they need, and the table what is left.
    m_stack->setMinimumHeight(kLeastTable);
    column->addWidget(m_stack, 1);
    buildForms(main);
    column->addWidget(m_form);
    column->addWidget(m_panel);
    return main;
}

/// What would be here, and two ways to bring it.
QWidget* InstrumentsPage::buildEmpty(QWidget* parent) {
    m_empty = new QWidget(parent);
    auto* column = new QVBoxLayout(m_empty);
    auto* state = new EmptyState(
        tr("Nothing is made yet: a metric that you make here is on /metrics, on charts and at the "
           "receivers at once."),
        tr("New metric"),
        m_empty
    );
    connect(state, &EmptyState::actionRequested, this, &InstrumentsPage::openNew);
    m_emptyCommand = makeWrappedLabel({}, 12, Token::Muted, m_empty);
    m_emptyCommand->setFont(Theme::of(this).monoFont(12));
    m_emptyCommand->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_emptyCommand->setMinimumWidth(kCommandWidth);
    auto* copy = makeButton(tr("Copy"), ButtonKind::Small, m_empty);
    copy->setAccessibleName(tr("Copy the command"));
    connect(copy, &QPushButton::clicked, this, [this] {
        QApplication::clipboard()->setText(m_emptyCommand->text());
        m_navigator.say(tr("The command is in the clipboard"));
    });
    auto* hint = new QHBoxLayout;
    hint->setContentsMargins(32, 8, 32, 0);
    hint->setSpacing(12);
    hint->addStretch(1);
    hint->addWidget(
        new PlainLabel(tr("or from a shell:"), 12, Token::Muted, QFont::Normal, m_empty),
        0,
        Qt::AlignTop
    );
    hint->addWidget(m_emptyCommand, 0, Qt::AlignTop);
    hint->addWidget(copy, 0, Qt::AlignTop);
    hint->addStretch(1);
    column->addStretch(2); // the two ways stand together
    column->addWidget(state);
    column->addLayout(hint);
    column->addStretch(3);
    return m_empty;
}

void InstrumentsPage::buildForms(QWidget* parent) {
    m_form = new NewMetricForm(parent);
    m_panel = new EditPanel(parent);
    connect(m_form, &NewMetricForm::closed, m_table, [this] { m_table->setFocus(); });
    connect(m_panel, &EditPanel::closed, m_table, [this] {
        m_picker->choose({});
        m_table->setFocus();
    });
    m_picker = new SeriesPicker(m_feed, this);
    connect(m_picker, &SeriesPicker::arrived, m_panel, [this](const auto& recording) {
        m_panel->setValue(QStringLiteral("csv"), bench::writeRecording(recording));
    });
    connect(m_form, &NewMetricForm::created, this, &InstrumentsPage::create);
}

QWidget* InstrumentsPage::buildHead(QWidget* parent) {
    auto* head = new PageHead(tr("Metrics"), parent);
    m_filter = new FilterField(tr("Filter metrics"), head);
    m_undo = makeButton(tr("Undo"), ButtonKind::Outlined, head);
    m_redo = makeButton({}, ButtonKind::Outlined, head);
    m_copy = makeButton(tr("Copy as"), ButtonKind::Outlined, head);
    m_more = makeButton(tr("More"), ButtonKind::Outlined, head);
    m_showCode = makeButton(tr("Text"), ButtonKind::Outlined, head);
    m_showCode->setCheckable(true);
    m_showCode->setToolTip(tr("Show the exposition and code over the table"));
    m_new = makeButton(tr("New metric"), ButtonKind::Primary, head);
    head->addWidget(m_filter, 1);
    for (QPushButton* const button : {m_undo, m_redo, m_copy, m_more, m_showCode, m_new}) {
        head->addWidget(button);
    }
    buildMenus();
    m_undo->setEnabled(false);
    m_redo->setEnabled(false);
    showIcons();
    connect(&Theme::of(this), &Theme::changed, this, &InstrumentsPage::showIcons);
    connect(m_filter, &QLineEdit::textChanged, this, &InstrumentsPage::refreshFilter);
    connect(m_undo, &QPushButton::clicked, this, &InstrumentsPage::undo);
    connect(m_redo, &QPushButton::clicked, this, &InstrumentsPage::redo);
    connect(m_showCode, &QPushButton::toggled, this, &InstrumentsPage::place);
    connect(m_new, &QPushButton::clicked, this, &InstrumentsPage::openNew);
    return head;
}

/// In the colour of the words on a button; with nothing to do they are hints.
void InstrumentsPage::showIcons() {
    const Theme& theme = Theme::of(this);
    const auto show = [&theme](QPushButton* button, const QString& name) {
        const Token token = button->isEnabled() ? Token::Text : Token::Hint;
        button->setIcon(icon(name, theme.color(token)));
    };
    show(m_undo, QStringLiteral("undo"));
    show(m_redo, QStringLiteral("redo"));
}

void InstrumentsPage::buildTable(QWidget* parent) {
    m_table = new QTableView(parent);
    m_table->setModel(m_model);
    setUpTable(m_table, tr("Metrics made here"));
    m_delegate = new BenchDelegate(*m_model, m_table);
    m_table->setItemDelegate(m_delegate);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    QHeaderView* const head = m_table->horizontalHeader();
    head->setSectionResizeMode(BenchModel::Series, QHeaderView::Stretch);
    for (int column = BenchModel::Value; column < BenchModel::Columns; ++column) {
        head->setSectionResizeMode(column, QHeaderView::Fixed);
    }
    m_table->setColumnWidth(BenchModel::Value, 136);
    m_table->setColumnWidth(BenchModel::Action, 110);
    m_table->setColumnWidth(BenchModel::Recent, 118);
    m_table->setColumnWidth(BenchModel::DrivenBy, 122);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    connect(
        m_table->selectionModel(),
        &QItemSelectionModel::currentRowChanged,
        this,
        &InstrumentsPage::showSelection
    );
    connect(
        m_delegate,
        &BenchDelegate::pressed,
        this,
        [this](int row, BenchDelegate::Button button) {
            m_table->setCurrentIndex(m_model->index(row, 0));
            if (button == BenchDelegate::Button::More) {
                openAddMany();
            } else {
                openMain();
            }
        }
    );
    connect(m_delegate, &BenchDelegate::foldPressed, this, [this](int row) {
        m_table->setCurrentIndex(m_model->index(row, 0));
        toggleFold();
    });
    connect(m_table, &QTableView::doubleClicked, this, [this](const QModelIndex& index) {
        if (index.column() != BenchModel::Action) {
            chartCurrent();
        }
    });
    connect(m_table, &QWidget::customContextMenuRequested, this, &InstrumentsPage::showMenu);
    m_table->installEventFilter(this);
    setFocusProxy(m_table);
}

} // namespace meterbench::ui
