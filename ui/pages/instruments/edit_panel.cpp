#include "ui/pages/instruments/edit_panel.h"

#include "ui/widgets/buttons.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStringListModel>
#include <QVBoxLayout>

#include <algorithm>

namespace meterbench::ui {

namespace {

constexpr int kLabelWidth = 112;
constexpr int kFieldHeight = 30;
constexpr int kLinesHeight = 76;

QString valueOf(const QWidget* editor) {
    if (const auto* line = qobject_cast<const QLineEdit*>(editor)) {
        return line->text();
    }
    if (const auto* lines = qobject_cast<const QPlainTextEdit*>(editor)) {
        return lines->toPlainText();
    }
    if (const auto* choice = qobject_cast<const QComboBox*>(editor)) {
        return QString::number(choice->currentIndex());
    }
    const auto* check = qobject_cast<const QCheckBox*>(editor);
    return check != nullptr && check->isChecked() ? QStringLiteral("1") : QStringLiteral("0");
}

} // namespace

EditPanel::EditPanel(QWidget* parent)
    : Bar(Qt::TopEdge, parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    m_title = new PlainLabel({}, 13, Token::Text, QFont::DemiBold, this);
    m_title->setElided(true);
    column->addWidget(m_title);
    m_form = new QWidget(this);
    column->addWidget(m_form);
    m_problem = new PlainLabel({}, 12, Token::Bad, QFont::Normal, this);
    m_problem->setElided(true);
    auto* buttons = new QHBoxLayout;
    auto* cancel = makeButton(tr("Cancel"), ButtonKind::Outlined, this);
    m_accept = makeButton({}, ButtonKind::Primary, this);
    buttons->addSpacing(kLabelWidth + 8);
    buttons->addWidget(m_problem, 1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_accept);
    column->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &EditPanel::close);
    connect(m_accept, &QPushButton::clicked, this, &EditPanel::tryAccept);
    hide();
}

void EditPanel::open(Spec spec) {
    m_spec = std::move(spec);
    m_title->setText(m_spec.title);
    m_accept->setText(m_spec.action);
    setAccessibleName(m_spec.title);
    build();
    m_problem->setText({});
    look();
    show();
    if (!m_lines.empty()) {
        m_lines.front().editor->setFocus(Qt::TabFocusReason);
        if (auto* line = qobject_cast<QLineEdit*>(m_lines.front().editor)) {
            line->selectAll();
        }
    }
}

void EditPanel::build() {
    m_lines.clear();
    delete m_form->layout();
    const auto old = m_form->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly);
    for (QWidget* const child : old) {
        child->hide();
        child->deleteLater();
    }
    auto* grid = new QGridLayout(m_form);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(8);
    grid->setColumnMinimumWidth(0, kLabelWidth);
    grid->setColumnStretch(1, 1);
    QWidget* before = nullptr;
    for (const Field& field : m_spec.fields) {
        Line line;
        line.field = field;
        line.label = new PlainLabel(field.label, 13, Token::Muted, QFont::Normal, m_form);
        line.editor = makeEditor(field);
        line.editor->setAccessibleName(field.label);
        line.editor->setObjectName(field.key);
        const int row = static_cast<int>(m_lines.size());
        grid->addWidget(line.label, row, 0, Qt::AlignLeft | Qt::AlignVCenter);
        grid->addWidget(line.editor, row, 1);
        if (before != nullptr) {
            setTabOrder(before, line.editor);
        }
        before = line.editor;
        line.editor->show();
        line.label->show();
        m_lines.push_back(line);
    }
}

QWidget* EditPanel::makeEditor(const Field& field) {
    switch (field.kind) {
    case Kind::Lines: {
        auto* edit = new QPlainTextEdit(field.initial, m_form);
        edit->setPlaceholderText(field.placeholder);
        edit->setFixedHeight(kLinesHeight);
        edit->setTabChangesFocus(true);
        edit->setFont(Theme::of(this).monoFont(12));
        connect(edit, &QPlainTextEdit::textChanged, this, &EditPanel::look);
        return edit;
    }
    case Kind::Choice: {
        auto* edit = new QComboBox(m_form);
        edit->addItems(field.choices);
        edit->setCurrentIndex(field.initial.toInt());
        connect(edit, &QComboBox::currentIndexChanged, this, &EditPanel::look);
        return edit;
    }
    case Kind::Check: {
        auto* edit = new QCheckBox(field.placeholder, m_form);
        edit->setChecked(field.initial == QLatin1String("1"));
        connect(edit, &QCheckBox::toggled, this, &EditPanel::look);
        return edit;
    }
    case Kind::Text:
    case Kind::Name:
        break;
    }
    return makeLineEditor(field);
}

