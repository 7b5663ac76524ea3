// What the usage journal costs: records committed in batches, bytes per record, totals of a day and
// of parts of it, reading on and drilling down, opening and verifying. One thing for each of
// customers × dimensions, one record an hour, on real files.
//
//     usage_journal_bench [folder] [customers] [dimensions] [hours]
#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/metering/usage_journal.h"

#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

using namespace meterbench;

namespace {

constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::int64_t kBeginMs = 1'767'225'600'000; // 2026-01-01, UTC
constexpr std::size_t kBatch = 10'000;

class Silence final : public base::LogSink {
public:
    void write(base::LogLevel, std::string_view, std::string_view) override {}
};

double seconds(clockid_t clock) {
    timespec now{};
    ::clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

struct Watch {
    double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    double wall = seconds(CLOCK_MONOTONIC);

    void print(const char* what, double per, const char* unit, double factor) const {
        std::printf(
            "%-44s %10.2f %s CPU, %10.2f %s in all\n",
            what,
            (seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu) / per * factor,
            unit,
            (seconds(CLOCK_MONOTONIC) - wall) / per * factor,
            unit
        );
        std::fflush(stdout);
    }
};

template <class T>
T must(base::Result<T> result) {
    if (!result) {
        std::printf("%s\n", result.error().context.c_str());
        std::exit(1);
    }
    return std::move(result).value();
}

metering::UsageRecord recordOf(int number, int dimensions, int hour) {
    const std::string n = std::to_string(number);
    const std::int64_t beginMs = kBeginMs + hour * kHourMs;
    metering::UsageRecord record{
        "pod-compute",
        "{namespace=\"customer-" + n + "\",pod=\"web-7d9f8b6c5-" + n +
            "\",uid=\"1b4e28ba-2fa1-11d2-883f-" + n + "\"}",
        "customer-" + std::to_string(number / dimensions),
        "dimension-" + std::to_string(number % dimensions),
        beginMs,
        beginMs + kHourMs,
        *base::Decimal::fromInteger(number * 37 + hour * 1'001).timesRatio(1, 1'000),
        {beginMs + number % 15'000, beginMs + 3'590'000, 3'585'000, 15'000, 0, 240, 0, 0}};
    return record;
}

double fileBytes(const std::string& folder) {
    return static_cast<double>(std::filesystem::file_size(folder + "/usage.db"));
}

} // namespace

int main(int argc, char** argv) {
    const auto number = [&](int at, int otherwise) {
        return argc > at ? std::atoi(argv[at]) : otherwise;
    };
    const std::string folder = argc > 1 ? argv[1] : "usage_journal_bench.state";
    const int customers = number(2, 10'000);
    const int dimensions = number(3, 20);
    const int hours = number(4, 24);
    const int things = customers * dimensions;
    base::PosixFileSystem files;
    base::SystemClock clock;
    Silence sink;
    std::filesystem::remove_all(folder);
    const auto open = [&] {
        return must(metering::UsageJournal::open({folder, 0}, files, clock, sink));
    };
    auto journal = open();
    double firstBytes = 0;
    for (int hour = 0; hour < hours; ++hour) {
        std::vector<metering::UsageRecord> records;
        for (int i = 0; i < things; ++i) {
            records.push_back(recordOf(i, dimensions, hour));
        }
        const Watch watch;
        for (std::size_t i = 0; i < records.size(); i += kBatch) {
            const std::size_t size = std::min(kBatch, records.size() - i);
            must(journal->commit(std::span(records).subspan(i, size), nullptr));
        }
        if (hour == 0 || hour == 1 || hour == 2 || hour == hours - 1) {
            const std::string what = "hour " + std::to_string(hour) + ": a record";
            watch.print(what.c_str(), things, "us", 1e6);
        }
        if (hour == 0) {
            journal.reset();
            firstBytes = fileBytes(folder);
            const Watch opening;
            journal = open();
            opening.print("opening", 1, "ms", 1e3);
        }
        if (hour == 1) {
            const Watch again;
            must(
                journal->commit(std::span(records).first(std::min(kBatch, records.size())), nullptr)
            );
            again.print(
                "the same again: a record",
                static_cast<double>(std::min<std::size_t>(kBatch, records.size())),
                "us",
                1e6
            );
        }
    }
    const metering::Checkpoint state{{1, 2}, std::string(20'000'000, 'x')};
    {
        const Watch watch;
        must(journal->commit({}, &state));
        watch.print("a checkpoint of 20 MB", 1, "ms", 1e3);
    }
    journal.reset();
    if (hours > 1) {
        std::printf(
            "%.1f bytes a record, %.1f with its texts the first time\n",
            (fileBytes(folder) - 20e6 - firstBytes) / things / (hours - 1),
            firstBytes / things
        );
    }
    journal = open();
    const auto ask = [&](const char* what, metering::TotalsBy by, std::int64_t toMs, bool isOne) {
        metering::TotalsQuery query;
        query.by = by;
        query.filter.fromMs = kBeginMs;
        query.filter.toMs = toMs;
        if (isOne) {
            query.filter.customer = "customer-7";
        }
        for (int round = 0; round < 2; ++round) {
            const Watch watch;
            const std::size_t rows = must(journal->totals(query)).size();
            const std::string line = std::string(what) + ": " + std::to_string(rows) + " rows";
            watch.print(line.c_str(), 1, "ms", 1e3);
        }
    };
    constexpr std::int64_t kDay = kBeginMs + 24 * kHourMs;
    ask("day, customer × dimension", {true, true, false, false}, kDay, false);
    ask("day, customer", {true, false, false, false}, kDay, false);
    ask("first hour, customer × dimension", {true, true, false, false}, kBeginMs + kHourMs, false);
    ask("day, one customer by window", {true, true, false, true}, kDay, true);
    ask("day, by window", {false, false, true, true}, kDay, false);
    {
        const Watch watch;
        const auto last = journal->lastSequence();
        const std::size_t read =
            must(journal->recordsAfter(std::max<std::int64_t>(0, last - 50'000), 50'000)).size();
        watch.print("reading on: a record", static_cast<double>(read), "us", 1e6);
    }
    {
        metering::UsageFilter filter;
        filter.customer = "customer-7";
        const Watch watch;
        must(journal->records(filter, 0, 1'000));
        watch.print("records of one customer", 1, "ms", 1e3);
    }
    {
        const Watch watch;
        if (const base::Status sound = journal->verify(); !sound) {
            std::printf("%s\n", sound.error().context.c_str());
        }
        watch.print("verifying", 1, "ms", 1e3);
    }
    journal.reset();
    std::filesystem::remove_all(folder);
}
