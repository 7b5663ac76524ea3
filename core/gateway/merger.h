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
    std::vector<Series> series;  ///< as they came
    SlotTable places;            ///< into series
};

class Merger {
public:
    explicit Merger(PolicyTable policies)
        : m_policies(std::move(policies)) {}

    [[nodiscard]] std::optional<Refusal> apply(const Push& push, std::int64_t nowMs);

    /// As they came; never one without series.
    [[nodiscard]] const std::vector<Family>& families() const { return m_families; }

    [[nodiscard]] const Family* find(std::string_view name) const;

    /// Takes away every series for which the question is answered with yes; how many.
    std::size_t remove(const std::function<bool(const Family&, const Series&)>& isGone);

    [[nodiscard]] Profile profile() const { return m_policies.profile(); }

private:
    [[nodiscard]] std::uint32_t placeOf(std::string_view name, std::uint64_t hash) const;
    [[nodiscard]] std::optional<Refusal> plan(const Push& push);
    [[nodiscard]] std::optional<Refusal>
    planFamily(const Push& push, std::size_t index, std::uint32_t held) const;
    [[nodiscard]] std::optional<Refusal>
    checkParts(const Push& push, const PushFamily& family) const;
    void makeFamilies(const Push& push);
    void replaceInfos(const Push& push);
    void addSeries(Family& family, const Push& push, const PushSeries& from, std::int64_t nowMs);
    void mergeSeries(
        const Family& family,
        Series& series,
        const Push& push,
        const PushSeries& from,
        std::int64_t nowMs
    );
    void indexAgain();

    PolicyTable m_policies;
    std::vector<Family> m_families;
    SlotTable m_places;                      ///< into m_families
    std::vector<std::uint32_t> m_familyPlan; ///< per family of the push: where it is held
    std::vector<std::uint32_t> m_seriesPlan; ///< per series of the push
};

} // namespace meterbench::gateway
