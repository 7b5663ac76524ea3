// Lane: one ordered stream of requests. It holds the batches that are its own (by source), makes
// requests of them and knows how far it has come. At most one shipment exists at a time, so order
// per series is kept. The endpoint's thread.
#pragma once

#include "core/http/client.h"
#include "core/remote/encode_batch.h"
#include "core/remote/group_feed.h"
#include "core/remote/template_cache.h"
#include "core/wal/saved_position.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace meterbench::remote {

/// The batches of one group that belong to a lane.
struct Work {
    GroupPtr group;
    std::vector<model::BatchPtr> batches;
    std::uint64_t samples = 0;
};

/// A request, kept byte for byte until the receiver has answered it for good.
struct Shipment {
    std::string wire;
    Cargo cargo;
    std::size_t completes = 0;    ///< works at the front of the lane that are done with it
    std::uint64_t seriesDone = 0; ///< and of the one behind them, counted as in wal::SavedLane
    std::uint32_t attempts = 0;
    http::RequestId request = 0;
    std::uint64_t number = 0; ///< of the attempt under way, to tell a late answer
    std::int64_t sentNs = 0;
    std::int64_t dueNs = 0; ///< next attempt, when not in flight
    bool inFlight = false;
};

/// What building a shipment left out.
struct BuildLosses {
    std::uint64_t tooOld = 0;
    std::uint64_t relabeledAway = 0;
    std::vector<std::uint64_t> byRule; ///< of them, see RequestTemplate::countDropped
};

class Lane {
public:
    explicit Lane(const wal::SavedLane& done)
        : m_done(done.at)
        , m_resume(done) {}

    void add(Work&& work);
    /// Makes the next shipment; false when there is nothing to send (works with nothing in them are
    /// passed).
    [[nodiscard]] bool build(
        TemplateCache& templates,
        const EncodeOptions& options,
        std::int64_t nowMs,
        BuildLosses& losses
    );
    /// The shipment is done, whatever the answer was.
    void finishShipment();

    [[nodiscard]] std::optional<Shipment>& shipment() { return m_shipment; }

    [[nodiscard]] const std::optional<Shipment>& shipment() const { return m_shipment; }

    [[nodiscard]] bool isEmpty() const { return m_works.empty() && !m_shipment; }

    [[nodiscard]] bool isInFlight() const { return m_shipment && m_shipment->inFlight; }

    [[nodiscard]] std::uint64_t samples() const { return m_samples; }

    [[nodiscard]] const GroupPtr* front() const {
        return m_works.empty() ? nullptr : &m_works.front().group;
    }

    /// Groups up to there were done by an earlier process.
    [[nodiscard]] wal::Position doneBefore() const { return m_done; }

    /// Everything before it is done in this lane, given how far groups have been dealt out.
    [[nodiscard]] wal::SavedLane position(const wal::SavedLane& dealtOut) const;

private:
    bool addBatch(
        const model::Batch& batch,
        TemplateCache& templates,
        const EncodeOptions& options,
        std::int64_t nowMs,
        BuildLosses& losses
    );
    [[nodiscard]] static RequestTemplatePtr templateFor(
        const model::Batch& batch,
        TemplateCache& templates,
        const EncodeOptions& options,
        std::int64_t nowMs
    );
    bool addPieces(
        const model::Batch& batch,
        const RequestTemplate& made,
        const EncodeOptions& options,
        EncodeScratch& scratch
    );
    bool addBodies(const EncodeOptions& options);
    [[nodiscard]] std::uint64_t seriesBuilt(const Work& work) const;

    wal::Position m_done;
    wal::SavedLane m_resume;          ///< where an earlier process stood, within a group maybe
    std::uint64_t m_seriesDone = 0;   ///< of the first work, answered for good
    std::uint64_t m_seriesToSkip = 0; ///< of the first work, done by an earlier process
    std::deque<Work> m_works;
    std::uint64_t m_samples = 0;
    std::optional<Shipment> m_shipment;
    // Where building goes on in the first work: batch, then piece or body of it.
    std::size_t m_batch = 0;
    std::size_t m_piece = 0;
    std::uint32_t m_position = 0; ///< of the batch: before it everything is built
    RequestTemplatePtr m_poured;
    std::optional<EncodedBatch> m_encoded;
    RequestBody m_body;
};

} // namespace meterbench::remote
