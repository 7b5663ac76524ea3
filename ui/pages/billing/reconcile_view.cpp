// What the view asks and how it follows the answer. Parts: reconcile_parts.cpp.
#include "ui/pages/billing/reconcile_view.h"

#include "ui/pages/billing/reconcile_model.h"
#include "ui/pages/billing/reconcile_words.h"
#include "ui/widgets/basics.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QFileDialog>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QSaveFile>
#include <QTableView>
#include <QThreadPool>

#include <algorithm>

namespace meterbench::ui {

namespace {

constexpr std::int64_t kDayMs = 86'400'000;

/// Which of `now` is chosen: the one that was, wherever it stands now; the one that took its name's
/// place, when it alone got another; else the first.
int chosenOf(const QStringList& before, int chosen, const QStringList& now) {
    const QString former = before.value(chosen);
    if (now.contains(former)) {
        return static_cast<int>(now.indexOf(former));
    }
    const bool isRenamed = now.size() == before.size() && !before.contains(now.value(chosen));
    return isRenamed ? chosen : 0;
}

void setToken(QLabel* label, Token token) {
    QPalette palette = label->palette();
    palette.setColor(QPalette::WindowText, Theme::of(label).color(token));
    label->setPalette(palette);
}

} // namespace

QWidget* ReconcileView::firstFocus() const {
    return m_result->isVisibleTo(this) && m_model->rowCount() > 0
               ? static_cast<QWidget*>(m_table)
               : (m_empty->isVisibleTo(this) ? m_empty->button() : m_compare);
}

QString ReconcileView::verdict() const {
    return m_verdict->text();
}

QString ReconcileView::facts() const {
    return m_facts->text();
}

QString ReconcileView::advice() const {
    return m_advice->text();
}

void ReconcileView::setTime(Time time) {
    m_time->setCurrentIndex(time);
}

void ReconcileView::refresh() {
    const usage::View& now = *m_usage.current();
    const bool isOther = now.workspace != m_workspace || now.usageEndpoints != m_endpoints;
    if (isOther) {
        m_workspace = now.workspace;
        m_endpoints = now.usageEndpoints;
        offerEndpoints();
    }
    if (isOther || question() != m_question) { // another day, another month
        take();
    }
}

void ReconcileView::offerEndpoints() {
    QStringList names;
    if (m_endpoints != nullptr) {
        for (const delivery::UsageEndpointOptions& one : *m_endpoints) {
            names += wording::text(one.name);
        }
    }
    QStringList before;
    for (int i = 0; i < m_endpoint->count(); ++i) {
        before += m_endpoint->itemText(i);
    }
    if (names == before) {
        return; // an open list stays as it is
    }
    const int chosen = chosenOf(before, m_endpoint->currentIndex(), names);
    const QSignalBlocker quiet(m_endpoint);
    m_endpoint->clear();
    m_endpoint->addItems(names);
    m_endpoint->setCurrentIndex(names.isEmpty() ? -1 : chosen);
}

/// An answer of an endpoint that was changed since may be another receiver's.
bool ReconcileView::isOfPresent(const usage::ReconcileAnswer& answer) const {
    return answer.endpoint && m_endpoints != nullptr &&
           std::ranges::find(*m_endpoints, *answer.endpoint) != m_endpoints->end();
}

usage::ReconcileQuestion ReconcileView::question() const {
    const usage::View& now = *m_usage.current();
    usage::ReconcileQuestion asked;
    asked.endpoint = m_endpoint->currentText().toStdString();
    // Whichever period Usage is about: this month is the present one.
    usage::Period period = usage::monthOf(now.timeMs);
    switch (m_time->currentIndex()) {
    case Today:
        period = usage::dayOf(now.timeMs);
        break;
    case Yesterday:
        period = usage::dayOf(usage::dayOf(now.timeMs).beginMs - kDayMs / 2);
        break;
    case LastMonth:
        period = usage::monthOf(period.beginMs - 1);
        break;
    case Everything:
        return asked;
    default:
        break;
    }
    asked.fromMs = period.beginMs;
    asked.toMs = period.endMs;
    return asked;
}

void ReconcileView::compare() {
    if (m_endpoint->count() > 0) {
        m_asked = m_usage.reconcile(m_question = question());
        m_usage.poll();
        take();
    }
}

usage::ReconcileAnswerPtr ReconcileView::shownAnswer() const {
    const usage::ReconcileAnswerPtr& answer = m_usage.reconciled();
    const bool isShown = answer != nullptr && !answer->isUnderWay &&
                         answer->question == m_question && isOfPresent(*answer);
    return isShown ? answer : nullptr;
}

void ReconcileView::take() {
    m_question = question();
    const usage::ReconcileAnswerPtr answer = shownAnswer();
    const usage::ReconcileAnswerPtr& last = m_usage.reconciled();
    const bool isUnderWay =
        m_asked > 0 && (last == nullptr || last->number < m_asked || last->isUnderWay);
    m_compare->setEnabled(!isUnderWay && m_endpoint->count() > 0);
    m_compare->setText(isUnderWay ? tr("Comparing…") : tr("Compare now"));
    m_export->setEnabled(answer != nullptr && answer->problem.empty());
    m_result->setVisible(answer != nullptr);
    m_empty->setVisible(answer == nullptr);
    m_bar->setVisible(m_endpoint->count() > 0);
    m_status->setText(
        isUnderWay ? tr("Reading the journal and asking the receiver …") : QString()
    );
    const bool isOther = answer != m_model->answer();
    m_model->setAnswer(answer);
    if (answer == nullptr) {
        showEmpty();
        return;
    }
    if (isOther) {
        showAnswer(*answer);
    }
}

void ReconcileView::showAnswer(const usage::ReconcileAnswer& answer) {
    const ReconcileVerdict verdict = verdictOf(answer);
    m_verdict->setText(verdict.text);
    setToken(m_verdict, verdict.token);
    QStringList words{tr("Asked at %1, took %2.")
                          .arg(
                              wording::clockTime(answer.askedMs),
                              wording::took(static_cast<double>(answer.tookMs) / 1'000)
                          )};
    const QStringList totals = totalsOf(answer);
    if (!totals.isEmpty()) {
        words += tr("Accepted in all: %1.").arg(totals.join(QStringLiteral(", ")));
    }
    if (!answer.found.notAsked.empty()) {
        words += tr("Billed is not known: %1.").arg(wording::text(answer.found.notAsked));
    }
    m_facts->setText(words.join(QLatin1Char(' ')));
    m_table->setVisible(m_model->rowCount() > 0);
    if (m_model->rowCount() > 0) {
        m_table->setCurrentIndex(m_model->index(0, 0));
    }
    showAdvice();
}

void ReconcileView::showAdvice() {
    const delivery::Difference* const one = m_model->differenceAt(m_table->currentIndex().row());
    m_advice->setVisible(one != nullptr);
    // Whole: in a narrow table its cell is cut.
    const QString text =
        m_table->currentIndex().siblingAtColumn(ReconcileModel::Difference).data().toString();
    m_advice->setText(
        one == nullptr ? QString() : text + QLatin1Char('\n') + adviceText(*one)
    );
}

void ReconcileView::showEmpty() {
    const bool canAsk = m_endpoint->count() > 0;
    m_empty->button()->setVisible(m_workspace != nullptr);
    m_empty->button()->setText(canAsk ? tr("Compare now") : tr("Go to Forwarding"));
    m_empty->button()->setEnabled(m_compare->isEnabled() || !canAsk);
    m_empty->setSentence(
        m_workspace == nullptr ? tr("Metered, sent, accepted and billed would be compared here. A "
                                    "workspace says what is metered and where usage goes.")
        : !canAsk ? tr("There is no usage endpoint, so nothing was sent and nobody can be asked. "
                       "Add one on Forwarding, or start one under Test endpoint.")
                  : tr("Compares what was metered for each customer and dimension with what was "
                       "sent, what was accepted and what the receiver bills, and says why they "
                       "differ.")
    );
}

QString ReconcileView::save(const usage::ReconcileAnswer& answer, const QString& path) {
    static const config::Workspace kNone;
    const std::string csv = usage::toCsv(
        answer.found,
        answer.question.endpoint,
        answer.workspace == nullptr ? kNone : *answer.workspace
    );
    QSaveFile file(path);
    const auto size = static_cast<qint64>(csv.size());
    if (!file.open(QIODevice::WriteOnly) || file.write(csv.data(), size) != size ||
        !file.commit()) {
        return tr("%1 cannot be written: %2").arg(path, file.errorString());
    }
    return {};
}

void ReconcileView::askForFile() {
    const usage::ReconcileAnswerPtr answer = shownAnswer();
    if (answer == nullptr) {
        return;
    }
    auto* dialog = new QFileDialog(this, tr("Export the comparison"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(QStringLiteral("reconcile.csv"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, answer](const QString& path) {
        const QPointer<ReconcileView> self(this);
        QThreadPool::globalInstance()->start([self, context = this, answer, path] {
            const QString problem = save(*answer, path);
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [self, context, problem, path] {
                    if (!self.isNull()) {
                        context->m_navigator.say(problem.isEmpty() ? tr("Saved %1").arg(path)
                                                                    : problem);
                    }
                },
                Qt::QueuedConnection
            );
        });
    });
    dialog->open();
}

} // namespace meterbench::ui
