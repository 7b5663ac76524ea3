// What the buttons and keys of Gateway do: rules, charts, the clipboard; and what comes back.
// Deleting: gateway_erase.cpp.
#include "ui/pages/gateway/chart_refs.h"
#include "ui/pages/gateway/gateway_page.h"
#include "ui/pages/gateway/gateway_words.h"
#include "ui/pages/gateway/push_commands.h"
#include "ui/pages/gateway/rules_dialog.h"
#include "ui/pages/gateway/series_labels.h"
#include "ui/widgets/cell_delegate.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QClipboard>
#include <QGuiApplication>

#include <algorithm>

namespace meterbench::ui {

namespace {

constexpr std::size_t kMostSeries = 1'000; ///< that a view carries
constexpr std::size_t kMostCurves = 24;    ///< more cannot be told apart on a chart

} // namespace

void GatewayPage::openRules() {
    if (m_view->gateway == nullptr) {
        return;
    }
    m_rules = new RulesDialog(m_view, this);
    m_rules->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_rules, &RulesDialog::saveRequested, this, [this] {
        m_rulesCommand = m_address.post(address::SetPushRules{m_rules->rules()});
    });
    m_rules->open();
}

void GatewayPage::acceptProposal() {
    if (m_view->gateway == nullptr) {
        return;
    }
    gateway::StoreRules rules = m_view->gateway->rules;
    for (const std::string& job : jobsOf(m_inspector->shownSeries())) {
        const bool isNamed = std::any_of(
            rules.cumulative.begin(),
            rules.cumulative.end(),
            [&job](const std::string& pattern) { return matchesPattern(pattern, job); }
        );
        if (!isNamed) {
            rules.cumulative.push_back(job);
        }
    }
    say({});
    m_address.post(address::SetPushRules{std::move(rules)});
}

void GatewayPage::addToChart() {
    const auto chosen = m_inspector->chosenSeries();
    if (tab() == Pushes || chosen.empty()) {
        return;
    }
    const auto refs = chartRefs(*m_feed.current(), chosen, kMostCurves);
    if (refs.empty()) {
        say(tr("These series have not been scraped yet: the program reads its own address like any "
               "other target. Try again after the next scrape of the pool gateway on Targets."));
        return;
    }
    say({});
    m_navigator.addToChart(refs);
}

void GatewayPage::copyText(const QString& text, const QString& said) {
    QGuiApplication::clipboard()->setText(text);
    m_navigator.say(said);
}

void GatewayPage::copyAddress() {
    copyText(wording::text(m_view->url), tr("Copied %1").arg(wording::text(m_view->url)));
}

void GatewayPage::copyCommand(GatewayInspector::Copy what) {
    const gateway::GroupRow* oneGroup = tab() == Groups ? group() : nullptr;
    if (what == GatewayInspector::Copy::Scrape) {
        copyText(scrapeCommand(m_view->url), tr("Copied the scrape"));
    } else if (what == GatewayInspector::Copy::Delete && oneGroup != nullptr) {
        copyText(deleteCommand(m_view->url, oneGroup->labels), tr("Copied the delete"));
    } else if (m_view->gateway != nullptr) {
        std::vector<gateway::SeriesRow> rows;
        for (const gateway::SeriesRow* row : m_inspector->chosenSeries()) {
            rows.push_back(*row);
        }
        const address::GatewayView& held = *m_view->gateway;
        copyText(
            oneGroup != nullptr ? pushCommand(m_view->url, oneGroup->labels, rows, held.families)
                                : pushCommands(m_view->url, held.groups, rows, held.families),
            rows.size() < kMostSeries
                ? tr("Copied the push")
                : tr("Copied a push of the first %1 series").arg(wording::count(rows.size()))
        );
    }
}

void GatewayPage::copyRow() {
    copySelectedRows(*m_tables[tab()]);
}

void GatewayPage::say(const QString& problem) {
    m_notice->setText(problem);
    m_noticeBar->setVisible(!problem.isEmpty());
}

void GatewayPage::onOutcome(const address::Outcome& outcome) {
    const QString message = wording::text(outcome.message);
    if (m_rules != nullptr && outcome.command == m_rulesCommand) {
        if (outcome.ok) {
            m_rules->accept();
        } else {
            m_rules->showProblem(message);
        }
        return;
    }
    if (outcome.command == m_erasing.command) {
        onErased(outcome.ok, message);
    } else if (outcome.command == m_undoing.command) {
        onPutBack(outcome.ok, message);
    } else if (!outcome.ok) {
        say(message);
    } else if (!message.isEmpty()) {
        m_navigator.say(message);
    }
}

} // namespace meterbench::ui
