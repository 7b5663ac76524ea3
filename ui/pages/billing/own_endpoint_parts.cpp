// The parts of the view: the form that starts it, facts, fault lab, ledger. How they follow:
// own_endpoint_view.cpp.
#include "ui/pages/billing/line_table.h"
#include "ui/pages/billing/own_endpoint_view.h"
#include "ui/widgets/basics.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/fact_list.h"

#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRandomGenerator>
#include <QSpinBox>
#include <QVBoxLayout>

namespace meterbench::ui {

namespace {

constexpr std::int64_t kRetryAfterSeconds = 5;
constexpr std::int64_t kSlowMs = 2'000;
constexpr int kMostRequests = 1'000'000;
constexpr int kEdge = 16;
constexpr int kFactsWidth = 640;

QString madeUpSecret() {
    QString secret;
    for (int i = 0; i < 32; ++i) {
        secret += QString::number(QRandomGenerator::system()->bounded(16), 16);
    }
    return secret;
}

} // namespace

void OwnEndpointView::buildStart(QVBoxLayout& column) {
    auto* top = new QHBoxLayout;
    top->setContentsMargins(kEdge, 0, kEdge, 0);
    top->setSpacing(8);
    m_pill = new Pill(this);
    m_start = makeButton(tr("Start"), ButtonKind::Primary, this);
    m_send = makeButton(tr("Send my usage here"), ButtonKind::Primary, this);
    m_copy = makeButton(tr("Copy for a workspace"), ButtonKind::Outlined, this);
    m_copy->setToolTip(tr("The entry of billing: endpoints:, without the secret"));
    top->addWidget(m_pill);
    top->addStretch(1);
    for (QPushButton* button : {m_copy, m_start, m_send}) {
        top->addWidget(button);
    }
    column.addLayout(top);
    m_words = makeWrappedLabel({}, 12, Token::Muted, this);
    m_words->setContentsMargins(kEdge, 0, kEdge, 0);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column.addWidget(m_words);
    m_form = new QWidget(this);
    auto* row = new QHBoxLayout(m_form);
    row->setContentsMargins(kEdge, 0, kEdge, 4);
    row->setSpacing(8);
    m_address = new QLineEdit(QStringLiteral("127.0.0.1:9292"), m_form);
    m_address->setAccessibleName(tr("Address to listen on"));
    m_address->setToolTip(tr("HOST:PORT; port 0 takes a free one"));
    m_address->setFixedWidth(140);
    m_wantsClient = new QCheckBox(tr("OAuth2 client"), m_form);
    m_wantsClient->setToolTip(tr("Who asks must show a token that this client fetched"));
    m_clientId = new QLineEdit(QStringLiteral("meterbench"), m_form);
    m_clientId->setAccessibleName(tr("Client id"));
    m_clientId->setFixedWidth(120);
    m_secret = new QLineEdit(madeUpSecret(), m_form);
    m_secret->setAccessibleName(tr("Client secret"));
    m_secret->setEchoMode(QLineEdit::Password);
    m_secret->setToolTip(tr("Made up at each start of the window; put in your own if you like"));
    m_secret->setFixedWidth(140);
    row->addWidget(new PlainLabel(tr("Listens on"), 12, Token::Muted, QFont::Normal, m_form));
    row->addWidget(m_address);
    row->addWidget(m_wantsClient);
    row->addWidget(new PlainLabel(tr("Id"), 12, Token::Muted, QFont::Normal, m_form));
    row->addWidget(m_clientId);
    row->addWidget(new PlainLabel(tr("Secret"), 12, Token::Muted, QFont::Normal, m_form));
    row->addWidget(m_secret);
    row->addStretch(1);
    column.addWidget(m_form);
    connect(m_start, &QPushButton::clicked, this, &OwnEndpointView::startOrStop);
    connect(m_address, &QLineEdit::returnPressed, this, &OwnEndpointView::startOrStop);
    connect(m_send, &QPushButton::clicked, this, &OwnEndpointView::send);
    connect(m_wantsClient, &QCheckBox::toggled, this, &OwnEndpointView::showState);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(workspaceEntry(m_state));
        m_navigator.say(tr("Copied"));
    });
}

