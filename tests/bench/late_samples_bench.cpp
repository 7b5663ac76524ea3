// What late samples cost a commit of the agent: CPU time against the size of the log. One sample of
// one series of 100,000 comes two minutes late. Arguments: sizes of the log in MB (100 400 1600).
#include "core/model/special_values.h"
#include "core/pipeline/meterer.h"
#include "core/wal/log.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string>
#include <vector>

using namespace meterbench;

namespace {

constexpr model::SourceId kTargets = 100;
constexpr std::size_t kSeries = 1'000;
constexpr std::int64_t kStepMs = 15'000;

class Silence final : public base::LogSink {
public:
    void write(base::LogLevel, std::string_view, std::string_view) override {}
};

class HandClock final : public base::Clock {
public:
    [[nodiscard]] std::int64_t nowMs() const override { return m_nowMs; }
    [[nodiscard]] std::int64_t steadyNs() const override { return 0; }

    void advance() { m_nowMs += 3'600'000; }

private:
    std::int64_t m_nowMs = 1'800'000'000'000;
};

double cpuMs() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

model::LayoutPtr layoutOf(model::SourceId source) {
    model::LayoutBuilder builder(source);
    for (std::size_t i = 0; i < kSeries; ++i) {
        builder.append(model::Labels{
            {"__name__", "calls_total"},
            {"i", std::to_string(i)},
            {"instance", std::to_string(source)},
            {"paigoCustomerID", "customer-" + std::to_string(i % 100)},
            {"paigoDimensionId",
             "calls"}}.views());
    }
    return builder.finish(nullptr);
}

struct Load {
    std::vector<model::LayoutPtr> layouts;
    std::int64_t timeMs = 1'800'000'000'000;
    double value = 0;

    Load() {
        for (model::SourceId source = 1; source <= kTargets; ++source) {
            layouts.push_back(layoutOf(source));
        }
    }

    /// A reading of all targets. Series 5 of the first is left out, or is late.
    void read(wal::Log& log, bool isLeftOut, std::int64_t lateMs) {
        timeMs += kStepMs;
        value += 3;
        for (const model::LayoutPtr& layout : layouts) {
            auto batch = std::make_shared<model::Batch>();
            batch->layout = layout;
            batch->timestampMs = timeMs;
            batch->values.assign(layout->size(), value);
            if (layout == layouts.front() && isLeftOut) {
                batch->values[5] = model::kAbsent;
                batch->absentCount = 1;
            }
            if (layout == layouts.front() && lateMs != 0) {
                batch->loose.push_back({5, lateMs, value});
            }
            const std::vector<model::BatchPtr> group{batch};
            if (!log.append(group)) {
                std::puts("the log takes no more");
                std::exit(1);
            }
        }
    }
};

void measure(std::uint64_t megabytes) {
    const std::string folder =
        (std::filesystem::temp_directory_path() / "late_samples_bench").string();
    std::filesystem::remove_all(folder);
    base::PosixFileSystem files;
    HandClock clock;
    Silence sink;
    wal::LogOptions options;
    options.folder = folder + "/log";
    options.budgetBytes = 64ULL << 30U;
    auto log = wal::Log::open(files, clock, options, sink).value();
    metering::Meter meter;
    meter.name = "calls";
    meter.selector = "calls_total";
    auto meterer = pipeline::Meterer::open(
                       {folder + "/usage", {}, {meter}, std::chrono::seconds(30)},
                       {files, clock, sink, log->folder()},
                       log->end()
    )
                       .value();
    Load load;
    const auto commit = [&] {
        clock.advance();
        meterer->turn(log->end());
    };
    for (int reading = 0; log->stats().sizeBytes < megabytes << 20U; ++reading) {
        load.read(*log, false, 0);
        reading % 20 == 0 ? commit() : meterer->turn(log->end());
    }
    const double begin = cpuMs();
    load.read(*log, false, 0);
    commit();
    const double plain = cpuMs() - begin;
    load.read(*log, true, 0);
    const std::int64_t lateMs = load.timeMs;
    for (int reading = 0; reading < 8; ++reading) {
        load.read(*log, false, 0);
        meterer->turn(log->end());
    }
    const double before = cpuMs();
    load.read(*log, false, lateMs);
    commit();
    const double late = cpuMs() - before;
    const auto state = meterer->state();
    std::printf(
        "%6.0f MB of log, %5.1f million samples: a commit %6.0f ms, with a late sample %6.0f ms "
        "(%llu of %llu in place)\n",
        static_cast<double>(log->stats().sizeBytes) / 1e6,
        static_cast<double>(log->stats().samplesAppended) / 1e6,
        plain,
        late,
        static_cast<unsigned long long>(state->lateTaken),
        static_cast<unsigned long long>(state->counts.late)
    );
    meterer.reset();
    log.reset();
    std::filesystem::remove_all(folder);
}

} // namespace

int main(int argc, char** argv) {
    std::vector<std::uint64_t> sizes;
    for (int i = 1; i < argc; ++i) {
        sizes.push_back(std::strtoull(argv[i], nullptr, 10));
    }
    for (const std::uint64_t size : sizes.empty() ? std::vector<std::uint64_t>{100, 400, 1'600}
                                                  : sizes) {
        measure(size);
    }
}
