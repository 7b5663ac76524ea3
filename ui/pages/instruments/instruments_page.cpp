// The page's parts and how they follow the address. What a click does: instruments_actions.cpp.
#include "ui/pages/instruments/instruments_page.h"

#include "ui/pages/instruments/bench_words.h"
#include "ui/pages/instruments/code_panel.h"
#include "ui/pages/instruments/new_metric_form.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cell_delegate.h"
#include "ui/widgets/filter_field.h"
#include "ui/widgets/page_head.h"
#include "ui/wording/numbers.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

namespace meterbench::ui {

namespace {

constexpr int kCodeWidth = 400;
constexpr int kCodeFrom = 900; ///< narrower, there is no room for the text beside the table
constexpr std::size_t kMostLines = 200;

} // namespace

InstrumentsPage::InstrumentsPage(
    AddressFeed& address, SnapshotFeed& feed, Navigator& navigator, QWidget* parent
)
    : Page(parent)
    , m_address(address)
    , m_feed(feed)
    , m_navigator(navigator)
    , m_model(new BenchModel(this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(buildMain(), 1);
    m_code = new CodePanel(this);
    m_code->setFixedWidth(kCodeWidth);
    row->addWidget(m_code);
    m_model->setRecent([this](const BenchModel::Row& of) {
        const std::vector<model::SeriesRef> refs = m_series.refsOf(of);
        const store::SeriesView* const view = refs.empty() ? nullptr : m_feed.series(refs.front());
        return view == nullptr
                   ? std::vector<double>()
                   : recentValues(*view, of.instrument->definition.type, m_feed.current()->timeMs);
    });
    connect(&m_address, &AddressFeed::changed, this, &InstrumentsPage::onView);
    connect(&m_address, &AddressFeed::outcome, this, &InstrumentsPage::onOutcome);
    connect(m_code, &CodePanel::codeWanted, this, [this] { showSelection(); });
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &InstrumentsPage::spanGroups);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &InstrumentsPage::spanGroups);
    onView();
}

QWidget* InstrumentsPage::buildMain() {
    auto* main = new QWidget(this);
    auto* column = new QVBoxLayout(main);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHead(main));
    buildTable(main);
    column->addWidget(m_table, 1);
    m_empty = new QWidget(main);
    auto* empty = new QVBoxLayout(m_empty);
    auto* state = new EmptyState(
        tr("Nothing is made yet: a metric that you make here is on /metrics, on charts and at the "
           "receivers at once."),
        tr("New metric"),
        m_empty
    );
    connect(state, &EmptyState::actionRequested, this, &InstrumentsPage::openNew);
    m_emptyCommand = new PlainLabel({}, 12, Token::Muted, QFont::Normal, m_empty);
    m_emptyCommand->setMono(true);
    m_emptyCommand->setElided(true);
    auto* copy = makeButton(tr("Copy"), ButtonKind::Small, m_empty);
    copy->setAccessibleName(tr("Copy the command"));
    connect(copy, &QPushButton::clicked, this, [this] {
        QApplication::clipboard()->setText(m_emptyCommand->text());
        m_navigator.say(tr("The command is in the clipboard"));
    });
    auto* hint = new QHBoxLayout;
    hint->setContentsMargins(32, 0, 32, 32);
    hint->addStretch(1);
    hint->addWidget(new PlainLabel(tr("or from a shell:"), 12, Token::Muted, QFont::Normal, m_empty)
    );
    hint->addWidget(m_emptyCommand, 4);
    hint->addWidget(copy);
    hint->addStretch(1);
    empty->addWidget(state, 1);
    empty->addLayout(hint);
    column->addWidget(m_empty, 1);
    m_form = new NewMetricForm(main);
    m_panel = new EditPanel(main);
    column->addWidget(m_form);
    column->addWidget(m_panel);
    connect(m_form, &NewMetricForm::closed, m_table, [this] { m_table->setFocus(); });
    connect(m_panel, &EditPanel::closed, m_table, [this] { m_table->setFocus(); });
    connect(m_form, &NewMetricForm::created, this, [this](const instruments::Definition& made) {
        m_selectNext = made.name;
        const QString name = QString::fromStdString(made.name);
        post(
            address::EditBench{
                {instruments::Create{made}}, tr("Create %1").arg(name).toStdString()},
            [this](const address::Outcome& outcome) {
                m_form->finish(outcome.ok ? QString() : QString::fromStdString(outcome.message));
            }
        );
    });
    return main;
}

