// A mutex that clang's thread-safety analysis understands. Held only for moments: no call to
// another thread, no file and no socket under it.
#pragma once

#include "core/base/thread_annotations.h"

#include <condition_variable>
#include <mutex>

namespace meterbench::base {

class MB_CAPABILITY("mutex") Mutex {
public:
    void lock() MB_ACQUIRE() { m_mutex.lock(); }

    void unlock() MB_RELEASE() { m_mutex.unlock(); }

    /// For waiting on a std::condition_variable (the _any kind costs a second mutex and a second wake-up).
    [[nodiscard]] std::mutex& native() { return m_mutex; }

private:
    std::mutex m_mutex;
};

class MB_SCOPED_CAPABILITY MutexLock {
public:
    explicit MutexLock(Mutex& mutex) MB_ACQUIRE(mutex)
        : m_mutex(mutex) {
        m_mutex.lock();
    }

    ~MutexLock() MB_RELEASE() { m_mutex.unlock(); }

    MutexLock(const MutexLock&) = delete;
    MutexLock& operator=(const MutexLock&) = delete;

private:
    Mutex& m_mutex;
};

} // namespace meterbench::base
