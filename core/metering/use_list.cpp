#include "core/metering/use_list.h"

namespace meterbench::metering {

UseList::UseList(const std::vector<Use>& uses) {
    const bool hasKeys =
        std::ranges::any_of(uses, [](const Use& use) { return use.key != Use::kNoKey; });
    m_owners.reserve(uses.size());
    m_keys.reserve(hasKeys ? uses.size() : 0);
    for (const Use& use : uses) {
        if (m_runs.empty() || !goesOn(m_runs.back(), use)) {
            if (m_runs.empty() || use.position <= m_runs.back().position) {
                m_stretches.push_back(static_cast<std::uint32_t>(m_runs.size()));
            }
            m_runs.push_back(
                {use.position, use.live, 1, static_cast<std::uint32_t>(m_owners.size()), 1}
            );
        }
        m_owners.push_back(use.owner);
        if (hasKeys) {
            m_keys.push_back(use.key);
        }
    }
    m_runs.shrink_to_fit();
}

/// The second one says what the step is; it may be backwards, as numbers wrap.
bool UseList::goesOn(Run& run, const Use& use) {
    if (use.position != run.position + run.count) {
        return false;
    }
    const std::uint32_t step = run.count == 1 ? use.live - run.live : run.step;
    if (use.live != run.live + run.count * step) {
        return false;
    }
    run.step = step;
    ++run.count;
    return true;
}

} // namespace meterbench::metering
