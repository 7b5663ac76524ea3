// What keys, clicks and buttons of Billing do.
#include "ui/models/present_series.h"
#include "ui/pages/billing/billing_inspector.h"
#include "ui/pages/billing/billing_page.h"
#include "ui/pages/billing/period_chooser.h"
#include "ui/pages/billing/plans_dialog.h"
#include "ui/pages/billing/repair_dialog.h"
#include "ui/pages/billing/statement_dialog.h"
#include "ui/pages/billing/templates_dialog.h"
#include "ui/pages/billing/unbilled_model.h"
#include "ui/pages/billing/usage_model.h"
#include "ui/widgets/cell_delegate.h"
#include "ui/widgets/filter_field.h"
#include "ui/wording/states.h"

#include <QAction>
#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QItemSelectionModel>
#include <QKeyEvent>
#include <QPointer>
#include <QTableView>
#include <QThreadPool>

#include <algorithm>
#include <functional>
#include <memory>

namespace meterbench::ui {

void BillingPage::connectTable() {
    connect(
        m_table->selectionModel(),
        &QItemSelectionModel::currentRowChanged,
        this,
        [this](const QModelIndex& row) {
            const UsageModel::Place place = m_model->at(row.row());
            if (place.customer != nullptr) {
                m_customer = place.customer->id;
                m_dimension =
                    place.dimension == nullptr ? std::string() : place.dimension->dimension;
                m_isSelected = true;
                showInspected();
            }
        }
    );
    connect(m_table, &QTableView::clicked, this, &BillingPage::clickCell);
    connect(m_causes, &QTableView::clicked, this, [this](const QModelIndex& index) {
        if (index.column() == UnbilledModel::Repair) {
            openRepair(index.row());
        }
    });
    connect(m_causes, &QTableView::doubleClicked, this, [this](const QModelIndex& index) {
        openRepair(index.row());
    });
}

void BillingPage::clickCell(const QModelIndex& index) {
    if (m_model->isCustomer(index.row()) && index.column() == UsageModel::Name) {
        m_model->toggle(index.row());
        return;
    }
    openInspector();
}

void BillingPage::openOrClose(bool open) {
    const int row = m_table->currentIndex().row();
    const int customer = m_model->customerRow(row);
    if (customer < 0) {
        return;
    }
    if (!open && !m_model->isCustomer(row)) {
        select(customer);
    } else if (m_model->isClosed(customer) == open) {
        m_model->toggle(customer);
    } else if (open && m_model->isCustomer(row)) {
        select(row + 1);
    }
}

bool BillingPage::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_table->viewport() &&
        (event->type() == QEvent::Enter || event->type() == QEvent::Leave)) {
        m_model->setHeld(event->type() == QEvent::Enter); // rows do not run from the pointer
    }
    if (event->type() != QEvent::KeyPress) {
        return Page::eventFilter(watched, event);
    }
    const int key = static_cast<QKeyEvent*>(event)->key();
    const bool isEnter = key == Qt::Key_Return || key == Qt::Key_Enter;
    if (watched == m_causes && isEnter) {
        openRepair(m_causes->currentIndex().row());
        return true;
    }
    if (watched == m_table && (key == Qt::Key_Right || key == Qt::Key_Left)) {
        openOrClose(key == Qt::Key_Right);
        return true;
    }
    if (watched == m_table && isEnter) {
        if (m_model->isCustomer(m_table->currentIndex().row())) {
            m_model->toggle(m_table->currentIndex().row());
        } else {
            openInspector();
        }
        return true;
    }
    return Page::eventFilter(watched, event);
}

void BillingPage::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && m_opened) {
        closeInspector();
        return;
    }
    Page::keyPressEvent(event);
}

void BillingPage::buildActions() {
    const auto add = [this](
                         QTableView* table,
                         const QString& text,
                         const QKeySequence& keys,
                         std::function<void()> run
                     ) {
        auto* action = new QAction(text, table);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
        table->addAction(action);
        table->setContextMenuPolicy(Qt::ActionsContextMenu);
    };
    add(m_table, tr("Copy rows"), QKeySequence::Copy, [this] { copySelectedRows(*m_table); });
    add(m_table, tr("Filter by this customer"), QKeySequence(Qt::Key_F), [this] {
        if (m_isSelected) {
            m_filter->setText(QString::fromStdString(filterTerm("customer", m_customer)));
        }
    });
    add(m_table, tr("Statement…"), QKeySequence(Qt::Key_S), [this] { openStatement(); });
    add(m_table, tr("Close all customers"), QKeySequence(Qt::Key_Minus), [this] {
        m_model->setAllClosed(true);
    });
    add(m_table, tr("Open all customers"), QKeySequence(Qt::Key_Plus), [this] {
        m_model->setAllClosed(false);
    });
    const std::pair<int, QString> sorts[] = {
        {UsageModel::Name, tr("Sort by name")},
        {UsageModel::Usage, tr("Sort by usage")},
        {UsageModel::Price, tr("Sort by price")},
        {UsageModel::Now, tr("Sort by what comes now")},
        {UsageModel::Coverage, tr("Sort by coverage")}};
    int key = Qt::Key_1;
    for (const auto& [column, text] : sorts) {
        add(m_table,
            text,
            QKeySequence(Qt::ALT | static_cast<Qt::Key>(key++)),
            [this, by = column] { sortBy(by); });
    }
    add(m_causes, tr("Copy row"), QKeySequence::Copy, [this] { copySelectedRows(*m_causes); });
    add(m_causes, tr("Repair…"), QKeySequence(Qt::Key_R), [this] {
        openRepair(m_causes->currentIndex().row());
    });
}

