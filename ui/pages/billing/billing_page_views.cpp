// The views of Billing: usage, reconciliation, the endpoint of our own.
#include "ui/pages/billing/billing_page.h"

#include "ui/pages/billing/billing_inspector.h"
#include "ui/pages/billing/figure_strip.h"
#include "ui/pages/billing/own_endpoint_view.h"
#include "ui/pages/billing/period_chooser.h"
#include "ui/pages/billing/reconcile_view.h"
#include "ui/pages/billing/usage_model.h"
#include "ui/widgets/basics.h"
#include "ui/widgets/filter_field.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QTabBar>
#include <QTableView>

namespace meterbench::ui {

QWidget* BillingPage::buildTabs(QWidget* parent) {
    auto* bar = new Bar(Qt::BottomEdge, parent);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(6, 0, 16, 0);
    m_tabs = new QTabBar(bar);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setAccessibleName(tr("Views of billing"));
    m_tabs->addTab(tr("Usage"));
    m_tabs->addTab(tr("Reconcile"));
    if (m_desk != nullptr) {
        m_tabs->addTab(tr("Test endpoint"));
    }
    row->addWidget(m_tabs);
    row->addStretch(1);
    m_periods = new PeriodChooser(bar);
    row->addWidget(m_periods);
    connect(m_periods, &PeriodChooser::chosen, &m_usage, &UsageFeed::choose);
    connect(&m_usage, &UsageFeed::asked, this, &BillingPage::take);
    connect(m_tabs, &QTabBar::currentChanged, this, &BillingPage::viewChanged);
    return bar;
}

BillingPage::View BillingPage::view() const {
    return static_cast<View>(m_tabs->currentIndex());
}

void BillingPage::showView(View view) {
    m_tabs->setCurrentIndex(view);
}

/// What belongs to usage alone goes while something else is seen.
void BillingPage::viewChanged() {
    const bool isUsage = view() == Usage;
    m_usageView->setVisible(isUsage);
    m_reconcile->setVisible(view() == Reconcile);
    if (m_own != nullptr) {
        m_own->setVisible(view() == OwnEndpoint);
    }
    for (QWidget* one : {static_cast<QWidget*>(m_filter),
                         static_cast<QWidget*>(m_periods),
                         static_cast<QWidget*>(m_plans),
                         static_cast<QWidget*>(m_templates),
                         static_cast<QWidget*>(m_statement)}) {
        one->setVisible(isUsage);
    }
    if (view() == Reconcile) {
        m_reconcile->refresh();
    }
    place();
}

/// What is seen at the first look, for who does not see it.
void BillingPage::describe() {
    setAccessibleDescription(
        hasUsage() ? m_note + QStringLiteral("; ") + m_figures->accessibleDescription() : QString()
    );
}

void BillingPage::sortBy(int column) {
    if (column == UsageModel::Today) {
        return; // a curve has no order
    }
    if (m_model->sortColumn() != column) {
        m_model->sort(column, Qt::AscendingOrder);
    } else if (m_model->sortOrder() == Qt::AscendingOrder) {
        m_model->sort(column, Qt::DescendingOrder);
    } else {
        m_model->sort(-1, Qt::AscendingOrder);
    }
    showSort();
    const char* const order = m_model->sortOrder() == Qt::AscendingOrder ? "up" : "down";
    m_navigator.remember(
        QStringLiteral("billing"),
        m_model->sortColumn() < 0
            ? QByteArray()
            : QByteArray::number(m_model->sortColumn()) + ' ' + order
    );
}

void BillingPage::restoreSort() {
    const QList<QByteArray> words =
        m_navigator.remembered(QStringLiteral("billing")).split(' ');
    bool isNumber = false;
    const int column = words.front().toInt(&isNumber);
    if (isNumber && words.size() == 2 && column >= 0 && column < UsageModel::ColumnCount) {
        m_model->sort(
            column, words[1] == "down" ? Qt::DescendingOrder : Qt::AscendingOrder
        );
        showSort();
    }
}

void BillingPage::showSort() {
    QHeaderView* const header = m_table->horizontalHeader();
    header->setSortIndicatorShown(m_model->sortColumn() >= 0);
    header->setSortIndicator(m_model->sortColumn(), m_model->sortOrder());
}

QLineEdit* BillingPage::filterField() {
    return view() == Usage ? m_filter : nullptr;
}

QWidget* BillingPage::firstFocus() {
    switch (view()) {
    case Reconcile:
        return m_reconcile->firstFocus();
    case OwnEndpoint:
        return m_own->firstFocus();
    case Usage:
        break;
    }
    return hasUsage() ? static_cast<QWidget*>(m_table) : m_empty->button();
}

} // namespace meterbench::ui
