// A cluster over a day, as a script: pods that come, go, crash, get another customer, and begin
// again under the same name with a new uid. It knows the truth to the millisecond, and at each
// moment writes what kube-state-metrics would: the text shape of version 2 (its
// internal/store/pod.go and docs/metrics/workload/pod-metrics.md).
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace meterbench::tests {

inline constexpr std::int64_t kStepMs = 60'000;
inline constexpr std::int64_t kDayMs = 86'400'000;
inline constexpr std::int64_t kDayBeginMs = 20'790 * kDayMs; ///< 2026-12-03

struct Span {
    std::int64_t beginMs = 0;
    std::int64_t endMs = 0; ///< exclusive

    [[nodiscard]] bool has(std::int64_t timeMs) const {
        return beginMs <= timeMs && timeMs < endMs;
    }
};

inline bool anyHas(const std::vector<Span>& spans, std::int64_t timeMs) {
    return std::ranges::any_of(spans, [&](const Span& span) { return span.has(timeMs); });
}

enum class What { Running, Ready };

struct PodState {
    bool isVisible = false; ///< it has the series that is metered
    bool isOn = false;      ///< runs, or is ready
    std::string customer;   ///< by its labels as they are shown; empty: nobody's

    friend bool operator==(const PodState&, const PodState&) = default;
};

struct Pod {
    struct Container {
        std::string name;
        std::vector<Span> runs;
    };

    struct Owner {
        std::int64_t fromMs = 0;
        std::string customer;
    };

    std::string name;
    std::string uid;
    Span life;
    std::int64_t containersFromMs = 0; ///< before, it is pending
    std::vector<Container> containers;
    std::vector<Span> ready;
    std::vector<Owner> owners; ///< its labels are shown from the first one on

    [[nodiscard]] std::string thing() const {
        return R"({namespace="shop",pod=")" + name + R"(",uid=")" + uid + R"("})";
    }

    [[nodiscard]] std::string customer(std::int64_t timeMs) const {
        std::string last;
        for (const Owner& owner : owners) {
            last = owner.fromMs <= timeMs ? owner.customer : last;
        }
        return last;
    }

    [[nodiscard]] PodState state(What what, std::int64_t timeMs) const {
        if (!life.has(timeMs) || (what == What::Running && timeMs < containersFromMs)) {
            return {};
        }
        const bool isOn = what == What::Ready
                              ? anyHas(ready, timeMs)
                              : std::ranges::any_of(containers, [&](const Container& container) {
                                    return anyHas(container.runs, timeMs);
                                });
        return {true, isOn, customer(timeMs)};
    }

    /// Times at which its state changes.
    [[nodiscard]] std::vector<std::int64_t> edges(What what) const {
        std::set<std::int64_t> times{life.beginMs, life.endMs, containersFromMs};
        for (const Owner& owner : owners) {
            times.insert(owner.fromMs);
        }
        const auto addAll = [&times](const std::vector<Span>& spans) {
            for (const Span& span : spans) {
                times.insert({span.beginMs, span.endMs});
            }
        };
        addAll(ready);
        for (const Container& container : containers) {
            addAll(container.runs);
        }
        std::erase_if(times, [&](std::int64_t timeMs) {
            return state(what, timeMs) == state(what, timeMs - 1);
        });
        return {times.begin(), times.end()};
    }

    /// How long it was on, for each customer.
    [[nodiscard]] std::map<std::string, std::int64_t> truth(What what, Span within) const {
        std::vector<std::int64_t> times = edges(what);
        times.push_back(within.beginMs);
        times.push_back(within.endMs);
        std::ranges::sort(times);
        std::map<std::string, std::int64_t> sums;
        for (std::size_t i = 0; i + 1 < times.size(); ++i) {
            const PodState now = state(what, times[i]);
            if (now.isOn && times[i] >= within.beginMs && times[i] < within.endMs) {
                sums[now.customer] += std::min(times[i + 1], within.endMs) - times[i];
            }
        }
        return sums;
    }
};

/// Makes random pods; with a grid, all their edges are multiples of it.
class Script {
public:
    Script(std::uint32_t seed, std::int64_t gridMs)
        : m_engine(seed)
        , m_gridMs(gridMs) {}

    [[nodiscard]] std::vector<Pod> pods(int count) {
        std::vector<Pod> made;
        for (int i = 0; i < count; ++i) {
            const std::string name = "db-" + std::to_string(i);
            std::int64_t beginMs = at(kDayBeginMs + upTo(kDayMs) - kDayMs / 20);
            for (bool again = true; again && beginMs < kDayBeginMs + kDayMs; again = oneIn(3)) {
                made.push_back(pod(name, beginMs));
                beginMs = at(made.back().life.endMs + upTo(kStepMs * 3 / 2));
            }
        }
        std::ranges::sort(made, {}, &Pod::uid); // new ones come between the others
        return made;
    }

    [[nodiscard]] std::int64_t upTo(std::int64_t limit) {
        return static_cast<std::int64_t>(m_engine()) % limit;
    }

    [[nodiscard]] bool oneIn(int number) { return upTo(number) == 0; }

private:
    [[nodiscard]] std::int64_t at(std::int64_t timeMs) const { return timeMs - timeMs % m_gridMs; }

    [[nodiscard]] Pod pod(const std::string& name, std::int64_t beginMs) {
        Pod made;
        made.name = name;
        made.uid = std::to_string(m_engine()) + "-6f0c-4a6e-9a4e-" + std::to_string(++m_made);
        const std::array<std::int64_t, 4> lengths{kStepMs, 10 * kStepMs, 60 * kStepMs, kDayMs / 2};
        const std::int64_t lengthMs = 1'000 + upTo(lengths[static_cast<std::size_t>(upTo(4))]);
        made.life = {beginMs, std::max(at(beginMs + lengthMs), beginMs + m_gridMs)};
        made.containersFromMs = at(beginMs + (oneIn(2) ? upTo(20'000) : 0));
        for (const char* container : {"web", "proxy"}) {
            made.containers.push_back({container, flapping(made.containersFromMs, made.life.endMs)}
            );
            if (oneIn(2)) {
                break;
            }
        }
        made.ready = flapping(at(beginMs + upTo(30'000)), made.life.endMs);
        const bool isLate = oneIn(4); // its labels come a scrape later than the pod
        made.owners.push_back({at(beginMs + (isLate ? kStepMs : 0)), customer()});
        while (oneIn(2)) {
            made.owners.push_back({at(made.owners.back().fromMs + upTo(lengthMs)), customer()});
        }
        return made;
    }

    /// Crashes, and is started again.
    [[nodiscard]] std::vector<Span> flapping(std::int64_t beginMs, std::int64_t endMs) {
        std::vector<Span> spans;
        while (beginMs < endMs) {
            const std::int64_t longMs = oneIn(3) ? 3 * kStepMs : kDayMs / 4;
            const std::int64_t stopMs = std::min(at(beginMs + 1'000 + upTo(longMs)), endMs);
            spans.push_back({beginMs, std::max(stopMs, beginMs)});
            beginMs = at(stopMs + 2'000 + upTo(5 * kStepMs));
            if (oneIn(4)) {
                break; // it does not come back
            }
        }
        return spans;
    }

    [[nodiscard]] std::string customer() {
        return std::array<const char*, 4>{
            "acme", "globex", "initech", ""}[static_cast<std::size_t>(upTo(4))];
    }

    std::mt19937 m_engine;
    std::int64_t m_gridMs;
    int m_made = 0;
};

/// The body of kube-state-metrics, --metric-labels-allowlist=pods=[*].
inline std::string kubeStateText(const std::vector<Pod>& pods, std::int64_t timeMs) {
    std::string running;
    std::string labels;
    std::string ready;
    std::string info;
    for (const Pod& pod : pods) {
        if (!pod.life.has(timeMs)) {
            continue;
        }
        const std::string who =
            R"({namespace="shop",pod=")" + pod.name + R"(",uid=")" + pod.uid + '"';
        info += "kube_pod_info" + who + R"(,host_ip="10.0.0.4",node="n1",host_network="false"} 1)" +
                "\n";
        for (const Pod::Container& container : pod.containers) {
            if (timeMs >= pod.containersFromMs) {
                running += "kube_pod_container_status_running" + who + R"(,container=")" +
                           container.name +
                           (anyHas(container.runs, timeMs) ? "\"} 1\n" : "\"} 0\n");
            }
        }
        if (timeMs >= pod.owners.front().fromMs) {
            const std::string customer = pod.customer(timeMs);
            labels += "kube_pod_labels" + who + R"(,label_app="db")" +
                      (customer.empty() ? ""
                                        : R"(,label_paigo_customer_id=")" + customer +
                                              R"(",label_paigo_dimension_id="compute")") +
                      "} 1\n";
        }
        const bool isReady = anyHas(pod.ready, timeMs);
        ready +=
            "kube_pod_status_ready" + who + R"(,condition="true"} )" + (isReady ? "1\n" : "0\n");
        ready +=
            "kube_pod_status_ready" + who + R"(,condition="false"} )" + (isReady ? "0\n" : "1\n");
        ready += "kube_pod_status_ready" + who + R"(,condition="unknown"} 0)" + "\n";
    }
    return "# HELP kube_pod_container_status_running [STABLE] Describes whether the container is "
           "currently in running state.\n"
           "# TYPE kube_pod_container_status_running gauge\n" +
           running +
           "# HELP kube_pod_info [STABLE] Information about pod.\n# TYPE kube_pod_info gauge\n" +
           info +
           "# HELP kube_pod_labels [STABLE] Kubernetes labels converted to Prometheus labels.\n"
           "# TYPE kube_pod_labels gauge\n" +
           labels +
           "# HELP kube_pod_status_ready [STABLE] Describes whether the pod is ready to serve "
           "requests.\n"
           "# TYPE kube_pod_status_ready gauge\n" +
           ready;
}

} // namespace meterbench::tests
