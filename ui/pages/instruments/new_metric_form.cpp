#include "ui/pages/instruments/new_metric_form.h"

#include "core/base/number.h"
#include "core/instruments/definition_check.h"
#include "core/instruments/name_advice.h"
#include "ui/pages/instruments/bench_words.h"
#include "ui/widgets/buttons.h"

#include <QButtonGroup>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <array>

namespace meterbench::ui {

namespace {

using instruments::Type;

constexpr int kLabelWidth = 112;
constexpr int kFieldHeight = 30;
constexpr std::array<Type, 5> kTypes{
    Type::Counter, Type::Gauge, Type::Info, Type::Enum, Type::Histogram};

/// Words with commas or blanks between them.
std::vector<std::string> wordsOf(const QString& text) {
    std::vector<std::string> words;
    QString spaced = text;
    for (const QString& word : spaced.replace(QLatin1Char(','), QLatin1Char(' '))
                                   .split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        words.push_back(word.toStdString());
    }
    return words;
}

/// The core's words begin small: they stand behind a place there.
QString sentence(const std::string& words) {
    QString text = QString::fromStdString(words);
    if (!text.isEmpty()) {
        text[0] = text[0].toUpper();
    }
    return text;
}

} // namespace

NewMetricForm::NewMetricForm(QWidget* parent)
    : Bar(Qt::TopEdge, parent) {
    setAccessibleName(tr("New metric"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    column->addWidget(new PlainLabel(tr("New metric"), 13, Token::Text, QFont::DemiBold, this));
    buildFields();
    auto* buttons = new QHBoxLayout;
    auto* cancel = makeButton(tr("Cancel"), ButtonKind::Outlined, this);
    m_create = makeButton(tr("Create"), ButtonKind::Primary, this);
    m_problem = new PlainLabel({}, 12, Token::Bad, QFont::Normal, this);
    m_problem->setElided(true);
    buttons->addSpacing(kLabelWidth + 8);
    buttons->addWidget(m_problem, 1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_create);
    column->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, [this] {
        hide();
        Q_EMIT closed();
    });
    connect(m_create, &QPushButton::clicked, this, &NewMetricForm::accept);
    hide();
}

void NewMetricForm::buildFields() {
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(6);
    grid->setColumnMinimumWidth(0, kLabelWidth);
    grid->setColumnStretch(1, 1);
    static_cast<QVBoxLayout*>(layout())->addLayout(grid);
    int row = 0;
    const auto label = [&](const QString& text) {
        auto* made = new PlainLabel(text, 13, Token::Muted, QFont::Normal, this);
        grid->addWidget(made, row, 0, Qt::AlignLeft | Qt::AlignVCenter);
        return made;
    };
    const auto field = [&](const QString& name, const QString& placeholder, bool isMono) {
        auto* made = new QLineEdit(this);
        made->setPlaceholderText(placeholder);
        made->setAccessibleName(name);
        made->setFixedHeight(kFieldHeight);
        if (isMono) {
            made->setFont(Theme::of(this).monoFont(12));
        }
        grid->addWidget(made, row++, 1);
        connect(made, &QLineEdit::textChanged, this, &NewMetricForm::look);
        connect(made, &QLineEdit::returnPressed, this, &NewMetricForm::accept);
        return made;
    };
    label(tr("Type"));
    auto* types = new QHBoxLayout;
    types->setSpacing(4);
    m_types = new QButtonGroup(this);
    for (const Type type : kTypes) {
        auto* button = makeButton(bench::typeTitle(type), ButtonKind::Small, this);
        button->setCheckable(true);
        m_types->addButton(button, static_cast<int>(type));
        types->addWidget(button);
    }
    types->addStretch(1);
    grid->addLayout(types, row++, 1);
    m_types->button(static_cast<int>(Type::Counter))->setChecked(true);
    connect(m_types, &QButtonGroup::idToggled, this, &NewMetricForm::look);
    label(tr("Name"));
    m_name = field(tr("Name"), tr("requests"), true);
    auto* advice = new QHBoxLayout;
    m_advice = new PlainLabel({}, 12, Token::Attention, QFont::Normal, this);
    m_advice->setElided(true);
    m_proposal = makeButton({}, ButtonKind::Link, this);
    advice->addWidget(m_advice, 1);
    advice->addWidget(m_proposal);
    grid->addLayout(advice, row++, 1);
    connect(m_proposal, &QPushButton::clicked, this, [this] {
        m_name->setText(m_proposal->property("name").toString());
    });
    label(tr("Help"));
    m_help = field(tr("Help"), tr("What is counted, in a sentence"), false);
    label(tr("Unit"));
    m_unit = field(tr("Unit"), tr("seconds, bytes … or nothing"), true);
    label(tr("Labels"));
    m_labels = new ChipField(this);
    m_labels->setHints(tr("customer, region"), tr("add a label name"));
    m_labels->setAccessibleName(tr("Label names"));
    m_labels->setFixedHeight(kFieldHeight);
    grid->addWidget(m_labels, row++, 1);
    connect(m_labels, &ChipField::wordsChanged, this, &NewMetricForm::look);
    connect(m_labels, &QLineEdit::returnPressed, this, &NewMetricForm::accept);
    m_extraLabel = label({});
    m_extra = field(tr("Values"), {}, true);
}

QPushButton* NewMetricForm::typeButton(Type type) const {
    return static_cast<QPushButton*>(m_types->button(static_cast<int>(type)));
}

void NewMetricForm::setType(Type type) {
    m_types->button(static_cast<int>(type))->setChecked(true);
}

Type NewMetricForm::type() const {
    return static_cast<Type>(m_types->checkedId());
}

QString NewMetricForm::advice() const {
    return m_advice->text();
}

void NewMetricForm::open() {
    for (QLineEdit* const field : {m_name, m_help, m_unit, m_extra}) {
        field->clear();
    }
    m_labels->setWords({});
    m_problem->setText({});
    look();
    show();
    m_name->setFocus(Qt::TabFocusReason);
}

instruments::Definition NewMetricForm::definition() const {
    instruments::Definition definition;
    definition.type = type();
    definition.name =
        instruments::familyOf(definition.type, m_name->text().trimmed().toStdString());
    definition.help = m_help->text().trimmed().toStdString();
    definition.unit = m_unit->text().trimmed().toStdString();
    for (const QString& word : m_labels->words()) {
        definition.labelNames.push_back(word.toStdString());
    }
    if (definition.type == Type::Enum) {
        definition.states = wordsOf(m_extra->text());
    } else if (definition.type == Type::Histogram) {
        for (const std::string& word : wordsOf(m_extra->text())) {
            definition.bounds.push_back(base::parseNumber(word).value_or(NAN));
        }
    }
    return definition;
}

QString NewMetricForm::problemOf(const instruments::Definition& definition) const {
    std::vector<std::string> before;
    for (const std::string& label : definition.labelNames) {
        const instruments::NameAdvice advice =
            instruments::adviseLabel(definition.type, label, before);
        if (!advice.isUsable) {
            return QString::fromStdString(advice.problem);
        }
        before.push_back(label);
    }
    const base::Status status = instruments::checkDefinition(definition);
    return status ? QString() : QString::fromStdString(status.error().context);
}

void NewMetricForm::look() {
    const bool isEnum = type() == Type::Enum;
    const bool isHistogram = type() == Type::Histogram;
    m_extraLabel->setVisible(isEnum || isHistogram);
    m_extra->setVisible(isEnum || isHistogram);
    m_extraLabel->setText(isEnum ? tr("States") : tr("Bounds"));
    m_extra->setAccessibleName(isEnum ? tr("States") : tr("Bounds of the buckets"));
    m_extra->setPlaceholderText(isEnum ? tr("idle, running, failed") : tr("0.1, 0.5, 1, 5"));
    const QString name = m_name->text().trimmed();
    const instruments::NameAdvice advice =
        name.isEmpty() ? instruments::NameAdvice()
                       : instruments::adviseName(
                             type(), name.toStdString(), m_unit->text().trimmed().toStdString()
                         );
    m_advice->setText(sentence(advice.problem));
    m_advice->setToken(advice.isUsable ? Token::Attention : Token::Bad);
    m_proposal->setVisible(!advice.proposal.empty());
    m_proposal->setText(tr("Use %1").arg(QString::fromStdString(advice.proposal)));
    m_proposal->setProperty("name", QString::fromStdString(advice.proposal));
    const QString problem = name.isEmpty()     ? QString()
                            : !advice.isUsable ? QString::fromStdString(advice.problem)
                                               : problemOf(definition());
    m_problem->setText(advice.isUsable ? problem : QString());
    m_problem->setToolTip(m_problem->text().toHtmlEscaped());
    m_create->setEnabled(!name.isEmpty() && problem.isEmpty());
}

void NewMetricForm::accept() {
    if (m_create->isEnabled()) {
        m_create->setEnabled(false); // until it is known what came of it
        Q_EMIT created(definition());
    }
}

void NewMetricForm::finish(const QString& problem) {
    if (problem.isEmpty()) {
        hide();
        Q_EMIT closed();
        return;
    }
    m_problem->setText(problem);
    m_problem->setToolTip(problem.toHtmlEscaped());
    m_create->setEnabled(true);
}

void NewMetricForm::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        hide();
        Q_EMIT closed();
        return;
    }
    Bar::keyPressEvent(event);
}

} // namespace meterbench::ui
