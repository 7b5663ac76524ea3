// What the metrics page says of instruments.
#include "ui/pages/instruments/bench_words.h"

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
};

QTEST_GUILESS_MAIN(BenchWordsTest)
#include "bench_words_test.moc"
