// What the dialog reads and says. Its fields and buttons are built in endpoint_dialog_parts.cpp.
#include "ui/pages/forwarding/endpoint_dialog.h"

#include "ui/pages/forwarding/trial_view.h"
#include "ui/pages/forwarding/usage_words.h"
#include "ui/widgets/basics.h"
#include "ui/widgets/buttons.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include <utility>

namespace meterbench::ui {

namespace {

constexpr int kWidth = 640;

} // namespace

EndpointDialog::EndpointDialog(EndpointSubject subject, SecretStore& keychain, QWidget* parent)
    : QDialog(parent)
    , m_subject(std::move(subject)) {
    if (m_subject.usage) {
        m_subject.base = asSamples(*m_subject.usage);
        m_service = m_subject.usage->service;
    }
    const bool isNew = m_subject.base.url.empty();
    const QString title = isNew ? tr("Add an endpoint") : tr("Edit endpoint");
    setWindowTitle(title);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 16, 0, 16);
    column->setSpacing(8);
    buildHead(column, title);
    m_auth = new AuthFields(keychain, this);
    buildScroll(column);
    buildButtons(column);
    fill(formOf(m_subject.base));
    m_billable->setRules(m_subject.base.writeRelabelRules);
    m_save->setText(isNew ? tr("Add endpoint") : tr("Save"));
    connectFields();
    m_url->setFocus();
    check();
    fit();
}

/// What was typed about labels and headers stays.
void EndpointDialog::usePreset(EndpointPreset preset) {
    m_preset->setCurrentIndex(static_cast<int>(preset));
    m_service = serviceOf(preset);
    m_subject.base = withPreset(m_subject.base, preset);
    EndpointForm form = formOf(m_subject.base);
    form.headers = m_headers->toPlainText();
    form.externalLabels = m_labels->toPlainText();
    fill(form);
    check();
}

void EndpointDialog::fill(const EndpointForm& form) {
    m_url->setText(form.url);
    m_name->setText(form.name);
    m_timeout->setText(form.timeout);
    m_auth->fill(form);
    m_auth->setKept(m_subject.base.http);
    m_headers->setPlainText(form.headers.trimmed());
    m_labels->setPlainText(form.externalLabels.trimmed());
    m_records->setText(QString::number(
        m_subject.usage ? m_subject.usage->mostRecordsPerRequest
                        : delivery::UsageEndpointOptions().mostRecordsPerRequest
    ));
}

EndpointForm EndpointDialog::typed() const {
    EndpointForm form;
    form.url = m_url->text();
    form.name = m_name->text();
    form.timeout = m_timeout->text();
    m_auth->read(form);
    form.headers = m_headers->toPlainText();
    form.externalLabels = m_labels->toPlainText();
    form.service = m_service;
    form.recordsPerRequest = m_records->text();
    return form;
}

std::optional<delivery::UsageEndpointOptions> EndpointDialog::usage() const {
    if (!m_service) {
        return std::nullopt;
    }
    return usageOf(
        typed(), m_read.options, m_subject.usage.value_or(delivery::UsageEndpointOptions())
    );
}

std::optional<SecretPlace> EndpointDialog::place() const {
    return m_auth->isSecretTyped() ? std::optional(m_auth->place()) : std::nullopt;
}

bool EndpointDialog::isMetered() const {
    return m_subject.now != nullptr && m_subject.now->metered != nullptr &&
           m_subject.now->metered->options != nullptr;
}

void EndpointDialog::showProblem(const Field& field, const QString& problem, bool touched) {
    field.problem->setToken(touched ? Token::Bad : Token::Hint);
    field.problem->setText(problem);
    field.widget->setProperty("mbWrong", touched && !problem.isEmpty());
    field.widget->setAccessibleDescription(problem);
    field.widget->update();
}

