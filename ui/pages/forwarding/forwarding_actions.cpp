// What the buttons of Forwarding do: dialogs, commands, and what comes back.
#include "ui/pages/forwarding/endpoint_dialog.h"
#include "ui/pages/forwarding/endpoint_inspector.h"
#include "ui/pages/forwarding/forwarding_page.h"
#include "ui/secrets/secret_file.h"
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
    add(tr("Edit…"), QKeySequence(Qt::Key_F2), [this] { openSelected(); });
    add(tr("Test"), QKeySequence(Qt::Key_T), [this] { testSelected(); });
    add(tr("Pause or resume"), QKeySequence(Qt::Key_P), [this] { togglePause(); });
    add(tr("Remove…"), QKeySequence(Qt::Key_Delete), [this] { askRemove(); });
    add(tr("Copy row"), QKeySequence::Copy, [this] { copySelectedRows(*m_table); });
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
}

void ForwardingPage::testSelected() {
    LastTest test;
    if (const pipeline::EndpointPtr endpoint = selected()) {
        test.command = m_feed.post(pipeline::TestEndpoint{endpoint->options});
    } else if (const UsagePtr usage = selectedUsage()) {
        test.command = m_feed.post(pipeline::TestDelivery{usage->options});
    } else {
        return;
    }
    m_tests[m_selected] = test;
    m_navigator.say(tr("Asking %1 …").arg(wording::text(m_selected.name)));
    showInspected();
}

void ForwardingPage::connectInspector() {
    connect(m_inspector, &EndpointInspector::closeRequested, this, &ForwardingPage::closeInspector);
    connect(m_inspector, &EndpointInspector::editRequested, this, &ForwardingPage::openSelected);
    connect(m_inspector, &EndpointInspector::pauseRequested, this, &ForwardingPage::togglePause);
    connect(m_inspector, &EndpointInspector::removeRequested, this, &ForwardingPage::askRemove);
    connect(m_inspector, &EndpointInspector::testRequested, this, &ForwardingPage::testSelected);
}

void ForwardingPage::keepSecretsIn(std::unique_ptr<SecretStore> keychain, QString folder) {
    m_keychain = std::move(keychain);
    m_secretFolder = std::move(folder);
}

EndpointDialog* ForwardingPage::openNew() {
    return openDialog(std::nullopt);
}

void ForwardingPage::openSelected() {
    if (selected() != nullptr || selectedUsage() != nullptr) {
        openDialog(m_selected);
    }
}

EndpointDialog* ForwardingPage::openDialog(const std::optional<EndpointKey>& edited) {
    EndpointSubject subject;
    subject.now = m_now;
    subject.choices =
        trialChoicesOf(*m_now, m_usage == nullptr ? nullptr : m_usage->current()->workspace.get());
    for (const pipeline::EndpointPtr& endpoint : m_now->endpoints) {
        if (edited != EndpointKey{false, endpoint->state.name}) {
            subject.takenNames += wording::text(endpoint->state.name);
        }
    }
    for (const UsagePtr& usage : usageEndpointsOf(*m_now)) {
        if (edited != EndpointKey{true, usage->options.name}) {
            subject.takenNames += wording::text(usage->options.name);
        }
    }
    if (const UsagePtr usage = edited ? selectedUsage() : nullptr) {
        subject.usage = usage->options;
    } else if (const pipeline::EndpointPtr endpoint = edited ? selected() : nullptr) {
        subject.base = endpoint->options;
    } else if (m_now->config != nullptr) {
        subject.base.externalLabels = m_now->config->externalLabels;
    }
    m_dialog = new EndpointDialog(std::move(subject), *m_keychain, this);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &EndpointDialog::testRequested, this, [this] {
        m_dialogTest = testDialog();
    });
    connect(m_dialog, &QDialog::accepted, this, [this, edited] { onAccepted(edited); });
    m_dialog->open();
    return m_dialog;
}

std::uint64_t ForwardingPage::testDialog() {
    if (const auto usage = m_dialog->usage()) {
        return m_feed.post(pipeline::TestDelivery{*usage, m_dialog->trialRecord()->record()});
    }
    return m_feed.post(pipeline::TestEndpoint{
        m_dialog->options(), m_dialog->trialRecord()->record(), schemaOf(*m_now).schema});
}

void ForwardingPage::onAccepted(const std::optional<EndpointKey>& edited) {
    const std::string replaces = edited ? edited->name : std::string();
    const std::optional<SecretPlace> place = m_dialog->place();
    if (auto usage = m_dialog->usage()) {
        if (place) {
            keepSecret(usage->name, usage->url, usage->http, *place);
        }
        m_selected = {true, usage->name};
        putUsage(*usage, replaces);
        return;
    }
    remote::EndpointOptions options = m_dialog->options();
    if (place) {
        keepSecret(options.name, options.url, options.http, *place);
    }
    m_selected = {false, options.name};
    m_feed.post(pipeline::PutEndpoint{std::move(options), replaces});
}

