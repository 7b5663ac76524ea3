// Layout of the inspector; what it says is in endpoint_words.cpp.
#include "ui/pages/forwarding/endpoint_inspector.h"

#include "ui/pages/forwarding/endpoint_words.h"
#include "ui/pages/forwarding/trial_view.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/icon.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>

namespace meterbench::ui {

EndpointInspector::EndpointInspector(QWidget* parent)
    : Bar(Qt::LeftEdge, parent) {
    setFixedWidth(400);
    setAccessibleName(tr("Endpoint"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 0, 0, 0);
    column->setSpacing(0);
    m_empty = new EmptyState(tr("Select an endpoint to see all its counters."), {}, this);
    m_content = new QWidget(this);
    column->addWidget(m_empty, 1);
    column->addWidget(m_content, 1);
    auto* inner = new QVBoxLayout(m_content);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(0);
    auto* head = new QWidget(m_content);
    buildHead(head);
    inner->addWidget(head);
    auto* scroll = new QScrollArea(m_content);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->viewport()->setAutoFillBackground(false);
    auto* body = new QWidget(scroll);
    buildBody(body);
    scroll->setWidget(body);
    body->setAutoFillBackground(false);
    inner->addWidget(scroll, 1);
    m_content->hide();
}

void EndpointInspector::buildBody(QWidget* body) {
    auto* rows = new QVBoxLayout(body);
    rows->setContentsMargins(14, 0, 14, 12);
    rows->setSpacing(4);
    m_tested = new PlainLabel({}, 12, Token::Muted, QFont::DemiBold, body);
    m_trial = new TrialView(body);
    m_facts = new FactList(body);
    rows->addWidget(m_tested);
    rows->addWidget(m_trial);
    rows->addWidget(m_facts);
    rows->addStretch(1);
    m_tested->hide();
    m_trial->hide();
}

void EndpointInspector::buildHead(QWidget* head) {
    auto* column = new QVBoxLayout(head);
    column->setContentsMargins(14, 12, 14, 8);
    column->setSpacing(4);
    auto* titleRow = new QHBoxLayout;
    m_name = new PlainLabel({}, 13, Token::Text, QFont::DemiBold, head);
    m_name->setMono(true);
    m_name->setElided(true);
    m_pill = new Pill(head);
    titleRow->addWidget(m_name, 1);
    titleRow->addWidget(m_pill);
    m_close = makeButton({}, ButtonKind::Quiet, head);
    m_close->setIcon(icon(QStringLiteral("close"), Theme::of(this).color(Token::Muted)));
    m_close->setAccessibleName(tr("Close"));
    m_close->hide();
    titleRow->addWidget(m_close);
    connect(m_close, &QPushButton::clicked, this, &EndpointInspector::closeRequested);
    m_url = new PlainLabel({}, 12, Token::Muted, QFont::Normal, head);
    m_url->setElided(true);
    column->addLayout(titleRow);
    column->addWidget(m_url);
    auto* actions = new QHBoxLayout;
    actions->setSpacing(8);
    auto* test = makeButton(tr("Test"), ButtonKind::Small, head);
    auto* edit = makeButton(tr("Edit…"), ButtonKind::Small, head);
    m_pause = makeButton(tr("Pause"), ButtonKind::Small, head);
    auto* removeButton = makeButton(tr("Remove…"), ButtonKind::Small, head);
    test->setToolTip(
        tr("Tries the way and sends one empty request; touches no queue, bills nobody. A test "
           "record can be sent from Edit…")
    );
    m_pause->setToolTip(tr("Stops sending; what is to be sent waits"));
    for (QPushButton* button : {test, edit, m_pause, removeButton}) {
        actions->addWidget(button);
    }
    actions->addStretch(1);
    column->addSpacing(4);
    column->addLayout(actions);
    m_problem = makeWrappedLabel({}, 12, Token::Bad, head);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_problem);
    connect(test, &QPushButton::clicked, this, &EndpointInspector::testRequested);
    connect(edit, &QPushButton::clicked, this, &EndpointInspector::editRequested);
    connect(m_pause, &QPushButton::clicked, this, &EndpointInspector::pauseRequested);
    connect(removeButton, &QPushButton::clicked, this, &EndpointInspector::removeRequested);
}

void EndpointInspector::setCloseable(bool closeable) {
    m_close->setVisible(closeable);
}

void EndpointInspector::showNothing() {
    m_empty->show();
    m_content->hide();
}

void EndpointInspector::showHead(
    const std::string& name, const std::string& url, const PillText& pill, bool isPaused
) {
    m_empty->hide();
    m_content->show();
    m_name->setText(wording::text(name));
    m_url->setText(wording::text(url));
    m_pill->setPill(pill);
    m_pause->setText(isPaused ? tr("Resume") : tr("Pause"));
}

void EndpointInspector::showProblem(const QString& problem) {
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
}

void EndpointInspector::show(
    const pipeline::EndpointView& endpoint,
    const std::vector<relabel::Rule>& billable,
    std::int64_t nowMs
) {
    const remote::EndpointState& state = endpoint.state;
    showHead(
        state.name, state.url, endpointPill(state), state.phase == remote::EndpointPhase::Paused
    );
    showProblem(wording::endpointProblem(state, nowMs));
    std::vector<Fact> facts = endpointFacts(endpoint, nowMs);
    std::ranges::move(relabelFacts(endpoint, billable), std::back_inserter(facts));
    std::ranges::move(endpointSettings(endpoint.options), std::back_inserter(facts));
    m_facts->setFacts(std::move(facts));
}

void EndpointInspector::show(const UsageView& usage, std::int64_t nowMs) {
    const delivery::DeliveryState& state = *usage.state;
    showHead(
        state.name, state.url, usagePill(usage), state.phase == delivery::DeliveryPhase::Paused
    );
    showProblem(usageProblem(usage, nowMs));
    std::vector<Fact> facts = usageFacts(usage, nowMs);
    std::ranges::move(usageSettings(usage.options), std::back_inserter(facts));
    m_facts->setFacts(std::move(facts));
}

void EndpointInspector::showTest(const LastTest* test, std::int64_t nowMs) {
    m_tested->setVisible(test != nullptr);
    m_trial->setVisible(test != nullptr);
    if (test == nullptr) {
        m_shownTest.reset();
        return;
    }
    m_tested->setText(
        test->command != 0 ? tr("Test") : tr("Tested %1").arg(wording::ago(test->timeMs, nowMs))
    );
    if (m_shownTest == *test) {
        return;
    }
    m_shownTest = *test;
    if (test->command != 0) {
        m_trial->showWaiting(tr("Asking %1 …").arg(m_url->text()));
    } else if (test->outcome.steps.empty()) { // it was not even begun
        m_trial->showWaiting(wording::text(test->outcome.message));
    } else {
        m_trial->show(test->outcome.steps);
    }
}

} // namespace meterbench::ui
