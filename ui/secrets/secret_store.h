// SecretStore: where a typed secret is kept over the end of the program. An interface, as the system's
// keychain is another program: it may be absent, locked or slow, so every answer comes later. All on
// the gui thread; `done` is called once, never before the call returns, and not after the store is
// gone. Problems are in words, and hold no secret.
#pragma once

#include <QString>

#include <functional>
#include <optional>

namespace meterbench::ui {

class SecretStore {
public:
    /// Empty: it is done.
    using Done = std::function<void(const QString& problem)>;
    using Found = std::function<void(const std::optional<QString>& secret)>;

    SecretStore() = default;
    SecretStore(const SecretStore&) = delete;
    SecretStore& operator=(const SecretStore&) = delete;
    virtual ~SecretStore() = default;

    /// Whether it can be used, found out by trying.
    virtual void check(Done done) = 0;
    virtual void write(const QString& key, const QString& secret, Done done) = 0;
    /// Nothing: it has none under this key, or cannot be asked.
    virtual void read(const QString& key, Found done) = 0;
};

} // namespace meterbench::ui
