// kube-state-metrics as targets that are read through a day, for tests of metering: readings that
// fail singly and in rows, restarts after which it shows no pods for a while, answers that come
// late, and two of them that show the same pods at other times. What they answer goes through the
// parser; what is gone gets its stale marker, as the engine does.
#pragma once

#include "core/exposition/pull_parser.h"
#include "core/metering/metering.h"
#include "core/model/special_values.h"
#include "tests/core/metering/cluster.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::tests {

struct DayOptions {
    std::uint32_t seed = 1;
    std::int64_t gridMs = 1; ///< of the edges of pods
    int targets = 1;
    std::int64_t jitterMs = 0; ///< readings come that much later than they should, at most
    std::int64_t slowMs = 0;   ///< answers come in that much later, at most
    bool fails = false;
    bool restarts = false; ///< it shows no pods for some readings
    bool isByHand = false; ///< is read between the steps too, now and then
    int pods = 14;         ///< and those that begin again
};

struct KubeReading {
    int target = 0;
    std::int64_t timeMs = 0;
    std::int64_t loggedMs = 0;
    bool isUp = true;
    bool isBlank = false; ///< it has restarted and knows no pods yet

    [[nodiscard]] bool sees(const Pod& pod, What what) const {
        return isUp && !isBlank && pod.state(what, timeMs).isVisible;
    }
};

/// One target: its layouts and what it had at the last reading.
class KubeScraper {
public:
    explicit KubeScraper(model::SourceId source)
        : m_source(source) {}

    [[nodiscard]] model::BatchPtr answer(std::int64_t timeMs, const std::string& body) {
        std::vector<std::string> held;
        auto batch = std::make_shared<model::Batch>();
        exposition::PullParser parser(body, exposition::Format::Text);
        for (auto kind = parser.next(); kind != exposition::EntryKind::End; kind = parser.next()) {
            if (kind == exposition::EntryKind::Sample) {
                held.emplace_back(parser.sample().series);
                batch->values.push_back(parser.sample().value);
            } else if (kind == exposition::EntryKind::Error) {
                return nullptr;
            }
        }
        const std::set<std::string> now(held.begin(), held.end());
        std::vector<std::string> all = held;
        for (const std::string& series : m_held) {
            if (!now.contains(series)) {
                all.push_back(series);
                batch->values.push_back(model::kStale);
            }
        }
        m_held = std::move(held);
        batch->timestampMs = timeMs;
        batch->layout = layoutOf(all);
        return batch;
    }

private:
    [[nodiscard]] model::LayoutPtr layoutOf(const std::vector<std::string>& series) {
        std::string body;
        for (const std::string& one : series) {
            body += one + " 0\n";
        }
        model::LayoutPtr& layout = m_layouts[body];
        if (layout == nullptr) {
            model::LayoutBuilder builder(m_source);
            exposition::PullParser parser(body, exposition::Format::Text);
            std::vector<model::LabelView> labels;
            while (parser.next() == exposition::EntryKind::Sample && parser.labels(labels)) {
                builder.append(labels);
            }
            layout = builder.finish(nullptr);
        }
        return layout;
    }

    model::SourceId m_source;
    std::vector<std::string> m_held;
    std::map<std::string, model::LayoutPtr> m_layouts;
};

/// A day with its readings, in the order of the log.
struct Day {
    struct Group {
        model::SourceId source = 0;
        std::int64_t timeMs = 0;
        bool isUp = true;
        model::BatchPtr batch;
    };

    std::vector<Pod> pods;
    std::vector<KubeReading> readings;
    std::vector<Group> groups; ///< of the readings, in the same order

    [[nodiscard]] Span span() const { return {readings.front().timeMs, readings.back().timeMs}; }

    void feed(
        metering::Metering& metering,
        std::size_t from,
        std::size_t to,
        std::int64_t stepMs = kStepMs
    ) const {
        for (std::size_t i = from; i < to; ++i) {
            const Group& group = groups[i];
            metering.take({group.source, group.timeMs, stepMs, group.isUp, {&group.batch, 1}});
        }
    }
};

inline std::vector<KubeReading> readingsOf(Script& script, const DayOptions& options) {
    std::vector<KubeReading> readings;
    for (int target = 0; target < options.targets; ++target) {
        std::int64_t failed = 0;
        std::int64_t blank = 0;
        bool isSkipped = false; // not even tried: nothing says that it failed
        const auto shiftMs = target * 23'000;
        for (std::int64_t ms = 0; ms <= kDayMs; ms += kStepMs) {
            const bool isQuiet = ms < 3 * kStepMs || ms > kDayMs - 15 * kStepMs;
            if (options.fails && !isQuiet && failed == 0 && script.oneIn(30)) {
                failed = script.oneIn(3) ? 1 + script.upTo(10) : 1;
                isSkipped = script.oneIn(4);
            } else if (options.restarts && !isQuiet && blank == 0 && script.oneIn(200)) {
                blank = 1 + script.upTo(3);
            }
            KubeReading reading;
            reading.target = target;
            reading.timeMs = kDayBeginMs + ms + shiftMs + script.upTo(options.jitterMs + 1);
            reading.loggedMs = reading.timeMs + script.upTo(options.slowMs + 1);
            reading.isUp = failed == 0;
            reading.isBlank = blank > 0;
            failed = std::max(failed - 1, std::int64_t{0});
            blank = std::max(blank - 1, std::int64_t{0});
            if (reading.isUp || !isSkipped) {
                readings.push_back(reading);
            }
            if (options.isByHand && !isQuiet && script.oneIn(10)) { // where it may have recovered
                reading.timeMs += 1'000 + script.upTo(28'000);
                reading.loggedMs = reading.timeMs;
                reading.isUp = true;
                readings.push_back(reading);
            }
        }
    }
    std::ranges::stable_sort(readings, {}, &KubeReading::loggedMs);
    return readings;
}

inline Day dayOf(const DayOptions& options) {
    Script script(options.seed, options.gridMs);
    Day day;
    day.pods = script.pods(options.pods);
    day.readings = readingsOf(script, options);
    std::vector<KubeScraper> scrapers;
    for (int target = 0; target < options.targets; ++target) {
        scrapers.emplace_back(static_cast<model::SourceId>(target) + 1);
    }
    for (const KubeReading& reading : day.readings) {
        const bool isThere = reading.isUp && !reading.isBlank;
        const std::string body =
            !reading.isUp ? std::string()
                          : kubeStateText(isThere ? day.pods : std::vector<Pod>(), reading.timeMs);
        const auto at = static_cast<std::size_t>(reading.target);
        day.groups.push_back(
            {at + 1, reading.timeMs, reading.isUp, scrapers[at].answer(reading.timeMs, body)}
        );
    }
    return day;
}

} // namespace meterbench::tests
