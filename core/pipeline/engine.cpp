#include "core/pipeline/engine.h"

#include "core/base/channel.h"
#include "core/pipeline/log_keeper.h"
#include "core/pipeline/pipe.h"
#include "core/pipeline/state_touch.h"
#include "core/pipeline/usage_keeper.h"

#include <pthread.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <filesystem>
#include <future>
#include <mutex>
#include <thread>
#include <utility>

namespace meterbench::pipeline {

namespace {

/// Endpoints change with every answer; the pipe is woken for it no more often than this.
constexpr std::int64_t kTouchEveryMs = 400;

constexpr std::int64_t kStopStepMs = 20;

/// Usage may be so late.
constexpr std::int64_t kMeterEveryMs = 250;

constexpr std::size_t kInboxBytes =
    1ULL << 40; // bounded by design: one body a target, groups bounded by the pipe

std::string hostName() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data())
                                                            : std::string();
}

std::optional<std::chrono::steady_clock::time_point> deadlineIn(std::int64_t waitMs) {
    if (waitMs < 0) {
        return std::nullopt;
    }
    return std::chrono::steady_clock::now() + std::chrono::milliseconds(waitMs);
}

/// Runs `turn(messages)` until the inbox is closed and empty; turn answers how long to wait at
/// most.
template <class Message, class Turn>
void loop(base::Channel<Message>& inbox, Turn turn) {
    std::int64_t waitMs = 0;
    while (true) {
        const bool closed = inbox.isClosed();
        std::vector<Message> messages = inbox.receiveAll(deadlineIn(waitMs));
        if (closed && messages.empty()) {
            return;
        }
        waitMs = turn(std::move(messages));
    }
}

struct UsageCommandPosted {
    std::uint64_t number = 0;
    UsageCommand command;
};

base::Result<std::string> temporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "meterbench-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
        return base::Error{
            base::Code::Io,
            "cannot create a folder for the log under the system's temporary folder"};
    }
    return pattern;
}

} // namespace

/// The threads and their inboxes. The pipe is the http client's guest: what it sends and what it
/// gets crosses no thread. With a client that takes no guests it has a thread of its own.
class Engine::Running final : public http::Guest {
public:
    /// Usage endpoints begin to work before there is a pipe that could be told.
    using Ear = std::atomic<Running*>;

    Running(
        EngineOptions options,
        Surroundings around,
        std::unique_ptr<wal::Log> log,
        std::unique_ptr<UsageKeeper> usage,
        const std::shared_ptr<Ear>& ear,
        bool temporary
    )
        : m_around(around)
        , m_folder(log->folder())
        , m_temporary(temporary)
        , m_usage(std::move(usage))
        , m_toPipe(kInboxBytes)
        , m_toKeeper(kInboxBytes)
        , m_toUsage(kInboxBytes)
        , m_keeper(
              std::move(log),
              {around.clock,
               around.files,
               around.client,
               around.sink,
               [this](PipeMessage&& message) { tellPipe(std::move(message)); },
               [this](KeeperMessage&& message) { m_toKeeper.sendAlways(std::move(message)); },
               [usage = m_usage.get()] { return usage->position(); }}
          )
        , m_pipe(
              {options.historyBytes, hostName(), options.publishEvery.count(), options.about},
              {around.clock,
               around.client,
               around.sink,
               [this](PipeMessage&& message) { tellPipe(std::move(message)); },
               [this](KeeperMessage&& message) { tellKeeper(std::move(message)); },
               [this] { return m_keeper.state(); },
               [this](std::uint64_t number, UsageCommand command) {
                   m_toUsage.sendAlways({number, std::move(command)});
               },
               [this] { return m_usage->state(); }}
          )
        , m_keeperThread([this] { runKeeper(); })
        , m_meterThread([this] { runMeters(); }) {
        *ear = this;
        if (!m_around.client.join(*this)) {
            m_isGuest = false;
            m_pipeThread = std::thread([this] { runPipe(); });
        }
    }

