// What --recompute says.
#include "app/recompute.h"

#include <QTest>

using namespace meterbench;

class RecomputeWordsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void words() {
        pipeline::Recomputation done;
        QCOMPARE(app::toText(done), std::string("0 windows recomputed: none can be compared.\n"));
        done.windows = 7;
        done.before = 3;
        QCOMPARE(
            app::toText(done),
            std::string("7 windows recomputed, all the same.\n"
                        "Not compared: 3 windows that begin before what the log covers of their "
                        "target.\n")
        );
        done.before = 0;
        metering::UsageRecord kept;
        kept.meter = "calls";
        kept.thing = "calls_total{}";
        kept.endMs = 3'600'000;
        kept.value = base::Decimal::fromInteger(5);
        done.differences.push_back({kept, std::nullopt});
        QCOMPARE(
            app::toText(done),
            std::string("7 windows recomputed, 1 not the same:\n"
                        "calls calls_total{} of nobody, 1970-01-01T00:00:00Z to "
                        "1970-01-01T01:00:00Z\n"
                        "  kept:       5 of 0 samples, measured 0 ms, inferred 0 ms, unmetered 0 "
                        "ms, resets 0, possible losses 0\n"
                        "  recomputed: nothing\n")
        );
    }
};

QTEST_GUILESS_MAIN(RecomputeWordsTest)
#include "recompute_test.moc"
