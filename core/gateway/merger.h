// Merger: everything that was pushed, merged by family and series. apply() takes a push whole or
// not at all: first everything that could be wrong is looked at, then the change is made and cannot
// fail. It knows no HTTP, no clock and no expiry; each series keeps when it was pushed last. One
// thread. Errors: a Refusal with the older gateway's words.
#pragma once

#include "core/gateway/push.h"
#include "core/gateway/refusal.h"
#include "core/gateway/slot_table.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::gateway {

struct Series {
    std::string key; ///< see series_key.h
    std::uint64_t hash = 0;
    double value = 0; ///< the sum of all pushes under Policy::Mean
    std::int64_t timestampMs = kNoTimestamp;
    std::int64_t pushedMs = 0; ///< when last
    std::unique_ptr<Distribution> distribution;
    std::uint32_t pushes = 0;
    std::uint32_t owner = 0; ///< whoever made it, as the caller of commit() numbers them
    Policy policy = Policy::Sum;
};

/// What a scrape reads of a series of single numbers.
[[nodiscard]] double shownValue(const Series& series);

struct Family {
    std::string name;
    std::string help;
    std::uint64_t hash = 0;
    model::MetricType type = model::MetricType::Unknown;
    Policy policy = Policy::Sum; ///< unless a series asked for another
    bool isInfo = false;         ///< an info was pushed: what comes now can be replaced by another
    std::uint32_t structure = 0; ///< grows when places of plans become wrong
    std::int64_t earliestMs = INT64_MAX; ///< no series was pushed before; it may be less than that
    std::vector<Series> series;          ///< as they came
    SlotTable places;                    ///< into series

    /// Places of the series by labels, as the exposition wants them. Brought up to date when asked
    /// for: sorting is the dear part of a scrape.
    [[nodiscard]] const std::vector<std::uint32_t>& sorted() const;

private:
    mutable std::vector<std::uint32_t> m_sorted;
    mutable std::uint32_t m_sortedStructure = 0;
};

/// Where a push goes. After it was committed it serves for further pushes that differ in numbers
/// only, as long as Merger::isValid says so.
struct MergePlan {
    std::vector<std::uint32_t> families;   ///< per family of the push: where it is held
    std::vector<std::uint32_t> structures; ///< theirs, when the plan was made
    std::vector<std::uint32_t> series;     ///< per series of the push
    std::uint32_t newFamilies = 0;
    std::uint32_t newSeries = 0;
    std::uint64_t structure = 0; ///< of the merger; 0: the plan is of no use
};

class Merger {
public:
    using Question = std::function<bool(const Family&, const Series&)>;

    explicit Merger(PolicyTable policies)
        : m_policies(std::move(policies)) {}

    /// Looks everything up and everything over; changes nothing that is held.
    [[nodiscard]] std::optional<Refusal> plan(const Push& push, MergePlan& plan) const;

    [[nodiscard]] bool isValid(const MergePlan& plan) const;

    /// Asks the memory for what commit() of a valid plan will touch: with many groups it is in no
    /// cache, and the wait for it is most of what a push costs.
    void prefetch(const Push& push, const MergePlan& plan) const;

    /// Merges a push whose plan is new, or valid with nothing new. Cannot fail. What it makes is
    /// the owner's.
    void commit(const Push& push, MergePlan& plan, std::int64_t nowMs, std::uint32_t owner);

    /// What the last commit() took away: infos that the push replaced.
    [[nodiscard]] const std::vector<Series>& replaced() const { return m_replaced.series; }

    /// plan() and commit().
    [[nodiscard]] std::optional<Refusal> apply(const Push& push, std::int64_t nowMs);

    /// As they came; never one without series.
    [[nodiscard]] const std::vector<Family>& families() const { return m_families; }

    [[nodiscard]] const Family* find(std::string_view name) const;
    [[nodiscard]] bool has(const Family& family, const Series& series) const;

    /// Takes away every series for which the question is answered with yes, and puts it into gone;
    /// how many. Families of which isAsked says no are not looked through.
    std::size_t remove(
        const Question& isGone,
        std::vector<Family>* gone = nullptr,
        const std::function<bool(const Family&)>& isAsked = {}
    );

    /// Takes in series as they were held (a saved state, what was removed). False, and nothing is
    /// changed, when one of them is there or the family is of another type.
    [[nodiscard]] bool put(Family family);

    /// From now on; a series whose policy changes starts again with its next push.
    void setPolicies(PolicyTable policies);

    /// How a series of a push will be merged.
    [[nodiscard]] Policy policyOf(const Push& push, const PushSeries& series) const;

    /// As it is held; null when it is not.
    [[nodiscard]] const Series* heldOf(const Push& push, const PushSeries& series) const;

    [[nodiscard]] Profile profile() const { return m_policies.profile(); }

    [[nodiscard]] std::size_t seriesCount() const { return m_seriesCount; }

private:
    [[nodiscard]] std::uint32_t placeOf(std::string_view name, std::uint64_t hash) const;
    [[nodiscard]] std::optional<Refusal>
    planFamily(const Push& push, std::size_t index, std::uint32_t held) const;
    [[nodiscard]] std::optional<Refusal> planSeries(
        const Push& push, const PushSeries& series, const Family& held, std::uint32_t& place
    ) const;
    [[nodiscard]] std::optional<Refusal>
    checkParts(const Push& push, const PushFamily& family) const;
    std::uint32_t makeFamily(std::string_view name, std::string_view help, const Family& like);
    void makeFamilies(const Push& push, MergePlan& plan);
    void replaceInfos(const Push& push, MergePlan& plan);
    void addSeries(
        Family& family,
        const Push& push,
        const PushSeries& from,
        std::int64_t nowMs,
        std::uint32_t owner
    );
    void mergeSeries(
        const Family& family,
        Series& series,
        const Push& push,
        const PushSeries& from,
        std::int64_t nowMs
    );
    void dropEmptyFamilies();

    PolicyTable m_policies;
    std::vector<Family> m_families;
    SlotTable m_places; ///< into m_families
    Family m_replaced;
    std::size_t m_seriesCount = 0;
    std::uint64_t m_structure = 1; ///< grows when a family goes
};

} // namespace meterbench::gateway
