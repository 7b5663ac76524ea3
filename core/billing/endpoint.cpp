#include "core/billing/endpoint.h"

#include "core/billing/routes.h"

#include <pthread.h>

#include <thread>
#include <utility>

namespace meterbench::billing {

namespace {

constexpr std::int64_t kMaintainEveryMs = 1'000;

} // namespace

class Endpoint::Running {
public:
    Running(
        const EndpointOptions& options,
        std::unique_ptr<UsageLedger> ledger,
        metering::TaggingSchema schema,
        Surroundings surroundings
    )
        : m_sink(surroundings.sink)
        , m_ledger(std::move(ledger))
        , m_routes(options, *m_ledger, std::move(schema), surroundings.clock)
        , m_loop(surroundings.clock) {}

    ~Running() { stop(); }

    [[nodiscard]] base::Status listen(const EndpointOptions& options) {
        auto listening = m_loop.listen(
            {options.listenAddress, options.server, options.tls},
            [this](const http::ServedRequest& request) { return m_routes.answer(request); }
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
    }

    std::string m_listening;

private:
    std::int64_t turn() {
        if (!m_ledger->isDirty()) {
            return -1;
        }
        say(m_ledger->maintain());
        return m_ledger->isDirty() ? kMaintainEveryMs : -1;
    }

    void say(const base::Status& status) {
        if (!status) {
            m_sink.write(base::LogLevel::Error, "billing", status.error().context);
        }
    }

    base::LogSink& m_sink;
    std::unique_ptr<UsageLedger> m_ledger;
    Routes m_routes;
    http::ServerLoop m_loop;
    std::thread m_thread;
};

base::Result<std::unique_ptr<Endpoint>>
Endpoint::start(const EndpointOptions& options, Surroundings surroundings) {
    auto schema = metering::TaggingSchema::compile(options.schema);
    if (!schema) {
        return schema.error();
    }
    auto ledger = UsageLedger::open(
        surroundings.files, surroundings.clock, options.dataFolder, surroundings.sink
    );
    if (!ledger) {
        return ledger.error();
    }
    auto running =
        std::make_unique<Running>(options, std::move(*ledger), std::move(*schema), surroundings);
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

} // namespace meterbench::billing
