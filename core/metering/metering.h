// Metering: reads what was scraped and makes usage of it: which series concern a meter is found
// once per layout, so a sample that no meter concerns costs nothing and one that does costs the
// step of its LiveValue. It is fed with groups in the order of the log and knows no other clock, so
// that the same log gives the same records. No I/O. One thread. README.md has the rules.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/metering/live_value.h"
#include "core/metering/meter.h"
#include "core/metering/metered_things.h"
#include "core/metering/tags.h"
#include "core/metering/thing_table.h"
#include "core/metering/usage_record.h"
#include "core/metering/use_list.h"
#include "core/model/batch.h"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace meterbench::metering {

/// What ended so long ago is forgotten.
inline constexpr std::int64_t kForgetAfterMs = 2 * 24 * 3'600'000LL;

/// What one reading of a target gave.
struct GroupView {
    model::SourceId source = 0; ///< the target
    std::int64_t timeMs = 0;
    std::int64_t stepMs = 0; ///< its interval
    bool isUp = true;        ///< false: it failed, and its stale markers say only that
    std::span<const model::BatchPtr> batches;
    bool isGone = false;      ///< it left the configuration: what it had ends with it
    std::uint64_t number = 0; ///< in the log; ascending. What comes late is known again by it
};

/// Whose something is, and what is billed.
struct Owner {
    std::string customer;
    std::string dimension;
    std::string label; ///< the one that is malformed
    Verdict verdict = Verdict::NoCustomer;

    friend auto operator<=>(const Owner&, const Owner&) = default;
};

/// From its first sample on a thing is read from this target.
struct Turn {
    std::int64_t fromMs = kNever; ///< of the first turn: what was before is not known
    model::SourceId source = 0;

    friend bool operator==(const Turn&, const Turn&) = default;
};

/// Whose turn it is at a time; of none too early the first's.
[[nodiscard]] model::SourceId sourceAt(std::span<const Turn> turns, std::int64_t timeMs);

/// A sample that came behind a later one of its thing, or when its time was told as unmetered.
struct LateSample {
    std::uint64_t group = 0; ///< GroupView::number
    model::SourceId source = 0;
    std::uint32_t meter = 0; ///< its place
    std::string thing;
    std::int64_t timeMs = 0;
    std::int64_t stepMs = 0; ///< interval of its target
    base::Decimal value;
    Owner owner;
    bool isNew = false; ///< Reading::isNew
};

/// What a thing under a meter is like after the last sample.
struct Tail {
    LiveValue live;
    Owner owner;                     ///< of its last sample; empty if nobody was known
    std::optional<UsageRecord> open; ///< the record that grows
    model::SourceId source = 0;      ///< the target that it is read from
    bool isMissed = false;           ///< that one has failed; if it answers without it, it ended
    std::vector<Turn> turns;         ///< empty: no other target has had it
};

/// For a metering that is made again.
struct TimeOrder {
    using Things = std::set<std::pair<std::uint32_t, std::string>>; ///< place of the meter, thing

    std::optional<Things> only;      ///< these are metered; else all
    std::vector<LateSample> early;   ///< are taken when their time is, not when they come
    std::vector<LateSample> leftOut; ///< are not taken at all
    /// Of the first metering: which target had a thing when this one begins. Empty: the first that
    /// shows it.
    std::function<std::vector<Turn>(std::uint32_t meter, const std::string& thing)> turns;
};

struct MeteringCounts {
    std::uint64_t samples = 0;    ///< that a meter took
    std::uint64_t duplicates = 0; ///< of things that another target or series has
    std::uint64_t late = 0;       ///< earlier than what was known; see takeLate()
    std::uint64_t unfit = 0;      ///< NaN, infinite or beyond ±10^15
    std::uint64_t records = 0;    ///< closed

    friend bool operator==(const MeteringCounts&, const MeteringCounts&) = default;
};

/// What of a layout concerns the meters.
struct Concerned {
    std::vector<std::pair<std::uint32_t, std::string>> things; ///< place of the meter, thing
    bool tellsOwners = false;                                  ///< for a join
};

/// Series that are metered and not billable, by cause.
struct Unbilled {
    std::string meter;
    Verdict verdict = Verdict::NoCustomer;
    std::string label; ///< that is malformed
    model::SourceId source = 0;
    std::uint64_t things = 0;
    std::string example; ///< one of them
};

class Metering final : private RecordSink {
public:
    /// Errors: InvalidInput, naming meter and field.
    [[nodiscard]] static base::Result<std::unique_ptr<Metering>>
    make(const SchemaOptions& schema, std::vector<Meter> meters);
    ~Metering() override;

    void take(const GroupView& group);
    /// Nothing came for a while: closes what is over.
    void passTime(std::int64_t timeMs);