/// The keys of the chooser: wherever the focus is in the page.
void BillingPage::buildPeriodActions() {
    const std::pair<QKeySequence, std::function<void()>> keys[] = {
        {QKeySequence(Qt::ALT | Qt::Key_Left), [this] { m_periods->step(-1); }},
        {QKeySequence(Qt::ALT | Qt::Key_Right), [this] { m_periods->step(1); }},
        {QKeySequence(Qt::ALT | Qt::Key_Home), [this] { m_usage.choose(std::nullopt); }}};
    for (const auto& [key, run] : keys) {
        auto* action = new QAction(this);
        action->setShortcut(key);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, [this, run = run] {
            if (view() == Usage && hasUsage()) {
                run();
            }
        });
        addAction(action);
    }
}

void BillingPage::openPlans() {
    if (!hasUsage()) {
        return;
    }
    auto* dialog = new PlansDialog(m_usage.current()->workspace, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    const auto& customers = m_usage.current()->workspace->customers;
    const auto who = std::ranges::find(customers, m_customer, &config::Customer::id);
    if (who != customers.end()) {
        dialog->choose(who->plan, m_dimension);
    }
    dialog->open();
}

void BillingPage::openTemplates() {
    if (m_now == nullptr) {
        return;
    }
    auto* dialog = new TemplatesDialog(m_usage.current()->workspace, m_now, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void BillingPage::openStatement() {
    if (!hasUsage() || m_usage.isReading()) {
        return;
    }
    auto* dialog = new StatementDialog(m_usage.current(), m_customer, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &StatementDialog::saved, this, [this](const QString& path) {
        m_navigator.say(tr("Saved %1").arg(path));
    });
    dialog->open();
}

void BillingPage::openRepair(int row) {
    const UnbilledCause* const cause = m_unbilled->at(row);
    if (cause == nullptr) {
        return;
    }
    if (cause->kind == UnbilledCause::Kind::NotMeasured) {
        showUsage(cause->customer, cause->dimension);
        m_inspector->showTab(BillingInspector::Windows);
        return;
    }
    auto* dialog = new RepairDialog(*cause, m_usage.current()->workspace, m_now, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RepairDialog::applyRequested, this, &BillingPage::applyRepair);
    dialog->open();
}

void BillingPage::applyRepair(const Repair& repair) {
    if (m_now == nullptr || m_now->config == nullptr) {
        m_navigator.say(tr("There is no configuration that the rule could go into."));
        return;
    }
    m_feed.post(pipeline::ApplyConfig{
        std::make_shared<const config::Config>(withRepair(*m_now->config, repair))});
    m_navigator.say(
        tr("The rule is in force. Ctrl+S keeps it in a workspace; a reload takes it back.")
    );
}

void BillingPage::chartSamples(const std::string& meter, const std::string& thing) {
    const auto workspace = m_usage.current()->workspace;
    const auto known = workspace == nullptr
                           ? std::vector<metering::Meter>::const_iterator()
                           : std::ranges::find(workspace->meters, meter, &metering::Meter::name);
    if (m_now == nullptr || workspace == nullptr || known == workspace->meters.end()) {
        m_navigator.say(
            tr("The meter %1 is not in the workspace any more.").arg(wording::text(meter))
        );
        return;
    }
    const QPointer<BillingPage> self(this);
    QThreadPool::globalInstance()->start([self, now = m_now, of = *known, thing] {
        const auto refs = seriesOfThing(*now, of, thing);
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, refs] {
                if (self.isNull()) {
                    return;
                }
                if (refs.empty()) {
                    self->m_navigator.say(tr("No target has this now: its samples are over."));
                } else {
                    self->m_navigator.addToChart(refs);
                }
            },
            Qt::QueuedConnection
        );
    });
}

} // namespace meterbench::ui
