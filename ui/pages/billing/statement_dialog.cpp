#include "ui/pages/billing/statement_dialog.h"

#include "ui/pages/billing/billing_words.h"
#include "ui/pages/billing/price_lines.h"
#include "ui/pages/billing/statement_forms.h"
#include "ui/pages/billing/statement_sheet.h"
#include "ui/widgets/basics.h"
#include "ui/widgets/buttons.h"
#include "ui/wording/states.h"

#include <QComboBox>
#include <QCompleter>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSaveFile>
#include <QVBoxLayout>

#include <utility>

namespace meterbench::ui {

StatementDialog::StatementDialog(usage::ViewPtr usage, const std::string& customer, QWidget* parent)
    : QDialog(parent)
    , m_usage(std::move(usage)) {
    setWindowTitle(tr("Statement"));
    setMinimumSize(600, 460);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(8);
    auto* top = new QHBoxLayout;
    top->addWidget(new PlainLabel(windowTitle(), 16, Token::Text, QFont::DemiBold, this));
    top->addStretch(1);
    m_who = new QComboBox(this);
    m_who->setMinimumWidth(220);
    m_who->setAccessibleName(tr("Customer"));
    top->addWidget(m_who);
    column->addLayout(top);
    m_words = makeWrappedLabel({}, 12, Token::Muted, this);
    column->addWidget(m_words);
    m_lines = new LineTable(
        {{tr("Line")}, {tr("Units"), true}, {tr("Each"), true}, {tr("Amount"), true}},
        tr("Lines of the statement"),
        this
    );
    m_lines->setStretched(0);
    m_lines->setColumnWidth(1, 130);
    m_lines->setColumnWidth(2, 20);
    m_lines->setColumnHidden(2, true);
    m_lines->setColumnWidth(3, 130);
    column->addWidget(m_lines, 1);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    auto* close = makeButton(tr("Close"), ButtonKind::Outlined, this);
    buttons->addWidget(close);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    for (std::size_t i = 0; i < statementForms().size(); ++i) {
        auto* button = makeButton(
            tr("Save %1…").arg(statementForms()[i].name),
            i == 0 ? ButtonKind::Primary : ButtonKind::Outlined,
            this
        );
        connect(button, &QPushButton::clicked, this, [this, i] { ask(i); });
        buttons->addWidget(button);
        button->setEnabled(m_usage->customers != nullptr);
    }
    column->addLayout(buttons);
    if (m_usage->customers != nullptr) {
        for (const usage::CustomerPtr& one : *m_usage->customers) {
            if (one->statement != nullptr) {
                m_customers.push_back(one);
                m_who->addItem(customerText(*one));
                if (one->id == customer) {
                    m_who->setCurrentIndex(m_who->count() - 1);
                }
            }
        }
    }
    connect(m_who, &QComboBox::currentIndexChanged, this, &StatementDialog::showCustomer);
    m_who->setFocus();
    showCustomer();
}

usage::CustomerPtr StatementDialog::customer() const {
    const int at = m_who->currentIndex();
    return at < 0 ? nullptr : m_customers[static_cast<std::size_t>(at)];
}

void StatementDialog::showCustomer() {
    const usage::CustomerPtr shown = customer();
    if (shown == nullptr) {
        m_words->setText(tr("No customer has a price plan: add plans and customers to the "
                            "workspace, under billing:."));
        return;
    }
    const QString period = periodText(shown->period, m_usage->timeMs);
    const QString plan = wording::text(shown->plan);
    QString words =
        (m_usage->timeMs >= shown->period.endMs
             ? tr("%1, plan %2: an estimate, not an invoice. No taxes, no credits.")
             : tr("%1, plan %2, as it stands: an estimate, not an invoice. No taxes, no credits."))
            .arg(period, plan);
    if (const QString share = shareText(*shown->statement); !share.isEmpty()) {
        words += QLatin1Char(' ') + share;
    }
    m_words->setText(words);
    m_lines->setRows(statementRows(*shown->statement));
}

QString StatementDialog::save(std::size_t form, const QString& path) const {
    const usage::CustomerPtr shown = customer();
    if (shown == nullptr) {
        return tr("There is no statement to save.");
    }
    QSaveFile file(path);
    const QByteArray bytes = statementForms()[form].bytes(*shown, m_usage->timeMs);
    if (bytes.isEmpty()) {
        return tr("The statement cannot be made as %1.").arg(statementForms()[form].name);
    }
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit()) {
        return tr("%1 cannot be written: %2").arg(path, file.errorString());
    }
    return {};
}

void StatementDialog::ask(std::size_t form) {
    const usage::CustomerPtr shown = customer();
    if (shown == nullptr) {
        return;
    }
    auto* dialog = new QFileDialog(this, tr("Save statement"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(statementFileName(*shown, statementForms()[form]));
    connect(dialog, &QFileDialog::fileSelected, this, [this, form](const QString& path) {
        const QString problem = save(form, path);
        if (problem.isEmpty()) {
            Q_EMIT saved(path);
        } else {
            m_words->setText(problem);
        }
    });
    dialog->open();
}

} // namespace meterbench::ui
