// A usage journal in a folder of its own, and records for it.
#pragma once

#include "core/base/file.h"
#include "core/metering/usage_journal.h"
#include "tests/support/fake_clock.h"

#include <QTemporaryDir>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace meterbench::tests {

class KeptLines final : public base::LogSink {
public:
    void write(base::LogLevel, std::string_view, std::string_view message) override {
        lines.emplace_back(message);
    }

    std::vector<std::string> lines;
};

inline constexpr std::int64_t kHourMs = 3'600'000;
inline constexpr std::int64_t kNoonMs = 1'767'009'600'000; // 2025-12-29 12:00 UTC

/// A folder with a journal, which may be closed and opened again.
struct JournalFolder {
    JournalFolder() = default;

    explicit JournalFolder(std::string of)
        : folder(std::move(of)) {}

    base::Result<std::unique_ptr<metering::UsageJournal>> tryOpen(std::uint64_t mostBytes = 0) {
        return metering::UsageJournal::open({folder, mostBytes}, files, clock, sink);
    }

    metering::UsageJournal& open(std::uint64_t mostBytes = 0) {
        journal.reset();
        auto opened = tryOpen(mostBytes);
        if (!opened) {
            qFatal("%s", opened.error().context.c_str());
        }
        journal = std::move(opened).value();
        return *journal;
    }

    [[nodiscard]] std::string file() const { return folder + "/usage.db"; }

    QTemporaryDir temporary;
    std::string folder = temporary.path().toStdString() + "/usage";
    base::PosixFileSystem files;
    FakeClock clock;
    KeptLines sink;
    std::unique_ptr<metering::UsageJournal> journal;
};

inline base::Decimal decimal(const std::string& text) {
    return *base::Decimal::parse(text);
}

inline metering::UsageRecord recordOf(
    std::string meter,
    std::string thing,
    std::string customer,
    std::string dimension,
    std::int64_t beginMs,
    const std::string& value
) {
    metering::UsageRecord record{
        std::move(meter),
        std::move(thing),
        std::move(customer),
        std::move(dimension),
        beginMs,
        beginMs + kHourMs,
        decimal(value),
        {}};
    record.evidence = {beginMs + 5'000, beginMs + 3'595'000, 3'500'000, 60'000, 40'000, 240, 1, 0};
    return record;
}

/// Many, over few texts and windows, some with a second record in their window.
inline std::vector<metering::UsageRecord>
randomRecords(std::mt19937& random, int count, int days = 4) {
    const auto pick = [&random](int below) {
        return static_cast<int>(random() % static_cast<unsigned>(below));
    };
    std::vector<metering::UsageRecord> out;
    for (int i = 0; i < count; ++i) {
        metering::UsageRecord record = recordOf(
            "meter" + std::to_string(pick(9)),
            "{pod=\"p" + std::to_string(pick(6)) + "\"}",
            pick(8) == 0 ? "" : "c" + std::to_string(pick(4)),
            pick(8) == 0 ? "" : "d" + std::to_string(pick(3)),
            kNoonMs + pick(days * 24) * kHourMs,
            "0"
        );
        const std::int64_t thousandths = pick(4) == 0 ? 0 : pick(2'000'000) - 200'000;
        record.value = *base::Decimal::fromInteger(thousandths).timesRatio(1, 1'000);
        record.beginMs += pick(10) == 0 ? pick(3'600'000) : 0;
        metering::Evidence& evidence = record.evidence;
        evidence.samples = pick(5) == 0 ? 0 : 1 + pick(240);
        evidence.firstMs = evidence.samples == 0 ? 0 : record.beginMs;
        evidence.lastMs = evidence.samples == 0 ? 0 : record.beginMs + pick(4) * 60'000;
        evidence.measuredMs = pick(3) == 0 ? 0 : pick(3'000'000);
        evidence.inferredMs = pick(3) == 0 ? pick(60'000) : 0;
        evidence.unmeteredMs = pick(3) == 0 ? pick(600'000) : 0;
        evidence.resets = pick(3);
        evidence.possibleLosses = pick(2);
        out.push_back(std::move(record));
    }
    return out;
}

} // namespace meterbench::tests