QWidget* InstrumentsPage::buildHead(QWidget* parent) {
    auto* head = new PageHead(tr("Metrics"), parent);
    m_filter = new FilterField(tr("Filter metrics"), head);
    m_undo = makeButton(tr("Undo"), ButtonKind::Outlined, head);
    m_redo = makeButton(tr("Redo"), ButtonKind::Outlined, head);
    m_copy = makeButton(tr("Copy as"), ButtonKind::Outlined, head);
    m_more = makeButton(tr("More"), ButtonKind::Outlined, head);
    m_new = makeButton(tr("New metric"), ButtonKind::Primary, head);
    head->addWidget(m_filter, 1);
    for (QPushButton* const button : {m_undo, m_redo, m_copy, m_more, m_new}) {
        head->addWidget(button);
    }
    buildMenus();
    connect(m_filter, &QLineEdit::textChanged, this, &InstrumentsPage::refreshFilter);
    connect(m_undo, &QPushButton::clicked, this, &InstrumentsPage::undo);
    connect(m_redo, &QPushButton::clicked, this, &InstrumentsPage::redo);
    connect(m_new, &QPushButton::clicked, this, &InstrumentsPage::openNew);
    return head;
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
    connect(m_table, &QTableView::doubleClicked, this, [this](const QModelIndex& index) {
        if (index.column() != BenchModel::Action) {
            chartCurrent();
        }
    });
    connect(m_table, &QWidget::customContextMenuRequested, this, &InstrumentsPage::showMenu);
    m_table->installEventFilter(this);
    setFocusProxy(m_table);
}

QLineEdit* InstrumentsPage::filterField() {
    return m_filter;
}

void InstrumentsPage::update(
    const pipeline::SnapshotPtr& before, const pipeline::SnapshotPtr& now
) {
    Q_UNUSED(before);
    m_series.update(*now);
    watch();
    m_model->recentChanged();
}

/// The lines of the rows that are there are kept by the engine only while this page is seen.
void InstrumentsPage::watch() {
    std::vector<model::SeriesRef> refs =
        isVisible() ? m_series.firstRefs(*m_model, kMostLines) : std::vector<model::SeriesRef>();
    if (refs == m_watched) {
        return;
    }
    m_watched = refs;
    pipeline::WatchSet watched;
    watched.series = std::move(refs);
    watched.window = std::chrono::minutes(5);
    m_feed.setWatch(this, std::move(watched));
}