void OwnEndpointView::buildRunning(QVBoxLayout& column) {
    m_running = new QWidget(this);
    auto* inner = new QVBoxLayout(m_running);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(8);
    m_facts = new FactList(m_running);
    m_facts->setMaximumWidth(kFactsWidth);
    auto* facts = new QHBoxLayout;
    facts->setContentsMargins(kEdge, 0, kEdge, 0);
    facts->addWidget(m_facts, 1);
    facts->addStretch(0);
    inner->addLayout(facts);
    buildFaults(*inner);
    buildLedger(*inner);
    column.addWidget(m_running, 1);
    column.addStretch(0);
}

void OwnEndpointView::buildFaults(QVBoxLayout& column) {
    auto* head = new QHBoxLayout;
    head->setContentsMargins(kEdge, 4, kEdge, 0);
    head->setSpacing(8);
    head->addWidget(
        new PlainLabel(tr("Fault lab"), 13, Token::Text, QFont::DemiBold, m_running)
    );
    m_faultWords = new PlainLabel({}, 12, Token::Muted, QFont::Normal, m_running);
    m_faultWords->setElided(true);
    head->addWidget(m_faultWords, 1);
    column.addLayout(head);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(kEdge, 0, kEdge, 0);
    row->setSpacing(4);
    using billing::FaultKind;

    struct Lab {
        QString text;
        QString tip;
        FaultKind kind;
        std::int64_t number;
    };

    const Lab labs[] = {
        {QStringLiteral("401"), tr("The token is said to be bad"), FaultKind::Unauthorized, 0},
        {QStringLiteral("429"),
         tr("Too many requests, with Retry-After: 5"),
         FaultKind::TooMany,
         kRetryAfterSeconds},
        {QStringLiteral("503"), tr("Not available"), FaultKind::Unavailable, 0},
        {tr("Slow"), tr("Taken, and answered two seconds later"), FaultKind::Slow, kSlowMs},
        {tr("Reset"), tr("The connection, before anything is taken"), FaultKind::Reset, 0},
        {tr("Partial"), tr("Taken, and the answer is cut"), FaultKind::Partial, 0}};
    m_requests = new QSpinBox(m_running);
    m_requests->setRange(1, kMostRequests);
    m_requests->setValue(3);
    m_requests->setPrefix(tr("next "));
    m_requests->setToolTip(tr("So many requests meet the fault: writes and usage records"));
    m_requests->setAccessibleName(tr("Requests that meet the fault"));
    row->addWidget(m_requests);
    row->addSpacing(4);
    for (const Lab& lab : labs) {
        auto* button = makeButton(lab.text, ButtonKind::Small, m_running);
        button->setToolTip(lab.tip);
        connect(button, &QPushButton::clicked, this, [this, kind = lab.kind, number = lab.number] {
            plan(kind, number);
        });
        row->addWidget(button);
    }
    auto* clear = makeButton(tr("Clear"), ButtonKind::Small, m_running);
    clear->setToolTip(tr("Takes back what is planned"));
    connect(clear, &QPushButton::clicked, this, [this] {
        m_desk.clearFaults();
        refresh();
    });
    row->addWidget(clear);
    row->addStretch(1);
    column.addLayout(row);
}

void OwnEndpointView::buildLedger(QVBoxLayout& column) {
    auto* head = new QHBoxLayout;
    head->setContentsMargins(kEdge, 4, kEdge, 0);
    head->setSpacing(8);
    head->addWidget(new PlainLabel(tr("Ledger"), 13, Token::Text, QFont::DemiBold, m_running));
    m_counts = new PlainLabel({}, 12, Token::Muted, QFont::Normal, m_running);
    m_counts->setElided(true);
    head->addWidget(m_counts, 1);
    column.addLayout(head);
    m_ledger = new LineTable(
        {{tr("Customer")},
         {tr("Dimension")},
         {tr("Sum"), true},
         {tr("Records"), true},
         {tr("Repeats"), true},
         {tr("Samples"), true},
         {tr("Last")}},
        tr("What the test endpoint took"),
        m_running
    );
    constexpr int widths[] = {120, 120, 130, 76, 76, 76, 164};
    for (int i = 0; i < 7; ++i) {
        m_ledger->setColumnWidth(i, widths[i]);
    }
    m_ledger->setStretched(0);
    column.addWidget(m_ledger, 3);
    m_refusals = new LineTable(
        {{tr("Refused"), true}, {tr("What")}, {tr("Why")}},
        tr("What the test endpoint refused"),
        m_running
    );
    m_refusals->setColumnWidth(0, 76);
    m_refusals->setColumnWidth(1, 110);
    column.addWidget(m_refusals, 1);
}

} // namespace meterbench::ui
