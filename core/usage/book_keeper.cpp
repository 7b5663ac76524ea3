#include "core/usage/book_keeper.h"

#include "core/usage/drill.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace meterbench::usage {

namespace {

constexpr std::chrono::milliseconds kEvery{250};

} // namespace

BookKeeper::BookKeeper(Surroundings surroundings)
    : m_around(std::move(surroundings))
    , m_published(std::make_shared<const View>())
    , m_desk(
          m_around.files == nullptr || m_around.client == nullptr
              ? nullptr
              : std::make_unique<ReconcileDesk>(ReconcileTools{
                    m_around.clock, *m_around.files, *m_around.client})
      )
    , m_thread([this] { run(); }) {}

BookKeeper::~BookKeeper() {
    m_channel.close();
    m_thread.join();
}

void BookKeeper::open(std::shared_ptr<const config::Workspace> workspace) {
    m_channel.sendAlways(std::move(workspace));
}

ViewPtr BookKeeper::view() const {
    return m_published.get();
}

void BookKeeper::watch(Watch watched) {
    m_channel.sendAlways(std::move(watched));
}

void BookKeeper::choose(PeriodChoice choice) {
    m_channel.sendAlways(choice);
}

std::uint64_t BookKeeper::reconcile(ReconcileQuestion question) {
    if (m_desk == nullptr) {
        return 0;
    }
    const Live live = m_around.live();
    const WorkspacePtr workspace = view()->workspace;
    return m_desk->ask(
        std::move(question), {workspace, endpointsInForce(live, workspace), live.folder}
    );
}

ReconcileAnswerPtr BookKeeper::reconciled() const {
    return m_desk == nullptr ? nullptr : m_desk->answer();
}

void BookKeeper::run() {
    while (!m_channel.isClosed()) {
        for (Message& message : m_channel.receiveAll(std::chrono::steady_clock::now() + kEvery)) {
            take(std::move(message));
        }
        turn();
    }
}

void BookKeeper::take(Message message) {
    if (auto* const opened = std::get_if<WorkspacePtr>(&message)) {
        m_workspace = std::move(*opened);
        m_book.reset();
    } else if (const auto* const chosen = std::get_if<PeriodChoice>(&message)) {
        m_chosen = *chosen;
        m_book.reset(); // also for the same one: whoever asked waits for a view
    } else {
        m_watched = std::move(std::get<Watch>(message));
        m_isWatchNew = true;
    }
}

/// Who looks into a journal sees the moment in which it was opened: what came since needs another
/// look.
metering::UsageJournal*
BookKeeper::journalIn(const std::string& folder, std::int64_t lastSequence) {
    if (m_journal != nullptr && m_journal->lastSequence() < lastSequence) {
        m_journal.reset();
    }
    if (folder != m_folder) {
        m_folder = folder;
        m_journal.reset();
        m_book.reset();
    }
    if (m_journal == nullptr && !folder.empty()) {
        auto opened = metering::UsageJournal::openToRead(folder, m_around.clock);
        if (opened) {
            m_journal = std::move(*opened);
        }
        m_problem = opened || opened.error().code == base::Code::NotFound ? std::string()
                                                                          : opened.error().context;
    }
    return m_journal.get();
}

void BookKeeper::startBook(std::int64_t nowMs) {
    const std::int64_t momentMs = momentIn(m_chosen, nowMs);
    m_book = std::make_unique<UsageBook>(m_workspace, [&](const config::Customer* customer) {
        const Period period = m_around.periodOf(customer, momentMs);
        return billedOf(customer, period, period);
    });
    // With each month there is one more to choose.
    m_renewMs = std::min(m_book->nextEndMs(nowMs), monthOf(nowMs).endMs);
    m_journalFromMs = 0;
    m_isLoaded = false;
    m_drill.reset();
}

/// Until the journal was read, nothing is shown of another time than was asked for.
void BookKeeper::sayReading(std::int64_t nowMs) {
    auto view = std::make_shared<View>();
    view->timeMs = nowMs;
    view->workspace = m_workspace;
    view->period = m_around.periodOf(nullptr, momentIn(m_chosen, nowMs));
    view->chosen = m_chosen;
    view->isReading = true;
    view->journalFromMs = m_last->journalFromMs;
    view->customers = std::make_shared<const std::vector<CustomerPtr>>();
    view->endpoints = m_last->endpoints;
    publish(std::move(view));
}

