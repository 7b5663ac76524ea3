// What is counted beside the usage records is there again after a KILL, record by record and out of
// a rewritten state; repeats stay repeats.
#include "core/billing/ledger_look.h"
#include "core/remote/receiver.h"
#include "tests/core/billing/ledger_fixture.h"
#include "tests/core/billing/write_body.h"

#include <QTest>

using namespace meterbench;
using namespace meterbench::tests;
using billing::RefusedKind;
using metering::Verdict;

namespace {

/// Opens the book as a new process would: nothing was told to the one before.
struct Machine : LedgerMachine {
    bool again() { return openCounts(); }

    bool write(const std::string& body) {
        const auto request = remote::receive(body);
        return request && counts->take(*request, body);
    }
};

std::string nobodys(std::uint64_t timeMs) {
    return writeOf({{"__name__", "up"}}, 1, timeMs);
}

} // namespace

class CountBookTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void countsSurviveAKill_data() {
        QTest::addColumn<bool>("isRewritten");
        QTest::newRow("out of the changes") << false;
        QTest::newRow("out of a state") << true;
    }

    void countsSurviveAKill() {
        QFETCH(bool, isRewritten);
        Machine machine;
        QVERIFY(machine.again());
        machine.clock.advanceMs(5'000);
        const std::int64_t sinceMs = machine.counts->sinceMs();
        for (const std::uint64_t timeMs : {1'000U, 2'000U, 2'000U}) {
            QVERIFY(machine.write(goodWrite(timeMs)));
        }
        QVERIFY(machine.write(nobodys(1'000)));
        machine.counts->refuse(RefusedKind::Usage, "too late");
        machine.counts->refuse(RefusedKind::Usage, "too late");
        machine.counts->refuse(RefusedKind::Write, "no snappy");
        machine.counts->repeat({"acme", "calls"});
        for (int start = 0; start < 3; ++start) {
            if (isRewritten) {
                QVERIFY(machine.counts->rewrite().ok());
            }
            QVERIFY(machine.again());
            const billing::SampleLedger& samples = machine.counts->samples();
            QCOMPARE(machine.counts->sinceMs(), sinceMs);
            QCOMPARE(samples.requests(), std::uint64_t{4});
            QCOMPARE(samples.repeats(), std::uint64_t{1});
            QCOMPARE(samples.of(Verdict::Billable).samples, std::uint64_t{2});
            QCOMPARE(samples.of(Verdict::Billable).series, std::uint64_t{1});
            QCOMPARE(samples.of(Verdict::NoCustomer).series, std::uint64_t{1});
            QVERIFY(!samples.of(Verdict::NoCustomer).example.empty());
            const billing::SampleLine& line = samples.lines().at({"acme", "calls"});
            QCOMPARE(line.samples, std::uint64_t{2});
            QCOMPARE(line.repeats, std::uint64_t{1});
            QCOMPARE(line.lastValue, 7.0);
            QCOMPARE(line.lastTimeMs, std::int64_t{2'000});
            QCOMPARE(machine.counts->refused(RefusedKind::Usage).total(), std::uint64_t{2});
            QCOMPARE(
                machine.counts->refused(RefusedKind::Usage).reasons().at("too late"),
                std::uint64_t{2}
            );
            QCOMPARE(machine.counts->refused(RefusedKind::Write).total(), std::uint64_t{1});
            QCOMPARE(machine.counts->repeatsOf({"acme", "calls"}), std::uint64_t{1});
        }
        // A sender that saw no answer before the KILL sends again.
        QVERIFY(machine.write(goodWrite(2'000)));
        QVERIFY(machine.write(goodWrite(3'000)));
        QCOMPARE(machine.counts->samples().repeats(), std::uint64_t{2});
        QCOMPARE(
            machine.counts->samples().lines().at({"acme", "calls"}).samples, std::uint64_t{3}
        );
        QCOMPARE(
            machine.counts->samples().of(Verdict::Billable).series, std::uint64_t{1}
        ); // known, not new
    }

    void aStateHoldsTheLastTimes() {
        Machine machine;
        QVERIFY(machine.again());
        constexpr std::uint64_t more = billing::SampleLedger::kTimesSaved + 10;
        for (std::uint64_t i = 0; i < more; ++i) {
            QVERIFY(machine.write(goodWrite(1'000 + i * 10'000 + i % 3)));
        }
        QVERIFY(machine.counts->rewrite().ok());
        QVERIFY(machine.again());
        QVERIFY(machine.write(goodWrite(1'000 + (more - 1) * 10'000 + (more - 1) % 3)));
        QCOMPARE(machine.counts->samples().repeats(), std::uint64_t{1});
        QVERIFY(machine.write(goodWrite(1'000))); // of before the times that are known
        QCOMPARE(machine.counts->samples().tooOld(), std::uint64_t{1});
        QCOMPARE(machine.counts->samples().lines().at({"acme", "calls"}).samples, more);
    }

    void theFileIsRewrittenWhenItHasGrown() {
        Machine machine;
        machine.rewriteAboveBytes = 4'096;
        QVERIFY(machine.again());
        std::size_t most = 0;
        for (int i = 0; i < 2'000; ++i) {
            machine.counts->repeat({"acme", "calls"});
            machine.clock.advanceMs(1'000);
            QVERIFY(machine.counts->maintain().ok());
            most = std::max(most, machine.disk.readAll("/data/samples.journal")->size());
        }
        QVERIFY2(most < 8'192, qPrintable(QString::number(most)));
        QVERIFY(machine.again());
        QCOMPARE(machine.counts->repeatsOf({"acme", "calls"}), std::uint64_t{2'000});
    }

    void whatCannotBeWrittenIsNotTaken() {
        Machine machine;
        QVERIFY(machine.again());
        QVERIFY(machine.write(goodWrite(1'000)));
        machine.files.faults.failWrite = 0;
        machine.files.faults.failWrites = 100;
        QVERIFY(!machine.write(goodWrite(2'000)));
        machine.counts->refuse(RefusedKind::Usage, "x"); // is counted all the same
        QCOMPARE(machine.counts->refused(RefusedKind::Usage).total(), std::uint64_t{1});
        QCOMPARE(
            machine.counts->samples().lines().at({"acme", "calls"}).samples, std::uint64_t{1}
        );
    }

    void aStateThatIsNoneIsCorrupt() {
        billing::SampleLedger ledger(metering::TaggingSchema::compile({}).value());
        for (const std::string& part :
             {std::string(), std::string("\x09"), std::string("\x01\x01", 2), std::string("\x03\x63", 2)}) {
            QVERIFY(ledger.takeState(part).error().code == base::Code::Corrupt);
        }
    }

    void aViewShowsBothLedgers() {
        Machine machine;
        QVERIFY(machine.open());
        QVERIFY(machine.again());
        QVERIFY(machine.ledger->take(usage("acme", "calls", "5")).ok());
        QVERIFY(machine.ledger->take(usage("globex", "cpu", "1.5")).ok());
        machine.counts->repeat({"acme", "calls"});
        QVERIFY(machine.write(goodWrite(1'000)));
        machine.counts->refuse(RefusedKind::Write, "no snappy");
        billing::Faults faults;
        faults.plan({{billing::FaultKind::Unavailable, 0}, 3});
        const auto view = billing::viewOf({*machine.ledger, *machine.counts, faults}, 42);
        QCOMPARE(view->lines.size(), std::size_t{2});
        QCOMPARE(view->linesInAll, std::uint64_t{2});
        QCOMPARE(view->lines[0].customer, std::string("acme"));
        QCOMPARE(view->lines[0].sum.toText(), std::string("5"));
        QCOMPARE(view->lines[0].samples, std::uint64_t{1});
        QCOMPARE(view->lines[0].repeats, std::uint64_t{1});
        QCOMPARE(view->writesRefused, std::uint64_t{1});
        QCOMPARE(view->planned.size(), std::size_t{1});
        QCOMPARE(view->timeMs, std::int64_t{42});
    }
};

QTEST_GUILESS_MAIN(CountBookTest)
#include "count_book_test.moc"
