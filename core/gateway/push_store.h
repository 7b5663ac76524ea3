// PushStore: what holds pushes behind the address: MergeStore (aggregation: pushes are merged) or
// GroupStore (Pushgateway: pushes replace their group). A push is taken whole or not at all, and
// what was taken is written down (journal) before the answer. It knows no sockets and no clock: the
// caller says what time it is. Names of families are unique over the whole address: a name for
// which isTaken answers true belongs to something else (an instrument), and a push of it is
// refused. One thread. Errors: a Verdict with the status and words of the gateway whose place it
// takes; base::Error (InvalidInput, NotFound, Io, Limit) elsewhere.
#pragma once

#include "core/base/result.h"
#include "core/gateway/policy.h"
#include "core/gateway/refusal.h"
#include "core/model/labels.h"
#include "core/model/metric_type.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::gateway {

enum class PushMethod : std::uint8_t { Put, Post, Delete };

/// One request to write, its body already unpacked. Views live during the call.
struct Delivery {
    PushMethod method = PushMethod::Post;
    std::string_view path; ///< raw, what stands behind "/metrics": "", "/", "/job/x"
    std::string_view contentType;
    std::string_view body;
    std::string_view pusher; ///< address of the sender
};

struct Verdict {
    int status = 202;
    std::string body;               ///< of the answer, as the replaced gateway writes it
    std::optional<Refusal> refusal; ///< set when nothing was applied: words and place in the body
    std::uint32_t families = 0;     ///< of a good push
    std::uint32_t series = 0;
};

enum class ExposeFormat : std::uint8_t { Text, OpenMetrics, Protobuf };

/// A row of the Gateway page.
struct FamilyRow {
    std::string name;
    std::string help;
    model::MetricType type = model::MetricType::Unknown;
    Policy policy = Policy::Sum;     ///< aggregation only
    bool isCumulative = false;       ///< aggregation only: totals are re-sent and counted once
    bool proposesCumulative = false; ///< its pushers look as if they re-sent totals
    std::uint32_t series = 0;
    std::int64_t pushedMs = 0;  ///< when last
    std::int64_t expiresMs = 0; ///< when the first of its series will go; 0: never
};

struct GroupRow {
    std::vector<model::Label> labels; ///< of the path, sorted by name
    std::uint32_t families = 0;
    std::uint32_t series = 0;
    std::uint64_t pushes = 0;
    std::int64_t pushedMs = 0;  ///< the last good push; 0: none
    std::int64_t failedMs = 0;  ///< the last refused push; 0: none
    std::int64_t expiresMs = 0; ///< 0: never
};

/// One held series, for the inspector: with the name of its sample (c, h_bucket …).
struct SeriesRow {
    std::string name;
    std::vector<model::Label> labels;
    double value = 0;
    std::int64_t pushedMs = 0;
    std::int64_t expiresMs = 0;
};

/// What is to be taken away; everything that is given must agree.
struct Selection {
    std::optional<std::vector<model::Label>> group; ///< exactly this grouping key
    std::string family;                             ///< exactly this name
    std::string selector; ///< {job="a",instance=~"b.*"}: Prometheus's series selector
};

/// What was taken away, to be put back; opaque.
class Removed {
public:
    Removed() = default;
    Removed(const Removed&) = delete;
    Removed& operator=(const Removed&) = delete;
    virtual ~Removed() = default;
    [[nodiscard]] virtual std::size_t seriesCount() const = 0;
};

struct ExpiryRule {
    std::string family;       ///< the name; '*' stands for any text
    std::int64_t afterMs = 0; ///< without a push; 0: never
};

/// What can be set while it runs.
struct StoreRules {
    std::vector<PolicyRule> policies;
    std::vector<ExpiryRule> expiries;
    std::vector<std::string> cumulative; ///< patterns of job names whose pushers re-send totals
};

struct StoreLimits {
    std::uint64_t series = 10'000'000;         ///< in all; 0: no bound
    std::uint64_t seriesPerPusher = 1'000'000; ///< per grouping key; 0: no bound
    std::uint64_t families = 100'000;
    std::uint32_t labelsPerSeries = 64;
    std::uint32_t labelNameBytes = 1'024;
    std::uint32_t labelValueBytes = 16 * 1'024;
    std::uint32_t boundsPerSeries = 1'000; ///< buckets of a histogram, quantiles of a summary
};

struct StoreCounts {
    std::uint64_t families = 0;
    std::uint64_t groups = 0;
    std::uint64_t series = 0;
    std::uint64_t pushes = 0; ///< taken, since the start
    std::uint64_t refused = 0;
    std::uint64_t expired = 0; ///< series
};

class PushStore {
public:
    using IsTaken = std::function<bool(std::string_view family)>;

    PushStore() = default;
    PushStore(const PushStore&) = delete;
    PushStore& operator=(const PushStore&) = delete;
    virtual ~PushStore() = default;

    [[nodiscard]] virtual Verdict take(const Delivery& delivery, std::int64_t nowMs) = 0;

    /// Appends all families, by name, without "# EOF".
    virtual void expose(std::string& out, ExposeFormat format) const = 0;

    /// Grows with every change of what is exposed.
    [[nodiscard]] virtual std::uint64_t generation() const = 0;

    /// Whether a name is held, parts (h_bucket) included.
    [[nodiscard]] virtual bool holds(std::string_view name) const = 0;

    [[nodiscard]] virtual StoreCounts counts() const = 0;
    [[nodiscard]] virtual std::vector<FamilyRow> families() const = 0;
    [[nodiscard]] virtual std::vector<GroupRow> groups() const = 0;
    /// Of one family or of one group; the first `most` of them.
    [[nodiscard]] virtual std::vector<SeriesRow>
    series(const Selection& selection, std::size_t most) const = 0;

    /// NotFound when nothing is selected; InvalidInput for a bad selector.
    [[nodiscard]] virtual base::Result<std::unique_ptr<Removed>>
    erase(const Selection& selection, std::int64_t nowMs) = 0;
    [[nodiscard]] virtual base::Result<std::unique_ptr<Removed>> wipe(std::int64_t nowMs) = 0;
    /// InvalidInput when something else has taken its place meanwhile.
    [[nodiscard]] virtual base::Status putBack(const Removed& removed, std::int64_t nowMs) = 0;

    /// Takes away what has expired; answers when the next call is due (ms since 1970; 0: never).
    [[nodiscard]] virtual std::int64_t expire(std::int64_t nowMs) = 0;

    [[nodiscard]] virtual const StoreRules& rules() const = 0;
    [[nodiscard]] virtual base::Status setRules(StoreRules rules, std::int64_t nowMs) = 0;

    /// About once a second: syncs and shortens the journal.
    [[nodiscard]] virtual base::Status maintain() = 0;
    [[nodiscard]] virtual base::Status sync() = 0;
    /// Something was written down that is not on the disk yet.
    [[nodiscard]] virtual bool isDirty() const = 0;
};

} // namespace meterbench::gateway
