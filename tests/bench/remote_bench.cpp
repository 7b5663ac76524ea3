// What sending costs on this machine, by stage: ns of CPU and bytes a sample. One run of each stage
// over 100 layouts of 1,000 series, best of five; compare ratios, not figures of different
// machines. Not a test.
#include "core/base/result.h"
#include "core/remote/encode_batch.h"
#include "core/remote/receiver.h"
#include "core/remote/template_cache.h"
#include "tests/core/remote/random_layouts.h"

#include <snappy.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>

using namespace meterbench;

namespace {

constexpr std::size_t kLayouts = 100;
constexpr std::size_t kSeries = 1'000;

double nsPerSample(const std::function<void()>& stage) {
    double best = 1e18;
    for (int i = 0; i < 5; ++i) {
        const std::clock_t start = std::clock();
        stage();
        const double ns = static_cast<double>(std::clock() - start) * 1e9 / CLOCKS_PER_SEC;
        best = std::min(best, ns / static_cast<double>(kLayouts * kSeries));
    }
    return best;
}

model::BatchPtr batchFor(const model::LayoutPtr& layout, bool withGap) {
    auto batch = std::make_shared<model::Batch>();
    batch->layout = layout;
    batch->timestampMs = tests::kNoonMs;
    for (std::size_t i = 0; i < layout->size(); ++i) {
        batch->values.push_back(i % 3 == 0 ? 0 : static_cast<double>(i * 7'919 % 100'003) / 7);
    }
    if (withGap) {
        batch->values[17] = model::kAbsent;
        batch->absentCount = 1;
    }
    return batch;
}

} // namespace

int main() {
    remote::SeriesRules rules;
    rules.externalLabels = {{"cluster", "bench"}};
    remote::HollowCompressor compressor;
    std::vector<model::LayoutPtr> layouts;
    std::vector<model::BatchPtr> full;
    std::vector<model::BatchPtr> gaps;
    for (std::size_t i = 0; i < kLayouts; ++i) {
        layouts.push_back(tests::typicalLayout(i, kSeries));
        full.push_back(batchFor(layouts.back(), false));
        gaps.push_back(batchFor(layouts.back(), true));
    }
    std::vector<remote::RequestTemplatePtr> made(kLayouts);
    const double makeNs = nsPerSample([&] {
        for (std::size_t i = 0; i < kLayouts; ++i) {
            made[i] = remote::RequestTemplate::make(*layouts[i], rules);
        }
    });
    remote::RequestBody body;
    remote::EncodeScratch scratch;
    std::size_t youngBytes = 0;
    const double youngNs = nsPerSample([&] {
        youngBytes = 0;
        for (std::size_t i = 0; i < kLayouts; ++i) {
            body.clear();
            made[i]->pieces()[0].pour(*full[i], body, scratch);
            youngBytes += body.elements.size();
        }
    });
    std::size_t youngKept = 0;
    for (const auto& one : made) {
        youngKept += one->sizeBytes();
    }
    std::vector<remote::RequestTemplatePtr> young = made;
    const double pressNs = nsPerSample([&] {
        for (std::size_t i = 0; i < kLayouts; ++i) {
            made[i] = young[i]->pressed(compressor);
        }
    });
    std::size_t bytes = 0;
    const double pourNs = nsPerSample([&] {
        bytes = 0;
        for (std::size_t i = 0; i < kLayouts; ++i) {
            body.clear();
            made[i]->pieces()[0].pour(*full[i], body, scratch);
            bytes += body.elements.size();
        }
    });
    const double wireNs = nsPerSample([&] {
        for (std::size_t i = 0; i < kLayouts; ++i) {
            body.clear();
            made[i]->pieces()[0].pour(*full[i], body, scratch);
            bytes += body.wire().size() > 0 ? 0U : 1U;
        }
    });
    std::size_t slowBytes = 0;
    const double slowNs = nsPerSample([&] {
        slowBytes = 0;
        for (std::size_t i = 0; i < kLayouts; ++i) {
            for (const auto& one : remote::encodeSlowly(*gaps[i], *made[i], {}, scratch).bodies) {
                slowBytes += one.elements.size();
            }
        }
    });
    const double youngSlowNs = nsPerSample([&] {
        for (std::size_t i = 0; i < kLayouts; ++i) {
            bytes += remote::encodeSlowly(*gaps[i], *young[i], {}, scratch).bodies.size();
        }
    });
    const std::string wire = body.wire();
    const double receiveNs = nsPerSample([&] {
        for (std::size_t i = 0; i < kLayouts; ++i) {
            bytes += remote::receive(wire).ok() ? 0U : 1U;
        }
    });
    std::size_t kept = 0;
    for (const auto& one : made) {
        kept += one->sizeBytes();
    }
    const auto perSample = [](std::size_t all) {
        return static_cast<double>(all) / (kLayouts * kSeries);
    };
    std::printf("%-44s %8s %8s\n", "stage", "ns", "bytes");
    std::printf(
        "%-44s %8.1f %8.2f\n", "make a young template (kept)", makeNs, perSample(youngKept)
    );
    std::printf("%-44s %8.1f %8.2f\n", "pour into it (libsnappy)", youngNs, perSample(youngBytes));
    std::printf("%-44s %8.1f %8.2f\n", "press it (kept)", pressNs, perSample(kept));
    std::printf("%-44s %8.2f %8.2f\n", "pour values into it", pourNs, perSample(bytes));
    std::printf("%-44s %8.2f\n", "the same, and the finished request", wireNs);
    std::printf(
        "%-44s %8.1f %8.2f\n", "the slow way, one gap (libsnappy)", slowNs, perSample(slowBytes)
    );
    std::printf("%-44s %8.1f\n", "the same from a young template", youngSlowNs);
    std::printf("%-44s %8.1f\n", "receive: decode and validate", receiveNs);
    return 0;
}
