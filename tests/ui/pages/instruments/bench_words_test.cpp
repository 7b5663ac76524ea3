// What the metrics page says of instruments.
#include "ui/pages/instruments/bench_words.h"
#include "ui/pages/instruments/info_text.h"

#include <QTest>

using namespace meterbench;
using namespace meterbench::ui;
using instruments::Type;

namespace {

instruments::Instrument made(Type type, const std::string& name, const std::string& help = {}) {
    instruments::Instrument one;
    one.definition.type = type;
    one.definition.name = name;
    one.definition.help = help;
    return one;
}

} // namespace

class BenchWordsTest : public QObject {
    Q_OBJECT

private slots:

    void aGroupIsNamed_data() {
        QTest::addColumn<int>("type");
        QTest::addColumn<QString>("help");
        QTest::addColumn<QString>("words");
        QTest::newRow("with its help") << int(Type::Counter) << "Calls"
                                       << "jobs_total, Counter: Calls";
        QTest::newRow("without help") << int(Type::Gauge) << ""
                                      << "jobs, Gauge";
        QTest::newRow("an Enum without help by its states") << int(Type::Enum) << ""
                                                            << "jobs, Enum: on, off";
        QTest::newRow("an Enum with help by it") << int(Type::Enum) << "Whether"
                                                 << "jobs, Enum: Whether";
        QTest::newRow("lines of the help in one") << int(Type::Gauge) << "a\n b"
                                                  << "jobs, Gauge: a b";
    }

    void aGroupIsNamed() {
        QFETCH(int, type);
        QFETCH(QString, help);
        instruments::Instrument one = made(static_cast<Type>(type), "jobs", help.toStdString());
        one.definition.states = {"on", "off"};
        QTEST(bench::groupWords(one), "words");
    }

    void aHistogramFitsItsColumn() {
        instruments::Instrument one = made(Type::Histogram, "took_seconds");
        one.series[{}].counts = {100, 20, 8};
        one.series[{}].value = 4.096;
        QCOMPARE(bench::valueText(one, {}), QStringLiteral("128, sum 4.10 s"));
        QCOMPARE(
            bench::valueDetail(one, {}), QStringLiteral("128 observed, sum 4.10 s, mean 32 ms")
        );
        one.series[{}] = {};
        QCOMPARE(bench::valueDetail(one, {}), QStringLiteral("0 observed, sum 0 s"));
    }

    void theDetailSaysAllDigits() {
        instruments::Instrument one = made(Type::Gauge, "used_bytes");
        one.series[{}].value = 41'234'567'890;
        QCOMPARE(bench::valueDetail(one, {}), QStringLiteral("41234567890"));
        one.series[{}].value = 0.125;
        QCOMPARE(bench::valueDetail(one, {}), QStringLiteral("0.125"));
    }

    void anInfoIsReadByLines_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("problem"); // a part of it; empty: well
        QTest::addColumn<QString>("read");    // as written again
        QTest::newRow("pairs") << "version=2\ncommit=7f"
                               << ""
                               << "commit=7f\nversion=2";
        QTest::newRow("blanks around") << "  version = 2 \n\n"
                                       << ""
                                       << "version=2";
        QTest::newRow("an = in the value") << "flags=-a=1"
                                           << ""
                                           << "flags=-a=1";
        QTest::newRow("an empty value") << "tag="
                                        << ""
                                        << "tag=";
        QTest::newRow("nothing") << ""
                                 << ""
                                 << "";
        QTest::newRow("a line without =") << "version=2\n\ncommit"
                                          << "Line 3 has no ="
                                          << "";
        QTest::newRow("a value without name") << "a=1\n =2"
                                              << "Line 2 has no name"
                                              << "";
        QTest::newRow("a name twice") << "a=1\nb=2\n a =3"
                                      << "Line 3: a is on line 1"
                                      << "";
    }

    void anInfoIsReadByLines() {
        QFETCH(QString, text);
        QFETCH(QString, problem);
        QFETCH(QString, read);
        instruments::InfoPairs pairs;
        const QString said = bench::readInfo(text, pairs);
        QCOMPARE(said.isEmpty(), problem.isEmpty());
        QVERIFY2(problem.isEmpty() || said.startsWith(problem), qPrintable(said));
        if (problem.isEmpty()) {
            QCOMPARE(bench::writeInfo(pairs), read);
        }
    }
};

QTEST_GUILESS_MAIN(BenchWordsTest)
#include "bench_words_test.moc"
