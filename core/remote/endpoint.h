// Endpoint: brings everything that stands in the log to one receiver, in order per series, from a
// saved position on. It owns one thread. While it keeps up it gets groups from memory (deliver);
// when it lags, or after a start, it reads the same groups from the log. The position moves when
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

enum class EndpointPhase : std::uint8_t { Idle, Sending, CatchingUp, Retrying, Paused, Stopped };

/// What a person sees of an endpoint. Counters since the start of the program.
struct EndpointState {
    std::string name;
    std::string url; ///< without user and password
    EndpointPhase phase = EndpointPhase::Idle;
    std::uint64_t samplesSent = 0;          ///< accepted by the receiver
    std::uint64_t samplesRefused = 0;       ///< refused for ever (4xx)
    std::uint64_t samplesLost = 0;          ///< over the disk budget, damaged, too old
    std::uint64_t samplesRelabeledAway = 0; ///< dropped by write relabeling
    std::uint64_t requestsSent = 0;
    std::uint64_t retries = 0;
    std::uint64_t bytesSent = 0;
    std::uint64_t metadataSent = 0;
    std::uint64_t exemplarsSent = 0;
    std::uint64_t samplesPending =
        0; ///< known in memory or counted while reading; an estimate while catching up
    std::uint64_t bytesPending = 0; ///< log bytes between position and end
    std::int64_t oldestUnsentMs =
        0; ///< timestamp of the oldest sample not yet accepted; 0: nothing waits
    std::int64_t highestSentTimestampMs = 0;
    std::int64_t lastAnswerMs = 0; ///< when; 0: none yet
    std::int64_t lastAnswerTookUs = 0;
    int lastStatus = 0;    ///< 0: no answer, see lastError
    std::string lastError; ///< the receiver's words (shortened) or what failed; empty after success
    std::uint32_t lanes = 1;
    std::uint32_t inFlight = 0;
    std::int64_t backoffMs = 0; ///< waiting before the next attempt
    wal::Position position;     ///< everything before is done
};

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
    class Worker;
    explicit Endpoint(std::unique_ptr<Worker> worker);
    std::unique_ptr<Worker> m_worker;
};

} // namespace meterbench::remote
