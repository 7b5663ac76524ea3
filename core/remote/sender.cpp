#include "core/remote/sender.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace meterbench::remote {

namespace {

/// Groups dealt out in one step; the endpoint looks into its inbox in between.
constexpr int kRoundsPerStep = 64;
constexpr std::int64_t kReadAgainAfterNs = 1'000'000'000;

/// All lanes as they were saved; one position for as many as wanted when they agree and none stands
/// within a group. A position that the log has not reached was saved for another log: everything in
/// this one is new.
std::vector<wal::SavedLane> startingLanes(
    const wal::SavedPosition& saved,
    std::uint32_t least,
    wal::Position logBegin,
    wal::Position logEnd
) {
    std::vector<wal::SavedLane> lanes = saved.lanes();
    for (wal::SavedLane& lane : lanes) {
        lane = lane.at > logEnd ? wal::SavedLane{logBegin} : lane;
    }
    const bool agree = std::ranges::all_of(lanes, [&](const wal::SavedLane& lane) {
        return lane == lanes.front() && lane.seriesDone == 0;
    });
    if (agree) {
        const wal::SavedLane where = lanes.front();
        lanes.assign(std::clamp<std::size_t>(least, 1, wal::SavedPosition::kMaxLanes), where);
    }
    return lanes;
}

const wal::SavedLane& slowest(const std::vector<wal::SavedLane>& lanes) {
    return *std::ranges::min_element(lanes, {}, &wal::SavedLane::at);
}

std::optional<std::uint64_t> knownSamples(const wal::SavedLane& lane) {
    const bool isKnown = lane.samplesBefore != wal::SavedLane::kUnknown;
    return isKnown ? std::optional(lane.samplesBefore) : std::nullopt;
}

std::shared_ptr<const http::ClientOptions> clientOptions(const EndpointOptions& options) {
    auto all = std::make_shared<http::ClientOptions>(options.http);
    all->headers.insert(all->headers.end(), options.headers.begin(), options.headers.end());
    return all;
}

} // namespace

base::Result<std::unique_ptr<Sender>> Sender::open(
    EndpointOptions options, Surroundings surroundings, wal::Position logBegin, wal::Position logEnd
) {
    auto program = relabel::Program::compile(options.writeRelabelRules);
    if (!program) {
        return base::Error{
            program.error().code,
            "endpoint " + options.name + ": write relabeling: " + program.error().context};
    }
    auto saved =
        wal::SavedPosition::open(surroundings.files, surroundings.folder, options.name, logEnd);
    if (!saved) {
        return base::Error{
            saved.error().code,
            "endpoint " + options.name + ": its saved position: " + saved.error().context};
    }
    SeriesRules rules;
    rules.externalLabels = options.externalLabels;
    rules.program = std::move(*program);
    rules.maxSamplesPerSend = options.queue.maxSamplesPerSend;
    std::vector<wal::SavedLane> lanes =
        startingLanes(*saved, options.queue.minShards, logBegin, logEnd);
    return std::unique_ptr<Sender>(new Sender(
        std::move(options),
        std::move(surroundings),
        std::move(rules),
        std::move(*saved),
        std::move(lanes),
        logEnd
    ));
}

Sender::Sender(
    EndpointOptions options,
    Surroundings surroundings,
    SeriesRules rules,
    wal::SavedPosition saved,
    std::vector<wal::SavedLane> lanes,
    wal::Position logEnd
)
    : m_options(std::move(options))
    , m_surroundings(std::move(surroundings))
    , m_clientOptions(clientOptions(m_options))
    , m_templates(std::move(rules), {})
    , m_feed(
          m_surroundings.files,
          m_surroundings.folder,
          slowest(lanes).at,
          logEnd,
          m_surroundings.memoryBytes,
          knownSamples(slowest(lanes))
      )
    , m_saved(std::move(saved))
    , m_lanes(lanes.begin(), lanes.end())
    , m_laneCount(m_options.queue.minShards, m_options.queue.maxShards)
    , m_metadata(m_options.metadata)
    , m_distance(m_surroundings.files, m_surroundings.folder)
    , m_backoff(m_options.queue.minBackoff, m_options.queue.maxBackoff) {
    m_state.name = m_options.name;
    m_state.url = urlWithoutSecrets(m_options.url);
    m_feed.setOnReader([this](wal::Reader& reader) {
        m_templates.forEachLayout([&](const model::LayoutPtr& layout) { reader.knowLayout(layout); }
        );
    });
}

