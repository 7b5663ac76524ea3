// What a push to the aggregation gateway costs in CPU time: a text that is known, one that is new,
// over 1 to 100,000 groups; then a scrape, an expiry and a restart of all of them. On real files in
// the folder given as argument.
#include "core/base/clock.h"
#include "core/gateway/merge_store.h"

#include <sys/resource.h>
#include <sys/times.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace meterbench;

namespace {

class Silence final : public base::LogSink {
public:
    void write(base::LogLevel, std::string_view, std::string_view) override {}
};

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

/// 20 counters, 20 gauges and a histogram of 10 lines: 50 metrics as a job pushes them.
std::string body(int round, bool isNew) {
    std::string out = isNew ? "# " + std::to_string(round) + "\n" : "";
    for (int i = 0; i < 20; ++i) {
        const std::string n = std::to_string(i);
        out += "# HELP work_" + n + "_total Work of kind " + n + ".\n# TYPE work_" + n +
               "_total counter\nwork_" + n + "_total{kind=\"k" + n + "\",zone=\"eu\"} " +
               std::to_string(round + i) + "\n";
        out += "# HELP depth_" + n + " Depth of queue " + n + ".\n# TYPE depth_" + n +
               " gauge\ndepth_" + n + "{queue=\"q" + n + "\"} " + std::to_string(round % 7) +
               ".25\n";
    }
    out += "# HELP wait_seconds Time spent waiting.\n# TYPE wait_seconds histogram\n";
    for (int i = 1; i <= 7; ++i) {
        out += "wait_seconds_bucket{le=\"" + std::to_string(i) + "\"} " +
               std::to_string(round + i) + "\n";
    }
    const std::string count = std::to_string(round + 8);
    return out + "wait_seconds_bucket{le=\"+Inf\"} " + count + "\nwait_seconds_sum " + count +
           ".5\nwait_seconds_count " + count + "\n";
}

} // namespace

int main(int argc, char** argv) {
    const std::string folder = argc > 1 ? argv[1] : "merge_bench.state";
    base::PosixFileSystem files;
    base::SystemClock clock;
    Silence sink;
    std::vector<int> sizes{1, 100, 10'000};
    if (argc > 2) {
        sizes = {std::atoi(argv[2])};
    }
    for (const int groups : sizes) {
        std::filesystem::remove_all(folder);
        gateway::MergeStoreOptions options;
        options.folder = folder;
        auto store = std::move(gateway::MergeStore::open(options, files, clock, sink, {})).value();
        std::vector<std::string> bodies;
        for (int i = 0; i < 16; ++i) {
            bodies.push_back(body(1000 + i, false));
        }
        const double before = residentMb();
        const auto pushAll = [&](int pushes, const char* what, bool isNew) {
            const double begin = cpuSeconds();
            std::string fresh;
            double made = 0;
            for (int i = 0; i < pushes; ++i) {
                const std::string path = "/job/batch/instance/" + std::to_string(i % groups);
                if (isNew) {
                    const double start = cpuSeconds();
                    fresh = body(i, true);
                    made += cpuSeconds() - start;
                }
                const auto verdict = store->take(
                    {gateway::PushMethod::Post,
                     path,
                     "",
                     isNew ? std::string_view(fresh) : std::string_view(bodies[i % 16]),
                     ""},
                    1'700'000'000'000
                );
                if (verdict.status != 202) {
                    std::printf("refused: %s", verdict.body.c_str());
                    std::exit(1);
                }
            }
            std::printf(
                "%7d groups: %s %6.2f us\n",
                groups,
                what,
                (cpuSeconds() - begin - made) / pushes * 1e6
            );
        };
        pushAll(groups, "first push of a path, text known", false);
        pushAll(std::max(groups, 20'000), "known text                      ", false);
        pushAll(std::max(groups, 20'000), "known text again                ", false);
        const auto counts = store->counts();
        std::printf(
            "%7d groups: %.1f bytes resident a series\n",
            groups,
            (residentMb() - before) * 1e6 / static_cast<double>(counts.series)
        );
        for (int i = 0; i < 2; ++i) {
            std::string out;
            const double begin = cpuSeconds();
            store->expose(out, gateway::ExposeFormat::Text);
            std::printf(
                "%7d groups: scrape %.1f ms, %.1f MB\n",
                groups,
                (cpuSeconds() - begin) * 1e3,
                static_cast<double>(out.size()) / 1e6
            );
        }
        pushAll(5'000, "new text                        ", true);
        for (const char* const of : {"records ", "snapshot"}) {
            static_cast<void>(store->sync());
            store.reset();
            const double begin = cpuSeconds();
            store = std::move(gateway::MergeStore::open(options, files, clock, sink, {})).value();
            std::printf(
                "%7d groups: restart from %s %.0f ms, %.1f MB file\n",
                groups,
                of,
                (cpuSeconds() - begin) * 1e3,
                static_cast<double>(std::filesystem::file_size(folder + "/pushes.journal")) / 1e6
            );
            const double start = cpuSeconds();
            const std::int64_t wallNs = clock.steadyNs() + 1'100'000'000;
            while (clock.steadyNs() < wallNs) { // the journal is not rewritten more often
            }
            const double waited = cpuSeconds() - start;
            static_cast<void>(store->maintain());
            std::printf(
                "%7d groups: rewriting %.0f ms\n", groups, (cpuSeconds() - start - waited) * 1e3
            );
        }
        static_cast<void>(store->setRules({{}, {{"*", 1'000}}, {}}, 0));
        const double start = cpuSeconds();
        static_cast<void>(store->expire(1'700'000'000'999));
        std::printf(
            "%7d groups: expiry of nothing %.3f ms\n", groups, (cpuSeconds() - start) * 1e3
        );
    }
    std::filesystem::remove_all(folder);
}