/// What cannot be kept is told; the endpoint has its secret until the program ends all the same.
void ForwardingPage::keepSecret(
    const std::string& name, const std::string& url, http::ClientOptions& options, SecretPlace place
) {
    http::Secret* secret = secretOf(options);
    if (secret == nullptr || place == SecretPlace::ProgramEnd) {
        return;
    }
    const QString key = secretKey(name, url, options);
    const QString value = wording::text(secret->value);
    const auto say = [this](const QString& problem) {
        m_navigator.say(tr("The secret is kept only until the program ends: %1").arg(problem));
    };
    if (place == SecretPlace::File) {
        const auto written = writeSecretFile(m_secretFolder, key, value);
        if (written) {
            *secret = {{}, *written};
        } else {
            say(wording::error(written.error()));
        }
        return;
    }
    m_keychain->write(key, value, [say](const QString& problem) {
        if (!problem.isEmpty()) {
            say(problem);
        }
    });
}

void ForwardingPage::putUsage(
    const delivery::UsageEndpointOptions& options, const std::string& replaces
) {
    std::vector<delivery::UsageEndpointOptions> all;
    bool isPut = false;
    for (const UsagePtr& usage : usageEndpointsOf(*m_now)) {
        const bool isIt = !replaces.empty() && usage->options.name == replaces;
        all.push_back(isIt ? options : usage->options);
        isPut = isPut || isIt;
    }
    if (!isPut) {
        all.push_back(options);
    }
    applyUsage(std::move(all));
}

/// The meters stay as they are, so they go on undisturbed.
void ForwardingPage::applyUsage(std::vector<delivery::UsageEndpointOptions> endpoints) {
    if (m_now->metered == nullptr || m_now->metered->options == nullptr) {
        m_navigator.say(tr("Nothing is metered any more, so no usage records are sent."));
        return;
    }
    m_feed.post(pipeline::ApplyBilling{*m_now->metered->options, std::move(endpoints)});
}

void ForwardingPage::togglePause() {
    if (const pipeline::EndpointPtr endpoint = selected()) {
        const bool pause = endpoint->state.phase != remote::EndpointPhase::Paused;
        m_feed.post(pipeline::PauseEndpoint{endpoint->state.name, pause});
    } else if (const UsagePtr usage = selectedUsage()) {
        const bool pause = usage->state->phase != delivery::DeliveryPhase::Paused;
        m_feed.post(pipeline::PauseDelivery{usage->options.name, pause});
    }
}

void ForwardingPage::askRemove() {
    const UsagePtr usage = selectedUsage();
    if (selected() == nullptr && usage == nullptr) {
        return;
    }
    auto* box = new QMessageBox(this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setWindowTitle(tr("Remove endpoint"));
    box->setText(tr("Remove %1?").arg(wording::text(m_selected.name)));
    box->setInformativeText(
        usage != nullptr
            ? tr("Its records stay in the usage journal, and what it was sent stays noted under "
                 "its name: "
                 "added again under the same name, it goes on from there.")
            : tr("What waits for it in the log will not be sent. This cannot be undone.")
    );
    QPushButton* remove = box->addButton(tr("Remove"), QMessageBox::DestructiveRole);
    box->addButton(QMessageBox::Cancel);
    connect(remove, &QPushButton::clicked, this, [this, key = m_selected] { removeEndpoint(key); });
    box->open();
}

void ForwardingPage::removeEndpoint(const EndpointKey& key) {
    m_tests.erase(key);
    if (!key.isUsage) {
        m_feed.post(pipeline::RemoveEndpoint{key.name});
        return;
    }
    std::vector<delivery::UsageEndpointOptions> rest;
    for (const UsagePtr& usage : usageEndpointsOf(*m_now)) {
        if (usage->options.name != key.name) {
            rest.push_back(usage->options);
        }
    }
    applyUsage(std::move(rest));
}

void ForwardingPage::onOutcome(const pipeline::CommandOutcome& outcome) {
    if (m_dialog != nullptr && outcome.command == m_dialogTest) {
        m_dialog->showTestOutcome(outcome);
    }
    for (auto& [key, test] : m_tests) {
        if (test.command == outcome.command && test.command != 0) {
            test = {0, m_now == nullptr ? 0 : m_now->timeMs, outcome};
            showInspected();
        }
    }
}

} // namespace meterbench::ui
