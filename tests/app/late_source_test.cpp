// LateSource: what waits until the engine is there, and that numbers given before stay true.
#include "app/late_source.h"
#include "tests/support/scripted_source.h"

#include <QTest>

using namespace meterbench;

namespace {

pipeline::WatchSet inspecting(pipeline::TargetId target) {
    pipeline::WatchSet watched;
    watched.inspected = target;
    return watched;
}

} // namespace

class LateSourceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void beforeTheEngineThereIsAnEmptySnapshot() {
        const app::LateSource late;
        QVERIFY(late.snapshot() != nullptr);
        QCOMPARE(late.snapshot()->generation, 0ULL);
    }

    void whatWaitedIsHandedOverInItsOrderAndWithItsNumbers() {
        app::LateSource late;
        QCOMPARE(late.post(pipeline::AddTarget{"http://one/metrics"}), 1ULL);
        QCOMPARE(late.post(pipeline::ScrapeNow{7}), 2ULL);
        late.watch(inspecting(3));
        late.watch(inspecting(4));
        tests::ScriptedSource engine(tests::makeSnapshot(2, 1));
        late.follow(engine);
        const std::vector<pipeline::Command> posted = engine.posted();
        QCOMPARE(posted.size(), 2ULL);
        QCOMPARE(std::get<pipeline::AddTarget>(posted[0]).url, std::string("http://one/metrics"));
        QCOMPARE(std::get<pipeline::ScrapeNow>(posted[1]).target, 7ULL);
        QCOMPARE(engine.watched().inspected, 4ULL);
    }

    void afterwardsAllGoesThrough() {
        app::LateSource late;
        tests::ScriptedSource engine(tests::makeSnapshot(2, 1));
        late.follow(engine);
        QCOMPARE(late.snapshot(), engine.snapshot());
        QCOMPARE(late.post(pipeline::ScrapeNow{1}), 1ULL);
        late.watch(inspecting(9));
        QCOMPARE(engine.posted().size(), 1ULL);
        QCOMPARE(engine.watched().inspected, 9ULL);
    }
};

QTEST_GUILESS_MAIN(LateSourceTest)
#include "late_source_test.moc"
