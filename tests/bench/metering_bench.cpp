// What metering costs: nanoseconds for a sample that a meter takes (whole numbers, fractions,
// levels) and for one that none does, bytes for a live value, and a restart with 200,000 of them.
#include "core/metering/metering.h"

#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>

using namespace meterbench;
using metering::Measure;
using metering::Metering;

namespace {

double cpuSeconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

double residentMb() {
    std::ifstream file("/proc/self/statm");
    double all = 0;
    double resident = 0;
    file >> all >> resident;
    return resident * 4096 / 1e6;
}

model::LayoutPtr layoutOf(model::SourceId source, std::size_t series, const char* name) {
    model::LayoutBuilder builder(source);
    for (std::size_t i = 0; i < series; ++i) {
        const std::string customer = "customer-" + std::to_string(i % 1'000);
        const std::string instance = "10.0.0." + std::to_string(source) + ":8080";
        const std::string path = "/api/v1/thing/" + std::to_string(i);
        const std::vector<model::LabelView> labels{
            {"__name__", name},
            {"instance", instance},
            {"paigoCustomerID", customer},
            {"paigoDimensionId", "calls"},
            {"path", path}};
        builder.append(labels);
    }
    return builder.finish(nullptr);
}

metering::Meter meter(Measure measure) {
    metering::Meter made;
    made.name = "calls";
    made.selector = "calls_total";
    made.measure = measure;
    return made;
}

/// What a sample grows by, as a ratio: so that its digits stay as few as they are written.
struct Step {
    std::int64_t numerator = 0;
    double denominator = 1;
};

struct Load {
    std::vector<model::LayoutPtr> layouts;
    std::int64_t timeMs = 1'800'000'000'000;
    std::int64_t steps = 0;

    void run(Metering& metering, int rounds, Step step) {
        for (int round = 0; round < rounds; ++round) {
            timeMs += 15'000;
            ++steps;
            const double value = static_cast<double>(steps * step.numerator) / step.denominator;
            for (const model::LayoutPtr& layout : layouts) {
                auto batch = std::make_shared<model::Batch>();
                batch->layout = layout;
                batch->timestampMs = timeMs;
                batch->values.assign(layout->size(), value);
                const model::BatchPtr sealed = batch;
                metering.take({layout->source, timeMs, 15'000, true, {&sealed, 1}});
            }
        }
    }
};

void measure(const char* what, Measure how, const char* name, Step step) {
    auto metering = std::move(Metering::make({}, {meter(how)})).value();
    Load load;
    const double before = residentMb();
    for (model::SourceId source = 1; source <= 200; ++source) {
        load.layouts.push_back(layoutOf(source, 1'000, name));
    }
    const double layouts = residentMb() - before;
    load.run(*metering, 2, step);
    const double bytes = (residentMb() - before - layouts) * 1e6 / 200'000;
    const double begin = cpuSeconds();
    load.run(*metering, 20, step);
    const double ns = (cpuSeconds() - begin) * 1e9 / (20.0 * 200'000);
    std::printf("%-28s %6.1f ns a sample, %5.0f bytes a series\n", what, ns, bytes);
    if (metering->liveCount() == 0) {
        return;
    }
    const double start = cpuSeconds();
    const std::string state = metering->state();
    const double written = cpuSeconds();
    auto again = std::move(Metering::make({}, {meter(how)})).value();
    const bool isGood = again->restore(state).ok();
    std::printf(
        "%-28s %6.0f ms to write the state, %.0f ms to restore it, %.1f MB%s\n",
        "",
        (written - start) * 1e3,
        (cpuSeconds() - written) * 1e3,
        static_cast<double>(state.size()) / 1e6,
        isGood ? "" : ": failed"
    );
}

} // namespace

int main() {
    measure("no meter", Measure::Increase, "other_total", {1, 1});
    measure("increase, whole numbers", Measure::Increase, "calls_total", {3, 1});
    measure("increase, short fractions", Measure::Increase, "calls_total", {37, 100});
    measure("increase, long fractions", Measure::Increase, "calls_total", {1, 7});
    measure("level times time", Measure::LevelTime, "calls_total", {3, 1});
}
