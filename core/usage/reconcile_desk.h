// ReconcileDesk: answers questions about reconciliation one after the other on a thread of its own,
// for callers that must not wait: the disk is read there and the receiver asked. The thread begins
// with the first question. A new question takes the place of one that waits. All calls from any
// thread; only the destructor waits, for the request under way.
#pragma once

#include "core/base/channel.h"
#include "core/base/published.h"
#include "core/usage/live.h"
#include "core/usage/reconcile_question.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace meterbench::usage {

class ReconcileDesk {
public:
    explicit ReconcileDesk(ReconcileTools tools);
    ~ReconcileDesk();
    ReconcileDesk(const ReconcileDesk&) = delete;
    ReconcileDesk& operator=(const ReconcileDesk&) = delete;

    /// What a question is about, as it is when it is asked.
    struct Subject {
        std::shared_ptr<const config::Workspace> workspace; ///< null: none is open
        UsageEndpoints endpoints;                           ///< one of them is asked; null: none
        std::string journalFolder;                          ///< empty: nothing is metered
    };

    /// The number that its answer will have.
    std::uint64_t ask(ReconcileQuestion question, Subject subject);

    /// The last one, or that it is under way; null: nothing was asked yet.
    [[nodiscard]] ReconcileAnswerPtr answer() const { return m_published.get(); }

private:
    struct Job {
        std::shared_ptr<ReconcileAnswer> answer;
        std::string folder;
    };

    void run();
    void work(const Job& job);
    [[nodiscard]] base::Result<Reconciliation> reconciled(const Job& job) const;

    ReconcileTools m_tools;
    std::atomic<bool> m_isEnding = false;
    base::Channel<Job> m_channel{1U << 20};
    std::mutex m_mutex; ///< of asking: numbers and the thread's begin
    std::uint64_t m_number = 0;
    base::Published<ReconcileAnswer> m_published;
    std::thread m_thread;
};

} // namespace meterbench::usage
