// How the page follows the address. Its parts: instruments_page_parts.cpp; what a click does:
// instruments_actions.cpp.
#include "ui/pages/instruments/instruments_page.h"

#include "ui/pages/instruments/bench_words.h"
#include "ui/pages/instruments/code_panel.h"
#include "ui/pages/instruments/new_metric_form.h"
#include "ui/widgets/filter_field.h"
#include "ui/wording/numbers.h"

#include <QAction>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>

#include <chrono>

namespace meterbench::ui {

namespace {

constexpr int kCodeWidth = 400;
constexpr int kCodeFrom = 900; ///< narrower, the text slides over the table when it is asked for
constexpr int kHeadHeight = 48;
constexpr std::chrono::milliseconds kSoonEvery{16};
constexpr std::size_t kMostLines = 200;

} // namespace

InstrumentsPage::InstrumentsPage(
    AddressFeed& address, SnapshotFeed& feed, Navigator& navigator, QWidget* parent
)
    : Page(parent)
    , m_address(address)
    , m_feed(feed)
    , m_navigator(navigator)
    , m_model(new BenchModel(this))
    , m_soon(new QTimer(this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->setSizeConstraint(QLayout::SetNoConstraint);
    row->addWidget(buildMain(), 1);
    // Not in the layout: beside the table on a wide page, over it on a narrow one.
    m_code = new CodePanel(this);
    m_model->setRecent([this](const BenchModel::Row& of) {
        const std::vector<model::SeriesRef> refs = m_series.refsOf(of);
        const store::SeriesView* const view = refs.empty() ? nullptr : m_feed.series(refs.front());
        return view == nullptr
                   ? std::vector<double>()
                   : recentValues(*view, of.instrument->definition.type, m_feed.current()->timeMs);
    });
    m_soon->setInterval(kSoonEvery);
    connect(m_soon, &QTimer::timeout, this, &InstrumentsPage::lookSoon);
    connect(&m_address, &AddressFeed::changed, this, &InstrumentsPage::onView);
    connect(&m_address, &AddressFeed::outcome, this, &InstrumentsPage::onOutcome);
    connect(m_code, &CodePanel::codeWanted, this, [this] { showSelection(); });
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &InstrumentsPage::watch);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &InstrumentsPage::watch);
    onView();
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
    m_picker->update();
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
    showStanding();
    showSteps(*view.bench);
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

/// The table, or why there is nothing in it.
void InstrumentsPage::showStanding() {
    const bool isEmpty = m_model->instrumentCount() == 0;
    m_stack->setCurrentWidget(
        isEmpty                    ? m_empty
        : m_model->rowCount() == 0 ? static_cast<QWidget*>(m_none)
                                   : m_table
    );
    m_copy->setEnabled(!isEmpty);
    const auto count = static_cast<std::uint64_t>(m_model->instrumentCount());
    m_filter->setPlaceholderText(
        isEmpty
            ? tr("Filter metrics")
            : wording::counted(tr("Filter %1 metric(s)", nullptr, wording::numerus(count)), count)
    );
    m_filter->setCount(
        m_filter->text().isEmpty()
            ? QString()
            : tr("%1 of %2").arg(m_model->shownCount()).arg(m_model->instrumentCount())
    );
}

/// Undo and redo name their step.
void InstrumentsPage::showSteps(const address::BenchView& bench) {
    const auto step =
        [](QPushButton* button, QAction* action, const QString& word, const std::string& words) {
            const QString what = QString::fromStdString(words);
            const QString text = what.isEmpty() ? word : tr("%1: %2").arg(word, what);
            button->setEnabled(!what.isEmpty());
            button->setToolTip(text.toHtmlEscaped());
            button->setAccessibleName(text);
            action->setEnabled(!what.isEmpty());
            action->setText(bench::menuText(text));
        };
    const bool could = m_undo->isEnabled();
    const bool couldAgain = m_redo->isEnabled();
    step(m_undo, m_undoAction, tr("Undo"), bench.undoWords);
    step(m_redo, m_redoAction, tr("Redo"), bench.redoWords);
    if (could != m_undo->isEnabled() || couldAgain != m_redo->isEnabled()) {
        showIcons();
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

void InstrumentsPage::showSelection() {
    const BenchModel::Row* const row = current();
    if (row == nullptr) {
        m_code->mark({}, {});
        return;
    }
    m_code->mark(
        bench::exposedNames(row->instrument->definition),
        row->isGroup ? QString() : bench::exposedLabels(*row->instrument, row->values)
    );
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

QSize InstrumentsPage::minimumSizeHint() const {
    return {560, 320};
}

bool InstrumentsPage::isWide() const {
    return width() >= kCodeFrom;
}

/// Below the head, so that the button which opened it also closes it.
void InstrumentsPage::place() {
    const bool beside = isWide();
    const int top = beside ? 0 : kHeadHeight;
    m_code->setGeometry(width() - kCodeWidth, top, kCodeWidth, height() - top);
    m_code->setVisible(beside || m_showCode->isChecked());
    m_code->raise();
    m_showCode->setVisible(!beside);
    m_undo->setText(beside ? tr("Undo") : QString());
    layout()->setContentsMargins(0, 0, beside ? kCodeWidth : 0, 0);
    const int room = width() - (beside ? kCodeWidth : 0);
    m_table->setColumnHidden(BenchModel::Recent, room < 660);
    m_table->setColumnHidden(BenchModel::DrivenBy, room < 560);
}

const BenchModel::Row* InstrumentsPage::current() const {
    return m_model->rowAt(m_table->currentIndex().row());
}

} // namespace meterbench::ui
