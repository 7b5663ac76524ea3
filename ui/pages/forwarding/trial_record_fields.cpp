#include "ui/pages/forwarding/trial_record_fields.h"

#include "ui/pages/forwarding/auth_fields.h"
#include "ui/widgets/basics.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/theme.h"
#include "ui/wording/states.h"

#include <QAction>
#include <QCheckBox>
#include <QCompleter>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace meterbench::ui {

namespace {

/// Looked through for choices; who has more types.
constexpr std::size_t kMostOpen = 10'000;
constexpr std::size_t kMostChoices = 500;

void add(std::set<std::string>& names, const std::string& name) {
    if (!name.empty() && names.size() < kMostChoices) {
        names.insert(name);
    }
}

QStringList listOf(const std::set<std::string>& names) {
    QStringList list;
    for (const std::string& name : names) {
        list += wording::text(name);
    }
    return list;
}

/// Typed, or chosen from a list that its arrow opens, and typing narrows.
QLineEdit* choiceOf(const QStringList& names, QWidget* parent) {
    auto* field = new QLineEdit(names.size() == 1 ? names.front() : QString(), parent);
    field->setFont(Theme::of(parent).monoFont());
    field->setPlaceholderText(TrialRecordFields::tr("as the receiver knows it"));
    if (names.size() < 2) {
        return field;
    }
    auto* list = new QCompleter(names, field);
    list->setCaseSensitivity(Qt::CaseInsensitive);
    list->setFilterMode(Qt::MatchContains);
    field->setCompleter(list);
    QAction* open = field->addAction(
        icon(QStringLiteral("down"), Theme::of(parent).color(Token::Muted)),
        QLineEdit::TrailingPosition
    );
    open->setText(TrialRecordFields::tr("Choose"));
    open->setToolTip(TrialRecordFields::tr("What plans, meters and open usage name (Down)"));
    open->setShortcut(QKeySequence(Qt::Key_Down));
    open->setShortcutContext(Qt::WidgetShortcut);
    QObject::connect(open, &QAction::triggered, list, [list] {
        list->setCompletionPrefix({});
        list->complete();
    });
    return field;
}

std::string typedIn(const QLineEdit& field) {
    return field.text().trimmed().toStdString();
}

} // namespace

TrialChoices trialChoicesOf(const pipeline::Snapshot& now, const config::Workspace* workspace) {
    std::set<std::string> customers;
    std::set<std::string> dimensions;
    if (workspace != nullptr) {
        for (const config::Customer& customer : workspace->customers) {
            add(customers, customer.id);
        }
        for (const pricing::Plan& plan : workspace->plans) {
            for (const pricing::DimensionPrice& charge : plan.charges) {
                add(dimensions, charge.dimension);
            }
        }
    }
    if (now.metered != nullptr) {
        if (now.metered->options != nullptr) {
            for (const metering::Meter& meter : now.metered->options->meters) {
                add(dimensions, meter.dimension);
            }
        }
        const std::size_t count = std::min(now.metered->open.size(), kMostOpen);
        for (std::size_t i = 0; i < count; ++i) {
            add(customers, now.metered->open[i].customer);
            add(dimensions, now.metered->open[i].dimension);
        }
    }
    return {listOf(customers), listOf(dimensions)};
}

