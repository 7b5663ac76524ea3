// What the buttons of Forwarding do: dialogs, commands, and what comes back.
#include "ui/pages/forwarding/endpoint_dialog.h"
#include "ui/pages/forwarding/endpoint_inspector.h"
#include "ui/pages/forwarding/forwarding_page.h"
#include "ui/widgets/cell_delegate.h"
#include "ui/wording/states.h"

#include <QAction>
#include <QMessageBox>
#include <QPushButton>
#include <QTableView>

#include <functional>

namespace meterbench::ui {

void ForwardingPage::buildTableActions() {
    const auto add =
        [this](const QString& text, const QKeySequence& keys, std::function<void()> run) {
            auto* action = new QAction(text, m_table);
            action->setShortcut(keys);
            action->setShortcutContext(Qt::WidgetShortcut);
            connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
            m_table->addAction(action);
        };
    add(tr("Edit…"), QKeySequence(Qt::Key_F2), [this] {
        if (const pipeline::EndpointPtr endpoint = selected()) {
            openDialog(endpoint);
        }
    });
    add(tr("Test"), QKeySequence(Qt::Key_T), [this] { testSelected(); });
    add(tr("Pause or resume"), QKeySequence(Qt::Key_P), [this] { togglePause(); });
    add(tr("Remove…"), QKeySequence(Qt::Key_Delete), [this] { askRemove(); });
    add(tr("Copy row"), QKeySequence::Copy, [this] { copySelectedRows(*m_table); });
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
}

void ForwardingPage::testSelected() {
    if (const pipeline::EndpointPtr endpoint = selected()) {
        test(endpoint->options);
    }
}

void ForwardingPage::connectInspector() {
    connect(m_inspector, &EndpointInspector::closeRequested, this, &ForwardingPage::closeInspector);
    connect(m_inspector, &EndpointInspector::editRequested, this, [this] {
        openDialog(selected());
    });
    connect(m_inspector, &EndpointInspector::pauseRequested, this, &ForwardingPage::togglePause);
    connect(m_inspector, &EndpointInspector::removeRequested, this, &ForwardingPage::askRemove);
    connect(m_inspector, &EndpointInspector::testRequested, this, &ForwardingPage::testSelected);
}

void ForwardingPage::test(const remote::EndpointOptions& options) {
    m_feed.post(pipeline::TestEndpoint{options});
    m_navigator.say(tr("Asking %1 …").arg(wording::text(options.name)));
}

void ForwardingPage::openDialog(const pipeline::EndpointPtr& edited) {
    QStringList taken;
    for (const pipeline::EndpointPtr& endpoint : m_now->endpoints) {
        if (edited == nullptr || endpoint->state.name != edited->state.name) {
            taken += wording::text(endpoint->state.name);
        }
    }
    remote::EndpointOptions base;
    if (edited != nullptr) {
        base = edited->options;
    } else if (m_now->config != nullptr) {
        base.externalLabels = m_now->config->externalLabels;
    }
    m_dialog = new EndpointDialog(base, taken, this);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &EndpointDialog::testRequested, this, [this] {
        m_dialogTest = m_feed.post(pipeline::TestEndpoint{m_dialog->options()});
    });
    const std::string replaces = edited == nullptr ? std::string() : edited->state.name;
    connect(m_dialog, &QDialog::accepted, this, [this, replaces] {
        m_selected = m_dialog->options().name;
        m_feed.post(pipeline::PutEndpoint{m_dialog->options(), replaces});
    });
    m_dialog->open();
}

void ForwardingPage::togglePause() {
    if (const pipeline::EndpointPtr endpoint = selected()) {
        const bool pause = endpoint->state.phase != remote::EndpointPhase::Paused;
        m_feed.post(pipeline::PauseEndpoint{endpoint->state.name, pause});
    }
}

void ForwardingPage::askRemove() {
    const pipeline::EndpointPtr endpoint = selected();
    if (endpoint == nullptr) {
        return;
    }
    auto* box = new QMessageBox(this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setWindowTitle(tr("Remove endpoint"));
    box->setText(tr("Remove %1?").arg(wording::text(endpoint->state.name)));
    box->setInformativeText(
        tr("What waits for it in the log will not be sent. This cannot be undone.")
    );
    QPushButton* remove = box->addButton(tr("Remove"), QMessageBox::DestructiveRole);
    box->addButton(QMessageBox::Cancel);
    connect(remove, &QPushButton::clicked, this, [this, name = endpoint->state.name] {
        m_feed.post(pipeline::RemoveEndpoint{name});
    });
    box->open();
}

void ForwardingPage::onOutcome(const pipeline::CommandOutcome& outcome) {
    if (m_dialog != nullptr && outcome.command == m_dialogTest) {
        m_dialog->showTestOutcome(outcome);
    }
}

} // namespace meterbench::ui
