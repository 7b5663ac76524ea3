// Layouts and batches for tests of remote: bodies as exporters write them, and random ones with
// every kind of oddity.
#pragma once

#include "core/model/batch.h"

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace meterbench::tests {

inline constexpr std::int64_t kNoonMs = 1'700'000'000'000;

inline model::LayoutPtr makeLayout(
    model::SourceId source, const std::vector<model::Labels>& series, bool withFamilies = true
) {
    model::LayoutBuilder builder(source);
    for (const model::Labels& labels : series) {
        builder.append(labels.views(), withFamilies ? 0 : model::kNoFamily);
    }
    auto families = std::make_shared<model::FamilyTable>();
    families->push_back({"requests", model::MetricType::Counter, "Requests.", ""});
    return builder.finish(families);
}

/// Much like node_exporter's: families of a few series that differ in one or two labels.
inline model::LayoutPtr typicalLayout(model::SourceId source, std::size_t size) {
    static const char* const modes[] = {
        "idle", "iowait", "irq", "nice", "softirq", "steal", "system", "user"};
    static const char* const words[] = {
        "cpu", "disk", "filesystem", "memory", "network", "netstat", "vmstat", "go"};
    static const char* const ends[] = {
        "seconds_total", "bytes", "reads_completed_total", "errors_total", "info"};
    const std::string instance = "127.0.0.1:" + std::to_string(20'000 + source);
    std::vector<model::Labels> series;
    for (std::size_t family = 0; series.size() < size; ++family) {
        const std::string name = std::string("node_") + words[family % 8] + "_" +
                                 modes[family / 8 % 8] + "_" + ends[family % 5] +
                                 (family >= 320 ? std::to_string(family) : "");
        const std::size_t members = family % 3 == 0 ? 16 : (family % 3 == 1 ? 1 : 4);
        for (std::size_t i = 0; i < members && series.size() < size; ++i) {
            model::Labels labels{{"__name__", name}, {"instance", instance}, {"job", "bench"}};
            if (members == 16) {
                labels.set("cpu", std::to_string(i / 8));
                labels.set("mode", modes[i % 8]);
            } else if (members == 4) {
                labels.set("device", "eth" + std::to_string(i));
            }
            series.push_back(labels);
        }
    }
    return makeLayout(source, series);
}

class RandomBatches {
public:
    explicit RandomBatches(std::uint32_t seed)
        : m_random(seed) {}

    std::uint32_t below(std::uint32_t bound) {
        return static_cast<std::uint32_t>(m_random() % bound);
    }

    std::string text(std::uint32_t longest) {
        std::string out;
        const std::uint32_t kind = below(4);
        const std::uint32_t length = 1 + below(longest);
        for (std::uint32_t i = 0; i < length; ++i) {
            // One letter (matches everywhere), a few, bytes that look like fields, any byte but
            // zero.
            const char few[] = {'a', 'b', '\x12', '\x10', '\x09', '\x0a'};
            out.push_back(
                kind == 0   ? 'a'
                : kind == 1 ? few[below(2)]
                : kind == 2 ? few[below(6)]
                            : static_cast<char>(1 + below(255))
            );
        }
        return out;
    }

    model::LayoutPtr layout(std::uint32_t largest) {
        std::vector<model::Labels> series;
        const std::uint32_t size = below(largest + 1);
        model::Labels labels;
        for (std::uint32_t i = 0; i < size; ++i) {
            if (below(3) == 0) {
                labels = {};
                labels.set("__name__", text(30));
            }
            const std::uint32_t changes = below(3);
            for (std::uint32_t c = 0; c < changes; ++c) {
                labels.set(
                    std::string(1, static_cast<char>('a' + below(6))),
                    below(20) == 0 ? text(400) : text(12)
                );
            }
            labels.set("id", std::to_string(i));
            series.push_back(labels);
        }
        return makeLayout(1 + below(1000), series);
    }

    double value() {
        switch (below(6)) {
        case 0:
            return 0;
        case 1:
            return model::kStale;
        case 2:
            return below(1000);
        case 3:
            return std::bit_cast<double>(0x7ff8000000000001ULL);
        default:
            return std::bit_cast<double>(
                (static_cast<std::uint64_t>(m_random()) << 32U) | m_random()
            );
        }
    }

    std::int64_t time() {
        static constexpr std::int64_t odd[] = {
            0, -1, 1, (std::int64_t{1} << 35) - 1, std::int64_t{1} << 42, -kNoonMs};
        return below(4) == 0 ? odd[below(6)] : kNoonMs + below(1'000'000);
    }

    model::BatchPtr full(const model::LayoutPtr& layout, std::int64_t timestampMs) {
        auto batch = std::make_shared<model::Batch>();
        batch->layout = layout;
        batch->timestampMs = timestampMs;
        for (std::size_t i = 0; i < layout->size(); ++i) {
            double one = value();
            batch->values.push_back(model::isAbsent(one) ? 1 : one);
        }
        return batch;
    }

    model::BatchPtr odd(const model::LayoutPtr& layout) {
        auto batch = std::make_shared<model::Batch>(*full(layout, time()));
        const auto size = static_cast<std::uint32_t>(layout->size());
        for (double& one : batch->values) {
            if (below(4) == 0) {
                one = model::kAbsent;
                ++batch->absentCount;
            }
        }
        for (std::uint32_t i = below(6); i > 0 && size > 0; --i) {
            batch->loose.push_back({below(size), time(), value()});
        }
        for (std::uint32_t i = below(4); i > 0 && size > 0; --i) {
            batch->exemplars.push_back({below(size), {{"trace_id", text(16)}}, value(), time()});
        }
        return batch;
    }

private:
    std::mt19937 m_random;
};

} // namespace meterbench::tests
