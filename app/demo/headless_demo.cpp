#include "app/demo/headless_demo.h"

#include "app/arguments.h"
#include "app/demo/demo.h"
#include "app/demo/headless_scenes.h"
#include "app/program.h"
#include "app/signals.h"
#include "core/base/duration.h"
#include "core/base/number.h"
#include "core/base/text.h"

#include <QCoreApplication>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

namespace meterbench::app {

namespace {

constexpr const char* kUsage =
    "Usage: meterbench demo [--headless] [flags]\n"
    "A small service with three customers, its exporter and a receiver, inside the program.\n";

std::vector<Flag> demoFlags() {
    return {
        {"headless", "false", "no window: print what moves"},
        {"duration", "0s", "end after this time; 0s runs until TERM or Ctrl+C"},
        {"scene", "", "a scene of the director, or all: " + sceneNames()},
        {"log.level", "error", "debug, info, warn or error"},
    };
}

/// Requests of each customer, summed over the other labels.
std::map<std::string, double> requestsByCustomer(const pipeline::Snapshot& snapshot) {
    std::map<std::string, double> sums;
    for (const pipeline::TargetPtr& target : *snapshot.targets) {
        for (const model::BatchPtr& batch : target->batches) {
            for (std::size_t i = 0; i < batch->values.size(); ++i) {
                const bool counts =
                    batch->layout->labels.get(i, model::kMetricName) == "http_requests_total";
                if (counts && std::isfinite(batch->values[i])) {
                    sums[std::string(batch->layout->labels.get(i, "customer"))] += batch->values[i];
                }
            }
        }
    }
    return sums;
}

/// How far samples have come at the moment of a snapshot. They are sent in the order of the log, so
/// what the receiver has beyond the snapshot's count was logged after it.
struct Passed {
    std::uint64_t logged = 0;
    std::uint64_t accepted = 0; ///< of them
};

Passed passedBy(const pipeline::Snapshot& snapshot, const Demo& demo) {
    const std::uint64_t logged = snapshot.totals.samplesLogged;
    return {logged, std::min<std::uint64_t>(logged, demo.received().samples)};
}

/// Prints one line a second.
class Printer {
public:
    Printer(pipeline::Source& source, const Demo& demo)
        : m_source(source)
        , m_demo(demo) {}

    void printLine() {
        const pipeline::SnapshotPtr now = m_source.snapshot();
        const std::map<std::string, double> requests = requestsByCustomer(*now);
        std::string line = base::formatTimeUtc(now->timeMs).substr(11, 8) + "  targets up " +
                           std::to_string(now->targetsUp) + "/" +
                           std::to_string(now->targets->size());
        const double seconds = static_cast<double>(now->timeMs - m_beforeMs) / 1000;
        for (const auto& [customer, total] : requests) {
            const auto before = m_before.find(customer);
            if (before != m_before.end() && seconds > 0) {
                line += "  " + customer + " " +
                        base::formatNumber(std::round((total - before->second) / seconds)) +
                        " req/s";
            }
        }
        const Passed passed = passedBy(*now, m_demo);
        line += "  logged " + std::to_string(passed.logged) + "  accepted " +
                base::counted(passed.accepted, "sample") + " of " +
                std::to_string(m_demo.received().series) + " series";
        std::puts(line.c_str());
        std::fflush(stdout);
        m_before = requests;
        m_beforeMs = now->timeMs;
    }

private:
    pipeline::Source& m_source;
    const Demo& m_demo;
    std::map<std::string, double> m_before;
    std::int64_t m_beforeMs = 0;
};

} // namespace

int runHeadlessDemo(const std::vector<std::string>& words) {
    const std::vector<Flag> flags = demoFlags();
    const base::Result<Arguments> arguments = Arguments::parse(words, flags);
    if (!arguments) {
        std::fprintf(stderr, "meterbench demo: %s\n", arguments.error().context.c_str());
        return 2;
    }
    if (arguments->wantsHelp()) {
        std::fputs(helpText(kUsage, flags).c_str(), stdout);
        return 0;
    }
    const base::Result<std::chrono::milliseconds> duration =
        base::parseDuration(arguments->value("duration"));
    const std::optional<base::LogLevel> level = parseLogLevel(arguments->value("log.level"));
    if (!duration || !level) {
        std::fputs(
            "meterbench demo: --duration is a time like 30s, --log.level one of debug, info, warn, "
            "error\n",
            stderr
        );
        return 2;
    }
    if (arguments->isGiven("scene")) {
        return runHeadlessScenes(arguments->value("scene"), *level);
    }
    base::Result<std::unique_ptr<Program>> program = Program::start({}, {{}, true}, *level);
    const base::SystemClock clock;
    const base::Result<std::unique_ptr<Demo>> demo = Demo::start(clock);
    if (!program || !demo) {
        std::fprintf(
            stderr,
            "meterbench demo: %s\n",
            (!program ? program.error() : demo.error()).context.c_str()
        );
        return 1;
    }
    pipeline::Engine& engine = (*program)->engine();
    engine.post(pipeline::ApplyConfig{std::make_shared<const config::Config>((*demo)->config())});
    Printer printer(engine, **demo);
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, [&] { printer.printLine(); });
    timer.start(1'000);
    Signals signalling;
    QObject::connect(&signalling, &Signals::quit, qApp, &QCoreApplication::quit);
    if (duration->count() > 0) {
        QTimer::singleShot(*duration, qApp, &QCoreApplication::quit);
    }
    QCoreApplication::exec();
    timer.stop();
    // No new scrapes; what is logged is still brought to the receiver, which lives in this event
    // loop.
    for (const pipeline::TargetPtr& target : *engine.snapshot()->targets) {
        engine.post(pipeline::PauseTarget{target->id, true});
    }
    Passed passed;
    const auto allAccepted = [&] {
        const pipeline::SnapshotPtr now = engine.snapshot();
        passed = passedBy(*now, **demo);
        return !now->endpoints.empty() && passed.accepted == passed.logged &&
               now->endpoints.front()->state.samplesSent == passed.logged;
    };
    QTimer poll;
    const std::int64_t endNs = clock.steadyNs() + 4'000'000'000;
    QObject::connect(&poll, &QTimer::timeout, [&] {
        if (allAccepted() || clock.steadyNs() > endNs) {
            QCoreApplication::quit();
        }
    });
    poll.start(50);
    QCoreApplication::exec();
    const bool complete = allAccepted();
    std::printf(
        "%s: %llu samples logged, %llu accepted by the receiver\n",
        complete ? "complete" : "incomplete",
        static_cast<unsigned long long>(passed.logged),
        static_cast<unsigned long long>(passed.accepted)
    );
    (*program)->stop(std::chrono::milliseconds(2'000));
    return complete ? 0 : 1;
}

} // namespace meterbench::app
