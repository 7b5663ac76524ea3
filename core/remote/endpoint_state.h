// EndpointState: what people see of an endpoint. A plain value, copied out of the endpoint's
// thread.
#pragma once

#include "core/wal/position.h"

#include <cstdint>
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
    /// Of them, by rule in the order of the options; a last one is of those that had no label left.
    /// May be shorter.
    std::vector<std::uint64_t> samplesDroppedByRule = {};
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

} // namespace meterbench::remote
