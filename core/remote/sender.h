// Sender: what an endpoint does, without its thread: deals groups out to lanes, sends, judges
// answers, waits, saves how far it has come. Endpoint calls step() until nothing is left to do and
// whenever something came in; tests do the same without a thread. Not thread-safe. README.md tells
// the algorithm.
#pragma once

#include "core/base/clock.h"
#include "core/base/log_sink.h"
#include "core/http/client.h"
#include "core/remote/answer.h"
#include "core/remote/endpoint_options.h"
#include "core/remote/endpoint_state.h"
#include "core/remote/group_feed.h"
#include "core/remote/lane.h"
#include "core/remote/lane_count.h"
#include "core/remote/log_distance.h"
#include "core/remote/metadata_sender.h"
#include "core/remote/template_cache.h"
#include "core/wal/ledger.h"
#include "core/wal/saved_position.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meterbench::remote {

/// The client's answer to attempt `number` of a lane; lane kMetadataLane: to a metadata request.
struct Answer {
    static constexpr std::size_t kMetadataLane = ~std::size_t{0};

    std::size_t lane = 0;
    std::uint64_t number = 0;
    http::Response response;
};

class Sender {
public:
    struct Surroundings {
        http::Client& client;
        base::FileSystem& files;
        const base::Clock& clock;
        base::LogSink& sink;
        std::string folder;
        std::function<void(wal::LedgerEntry)> onLoss;
        std::function<void(Answer&&)>
            post; ///< called on the client's thread, also after this object is gone
        std::size_t memoryBytes = std::size_t{32} << 20;
    };

    /// Opens the saved position and compiles the rules.
    [[nodiscard]] static base::Result<std::unique_ptr<Sender>> open(
        EndpointOptions options,
        Surroundings surroundings,
        wal::Position logBegin,
        wal::Position logEnd
    );

    void offer(Delivery&& delivery) { m_feed.offer(std::move(delivery)); }

    void noteEnd(wal::Position end) { m_feed.noteEnd(end); }

    void answered(Answer&& answer);

    void pause(bool paused) { m_paused = paused; }

    /// Does what can be done now; when to call again at the latest (Clock::steadyNs), if anything
    /// waits for time.
    [[nodiscard]] std::optional<std::int64_t> step();

    /// It lags: what comes next stands in the log, or more is waiting than a step should take on.
    [[nodiscard]] bool isBehind() const;

    /// Starts nothing more.
    void close() { m_closing = true; }

    [[nodiscard]] bool isInFlight() const;
    /// Gives up the requests under way and brings the saved position to the disk.
    void end();

    [[nodiscard]] EndpointState state();
    [[nodiscard]] wal::Position position() const;

    [[nodiscard]] const EndpointOptions& options() const { return m_options; }

private:
    Sender(
        EndpointOptions options,
        Surroundings surroundings,
        SeriesRules rules,
        wal::SavedPosition saved,
        std::vector<wal::SavedLane> lanes,
        wal::Position logEnd
    );

    bool dealOut(std::int64_t nowNs);
    void dealGroup(const GroupPtr& group);
    void noteTrouble(const FeedStep& step, std::int64_t nowNs);
    bool wantsMore() const;
    void changeLanes(std::int64_t nowNs);
    bool advance(std::size_t lane, std::int64_t nowNs);
    void addDropped(const std::vector<std::uint64_t>& byRule);
    bool maySend(std::size_t lane) const;
    void send(std::size_t lane, std::int64_t nowNs);
    void accepted(Lane& lane);
    void refused(Lane& lane, const http::Response& response, const std::string& words);
    void again(Lane& lane, const Judgement& judgement, std::int64_t nowNs);
    bool giveUpIfTooOld(Lane& lane);
    void moveOn(Lane& lane);
    void save();
    void loseToDamage(const FeedStep& step);
    void lose(std::string reason, std::uint64_t samples, std::string detail);
    std::optional<std::int64_t> nextDue(std::int64_t nowNs) const;
    void stepMetadata(std::int64_t nowNs);
    [[nodiscard]] wal::SavedLane dealtOut() const;
    [[nodiscard]] EncodeOptions encodeOptions() const;
    [[nodiscard]] http::Request request(std::string body, std::uint32_t attempts) const;
    [[nodiscard]] std::uint64_t samplesPending(std::uint64_t bytesInLog) const;
    [[nodiscard]] EndpointPhase phase() const;
    [[nodiscard]] std::int64_t oldestUnsent() const;

    EndpointOptions m_options;
    Surroundings m_surroundings;
    std::shared_ptr<const http::ClientOptions> m_clientOptions;
    TemplateCache m_templates;
    GroupFeed m_feed;
    wal::SavedPosition m_saved;
    std::vector<Lane> m_lanes;
    LaneCount m_laneCount;
    MetadataSender m_metadata;
    LogDistance m_distance;
    Backoff m_backoff;
    EndpointState m_state; // the counters; the rest is filled in by state()
    std::uint64_t m_lastNumber = 0;
    std::int64_t m_feedDueNs = 0; // after a failure to read
    bool m_isDown = false;        // the last answer was "again": one lane probes
    bool m_paused = false;
    bool m_closing = false;
    bool m_saveFailed = false;
};

} // namespace meterbench::remote
