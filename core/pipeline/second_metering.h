// SecondMetering: takes groups of the log into a Metering that knows nothing from before, keeps the
// records that come of it, and says from when on they must be those of a first metering that knew
// more. Not about the journal: recompute.h compares. The first metering must outlive it and not
// change. Times in milliseconds since 1970, UTC. One thread; no I/O.
#pragma once

#include "core/metering/metering.h"
#include "core/pipeline/up_report.h"
#include "core/wal/reader.h"

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace meterbench::pipeline {

class SecondMetering {
public:
    static constexpr std::int64_t kLater = INT64_MAX;

    SecondMetering(
        std::unique_ptr<metering::Metering> metering, const metering::Metering& first
    );
    ~SecondMetering();

    void take(const wal::Group& group);
    /// The log is at its end.
    void finish();

    struct Cover {
        std::int64_t fromMs = kLater; ///< windows that begin after it can be compared
        bool isSeveral = false;       ///< targets have the thing
    };

    /// A thing that the log has not seen would have shown with any of the targets.
    [[nodiscard]] Cover coverOf(std::uint32_t meter, const std::string& thing) const;
    /// Also before one of several targets was there.
    [[nodiscard]] bool covers(std::uint32_t meter, const metering::UsageRecord& record) const;

    /// By id; after finish() also what is not closed.
    [[nodiscard]] const std::unordered_map<std::string, metering::UsageRecord>& records() const {
        return m_records;
    }

    [[nodiscard]] const std::unordered_set<std::string>& closed() const { return m_closed; }

    [[nodiscard]] metering::Metering& metering() { return *m_metering; }

    [[nodiscard]] const metering::Metering& metering() const { return *m_metering; }

private:
    /// From when on this metering of a target is in the state of the first, whatever that one knew
    /// before: the target has answered, so that what is there and what has ended is known, and its
    /// interval is learned.
    struct Settling {
        std::int64_t lastMs = metering::kNever;
        std::int64_t settledMs = kLater;
        int readings = 0;

        void take(std::int64_t timeMs, bool isUp);
    };

    struct Target {
        std::int64_t firstMs = kLater; ///< of all its samples
        std::vector<Settling> settling; ///< per meter
    };

    /// What must be settled for a thing.
    struct Needed {
        std::int64_t firstMs = metering::kNever; ///< nothing from before depends on it
        std::int64_t settledMs = kLater;
        bool isTarget = false;
    };

    [[nodiscard]] std::vector<Needed>
    neededFor(std::uint32_t meter, const std::string& thing) const;
    void addTurns(
        std::vector<Needed>& needed,
        std::uint32_t meter,
        const std::string& thing,
        const std::set<model::SourceId>& sources
    ) const;
    [[nodiscard]] bool isSeveral(std::uint32_t meter, const std::string& thing) const;
    void learn(model::LayoutId layout, model::SourceId source);
    void keepClosed();

    std::unique_ptr<metering::Metering> m_metering;
    const metering::Metering& m_first;
    std::vector<std::int64_t> m_starts; ///< per meter, the first sample that the first has taken
    UpReport m_report;
    std::map<model::SourceId, Target> m_targets;
    std::set<model::SourceId> m_tellers; ///< of owners, for joins
    std::map<std::pair<std::uint32_t, std::string>, std::set<model::SourceId>> m_things;
    std::unordered_set<model::LayoutId> m_layouts;
    std::unordered_map<std::string, metering::UsageRecord> m_records;
    std::unordered_set<std::string> m_closed; ///< ids
    std::int64_t m_oldestMs = kLater;
    std::int64_t m_newestMs = 0;
};

} // namespace meterbench::pipeline
