// Pushers that re-send totals (facts 2.3, 5, 6.4): each increment counts once, a drop or another
// _created is a restart; how such a pusher is recognised.
#include "tests/core/gateway/merge_store_fixture.h"

#include <QTest>

using namespace meterbench;
using namespace meterbench::tests;
using gateway::Policy;

namespace {

/// As Debian's prometheus_client writes a counter.
std::string pythonCounter(const std::string& value, const std::string& created) {
    return "# HELP some_counter_total Description\n# TYPE some_counter_total counter\n"
           "some_counter_total " +
           value +
           "\n# HELP some_counter_created Description\n# TYPE some_counter_created gauge\n"
           "some_counter_created " +
           created + "\n";
}

std::string histogram(int le1, int le2, int all, int sum) {
    return "# TYPE h histogram\nh_bucket{le=\"1\"} " + std::to_string(le1) +
           "\nh_bucket{le=\"2\"} " + std::to_string(le2) + "\nh_bucket{le=\"+Inf\"} " +
           std::to_string(all) + "\nh_sum " + std::to_string(sum) + "\nh_count " +
           std::to_string(all) + "\n";
}

/// A gateway in which the pushers of jobs "py*" re-send totals.
struct CumulativeGateway : Gateway {
    explicit CumulativeGateway(gateway::Profile profile = gateway::Profile::Strict)
        : Gateway(profile) {
        options.rules.cumulative = {"other", "py*"};
        open();
    }

    [[nodiscard]] double valueOf(const std::string& name, const std::string& job) const {
        gateway::Selection selection;
        selection.selector = "{job=\"" + job + "\"}";
        for (const gateway::SeriesRow& row : store->series(selection, 1'000)) {
            if (row.name == name) {
                return row.value;
            }
        }
        return -1;
    }
};

} // namespace

class CumulativeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    /// Facts 2.3: in sum mode this gives 3 and a sum of two Unix times.
    void aPythonClientThatPushesTwiceCountsOnce_data() {
        QTest::addColumn<int>("profile");
        QTest::newRow("strict") << 0;
        QTest::newRow("compatible") << 1;
    }

    void aPythonClientThatPushesTwiceCountsOnce() {
        QFETCH(int, profile);
        CumulativeGateway machine(static_cast<gateway::Profile>(profile));
        for (const char* const value : {"1.0", "2.0", "2.0"}) {
            QCOMPARE(machine.push("/job/py", pythonCounter(value, "1.7e+09")).status, 202);
        }
        QCOMPARE(machine.valueOf("some_counter_total", "py"), 2.0);
        QCOMPARE(machine.valueOf("some_counter_created", "py"), 1.7e9);
        QCOMPARE(machine.push("/job/delta", pythonCounter("1", "1")).status, 202);
        QCOMPARE(machine.push("/job/delta", pythonCounter("2", "1")).status, 202);
        QCOMPARE(machine.valueOf("some_counter_total", "delta"), 3.0);
    }

    /// Facts 5, "Counter-to-usage vectors", where the first sample counts.
    void counters_data() {
        QTest::addColumn<QList<double>>("samples");
        QTest::addColumn<double>("counted");
        QTest::newRow("one reset") << QList<double>{10, 15, 3, 8} << 23.0;
        QTest::newRow("growth") << QList<double>{10, 15} << 15.0;
        QTest::newRow("pushes that were missed") << QList<double>{0, 5, 20} << 20.0;
        QTest::newRow("a restart inside a gap") << QList<double>{100, 7} << 107.0;
        QTest::newRow("nothing happens") << QList<double>{5, 5, 5} << 5.0;
    }

    void counters() {
        QFETCH(QList<double>, samples);
        QFETCH(double, counted);
        CumulativeGateway machine;
        for (const double sample : samples) {
            const std::string body = "# TYPE c counter\nc " + std::to_string(sample) + "\n";
            QCOMPARE(machine.push("/job/py", body).status, 202);
            machine.open(); // what was sent last survives
        }
        QCOMPARE(machine.valueOf("c", "py"), counted);
    }

    void anotherCreationIsARestartEvenWhenTheValueIsLarger() {
        CumulativeGateway machine;
        QCOMPARE(machine.push("/job/py", pythonCounter("5", "1000")).status, 202);
        QCOMPARE(machine.push("/job/py", pythonCounter("7", "2000")).status, 202);
        QCOMPARE(machine.valueOf("some_counter_total", "py"), 12.0);
        QCOMPARE(machine.valueOf("some_counter_created", "py"), 1000.0); // when the first began
        QCOMPARE(machine.push("/job/py", pythonCounter("8", "2000")).status, 202);
        QCOMPARE(machine.valueOf("some_counter_total", "py"), 13.0);
    }

    void histogramsCountEachObservationOnce() {
        CumulativeGateway machine;
        const auto push = [&](const std::string& body) {
            return machine.push("/job/py", body).status == 202;
        };
        QVERIFY(push(histogram(1, 2, 3, 10)) && push(histogram(2, 3, 4, 11)));
        QVERIFY(machine.text().find(histogram(2, 3, 4, 11).substr(0, 17)) == 0);
        QCOMPARE(machine.valueOf("h_count", "py"), 4.0);
        QCOMPARE(machine.valueOf("h_sum", "py"), 11.0);
        QVERIFY(push(histogram(0, 1, 1, 2))); // a restart
        QCOMPARE(machine.valueOf("h_count", "py"), 5.0);
        QCOMPARE(machine.valueOf("h_sum", "py"), 13.0);
        // One bucket fell, the count did not: also a restart.
        QVERIFY(push(histogram(0, 0, 9, 9)));
        QCOMPARE(machine.valueOf("h_count", "py"), 14.0);
    }

