// Delivery: brings the records of the usage journal to one billing endpoint, in the order of the
// journal, from a saved position on; a new one begins with the first record. It works on a thread
// of its own; the requests run on the http client's. Nothing is lost by stop() or KILL: what was
// under way goes again with the same key. README.md.
#pragma once

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/log_sink.h"
#include "core/base/result.h"
#include "core/delivery/delivery_state.h"
#include "core/delivery/endpoint_options.h"
#include "core/http/client.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace meterbench::delivery {

class Delivery {
public:
    struct Surroundings {
        http::Client& client;
        base::FileSystem& files;
        const base::Clock& clock;
        base::LogSink& sink;
        std::string journalFolder;      ///< of the usage journal, which need not be there yet
        std::function<void()> onChange; ///< the state is worth looking at again; must not wait
    };

    /// Opens what is saved under the endpoint's name: its errors, and Limit while another process
    /// sends under it.
    [[nodiscard]] static base::Result<std::unique_ptr<Delivery>>
    start(UsageEndpointOptions options, Surroundings surroundings);
    ~Delivery();
    Delivery(const Delivery&) = delete;
    Delivery& operator=(const Delivery&) = delete;

    /// There may be new records. Any thread; never waits.
    void wake();
    void pause(bool paused);
    /// Ends: stops after the answers under way or at the deadline. Then another one may start under
    /// its name.
    void stop(std::chrono::steady_clock::time_point deadline);

    [[nodiscard]] DeliveryState state() const; ///< any thread
    [[nodiscard]] const UsageEndpointOptions& options() const;

private:
    class Worker;
    explicit Delivery(std::unique_ptr<Worker> worker);
    std::unique_ptr<Worker> m_worker;
};

} // namespace meterbench::delivery
