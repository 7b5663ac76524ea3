// Endpoint: brings everything that stands in the log to one receiver, in order per series, from a
// saved position on. While it keeps up it gets groups from memory (deliver) and works on the http
// client's thread; when it lags, or after a start, it reads the same groups from the log on a
// thread of its own. The position moves when
// the receiver has said yes, or no for ever. Source: remote write 1.0 specification; prometheus
// storage/remote/queue_manager.go for backoff and classes of answers.
#pragma once

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/log_sink.h"
#include "core/base/result.h"
#include "core/http/client.h"
#include "core/model/batch.h"
#include "core/remote/endpoint_options.h"
#include "core/remote/endpoint_state.h"
#include "core/wal/ledger.h"
#include "core/wal/position.h"
#include "core/wal/reader.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meterbench::remote {

class Endpoint {
public:
    struct Surroundings {
        http::Client& client;
        base::FileSystem& files;
        const base::Clock& clock;
        base::LogSink& sink;
        std::string folder;                           ///< the log's
        std::function<void(wal::LedgerEntry)> onLoss; ///< any thread; must not wait
        std::function<void()> onChange; ///< the state is worth looking at again; must not wait
        /// Of groups kept in memory; what exceeds it is read from the log.
        std::size_t memoryBytes = std::size_t{32} << 20;
    };

    /// Opens the saved position; a new endpoint starts at `logEnd`. Its folder key is the name.
    [[nodiscard]] static base::Result<std::unique_ptr<Endpoint>> start(
        EndpointOptions options,
        Surroundings surroundings,
        wal::Position logBegin,
        wal::Position logEnd
    );
    virtual ~Endpoint();

    /// A group that is in the log; never waits, never fails: what does not fit in memory is read
    /// from the log later.
    void deliver(std::shared_ptr<const wal::Group> group);
    void pause(bool paused);
    /// Ends: stops after the answers under way or at the deadline, saves the position. Nothing is
    /// lost either way.
    void stop(std::chrono::steady_clock::time_point deadline);

    [[nodiscard]] EndpointState state() const;    ///< any thread
    [[nodiscard]] wal::Position position() const; ///< any thread: everything before is done
    [[nodiscard]] const EndpointOptions& options() const;

private:
    struct Door;
    class Worker;
    explicit Endpoint(std::unique_ptr<Worker> worker);
    std::unique_ptr<Worker> m_worker;
};

} // namespace meterbench::remote
