// Metering::Order: samples that come late are taken when their time is. Before a thing's next
// sample, its end, or its time passing, what waits for it and is earlier goes first; when it comes
// itself it is known again by its group, time and value, and nothing is left to do. And a thing is
// read from the target whose turn it was in the first metering, until that one has shown it. Only
// for metering*.cpp.
#pragma once

#include "core/metering/metering.h"

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace meterbench::metering {

class Metering::Order {
public:
    explicit Order(TimeOrder order);

    [[nodiscard]] bool has(std::uint32_t meter, const std::string& thing) const {
        return !m_isOnly || m_things.contains({meter, thing});
    }

    /// A target is read. What has a time from before its first reading is not taken: what was
    /// around it then is not known.
    void read(std::uint32_t origin, std::int64_t timeMs);

    /// The live value of a thing that is there.
    void note(std::uint32_t live, std::uint32_t meter, const std::string& thing);

    /// Takes what is earlier than this sample. False: the sample is not to be taken now.
    [[nodiscard]] bool takesNow(
        Metering& metering, std::uint32_t live, std::int64_t timeMs, const base::Decimal& value
    );
    /// Takes what is earlier.
    void takeBefore(Metering& metering, std::uint32_t live, std::int64_t timeMs);

    [[nodiscard]] const std::map<std::pair<std::uint32_t, std::string>, std::int64_t>&
    doubtful() const {
        return m_doubtful;
    }

private:
    struct Waiting {
        std::vector<LateSample> early; ///< by time; of one time as they came
        std::size_t taken = 0;         ///< of them
        std::vector<LateSample> leftOut;
        std::vector<Turn> turns; ///< until its target has shown the thing
    };

    void doubt(const Metering& metering, const LiveValue& live, std::int64_t timeMs);
    void takeOne(Metering& metering, std::uint32_t live, const LateSample& sample);
    /// False: it is another target's turn.
    [[nodiscard]] bool isTurnOf(
        Metering& metering, std::uint32_t live, const Origin& origin, std::int64_t timeMs
    );

    bool m_isOnly = false; ///< no other things
    decltype(TimeOrder::turns) m_turns;
    std::map<std::pair<std::uint32_t, std::string>, Waiting> m_things;
    std::vector<Waiting*> m_ofLive;
    std::vector<std::int64_t> m_beginMs; ///< by number of the origin
    std::int64_t m_groupMs = 0;          ///< of the group at hand
    std::int64_t m_newestMs = 0;         ///< of all groups
    std::map<std::pair<std::uint32_t, std::string>, std::int64_t> m_doubtful;
};

} // namespace meterbench::metering
