// What the log's tests share: small layouts and batches that can be told apart, a sink that keeps
// lines, reading all.
#pragma once

#include "core/base/log_sink.h"
#include "core/model/batch.h"
#include "core/wal/log.h"
#include "core/wal/reader.h"
#include "core/wal/saved_position.h"
#include "tests/support/failing_file.h"
#include "tests/support/fake_clock.h"

#include <bit>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace meterbench::tests {

inline const std::string kFolder = "log";
inline constexpr wal::Position kEverything{1'000'000, 0};

class KeptLines final : public base::LogSink {
public:
    void write(base::LogLevel, std::string_view component, std::string_view message) override {
        lines.push_back(std::string(component) + ": " + std::string(message));
    }

    std::vector<std::string> lines;
};

/// `series` series of one source, with two families; `padding` makes each label longer.
inline model::LayoutPtr makeLayout(
    model::SourceId source, std::size_t series, std::size_t padding = 0, bool isReport = false
) {
    auto families = std::make_shared<model::FamilyTable>();
    families->push_back({"requests", model::MetricType::Counter, "All requests.", ""});
    families->push_back({"temperature_celsius", model::MetricType::Gauge, "", "celsius"});
    model::LayoutBuilder builder(source);
    for (std::size_t i = 0; i < series; ++i) {
        const std::string name = i % 2 == 0 ? "requests_total" : "temperature_celsius";
        // Hashes do not compress: a layout that is to span pages gets long ones.
        std::string id = std::to_string(i);
        for (std::uint64_t k = 0; id.size() < padding; ++k) {
            id += std::to_string((source + i * 31 + k) * 0x9e3779b97f4a7c15ULL);
        }
        const std::vector<model::LabelView> labels{{"__name__", name}, {"id", id}, {"job", "test"}};
        builder.append(labels, static_cast<std::uint32_t>(i % 2));
    }
    return builder.finish(std::move(families), isReport);
}

/// Values that name their batch: number * 1000 + position.
inline model::BatchPtr makeBatch(const model::LayoutPtr& layout, std::int64_t number) {
    auto batch = std::make_shared<model::Batch>();
    batch->layout = layout;
    batch->timestampMs = 1'700'000'000'000 + number;
    for (std::size_t i = 0; i < layout->size(); ++i) {
        batch->values.push_back(static_cast<double>(number * 1000) + static_cast<double>(i));
    }
    return batch;
}

/// The same bits everywhere: NaNs too.
inline bool sameBatch(const model::Batch& a, const model::Batch& b) {
    const auto sameBits = [](double x, double y) {
        return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
    };
    const auto sameExemplar = [&](const model::Exemplar& x, const model::Exemplar& y) {
        return x.position == y.position && x.labels == y.labels && sameBits(x.value, y.value) &&
               x.timestampMs == y.timestampMs;
    };
    const auto sameLoose = [&](const model::LooseSample& x, const model::LooseSample& y) {
        return x.position == y.position && x.timestampMs == y.timestampMs &&
               sameBits(x.value, y.value);
    };
    return a.layout->id == b.layout->id && a.layout->source == b.layout->source &&
           a.layout->refs == b.layout->refs && a.layout->isReport == b.layout->isReport &&
           a.timestampMs == b.timestampMs && a.absentCount == b.absentCount &&
           std::equal(
               a.values.begin(), a.values.end(), b.values.begin(), b.values.end(), sameBits
           ) &&
           std::equal(a.loose.begin(), a.loose.end(), b.loose.begin(), b.loose.end(), sameLoose) &&
           std::equal(
               a.exemplars.begin(),
               a.exemplars.end(),
               b.exemplars.begin(),
               b.exemplars.end(),
               sameExemplar
           );
}

inline bool
sameGroup(const std::vector<model::BatchPtr>& a, const std::vector<model::BatchPtr>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
        return sameBatch(*x, *y);
    });
}

inline std::uint64_t samplesOf(const std::vector<model::BatchPtr>& group) {
    std::uint64_t samples = 0;
    for (const model::BatchPtr& batch : group) {
        samples += batch->sampleCount();
    }
    return samples;
}

struct ReadBack {
    std::vector<wal::Group> groups;
    std::vector<wal::Damage> damages;
    int missing = 0;
    std::string error;
    wal::Position position;
};

inline ReadBack readAll(base::FileSystem& files, wal::Position from, wal::Position limit) {
    wal::Reader reader(files, kFolder, from);
    ReadBack back;
    while (true) {
        const base::Result<wal::ReadOutcome> outcome = reader.next(limit);
        if (!outcome) {
            back.error = outcome.error().context;
            return back;
        }
        switch (*outcome) {
        case wal::ReadOutcome::Group:
            back.groups.push_back(reader.group());
            break;
        case wal::ReadOutcome::Damage:
            back.damages.push_back(reader.damage());
            break;
        case wal::ReadOutcome::Missing:
            ++back.missing;
            break;
        case wal::ReadOutcome::End:
            back.position = reader.position();
            return back;
        }
    }
}

/// A log in memory with its surroundings.
struct LogBench {
    MemoryFileSystem memory;
    FailingFileSystem files{memory};
    FakeClock clock;
    KeptLines lines;
    std::unique_ptr<wal::Log> log;
    std::string openError;

    explicit LogBench(wal::LogOptions options = {}) { open(std::move(options)); }

    bool open(wal::LogOptions options = {}) {
        log.reset();
        options.folder = kFolder;
        base::Result<std::unique_ptr<wal::Log>> opened =
            wal::Log::open(files, clock, options, lines);
        openError = opened ? "" : opened.error().context;
        if (opened) {
            log = std::move(opened).value();
        }
        return opened.ok();
    }

    base::Result<wal::Position> append(std::vector<model::BatchPtr> batches) {
        return log->append(batches);
    }

    std::string segment(std::uint64_t number) {
        char name[32];
        std::snprintf(name, sizeof name, "%010u.segment", static_cast<unsigned>(number));
        return kFolder + "/" + name;
    }
};

} // namespace meterbench::tests
