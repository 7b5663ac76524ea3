#include "core/delivery/delivery.h"

#include "core/base/channel.h"
#include "core/base/mutex.h"
#include "core/delivery/usage_sender.h"

#include <pthread.h>

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>
#include <variant>

namespace meterbench::delivery {

namespace {

struct Wake {};

struct Pause {
    bool paused = false;
};

struct Stop {
    std::chrono::steady_clock::time_point deadline;
};

using Message = std::variant<UsageAnswer, Wake, Pause, Stop>;
using Inbox = base::Channel<Message>;

} // namespace

/// Takes from the inbox, lets the sender do what it can, shows the state.
class Delivery::Worker {
public:
    Worker(
        std::shared_ptr<Inbox> inbox,
        std::unique_ptr<UsageSender> sender,
        UsageEndpointOptions options,
        const base::Clock& clock,
        std::function<void()> onChange
    )
        : m_inbox(std::move(inbox))
        , m_sender(std::move(sender))
        , m_options(std::move(options))
        , m_clock(clock)
        , m_onChange(std::move(onChange))
        , m_state(m_sender->state()) {
        m_thread = std::thread([this] { run(); });
    }

    ~Worker() { stop(std::chrono::steady_clock::now()); }

    void post(Message&& message) { m_inbox->sendAlways(std::move(message)); }

    void stop(std::chrono::steady_clock::time_point deadline) {
        if (m_thread.joinable()) {
            post(Stop{deadline});
            m_thread.join();
        }
    }

    [[nodiscard]] DeliveryState state() const {
        const base::MutexLock lock(m_mutex);
        return m_state;
    }

    [[nodiscard]] const UsageEndpointOptions& options() const { return m_options; }

private:
    using SteadyTime = std::chrono::steady_clock::time_point;

    void run() {
        ::pthread_setname_np(::pthread_self(), "delivery");
        std::optional<std::int64_t> dueNs = m_clock.steadyNs();
        while (!isDone()) {
            for (Message& message : m_inbox->receiveAll(wakeAt(dueNs))) {
                std::visit([this](auto& one) { handle(std::move(one)); }, message);
            }
            dueNs = m_sender->step();
            publish();
        }
        m_inbox->close();
        m_sender->end();
        publish();
        m_sender.reset(); // whoever goes on under this name needs its file
    }

    void handle(UsageAnswer&& answer) { m_sender->answered(std::move(answer)); }

    void handle(Wake&& /*wake*/) { m_sender->wake(); }

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

    /// Refused records, of which there may be many, are copied only when there are new ones.
    void publish() {
        DeliveryState state = m_sender->state(m_knownRefused);
        {
            const base::MutexLock lock(m_mutex);
            if (state.refused == m_knownRefused) {
                std::swap(state.newestRefused, m_state.newestRefused);
            }
            std::swap(m_state, state);
            m_knownRefused = m_state.refused;
        }
        if (m_onChange) {
            m_onChange();
        }
    }

    const std::shared_ptr<Inbox> m_inbox;  // answers may come after the worker's end
    std::unique_ptr<UsageSender> m_sender; // the thread's; null after its end
    const UsageEndpointOptions m_options;
    const base::Clock& m_clock;
    const std::function<void()> m_onChange;
    std::optional<SteadyTime> m_stopAt;
    std::uint64_t m_knownRefused = ~std::uint64_t{0};

    mutable base::Mutex m_mutex;
    DeliveryState m_state MB_GUARDED_BY(m_mutex);
    std::thread m_thread;
};

base::Result<std::unique_ptr<Delivery>>
Delivery::start(UsageEndpointOptions options, Surroundings surroundings) {
    constexpr std::size_t noLimit = ~std::size_t{0}; // what comes is bounded by what was sent
    auto inbox = std::make_shared<Inbox>(noLimit);
    auto sender = UsageSender::open(
        options,
        {surroundings.client,
         surroundings.files,
         surroundings.clock,
         surroundings.sink,
         std::move(surroundings.journalFolder),
         [inbox](UsageAnswer&& answer) { inbox->sendAlways(std::move(answer)); }}
    );
    if (!sender) {
        return sender.error();
    }
    auto worker = std::make_unique<Worker>(
        std::move(inbox),
        std::move(*sender),
        std::move(options),
        surroundings.clock,
        std::move(surroundings.onChange)
    );
    return std::unique_ptr<Delivery>(new Delivery(std::move(worker)));
}

Delivery::Delivery(std::unique_ptr<Worker> worker)
    : m_worker(std::move(worker)) {}

Delivery::~Delivery() = default;

void Delivery::wake() {
    m_worker->post(Wake{});
}

void Delivery::pause(bool paused) {
    m_worker->post(Pause{paused});
}

void Delivery::stop(std::chrono::steady_clock::time_point deadline) {
    m_worker->stop(deadline);
}

DeliveryState Delivery::state() const {
    return m_worker->state();
}

const UsageEndpointOptions& Delivery::options() const {
    return m_worker->options();
}

} // namespace meterbench::delivery