void BookKeeper::sayProblem() {
    if (m_last != nullptr &&
        (m_last->problem != m_problem || m_last->usageEndpoints != m_endpoints)) {
        auto view = std::make_shared<View>(*m_last);
        view->problem = m_problem;
        publish(std::move(view));
    }
}

/// False: it cannot be read whole; with the next turn it is begun anew.
bool BookKeeper::load(metering::UsageJournal* journal, const Live& live, std::int64_t nowMs) {
    if (m_isLoaded || (journal == nullptr && live.lastSequence != 0)) {
        return true;
    }
    const base::Status loaded = m_book->load(journal, nowMs);
    if (!loaded) {
        if (loaded.error().code != base::Code::Cancelled) {
            m_problem = loaded.error().context;
            sayProblem();
        }
        startBook(nowMs);
        return false;
    }
    m_isLoaded = true;
    if (journal != nullptr) {
        m_problem.clear();
    }
    return true;
}

/// How far back one can choose.
base::Status BookKeeper::lookBack(metering::UsageJournal* journal) {
    if (m_journalFromMs != 0 || journal == nullptr) {
        return {};
    }
    const auto day = journal->dayFrom(INT64_MIN);
    m_journalFromMs = day && *day ? **day : 0;
    return day ? base::Status() : base::Status(day.error());
}

void BookKeeper::turn() {
    if (m_workspace == nullptr) {
        if (m_last != nullptr && m_last->workspace != nullptr) {
            publish(std::make_shared<View>());
        }
        return;
    }
    const std::int64_t nowMs = m_around.clock.nowMs();
    const Live live = m_around.live();
    m_endpoints = endpointsInForce(live, m_workspace);
    metering::UsageJournal* const journalOrNone = journalIn(live.folder, live.lastSequence);
    if (m_last != nullptr && m_last->workspace != nullptr && m_last->chosen != m_chosen) {
        sayReading(nowMs);
    }
    if (m_book == nullptr || nowMs >= m_renewMs) {
        startBook(nowMs);
    }
    if (!load(journalOrNone, live, nowMs)) {
        return;
    }
    base::Status followed = m_book->follow(journalOrNone, live, nowMs);
    if (base::Status looked = lookBack(journalOrNone); followed) {
        followed = std::move(looked);
    }
    const std::string problem = followed ? m_problem : followed.error().context;
    std::shared_ptr<View> view = m_book->publish(nowMs);
    const bool isLooked = lookIn(live, view != nullptr);
    const bool isOther = isLooked || m_last == nullptr || m_last->problem != problem ||
                         m_last->usageEndpoints != m_endpoints ||
                         !dayOf(m_last->timeMs).holds(nowMs); // whoever looks asks what day it is
    if (view == nullptr && isOther && m_last != nullptr) {
        view = std::make_shared<View>(*m_last);
    }
    if (view != nullptr) {
        view->timeMs = nowMs;
        view->chosen = m_chosen;
        view->journalFromMs = m_journalFromMs;
        view->problem = problem;
        view->drill = m_drill;
        publish(std::move(view));
    }
}

/// True: what is seen in depth is another one now.
bool BookKeeper::lookIn(const Live& live, bool isNew) {
    if (!m_watched.isWanted) {
        m_isWatchNew = false;
        return std::exchange(m_drill, nullptr) != nullptr;
    }
    if (!m_isWatchNew && !isNew && m_drill != nullptr) {
        return false;
    }
    m_isWatchNew = false;
    const Period period = m_book->periodOf(m_watched.customer);
    m_drill = drillInto(m_journal.get(), m_book->workspace(), period, m_watched, live);
    return true;
}

void BookKeeper::publish(std::shared_ptr<View> view) {
    view->generation = ++m_generation;
    view->usageEndpoints = view->workspace == nullptr ? nullptr : m_endpoints;
    m_last = view;
    m_published.publish(std::move(view));
}

} // namespace meterbench::usage