std::optional<std::int64_t> Sender::step() {
    const std::int64_t nowNs = m_surroundings.clock.steadyNs();
    m_templates.forgetUnused(m_surroundings.clock.nowMs());
    if (m_paused || m_closing) {
        return std::nullopt;
    }
    bool hasMore = true;
    for (int round = 0; round < kRoundsPerStep && hasMore; ++round) {
        changeLanes(nowNs);
        hasMore = dealOut(nowNs);
        for (std::size_t lane = 0; lane < m_lanes.size(); ++lane) {
            hasMore = advance(lane, nowNs) || hasMore;
        }
    }
    stepMetadata(nowNs);
    return hasMore ? nowNs : nextDue(nowNs);
}

/// Whether some lane could send but has not enough for a full request.
bool Sender::wantsMore() const {
    const std::uint64_t full = m_options.queue.maxSamplesPerSend;
    std::uint64_t dealt = 0;
    bool isHungry = false;
    for (const Lane& lane : m_lanes) {
        dealt += lane.samples();
        isHungry = isHungry || (!lane.shipment() && lane.samples() < full);
    }
    return isHungry && dealt < 4 * full * m_lanes.size();
}

/// Deals groups out until every lane that could send has a full request; true when it stopped for
/// another reason than that nothing is left.
bool Sender::dealOut(std::int64_t nowNs) {
    if (m_isDown || nowNs < m_feedDueNs) {
        return false;
    }
    const bool mustDrain = m_laneCount.wanted() != m_lanes.size();
    bool dealt = false;
    while (m_feed.hasMore() && wantsMore()) {
        const bool isAhead = std::ranges::all_of(m_lanes, [&](const Lane& lane) {
            return lane.doneBefore() <= m_feed.cursor();
        });
        if (mustDrain && isAhead) {
            return dealt;
        }
        const FeedStep step = m_feed.next();
        if (step.outcome == FeedOutcome::Nothing) {
            return dealt;
        }
        if (step.outcome == FeedOutcome::Group) {
            dealGroup(step.group);
            dealt = true;
            continue;
        }
        noteTrouble(step, nowNs);
        if (step.outcome == FeedOutcome::Failed) {
            return dealt;
        }
    }
    return dealt;
}

void Sender::dealGroup(const GroupPtr& group) {
    std::vector<Work> works(m_lanes.size());
    for (const model::BatchPtr& batch : group->batches) {
        // Sources are hashes; the upper half is mixed in so that any of their bits may decide.
        const model::SourceId source = batch->layout->source;
        Work& work = works[(source ^ (source >> 32U)) % m_lanes.size()];
        work.batches.push_back(batch);
        work.samples += batch->sampleCount();
    }
    for (std::size_t i = 0; i < m_lanes.size(); ++i) {
        if (!works[i].batches.empty() && group->after > m_lanes[i].doneBefore()) {
            works[i].group = group;
            m_lanes[i].add(std::move(works[i]));
        }
    }
}

void Sender::noteTrouble(const FeedStep& step, std::int64_t nowNs) {
    switch (step.outcome) {
    case FeedOutcome::Damage:
        loseToDamage(step);
        break;
    case FeedOutcome::Missing:
        lose("over the disk budget", 0, step.what);
        break;
    default:
        m_state.lastError = "the log cannot be read: " + step.what;
        m_surroundings.sink.write(
            base::LogLevel::Error, "remote", m_options.name + ": " + m_state.lastError
        );
        m_feedDueNs = nowNs + kReadAgainAfterNs;
    }
}

// Lanes are only changed when nothing is under way and all stand at the same place, so no source
// has two at once.
void Sender::changeLanes(std::int64_t nowNs) {
    m_laneCount.observe(
        samplesPending(m_distance.bytesBetween(m_feed.cursor(), m_feed.memoryBegin())),
        m_options.queue.maxSamplesPerSend,
        m_isDown,
        nowNs
    );
    const bool isReady = std::ranges::all_of(m_lanes, [&](const Lane& lane) {
        return lane.isEmpty() && lane.doneBefore() <= m_feed.cursor();
    });
    if (m_laneCount.wanted() != m_lanes.size() && isReady) {
        m_lanes.assign(m_laneCount.wanted(), Lane(dealtOut()));
        save();
    }
}

