// The ledger of usage records: sums, repeats and conflicts, and what is there after a KILL, a
// failed write and damage.
#include "tests/core/billing/ledger_fixture.h"

#include <QTest>

using namespace meterbench;
using billing::Taken;
using tests::LedgerMachine;
using tests::usage;

namespace {

std::string sumOf(const LedgerMachine& machine, const char* customer, const char* dimension) {
    const auto& lines = machine.ledger->lines();
    const auto at = lines.find({customer, dimension});
    return at == lines.end() ? "none" : at->second.sum.toText();
}

} // namespace

class UsageLedgerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void addsExactlyAndApart() {
        LedgerMachine machine;
        QVERIFY(machine.open());
        for (int i = 0; i < 10; ++i) {
            QVERIFY(machine.ledger->take(usage("a", "x", "0.1")).value() == Taken::Accepted);
        }
        QVERIFY(machine.ledger->take(usage("a", "y", "2")).ok());
        QVERIFY(machine.ledger->take(usage("b", "x", "-3")).ok());
        QCOMPARE(sumOf(machine, "a", "x"), std::string("1"));
        QCOMPARE(sumOf(machine, "a", "y"), std::string("2"));
        QCOMPARE(sumOf(machine, "b", "x"), std::string("-3"));
        QCOMPARE(machine.ledger->entries().size(), std::size_t{12});
        QCOMPARE(machine.ledger->lines().at({"a", "x"}).entries.size(), std::size_t{10});
    }

    void theLastTimeIsTheLatest() {
        LedgerMachine machine;
        QVERIFY(machine.open());
        for (const std::int64_t timeMs : {-50, 3'000, 2'000}) {
            QVERIFY(machine.ledger->take(usage("a", "x", "1", {}, timeMs)).ok());
        }
        QCOMPARE(machine.ledger->lines().at({"a", "x"}).lastTimeMs, std::int64_t{3'000});
    }

    void aKeyIsTakenOnce_data() {
        QTest::addColumn<bool>("restarts");
        QTest::newRow("in one run") << false;
        QTest::newRow("over a KILL") << true;
    }

    void aKeyIsTakenOnce() {
        QFETCH(bool, restarts);
        LedgerMachine machine;
        QVERIFY(machine.open());
        QVERIFY(machine.ledger->take(usage("a", "x", "5", "k")).value() == Taken::Accepted);
        QVERIFY(!restarts || machine.open());
        QVERIFY(machine.ledger->take(usage("a", "x", "5", "k")).value() == Taken::Repeat);
        for (const auto& other :
             {usage("a", "x", "6", "k"),
              usage("b", "x", "5", "k"),
              usage("a", "y", "5", "k"),
              usage("a", "x", "5", "k", 1'001)}) {
            QVERIFY(machine.ledger->take(other).value() == Taken::Conflict);
        }
        QCOMPARE(machine.ledger->lines().size(), std::size_t{1});
        QCOMPARE(sumOf(machine, "a", "x"), std::string("5"));
        QVERIFY(machine.ledger->take(usage("a", "x", "5", "k2")).value() == Taken::Accepted);
        QCOMPARE(sumOf(machine, "a", "x"), std::string("10"));
    }

    void withoutAKeyEachCounts() {
        LedgerMachine machine;
        QVERIFY(machine.open());
        QVERIFY(machine.ledger->take(usage("a", "x", "5")).value() == Taken::Accepted);
        QVERIFY(machine.ledger->take(usage("a", "x", "5")).value() == Taken::Accepted);
        QCOMPARE(sumOf(machine, "a", "x"), std::string("10"));
    }

    void whatWasTakenIsThereAfterAKill() {
        LedgerMachine machine;
        for (int i = 1; i <= 5; ++i) {
            QVERIFY(machine.open());
            QCOMPARE(machine.ledger->entries().size(), static_cast<std::size_t>(i - 1));
            QVERIFY(machine.ledger->take(usage("a", "x", "1.5", "k" + std::to_string(i))).ok());
        }
        const auto before = machine.ledger->entries();
        QVERIFY(machine.open());
        QVERIFY(machine.ledger->entries() == before);
        QCOMPARE(sumOf(machine, "a", "x"), std::string("7.5"));
    }

    void whatCouldNotBeWrittenIsNotThere() {
        LedgerMachine machine;
        QVERIFY(machine.open());
        QVERIFY(machine.ledger->take(usage("a", "x", "1", "k1")).ok());
        machine.files.faults.capacityBytes = 0;
        QVERIFY(!machine.ledger->take(usage("a", "x", "1", "k2")).ok());
        QCOMPARE(sumOf(machine, "a", "x"), std::string("1"));
        machine.files.faults.capacityBytes = tests::Faults::kNever;
        QVERIFY(machine.ledger->take(usage("a", "x", "1", "k2")).value() == Taken::Accepted);
        QVERIFY(machine.open());
        QCOMPARE(sumOf(machine, "a", "x"), std::string("2"));
    }

    void aSumStaysInItsRange() {
        LedgerMachine machine;
        QVERIFY(machine.open());
        QVERIFY(machine.ledger->take(usage("a", "x", "1e24")).ok());
        const auto taken = machine.ledger->take(usage("a", "x", "0.1"));
        QVERIFY(!taken.ok() && taken.error().code == base::Code::Limit);
        QCOMPARE(machine.ledger->entries().size(), std::size_t{1});
        QVERIFY(machine.open());
    }
};

QTEST_GUILESS_MAIN(UsageLedgerTest)
#include "usage_ledger_test.moc"
