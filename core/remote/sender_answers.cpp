// Sender's other half: what it does with answers, and what it shows.
#include "core/base/text.h"
#include "core/remote/sender.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace meterbench::remote {

namespace {

/// At most; unchanged values take less. For estimates only.
constexpr std::uint64_t kLogBytesPerSample = 8;
/// So many full requests in memory mean that it does not keep up.
constexpr std::uint64_t kManyRequests = 32;

} // namespace

void Sender::answered(Answer&& answer) {
    if (answer.lane == Answer::kMetadataLane) {
        m_state.metadataSent +=
            m_metadata.answered(!answer.response.error && answer.response.status / 100 == 2);
        return;
    }
    Lane& lane = m_lanes[answer.lane];
    if (!lane.isInFlight() || lane.shipment()->number != answer.number) {
        return;
    }
    const std::int64_t nowNs = m_surroundings.clock.steadyNs();
    lane.shipment()->inFlight = false;
    m_state.lastAnswerMs = m_surroundings.clock.nowMs();
    m_state.lastAnswerTookUs = (nowNs - lane.shipment()->sentNs) / 1'000;
    m_state.lastStatus = answer.response.status;
    const Judgement judgement =
        judge(answer.response, m_options.queue.retryOn429, m_state.lastAnswerMs);
    m_state.lastError = judgement.words;
    switch (judgement.verdict) {
    case Verdict::Accepted:
        accepted(lane);
        break;
    case Verdict::Refused:
        refused(lane, answer.response, judgement.words);
        break;
    case Verdict::Again:
        again(lane, judgement, nowNs);
        break;
    }
}

void Sender::accepted(Lane& lane) {
    const Cargo& cargo = lane.shipment()->cargo;
    m_state.samplesSent += cargo.samples;
    m_state.exemplarsSent += cargo.exemplars;
    m_state.highestSentTimestampMs = std::max(m_state.highestSentTimestampMs, cargo.newestMs);
    moveOn(lane);
}

void Sender::refused(Lane& lane, const http::Response& response, const std::string& words) {
    const std::uint32_t samples = lane.shipment()->cargo.samples;
    m_state.samplesRefused += samples;
    wal::LedgerEntry entry;
    entry.timeMs = m_surroundings.clock.nowMs();
    entry.who = m_options.name;
    entry.reason = "refused by the receiver (" + std::to_string(response.status) + ")";
    entry.samples = samples;
    entry.detail = words;
    m_surroundings.onLoss(std::move(entry));
    moveOn(lane);
}

/// The receiver answers: whoever waits may go on, and the next failure starts from the shortest
/// wait.
void Sender::moveOn(Lane& lane) {
    lane.finishShipment();
    m_isDown = false;
    m_backoff.reset();
    for (Lane& other : m_lanes) {
        if (other.shipment() && !other.isInFlight()) {
            other.shipment()->dueNs = 0;
        }
    }
    save();
}

void Sender::again(Lane& lane, const Judgement& judgement, std::int64_t nowNs) {
    m_isDown = true;
    const auto wait = judgement.retryAfter.value_or(m_backoff.next());
    lane.shipment()->dueNs = nowNs + std::chrono::nanoseconds(wait).count();
}

/// A request all of which has become too old while it waited is not sent again.
bool Sender::giveUpIfTooOld(Lane& lane) {
    const auto notBefore = encodeOptions().notBeforeMs;
    const Cargo& cargo = lane.shipment()->cargo;
    if (!notBefore || cargo.newestMs >= *notBefore) {
        return false;
    }
    lose(
        "older than sample_age_limit",
        cargo.samples,
        "not sent again after " + base::counted(lane.shipment()->attempts, "attempt")
    );
    lane.finishShipment();
    save();
    // The receiver is still down; what follows may be young enough to ask with.
    m_isDown = std::ranges::any_of(m_lanes, [](const Lane& other) {
        return other.shipment().has_value();
    });
    return true;
}

void Sender::save() {
    std::vector<wal::SavedLane> lanes;
    lanes.reserve(m_lanes.size());
    for (const Lane& lane : m_lanes) {
        lanes.push_back(lane.position(dealtOut()));
    }
    const base::Status saved = m_saved.save(std::move(lanes));
    if (!saved && !m_saveFailed) {
        m_surroundings.sink.write(
            base::LogLevel::Warn,
            "remote",
            m_options.name +
                ": the position cannot be saved, requests would be repeated after a crash: " +
                saved.error().context
        );
    }
    m_saveFailed = !saved;
}