    /// Drops what ended before this time, if that is much of all there is; how many. Samples of
    /// things that are not known and are earlier than it count as late from then on, as the thing
    /// may have been known. Not with an order.
    std::size_t forget(std::int64_t beforeMs);

    /// Before anything is taken. Samples from before a target's first reading are not taken then.
    void putInOrder(TimeOrder order);
    /// Late samples since the last call; of very many the first, the rest is counted only.
    [[nodiscard]] std::vector<LateSample> takeLate();
    /// Nothing if the thing was not seen under this meter.
    [[nodiscard]] std::optional<Tail> tailOf(std::uint32_t meter, std::string_view thing) const;
    /// A thing goes on from this tail. It must have been seen.
    void setTail(std::uint32_t meter, std::string_view thing, const Tail& tail);

    /// Which target a thing was read from, the last one now. Empty if it is not known.
    [[nodiscard]] std::vector<Turn> turnsOf(std::uint32_t meter, std::string_view thing) const;

    /// With an order: things of which a sample came so late that a metering that forgets may not have
    /// known them any more, or in a reading that stands behind a later one of another target; and the
    /// time of the earliest such sample.
    [[nodiscard]] std::map<std::pair<std::uint32_t, std::string>, std::int64_t>
    doubtful() const;

    /// Time of the first group that the meter was there for, from its place; kNever before it.
    [[nodiscard]] std::int64_t sinceMs(std::uint32_t meter) const { return m_sinceMs[meter]; }

    /// Everything that what comes next depends on, for a restart from the place in the log that
    /// belongs to it. Records that were closed and not yet taken are not part of it.
    [[nodiscard]] std::string state() const;
    /// Into one that has taken nothing yet. What was under way under meters that are not there any
    /// more, or that now measure otherwise, is closed. Errors: Corrupt, Unsupported.
    [[nodiscard]] base::Status restore(std::string_view state);

    /// Records that were closed since the last call.
    [[nodiscard]] std::vector<UsageRecord> takeClosed();
    /// What is not closed yet, as it stands.
    [[nodiscard]] std::vector<UsageRecord> open() const;
    [[nodiscard]] std::vector<Unbilled> unbilled() const;

    /// Of a layout that was taken; empty for others.
    [[nodiscard]] Concerned concernedBy(model::LayoutId layout) const;

    [[nodiscard]] const MeteringCounts& counts() const { return m_counts; }

    [[nodiscard]] const std::vector<Meter>& meters() const { return m_meters; }

    [[nodiscard]] std::size_t liveCount() const { return m_live.size(); }

private:
    static constexpr std::uint32_t kNone = 0xffffffffU;
    /// Groups after which a layout that was not seen again is forgotten.
    static constexpr std::uint64_t kForgetAfter = 100'000;
    static constexpr std::int64_t kUnknownStepMs = 1; ///< of a target that was read once
    static constexpr std::size_t kForgetAtLeast = 1'000;
    static constexpr std::size_t kMostLate = 100'000; ///< kept until they are asked for
    static constexpr std::size_t kMostTurns = 256;    ///< of a thing

    /// A position of a layout that says whose something is.
    struct Says {
        std::uint32_t position = 0;
        std::uint32_t key = 0;
        std::uint32_t tags = 0; ///< owner without the meter's fixed dimension
    };

    struct LayoutUse {
        UseList uses;
        std::vector<Says> says;
        std::uint64_t usedAt = 0; ///< number of the group
    };

    struct Origin {
        std::uint32_t number = 0;
        std::int64_t stepMs = 0;
        std::int64_t lastMs = kNever;       ///< of its groups
        std::array<std::int64_t, 5> gaps{}; ///< between them, the newest first; 0: none yet
        bool wasUp = false;                 ///< it was read before
        std::vector<std::uint32_t> missed;  ///< live values that it had when it failed
    };

    /// A thing that several targets have. In its steady time the one it is read from had it without
    /// a gap: what another says of that time is ignored, whenever it comes.
    struct Shared {
        std::vector<Turn> turns;
        std::int64_t steadyFromMs = INT64_MAX;
        std::int64_t steadyToMs = INT64_MIN;
        std::int64_t usedMs = kNever; ///< newest sample of another target
    };

    enum class FromAnother : std::uint8_t {
        Ignored,
        Late,
        Taken, ///< it is read from that one from now on
    };

    struct Compiled;
    class Order;

    /// While a state is read.
    struct Restored {
        struct Meter {
            std::string name;
            std::uint32_t now = kNone; ///< its place, if it is still there and the same
        };

        std::vector<Meter> meters;
        MeteredThings::Written things;
        std::int64_t newestMs = 0;
        std::uint64_t version = 0;
    };

