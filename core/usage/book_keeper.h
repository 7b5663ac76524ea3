// BookKeeper: the thread that keeps the usage book of the workspace that is open: reads the journal
// while the meters write it, publishes views, and looks in depth at what is watched. It keeps one
// book: of the present periods, or of those that were chosen. A period that ends begins it anew.
// The journal may not be there yet, then the book is of what is open. All calls from any thread;
// none waits but the destructor.
#pragma once

#include "core/base/channel.h"
#include "core/base/clock.h"
#include "core/base/published.h"
#include "core/usage/reconcile_desk.h"
#include "core/usage/source.h"
#include "core/usage/usage_book.h"

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <variant>

namespace meterbench::usage {

class BookKeeper final : public Source {
public:
    struct Surroundings {
        const base::Clock& clock;
        std::function<Live()> live; ///< any thread; must not wait
        /// Null: of whoever is not in the workspace.
        std::function<Period(const config::Customer*, std::int64_t timeMs)> periodOf =
            usage::periodOf;
        /// To reconcile with; null: nothing is asked. Must outlive the keeper.
        base::FileSystem* files = nullptr;
        http::Client* client = nullptr;
    };

    explicit BookKeeper(Surroundings surroundings);
    ~BookKeeper() override;

    /// From now on the usage of this workspace. Null: of none.
    void open(std::shared_ptr<const config::Workspace> workspace);

    [[nodiscard]] ViewPtr view() const override;
    void watch(Watch watched) override;
    /// Stays as it is when another workspace is opened.
    void choose(PeriodChoice choice) override;
    std::uint64_t reconcile(ReconcileQuestion question) override;
    [[nodiscard]] ReconcileAnswerPtr reconciled() const override;

private:
    using WorkspacePtr = std::shared_ptr<const config::Workspace>;
    using Message = std::variant<WorkspacePtr, Watch, PeriodChoice>;

    void run();
    void turn();
    void take(Message message);
    void startBook(std::int64_t nowMs);
    [[nodiscard]] bool load(metering::UsageJournal* journal, const Live& live, std::int64_t nowMs);
    void sayReading(std::int64_t nowMs);
    void sayProblem();
    [[nodiscard]] base::Status lookBack(metering::UsageJournal* journal);
    [[nodiscard]] metering::UsageJournal*
    journalIn(const std::string& folder, std::int64_t lastSequence);
    [[nodiscard]] bool lookIn(const Live& live, bool isNew);
    void publish(std::shared_ptr<View> view);

    Surroundings m_around;
    base::Published<View> m_published;
    base::Channel<Message> m_channel{1U << 20};
    std::unique_ptr<ReconcileDesk> m_desk; ///< null: nothing can be asked
    // The thread's own.
    WorkspacePtr m_workspace;
    std::string m_folder;
    UsageEndpoints m_endpoints;
    Watch m_watched;
    bool m_isWatchNew = false;
    PeriodChoice m_chosen;
    std::unique_ptr<metering::UsageJournal> m_journal;
    std::unique_ptr<UsageBook> m_book;
    bool m_isLoaded = false;
    std::int64_t m_renewMs = 0;       ///< when the book begins anew
    std::int64_t m_journalFromMs = 0; ///< as in a view
    std::shared_ptr<const View> m_last;
    std::shared_ptr<const Drill> m_drill;
    std::string m_problem;
    std::uint64_t m_generation = 0;
    std::thread m_thread; ///< last: all else is there when it begins
};

} // namespace meterbench::usage