/// True when it did something and may do more at once.
bool Sender::advance(std::size_t index, std::int64_t nowNs) {
    Lane& lane = m_lanes[index];
    if (lane.isInFlight() || !maySend(index)) {
        return false;
    }
    if (lane.shipment()) {
        if (nowNs >= lane.shipment()->dueNs && !giveUpIfTooOld(lane)) {
            send(index, nowNs);
        }
        return !lane.shipment();
    }
    if (lane.isEmpty()) {
        return false;
    }
    BuildLosses losses;
    const bool isBuilt =
        lane.build(m_templates, encodeOptions(), m_surroundings.clock.nowMs(), losses);
    m_state.samplesRelabeledAway += losses.relabeledAway;
    addDropped(losses.byRule);
    if (losses.tooOld != 0) {
        lose("older than sample_age_limit", losses.tooOld, "not sent");
    }
    if (isBuilt) {
        send(index, nowNs);
    }
    return true;
}

void Sender::addDropped(const std::vector<std::uint64_t>& byRule) {
    std::vector<std::uint64_t>& sum = m_state.samplesDroppedByRule;
    sum.resize(std::max(sum.size(), byRule.size()));
    for (std::size_t i = 0; i < byRule.size(); ++i) {
        sum[i] += byRule[i];
    }
}

/// While the receiver takes nothing, one request at a time asks whether it does again.
bool Sender::maySend(std::size_t index) const {
    if (!m_isDown) {
        return true;
    }
    return m_lanes[index].shipment().has_value() &&
           std::ranges::none_of(m_lanes, &Lane::isInFlight);
}

void Sender::send(std::size_t index, std::int64_t nowNs) {
    Shipment& shipment = *m_lanes[index].shipment();
    shipment.inFlight = true;
    shipment.number = ++m_lastNumber;
    shipment.sentNs = nowNs;
    http::Request one = request(shipment.wire, shipment.attempts);
    m_state.requestsSent += 1;
    m_state.retries += shipment.attempts > 0 ? 1 : 0;
    m_state.bytesSent += shipment.wire.size();
    shipment.attempts += 1;
    const auto done =
        [post = m_surroundings.post, index, number = shipment.number](http::Response&& response) {
            post({index, number, std::move(response)});
        };
    shipment.request = m_surroundings.client.send(std::move(one), done);
}

http::Request Sender::request(std::string body, std::uint32_t attempts) const {
    http::Request one;
    one.method = "POST";
    one.url = m_options.url;
    one.headers = {
        {"Content-Encoding", "snappy"},
        {"Content-Type", "application/x-protobuf"},
        {"X-Prometheus-Remote-Write-Version", "0.1.0"},
    };
    if (attempts > 0) {
        one.headers.push_back({"Retry-Attempt", std::to_string(attempts)});
    }
    one.body = std::move(body);
    one.options = m_clientOptions;
    one.timeout = m_options.timeout;
    one.bodyLimitBytes = 64 << 10;
    return one;
}

EncodeOptions Sender::encodeOptions() const {
    EncodeOptions options;
    options.sendExemplars = m_options.sendExemplars;
    options.maxSamplesPerSend = m_options.queue.maxSamplesPerSend;
    if (m_options.queue.sampleAgeLimit.count() > 0) {
        options.notBeforeMs = m_surroundings.clock.nowMs() - m_options.queue.sampleAgeLimit.count();
    }
    return options;
}

void Sender::stepMetadata(std::int64_t nowNs) {
    if (m_isDown) {
        return;
    }
    if (auto next = m_metadata.next(m_templates, nowNs)) {
        (void)m_surroundings.client.send(
            request(std::move(next->wire), 0),
            [post = m_surroundings.post](http::Response&& response) {
                post({Answer::kMetadataLane, 0, std::move(response)});
            }
        );
    }
}

std::optional<std::int64_t> Sender::nextDue(std::int64_t nowNs) const {
    std::optional<std::int64_t> due;
    const auto consider = [&](std::int64_t at) { due = std::min(due.value_or(at), at); };
    for (std::size_t i = 0; i < m_lanes.size(); ++i) {
        const auto& shipment = m_lanes[i].shipment();
        if (shipment && !shipment->inFlight && maySend(i)) {
            consider(shipment->dueNs);
        }
    }
    if (m_feedDueNs > nowNs) {
        consider(m_feedDueNs);
    }
    if (const auto metadata = m_metadata.dueNs(); metadata && !m_isDown) {
        consider(std::max(*metadata, nowNs));
    }
    return due;
}

} // namespace meterbench::remote