    Metering();
    void close(const LiveValue& live) override;
    [[nodiscard]] const LayoutUse& useOf(const model::Layout& layout);
    void compile(const model::Layout& layout, LayoutUse& use);
    void compileSeries(
        const model::Labels& labels,
        std::uint32_t position,
        std::vector<Use>& uses,
        std::vector<Says>& says
    );
    [[nodiscard]] static Owner billedBy(const Meter& meter, Owner owner);
    void takeSays(const GroupView& group, const model::Batch& batch, const LayoutUse& use);
    void takeSamples(const model::Batch& batch, const LayoutUse& use);
    void takeMarkers(const GroupView& group, const model::Batch& batch, const LayoutUse& use);
    void endMissed(const GroupView& group);
    void takeSample(const Use& use, std::int64_t timeMs, double value);
    void keepLate(const LiveValue& live, const Reading& reading);
    [[nodiscard]] std::string thingOf(const LiveValue& live) const;
    [[nodiscard]] std::uint32_t ownerOf(const Use& use, std::uint32_t meter);
    /// A sample of a target that the thing is not read from. `stepMs`: becomes that of the other.
    [[nodiscard]] FromAnother fromAnother(
        std::uint32_t at, const Origin& origin, std::int64_t timeMs, std::int64_t& stepMs
    );
    [[nodiscard]] bool isShared(std::uint32_t at) const {
        return at < m_isShared.size() && m_isShared[at];
    }
    Shared& share(std::uint32_t at);
    /// Before the sample or the end of a shared thing.
    void keepSteady(std::uint32_t at, std::int64_t timeMs, std::int64_t stepMs, bool isEnd);
    void forgetTurns(std::int64_t beforeMs);
    [[nodiscard]] bool restoreShared(
        base::ByteReaderView& in, const std::vector<std::uint32_t>& places
    );
    [[nodiscard]] std::uint32_t billedAs(std::uint32_t meter, std::uint32_t said);
    [[nodiscard]] std::uint32_t addOwner(Owner owner);
    [[nodiscard]] std::uint32_t
    addLive(std::uint32_t meter, std::uint32_t place, std::uint32_t origin);
    [[nodiscard]] std::uint32_t addKey(std::string_view text);
    [[nodiscard]] UsageRecord recordOf(const LiveValue& live) const;
    [[nodiscard]] UsageRecord
    recordOf(const LiveValue& live, std::string meter, std::string thing) const;
    void forgetLayouts();
    [[nodiscard]] bool isForgettable(const LiveValue& live, std::int64_t beforeMs) const;
    void forgetKeys(const std::function<std::uint32_t(std::uint32_t)>& ownerNow);
    void forgetOrigins(std::int64_t beforeMs, const std::vector<std::uint32_t>& places);
    [[nodiscard]] static std::int64_t learnStep(Origin& origin, std::int64_t timeMs);
    [[nodiscard]] bool restoreTables(base::ByteReaderView& in);
    [[nodiscard]] bool restoreOrigins(base::ByteReaderView& in);
    [[nodiscard]] bool restoreLive(base::ByteReaderView& in);

    std::vector<Meter> m_meters;
    std::unique_ptr<Compiled> m_compiled;
    std::vector<LiveValue> m_live;
    MeteredThings m_things; ///< with the same numbers
    std::vector<Owner> m_owners;
    std::map<Owner, std::uint32_t> m_ownerOf;
    /// Per meter that names the dimension, per owner that was said: the owner with it; or kNone.
    std::vector<std::vector<std::uint32_t>> m_billedAs;
    ThingTable m_keys;                      ///< of joins: texts of the same make as things
    std::vector<std::uint32_t> m_saidOwner; ///< per key: whose it is now
    std::unordered_map<model::LayoutId, LayoutUse> m_layouts;
    std::unordered_map<model::SourceId, Origin> m_origins;
    std::vector<model::SourceId> m_sources; ///< by number of the origin
    Origin* m_origin = nullptr;             ///< of the group at hand
    std::uint64_t m_group = 0;              ///< its number
    std::unique_ptr<Order> m_order;         ///< null: samples are taken as they come
    std::vector<std::int64_t> m_sinceMs;    ///< per meter
    std::int64_t m_forgottenMs = kNever;    ///< what ended before it may be forgotten
    std::unordered_map<std::uint32_t, Shared> m_shared; ///< by live value
    std::vector<bool> m_isShared;                       ///< by live value; short: they are not
    std::int64_t m_turnsFromMs = kNever;                ///< earlier turns may be forgotten
    std::vector<UsageRecord> m_closed;
    std::vector<LateSample> m_late;
    Restored m_restored;
    MeteringCounts m_counts;
    std::uint64_t m_groups = 0;
};

} // namespace meterbench::metering