    void stop(std::chrono::milliseconds deadline) {
        if (m_stopped.exchange(true)) {
            return;
        }
        m_deadline = std::chrono::steady_clock::now() + deadline;
        m_stopPipe = true;
        m_toPipe.sendAlways(StateTouched{});
        m_around.client.wake(*this);
        m_pipeEnded.get_future().wait();
        m_around.client.leave(*this);
        if (m_pipeThread.joinable()) {
            m_pipeThread.join();
        }
        m_toKeeper.close();
        m_keeperThread.join();
        m_toUsage.close();
        m_meterThread.join();
        m_toPipe.close();
        if (m_temporary) {
            std::error_code ignored;
            std::filesystem::remove_all(m_folder, ignored);
        }
    }

    [[nodiscard]] SnapshotPtr snapshot() const { return m_pipe.snapshot(); }

    void tellPipe(PipeMessage&& message) {
        if (std::holds_alternative<StateTouched>(message) && !m_touch.tell()) {
            return; // the pipe looks again by itself
        }
        if (std::holds_alternative<GroupsLogged>(message)) {
            m_toPipe.sendLazily(std::move(message));
        } else if (!m_isGuest) {
            m_toPipe.sendAlways(std::move(message));
        } else {
            m_toPipe.sendLazily(std::move(message));
            m_around.client.wake(*this);
        }
    }

    std::uint64_t post(Command command) {
        const std::uint64_t number = ++m_lastCommand;
        tellPipe(CommandPosted{number, std::move(command)});
        return number;
    }

private:
    void runPipe() {
        ::pthread_setname_np(::pthread_self(), "pipe");
        loop(m_toPipe, [this](std::vector<PipeMessage>&& messages) {
            return pipeTurn(std::move(messages));
        });
    }

    std::int64_t turn() override { return m_toPipe.isClosed() ? -1 : pipeTurn(m_toPipe.takeAll()); }

    std::int64_t pipeTurn(std::vector<PipeMessage>&& messages) {
        const StateTouch::Look look = m_touch.look(m_around.clock.steadyNs() / 1'000'000);
        if (look.isTouched && messages.empty()) {
            messages.emplace_back(StateTouched{});
        }
        m_pipe.handle(std::move(messages));
        if (m_stopPipe && !m_toPipe.isClosed()) {
            m_pipe.stopScraping();
            static_cast<void>(m_pipe.tick());
            const bool late = std::chrono::steady_clock::now() > m_deadline;
            if (!m_pipe.hasUnlogged() || late) {
                m_toPipe.close();
                m_pipeEnded.set_value();
            }
            return kStopStepMs;
        }
        const std::int64_t waitMs = m_pipe.tick();
        return look.waitMs >= 0 && (waitMs < 0 || waitMs > look.waitMs) ? look.waitMs : waitMs;
    }

    /// From the pipe. A group is written at once, here, when the log thread is not at work: that is
    /// most of the time, and saves two switches of threads a scrape. Everything else, and what
    /// comes while it syncs, waits for it in order.
    void tellKeeper(KeeperMessage&& message) {
        if (std::holds_alternative<LogGroup>(message) && m_keeperMutex.try_lock()) {
            const std::lock_guard lock(m_keeperMutex, std::adopt_lock);
            if (m_toKeeper.empty()) {
                std::vector<KeeperMessage> one;
                one.push_back(std::move(message));
                m_keeper.handle(std::move(one));
                if (!m_keeperAwake.exchange(true)) {
                    m_toKeeper.wake(); // there is something to sync
                }
                return;
            }
        }
        m_toKeeper.sendAlways(std::move(message));
    }

    /// It follows the log at its own pace: what is scraped waits for no usage to be written down.
    void runMeters() {
        ::pthread_setname_np(::pthread_self(), "meter");
        loop(m_toUsage, [this](std::vector<UsageCommandPosted>&& commands) {
            for (UsageCommandPosted& posted : commands) {
                obey(posted.number, std::move(posted.command));
            }
            m_usage->turn(m_keeper.logEnd());
            return m_usage->isMetering() ? kMeterEveryMs : -1;
        });
        m_usage->finish(m_keeper.logEnd(), m_deadline);
    }

