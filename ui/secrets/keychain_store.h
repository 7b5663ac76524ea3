// KeychainStore: the system's keychain through QtKeychain: on Linux a Secret Service (GNOME Keyring,
// KeePassXC) or KWallet, over D-Bus. What does not answer within ten seconds counts as absent. Built
// without QtKeychain it says so and keeps nothing.
#pragma once

#include "ui/secrets/secret_store.h"

#include <QObject>

namespace meterbench::ui {

class KeychainStore final : public QObject, public SecretStore {
    Q_OBJECT

public:
    void check(Done done) override;
    void write(const QString& key, const QString& secret, Done done) override;
    void read(const QString& key, Found done) override;
};

} // namespace meterbench::ui
