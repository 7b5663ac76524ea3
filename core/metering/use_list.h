// UseList: the positions of a layout that a meter takes, each with its live value and what its
// labels say. There are as many as live values, so it is small: what a meter takes stands side by
// side nearly everywhere, and live values are numbered as they are seen, so runs have both. One
// thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace meterbench::metering {

/// A position of a layout that a meter takes.
struct Use {
    static constexpr std::uint32_t kNoKey = 0xffffffffU;

    std::uint32_t position = 0;
    std::uint32_t live = 0;
    std::uint32_t owner = 0;    ///< as the labels have it
    std::uint32_t key = kNoKey; ///< of its join
};

class UseList {
public:
    UseList() = default;
    /// Those of one meter have ascending positions.
    explicit UseList(const std::vector<Use>& uses);

    /// Run by run; within one, positions ascend.
    template <class Take>
    void forEach(Take take) const {
        for (const Run& run : m_runs) {
            for (std::uint32_t i = 0; i < run.count; ++i) {
                take(at(run, i));
            }
        }
    }

    /// Those of a position.
    template <class Take>
    void forPosition(std::uint32_t position, Take take) const {
        for (std::size_t i = 0; i < m_stretches.size(); ++i) {
            const auto begin = m_runs.begin() + m_stretches[i];
            const auto end =
                i + 1 < m_stretches.size() ? m_runs.begin() + m_stretches[i + 1] : m_runs.end();
            const auto behind = std::ranges::upper_bound(begin, end, position, {}, &Run::position);
            if (behind != begin && position - (behind - 1)->position < (behind - 1)->count) {
                take(at(*(behind - 1), position - (behind - 1)->position));
            }
        }
    }

private:
    /// Positions one behind the other, live values with the same step between them.
    struct Run {
        std::uint32_t position = 0;
        std::uint32_t live = 0;
        std::uint32_t step = 1;
        std::uint32_t first = 0; ///< of the owners and keys
        std::uint32_t count = 0;
    };

    [[nodiscard]] Use at(const Run& run, std::uint32_t i) const {
        return {
            run.position + i,
            run.live + i * run.step,
            m_owners[run.first + i],
            m_keys.empty() ? Use::kNoKey : m_keys[run.first + i]};
    }

    static bool goesOn(Run& run, const Use& use);

    std::vector<Run> m_runs;
    std::vector<std::uint32_t> m_stretches; ///< of runs whose positions ascend: where each begins
    std::vector<std::uint32_t> m_owners;
    std::vector<std::uint32_t> m_keys; ///< empty where no meter has a join
};

} // namespace meterbench::metering
