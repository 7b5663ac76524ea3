// A target as the engine reads it, for tests of metering: what is not there any more gets its stale
// marker, and all of it does when the target fails.
#pragma once

#include "core/exposition/pull_parser.h"
#include "core/metering/metering.h"
#include "core/model/special_values.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::tests {

class Target {
public:
    using Series = std::map<std::string, double>;

    Target(model::SourceId source, std::int64_t stepMs)
        : m_source(source)
        , m_stepMs(stepMs) {}

    void read(metering::Metering& metering, std::int64_t timeMs, const Series& series) {
        give(metering, timeMs, series, true);
        m_held = series;
    }

    void leave(metering::Metering& metering, std::int64_t timeMs) {
        give(metering, timeMs, {}, true, true);
        m_held.clear();
    }

    void fail(metering::Metering& metering, std::int64_t timeMs) {
        give(metering, timeMs, {}, false);
        m_held.clear();
    }

private:
    void give(
        metering::Metering& metering,
        std::int64_t timeMs,
        const Series& series,
        bool isUp,
        bool isGone = false
    ) const {
        Series all = series;
        for (const auto& [text, value] : m_held) {
            all.try_emplace(text, model::kStale);
        }
        model::LayoutBuilder builder(m_source);
        auto batch = std::make_shared<model::Batch>();
        for (const auto& [text, value] : all) {
            const std::string line = text + " 0\n";
            exposition::PullParser parser(line, exposition::Format::Text);
            std::vector<model::LabelView> labels;
            static_cast<void>(parser.next());
            static_cast<void>(parser.labels(labels));
            if (text.find('{') == std::string::npos) {
                labels = {{model::kMetricName, text}};
            }
            builder.append(labels);
            batch->values.push_back(value);
        }
        batch->timestampMs = timeMs;
        batch->layout = builder.finish(nullptr);
        const model::BatchPtr sealed = batch;
        metering.take({m_source, timeMs, m_stepMs, isUp, {&sealed, 1}, isGone});
    }

    model::SourceId m_source;
    std::int64_t m_stepMs;
    Series m_held;
};

} // namespace meterbench::tests
