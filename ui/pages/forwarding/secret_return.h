// SecretReturn: gives endpoints their secrets back out of the keychain: those of a configuration or
// a workspace in which a secret is masked ("<secret>") or missing. Each is asked for once, and
// again when it is lacking anew: the file was read again. Nothing of the keychain is touched while
// no endpoint lacks a secret. Gui thread.
#pragma once

#include "core/pipeline/snapshot.h"
#include "ui/secrets/secret_store.h"

#include <QObject>
#include <QSet>

#include <memory>

namespace meterbench::ui {

class SnapshotFeed;

class SecretReturn final : public QObject {
    Q_OBJECT

public:
    SecretReturn(SnapshotFeed& feed, std::unique_ptr<SecretStore> keychain, QObject* parent);
    ~SecretReturn() override;

    void look(const pipeline::SnapshotPtr& now);

private:
    void giveEndpoint(const QString& key, const QString& secret);
    void giveUsage(const QString& key, const QString& secret);

    SnapshotFeed& m_feed;
    std::unique_ptr<SecretStore> m_keychain;
    pipeline::SnapshotPtr m_now;
    QSet<QString> m_asked;
};

} // namespace meterbench::ui
