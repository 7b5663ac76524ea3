#include "ui/pages/gateway/rule_list.h"

#include "ui/pages/gateway/gateway_words.h"
#include "ui/widgets/basics.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/icon.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace meterbench::ui {

namespace {

constexpr int kValueWidth = 104;
constexpr int kNamesShown = 3;
constexpr gateway::Policy kPolicies[] = {
    gateway::Policy::Sum,
    gateway::Policy::Last,
    gateway::Policy::Max,
    gateway::Policy::Min,
    gateway::Policy::Mean,
    gateway::Policy::Info};

std::vector<std::string> jobNames(const std::vector<gateway::GroupRow>& groups) {
    std::set<std::string> names;
    for (const gateway::GroupRow& row : groups) {
        names.emplace(labelOf(row.labels, "job"));
    }
    names.erase(std::string());
    return {names.begin(), names.end()};
}

} // namespace

RuleList::RuleList(RuleKind kind, address::AddressViewPtr held, QWidget* parent)
    : QWidget(parent)
    , m_kind(kind)
    , m_held(std::move(held))
    , m_column(new QVBoxLayout(this)) {
    if (kind == RuleKind::Job) {
        m_names = jobNames(m_held->gateway->groups);
    } else {
        for (const gateway::FamilyRow& row : m_held->gateway->families) {
            m_names.push_back(row.name);
            m_types.push_back(row.type);
        }
    }
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(4);
}

void RuleList::add(const TypedRule& rule) {
    Row row;
    row.holder = new QWidget(this);
    auto* rows = new QVBoxLayout(row.holder);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(2);
    buildFields(row, rule);
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(row.pattern, 1);
    for (QWidget* value :
         {static_cast<QWidget*>(row.policy), static_cast<QWidget*>(row.duration)}) {
        if (value != nullptr) {
            value->setFixedWidth(kValueWidth);
            line->addWidget(value);
        }
    }
    auto* buttons = new QWidget(row.holder);
    buildButtons(row, buttons);
    line->addWidget(buttons);
    rows->addLayout(line);
    row.note = new PlainLabel({}, 12, Token::Hint, QFont::Normal, row.holder);
    row.note->setElided(true);
    row.note->setFixedHeight(18);
    rows->addWidget(row.note);
    m_column->addWidget(row.holder);
    m_rows.push_back(row);
    check();
}

void RuleList::buildFields(Row& row, const TypedRule& rule) {
    const Theme& theme = Theme::of(this);
    row.pattern = new QLineEdit(rule.pattern, row.holder);
    row.pattern->setFont(theme.monoFont());
    row.pattern->setPlaceholderText(
        m_kind == RuleKind::Job ? QStringLiteral("batch-*") : QStringLiteral("queue_*_depth")
    );
    row.pattern->setAccessibleName(m_kind == RuleKind::Job ? tr("Job") : tr("Family"));
    row.pattern->installEventFilter(this);
    connect(row.pattern, &QLineEdit::textChanged, this, &RuleList::check);
    if (m_kind == RuleKind::Policy) {
        row.policy = new QComboBox(row.holder);
        row.policy->setAccessibleName(tr("Policy"));
        for (const gateway::Policy policy : kPolicies) {
            row.policy->addItem(policyWord(policy));
            row.policy->setItemData(
                row.policy->count() - 1, policySentence(policy), Qt::ToolTipRole
            );
        }
        row.policy->setCurrentIndex(static_cast<int>(rule.policy));
        connect(row.policy, &QComboBox::currentIndexChanged, this, &RuleList::check);
    } else if (m_kind == RuleKind::Expiry) {
        row.duration = new QLineEdit(rule.duration, row.holder);
        row.duration->setFont(theme.monoFont());
        row.duration->setPlaceholderText(QStringLiteral("5m"));
        row.duration->setAccessibleName(tr("Expires after"));
        row.duration->installEventFilter(this);
        connect(row.duration, &QLineEdit::textChanged, this, &RuleList::check);
    }
}

