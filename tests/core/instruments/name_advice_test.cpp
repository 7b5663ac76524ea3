// What is said about names while they are typed.
#include "core/instruments/name_advice.h"

#include <QtTest>

using namespace meterbench;
using instruments::Type;

class NameAdviceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void names_data() {
        QTest::addColumn<int>("type");
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("unit");
        QTest::addColumn<bool>("usable");
        QTest::addColumn<QByteArray>("says"); // a part of the problem; empty: nothing is said
        QTest::addColumn<QByteArray>("proposal");
        const auto row = [](const char* title,
                            Type type,
                            const char* name,
                            const char* unit,
                            bool usable,
                            const char* says,
                            const char* proposal) {
            QTest::newRow(title) << static_cast<int>(type) << QByteArray(name) << QByteArray(unit)
                                 << usable << QByteArray(says) << QByteArray(proposal);
        };
        row("a counter with its suffix", Type::Counter, "requests_total", "", true, "", "");
        row("a counter without gets it",
            Type::Counter,
            "requests",
            "",
            true,
            "it is added",
            "requests_total");
        row("an info without gets it", Type::Info, "build", "", true, "it is added", "build_info");
        row("a gauge", Type::Gauge, "queue_depth", "", true, "", "");
        row("nothing", Type::Gauge, "", "", false, "needs a name", "");
        row("a digit first", Type::Gauge, "1bad", "", false, "does not begin with a digit", "_1bad"
        );
        row("spaces and dashes",
            Type::Gauge,
            "queue depth-now",
            "",
            false,
            "letters, digits",
            "queue_depth_now");
        row("only signs", Type::Gauge, "---", "", false, "letters, digits", "");
        row("a counter with signs",
            Type::Counter,
            "http-requests",
            "",
            false,
            "letters, digits",
            "http_requests_total");
        row("a gauge that ends like a counter", Type::Gauge, "x_total", "", false, "_total", "x");
        row("a counter that ends like a bucket",
            Type::Counter,
            "x_bucket",
            "",
            false,
            "_bucket",
            "x_total");
        row("a counter that ends twice",
            Type::Counter,
            "x_total_total",
            "",
            false,
            "_total",
            "x_total");
        row("a unit that is missing",
            Type::Counter,
            "read_total",
            "bytes",
            false,
            "the unit bytes",
            "read_bytes_total");
        row("a unit that is there", Type::Counter, "read_bytes_total", "bytes", true, "", "");
        row("camelCase", Type::Gauge, "queueDepth", "", true, "small letters", "queue_depth");
        row("milliseconds", Type::Gauge, "delay_ms", "", true, "base units", "delay_seconds");
        row("a counter of milliseconds",
            Type::Counter,
            "busy_ms_total",
            "",
            true,
            "base units",
            "busy_seconds_total");
        row("a colon", Type::Gauge, "job:x", "", true, "recording rules", "job_x");
    }

    void names() {
        QFETCH(int, type);
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, unit);
        QFETCH(bool, usable);
        QFETCH(QByteArray, says);
        QFETCH(QByteArray, proposal);
        const auto advice = instruments::adviseName(
            static_cast<Type>(type), name.toStdString(), unit.toStdString()
        );
        QCOMPARE(advice.isUsable, usable);
        QVERIFY2(
            says.isEmpty() ? advice.problem.empty()
                           : advice.problem.find(says.toStdString()) != std::string::npos,
            advice.problem.c_str()
        );
        QCOMPARE(advice.proposal, proposal.toStdString());
        if (!proposal.isEmpty()) { // what is proposed needs no proposal
            const auto again = instruments::adviseName(
                static_cast<Type>(type), advice.proposal, unit.toStdString()
            );
            QVERIFY(again.isUsable);
            QCOMPARE(again.proposal, std::string());
        }
    }

    void labels_data() {
        QTest::addColumn<int>("type");
        QTest::addColumn<QByteArray>("label");
        QTest::addColumn<bool>("usable");
        QTest::addColumn<QByteArray>("proposal");
        const auto row =
            [](const char* title, Type type, const char* label, bool usable, const char* proposal) {
                QTest::newRow(title) << static_cast<int>(type) << QByteArray(label) << usable
                                     << QByteArray(proposal);
            };
        row("an ordinary one", Type::Gauge, "customer", true, "");
        row("a dash", Type::Gauge, "a-b", false, "a_b");
        row("a colon", Type::Gauge, "a:b", false, "a_b");
        row("reserved", Type::Gauge, "__x", false, "x");
        row("twice", Type::Gauge, "zone", false, "");
        row("le at a histogram", Type::Histogram, "le", false, "");
        row("le elsewhere", Type::Gauge, "le", true, "");
        row("capitals", Type::Gauge, "customerID", true, "customer_id");
        row("nothing", Type::Gauge, "", false, "");
    }

    void labels() {
        QFETCH(int, type);
        QFETCH(QByteArray, label);
        QFETCH(bool, usable);
        QFETCH(QByteArray, proposal);
        const auto advice =
            instruments::adviseLabel(static_cast<Type>(type), label.toStdString(), {"zone"});
        QCOMPARE(advice.isUsable, usable);
        QCOMPARE(advice.proposal, proposal.toStdString());
        QCOMPARE(advice.problem.empty(), usable && proposal.isEmpty());
    }
};

QTEST_GUILESS_MAIN(NameAdviceTest)
#include "name_advice_test.moc"