QWidget* EditPanel::makeLineEditor(const Field& field) {
    auto* edit = new QLineEdit(field.initial, m_form);
    edit->setPlaceholderText(field.placeholder);
    edit->setFixedHeight(kFieldHeight);
    if (field.kind == Kind::Name) {
        edit->setFont(Theme::of(this).monoFont(12));
    }
    if (field.proposals) {
        auto* proposed = new QStringListModel(edit);
        auto* completer = new QCompleter(proposed, edit);
        completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion); // they are filtered
        edit->setCompleter(completer);
        // Before the completer looks at what is typed.
        connect(
            edit,
            &QLineEdit::textChanged,
            proposed,
            [proposed, proposals = field.proposals](const QString& typed) {
                proposed->setStringList(proposals(typed));
            }
        );
    }
    connect(edit, &QLineEdit::textChanged, this, &EditPanel::look);
    connect(edit, &QLineEdit::returnPressed, this, &EditPanel::tryAccept);
    return edit;
}

void EditPanel::setValue(const QString& key, const QString& value) {
    QWidget* const editor = fieldWidget(key);
    if (auto* line = qobject_cast<QLineEdit*>(editor)) {
        line->setText(value);
    } else if (auto* lines = qobject_cast<QPlainTextEdit*>(editor)) {
        lines->setPlainText(value);
    }
    look(); // what is missing may be there now, with the same text
}

EditPanel::Values EditPanel::values() const {
    Values values;
    for (const Line& line : m_lines) {
        values.insert(line.field.key, valueOf(line.editor));
    }
    return values;
}

QWidget* EditPanel::fieldWidget(const QString& key) const {
    const auto found =
        std::ranges::find_if(m_lines, [&](const Line& line) { return line.field.key == key; });
    return found == m_lines.end() ? nullptr : found->editor;
}

QString EditPanel::problem() const {
    return m_problem->text();
}

/// What can be said about the fields as they stand.
void EditPanel::look() {
    if (m_isLooking) {
        return; // who was told of a change changes a field
    }
    if (m_spec.changed) {
        m_isLooking = true;
        m_spec.changed(values());
        m_isLooking = false;
    }
    const Values now = values();
    for (const Line& line : m_lines) {
        const bool isShown = !m_spec.isShown || m_spec.isShown(line.field.key, now);
        line.label->setVisible(isShown);
        line.editor->setVisible(isShown);
    }
    const QString wrong = m_spec.check ? m_spec.check(now).first : QString();
    m_problem->setText(wrong);
    m_problem->setToolTip(wrong.toHtmlEscaped());
    m_accept->setEnabled(wrong.isEmpty());
}

void EditPanel::tryAccept() {
    const Values now = values();
    const auto wrong = m_spec.check ? m_spec.check(now) : std::pair<QString, QString>();
    if (!wrong.first.isEmpty()) {
        m_problem->setText(wrong.first);
        if (QWidget* const field = fieldWidget(wrong.second)) {
            field->setFocus();
        }
        return;
    }
    m_accept->setEnabled(false); // until it is known what came of it
    m_spec.accept(now);
}

void EditPanel::finish(const QString& problem) {
    if (problem.isEmpty()) {
        close();
        return;
    }
    m_accept->setEnabled(true);
    m_problem->setText(problem);
    m_problem->setToolTip(problem.toHtmlEscaped());
}

void EditPanel::close() {
    if (isVisible()) {
        hide();
        Q_EMIT closed();
    }
}

void EditPanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        close();
        return;
    }
    Bar::keyPressEvent(event);
}

} // namespace meterbench::ui