void RuleList::buildButtons(Row& row, QWidget* holder) {
    auto* line = new QHBoxLayout(holder);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(0);
    const auto add = [&](const QString& name, const QString& picture) {
        QPushButton* button = makeButton({}, ButtonKind::Quiet, holder);
        button->setIcon(icon(picture, Theme::of(this).color(Token::Muted)));
        button->setAccessibleName(name);
        button->setToolTip(name);
        line->addWidget(button);
        return button;
    };
    // The order decides which policy or duration a family has; jobs only are named.
    if (m_kind != RuleKind::Job) {
        row.up = add(tr("Move up"), QStringLiteral("up"));
        row.down = add(tr("Move down"), QStringLiteral("down"));
        connect(row.up, &QPushButton::clicked, this, [this, own = row.holder] { move(own, -1); });
        connect(row.down, &QPushButton::clicked, this, [this, own = row.holder] { move(own, 1); });
    }
    QPushButton* remove = add(tr("Remove rule"), QStringLiteral("trash"));
    connect(remove, &QPushButton::clicked, this, [this, own = row.holder] { removeRow(own); });
}

void RuleList::addEmpty() {
    add({});
    m_rows.back().pattern->setFocus(Qt::TabFocusReason);
}

std::size_t RuleList::placeOf(const QWidget* holder) const {
    const auto at = std::find_if(m_rows.begin(), m_rows.end(), [holder](const Row& row) {
        return row.holder == holder;
    });
    return static_cast<std::size_t>(at - m_rows.begin());
}

void RuleList::move(QWidget* holder, int by) {
    const auto from = static_cast<std::ptrdiff_t>(placeOf(holder));
    const std::ptrdiff_t to = from + by;
    if (to < 0 || to >= static_cast<std::ptrdiff_t>(m_rows.size())) {
        return;
    }
    std::iter_swap(m_rows.begin() + from, m_rows.begin() + to);
    m_column->removeWidget(holder);
    m_column->insertWidget(static_cast<int>(to), holder);
    QWidget* before = m_rows.front().pattern;
    for (const Row& row : m_rows) {
        setTabOrder(before, row.pattern);
        before = row.pattern;
    }
    check();
}

void RuleList::removeRow(QWidget* holder) {
    const std::size_t at = placeOf(holder);
    m_rows.erase(m_rows.begin() + static_cast<std::ptrdiff_t>(at));
    // It is the sender's parent, so it goes when its signal has ended.
    holder->hide();
    m_column->removeWidget(holder);
    holder->deleteLater();
    if (!m_rows.empty()) {
        m_rows[std::min(at, m_rows.size() - 1)].pattern->setFocus();
    }
    check();
}

TypedRule RuleList::typed(const Row& row) const {
    TypedRule rule{row.pattern->text().trimmed()};
    if (row.policy != nullptr) {
        rule.policy = static_cast<gateway::Policy>(row.policy->currentIndex());
    }
    if (row.duration != nullptr) {
        rule.duration = row.duration->text().trimmed();
    }
    return rule;
}

std::vector<TypedRule> RuleList::rules() const {
    std::vector<TypedRule> all;
    for (const Row& row : m_rows) {
        all.push_back(typed(row));
    }
    return all;
}

QString RuleList::noteAt(int row) const {
    return m_rows[static_cast<std::size_t>(row)].note->text();
}

QString RuleList::problemOf(const TypedRule& rule) const {
    if (rule.pattern.isEmpty()) {
        return m_kind == RuleKind::Job
                   ? tr("A name of a job; * stands for any text, such as batch-*")
                   : tr("A name of a family; * stands for any text, such as queue_*");
    }
    if (rule.pattern.contains(QLatin1Char(' ')) && m_kind != RuleKind::Job) {
        return tr("One name or pattern: names of families have no spaces");
    }
    if (m_kind == RuleKind::Expiry && !readRuleDuration(rule.duration)) {
        return rule.duration.isEmpty()
                   ? tr("How long it stays without a push: 5m, 1h30m, or never")
                   : tr("“%1” is not a duration: 5m, 1h30m, or never").arg(rule.duration.left(30));
    }
    return {};
}

