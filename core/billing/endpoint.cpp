#include "core/billing/endpoint.h"

#include "core/base/mutex.h"
#include "core/base/published.h"
#include "core/billing/ledger_look.h"
#include "core/billing/routes.h"

#include <pthread.h>

#include <atomic>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

namespace meterbench::billing {

namespace {

constexpr std::int64_t kMaintainEveryMs = 1'000;

} // namespace

class Endpoint::Running {
public:
    Running(
        const EndpointOptions& options,
        std::unique_ptr<UsageLedger> ledger,
        std::unique_ptr<CountBook> counts,
        Surroundings surroundings
    )
        : m_sink(surroundings.sink)
        , m_clock(surroundings.clock)
        , m_ledger(std::move(ledger))
        , m_counts(std::move(counts))
        , m_routes(options, *m_ledger, *m_counts, surroundings.clock)
        , m_loop(surroundings.clock) {}

    ~Running() { stop(); }

    [[nodiscard]] base::Status listen(const EndpointOptions& options) {
        auto listening = m_loop.listen(
            {options.listenAddress, options.server, options.tls},
            [this](const http::ServedRequest& request) {
                takeTold(); // what was told before the request was made holds for it
                return m_routes.answer(request);
            }
        );
        if (!listening) {
            return listening.error();
        }
        m_listening = listening->address;
        return {};
    }

    void start() {
        m_thread = std::thread([this] {
            ::pthread_setname_np(::pthread_self(), "billing");
            m_loop.run([this] { return turn(); });
        });
    }

    void stop() {
        if (!m_thread.joinable()) {
            return;
        }
        m_loop.stop();
        m_thread.join();
        say(m_ledger->sync());
        say(m_counts->sync());
    }

    LedgerViewPtr look() {
        m_isLookedAt = true;
        m_loop.wake();
        return m_view.get();
    }

    void tell(std::function<void(Faults&)> what) {
        {
            const base::MutexLock lock(m_mutex);
            m_told.push_back(std::move(what));
        }
        m_loop.wake();
    }

    std::string m_listening;

private:
    std::int64_t turn() {
        takeTold();
        if (m_isLookedAt.exchange(false)) {
            m_view.publish(viewOf({*m_ledger, *m_counts, m_routes.faults()}, m_clock.nowMs()));
        }
        if (m_ledger->isDirty()) {
            say(m_ledger->maintain());
        }
        if (m_counts->isDirty()) {
            say(m_counts->maintain());
        }
        return m_ledger->isDirty() || m_counts->isDirty() ? kMaintainEveryMs : -1;
    }

    void takeTold() {
        std::vector<std::function<void(Faults&)>> told;
        {
            const base::MutexLock lock(m_mutex);
            told.swap(m_told);
        }
        for (const auto& what : told) {
            what(m_routes.faults());
        }
    }

    void say(const base::Status& status) {
        if (!status) {
            m_sink.write(base::LogLevel::Error, "billing", status.error().context);
        }
    }

    base::LogSink& m_sink;
    const base::Clock& m_clock;
    std::unique_ptr<UsageLedger> m_ledger;
    std::unique_ptr<CountBook> m_counts;
    Routes m_routes;
    http::ServerLoop m_loop;
    std::atomic<bool> m_isLookedAt = false;
    base::Published<LedgerView> m_view;
    base::Mutex m_mutex;
    std::vector<std::function<void(Faults&)>> m_told MB_GUARDED_BY(m_mutex);
    std::thread m_thread;
};

base::Result<std::unique_ptr<Endpoint>>
Endpoint::start(const EndpointOptions& options, Surroundings surroundings) {
    auto schema = metering::TaggingSchema::compile(options.schema);
    if (!schema) {
        return schema.error();
    }
    auto ledger = UsageLedger::open(
        surroundings.files,
        surroundings.clock,
        options.dataFolder,
        surroundings.sink,
        options.mostRecords
    );
    if (!ledger) {
        return ledger.error();
    }
    auto counts = CountBook::open(
        options.dataFolder,
        std::move(*schema),
        {surroundings.files, surroundings.clock, surroundings.sink}
    );
    if (!counts) {
        return counts.error();
    }
    auto running = std::make_unique<Running>(
        options, std::move(*ledger), std::move(*counts), surroundings
    );
    if (const base::Status listening = running->listen(options); !listening) {
        return listening.error();
    }
    running->start();
    return std::unique_ptr<Endpoint>(new Endpoint(std::move(running)));
}

Endpoint::Endpoint(std::unique_ptr<Running> running)
    : m_running(std::move(running)) {}

Endpoint::~Endpoint() = default;

const std::string& Endpoint::listening() const {
    return m_running->m_listening;
}

void Endpoint::stop() {
    m_running->stop();
}

LedgerViewPtr Endpoint::look() {
    return m_running->look();
}

void Endpoint::plan(const PlannedFault& planned) {
    m_running->tell([planned](Faults& faults) { faults.plan(planned); });
}

void Endpoint::clearFaults() {
    m_running->tell([](Faults& faults) { faults.clear(); });
}

} // namespace meterbench::billing
