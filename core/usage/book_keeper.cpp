#include "core/usage/book_keeper.h"

#include "core/usage/drill.h"

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
              : std::make_unique<ReconcileDesk>(
                    ReconcileTools{m_around.clock, *m_around.files, *m_around.client}
                )
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

std::uint64_t BookKeeper::reconcile(ReconcileQuestion question) {
    return m_desk == nullptr
               ? 0
               : m_desk->ask(std::move(question), view()->workspace, m_around.live().folder);
}

ReconcileAnswerPtr BookKeeper::reconciled() const {
    return m_desk == nullptr ? nullptr : m_desk->answer();
}

void BookKeeper::run() {
    while (!m_channel.isClosed()) {
        for (Message& message : m_channel.receiveAll(std::chrono::steady_clock::now() + kEvery)) {
            if (auto* const opened = std::get_if<WorkspacePtr>(&message)) {
                m_workspace = std::move(*opened);
                m_book.reset();
            } else {
                m_watched = std::move(std::get<Watch>(message));
                m_isWatchNew = true;
            }
        }
        turn();
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
    m_book = std::make_unique<UsageBook>(m_workspace, [&](const config::Customer* customer) {
        const Period period = m_around.periodOf(customer, nowMs);
        return billedOf(customer, period, period);
    });
    m_isLoaded = false;
    m_drill.reset();
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
    metering::UsageJournal* const journalOrNone = journalIn(live.folder, live.lastSequence);
    if (m_book == nullptr || nowMs >= m_book->endMs()) {
        startBook(nowMs);
    }
    if (!m_isLoaded && (journalOrNone != nullptr || live.lastSequence == 0)) {
        const base::Status loaded = m_book->load(journalOrNone, nowMs);
        if (!loaded) {
            m_problem =
                loaded.error().code == base::Code::Cancelled ? m_problem : loaded.error().context;
            startBook(nowMs);
            return;
        }
        m_isLoaded = true;
    }
    const base::Status followed = m_book->follow(journalOrNone, live, nowMs);
    const std::string problem = followed ? m_problem : followed.error().context;
    std::shared_ptr<View> view = m_book->publish(nowMs);
    const bool isLooked = lookIn(live, view != nullptr);
    const bool isOther = isLooked || m_last == nullptr || m_last->problem != problem;
    if (view == nullptr && isOther && m_last != nullptr) {
        view = std::make_shared<View>(*m_last);
    }
    if (view != nullptr) {
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
    m_last = view;
    m_published.publish(std::move(view));
}

} // namespace meterbench::usage