QString RuleList::matchesOf(const TypedRule& rule, std::vector<std::uint8_t>& isTaken) const {
    const std::string pattern = rule.pattern.toStdString();
    std::uint64_t matched = 0;
    std::uint64_t earlier = 0;
    std::uint64_t unsuited = 0;
    QStringList names;
    for (std::size_t i = 0; i < m_names.size(); ++i) {
        if (!matchesPattern(pattern, m_names[i])) {
            continue;
        }
        if (m_kind == RuleKind::Policy && !gateway::suits(rule.policy, m_types[i])) {
            ++unsuited;
            continue;
        }
        earlier += isTaken[i];
        matched += isTaken[i] == 0 ? 1 : 0;
        if (isTaken[i] == 0 && names.size() < kNamesShown) {
            names += wording::text(m_names[i]);
        }
        isTaken[i] = m_kind == RuleKind::Job ? 0 : 1;
    }
    const QString what = m_kind == RuleKind::Job
                             ? tr("%1 job(s) now", nullptr, wording::numerus(matched))
                             : tr("%1 held now", nullptr, wording::numerus(matched));
    QString text = matched == 0 ? tr("matches nothing that is held now")
                                : wording::counted(what, matched) + QStringLiteral(": ") +
                                      names.join(QStringLiteral(", "));
    if (matched > kNamesShown) {
        text += QStringLiteral(" …");
    }
    if (earlier > 0) {
        text += QStringLiteral(" · ") + tr("%1 taken by a rule above").arg(wording::count(earlier));
    }
    if (unsuited > 0) {
        text += QStringLiteral(" · ") +
                tr("does not suit the type of %1").arg(wording::count(unsuited));
    }
    return text;
}

void RuleList::check() {
    m_isGood = true;
    std::vector<std::uint8_t> isTaken(m_names.size(), 0);
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const Row& row = m_rows[i];
        const TypedRule rule = typed(row);
        const QString problem = problemOf(rule);
        // What nobody has typed yet is not a mistake, but it cannot be saved either.
        const bool isTouched = !rule.pattern.isEmpty() || row.pattern->isModified();
        const QString sentence =
            m_kind == RuleKind::Policy ? policySentence(rule.policy) + QLatin1Char(' ') : QString();
        const QString note = problem.isEmpty() ? sentence + matchesOf(rule, isTaken) : problem;
        row.note->setToken(problem.isEmpty() ? Token::Hint : isTouched ? Token::Bad : Token::Muted);
        row.note->setText(note);
        row.note->setToolTip(note.toHtmlEscaped());
        const bool patternIsWrong = rule.pattern.isEmpty() || row.duration == nullptr;
        for (QLineEdit* field : {row.pattern, row.duration}) {
            if (field != nullptr) {
                const bool isAtFault = (field == row.pattern) == patternIsWrong;
                field->setProperty("mbWrong", isTouched && isAtFault && !problem.isEmpty());
                field->setAccessibleDescription(note);
                field->update();
            }
        }
        if (row.up != nullptr) {
            row.up->setEnabled(i > 0);
            row.down->setEnabled(i + 1 < m_rows.size());
        }
        m_isGood = m_isGood && problem.isEmpty();
    }
    Q_EMIT changed();
}

bool RuleList::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const int by = key->key() == Qt::Key_Up ? -1 : key->key() == Qt::Key_Down ? 1 : 0;
        if (by != 0 && key->modifiers().testFlag(Qt::AltModifier) && m_kind != RuleKind::Job) {
            for (const Row& row : m_rows) {
                if (row.pattern == watched || row.duration == watched) {
                    move(row.holder, by);
                    return true;
                }
            }
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace meterbench::ui
