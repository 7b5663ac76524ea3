// Published<T>: the way out of a thread. A pointer to a constant value, swapped under a mutex that
// is held for the copy of the pointer and nothing else. (std::atomic<shared_ptr> is not lock-free
// in GCC 12 and the thread sanitizer objects to it.) The publisher keeps the previous value one
// round longer, so that freeing seldom happens in the reader's thread.
#pragma once

#include "core/base/mutex.h"

#include <memory>
#include <utility>

namespace meterbench::base {

template <class T>
class Published {
public:
    Published() = default;

    explicit Published(std::shared_ptr<const T> first)
        : m_current(std::move(first)) {}

    void publish(std::shared_ptr<const T> next) {
        m_beforeLast = std::move(m_last);
        {
            const MutexLock lock(m_mutex);
            m_last = std::exchange(m_current, std::move(next));
        }
    }

    [[nodiscard]] std::shared_ptr<const T> get() const {
        const MutexLock lock(m_mutex);
        return m_current;
    }

private:
    mutable Mutex m_mutex;
    std::shared_ptr<const T> m_current MB_GUARDED_BY(m_mutex);
    std::shared_ptr<const T> m_last;       // publisher's thread only
    std::shared_ptr<const T> m_beforeLast; // publisher's thread only
};

} // namespace meterbench::base
