#include "ui/pages/gateway/selector_dialog.h"

#include "ui/widgets/basics.h"
#include "ui/widgets/buttons.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace meterbench::ui {

QString selectorProblem(const QString& selector) {
    const QString text = selector.trimmed();
    if (text.isEmpty()) {
        return SelectorDialog::tr("Which series: such as {job=\"a\",instance=~\"b.*\"}");
    }
    if (text.contains(QLatin1Char('{')) != text.endsWith(QLatin1Char('}'))) {
        return SelectorDialog::tr("Labels stand in { and }");
    }
    return {};
}

SelectorDialog::SelectorDialog(const QString& within, const QString& selector, QWidget* parent)
    : QDialog(parent) {
    setWindowTitle(tr("Delete series"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(4);
    column->addWidget(new PlainLabel(tr("Delete series"), 16, Token::Text, QFont::DemiBold, this));
    auto* note = new PlainLabel(within, 12, Token::Muted, QFont::Normal, this);
    note->setElided(true);
    column->addWidget(note);
    column->addSpacing(8);
    m_field = new QLineEdit(selector, this);
    m_field->setFont(Theme::of(this).monoFont());
    m_field->setPlaceholderText(QStringLiteral("{job=\"a\",instance=~\"b.*\"}"));
    m_field->setAccessibleName(tr("Selector"));
    m_field->setMinimumWidth(420);
    column->addWidget(m_field);
    m_problem = new PlainLabel({}, 12, Token::Bad, QFont::Normal, this);
    m_problem->setElided(true);
    m_problem->setFixedHeight(18);
    column->addWidget(m_problem);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(new PlainLabel(tr("This can be undone."), 11, Token::Hint, QFont::Normal, this));
    row->addStretch(1);
    auto* cancel = makeButton(tr("Cancel"), ButtonKind::Outlined, this);
    m_delete = makeButton(tr("Delete"), ButtonKind::Primary, this);
    m_delete->setDefault(true);
    row->addWidget(cancel);
    row->addWidget(m_delete);
    column->addLayout(row);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_delete, &QPushButton::clicked, this, &SelectorDialog::deleteRequested);
    connect(m_field, &QLineEdit::textChanged, this, &SelectorDialog::check);
    m_field->setFocus();
    check();
}

QString SelectorDialog::selector() const {
    return m_field->text().trimmed();
}

void SelectorDialog::check() {
    showProblem(selectorProblem(m_field->text()));
    m_delete->setEnabled(problem().isEmpty());
}

void SelectorDialog::showProblem(const QString& problem) {
    m_problem->setToken(m_field->text().isEmpty() ? Token::Hint : Token::Bad);
    m_problem->setText(problem);
    m_problem->setToolTip(problem.toHtmlEscaped());
    m_field->setAccessibleDescription(problem);
    m_field->setProperty("mbWrong", !problem.isEmpty() && !m_field->text().isEmpty());
    m_field->update();
}

QString SelectorDialog::problem() const {
    return m_problem->text();
}

} // namespace meterbench::ui
