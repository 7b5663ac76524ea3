// A log on disk and a meterer over it that can be ended in any way, for tests of what is metered.
#pragma once

#include "core/model/special_values.h"
#include "core/pipeline/meterer.h"
#include "core/wal/log.h"
#include "tests/support/fake_clock.h"

#include <QTemporaryDir>
#include <QTest>

#include <map>

namespace meterbench::tests {

using metering::UsageTotal;
using pipeline::Meterer;

class Silence final : public base::LogSink {
public:
    void write(base::LogLevel, std::string_view, std::string_view) override {}
};

inline metering::Meter calls() {
    metering::Meter meter;
    meter.name = "calls";
    meter.selector = "calls_total";
    return meter;
}

/// One reading of a target with a counter for each of three customers.
inline std::vector<model::BatchPtr>
reading(model::SourceId source, std::int64_t timeMs, double value, bool isUp) {
    model::LayoutBuilder main(source);
    auto batch = std::make_shared<model::Batch>();
    for (const char* const customer : {"acme", "globex", "initech"}) {
        main.append(model::Labels{
            {"__name__", "calls_total"},
            {"instance", std::to_string(source)},
            {"paigoCustomerID", customer},
            {"paigoDimensionId",
             "calls"}}.views());
        batch->values.push_back(isUp ? value : model::kStale);
        value *= 2;
    }
    batch->layout = main.finish(nullptr);
    batch->timestampMs = timeMs;
    model::LayoutBuilder report(source);
    report.append(model::Labels{{"__name__", "scrape_duration_seconds"}}.views());
    report.append(model::Labels{{"__name__", "up"}}.views());
    auto reported = std::make_shared<model::Batch>();
    reported->layout = report.finish(nullptr, true);
    reported->timestampMs = timeMs;
    reported->values = {0.25, isUp ? 1.0 : 0.0};
    return {batch, reported};
}

/// A log on disk, and a meterer that can be ended in any way.
struct Bench {
    QTemporaryDir folder;
    base::PosixFileSystem files;
    tests::FakeClock clock;
    Silence sink;
    std::unique_ptr<wal::Log> log;
    std::unique_ptr<Meterer> meterer;

    explicit Bench(std::uint64_t segmentBytes = 1U << 20U) {
        wal::LogOptions options;
        options.folder = folder.path().toStdString() + "/log";
        options.segmentBytes = segmentBytes;
        options.budgetBytes = 1U << 30U;
        log = wal::Log::open(files, clock, options, sink).value();
        start();
    }

    /// Without a finish: what KILL leaves.
    void start() {
        meterer.reset();
        auto opened = Meterer::open(
            {folder.path().toStdString() + "/usage", {}, {calls()}, std::chrono::seconds(30)},
            {files, clock, sink, log->folder()},
            log->end()
        );
        QVERIFY2(opened.ok(), opened ? "" : opened.error().context.c_str());
        meterer = std::move(opened).value();
    }

    void scrape(int minute, double value, bool isUp = true, model::SourceId source = 1) {
        QVERIFY(log->append(reading(source, minute * 60'000, value, isUp)).ok());
    }

    /// By customer; the meterer is ended for it.
    std::map<std::string, UsageTotal> totals() {
        meterer->finish(log->end());
        const auto open = meterer->state()->open;
        meterer.reset();
        auto journal = metering::UsageJournal::open(
            {folder.path().toStdString() + "/usage"}, files, clock, sink
        );
        static_cast<void>((*journal)->commit(open, nullptr)); // as if their windows were over
        metering::TotalsQuery query;
        query.by.customer = true;
        std::map<std::string, UsageTotal> found;
        auto rows = (*journal)->totals(query);
        for (UsageTotal& total : *rows) {
            found[total.customer] = std::move(total);
        }
        return found;
    }
};

} // namespace meterbench::tests
