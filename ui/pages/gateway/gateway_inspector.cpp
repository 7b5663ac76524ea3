// What the inspector of Gateway shows. Its parts: gateway_inspector_parts.cpp.
#include "ui/pages/gateway/gateway_inspector.h"

#include "ui/pages/gateway/gateway_words.h"
#include "ui/pages/gateway/push_body.h"
#include "ui/pages/gateway/series_labels.h"
#include "ui/widgets/fact_list.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QAction>
#include <QPushButton>

#include <algorithm>

namespace meterbench::ui {

namespace {

constexpr std::size_t kMostSeries = 1'000; ///< that a view carries
constexpr int kValueWidth = 84;
constexpr int kTimestampWidth = 156; ///< of "2026-11-21 11:42:07"

} // namespace

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
