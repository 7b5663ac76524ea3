// The rules of core/metering/README.md written down a second time, for tests: in whole
// milliseconds, for one pod, reading by reading. And what no reading could show of it.
#pragma once

#include "tests/core/metering/kube_state.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace meterbench::tests {

/// What one pod used: milliseconds for each customer, and what they stand on.
struct PodTime {
    std::map<std::string, std::int64_t> usedMs;
    std::int64_t measuredMs = 0;
    std::int64_t inferredMs = 0;
    std::int64_t unmeteredMs = 0;

    friend bool operator==(const PodTime&, const PodTime&) = default;
};

/// By the text of the thing.
using Usage = std::map<std::string, PodTime>;

inline void add(PodTime& time, const std::string& customer, std::int64_t usedMs) {
    if (usedMs != 0) {
        time.usedMs[customer] += usedMs;
    }
}

/// The rules for one pod, told reading by reading.
class Rules {
public:
    void take(const KubeReading& reading, const PodState& state) {
        if (reading.isUp && !reading.isBlank && state.isVisible) {
            see(reading, state);
        } else if (m_isThere && m_target == reading.target && reading.timeMs > m_lastMs) {
            if (reading.isUp) {
                const std::int64_t gapMs = reading.timeMs - m_lastMs;
                const bool isInTime = !m_failedMs && gapMs <= kStepMs * 3 / 2;
                credit(&PodTime::measuredMs, isInTime ? reading.timeMs : sureMs());
                if (gapMs > kStepMs * 5 / 2) {
                    credit(&PodTime::unmeteredMs, reading.timeMs);
                }
                m_isThere = false;
            } else {
                m_failedMs = m_failedMs ? m_failedMs : reading.timeMs;
            }
        }
    }

    [[nodiscard]] const PodTime& time() const { return m_time; }

private:
    [[nodiscard]] std::int64_t sureMs() const {
        return std::min(m_lastMs + kStepMs, m_failedMs.value_or(m_lastMs + kStepMs));
    }

    void see(const KubeReading& reading, const PodState& state) {
        const std::int64_t gapMs = reading.timeMs - m_lastMs;
        if (m_isThere && m_target != reading.target && !m_failedMs && gapMs <= kStepMs * 3 / 2) {
            return; // the other one is in time
        }
        if (reading.timeMs < m_untilMs) {
            return; // already known
        }
        if (m_isThere && !m_failedMs && gapMs <= kStepMs * 3 / 2) {
            credit(&PodTime::measuredMs, reading.timeMs);
        } else if (m_isThere) {
            credit(&PodTime::measuredMs, std::min(sureMs(), reading.timeMs));
            const bool isBridged = gapMs <= kStepMs * 5 / 2;
            credit(isBridged ? &PodTime::inferredMs : &PodTime::unmeteredMs, reading.timeMs);
        }
        m_isThere = true;
        m_target = reading.target;
        m_lastMs = reading.timeMs;
        m_untilMs = reading.timeMs;
        m_failedMs.reset();
        m_state = state;
    }

    void credit(std::int64_t PodTime::*as, std::int64_t toMs) {
        m_time.*as += toMs - m_untilMs;
        const bool counts = m_state.isOn && as != &PodTime::unmeteredMs;
        add(m_time, m_state.customer, counts ? toMs - m_untilMs : 0);
        m_untilMs = toMs;
    }

    bool m_isThere = false;
    int m_target = 0;                       ///< that it is read from
    std::int64_t m_lastMs = 0;              ///< of the last sample
    std::int64_t m_untilMs = 0;             ///< time up to here is told
    std::optional<std::int64_t> m_failedMs; ///< the target has failed since
    PodState m_state;                       ///< at the last sample
    PodTime m_time;
};

inline Usage expectedOf(const Day& day, What what) {
    Usage usage;
    for (const Pod& pod : day.pods) {
        Rules rules;
        bool isSeen = false;
        for (const KubeReading& reading : day.readings) {
            rules.take(reading, pod.state(what, reading.timeMs));
            isSeen = isSeen || reading.sees(pod, what);
        }
        if (isSeen) {
            usage[pod.thing()] = rules.time();
        }
    }
    return usage;
}

/// Time in which the pod was on and no reading could show it: both readings around it show nothing,
/// or they are further apart than an interval and one of them does not.
inline std::int64_t unseenMs(const Day& day, const Pod& pod, What what, std::int64_t intervalMs) {
    std::vector<KubeReading> answers;
    std::ranges::copy_if(day.readings, std::back_inserter(answers), &KubeReading::isUp);
    std::ranges::sort(answers, {}, &KubeReading::timeMs);
    std::int64_t sumMs = 0;
    for (std::size_t i = 0; i + 1 < answers.size(); ++i) {
        const bool before = answers[i].sees(pod, what);
        const bool after = answers[i + 1].sees(pod, what);
        const Span gap{answers[i].timeMs, answers[i + 1].timeMs};
        if ((!before && !after) || (before != after && gap.endMs - gap.beginMs > intervalMs)) {
            for (const auto& [customer, onMs] : pod.truth(what, gap)) {
                sumMs += onMs;
            }
        }
    }
    return sumMs;
}

/// Changes of the pod, and of what shows it.
inline std::int64_t edgesOf(const Day& day, const Pod& pod, What what) {
    auto edges = static_cast<std::int64_t>(pod.edges(what).size());
    for (const KubeReading& reading : day.readings) {
        edges += reading.isBlank && pod.life.has(reading.timeMs) ? 2 : 0;
    }
    return edges;
}

} // namespace meterbench::tests
