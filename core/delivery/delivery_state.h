// DeliveryState: what people see of one usage endpoint. A plain value, copied out of its thread.
#pragma once

#include "core/base/decimal.h"
#include "core/delivery/endpoint_options.h"

#include <cstdint>
#include <string>
#include <vector>

namespace meterbench::delivery {

enum class DeliveryPhase : std::uint8_t { Idle, Sending, Retrying, Paused, Stopped };

/// A record that the receiver will never take.
struct RefusedRecord {
    std::int64_t sequence = 0; ///< in the usage journal
    std::string customer;
    std::string dimension;
    base::Decimal value;
    std::int64_t timeMs = 0; ///< of the answer
    std::string words;       ///< status and the receiver's words
};

/// Sequences are those of the usage journal. Counters are over all starts of the program, as far
/// as nothing else is said.
struct DeliveryState {
    std::string name;
    Service service = Service::Paigo;
    std::string url; ///< without user and password
    DeliveryPhase phase = DeliveryPhase::Idle;
    std::int64_t doneThrough = 0;  ///< every record up to it was accepted, refused or passed over
    std::int64_t lastSequence = 0; ///< newest of the journal
    std::uint64_t accepted = 0;    ///< records
    std::uint64_t refused = 0;
    std::uint64_t passedOver = 0; ///< without customer or dimension: nobody can be billed for them
    std::uint64_t requests = 0;   ///< since the start, as the next one
    std::uint64_t retries = 0;
    std::int64_t oldestUnsentMs = 0; ///< when the oldest waiting record was made; 0: none waits
    std::int64_t lastAnswerMs = 0;   ///< 0: none yet
    int lastStatus = 0;
    std::string lastError;   ///< empty after success
    bool isAddressWrong = false; ///< the last answer was that nothing takes records at this path
    std::int64_t backoffMs = 0; ///< waiting before the next attempt
    std::vector<RefusedRecord> newestRefused; ///< newest last, at most 1,000
};

} // namespace meterbench::delivery