    void obey(std::uint64_t number, UsageCommand&& command) {
        base::Status done;
        if (auto* apply = std::get_if<ApplyBilling>(&command)) {
            done = m_usage->apply(std::move(*apply), m_keeper.logEnd());
        } else {
            done = m_usage->pause(std::get<PauseDelivery>(command));
        }
        if (!done) {
            m_around.sink.write(base::LogLevel::Error, "metering", done.error().context);
        }
        if (number != 0) {
            tellPipe(CommandDone{
                {number, done.ok(), done ? std::string() : done.error().context, {}}});
        }
    }

    void runKeeper() {
        ::pthread_setname_np(::pthread_self(), "log");
        std::int64_t waitMs = 0;
        while (!m_toKeeper.isClosed()) {
            m_toKeeper.wait(deadlineIn(waitMs));
            const std::lock_guard lock(m_keeperMutex);
            m_keeperAwake = false;
            m_keeper.handle(m_toKeeper.takeAll());
            waitMs = m_keeper.tick();
            m_keeperAwake = waitMs >= 0;
        }
        const std::lock_guard lock(m_keeperMutex);
        m_keeper.handle(m_toKeeper.takeAll());
        m_keeper.stop(m_deadline);
    }

    Surroundings m_around;
    std::string m_folder;
    bool m_temporary;
    std::unique_ptr<UsageKeeper> m_usage;
    base::Channel<PipeMessage> m_toPipe;
    base::Channel<KeeperMessage> m_toKeeper;
    base::Channel<UsageCommandPosted> m_toUsage;
    std::atomic<std::uint64_t> m_lastCommand = 0;
    StateTouch m_touch{kTouchEveryMs};
    std::atomic<bool> m_stopPipe = false;
    std::atomic<bool> m_stopped = false;
    std::chrono::steady_clock::time_point m_deadline;
    std::promise<void> m_pipeEnded;
    std::mutex m_keeperMutex;                ///< whoever works with the keeper holds it
    std::atomic<bool> m_keeperAwake = false; ///< the log thread will look by itself
    std::atomic<bool> m_isGuest = true;
    LogKeeper m_keeper;
    Pipe m_pipe;
    std::thread m_pipeThread;
    std::thread m_keeperThread;
    std::thread m_meterThread;
};

base::Result<std::unique_ptr<Engine>>
Engine::start(EngineOptions options, Surroundings surroundings) {
    const bool temporary = options.dataFolder.empty();
    if (temporary) {
        base::Result<std::string> folder = temporaryFolder();
        if (!folder) {
            return folder.error();
        }
        options.dataFolder = *folder;
    }
    wal::LogOptions log;
    log.folder = options.dataFolder;
    log.budgetBytes = options.logBudgetBytes;
    log.segmentBytes = options.logSegmentBytes;
    base::Result<std::unique_ptr<wal::Log>> opened =
        wal::Log::open(surroundings.files, surroundings.clock, std::move(log), surroundings.sink);
    if (!opened) {
        return opened.error();
    }
    const auto ear = std::make_shared<Running::Ear>(nullptr);
    auto usage = std::make_unique<UsageKeeper>(UsageKeeper::Surroundings{
        surroundings.files,
        surroundings.clock,
        surroundings.client,
        surroundings.sink,
        options.dataFolder,
        [ear] {
            if (Running* const running = ear->load()) {
                running->tellPipe(StateTouched{});
            }
        }});
    if (const base::Status metered = usage->apply(options.billing, (*opened)->end()); !metered) {
        return metered.error();
    }
    return std::unique_ptr<Engine>(new Engine(std::make_unique<Running>(
        std::move(options), surroundings, std::move(*opened), std::move(usage), ear, temporary
    )));
}

Engine::Engine(std::unique_ptr<Running> running)
    : m_running(std::move(running)) {}

Engine::~Engine() {
    stop(std::chrono::milliseconds(2'000));
}

SnapshotPtr Engine::snapshot() const {
    return m_running->snapshot();
}

std::uint64_t Engine::post(Command command) {
    return m_running->post(std::move(command));
}

void Engine::postQuietly(Command command) {
    m_running->tellPipe(CommandPosted{0, std::move(command)});
}

void Engine::watch(WatchSet watched) {
    m_running->tellPipe(WatchChanged{std::move(watched)});
}

void Engine::stop(std::chrono::milliseconds deadline) {
    m_running->stop(deadline);
}

} // namespace meterbench::pipeline
