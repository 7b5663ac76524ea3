#include "ui/pages/forwarding/secret_return.h"

#include "core/pipeline/command.h"
#include "ui/feed/snapshot_feed.h"
#include "ui/pages/forwarding/kept_secret.h"

#include <utility>

namespace meterbench::ui {

namespace {

/// Puts it in where it is lacking under this key.
template <class Options>
bool fillIn(Options& options, const QString& key, const QString& secret) {
    if (!lacksSecret(options.http) || secretKey(options.name, options.url, options.http) != key) {
        return false;
    }
    *secretOf(options.http) = {secret.toStdString(), {}};
    return true;
}

} // namespace

SecretReturn::SecretReturn(
    SnapshotFeed& feed, std::unique_ptr<SecretStore> keychain, QObject* parent
)
    : QObject(parent)
    , m_feed(feed)
    , m_keychain(std::move(keychain)) {
    connect(&m_feed, &SnapshotFeed::arrived, this, &SecretReturn::look);
}

SecretReturn::~SecretReturn() = default;

void SecretReturn::look(const pipeline::SnapshotPtr& now) {
    m_now = now;
    QSet<QString> lacking;
    const auto ask = [&](const auto& options, auto give) {
        if (!lacksSecret(options.http)) {
            return;
        }
        const QString key = secretKey(options.name, options.url, options.http);
        lacking.insert(key);
        if (m_asked.contains(key)) {
            return;
        }
        m_asked.insert(key);
        m_keychain->read(key, [this, key, give](const std::optional<QString>& secret) {
            if (secret && !secret->isEmpty()) {
                (this->*give)(key, *secret);
            }
        });
    };
    for (const pipeline::EndpointPtr& endpoint : now->endpoints) {
        ask(endpoint->options, &SecretReturn::giveEndpoint);
    }
    if (now->usageEndpoints != nullptr) {
        for (const delivery::UsageEndpointOptions& options : *now->usageEndpoints) {
            ask(options, &SecretReturn::giveUsage);
        }
    }
    m_asked.intersect(lacking); // who got it back and lacks it again was read anew
}

void SecretReturn::giveEndpoint(const QString& key, const QString& secret) {
    for (const pipeline::EndpointPtr& endpoint : m_now->endpoints) {
        remote::EndpointOptions options = endpoint->options;
        if (fillIn(options, key, secret)) {
            m_feed.post(pipeline::PutEndpoint{options, options.name});
        }
    }
}

void SecretReturn::giveUsage(const QString& key, const QString& secret) {
    if (m_now->usageEndpoints == nullptr || m_now->metered == nullptr ||
        m_now->metered->options == nullptr) {
        return;
    }
    pipeline::ApplyBilling billing{*m_now->metered->options, *m_now->usageEndpoints};
    bool isAny = false;
    for (delivery::UsageEndpointOptions& options : billing.endpoints) {
        isAny = fillIn(options, key, secret) || isAny;
    }
    if (isAny) {
        m_feed.post(std::move(billing));
    }
}

} // namespace meterbench::ui
