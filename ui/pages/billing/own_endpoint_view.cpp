// What the view does and how it follows. Parts: own_endpoint_parts.cpp.
#include "ui/pages/billing/own_endpoint_view.h"

#include "ui/pages/billing/billing_words.h"
#include "ui/pages/billing/line_table.h"
#include "ui/widgets/basics.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/fact_list.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <chrono>

namespace meterbench::ui {

namespace {

constexpr std::chrono::milliseconds kLookEvery{200};
/// Columns of the ledger that go where there is little room.
constexpr int kRepeats = 4;
constexpr int kSamples = 5;
constexpr int kNarrow = 700;

QString urlOf(const billing::DeskState& state, const char* path) {
    return QStringLiteral("http://") + wording::text(state.address) + QLatin1String(path);
}

QString faultName(const billing::Fault& fault) {
    using billing::FaultKind;
    switch (fault.kind) {
    case FaultKind::Unauthorized:
        return QStringLiteral("401");
    case FaultKind::TooMany:
        return OwnEndpointView::tr("429, Retry-After %1 s").arg(fault.number);
    case FaultKind::Unavailable:
        return QStringLiteral("503");
    case FaultKind::Reset:
        return OwnEndpointView::tr("reset");
    case FaultKind::Slow:
        return OwnEndpointView::tr("slow, %1").arg(wording::duration(fault.number));
    case FaultKind::Partial:
        return OwnEndpointView::tr("answer cut");
    }
    return {};
}

} // namespace

OwnEndpointView::OwnEndpointView(billing::Desk& desk, Navigator& navigator, QWidget* parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_navigator(navigator) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 12, 0, 0);
    column->setSpacing(8);
    buildStart(*column);
    buildRunning(*column);
    m_timer.setInterval(kLookEvery);
    connect(&m_timer, &QTimer::timeout, this, &OwnEndpointView::refresh);
    showState();
}

void OwnEndpointView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
    m_timer.start();
}

void OwnEndpointView::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    m_timer.stop();
}

void OwnEndpointView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const bool isNarrow = width() < kNarrow;
    for (const int column : {kRepeats, kSamples}) {
        m_ledger->setColumnHidden(column, isNarrow);
    }
}

QWidget* OwnEndpointView::firstFocus() const {
    return m_start;
}

QString OwnEndpointView::problem() const {
    return wording::text(m_problem);
}

QString OwnEndpointView::faultWords() const {
    return m_faultWords->text();
}

void OwnEndpointView::refresh() {
    m_state = m_desk.look();
    showState();
}

void OwnEndpointView::sayProblem(const std::string& problem) {
    m_problem = problem;
    refresh();
}

void OwnEndpointView::startOrStop() {
    if (m_state.isRunning) {
        m_desk.stop();
        sayProblem({});
        return;
    }
    billing::DeskWish wish;
    wish.address = m_address->text().trimmed().toStdString();
    if (m_wantsClient->isChecked()) {
        wish.clientId = m_clientId->text().trimmed().toStdString();
        wish.clientSecret = m_secret->text().toStdString();
        if (wish.clientId.empty() || wish.clientSecret.empty()) {
            sayProblem(tr("A client has an id and a secret: fill in both.").toStdString());
            return;
        }
    }
    sayProblem(m_desk.start(wish));
}

void OwnEndpointView::send() {
    const std::string problem = m_desk.sendUsageHere();
    sayProblem(problem);
    if (problem.empty()) {
        m_navigator.say(tr("Usage goes to the test endpoint too, until the workspace is opened anew."));
    }
}

void OwnEndpointView::plan(billing::FaultKind kind, std::int64_t number) {
    m_desk.plan({{kind, number}, static_cast<std::uint64_t>(m_requests->value())});
    refresh();
}

void OwnEndpointView::showState() {
    const bool isRunning = m_state.isRunning;
    m_pill->setPill(
        isRunning ? PillText{tr("running"), Tone::Good, Sign::Dot}
                  : PillText{tr("stopped"), Tone::Neutral, Sign::Ring}
    );
    m_form->setVisible(!isRunning && !m_state.isDemos);
    m_clientId->setEnabled(m_wantsClient->isChecked());
    m_secret->setEnabled(m_wantsClient->isChecked());
    m_start->setVisible(!m_state.isDemos);
    m_start->setText(isRunning ? tr("Stop") : tr("Start"));
    setButtonKind(m_start, isRunning ? ButtonKind::Outlined : ButtonKind::Primary);
    m_send->setVisible(isRunning && !m_state.isDemos);
    m_send->setEnabled(m_state.isMetering && !m_state.isSendingHere);
    m_send->setText(m_state.isSendingHere ? tr("Your usage comes here") : tr("Send my usage here"));
    m_send->setToolTip(
        m_state.isMetering ? tr("Adds it as a usage endpoint until the workspace is opened anew")
                           : tr("Nothing is metered: open a workspace with billing: meters:")
    );
    m_copy->setVisible(isRunning && !m_state.isDemos);
    m_running->setVisible(isRunning || m_state.ledger != nullptr);
    showWords();
    showFacts();
    showFaults();
    showLedger();
}

