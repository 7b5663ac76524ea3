// Verdicts: what the meters at work say of a series: not asked for, billable, or what it lacks. Where
// a meter takes the owner from another series (a join), what that one says decides; before it was
// heard the verdict is open, and says by what it will be decided. Answers are kept by series. Gui
// thread.
#pragma once

#include "core/metering/tags.h"
#include "core/pipeline/meterer_options.h"
#include "core/relabel/selector.h"
#include "ui/models/join_sayings.h"

#include <QString>

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace meterbench::ui {

/// Of one series, or of several.
struct SeriesVerdict {
    enum class Kind : quint8 { Lacking, Undecided, Billable }; ///< worst first

    Kind kind = Kind::Lacking;
    metering::Verdict lacks = metering::Verdict::NoCustomer; ///< of Lacking
    /// Selector of the series that decides (Undecided) or should have (Lacking); empty: its own
    /// labels do.
    std::string join;

    /// "billable", "no customer", "decided by the join with kube_pod_labels".
    [[nodiscard]] QString words() const;

    friend bool operator==(const SeriesVerdict&, const SeriesVerdict&) = default;
};

/// Sums up what is said of many series.
class VerdictSum {
public:
    void add(const std::optional<SeriesVerdict>& verdict);

    /// All that are asked for are of this kind; nothing: none is, or they differ.
    [[nodiscard]] std::optional<SeriesVerdict::Kind> kind() const;
    /// "billable" when all are, what it lacks when it is one, else "3 not billable"; empty where no
    /// meter asks for any.
    [[nodiscard]] QString words() const;

private:
    std::uint64_t m_asked = 0;
    std::uint64_t m_lacking = 0;
    std::uint64_t m_undecided = 0;
    std::optional<SeriesVerdict> m_last; ///< of the worst kind
};

class Verdicts {
public:
    /// More series than these are not summed up for one line.
    static constexpr std::size_t kMostSummed = 1'000;

    /// Null: nothing is metered. Sayings of other meters than these count as none. True: another
    /// than before.
    bool follow(
        const std::shared_ptr<const pipeline::MetererOptions>& options,
        const JoinSayingsPtr& sayings = nullptr
    );

    /// Nothing for series that no meter asks for. `labels()` is only called when it was not judged
    /// yet.
    template <typename LabelsOf>
    [[nodiscard]] std::optional<SeriesVerdict>
    of(model::SeriesRef ref, const LabelsOf& labels) const {
        if (m_meters.empty()) {
            return std::nullopt;
        }
        const auto known = m_known.find(ref);
        return known != m_known.end() ? known->second : keep(ref, judge(labels()));
    }

    [[nodiscard]] bool isEmpty() const { return m_meters.empty(); }

    /// "billable", "no customer" …
    [[nodiscard]] static QString text(metering::Verdict verdict);

private:
    struct Meter {
        std::size_t number = 0; ///< in the options
        relabel::Selector selector;
        bool hasDimension = false;
        std::string join; ///< its selector; empty: none
    };

    [[nodiscard]] std::optional<SeriesVerdict> judge(const model::Labels& labels) const;
    [[nodiscard]] SeriesVerdict judgeBy(const Meter& meter, const model::Labels& labels) const;
    const std::optional<SeriesVerdict>&
    keep(model::SeriesRef ref, std::optional<SeriesVerdict> verdict) const;

    std::shared_ptr<const pipeline::MetererOptions> m_options;
    JoinSayingsPtr m_sayings;
    std::optional<metering::TaggingSchema> m_schema;
    std::vector<Meter> m_meters;
    mutable std::unordered_map<model::SeriesRef, std::optional<SeriesVerdict>> m_known;
};

} // namespace meterbench::ui
