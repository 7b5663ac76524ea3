// How the page follows usage and the engine's snapshot, and what is selected. Parts:
// billing_page_parts.cpp; views: billing_page_views.cpp; what a click does: billing_actions.cpp.
#include "ui/pages/billing/billing_page.h"

#include "ui/pages/billing/billing_inspector.h"
#include "ui/pages/billing/billing_words.h"
#include "ui/pages/billing/figure_strip.h"
#include "ui/pages/billing/period_chooser.h"
#include "ui/pages/billing/reconcile_view.h"
#include "ui/pages/billing/unbilled_model.h"
#include "ui/pages/billing/usage_model.h"
#include "ui/widgets/basics.h"
#include "ui/widgets/filter_field.h"
#include "ui/widgets/page_head.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QHeaderView>
#include <QItemSelectionModel>
#include <QKeyEvent>
#include <QLayout>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>

#include <algorithm>

namespace meterbench::ui {

namespace {

constexpr int kBesideFrom = 900;
constexpr int kRow = 30;
constexpr int kCauseRow = 36;
constexpr int kHead = 28;
constexpr int kMostCauseRows = 5;
constexpr int kLeastName = 130;
/// Columns that go when there is little room, the last one first, and how wide they are.
constexpr std::pair<UsageModel::Column, int> kSpare[] = {
    {UsageModel::Now, 150}, {UsageModel::Today, 104}};

QString more(std::size_t others) {
    return others == 0 ? QString()
                       : BillingPage::tr(" and %1 more currencies").arg(wording::count(others));
}

/// How an amount stands to the one before it.
StripFigure figureOf(
    const QString& name, base::Decimal amount, base::Decimal former, const usage::Money& money
) {
    StripFigure made{name, moneyText(amount, money.currency), {}, Token::Muted};
    const base::Decimal less = (former - amount).value_or(base::Decimal());
    if (less.isZero()) {
        made.note = BillingPage::tr("= same");
        made.noteToken = Token::Good;
    } else {
        made.note = (less.isNegative() ? QStringLiteral("+") : QStringLiteral("−")) +
                    moneyText(less.isNegative() ? -less : less, money.currency);
        made.noteToken = Token::Attention;
    }
    return made;
}

} // namespace

bool BillingPage::hasUsage() const {
    return m_usage.current()->workspace != nullptr;
}

void BillingPage::update(const pipeline::SnapshotPtr& before, const pipeline::SnapshotPtr& now) {
    const bool isShown = before == nullptr;
    const bool isSame =
        !isShown && before->metered == now->metered && before->deliveries == now->deliveries;
    m_now = now;
    if (!isSame) {
        take();
    }
}

void BillingPage::take() {
    const usage::ViewPtr& usage = m_usage.current();
    m_reconcile->refresh();
    m_content->setVisible(hasUsage());
    m_empty->setVisible(!hasUsage());
    m_statement->setEnabled(hasUsage() && !m_usage.isReading());
    m_periods->setEnabled(hasUsage());
    m_plans->setEnabled(hasUsage());
    m_filter->setEnabled(hasUsage());
    if (hasUsage()) {
        takeUsage();
    } else {
        m_head->setNote({});
    }
    describe();
    if (usage->customers != nullptr && !m_isSelected && m_model->rowCount() > 0) {
        // The dimension that says most: the first one.
        select(m_model->rowCount() > 1 && !m_model->isCustomer(1) ? 1 : 0);
    }
    showInspected();
}

void BillingPage::takeUsage() {
    showPeriod();
    // While another period is read, rows keep their places, so that nothing jumps, without a
    // figure, so that none is taken for one of that period.
    const bool isOther = m_usage.current()->workspace != m_workspace;
    m_model->setStale(m_usage.isReading());
    if (!m_usage.isReading() || isOther) {
        takeRows();
    }
    showFigures();
    fitTables();
}

void BillingPage::takeRows() {
    const usage::ViewPtr& usage = m_usage.current();
    m_workspace = usage->workspace;
    m_isEnded = usage->isEnded();
    m_model->update(usage);
    // What cannot be billed right now says nothing of a period that is over.
    static const pipeline::Snapshot kNone;
    const pipeline::Snapshot& now = m_now == nullptr || m_isEnded ? kNone : *m_now;
    m_unbilled->show(unbilledCauses(now, *usage), usage->workspace->schema);
    m_causesBox->setVisible(m_unbilled->rowCount() > 0);
}

/// Which period is seen, whether it is over, and while another one is read, that it is.
void BillingPage::showPeriod() {
    const usage::ViewPtr& usage = m_usage.current();
    const usage::PeriodChoice& chosen = m_usage.chosen();
    m_periods->show(*usage, chosen);
    const bool isWide = m_head->width() >= 880; // that it is an estimate stands below as well
    QString note = periodText(usage->period, usage->timeMs, !isWide);
    if (!usage->problem.empty()) {
        note = tr("The journal cannot be read: %1").arg(wording::text(usage->problem));
    } else if (m_usage.isReading()) {
        note = chosen ? tr("Reading the journal for %1…").arg(monthText(*chosen))
                      : tr("Reading the journal…");
    } else if (isWide) {
        note = tr("%1 · estimates from your price plans").arg(note);
    }
    m_note = note;
    m_head->setNote(note);
}

/// What lacks: of the present what cannot be billed, of an ended period what was not measured.
StripFigure BillingPage::standingFigure() const {
    const usage::View& usage = *m_usage.current();
    if (usage.isEnded()) {
        const std::int64_t ms = usage.notMeasured.ms;
        return {
            tr("Not measured"),
            ms == 0 ? tr("Nothing") : wording::duration(ms),
            nobodyText(usage),
            Token::Attention};
    }
    const int causes = m_now == nullptr ? 0 : causesNotBillable(*m_now);
    return {
        tr("Not billable"),
        causes == 0   ? tr("Nothing")
        : causes == 1 ? tr("1 cause")
                      : tr("%1 causes").arg(causes),
        nobodyText(usage),
        Token::Attention};
}

void BillingPage::showFigures() {
    const usage::View& usage = *m_usage.current();
    const usage::Money money = usage.money.empty() ? usage::Money() : usage.money.front();
    const std::size_t others = usage.money.empty() ? 0 : usage.money.size() - 1;
    std::array<StripFigure, 4> figures;
    // Usage alone in all three: a fee is in no record, so it is never sent.
    const base::Decimal whole = (money.metered + money.fees).value_or(money.metered);
    figures[0] = {
        tr("Metered"),
        moneyText(money.metered, money.currency),
        (money.fees.isZero() ? tr("an estimate")
                             : tr("%1 with fees").arg(moneyText(whole, money.currency))) +
            more(others)};
    if (usage.money.empty()) {
        figures[0].figure = tr("No prices");
        figures[0].note = tr("no customer has a plan");
    }
    if (usage.endpoints.empty()) {
        figures[1] = {tr("Sent"), QStringLiteral("–"), tr("no usage endpoint")};
        figures[2] = {tr("Accepted"), QStringLiteral("–"), {}};
    } else {
        figures[1] = figureOf(tr("Sent"), money.sent, money.metered, money);
        if (money.sent != money.metered) {
            figures[1].noteToken = Token::Muted;
            figures[1].note += usage.recordsWaiting > 0
                                   ? tr(", %1 waiting").arg(wording::count(usage.recordsWaiting))
                                   : tr(", windows open");
        }
        figures[2] = figureOf(tr("Accepted"), money.accepted, money.sent, money);
        if (usage.recordsRefused > 0) {
            figures[2].note += tr(", %1 refused").arg(wording::count(usage.recordsRefused));
            figures[2].noteToken = Token::Bad;
        }
    }
    figures[3] = standingFigure();
    if (m_usage.isReading()) {
        for (StripFigure& one : figures) {
            one = {one.name, QStringLiteral("–"), tr("being read")};
        }
    }
    if (!m_usage.isReading() && !usage.isEnded() && m_now != nullptr && m_now->metered != nullptr &&
        !m_now->metered->problem.empty()) {
        figures[0].note = wording::text(m_now->metered->problem);
        figures[0].noteToken = Token::Bad;
    }
    m_figures->setFigures(std::move(figures));
    m_filter->setCount(tr("%1 of %2")
                           .arg(
                               wording::count(static_cast<std::uint64_t>(m_model->matchedCount())),
                               wording::count(static_cast<std::uint64_t>(m_model->totalCount()))
                           ));
    m_filter->setProblem(m_model->filter().problem());
}

void BillingPage::select(int row) {
    if (row >= 0 && row < m_model->rowCount()) {
        m_table->setCurrentIndex(m_model->index(row, UsageModel::Name));
    }
}

/// What is selected stays selected while rows come and go.
void BillingPage::keepSelection() {
    if (!m_isSelected) {
        return;
    }
    const int row = m_model->rowOf(m_customer, m_dimension);
    if (row >= 0 && m_table->currentIndex().row() != row) {
        const int scrolled = m_table->verticalScrollBar()->value();
        select(row);
        m_table->verticalScrollBar()->setValue(scrolled);
    }
    showFigures();
    fitTables();
}

void BillingPage::showUsage(const std::string& customer, const std::string& dimension) {
    showView(Usage);
    m_filter->clear();
    int row = m_model->rowOf(customer, dimension);
    if (row >= 0 && m_model->isCustomer(row) && m_model->isClosed(row)) {
        m_model->toggle(row);
        row = m_model->rowOf(customer, dimension);
    }
    select(row);
    m_opened = true;
    showInspected();
    m_table->setFocus();
}

void BillingPage::showInspected() {
    const UsageModel::Place place =
        m_isSelected ? m_model->at(m_model->rowOf(m_customer, m_dimension)) : UsageModel::Place();
    usage::Watch watched;
    if (place.dimension != nullptr) {
        watched = {true, place.customer->id, place.dimension->dimension};
    }
    m_usage.watch(std::move(watched));
    m_inspector->show(place, m_usage.current(), m_now, m_usage.isReading());
    this->place();
}

void BillingPage::openInspector() {
    m_opened = true;
    showInspected();
}

void BillingPage::closeInspector() {
    m_opened = false;
    place();
    m_table->setFocus();
}

void BillingPage::place() {
    const bool beside = width() >= kBesideFrom;
    const bool shown = view() == Usage && hasUsage() && (beside || m_opened);
    const int wide = m_inspector->width();
    m_inspector->setCloseable(!beside);
    m_inspector->setGeometry(width() - wide, 0, wide, height());
    m_inspector->setVisible(shown);
    m_inspector->raise();
    layout()->setContentsMargins(0, 0, shown && beside ? wide : 0, 0);
    // Usage, price and coverage always have their place, and the name what it needs.
    int room = width() - (shown && beside ? wide : 0) - 118 - 92 - 84 - kLeastName;
    for (const auto& [column, needed] : kSpare) {
        // Rates, what is projected and today are nothing that a period has which is over.
        const bool isHidden = room < needed || m_isEnded;
        m_table->setColumnHidden(column, isHidden);
        room -= isHidden ? 0 : needed;
    }
}

/// The causes follow right below the last customer, as long as all fits; then each scrolls.
void BillingPage::fitTables() {
    const int causes = std::min(m_unbilled->rowCount(), kMostCauseRows);
    m_causes->setFixedHeight(causes * kCauseRow + 1);
    const std::int64_t rows = static_cast<std::int64_t>(m_model->rowCount()) * kRow + kHead + 2;
    m_table->setMaximumHeight(static_cast<int>(std::min<std::int64_t>(rows, QWIDGETSIZE_MAX)));
}

void BillingPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    place();
}

} // namespace meterbench::ui
