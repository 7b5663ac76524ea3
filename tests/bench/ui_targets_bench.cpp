// What the Targets page costs on the gui thread: a tick in which 1,000 targets changed, and a
// keystroke in the filter over 100,000 rows, table included. Prints; asserts nothing.
#include "tests/support/scripted_source.h"
#include "ui/feed/snapshot_feed.h"
#include "ui/models/targets_model.h"

#include <QAbstractItemModel>
#include <QApplication>
#include <QHeaderView>
#include <QTableView>

#include <time.h>

#include <algorithm>
#include <cstdio>

using namespace meterbench;
using namespace meterbench::ui;

namespace {

/// Time of this thread's own: what others do on the machine does not count.
class Stopwatch {
public:
    Stopwatch() { clock_gettime(CLOCK_THREAD_CPUTIME_ID, &m_start); }

    [[nodiscard]] double milliseconds() const {
        timespec now{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return static_cast<double>(now.tv_sec - m_start.tv_sec) * 1e3 +
               static_cast<double>(now.tv_nsec - m_start.tv_nsec) / 1e6;
    }

private:
    timespec m_start{};
};

std::shared_ptr<pipeline::Snapshot> manyTargets(int count) {
    auto snapshot = std::make_shared<pipeline::Snapshot>();
    auto targets = std::make_shared<std::vector<pipeline::TargetPtr>>();
    for (int i = 0; i < count; ++i) {
        auto target = std::make_shared<pipeline::TargetState>();
        const std::string address = "10." + std::to_string(i / 65'536) + "." +
                                    std::to_string(i / 256 % 256) + "." + std::to_string(i % 256) +
                                    ":9100";
        target->id = static_cast<pipeline::TargetId>(i) + 1;
        target->pool = "job-" + std::to_string(i * 20 / count);
        target->url = "http://" + address + "/metrics";
        target->labels = {
            {"instance", address},
            {"job", target->pool},
            {"zone", i % 3 == 0 ? "eu-1" : "eu-2"},
            {"rack", "r" + std::to_string(i % 500)}};
        target->health = pipeline::Health::Up;
        target->lastScrapeMs = 1'000;
        targets->push_back(target);
    }
    snapshot->targets = targets;
    snapshot->timeMs = 2'000;
    return snapshot;
}

void setUp(QTableView& view, TargetsModel& model) {
    view.setModel(&model);
    view.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    view.resize(900, 700);
    view.show();
    QCoreApplication::processEvents();
}

void benchTick() {
    TargetsModel model;
    const auto first = tests::makeSnapshot(1'000, 200);
    model.update(first);
    QTableView view;
    setUp(view, model);
    std::vector<double> ticks;
    auto now = std::make_shared<pipeline::Snapshot>(*first);
    for (int round = 0; round < 20; ++round) {
        auto targets = std::make_shared<std::vector<pipeline::TargetPtr>>();
        for (const pipeline::TargetPtr& target : *now->targets) {
            auto copy = std::make_shared<pipeline::TargetState>(*target);
            copy->lastScrapeMs += 100;
            targets->push_back(copy);
        }
        now = std::make_shared<pipeline::Snapshot>(*now);
        now->targets = targets;
        now->timeMs += 1'000;
        const Stopwatch timer;

        model.update(now);
        QCoreApplication::processEvents();
        ticks.push_back(timer.milliseconds());
    }
    std::sort(ticks.begin(), ticks.end());
    std::printf(
        "tick, 1,000 targets of 200 series changed, painted: median %.2f ms, worst %.2f ms\n",
        ticks[ticks.size() / 2],
        ticks.back()
    );
}

void benchKeystrokes() {
    TargetsModel model;
    model.update(manyTargets(100'000));
    QTableView view;
    setUp(view, model);
    const QString texts[] = {
        QStringLiteral("10.1.2"), QStringLiteral("zone=eu-1 r49"), QStringLiteral("!eu-1 job-7")};
    for (const QString& text : texts) {
        double worst = 0;
        QString typed;
        for (const QChar c : text) {
            typed += c;
            const Stopwatch timer;

            model.setFilterText(typed);
            QCoreApplication::processEvents();
            const double took = timer.milliseconds();
            std::printf(
                "  %-16s %6d rows %6.2f ms\n",
                typed.toUtf8().constData(),
                model.matchedCount(),
                took
            );
            worst = std::max(worst, took);
        }
        std::printf("keystroke at 100,000 rows, painted: worst %.2f ms\n", worst);
        model.setFilterText({});
    }
}

} // namespace

int main(int argc, char** argv) {
    const QApplication application(argc, argv);
    benchTick();
    benchKeystrokes();
    return 0;
}
