// Layout of the inspector; what it says is in endpoint_words.cpp.
#include "ui/pages/forwarding/endpoint_inspector.h"

#include "ui/pages/forwarding/endpoint_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/icon.h"
#include "ui/wording/states.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

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
    auto* rows = new QVBoxLayout(body);
    rows->setContentsMargins(14, 0, 14, 12);
    m_facts = new FactList(body);
    rows->addWidget(m_facts);
    rows->addStretch(1);
    scroll->setWidget(body);
    body->setAutoFillBackground(false);
    inner->addWidget(scroll, 1);
    m_content->hide();
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
    test->setToolTip(tr("Sends one empty request; touches no queue"));
    m_pause->setToolTip(tr("Stops sending; samples wait in the log"));
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

void EndpointInspector::show(const pipeline::EndpointPtr& endpoint, std::int64_t nowMs) {
    m_empty->setVisible(endpoint == nullptr);
    m_content->setVisible(endpoint != nullptr);
    if (endpoint == nullptr) {
        return;
    }
    const remote::EndpointState& state = endpoint->state;
    m_name->setText(wording::text(state.name));
    m_url->setText(wording::text(state.url));
    m_pill->setPill(endpointPill(state));
    m_pause->setText(state.phase == remote::EndpointPhase::Paused ? tr("Resume") : tr("Pause"));
    const QString problem = wording::endpointProblem(state, nowMs);
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    std::vector<Fact> facts = endpointFacts(*endpoint, nowMs);
    std::vector<Fact> settings = endpointSettings(endpoint->options);
    facts.insert(
        facts.end(),
        std::make_move_iterator(settings.begin()),
        std::make_move_iterator(settings.end())
    );
    m_facts->setFacts(std::move(facts));
}

} // namespace meterbench::ui
