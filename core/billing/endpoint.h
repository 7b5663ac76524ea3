// Endpoint: the billing endpoint: its ledgers, its routes, the server's loop and their thread.
// Stopping: no more connections, then the ledgers are synced. Who is in the same program can look
// into it and plan faults without a request: any thread, and no call waits but stop().
#pragma once

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/log_sink.h"
#include "core/base/result.h"
#include "core/billing/ledger_view.h"
#include "core/billing/options.h"

#include <memory>
#include <string>

namespace meterbench::billing {

class Endpoint {
public:
    /// Must outlive the endpoint.
    struct Surroundings {
        const base::Clock& clock;
        base::FileSystem& files;
        base::LogSink& sink;
    };

    /// Opens the ledger, listens, starts the thread.
    [[nodiscard]] static base::Result<std::unique_ptr<Endpoint>>
    start(const EndpointOptions& options, Surroundings surroundings);
    ~Endpoint();
    Endpoint(const Endpoint&) = delete;
    Endpoint& operator=(const Endpoint&) = delete;

    /// "127.0.0.1:9292"
    [[nodiscard]] const std::string& listening() const;
    void stop();

    /// What was seen last, and asks for a look now; null: none yet.
    [[nodiscard]] LedgerViewPtr look();
    void plan(const PlannedFault& planned);
    void clearFaults();

private:
    class Running;
    explicit Endpoint(std::unique_ptr<Running> running);

    std::unique_ptr<Running> m_running;
};

} // namespace meterbench::billing
