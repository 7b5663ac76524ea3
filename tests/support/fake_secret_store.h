// A keychain in memory, which answers when the test lets it, or later by the event loop.
#pragma once

#include "ui/secrets/secret_store.h"

#include <QMap>
#include <QMetaObject>
#include <QObject>

#include <memory>
#include <utility>

namespace meterbench::tests {

/// What is left of a store when it is gone.
struct Kept {
    QMap<QString, QString> secrets;
    QString problem; ///< why it does not work; empty: it does
    int reads = 0;
};

class FakeSecretStore final : public QObject, public ui::SecretStore {
public:
    explicit FakeSecretStore(std::shared_ptr<Kept> kept = std::make_shared<Kept>())
        : m_kept(std::move(kept)) {}

    void check(Done done) override {
        later([done = std::move(done), problem = m_kept->problem] { done(problem); });
    }

    void write(const QString& key, const QString& secret, Done done) override {
        if (m_kept->problem.isEmpty()) {
            m_kept->secrets[key] = secret;
        }
        later([done = std::move(done), problem = m_kept->problem] { done(problem); });
    }

    void read(const QString& key, Found done) override {
        ++m_kept->reads;
        std::optional<QString> found;
        if (m_kept->problem.isEmpty() && m_kept->secrets.contains(key)) {
            found = m_kept->secrets[key];
        }
        later([done = std::move(done), found] { done(found); });
    }

private:
    template <class Call>
    void later(Call call) {
        QMetaObject::invokeMethod(this, std::move(call), Qt::QueuedConnection);
    }

    std::shared_ptr<Kept> m_kept;
};

} // namespace meterbench::tests
