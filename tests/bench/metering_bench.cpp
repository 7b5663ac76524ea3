// What metering costs: nanoseconds for a sample that a meter takes (whole numbers, fractions,
// levels) and for one that none does, bytes for a live value, and a restart with 200,000 of them.
#include "core/metering/metering.h"

#include <sys/wait.h>
#include <unistd.h>

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

/// What a sample grows by, as a ratio: so that its digits stay as few as they are written.
struct Step {
    std::int64_t numerator = 0;
    double denominator = 1;
};

struct Case {
    const char* what = nullptr;
    const char* name = "calls_total"; ///< of the series
    Measure measure = Measure::Increase;
    Step step{3, 1};
    bool hasPods = false; ///< each series has a label with a text of its own
    bool isJoined = false;
};

constexpr std::size_t kTargets = 200;
constexpr std::size_t kSeries = 1'000;

model::LayoutPtr layoutOf(model::SourceId source, const char* name, bool hasPods) {
    model::LayoutBuilder builder(source);
    for (std::size_t i = 0; i < kSeries; ++i) {
        const std::string customer = "customer-" + std::to_string(i % 1'000);
        const std::string instance = "10.0.0." + std::to_string(source) + ":8080";
        const std::string path = "/api/v1/thing/" + std::to_string(i);
        std::string pod = std::to_string(source * kSeries + i);
        pod.insert(0, 36 - pod.size(), '0');
        std::vector<model::LabelView> labels{
            {"__name__", name},
            {"instance", instance},
            {"paigoCustomerID", customer},
            {"paigoDimensionId", "calls"},
            {"path", path}};
        if (hasPods) {
            labels.push_back({"pod", pod});
        }
        builder.append(labels);
    }
    return builder.finish(nullptr);
}

metering::Meter meterOf(const Case& one) {
    metering::Meter made;
    made.name = "calls";
    made.selector = "calls_total";
    made.measure = one.measure;
    if (one.isJoined) {
        made.join = metering::Join{"info", {"instance", "path"}};
        made.dimension = "minutes";
    }
    return made;
}

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

void measure(const Case& one) {
    auto metering = std::move(Metering::make({}, {meterOf(one)})).value();
    Load load;
    const double before = residentMb();
    for (model::SourceId source = 1; source <= kTargets; ++source) {
        load.layouts.push_back(layoutOf(source, one.name, one.hasPods));
        if (one.isJoined) {
            load.layouts.push_back(layoutOf(source, "info", one.hasPods));
        }
    }
    const double layouts = residentMb() - before;
    load.run(*metering, 2, one.step);
    const double bytes = (residentMb() - before - layouts) * 1e6 / (kTargets * kSeries);
    const double begin = cpuSeconds();
    load.run(*metering, 20, one.step);
    const double ns = (cpuSeconds() - begin) * 1e9 / (20.0 * kTargets * kSeries);
    std::printf("%-28s %6.1f ns a sample, %5.0f bytes a series\n", one.what, ns, bytes);
    if (metering->liveCount() == 0) {
        return;
    }
    const double start = cpuSeconds();
    const std::string state = metering->state();
    const double written = cpuSeconds();
    auto again = std::move(Metering::make({}, {meterOf(one)})).value();
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

/// In a process of its own: memory that the case before gave back would hide what this one takes.
void measureAlone(const Case& one) {
    std::fflush(stdout);
    const pid_t child = ::fork();
    if (child == 0) {
        measure(one);
        std::fflush(stdout);
        ::_exit(0);
    }
    ::waitpid(child, nullptr, 0);
}

} // namespace

int main() {
    const Case cases[] = {
        {.what = "no meter", .name = "other_total"},
        {.what = "increase, whole numbers"},
        {.what = "increase, short fractions", .step = {37, 100}},
        {.what = "increase, long fractions", .step = {1, 7}},
        {.what = "level times time", .measure = Measure::LevelTime},
        {.what = "a text of its own in each", .hasPods = true},
        {.what = "with the series it is joined", .isJoined = true},
    };
    for (const Case& one : cases) {
        measureAlone(one);
    }
}
