#include "ui/pages/gateway/rules_dialog.h"

#include "ui/pages/gateway/gateway_words.h"
#include "ui/pages/gateway/rule_list.h"
#include "ui/widgets/basics.h"
#include "ui/widgets/buttons.h"
#include "ui/wording/states.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace meterbench::ui {

RulesDialog::RulesDialog(const address::AddressViewPtr& held, QWidget* parent)
    : QDialog(parent)
    , m_held(held) {
    setWindowTitle(tr("Push rules"));
    resize(640, 560);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(8);
    column->addWidget(new PlainLabel(tr("Push rules"), 16, Token::Text, QFont::DemiBold, this));
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->viewport()->setAutoFillBackground(false);
    auto* body = new QWidget(scroll);
    auto* sections = new QVBoxLayout(body);
    sections->setContentsMargins(0, 0, 8, 0);
    sections->setSpacing(4);
    m_policies = addSection(
        sections,
        RuleKind::Policy,
        tr("Policies"),
        tr("How pushes of one series come together. The first rule that matches a family holds.")
    );
    m_expiries = addSection(
        sections,
        RuleKind::Expiry,
        tr("Expiry"),
        tr("How long a series stays without a push. The first rule that matches holds; without one "
           "it stays.")
    );
    m_jobs = addSection(
        sections,
        RuleKind::Job,
        tr("Jobs that re-send totals"),
        tr("Of their counters only the difference to the push before is added.")
    );
    sections->addStretch(1);
    scroll->setWidget(body);
    body->setAutoFillBackground(false);
    column->addWidget(scroll, 1);
    buildButtons(column);
    fill(m_held->gateway->rules);
    check();
}

RuleList* RulesDialog::addSection(
    QVBoxLayout* column, RuleKind kind, const QString& title, const QString& sentence
) {
    auto* section = new QWidget(this);
    auto* rows = new QVBoxLayout(section);
    rows->setContentsMargins(0, 4, 0, 12);
    rows->setSpacing(6);
    rows->addWidget(new PlainLabel(title, 13, Token::Text, QFont::DemiBold, section));
    rows->addWidget(makeWrappedLabel(sentence, 12, Token::Muted, section));
    auto* list = new RuleList(kind, m_held, section);
    rows->addWidget(list);
    auto* add = makeButton(tr("Add rule"), ButtonKind::Small, section);
    add->setAccessibleName(tr("Add rule: %1").arg(title));
    rows->addWidget(add);
    connect(add, &QPushButton::clicked, list, &RuleList::addEmpty);
    connect(list, &RuleList::changed, this, &RulesDialog::check);
    column->addWidget(section);
    // What replaces its group is not merged, so there is nothing to set.
    section->setVisible(kind == RuleKind::Expiry || m_held->mode == address::Mode::Aggregation);
    return list;
}

void RulesDialog::fill(const gateway::StoreRules& rules) {
    for (const gateway::PolicyRule& rule : rules.policies) {
        m_policies->add({wording::text(rule.family), rule.policy, {}});
    }
    for (const gateway::ExpiryRule& rule : rules.expiries) {
        m_expiries->add({wording::text(rule.family), {}, ruleDuration(rule.afterMs)});
    }
    for (const std::string& job : rules.cumulative) {
        m_jobs->add({wording::text(job), {}, {}});
    }
}

void RulesDialog::buildButtons(QVBoxLayout* column) {
    m_problem = makeWrappedLabel({}, 12, Token::Bad, this);
    m_problem->hide();
    column->addWidget(m_problem);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(
        new PlainLabel(tr("Alt+↑ and Alt+↓ move a rule"), 11, Token::Hint, QFont::Normal, this)
    );
    row->addStretch(1);
    auto* cancel = makeButton(tr("Cancel"), ButtonKind::Outlined, this);
    m_save = makeButton(tr("Save"), ButtonKind::Primary, this);
    m_save->setDefault(true);
    row->addWidget(cancel);
    row->addWidget(m_save);
    column->addLayout(row);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, [this] {
        showProblem({});
        Q_EMIT saveRequested();
    });
}

void RulesDialog::check() {
    if (m_save != nullptr) {
        m_save->setEnabled(m_policies->isGood() && m_expiries->isGood() && m_jobs->isGood());
    }
}

gateway::StoreRules RulesDialog::rules() const {
    gateway::StoreRules rules;
    for (const TypedRule& rule : m_policies->rules()) {
        rules.policies.push_back({rule.pattern.toStdString(), rule.policy});
    }
    for (const TypedRule& rule : m_expiries->rules()) {
        rules.expiries.push_back(
            {rule.pattern.toStdString(), readRuleDuration(rule.duration).value_or(0)}
        );
    }
    for (const TypedRule& rule : m_jobs->rules()) {
        rules.cumulative.push_back(rule.pattern.toStdString());
    }
    return rules;
}

void RulesDialog::showProblem(const QString& problem) {
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
}

} // namespace meterbench::ui
