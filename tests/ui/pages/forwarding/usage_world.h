// A page of Forwarding with usage endpoints, for tests: one whose address is wrong, one that could
// not be started, beside two of samples. The same numbers every time.
#pragma once

#include "tests/support/fake_secret_store.h"
#include "tests/support/recording_navigator.h"
#include "tests/support/scripted_source.h"
#include "ui/pages/forwarding/endpoint_dialog.h"
#include "ui/pages/forwarding/forwarding_page.h"

#include <QLineEdit>
#include <QPushButton>

#include <memory>
#include <utility>
#include <vector>

namespace meterbench::tests::forwarding {

inline QPushButton* buttonOf(QWidget* parent, const QString& text) {
    for (QPushButton* button : parent->findChildren<QPushButton*>()) {
        if (button->text() == text) {
            return button;
        }
    }
    return nullptr;
}

inline QLineEdit* fieldOf(QWidget* parent, const QString& name) {
    for (QLineEdit* field : parent->findChildren<QLineEdit*>()) {
        if (field->accessibleName() == name) {
            return field;
        }
    }
    return nullptr;
}

inline std::shared_ptr<pipeline::Snapshot> metered() {
    auto now = std::make_shared<pipeline::Snapshot>(*makeSnapshot(2, 2));
    auto state = std::make_shared<pipeline::MetererState>();
    auto options = std::make_shared<pipeline::MetererOptions>();
    options->folder = "/var/usage";
    options->meters.resize(1);
    options->meters[0].name = "calls";
    state->options = options;
    state->lastSequence = 1'220;
    state->open.resize(2);
    state->open[0].customer = "acme";
    state->open[0].dimension = "api-calls";
    state->open[1].customer = "globex";
    state->open[1].dimension = "storage";
    now->metered = state;
    return now;
}

inline delivery::UsageEndpointOptions lago() {
    delivery::UsageEndpointOptions options;
    options.name = "lago";
    options.service = delivery::Service::Lago;
    options.url = "https://api.getlago.test/api/v1/events";
    options.http.hasAuthorization = true;
    options.http.authorization.credentials.value = "top-secret-key";
    return options;
}

/// With two endpoints: one whose address is wrong, one that could not be started.
inline std::shared_ptr<pipeline::Snapshot> withUsage() {
    auto now = metered();
    delivery::UsageEndpointOptions second = lago();
    second.name = "billing"; // an endpoint of samples is called so too
    second.service = delivery::Service::Paigo;
    now->usageEndpoints = std::make_shared<const std::vector<delivery::UsageEndpointOptions>>(
        std::vector<delivery::UsageEndpointOptions>{lago(), second}
    );
    delivery::DeliveryState state;
    state.name = "lago";
    state.service = delivery::Service::Lago;
    state.url = lago().url;
    state.phase = delivery::DeliveryPhase::Retrying;
    state.isAddressWrong = true;
    state.lastStatus = 404;
    state.lastAnswerMs = now->timeMs - 1'000;
    state.lastError = "status 404: no page";
    state.doneThrough = 1'208;
    state.lastSequence = 1'220;
    state.backoffMs = 32'000;
    state.newestRefused = {{7, "acme", "calls", {}, 1, "status 400: no such subscription"}};
    now->deliveries = {std::make_shared<const delivery::DeliveryState>(state)};
    return now;
}

struct Stage {
    explicit Stage(pipeline::SnapshotPtr now)
        : source(std::move(now))
        , feed(source)
        , page(feed, navigator, nullptr) {
        page.keepSecretsIn(std::make_unique<FakeSecretStore>(), {});
        page.resize(1300, 700);
        page.show();
        page.update(nullptr, feed.current());
    }

    ui::EndpointDialog* dialog() { return page.findChild<ui::EndpointDialog*>(); }

    ScriptedSource source;
    ui::SnapshotFeed feed;
    RecordingNavigator navigator;
    ui::ForwardingPage page;
};

} // namespace meterbench::tests::forwarding
