// The feed: nothing for the same generation, frozen while paused, outcomes only of own commands,
// the union of what is watched.
#include "tests/support/scripted_source.h"
#include "ui/feed/snapshot_feed.h"

#include <QSignalSpy>
#include <QTest>

using namespace meterbench;
using ui::SnapshotFeed;

namespace {

std::shared_ptr<pipeline::Snapshot> numbered(std::uint64_t generation, std::int64_t timeMs = 0) {
    auto made = std::make_shared<pipeline::Snapshot>();
    made->generation = generation;
    made->timeMs = timeMs;
    return made;
}

} // namespace

class SnapshotFeedTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void theSameGenerationIsNoNews() {
        tests::ScriptedSource source(numbered(1));
        SnapshotFeed feed(source);
        QSignalSpy changed(&feed, &SnapshotFeed::changed);
        source.setSnapshot(numbered(1));
        feed.poll();
        QCOMPARE(changed.count(), 0);
        source.setSnapshot(numbered(2));
        feed.poll();
        QCOMPARE(changed.count(), 1);
        QCOMPARE(feed.current()->generation, 2ULL);
    }

    void aPausedViewStandsStillAndCatchesUp() {
        tests::ScriptedSource source(numbered(1));
        SnapshotFeed feed(source);
        feed.setPaused(true);
        QSignalSpy changed(&feed, &SnapshotFeed::changed);
        QSignalSpy arrived(&feed, &SnapshotFeed::arrived);
        source.setSnapshot(numbered(2));
        feed.poll();
        QCOMPARE(feed.current()->generation, 1ULL);
        QCOMPARE(feed.newest()->generation, 2ULL);
        QCOMPARE(changed.count(), 0);
        QCOMPARE(arrived.count(), 1);
        feed.setPaused(false);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(feed.current()->generation, 2ULL);
    }

    void anOutcomeOfOnesOwnCommandIsToldOnceEvenWhilePaused() {
        tests::ScriptedSource source(numbered(1));
        SnapshotFeed feed(source);
        QSignalSpy outcome(&feed, &SnapshotFeed::outcome);
        const std::uint64_t mine = feed.post(pipeline::ScrapeNow{7});
        feed.setPaused(true);
        auto next = numbered(2);
        next->outcomes = {{mine, true, "done"}, {mine + 1, true, "another window's"}};
        source.setSnapshot(next);
        feed.poll();
        auto later = numbered(3);
        later->outcomes = next->outcomes;
        source.setSnapshot(later);
        feed.poll();
        QCOMPARE(outcome.count(), 1);
    }

    void theEngineGetsTheUnionOfWhatIsWatched() {
        tests::ScriptedSource source(numbered(1));
        SnapshotFeed feed(source);
        QObject page;
        auto chart = std::make_unique<QObject>();
        pipeline::WatchSet first;
        first.series = {1, 2};
        first.window = std::chrono::minutes(5);
        pipeline::WatchSet second;
        second.series = {2, 3};
        second.inspected = 9;
        second.window = std::chrono::hours(1);
        feed.setWatch(&page, first);
        feed.setWatch(chart.get(), second);
        QCOMPARE(source.watched().series.size(), 3U);
        QCOMPARE(source.watched().inspected, 9ULL);
        QCOMPARE(source.watched().window, std::chrono::milliseconds(std::chrono::hours(1)));
        chart.reset();
        QCOMPARE(source.watched().series, first.series);
        QCOMPARE(source.watched().inspected, 0ULL);
        feed.setWatch(&page, {});
        QVERIFY(source.watched().series.empty());
    }

    void historyTakesOneValueASecondAndTwoMinutes() {
        ui::FigureHistory history;
        for (int i = 0; i < 400; ++i) {
            auto snapshot = numbered(1, 1'000 + i * 500);
            snapshot->rates.samplesInPerSecond = i;
            history.add(*snapshot);
        }
        QCOMPARE(history.samplesIn().size(), ui::FigureHistory::kValues);
        QCOMPARE(history.samplesIn().back(), 398.0);
        QCOMPARE(history.samplesIn()[118], 396.0);
    }
};

QTEST_GUILESS_MAIN(SnapshotFeedTest)
#include "snapshot_feed_test.moc"