void InstrumentsPage::onView() {
    const address::AddressView& view = *m_address.current();
    m_code->show(view);
    const std::string url = view.url.empty() ? "http://127.0.0.1:9091" : view.url;
    m_emptyCommand->setText(QString::fromStdString(
        "curl -H 'Content-Type: application/json' -d '{\"metric_type\":1,\"metric_name\":\"jobs\","
        "\"value\":1}' " +
        url + "/create_metric"
    ));
    if (view.bench == nullptr) {
        return;
    }
    m_model->show(view.bench.get());
    const bool isEmpty = m_model->instrumentCount() == 0;
    m_empty->setVisible(isEmpty);
    m_table->setVisible(!isEmpty);
    const auto step = [](QPushButton* button, const QString& word, const std::string& words) {
        const QString what = QString::fromStdString(words);
        button->setEnabled(!what.isEmpty());
        button->setToolTip(
            what.isEmpty() ? QString() : QString(word + QStringLiteral(": ") + what).toHtmlEscaped()
        );
        button->setAccessibleName(what.isEmpty() ? word : word + QStringLiteral(": ") + what);
    };
    step(m_undo, tr("Undo"), view.bench->undoWords);
    step(m_redo, tr("Redo"), view.bench->redoWords);
    m_copy->setEnabled(!isEmpty);
    m_filter->setCount(
        m_filter->text().isEmpty()
            ? QString()
            : tr("%1 of %2").arg(m_model->shownCount()).arg(m_model->instrumentCount())
    );
    if (!m_selectNext.empty() && m_model->groupRowOf(m_selectNext) >= 0) {
        const int group = m_model->groupRowOf(m_selectNext);
        const BenchModel::Row* const next = m_model->rowAt(group + 1);
        const int row = next != nullptr && !next->isGroup ? group + 1 : group;
        m_table->setCurrentIndex(m_model->index(row, 0));
        m_selectNext.clear();
    } else if (!m_table->currentIndex().isValid() && m_model->rowCount() > 0) {
        m_table->setCurrentIndex(m_model->index(m_model->rowCount() > 1 ? 1 : 0, 0));
    }
    if (m_code->tab() != CodePanel::Text && m_code->tab() != CodePanel::OpenMetrics) {
        showSelection();
    }
}

void InstrumentsPage::refreshFilter() {
    const base::Result<Filter> filter = Filter::parse(m_filter->text().toStdString());
    m_filter->setProblem(filter ? QString() : QString::fromStdString(filter.error().context));
    if (filter) {
        m_model->setFilter(*filter);
        onView();
    }
}

/// Rows of instruments go over all columns: their heights differ, the cells paint parts of one.
void InstrumentsPage::spanGroups() {
    watch();
}

void InstrumentsPage::showSelection() {
    const BenchModel::Row* const row = current();
    if (row == nullptr) {
        m_code->mark({}, {});
        return;
    }
    const QString begin = bench::exposedBegin(*row->instrument, row->values);
    const QString name = QString::fromStdString(row->instrument->definition.name);
    m_code->mark(name, row->isGroup || row->values.empty() ? QString() : begin);
    // An answer is a new view, which leads here again: the same is not asked for twice.
    const CodeAsked wanted{row->instrument, m_code->tab(), m_address.current()->url};
    if (m_code->tab() >= CodePanel::Curl && wanted != m_codeAsked) {
        m_codeAsked = wanted;
        const auto form = static_cast<address::CopyForm>(m_code->tab() - CodePanel::Curl);
        post(
            address::CopyAs{row->instrument->definition.name, form},
            [this, form](const address::Outcome& outcome) {
                m_code->setCode(form, QString::fromStdString(outcome.text));
            }
        );
    }
}

void InstrumentsPage::onOutcome(const address::Outcome& outcome) {
    const auto waiting = m_waiting.find(outcome.command);
    if (waiting == m_waiting.end()) {
        return;
    }
    const Done done = std::move(waiting->second);
    m_waiting.erase(waiting);
    if (done) {
        done(outcome);
    } else if (!outcome.ok) {
        m_navigator.say(QString::fromStdString(outcome.message));
    }
}

void InstrumentsPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    address::Watch watched;
    watched.bench = true;
    m_address.setWatch(this, std::move(watched));
    m_address.poll();
}

void InstrumentsPage::hideEvent(QHideEvent* event) {
    Page::hideEvent(event);
    m_address.setWatch(this, {});
    watch();
}

void InstrumentsPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    place();
}

void InstrumentsPage::place() {
    const bool isWide = width() >= kCodeFrom;
    m_code->setVisible(isWide);
    m_table->setColumnHidden(BenchModel::Recent, width() - (isWide ? kCodeWidth : 0) < 660);
    m_table->setColumnHidden(BenchModel::DrivenBy, width() - (isWide ? kCodeWidth : 0) < 560);
}

const BenchModel::Row* InstrumentsPage::current() const {
    return m_model->rowAt(m_table->currentIndex().row());
}

} // namespace meterbench::ui
