#include "ui/pages/gateway/gateway_inspector.h"

#include "ui/pages/gateway/gateway_words.h"
#include "ui/pages/gateway/push_body.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/fact_list.h"
#include "ui/widgets/icon.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

#include <set>

namespace meterbench::ui {

namespace {

constexpr int kEdge = 14;
constexpr int kValueWidth = 84;
constexpr int kTimestampWidth = 156;       ///< of "2026-11-21 11:42:07"
constexpr int kWhenWidth = 92;             ///< of "59 min ago"
constexpr std::size_t kMostSeries = 1'000; ///< that a view carries

QVBoxLayout* addPart(QVBoxLayout* column, QWidget* part, int top, int bottom) {
    auto* rows = new QVBoxLayout(part);
    rows->setContentsMargins(kEdge, top, kEdge, bottom);
    rows->setSpacing(6);
    column->addWidget(part);
    return rows;
}

} // namespace

std::vector<std::string> jobsOf(const std::vector<const gateway::SeriesRow*>& series) {
    std::set<std::string> jobs;
    for (const gateway::SeriesRow* row : series) {
        const std::string_view job = labelOf(row->labels, "job");
        if (!job.empty()) {
            jobs.emplace(job);
        }
    }
    return {jobs.begin(), jobs.end()};
}

bool isOfFamily(const gateway::SeriesRow& row, const std::string& family) {
    return row.name.starts_with(family) &&
           (row.name.size() == family.size() || row.name[family.size()] == '_');
}

std::vector<model::Label> sharedLabels(const std::vector<gateway::SeriesRow>& series) {
    if (series.size() < 2) {
        return {};
    }
    std::vector<model::Label> shared = series.front().labels;
    for (const gateway::SeriesRow& row : series) {
        std::erase_if(shared, [&row](const model::Label& label) {
            return std::find(row.labels.begin(), row.labels.end(), label) == row.labels.end();
        });
    }
    return shared;
}

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
    m_table->setColumnWidth(HeldSeriesModel::Value, kValueWidth);
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

void GatewayInspector::setCloseable(bool closeable) {
    m_close->setVisible(closeable);
}

void GatewayInspector::showNothing(const QString& sentence) {
    m_empty->setSentence(sentence);
    m_empty->show();
    m_content->hide();
}

void GatewayInspector::setHead(const QString& title, const QString& below) {
    m_empty->hide();
    m_content->show();
    m_title->setText(title);
    m_title->setToolTip(title.toHtmlEscaped());
    m_below->setText(below);
    m_below->setVisible(!below.isEmpty());
    m_below->setToolTip(below.toHtmlEscaped());
}

void GatewayInspector::showParts(bool isHeld, bool hasBody) {
    m_actions->setVisible(isHeld);
    m_seriesPart->setVisible(isHeld);
    m_body->setVisible(hasBody);
    m_filler->setVisible(!isHeld && !hasBody);
}

void GatewayInspector::showSeries(
    const address::AddressView& view,
    std::vector<model::Label> omitted,
    const std::string& family,
    std::int64_t nowMs
) {
    const GatewayViewPtr& held = view.gateway;
    // A view that was made before the selection changed has the series of the former one.
    const bool isMeant =
        !held->series.empty() && (family.empty() || isOfFamily(held->series.front(), family)) &&
        std::all_of(omitted.begin(), omitted.end(), [&held](const model::Label& label) {
            const auto& labels = held->series.front().labels;
            return std::find(labels.begin(), labels.end(), label) != labels.end();
        });
    if (isMeant) {
        m_series->show(held, std::move(omitted), family, nowMs);
    } else {
        m_series->clear();
    }
    // Names need the room: what goes by itself says when, the rest when it came.
    m_table->setColumnHidden(HeldSeriesModel::Expires, !m_series->expires());
    m_table->setColumnHidden(
        HeldSeriesModel::Pushed, m_series->expires() || m_series->hasTimestamps()
    );
    m_table->setColumnWidth(
        HeldSeriesModel::Value, m_series->hasTimestamps() ? kTimestampWidth : kValueWidth
    );
    const auto shown = static_cast<std::uint64_t>(m_series->rowCount());
    m_seriesTitle->setText(
        shown < kMostSeries ? tr("Series") : tr("Series, the first %1").arg(wording::count(shown))
    );
}

void GatewayInspector::showFamily(
    const gateway::FamilyRow& row, const address::AddressView& view, std::int64_t nowMs
) {
    setHead(wording::text(row.name), wording::text(row.help).simplified());
    showParts(true, false);
    const bool merges = view.mode == address::Mode::Aggregation;
    const bool isMeant =
        !view.gateway->series.empty() && isOfFamily(view.gateway->series.front(), row.name);
    const std::vector<model::Label> shared =
        isMeant ? sharedLabels(view.gateway->series) : std::vector<model::Label>();
    showSeries(view, shared, row.name, nowMs);
    std::vector<Fact> facts;
    facts.push_back({tr("Type"), wording::metricType(row.type)});
    if (merges) {
        facts.push_back({tr("Policy"), policyWord(row.policy)});
        facts.push_back(
            {tr("Totals"),
             row.isCumulative ? tr("differences are counted") : tr("taken as they come")}
        );
    }
    facts.push_back({tr("Series"), wording::count(row.series)});
    facts.push_back({tr("Last push"), wording::ago(row.pushedMs, nowMs)});
    facts.push_back({tr("Expires in"), timeLeft(row.expiresMs, nowMs)});
    if (!shared.empty()) {
        facts.push_back({tr("All with"), groupText(shared), Token::Text, true});
    }
    m_facts->setFacts(std::move(facts));
    m_problem->hide();
    m_copyDelete->setVisible(false);
    const bool isProposed = merges && row.proposesCumulative && !row.isCumulative;
    m_proposal->setVisible(isProposed);
    if (isProposed) {
        showProposal();
    }
}

void GatewayInspector::showProposal() {
    const std::vector<std::string> jobs = jobsOf(shownSeries());
    m_accept->setEnabled(!jobs.empty());
    m_proposalText->setText(
        jobs.empty()
            ? tr("Its pushers seem to re-send totals, which adds them again at each push. "
                 "Their pushes carry no job label, so a rule cannot name them.")
            : tr("Its pushers seem to re-send totals, which adds them again at each push. "
                 "Count only the differences for the job %1?")
                  .arg(
                      wording::text(jobs.front()) +
                      (jobs.size() > 1 ? tr(" and %1 more").arg(wording::count(jobs.size() - 1))
                                       : QString())
                  )
    );
}

void GatewayInspector::showGroup(
    const gateway::GroupRow& row, const address::AddressView& view, std::int64_t nowMs
) {
    setHead(groupText(row.labels), {});
    showParts(true, false);
    std::vector<Fact> facts{
        {tr("Families"), wording::count(row.families)},
        {tr("Series"), wording::count(row.series)},
        {tr("Pushes"), wording::count(row.pushes)},
        {tr("Last push"), wording::ago(row.pushedMs, nowMs)},
        {tr("Last refused"),
         wording::ago(row.failedMs, nowMs),
         row.failedMs > row.pushedMs ? Token::Bad : Token::Text},
        {tr("Expires in"), timeLeft(row.expiresMs, nowMs)}};
    m_facts->setFacts(std::move(facts));
    m_problem->hide();
    m_proposal->hide();
    m_copyDelete->setVisible(true);
    showSeries(view, row.labels, {}, nowMs);
}

void GatewayInspector::showPush(const address::PushMark& mark, std::int64_t nowMs) {
    setHead(
        wording::text(mark.method + ' ' + mark.path).simplified(),
        tr("%1 · %2").arg(wording::dateAndTime(mark.timeMs), wording::ago(mark.timeMs, nowMs))
    );
    const bool isRefused = !mark.refusal.empty();
    showParts(false, isRefused && mark.body != nullptr && !mark.body->empty());
    m_proposal->hide();
    std::vector<Fact> facts{
        {tr("Outcome"), outcomeText(mark), isRefused ? Token::Bad : Token::Good},
        {tr("Answer"), wording::httpStatus(mark.status)},
        {tr("Pusher"), wording::text(mark.pusher), Token::Text, true},
        {tr("Size"), wording::bytes(static_cast<double>(mark.bodyBytes))}};
    if (!isRefused) {
        facts.push_back({tr("Families"), wording::count(mark.families)});
        facts.push_back({tr("Series"), wording::count(mark.series)});
    } else if (mark.body != nullptr && mark.body->size() < mark.bodyBytes) {
        facts.push_back(
            {tr("Shown"),
             tr("the first %1").arg(wording::bytes(static_cast<double>(mark.body->size())))}
        );
    }
    m_facts->setFacts(std::move(facts));
    m_problem->setText(isRefused ? refusalSentence(mark) : QString());
    m_problem->setVisible(isRefused);
    m_body->setBody(isRefused ? mark.body : nullptr, mark.line, mark.column);
}

std::vector<const gateway::SeriesRow*> GatewayInspector::chosenSeries() const {
    std::vector<const gateway::SeriesRow*> chosen;
    for (const QModelIndex& row : m_table->selectionModel()->selectedRows()) {
        chosen.push_back(m_series->rowAt(row.row()));
    }
    if (!chosen.empty()) {
        return chosen;
    }
    return shownSeries();
}

std::vector<const gateway::SeriesRow*> GatewayInspector::shownSeries() const {
    std::vector<const gateway::SeriesRow*> all;
    for (int row = 0; row < m_series->rowCount(); ++row) {
        all.push_back(m_series->rowAt(row));
    }
    return all;
}

QString GatewayInspector::proposal() const {
    return m_proposal->isVisibleTo(this) ? m_proposalText->text() : QString();
}

} // namespace meterbench::ui
