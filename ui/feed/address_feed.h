// AddressFeed: the one place in the window that asks the address (instruments and pushes). Looks at
// the published view ten times a second; same generation, nothing happens. Gui thread.
#pragma once

#include "core/address/source.h"

#include <QObject>

#include <map>
#include <set>

class QTimer;

namespace meterbench::ui {

class AddressFeed final : public QObject {
    Q_OBJECT

public:
    explicit AddressFeed(address::Source& source, QObject* parent = nullptr);

    /// The newest view. Never null; its parts are, while nobody watches them.
    [[nodiscard]] const address::AddressViewPtr& current() const { return m_current; }

    std::uint64_t post(address::Command command);
    /// Each page says what it shows; the address gets the union (of the selections the last one). A
    /// watcher that is destroyed is forgotten. A default Watch takes it back.
    void setWatch(QObject* watcher, address::Watch watched);
    /// Looks now (tests, and after a command).
    void poll();

Q_SIGNALS:
    void changed(
        const meterbench::address::AddressViewPtr& before,
        const meterbench::address::AddressViewPtr& now
    );
    /// A command that this window posted has an outcome.
    void outcome(const meterbench::address::Outcome& outcome);

private:
    void sendWatch();

    address::Source& m_source;
    address::AddressViewPtr m_current;
    std::set<std::uint64_t> m_posted;
    QTimer* m_timer = nullptr;
    std::map<QObject*, address::Watch> m_watchers;
};

} // namespace meterbench::ui
