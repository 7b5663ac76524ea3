// Channel<T>: the way into a thread. Bounded in bytes; the sender never waits, what does not fit is
// refused and counted. One reader, any number of senders. Not a broadcast and not a promise. A
// message is charged sizeBytes as told by the sender; an empty channel takes any one message.
#pragma once

#include "core/base/mutex.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

namespace meterbench::base {

template <class T>
class Channel {
public:
    explicit Channel(std::size_t limitBytes)
        : m_limitBytes(limitBytes) {}

    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    /// False when it does not fit or the channel is closed; the message is left with the caller.
    [[nodiscard]] bool send(T&& message, std::size_t sizeBytes) {
        {
            const MutexLock lock(m_mutex);
            if (m_closed || (!m_queue.empty() && m_bytes + sizeBytes > m_limitBytes)) {
                ++m_refused;
                return false;
            }
            m_bytes += sizeBytes;
            m_queue.emplace_back(std::move(message), sizeBytes);
        }
        m_ready.notify_one();
        return true;
    }

    /// For messages that must not be lost (commands, completions): not charged, refused only when
    /// closed.
    bool sendAlways(T&& message) {
        {
            const MutexLock lock(m_mutex);
            if (m_closed) {
                return false;
            }
            m_queue.emplace_back(std::move(message), 0);
        }
        m_ready.notify_one();
        return true;
    }

    /// The same without waking the reader: it gets the message when it wakes for another reason.
    /// For what can wait.
    bool sendLazily(T&& message) {
        const MutexLock lock(m_mutex);
        if (m_closed) {
            return false;
        }
        m_queue.emplace_back(std::move(message), 0);
        ++m_lazy;
        return true;
    }

    /// Everything that is there, after waiting until something is, the deadline passes or the
    /// channel closes.
    [[nodiscard]] std::vector<T>
    receiveAll(std::optional<std::chrono::steady_clock::time_point> deadline) {
        std::unique_lock<std::mutex> lock(m_mutex.native());
        const auto something = [this] { return m_queue.size() > m_lazy || m_closed; };
        if (deadline) {
            m_ready.wait_until(lock, *deadline, something);
        } else {
            m_ready.wait(lock, something);
        }
        std::vector<T> all;
        all.reserve(m_queue.size());
        for (auto& [message, size] : m_queue) {
            all.push_back(std::move(message));
        }
        m_queue.clear();
        m_lazy = 0;
        m_bytes = 0;
        return all;
    }

    /// Waits until a message is there, the deadline passes or the channel closes; takes nothing.
    void wait(std::optional<std::chrono::steady_clock::time_point> deadline) {
        std::unique_lock<std::mutex> lock(m_mutex.native());
        const auto something = [this] { return m_queue.size() > m_lazy || m_woken || m_closed; };
        if (deadline) {
            m_ready.wait_until(lock, *deadline, something);
        } else {
            m_ready.wait(lock, something);
        }
        m_woken = false;
    }

    /// Ends one wait() without a message.
    void wake() {
        {
            const MutexLock lock(m_mutex);
            m_woken = true;
        }
        m_ready.notify_one();
    }

    [[nodiscard]] bool empty() const {
        const MutexLock lock(m_mutex);
        return m_queue.empty();
    }

    /// Everything that is there now, without waiting.
    [[nodiscard]] std::vector<T> takeAll() {
        return receiveAll(std::chrono::steady_clock::time_point::min());
    }

    /// No more messages; the reader still gets what is in it.
    void close() {
        {
            const MutexLock lock(m_mutex);
            m_closed = true;
        }
        m_ready.notify_all();
    }

    [[nodiscard]] bool isClosed() const {
        const MutexLock lock(m_mutex);
        return m_closed;
    }

    [[nodiscard]] std::size_t sizeBytes() const {
        const MutexLock lock(m_mutex);
        return m_bytes;
    }

    [[nodiscard]] std::uint64_t refused() const {
        const MutexLock lock(m_mutex);
        return m_refused;
    }

private:
    mutable Mutex m_mutex;
    std::condition_variable m_ready;
    std::deque<std::pair<T, std::size_t>> m_queue;
    std::size_t m_lazy = 0; ///< messages that wake nobody
    std::size_t m_bytes = 0;
    const std::size_t m_limitBytes;
    std::uint64_t m_refused = 0;
    bool m_woken = false;
    bool m_closed = false;
};

} // namespace meterbench::base
