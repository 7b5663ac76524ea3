#include "ui/feed/address_feed.h"

#include <QTimer>

#include <chrono>
#include <utility>

namespace meterbench::ui {

namespace {

constexpr std::chrono::milliseconds kInterval{100};

bool isEmpty(const gateway::Selection& selection) {
    return !selection.group && selection.family.empty() && selection.selector.empty();
}

} // namespace

AddressFeed::AddressFeed(address::Source& source, QObject* parent)
    : QObject(parent)
    , m_source(source)
    , m_current(source.view())
    , m_timer(new QTimer(this)) {
    m_timer->setInterval(kInterval);
    connect(m_timer, &QTimer::timeout, this, &AddressFeed::poll);
    m_timer->start();
}

std::uint64_t AddressFeed::post(address::Command command) {
    const std::uint64_t number = m_source.post(std::move(command));
    m_posted.insert(number);
    return number;
}

void AddressFeed::setWatch(QObject* watcher, address::Watch watched) {
    const bool wantsNothing = !watched.bench && !watched.gateway && isEmpty(watched.selection);
    const bool known = m_watchers.contains(watcher);
    if (wantsNothing && !known) {
        return;
    }
    if (wantsNothing) {
        m_watchers.erase(watcher);
        disconnect(watcher, &QObject::destroyed, this, nullptr);
    } else {
        m_watchers[watcher] = std::move(watched);
        if (!known) {
            connect(watcher, &QObject::destroyed, this, [this](QObject* gone) {
                m_watchers.erase(gone);
                sendWatch();
            });
        }
    }
    sendWatch();
}

void AddressFeed::sendWatch() {
    address::Watch all;
    for (const auto& [watcher, watched] : m_watchers) {
        all.bench = all.bench || watched.bench;
        all.gateway = all.gateway || watched.gateway;
        if (!isEmpty(watched.selection)) {
            all.selection = watched.selection;
        }
    }
    m_source.watch(std::move(all));
}

void AddressFeed::poll() {
    address::AddressViewPtr now = m_source.view();
    if (now->generation == m_current->generation) {
        return;
    }
    const address::AddressViewPtr before = std::exchange(m_current, std::move(now));
    Q_EMIT changed(before, m_current);
    if (m_posted.empty()) {
        return;
    }
    const address::AddressViewPtr held = m_current;
    for (const address::Outcome& one : held->outcomes) {
        if (m_posted.erase(one.command) > 0) {
            Q_EMIT outcome(one);
        }
    }
}

} // namespace meterbench::ui
