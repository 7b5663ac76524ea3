// Meterer: what is in the log is metered once, whatever ends the process, and the log is kept until
// it is.
#include "tests/core/pipeline/meterer_bench.h"

#include <QDir>

#include <random>

using namespace meterbench;
using tests::Bench;

class MetererTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void whatIsInTheLogIsMetered() {
        Bench bench;
        for (int minute = 0; minute < 200; ++minute) {
            bench.scrape(minute, minute * 5.0);
            bench.meterer->turn(bench.log->end());
        }
        QCOMPARE(bench.meterer->state()->groupsRead, std::uint64_t{200});
        const auto totals = bench.totals();
        QCOMPARE(totals.size(), std::size_t{3});
        QCOMPARE(totals.at("acme").value.toText(), std::string("995"));
        QCOMPARE(totals.at("initech").value.toText(), std::string("3980"));
        QCOMPARE(totals.at("acme").evidence.measuredMs, std::int64_t{199 * 60'000});
    }

    void aFailedReadingIsBridged() {
        Bench bench;
        for (int minute = 0; minute < 20; ++minute) {
            bench.scrape(minute, minute * 5.0, minute != 7);
        }
        const auto totals = bench.totals();
        QCOMPARE(totals.at("acme").value.toText(), std::string("95"));
        QCOMPARE(totals.at("acme").evidence.inferredMs, std::int64_t{60'000});
        QCOMPARE(totals.at("acme").evidence.unmeteredMs, std::int64_t{0});
    }

    /// Ended at random places, with commits at random times: as without any of it.
    void killedAnywhereItMetersTheSame() {
        std::mt19937 random(12);
        for (int round = 0; round < 25; ++round) {
            Bench quiet;
            Bench killed;
            double value = 0;
            for (int minute = 0; minute < 300; ++minute) {
                value = random() % 50 == 0 ? 1 : value + static_cast<double>(random() % 100);
                const bool isUp = random() % 20 != 0;
                quiet.scrape(minute, value, isUp);
                killed.scrape(minute, value, isUp);
                if (random() % 3 == 0) {
                    killed.clock.advanceMs(static_cast<std::int64_t>(random() % 20'000));
                    killed.meterer->turn(killed.log->end());
                }
                if (random() % 25 == 0) {
                    killed.start();
                }
            }
            const auto expected = quiet.totals();
            const auto found = killed.totals();
            QCOMPARE(found.size(), expected.size());
            for (const auto& [customer, total] : expected) {
                QCOMPARE(found.at(customer).value.toText(), total.value.toText());
                QVERIFY(found.at(customer).evidence == total.evidence);
            }
        }
    }

    void aNewOneBeginsAtTheEndOfTheLog() {
        Bench bench;
        bench.meterer.reset();
        QVERIFY(QDir(bench.folder.filePath(QStringLiteral("usage"))).removeRecursively());
        bench.scrape(0, 0);
        bench.scrape(1, 100);
        bench.start();
        bench.scrape(2, 110);
        bench.scrape(3, 130);
        QCOMPARE(bench.totals().at("acme").value.toText(), std::string("20"));
    }

    void whatCameWhileItWasAwayIsMetered() {
        Bench bench;
        bench.meterer.reset();
        bench.scrape(0, 0);
        bench.scrape(1, 100);
        bench.start();
        bench.scrape(2, 110);
        QCOMPARE(bench.totals().at("acme").value.toText(), std::string("110"));
    }

    void whatIsReadIsSafeOnlyWhenItIsWrittenDown() {
        Bench bench;
        const wal::Position before = bench.meterer->position();
        bench.scrape(0, 0);
        bench.meterer->turn(bench.log->end());
        QVERIFY(bench.meterer->position() == before);
        bench.clock.advanceMs(31'000);
        bench.meterer->turn(bench.log->end());
        QVERIFY(bench.meterer->position() == bench.log->end());
    }

    /// Two targets that fail and come at other times do not disturb each other.
    void targetsAreReadApart() {
        Bench bench;
        for (int minute = 0; minute < 60; ++minute) {
            bench.scrape(minute, minute * 5.0, true, 1);
            if (minute % 10 == 0) {
                bench.scrape(minute, minute * 7.0, true, 2);
            }
        }
        const auto totals = bench.totals();
        QCOMPARE(totals.at("acme").value.toText(), std::to_string(59 * 5 + 50 * 7));
        QCOMPARE(totals.at("acme").things, std::uint64_t{2});
        QCOMPARE(totals.at("acme").evidence.unmeteredMs, std::int64_t{0});
    }
};

QTEST_GUILESS_MAIN(MetererTest)
#include "meterer_test.moc"
