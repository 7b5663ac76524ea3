#include "core/remote/endpoint.h"

#include "core/base/channel.h"
#include "core/base/mutex.h"
#include "core/remote/sender.h"

#include <algorithm>
#include <thread>
#include <utility>
#include <variant>

namespace meterbench::remote {

namespace {

struct Pause {
    bool paused = false;
};

struct Stop {
    std::chrono::steady_clock::time_point deadline;
};

using Message = std::variant<Delivery, Answer, Pause, Stop>;
using Inbox = base::Channel<Message>;

} // namespace

/// The thread: takes from the inbox, lets the Sender do what it can, shows the state.
class Endpoint::Worker {
public:
    Worker(
        std::shared_ptr<Inbox> inbox,
        std::unique_ptr<Sender> sender,
        const base::Clock& clock,
        std::function<void()> onChange
    )
        : m_inbox(std::move(inbox))
        , m_sender(std::move(sender))
        , m_options(m_sender->options())
        , m_clock(clock)
        , m_onChange(std::move(onChange)) {
        publish();
        m_thread = std::thread([this] { run(); });
    }

    ~Worker() { stop(std::chrono::steady_clock::now()); }

    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    void deliver(GroupPtr group) {
        const std::size_t bytes = groupBytes(*group);
        Delivery delivery{std::move(group), 0};
        {
            const base::MutexLock lock(m_mutex);
            m_end = std::max(m_end, delivery.group->after);
            delivery.number = ++m_deliveries;
        }
        // What the inbox refuses leaves a gap in the numbers; the feed then reads it from the log.
        (void)m_inbox->send(std::move(delivery), bytes);
    }

    void pause(bool paused) { m_inbox->sendAlways(Pause{paused}); }

    void stop(std::chrono::steady_clock::time_point deadline) {
        if (m_thread.joinable()) {
            m_inbox->sendAlways(Stop{deadline});
            m_thread.join();
        }
    }

    [[nodiscard]] EndpointState state() const {
        const base::MutexLock lock(m_mutex);
        return m_state;
    }

    [[nodiscard]] wal::Position position() const {
        const base::MutexLock lock(m_mutex);
        return m_state.position;
    }

    [[nodiscard]] const EndpointOptions& options() const { return m_options; }

private:
    using SteadyTime = std::chrono::steady_clock::time_point;

    void run() {
        std::optional<std::int64_t> dueNs = m_clock.steadyNs();
        while (!isDone()) {
            for (Message& message : m_inbox->receiveAll(wakeAt(dueNs))) {
                std::visit([this](auto& one) { handle(std::move(one)); }, message);
            }
            m_sender->noteEnd(knownEnd());
            dueNs = m_sender->step();
            publish();
        }
        m_inbox->close();
        m_sender->end();
        publish();
    }

    void handle(Delivery&& delivery) { m_sender->offer(std::move(delivery)); }

    void handle(Answer&& answer) { m_sender->answered(std::move(answer)); }

    void handle(Pause&& pause) { m_sender->pause(pause.paused); }

    void handle(Stop&& stop) {
        m_sender->close();
        m_stopAt = stop.deadline;
    }

    [[nodiscard]] bool isDone() const {
        return m_stopAt &&
               (!m_sender->isInFlight() || std::chrono::steady_clock::now() >= *m_stopAt);
    }

    [[nodiscard]] std::optional<SteadyTime> wakeAt(std::optional<std::int64_t> dueNs) const {
        if (m_stopAt) {
            return m_stopAt;
        }
        if (!dueNs) {
            return std::nullopt;
        }
        const std::int64_t waitNs = std::max<std::int64_t>(0, *dueNs - m_clock.steadyNs());
        return std::chrono::steady_clock::now() + std::chrono::nanoseconds(waitNs);
    }

    [[nodiscard]] wal::Position knownEnd() const {
        const base::MutexLock lock(m_mutex);
        return m_end;
    }

    void publish() {
        EndpointState state = m_sender->state();
        {
            const base::MutexLock lock(m_mutex);
            std::swap(m_state, state);
        }
        if (m_onChange) {
            m_onChange();
        }
    }

    const std::shared_ptr<Inbox> m_inbox;
    const std::unique_ptr<Sender> m_sender;
    const EndpointOptions m_options;
    const base::Clock& m_clock;
    const std::function<void()> m_onChange;
    std::optional<SteadyTime> m_stopAt; // the thread's
    mutable base::Mutex m_mutex;
    EndpointState m_state MB_GUARDED_BY(m_mutex);
    wal::Position m_end MB_GUARDED_BY(m_mutex);
    std::uint64_t m_deliveries MB_GUARDED_BY(m_mutex) = 0;
    std::thread m_thread;
};

base::Result<std::unique_ptr<Endpoint>> Endpoint::start(
    EndpointOptions options, Surroundings surroundings, wal::Position logBegin, wal::Position logEnd
) {
    // Half for what waits at the door, half for what the thread has taken in.
    const std::size_t memoryBytes = surroundings.memoryBytes / 2;
    auto inbox = std::make_shared<Inbox>(memoryBytes);
    Sender::Surroundings around{
        surroundings.client,
        surroundings.files,
        surroundings.clock,
        surroundings.sink,
        surroundings.folder,
        surroundings.onLoss ? std::move(surroundings.onLoss) : [](wal::LedgerEntry) {},
        [inbox](Answer&& answer) { inbox->sendAlways(std::move(answer)); },
        memoryBytes};
    auto sender = Sender::open(std::move(options), std::move(around), logBegin, logEnd);
    if (!sender) {
        return sender.error();
    }
    auto worker = std::make_unique<Worker>(
        std::move(inbox), std::move(*sender), surroundings.clock, std::move(surroundings.onChange)
    );
    return std::unique_ptr<Endpoint>(new Endpoint(std::move(worker)));
}

Endpoint::Endpoint(std::unique_ptr<Worker> worker)
    : m_worker(std::move(worker)) {}

Endpoint::~Endpoint() = default;

void Endpoint::deliver(std::shared_ptr<const wal::Group> group) {
    m_worker->deliver(std::move(group));
}

void Endpoint::pause(bool paused) {
    m_worker->pause(paused);
}

void Endpoint::stop(std::chrono::steady_clock::time_point deadline) {
    m_worker->stop(deadline);
}

EndpointState Endpoint::state() const {
    return m_worker->state();
}

wal::Position Endpoint::position() const {
    return m_worker->position();
}

const EndpointOptions& Endpoint::options() const {
    return m_worker->options();
}

} // namespace meterbench::remote