TrialRecordFields::TrialRecordFields(const TrialChoices& choices, QWidget* parent)
    : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 8);
    column->setSpacing(4);
    m_box = new QCheckBox(this);
    auto* first = new QHBoxLayout;
    first->setContentsMargins(kFieldLabelWidth + kFieldGap, 0, 0, 0);
    first->addWidget(m_box);
    column->addLayout(first);
    m_shown = new QWidget(this);
    auto* inner = new QVBoxLayout(m_shown);
    inner->setContentsMargins(0, 2, 0, 0);
    inner->setSpacing(6);
    m_customer = choiceOf(choices.customers, m_shown);
    m_dimension = choiceOf(choices.dimensions, m_shown);
    m_value = new QLineEdit(QStringLiteral("0"), m_shown);
    m_value->setFont(Theme::of(this).monoFont());
    addRow(inner, tr("Customer"), m_customer);
    addRow(inner, tr("Dimension"), m_dimension);
    addRow(inner, tr("Value"), m_value);
    m_problem = makeWrappedLabel({}, 12, Token::Bad, m_shown);
    m_problem->hide();
    m_note = makeWrappedLabel({}, 12, Token::Muted, m_shown);
    auto* below = new QVBoxLayout;
    below->setContentsMargins(kFieldLabelWidth + kFieldGap, 0, 0, 0);
    below->setSpacing(6);
    below->addWidget(m_problem);
    below->addWidget(m_note);
    inner->addLayout(below);
    column->addWidget(m_shown);
    m_shown->hide();
    setService(std::nullopt);
    connect(m_box, &QCheckBox::toggled, this, [this](bool isOn) {
        m_shown->setVisible(isOn);
        onChanged();
        if (isOn) {
            Q_EMIT opened();
        }
    });
    for (const QLineEdit* field : {m_customer, m_dimension, m_value}) {
        connect(field, &QLineEdit::textChanged, this, &TrialRecordFields::onChanged);
    }
}

void TrialRecordFields::addRow(QVBoxLayout* column, const QString& name, QWidget* field) {
    auto* row = new QHBoxLayout;
    row->setSpacing(kFieldGap);
    auto* label = new PlainLabel(name, 13, Token::Muted, QFont::Normal, m_shown);
    label->setFixedWidth(kFieldLabelWidth);
    row->addWidget(label);
    row->addWidget(field, 1);
    column->addLayout(row);
    field->setAccessibleName(tr("%1 of the test record").arg(name));
}

void TrialRecordFields::setService(std::optional<delivery::Service> service) {
    m_box->setText(service ? tr("Also send one test record") : tr("Also send one test sample"));
    if (!service) {
        m_note->setText(tr(
            "One sample of meterbench_test with this customer and dimension, with the endpoint's "
            "labels and behind its rules. Who bills samples may bill it: 0 adds to no sum. It is "
            "in "
            "no log here; again within the minute it is the same sample."
        ));
        return;
    }
    const QString cost =
        tr("A real service may bill it: 0 adds to no sum, any other value may be on "
           "a bill. It is in no journal here.");
    m_note->setText(
        cost + QLatin1Char(' ') +
        (*service == delivery::Service::Paigo
             ? tr("Its key begins with meterbench-test and is the same all day; Paigo itself knows "
                  "no keys, so there each test counts anew.")
             : tr("Its key begins with meterbench-test and is the same all day, so that it is not "
                  "counted twice when it is sent again."))
    );
}

std::optional<pipeline::TrialRecord> TrialRecordFields::record() const {
    const auto value = base::Decimal::parse(m_value->text().trimmed().toStdString());
    if (!m_box->isChecked() || !value) {
        return std::nullopt;
    }
    return pipeline::TrialRecord{typedIn(*m_customer), typedIn(*m_dimension), *value};
}

QString TrialRecordFields::problem() const {
    if (!m_box->isChecked()) {
        return {};
    }
    if (typedIn(*m_customer).empty()) {
        return tr("Customer: name the one that the record is of");
    }
    if (typedIn(*m_dimension).empty()) {
        return tr("Dimension: name what the record counts");
    }
    const auto value = base::Decimal::parse(m_value->text().trimmed().toStdString());
    return value ? QString() : tr("Value: %1").arg(wording::text(value.error().context));
}

void TrialRecordFields::onChanged() {
    // What is not typed yet is not wrong yet.
    const bool isTyped = !typedIn(*m_customer).empty() && !typedIn(*m_dimension).empty();
    QPalette colours = m_problem->palette();
    colours.setColor(
        QPalette::WindowText, Theme::of(this).color(isTyped ? Token::Bad : Token::Muted)
    );
    m_problem->setPalette(colours);
    m_problem->setText(problem());
    m_problem->setVisible(!problem().isEmpty());
    Q_EMIT changed();
}

} // namespace meterbench::ui