void EndpointDialog::check() {
    m_revealed = nullptr; // somebody types elsewhere
    m_read = readForm(typed(), m_subject.base, m_subject.takenNames);
    m_read.options.writeRelabelRules = m_billable->rules();
    const FormProblems& problems = m_read.problems;
    const bool isPossible = !m_service || isMetered();
    if (m_preset != nullptr) {
        const auto preset = static_cast<EndpointPreset>(m_preset->currentIndex());
        showProblem(
            m_presetField,
            isPossible ? presetHint(preset)
                       : tr("Usage records come from meters: open a workspace with meters first"),
            !isPossible
        );
    }
    showProblem(m_urlField, problems.url, !m_url->text().isEmpty());
    showProblem(m_nameField, problems.name, true);
    showProblem(m_timeoutField, problems.timeout, true);
    showProblem(m_recordsField, problems.recordsPerRequest, true);
    showProblem(m_headersField, problems.headers, true);
    showProblem(m_labelsField, problems.externalLabels, true);
    m_auth->showProblem(problems.auth);
    if (problems.externalLabels.isEmpty()) {
        m_billable->setExternalLabels(m_read.options.externalLabels);
    }
    arrange();
    m_save->setEnabled(problems.none() && isPossible && (m_service || !m_billable->isBroken()));
    m_test->setEnabled(problems.none() && m_trialRecord->problem().isEmpty());
}

void EndpointDialog::arrange() {
    const bool isUsage = m_service.has_value();
    m_trialRecord->setService(m_service);
    m_recordsField.row->setVisible(isUsage && mostRecordsOf(*m_service) > 1);
    m_headersField.row->setVisible(!isUsage);
    m_labelsField.row->setVisible(!isUsage);
    m_billableRow->setVisible(!isUsage);
    m_beginning->setVisible(isUsage && isMetered());
    if (isUsage) {
        showBeginning();
    }
}

/// A name that is new begins with the first record of the journal: that is told before it happens.
void EndpointDialog::showBeginning() {
    const std::string former = m_subject.usage ? m_subject.usage->name : std::string();
    const std::int64_t last = isMetered() ? m_subject.now->metered->lastSequence : 0;
    if (!beginsAnew(wording::text(m_read.options.name), former)) {
        m_beginning->setText(
            tr("It goes on where it stopped: what was sent is noted under its name.")
        );
        return;
    }
    const auto records = static_cast<std::uint64_t>(std::max<std::int64_t>(0, last));
    m_beginning->setText(wording::counted(
        tr("Under this name it begins with the first of %1 record(s) in the usage journal, unless "
           "it was "
           "sent some under it before.",
           nullptr,
           wording::numerus(records)),
        records
    ));
}

/// As high as its fields want, and never higher than the window that it belongs to. Before it is shown,
/// as it is then put in the window's middle.
void EndpointDialog::fit() {
    const QWidget* over = parentWidget() == nullptr ? nullptr : parentWidget()->window();
    const int most = over == nullptr ? 640 : over->height() - 48;
    const int wanted = m_scroll->widget()->sizeHint().height() + 160;
    const int wide = over == nullptr ? kWidth : std::min(kWidth, over->width() - 48);
    resize(wide, std::min(std::max(wanted, 520), most));
}

void EndpointDialog::showTestOutcome(const pipeline::CommandOutcome& outcome) {
    if (outcome.steps.empty()) { // it was not even begun
        m_trial->showWaiting(wording::text(outcome.message));
    } else {
        m_trial->show(outcome.steps);
    }
    reveal(m_trial);
}

/// What is new stands among the fields, which scroll. How far is known when the layout has run,
/// which changes the bar's range.
void EndpointDialog::reveal(QWidget* shown) {
    m_revealed = shown;
    scrollToRevealed();
}

void EndpointDialog::scrollToRevealed() {
    if (m_revealed != nullptr) {
        m_scroll->verticalScrollBar()->setValue(
            m_revealed->mapTo(m_scroll->widget(), QPoint(0, 0)).y()
        );
    }
}

} // namespace meterbench::ui