void Sender::loseToDamage(const FeedStep& step) {
    const std::uint64_t samples = step.samples.value_or(0);
    m_state.samplesLost += samples;
    std::string detail = step.what;
    if (!step.samples) {
        detail += "; how many samples stood there is not known";
    } else if (samples == 0) {
        detail += "; no sample is lost";
    }
    m_surroundings.onLoss(
        {m_surroundings.clock.nowMs(),
         m_options.name,
         "damage in the log",
         samples,
         std::move(detail),
         step.pages}
    );
}

void Sender::lose(std::string reason, std::uint64_t samples, std::string detail) {
    m_state.samplesLost += samples;
    m_surroundings.onLoss(
        {m_surroundings.clock.nowMs(),
         m_options.name,
         std::move(reason),
         samples,
         std::move(detail)}
    );
}

bool Sender::isBehind() const {
    const std::uint64_t many = kManyRequests * m_options.queue.maxSamplesPerSend;
    return m_feed.isBehindMemory() || m_feed.samplesInMemory() > many;
}

bool Sender::isInFlight() const {
    return std::ranges::any_of(m_lanes, &Lane::isInFlight);
}

void Sender::end() {
    m_closing = true;
    for (Lane& lane : m_lanes) {
        if (lane.isInFlight()) {
            m_surroundings.client.cancel(lane.shipment()->request);
        }
    }
    save();
    if (const base::Status synced = m_saved.sync(); !synced) {
        m_surroundings.sink.write(
            base::LogLevel::Warn, "remote", m_options.name + ": " + synced.error().context
        );
    }
}

wal::Position Sender::position() const {
    wal::Position least = m_lanes.front().position(dealtOut()).at;
    for (const Lane& lane : m_lanes) {
        least = std::min(least, lane.position(dealtOut()).at);
    }
    return least;
}

wal::SavedLane Sender::dealtOut() const {
    return {m_feed.cursor(), m_feed.samplesBefore().value_or(wal::SavedLane::kUnknown), 0};
}

std::uint64_t Sender::samplesPending(std::uint64_t bytesInLog) const {
    std::uint64_t samples = m_feed.samplesInMemory();
    for (const Lane& lane : m_lanes) {
        samples += lane.samples();
    }
    return samples + std::max(m_feed.samplesLeftToLog(), bytesInLog / kLogBytesPerSample);
}

EndpointPhase Sender::phase() const {
    if (m_closing) {
        return EndpointPhase::Stopped;
    }
    if (m_paused) {
        return EndpointPhase::Paused;
    }
    if (m_isDown) {
        return EndpointPhase::Retrying;
    }
    if (m_feed.isBehindMemory()) {
        return EndpointPhase::CatchingUp;
    }
    const bool isIdle = std::ranges::all_of(m_lanes, &Lane::isEmpty) && !m_feed.hasMore();
    return isIdle ? EndpointPhase::Idle : EndpointPhase::Sending;
}

std::int64_t Sender::oldestUnsent() const {
    std::int64_t oldest = std::numeric_limits<std::int64_t>::max();
    const auto consider = [&](const GroupPtr* group) {
        if (group != nullptr && !(*group)->batches.empty()) {
            oldest = std::min(oldest, (*group)->batches.front()->timestampMs);
        }
    };
    for (const Lane& lane : m_lanes) {
        consider(lane.front());
    }
    consider(m_feed.front());
    return oldest == std::numeric_limits<std::int64_t>::max() ? 0 : oldest;
}

EndpointState Sender::state() {
    const std::int64_t nowNs = m_surroundings.clock.steadyNs();
    EndpointState state = m_state;
    state.phase = phase();
    state.position = position();
    state.bytesPending = m_distance.bytesBetween(state.position, m_feed.end());
    state.samplesPending =
        samplesPending(m_distance.bytesBetween(m_feed.cursor(), m_feed.memoryBegin()));
    state.oldestUnsentMs = oldestUnsent();
    state.lanes = static_cast<std::uint32_t>(m_lanes.size());
    std::int64_t dueNs = std::numeric_limits<std::int64_t>::max();
    for (const Lane& lane : m_lanes) {
        state.inFlight += lane.isInFlight() ? 1 : 0;
        if (lane.shipment() && !lane.isInFlight()) {
            dueNs = std::min(dueNs, lane.shipment()->dueNs);
        }
    }
    const bool isWaiting =
        m_isDown && state.inFlight == 0 && dueNs != std::numeric_limits<std::int64_t>::max();
    state.backoffMs = isWaiting ? std::max<std::int64_t>(0, (dueNs - nowNs) / 1'000'000) : 0;
    return state;
}

} // namespace meterbench::remote