    /// The level of a pusher replaces its former one within the sum.
    void gaugesThatAreSummedStandForTheirPushersLevel() {
        CumulativeGateway machine;
        const auto push = [&](const std::string& instance, const std::string& value) {
            const std::string body = "# TYPE depth gauge\ndepth " + value +
                                     "\n# TYPE peak gauge\npeak{clearmode=\"max\"} " + value + "\n";
            return machine.push("/job/py" + instance, body).status == 202;
        };
        QVERIFY(push("", "5") && push("", "7") && push("", "2"));
        QCOMPARE(machine.valueOf("depth", "py"), 2.0);
        QCOMPARE(machine.valueOf("peak", "py"), 7.0); // by its policy
    }

    /// Two registries that take turns under one path.
    void whatAPushLeavesOutKeepsItsTotal() {
        CumulativeGateway machine;
        const std::string a = "# TYPE a counter\na 5\n";
        const std::string b = "# TYPE b counter\nb 7\n";
        for (const std::string& body : {a, b, a, b, a}) {
            QCOMPARE(machine.push("/job/py", body).status, 202);
        }
        QCOMPARE(machine.valueOf("a", "py"), 5.0);
        QCOMPARE(machine.valueOf("b", "py"), 7.0);
    }

    /// Totals belong to the path, not to the series: two pushers may meet in one series.
    void pushersThatMeetInOneSeriesAreToldApart() {
        CumulativeGateway machine;
        const std::string inPath = "# TYPE c counter\nc{x=\"1\"} ";
        const std::string inBody = "# TYPE c counter\nc{y=\"1\"} ";
        QCOMPARE(machine.push("/job/py/y/1", inPath + "10\n").status, 202);
        QCOMPARE(machine.push("/job/py/x/1", inBody + "20\n").status, 202);
        QCOMPARE(machine.push("/job/py/y/1", inPath + "11\n").status, 202);
        QCOMPARE(machine.push("/job/py/x/1", inBody + "22\n").status, 202);
        QCOMPARE(machine.valueOf("c", "py"), 33.0);
    }

    void aRefusedPushIsNotRemembered() {
        CumulativeGateway machine;
        QCOMPARE(machine.push("/job/py", "# TYPE c counter\nc 5\n").status, 202);
        QCOMPARE(machine.push("/job/py", "# TYPE c counter\nc 9\nc 9\n").status, 400);
        machine.files.faults.failWrite = 0;
        QCOMPARE(machine.push("/job/py", "# TYPE c counter\nc 8\n").status, 503);
        QCOMPARE(machine.push("/job/py", "# TYPE c counter\nc 6\n").status, 202);
        QCOMPARE(machine.valueOf("c", "py"), 6.0);
    }

    /// The bodies of a client that re-sends totals, pushed in sum mode, and when it is proposed.
    void aPusherThatReSendsTotalsIsProposed_data() {
        QTest::addColumn<QStringList>("values");
        QTest::addColumn<bool>("hasCreated");
        QTest::addColumn<bool>("isProposed");
        QTest::newRow("two pushes are not enough") << QStringList{"1", "2"} << false << false;
        QTest::newRow("three that never fell") << QStringList{"1", "2", "2"} << false << true;
        QTest::newRow("two with the same creation") << QStringList{"1", "2"} << true << true;
        QTest::newRow("one fell") << QStringList{"1", "2", "1"} << false << false;
        QTest::newRow("always the same may be a difference of 1")
            << QStringList{"1", "1", "1", "1"} << false << false;
        QTest::newRow("it fell later on") << QStringList{"1", "2", "3", "1"} << false << false;
        QTest::newRow("it fell long ago") << QStringList{"3", "1", "2", "3"} << false << true;
    }

    void aPusherThatReSendsTotalsIsProposed() {
        QFETCH(QStringList, values);
        QFETCH(bool, hasCreated);
        QFETCH(bool, isProposed);
        Gateway machine;
        for (const QString& value : values) {
            const std::string body = pythonCounter(value.toStdString(), "1.7e+09");
            const std::size_t end = body.find("# HELP some_counter_created");
            QCOMPARE(machine.push("/job/py", hasCreated ? body : body.substr(0, end)).status, 202);
        }
        const auto rows = machine.store->families();
        QCOMPARE(rows.back().name, std::string("some_counter_total"));
        QCOMPARE(rows.back().proposesCumulative, isProposed);
        QVERIFY(!rows.back().isCumulative);
    }

    /// What is counted already is not counted again when the mode is switched on.
    void switchingItOnGoesOnFromTheLastPush() {
        Gateway machine;
        const auto push = [&](const char* value) {
            return machine.push("/job/py", std::string("# TYPE c counter\nc ") + value + "\n")
                       .status == 202;
        };
        QVERIFY(push("1") && push("2") && push("3"));
        QVERIFY(machine.store->setRules({{}, {}, {"py"}}, 0).ok());
        QVERIFY(push("5"));
        QCOMPARE(machine.text(), std::string("# TYPE c counter\nc{job=\"py\"} 8\n"));
        QVERIFY(machine.store->families()[0].isCumulative);
        machine.open();
        QVERIFY(push("6"));
        QCOMPARE(machine.text(), std::string("# TYPE c counter\nc{job=\"py\"} 9\n"));
        QVERIFY(machine.store->setRules({}, 0).ok());
        QVERIFY(push("6"));
        QCOMPARE(machine.text(), std::string("# TYPE c counter\nc{job=\"py\"} 15\n"));
        const std::string before = machine.text();
        QCOMPARE(machine.textAfterRestart(), before);
    }
};

QTEST_GUILESS_MAIN(CumulativeTest)
#include "cumulative_test.moc"
