// What is planned happens, so often, in its order.
#include "core/billing/faults.h"

#include <QTest>

using namespace meterbench::billing;

class FaultsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void reads_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("kind"); // -1: refused
        QTest::addColumn<qint64>("number");
        const auto row = [](const char* name, QByteArray text, FaultKind kind, qint64 number) {
            QTest::newRow(name) << text << static_cast<int>(kind) << number;
        };
        const auto bad = [](const char* name, QByteArray text) {
            QTest::newRow(name) << text << -1 << qint64{0};
        };
        row("a bad token", "401", FaultKind::Unauthorized, 0);
        row("too many", "429:7", FaultKind::TooMany, 7);
        row("too many, at once again", "429:0", FaultKind::TooMany, 0);
        row("not there", "503", FaultKind::Unavailable, 0);
        row("reset", "reset", FaultKind::Reset, 0);
        row("slow", "slow:30000", FaultKind::Slow, 30'000);
        row("cut", "partial", FaultKind::Partial, 0);
        bad("nothing", "");
        bad("a word that is none", "404");
        bad("seconds are missing", "429");
        bad("seconds are no number", "429:soon");
        bad("seconds below zero", "429:-1");
        bad("longer than a connection may be idle", "slow:30001");
        bad("a number where there is none", "503:1");
        bad("a colon where there is none", "reset:");
    }

    void reads() {
        QFETCH(QByteArray, text);
        QFETCH(int, kind);
        QFETCH(qint64, number);
        const auto fault = parseFault(text.toStdString());
        QCOMPARE(fault.ok(), kind >= 0);
        if (fault) {
            QCOMPARE(static_cast<int>(fault->kind), kind);
            QCOMPARE(fault->number, number);
            QCOMPARE(QByteArray::fromStdString(textOf(*fault)), text);
        } else {
            QVERIFY(fault.error().context.find('"' + text.toStdString() + '"') == 0);
        }
    }

    void areUsedUpInTheirOrder() {
        Faults faults;
        QVERIFY(!faults.next());
        faults.plan({{FaultKind::Unavailable, 0}, 2});
        faults.plan({{FaultKind::TooMany, 3}, 1});
        std::string seen;
        while (const auto fault = faults.next()) {
            seen += textOf(*fault) + " ";
        }
        QCOMPARE(seen, std::string("503 503 429:3 "));
        QVERIFY((faults.done() == std::map<std::string, std::uint64_t>{{"503", 2}, {"429:3", 1}}));
    }

    void canBeTakenBack() {
        Faults faults;
        faults.plan({{FaultKind::Reset, 0}, 2});
        QVERIFY(faults.next().has_value());
        faults.clear();
        QVERIFY(!faults.next());
        QCOMPARE(faults.done().at("reset"), std::uint64_t{1});
    }
};

QTEST_GUILESS_MAIN(FaultsTest)
#include "faults_test.moc"