void OwnEndpointView::showWords() {
    m_words->setText(
        !m_problem.empty() ? tr("▲ %1").arg(wording::text(m_problem))
        : m_state.isDemos  ? tr("The demo director's endpoint: the demo starts and stops it. Faults "
                                "that you plan meet the demo's records.")
        : m_state.isRunning
            ? QString()
            : tr("A billing endpoint on this machine: it takes usage records and remote write, "
                 "gives tokens, shows what it took, and misbehaves when told to. It ends with the "
                 "window; its ledger lies in a folder of this session.")
    );
    m_words->setVisible(!m_words->text().isEmpty());
}

void OwnEndpointView::showFacts() {
    std::vector<Fact> facts;
    if (m_state.isRunning) {
        facts = {
            {tr("Usage records"), urlOf(m_state, "/usage"), Token::Text, true},
            {tr("Remote write"), urlOf(m_state, "/api/v1/write"), Token::Text, true},
            {tr("Tokens"),
             m_state.clientId.empty()
                 ? tr("none wanted: anybody may ask")
                 : tr("%1, client %2")
                       .arg(urlOf(m_state, "/oauth/token"), wording::text(m_state.clientId)),
             m_state.clientId.empty() ? Token::Muted : Token::Text,
             !m_state.clientId.empty()},
            {tr("Ledger in"), wording::text(m_state.folder), Token::Muted, true}};
    }
    m_facts->setFacts(std::move(facts));
    m_facts->setVisible(m_state.isRunning);
}

void OwnEndpointView::showFaults() {
    QStringList words;
    if (m_state.ledger != nullptr) {
        for (const billing::PlannedFault& one : m_state.ledger->planned) {
            words += tr("%1 × %2").arg(
                faultName(one.fault), wording::count(one.requests)
            );
        }
    }
    QString text = words.isEmpty() ? tr("nothing planned")
                                   : tr("planned: %1").arg(words.join(QStringLiteral(", ")));
    std::uint64_t done = 0;
    if (m_state.ledger != nullptr) {
        for (const auto& [kind, count] : m_state.ledger->done) {
            done += count;
        }
    }
    if (done > 0) {
        text += tr("; %1 met so far").arg(wording::count(done));
    }
    m_faultWords->setText(text);
    m_faultWords->setToken(words.isEmpty() ? Token::Muted : Token::Attention);
}

void OwnEndpointView::showLedger() {
    std::vector<LineRow> lines;
    std::vector<LineRow> refusals;
    const billing::LedgerView* const ledger = m_state.ledger.get();
    if (ledger == nullptr) {
        m_counts->setText(tr("Nothing has come yet."));
        m_ledger->setRows({});
        m_refusals->setRows({});
        m_refusals->hide();
        return;
    }
    for (const billing::LedgerViewLine& one : ledger->lines) {
        lines.push_back(
            {{wording::text(one.customer), Token::Text, true},
             {wording::text(one.dimension)},
             {decimalText(one.sum, 6), Token::Text, true, false, wording::text(one.sum.toText())},
             {wording::count(one.records)},
             {wording::count(one.repeats), one.repeats == 0 ? Token::Hint : Token::Text},
             {wording::count(one.samples), one.samples == 0 ? Token::Hint : Token::Text},
             {wording::dateAndTime(one.lastTimeMs), Token::Muted}}
        );
    }
    for (const auto* const reasons : {&ledger->usageRefusals, &ledger->writeRefusals}) {
        for (const auto& [reason, count] : *reasons) {
            refusals.push_back(
                {{wording::count(count), Token::Bad},
                 {reasons == &ledger->usageRefusals ? tr("usage record") : tr("remote write"),
                  Token::Muted},
                 {wording::text(reason), Token::Text, false, false, wording::text(reason)}}
            );
        }
    }
    QString counts =
        tr("%1 usage records, %2 samples in %3 writes, %4 refused")
            .arg(
                wording::count(ledger->usageRecords),
                wording::count(ledger->samples),
                wording::count(ledger->writes),
                wording::count(ledger->usageRefused + ledger->writesRefused)
            );
    if (ledger->linesInAll > ledger->lines.size()) {
        counts += tr("; the first %1 of %2 lines")
                      .arg(
                          wording::count(ledger->lines.size()), wording::count(ledger->linesInAll)
                      );
    }
    m_counts->setText(counts);
    m_ledger->setRows(std::move(lines));
    m_refusals->setRows(std::move(refusals));
    m_refusals->setVisible(!m_refusals->rows().empty());
}

QString OwnEndpointView::workspaceEntry(const billing::DeskState& state) {
    QString text = QStringLiteral("billing:\n  endpoints:\n    - name: test\n      service: paigo\n"
                                  "      url: %1\n")
                       .arg(urlOf(state, "/usage"));
    if (!state.clientId.empty()) {
        text += QStringLiteral("      oauth2:\n        client_id: %1\n"
                               "        client_secret_file: PATH\n        token_url: %2\n")
                    .arg(wording::text(state.clientId), urlOf(state, "/oauth/token"));
    }
    return text;
}

} // namespace meterbench::ui
