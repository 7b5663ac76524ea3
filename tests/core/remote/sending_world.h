// A world for tests of sending: a log in memory that is really written, a client that answers as
// told, a clock that stands, and a receiver that remembers in which order what arrived. Drives a
// Sender without a thread.
#pragma once

#include "core/base/result.h"
#include "core/remote/sender.h"
#include "core/wal/log.h"
#include "tests/core/remote/decoded.h"
#include "tests/core/remote/random_layouts.h"
#include "tests/support/failing_file.h"
#include "tests/support/fake_clock.h"
#include "tests/support/scripted_client.h"

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace meterbench::tests {

class SilentSink final : public base::LogSink {
public:
    void write(base::LogLevel, std::string_view, std::string_view) override {}
};

/// What a receiver took: order, repeats, gaps per series. A series' n-th sample has the value n.
class Arrivals {
public:
    void take(const std::string& wire) {
        const auto said = decode(wire);
        isValid = isValid && said.has_value();
        for (const auto& [series, timestampMs, bits] : said.value_or(std::vector<Said>())) {
            auto& last = m_last[series];
            const double number = std::bit_cast<double>(bits);
            const bool isNext = number == static_cast<double>(last + 1);
            if (isNext) {
                ++last;
                ++fresh;
            } else if (number <= static_cast<double>(last)) {
                ++repeats;
            } else {
                ++gaps;
            }
        }
    }

    bool isValid = true;
    std::uint64_t fresh = 0;
    std::uint64_t repeats = 0;
    std::uint64_t gaps = 0; ///< samples that came before one that should have come earlier

private:
    std::map<std::string, std::uint64_t> m_last;
};

class World {
public:
    explicit World(
        std::size_t targets = 3,
        std::size_t seriesPerTarget = 5,
        std::uint64_t segmentBytes = 64 << 10
    ) {
        for (std::size_t i = 0; i < targets; ++i) {
            layouts.push_back(typicalLayout(i + 1, seriesPerTarget));
        }
        m_segmentBytes = segmentBytes;
        openLog();
        options.name = "test";
        options.url = "http://user:secret@127.0.0.1:9/api/v1/write";
        options.metadata.send = false;
        options.queue.minBackoff = std::chrono::milliseconds(30);
    }

    void openLog() {
        log.reset();
        wal::LogOptions logOptions;
        logOptions.folder = "/log";
        logOptions.segmentBytes = m_segmentBytes;
        logOptions.keepFreeBytes = 0;
        auto opened = wal::Log::open(files, clock, logOptions, sink);
        log = std::move(opened).value();
    }

    /// Starts one on what is on disk; what an earlier one had in memory is gone, and its answers go
    /// nowhere.
    base::Status startSender(std::size_t memoryBytes = std::size_t{32} << 20) {
        sender.reset();
        inbox = std::make_shared<std::deque<remote::Answer>>();
        remote::Sender::Surroundings around{
            client,
            files,
            clock,
            sink,
            "/log",
            [this](wal::LedgerEntry entry) { losses.push_back(std::move(entry)); },
            [box = inbox](remote::Answer&& answer) { box->push_back(std::move(answer)); },
            memoryBytes};
        auto opened = remote::Sender::open(options, std::move(around), log->begin(), log->end());
        if (!opened) {
            return opened.error();
        }
        sender = std::move(*opened);
        return {};
    }

    /// One scrape of a target into the log; and to the sender, if it is there and the delivery is
    /// not withheld.
    void scrape(std::size_t target, bool deliver = true) {
        auto batch = std::make_shared<model::Batch>();
        batch->layout = layouts[target];
        batch->timestampMs = clock.nowMs();
        batch->values.assign(batch->layout->size(), static_cast<double>(++m_rounds[target]));
        append(batch, deliver);
    }

    void append(const model::BatchPtr& batch, bool deliver = true) {
        appendGroup({batch}, deliver);
    }

    void appendGroup(std::vector<model::BatchPtr> batches, bool deliver = true) {
        auto group = std::make_shared<wal::Group>();
        group->batches = std::move(batches);
        group->before = log->end();
        group->samplesBefore = log->samplesWritten();
        auto after = log->append(group->batches);
        group->after = *after;
        for (const model::BatchPtr& batch : group->batches) {
            offered += batch->sampleCount();
        }
        ++m_deliveries;
        if (deliver && sender) {
            sender->offer({group, m_deliveries});
        } else if (sender) {
            sender->noteEnd(group->after);
        }
    }

    void scrapeAll(bool deliver = true) {
        clock.advanceMs(1'000);
        for (std::size_t i = 0; i < layouts.size(); ++i) {
            scrape(i, deliver);
        }
    }

    /// Hands answers over and lets the sender go on, until nothing moves.
    void run() {
        do {
            while (!inbox->empty()) {
                remote::Answer answer = std::move(inbox->front());
                inbox->pop_front();
                sender->answered(std::move(answer));
            }
            due = sender->step();
        } while (!inbox->empty() || (due && *due <= clock.steadyNs()));
    }

    /// Answers the request that has waited longest; what was accepted has arrived.
    void answer(http::Response response) {
        for (const auto& sent : client.sent()) {
            if (!sent.answered && !sent.cancelled) {
                if (!response.error && response.status / 100 == 2) {
                    arrivals.take(sent.request.body);
                }
                break;
            }
        }
        (void)client.answerNext(std::move(response));
    }

    void answerAll(int status = 204) {
        for (run(); client.waiting() > 0; run()) {
            answer(makeResponse(status));
        }
    }

    /// Moves the clock to when the sender wants to go on.
    void waitUntilDue() {
        const std::int64_t ns = due.value_or(0) - clock.steadyNs();
        clock.advanceMs(std::max<std::int64_t>(0, (ns + 999'999) / 1'000'000));
        run();
    }

    /// A receiver that takes everything at once.
    void acceptEverything() {
        client.setScript([this](const http::Request& request) {
            arrivals.take(request.body);
            return makeResponse(204);
        });
    }

    [[nodiscard]] const http::Request& lastRequest() const { return client.sent().back().request; }

    MemoryFileSystem files;
    FakeClock clock;
    SilentSink sink;
    std::shared_ptr<std::deque<remote::Answer>> inbox =
        std::make_shared<std::deque<remote::Answer>>();
    ScriptedClient client;
    std::unique_ptr<wal::Log> log;
    std::vector<model::LayoutPtr> layouts;
    remote::EndpointOptions options;
    std::vector<wal::LedgerEntry> losses;
    Arrivals arrivals;
    std::unique_ptr<remote::Sender> sender;
    std::optional<std::int64_t> due;
    std::uint64_t offered = 0;

private:
    std::uint64_t m_segmentBytes = 0;
    std::map<std::size_t, std::uint64_t> m_rounds;
    std::uint64_t m_deliveries = 0;
};

} // namespace meterbench::tests
