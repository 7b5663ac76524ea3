#include "core/remote/endpoint.h"

#include "core/base/channel.h"
#include "core/base/mutex.h"
#include "core/remote/sender.h"

#include <pthread.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
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

/// The way in for messages; outlives the worker, because answers may come after its end.
struct Endpoint::Door {
    explicit Door(std::size_t limitBytes)
        : inbox(limitBytes) {}

    /// A message is there.
    void ring() {
        const base::MutexLock lock(mutex);
        if (guest != nullptr) {
            client->wake(*guest);
        }
    }

    Inbox inbox;
    base::Mutex mutex;
    http::Client* client = nullptr;
    http::Guest* guest MB_GUARDED_BY(mutex) = nullptr; ///< null: the worker is gone
};

/// Takes from the inbox, lets the Sender do what it can, shows the state. While the endpoint keeps
/// up it does so as a guest on the http client's thread, where its groups come from and its answers
/// arrive; while it lags, on its own thread, so that reading the log holds up no scrape.
class Endpoint::Worker final : public http::Guest {
public:
    Worker(
        std::shared_ptr<Door> door,
        std::unique_ptr<Sender> sender,
        http::Client& client,
        const base::Clock& clock,
        std::function<void()> onChange
    )
        : m_door(std::move(door))
        , m_sender(std::move(sender))
        , m_options(m_sender->options())
        , m_client(client)
        , m_clock(clock)
        , m_onChange(std::move(onChange)) {
        publish();
        m_door->client = &client;
        m_isGuest = m_client.join(*this);
        if (m_isGuest) {
            const base::MutexLock lock(m_door->mutex);
            m_door->guest = this;
        }
        m_thread = std::thread([this] { run(); });
    }

    ~Worker() override { stop(std::chrono::steady_clock::now()); }

    void deliver(GroupPtr group) {
        const std::size_t bytes = groupBytes(*group);
        Delivery delivery{std::move(group), 0};
        {
            const base::MutexLock lock(m_mutex);
            m_end = std::max(m_end, delivery.group->after);
            delivery.number = ++m_deliveries;
        }
        // What the inbox refuses leaves a gap in the numbers; the feed then reads it from the log.
        (void)m_door->inbox.send(std::move(delivery), bytes);
        m_door->ring();
    }

    void pause(bool paused) {
        m_door->inbox.sendAlways(Pause{paused});
        m_door->ring();
    }

    void stop(std::chrono::steady_clock::time_point deadline) {
        if (!m_thread.joinable()) {
            return;
        }
        m_door->inbox.sendAlways(Stop{deadline});
        toOwnThread(); // the end is its business, whoever worked so far
        m_thread.join();
        {
            const base::MutexLock lock(m_door->mutex);
            m_door->guest = nullptr;
        }
        m_client.leave(*this);
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

    /// On the http client's thread.
    std::int64_t turn() override {
        const std::lock_guard lock(m_turnMutex);
        if (m_isOwn) {
            return -1;
        }
        take(m_door->inbox.takeAll());
        if (m_stopAt || m_sender->isBehind()) {
            m_isOwn = true;
            m_ownTurn.notify_one();
            return -1;
        }
        const std::optional<std::int64_t> dueNs = m_sender->step();
        publish();
        if (!dueNs) {
            return -1;
        }
        return (std::max<std::int64_t>(0, *dueNs - m_clock.steadyNs()) + 999'999) / 1'000'000;
    }

    void toOwnThread() {
        const std::lock_guard lock(m_turnMutex);
        m_isOwn = true;
        m_ownTurn.notify_one();
    }

    void run() {
        ::pthread_setname_np(::pthread_self(), "endpoint");
        bool goesOn = true;
        while (goesOn) {
            {
                std::unique_lock lock(m_turnMutex);
                m_ownTurn.wait(lock, [this] { return m_isOwn || !m_isGuest; });
            }
            goesOn = workAlone();
        }
        m_door->inbox.close();
        m_sender->end();
        publish();
    }

    /// Until the guest can take over again; false: the end.
    bool workAlone() {
        std::optional<std::int64_t> dueNs = m_clock.steadyNs();
        while (!isDone()) {
            std::vector<Message> messages = m_door->inbox.receiveAll(wakeAt(dueNs));
            const std::lock_guard lock(m_turnMutex);
            take(std::move(messages));
            if (m_isGuest && !m_stopAt && !m_sender->isBehind()) {
                m_isOwn = false;
                m_client.wake(*this);
                return true;
            }
            dueNs = m_sender->step();
            publish();
        }
        return false;
    }

    void take(std::vector<Message>&& messages) {
        for (Message& message : messages) {
            std::visit([this](auto& one) { handle(std::move(one)); }, message);
        }
        m_sender->noteEnd(knownEnd());
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

    const std::shared_ptr<Door> m_door;
    const std::unique_ptr<Sender> m_sender; // whoever's turn it is
    const EndpointOptions m_options;
    http::Client& m_client;
    const base::Clock& m_clock;
    const std::function<void()> m_onChange;

    std::mutex m_turnMutex; ///< held while the sender is at work
    std::condition_variable m_ownTurn;
    bool m_isOwn = false;   ///< the own thread works, not the guest
    bool m_isGuest = false; ///< the client has a thread to share
    std::optional<SteadyTime> m_stopAt;

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
    auto door = std::make_shared<Door>(memoryBytes);
    http::Client& client = surroundings.client;
    Sender::Surroundings around{
        surroundings.client,
        surroundings.files,
        surroundings.clock,
        surroundings.sink,
        surroundings.folder,
        surroundings.onLoss ? std::move(surroundings.onLoss) : [](wal::LedgerEntry) {},
        [door](Answer&& answer) {
            door->inbox.sendAlways(std::move(answer));
            door->ring();
        },
        memoryBytes};
    auto sender = Sender::open(std::move(options), std::move(around), logBegin, logEnd);
    if (!sender) {
        return sender.error();
    }
    auto worker = std::make_unique<Worker>(
        std::move(door),
        std::move(*sender),
        client,
        surroundings.clock,
        std::move(surroundings.onChange)
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
