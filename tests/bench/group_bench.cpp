// What the Pushgateway mode costs, in CPU time of this thread: a push of 50 metrics whose text is
// known and whose text is new, pushes with 100 and with 10,000 groups, bytes for a series, a scrape
// of 10,000 groups, and a restart. The journal is a real file. Not a test.
#include "core/gateway/group_store.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>

using namespace meterbench;

namespace {

class Quiet final : public base::LogSink {
public:
    void write(
        base::LogLevel /*level*/, std::string_view /*component*/, std::string_view /*message*/
    ) override {}
};

double cpuSeconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

double residentMiB() {
    std::ifstream file("/proc/self/statm");
    double pages = 0;
    file >> pages >> pages;
    return pages * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

/// 50 families of one series each, about 7.3 KB.
std::string bodyOf(int round, const std::string& label) {
    std::string body;
    for (int i = 0; i < 50; ++i) {
        const std::string name = "batch_job_metric_number_" + std::to_string(i) + "_total";
        body += "# HELP " + name + " What the job has done of kind " + std::to_string(i) +
                ".\n# TYPE " + name + " counter\n" + name + "{stage=\"" + label + "\"} " +
                std::to_string(i * 1000 + round) + (i % 2 == 0 ? "\n" : ".25\n");
    }
    return body;
}

class Bench {
public:
    Bench() { open(); }

    void open() {
        m_store.reset();
        gateway::GroupStoreOptions options;
        options.folder = m_folder;
        auto store =
            gateway::GroupStore::open(std::move(options), m_files, m_clock, m_sink, {});
        m_store = std::move(*store);
    }

    void push(int group, const std::string& body) {
        const std::string path = "/job/bench/instance/i" + std::to_string(group);
        if (m_store->take({gateway::PushMethod::Put, path, "text/plain", body, ""}, ++m_now)
                .status != 200) {
            std::puts("a push was refused");
        }
    }

    [[nodiscard]] gateway::GroupStore& store() { return *m_store; }

    ~Bench() {
        m_store.reset();
        std::filesystem::remove_all(m_folder);
    }

private:
    std::string m_folder =
        (std::filesystem::temp_directory_path() / ("group_bench" + std::to_string(getpid())))
            .string();
    base::PosixFileSystem m_files;
    base::SystemClock m_clock;
    Quiet m_sink;
    std::unique_ptr<gateway::GroupStore> m_store;
    std::int64_t m_now = 1'700'000'000'000;
};

template <class Step>
double microseconds(int times, Step step) {
    const double begin = cpuSeconds();
    for (int i = 0; i < times; ++i) {
        step(i);
    }
    return (cpuSeconds() - begin) * 1e6 / times;
}

} // namespace

int main() {
    constexpr int kGroups = 10'000;
    Bench bench;
    const std::string bodies[2] = {bodyOf(1, "a"), bodyOf(2, "a")};
    std::printf("body: %zu bytes\n", bodies[0].size());
    bench.push(0, bodies[0]);
    const auto known = [&](int groups) {
        return microseconds(20'000, [&](int i) { bench.push(i % groups, bodies[i & 1]); });
    };
    static_cast<void>(microseconds(100, [&](int i) { bench.push(i, bodies[0]); }));
    std::printf("push, known text, 100 groups:    %6.2f us\n", known(100));
    const double before = residentMiB();
    std::printf(
        "push, known text, new group:     %6.2f us\n",
        microseconds(kGroups - 100, [&](int i) { bench.push(i + 100, bodies[0]); })
    );
    std::printf("push, known text, 10,000 groups: %6.2f us\n", known(kGroups));
    const double mib = residentMiB() - before;
    std::printf("resident: %.1f bytes a series\n", mib * (1 << 20) / (50.0 * (kGroups - 100)));
    std::string out;
    for (int round = 0; round < 6; ++round) {
        if (round < 3) {
            out = {}; // else into memory that is there
        } else {
            out.clear();
        }
        const double us = microseconds(1, [&](int) {
            bench.store().expose(out, gateway::ExposeFormat::Text);
        });
        std::printf("scrape %d: %.1f MB in %.1f ms\n", round, double(out.size()) / 1e6, us / 1e3);
    }
    out = {};
    std::printf(
        "restart after 50,000 pushes:     %6.0f ms\n",
        microseconds(1, [&](int) { bench.open(); }) / 1e3
    );
    std::printf(
        "push, new text each time:        %6.2f us\n",
        microseconds(2'000, [&](int i) { bench.push(i, bodyOf(i, "s" + std::to_string(i))); }) -
            microseconds(2'000, [&](int i) { static_cast<void>(bodyOf(i, "s")); })
    );
    return 0;
}
