// Recompute: a second metering of the log says what the journal says, wherever the first was ended;
// what was not metered of these samples is told.
#include "core/pipeline/recompute.h"
#include "tests/core/pipeline/meterer_bench.h"

#include <QDir>
#include <QFile>

#include <random>

using namespace meterbench;
using metering::UsageJournal;
using metering::UsageRecord;
using pipeline::Recomputation;
using tests::Bench;

namespace {

/// Two targets for ten hours that are read, fail, are not read at all for a while, and whose
/// counters fall; the meterer is ended at random places.
void live(Bench& bench, std::mt19937& random) {
    double value = 0;
    int away = 0;
    for (int minute = 0; minute < 600; ++minute) {
        value = random() % 50 == 0 ? 1 : value + static_cast<double>(random() % 100);
        away = random() % 150 == 0 ? static_cast<int>(random() % 200) : std::max(0, away - 1);
        if (away == 0) {
            bench.scrape(minute, value, random() % 20 != 0);
        }
        if (minute >= 90) { // and one that comes later
            bench.scrape(minute, value * 8, random() % 20 != 0, 2);
        }
        if (random() % 3 == 0) {
            bench.clock.advanceMs(static_cast<std::int64_t>(random() % 20'000));
            bench.meterer->turn(bench.log->end());
        }
        if (random() % 25 == 0) {
            bench.start();
        }
    }
}

std::string journalFolder(const Bench& bench) {
    return bench.folder.path().toStdString() + "/usage";
}

Recomputation recomputed(Bench& bench, const std::string& folder) {
    auto journal = UsageJournal::openToRead(folder, bench.clock);
    auto done =
        pipeline::recompute({}, {tests::calls()}, **journal, bench.files, bench.log->folder());
    return done ? std::move(done).value() : Recomputation{};
}

std::vector<metering::StoredRecord> recordsOf(const std::string& folder, const base::Clock& clock) {
    return UsageJournal::openToRead(folder, clock).value()->recordsAfter(0, 100'000).value();
}

} // namespace

class RecomputeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void killedAnywhereItIsTheSame() {
        std::mt19937 random(7);
        std::uint64_t windows = 0;
        for (int round = 0; round < 12; ++round) {
            Bench bench;
            live(bench, random);
            const Recomputation meanwhile = recomputed(bench, journalFolder(bench));
            QCOMPARE(meanwhile.differences.size(), std::size_t{0});
            bench.meterer->finish(bench.log->end());
            const Recomputation done = recomputed(bench, journalFolder(bench));
            QCOMPARE(done.differences.size(), std::size_t{0});
            QVERIFY(done.windows >= meanwhile.windows);
            QCOMPARE(
                done.windows + done.before,
                std::uint64_t{recordsOf(journalFolder(bench), bench.clock).size()}
            );
            windows += done.windows;
        }
        QVERIFY(windows > 12 * 3 * 10);
    }

    void whatIsOfOtherSamplesIsTold() {
        Bench bench;
        for (int minute = 0; minute < 400; ++minute) {
            bench.scrape(minute, minute * 5.0);
        }
        bench.meterer->finish(bench.log->end());
        bench.meterer.reset();
        QCOMPARE(recomputed(bench, journalFolder(bench)).windows, std::uint64_t{5 * 3});
        UsageRecord changed = recordsOf(journalFolder(bench), bench.clock).back().record;
        UsageRecord invented = changed;
        const auto truth = changed.value;
        changed.value = (truth + base::Decimal::fromInteger(1)).value();
        invented.thing = "calls_total{instance=\"9\"}";
        const std::vector<UsageRecord> added{changed, invented};
        auto journal =
            UsageJournal::open({journalFolder(bench)}, bench.files, bench.clock, bench.sink);
        QVERIFY((*journal)->commit(added, nullptr));
        const auto differences = recomputed(bench, journalFolder(bench)).differences;
        QCOMPARE(differences.size(), std::size_t{2});
        for (const pipeline::UsageDifference& one : differences) {
            QVERIFY(one.kept.has_value());
            QVERIFY(*one.kept == (one.recomputed ? changed : invented));
            QVERIFY(!one.recomputed || one.recomputed->value == truth);
        }
    }

    void whatTheJournalHasLostIsTold() {
        Bench bench;
        for (int minute = 0; minute < 400; ++minute) {
            bench.scrape(minute, minute * 5.0);
        }
        bench.meterer->finish(bench.log->end());
        bench.meterer.reset();
        const auto checkpoint = UsageJournal::openToRead(journalFolder(bench), bench.clock)
                                    .value()
                                    ->checkpoint()
                                    .value();
        std::vector<UsageRecord> records;
        for (const auto& row : recordsOf(journalFolder(bench), bench.clock)) {
            records.push_back(row.record);
        }
        const UsageRecord lost = records.at(records.size() - 5);
        records.erase(records.end() - 5);
        const std::string folder = bench.folder.path().toStdString() + "/copy";
        auto copy = UsageJournal::open({folder}, bench.files, bench.clock, bench.sink).value();
        QVERIFY(copy->commit(records, &*checkpoint));
        const Recomputation done = recomputed(bench, folder);
        QCOMPARE(done.differences.size(), std::size_t{1});
        QVERIFY(!done.differences[0].kept);
        QVERIFY(done.differences[0].recomputed == lost);
    }

    /// The log is shortened once what stood there was sent: then less can be compared, wherever it
    /// begins.
    void onlyWhatTheLogCoversIsCompared() {
        std::mt19937 random(5);
        for (int round = 0; round < 30; ++round) {
            Bench bench(1U << 15U);
            live(bench, random);
            bench.meterer->finish(bench.log->end());
            const Recomputation all = recomputed(bench, journalFolder(bench));
            QDir log(QString::fromStdString(bench.log->folder()));
            const QStringList segments =
                log.entryList({QStringLiteral("*.segment")}, QDir::Files, QDir::Name);
            QVERIFY(segments.size() > 2);
            std::uint64_t windows = all.windows;
            for (const QString& name : segments.mid(0, segments.size() - 1)) {
                QVERIFY(log.remove(name));
                const Recomputation rest = recomputed(bench, journalFolder(bench));
                QCOMPARE(rest.differences.size(), std::size_t{0});
                QVERIFY(rest.windows <= std::exchange(windows, rest.windows));
                QCOMPARE(rest.windows + rest.before, all.windows + all.before);
                QVERIFY(rest.damage.empty());
            }
            QVERIFY(windows < all.windows);
        }
    }

    void behindDamageItBeginsAnew() {
        Bench bench;
        for (int minute = 0; minute < 600; ++minute) {
            bench.scrape(minute, minute * 5.0);
        }
        bench.meterer->finish(bench.log->end());
        const std::string name = bench.log->folder() + "/0000000001.segment";
        QFile file(QString::fromStdString(name));
        QVERIFY(file.open(QIODevice::ReadWrite | QIODevice::Unbuffered));
        QVERIFY(file.seek(file.size() / 3) && file.write("damage") == 6);
        const Recomputation done = recomputed(bench, journalFolder(bench));
        QVERIFY(!done.damage.empty());
        QCOMPARE(done.differences.size(), std::size_t{0});
        QVERIFY(done.windows > 0 && done.before > 3);
    }

    void aThingThatTwoTargetsHaveIsCompared() {
        Bench bench;
        for (int minute = 0; minute < 300; ++minute) {
            auto first = tests::reading(1, minute * 60'000, minute, true);
            QVERIFY(bench.log->append(first).ok());
            auto other = std::make_shared<model::Batch>(*first[0]);
            model::LayoutBuilder builder(2);
            for (std::uint32_t at = 0; at < first[0]->layout->size(); ++at) {
                builder.append(first[0]->layout->labels.at(at).views());
            }
            other->layout = builder.finish(nullptr);
            other->timestampMs += 20'000;
            const std::vector<model::BatchPtr> group{other};
            QVERIFY(bench.log->append(group).ok());
        }
        bench.meterer->finish(bench.log->end());
        const Recomputation done = recomputed(bench, journalFolder(bench));
        QCOMPARE(done.windows, std::uint64_t{9});
        QCOMPARE(done.severalTargets, std::uint64_t{3}); // those of the first hour
        QCOMPARE(done.differences.size(), std::size_t{0});
    }

    /// It was forgotten: the agent has told the sample as late, whatever the log still shows.
    void whatCameWhenItWasForgottenIsNoDifference() {
        constexpr std::int64_t kHour = 3'600'000;
        Bench bench;
        model::LayoutBuilder builder(7);
        for (int pod = 0; pod < 1'500; ++pod) {
            builder.append(model::Labels{
                {"__name__", "calls_total"}, {"pod", std::to_string(pod)}}.views());
        }
        const model::LayoutPtr pods = builder.finish(nullptr);
        const auto give = [&](std::int64_t timeMs, double value, std::int64_t looseMs) {
            auto batch = std::make_shared<model::Batch>();
            batch->layout = pods;
            batch->timestampMs = timeMs;
            batch->values.assign(pods->size(), value);
            batch->absentCount = looseMs == 0 ? 0 : static_cast<std::uint32_t>(pods->size());
            if (looseMs > 1) {
                batch->loose.push_back({3, looseMs, 99});
            }
            const std::vector<model::BatchPtr> group{batch};
            QVERIFY(bench.log->append(group).ok());
            bench.clock.advanceMs(60'000);
            bench.meterer->turn(bench.log->end());
        };
        for (int hour = 1; hour <= 12; ++hour) {
            give(hour * kHour, hour, 0);
        }
        give(13 * kHour, model::kStale, 0);
        for (int hour = 14; hour <= 80; ++hour) {
            give(hour * kHour, model::kAbsent, hour == 79 ? 20 * kHour + 5'000 : 1);
        }
        bench.meterer->finish(bench.log->end());
        QVERIFY(bench.meterer->state()->counts.late > 0);
        const Recomputation done = recomputed(bench, journalFolder(bench));
        QCOMPARE(done.differences.size(), std::size_t{0});
        QCOMPARE(done.forgotten, std::uint64_t{1});
        QVERIFY(done.windows > 1'500);
    }

    void withoutTheMetersNothingIsCompared() {
        Bench bench;
        for (int minute = 0; minute < 300; ++minute) {
            bench.scrape(minute, minute);
        }
        bench.meterer->finish(bench.log->end());
        auto journal = UsageJournal::openToRead(journalFolder(bench), bench.clock);
        const auto done = pipeline::recompute({}, {}, **journal, bench.files, bench.log->folder());
        QVERIFY(done.ok());
        QCOMPARE(done->windows, std::uint64_t{0});
        QVERIFY(done->otherMeters > 0);
    }
};

QTEST_GUILESS_MAIN(RecomputeTest)
#include "recompute_test.moc"
