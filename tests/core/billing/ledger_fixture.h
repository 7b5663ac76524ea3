// A ledger on a disk in memory, for the tests of core/billing.
#pragma once

#include "core/billing/count_book.h"
#include "core/billing/usage_ledger.h"
#include "tests/support/failing_file.h"
#include "tests/support/fake_clock.h"

#include <memory>
#include <string>

namespace meterbench::tests {

class Silence final : public base::LogSink {
public:
    void
    write(base::LogLevel /*level*/, std::string_view /*component*/, std::string_view /*message*/)
        override {}
};

struct LedgerMachine {
    FakeClock clock;
    MemoryFileSystem disk;
    FailingFileSystem files{disk};
    Silence sink;
    std::unique_ptr<billing::UsageLedger> ledger;
    std::unique_ptr<billing::CountBook> counts;
    std::uint64_t rewriteAboveBytes = 16 << 20;
    std::size_t mostRecords = billing::kMostUsageRecords;

    /// Also again: as after a KILL, nothing is told to the one before.
    bool open() {
        ledger.reset();
        auto opened = billing::UsageLedger::open(files, clock, "/data", sink, mostRecords);
        if (opened) {
            ledger = std::move(*opened);
        }
        return opened.ok();
    }

    /// The same for what is counted beside it.
    bool openCounts(const metering::SchemaOptions& schema = {}) {
        counts.reset();
        auto opened = billing::CountBook::open(
            "/data", metering::TaggingSchema::compile(schema).value(), {files, clock, sink, rewriteAboveBytes}
        );
        if (opened) {
            counts = std::move(*opened);
        }
        return opened.ok();
    }
};

inline billing::UsageEntry usage(
    const std::string& customer,
    const std::string& dimension,
    const std::string& value,
    const std::string& key = {},
    std::int64_t timeMs = 1'000
) {
    return {customer, dimension, timeMs, base::Decimal::parse(value).value(), {}, key};
}

} // namespace meterbench::tests
