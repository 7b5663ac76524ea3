// A recording as text. Times may be those of RFC 3339, section 5.6; its own examples are here.
#include "ui/pages/instruments/recording_text.h"

#include <QTest>

using namespace meterbench;
using namespace meterbench::ui;

using Numbers = std::vector<double>;
Q_DECLARE_METATYPE(Numbers)

class RecordingTextTest : public QObject {
    Q_OBJECT

private slots:

    void linesAreRead_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<Numbers>("seconds");
        QTest::addColumn<Numbers>("values");
        QTest::newRow("commas") << "0,1\n5,2.5" << Numbers{0, 5} << Numbers{1, 2.5};
        QTest::newRow("semicolons") << "0;1\n5;-2" << Numbers{0, 5} << Numbers{1, -2};
        QTest::newRow("blanks and tabs") << "0  1\n5\t2" << Numbers{0, 5} << Numbers{1, 2};
        QTest::newRow("a head") << "seconds,value\n0,1" << Numbers{0} << Numbers{1};
        QTest::newRow("empty lines") << "\n0,1\r\n\n5,2\n" << Numbers{0, 5} << Numbers{1, 2};
        QTest::newRow("times that do not begin with 0")
            << "1700000000,1\n1700000015,2" << Numbers{0, 15} << Numbers{1, 2};
        QTest::newRow("RFC 3339"
        ) << "time,value\n1985-04-12T23:20:50.52Z,1\n1985-04-12T23:21:00.52Z,2"
          << Numbers{0, 10} << Numbers{1, 2};
        QTest::newRow("RFC 3339 with two offsets for one moment")
            << "1996-12-19T16:39:57-08:00,1\n1996-12-20T00:39:57Z,2" << Numbers{0, 0}
            << Numbers{1, 2};
        QTest::newRow("nothing") << "" << Numbers() << Numbers();
    }

    void linesAreRead() {
        QFETCH(QString, text);
        instruments::Recording recording;
        QCOMPARE(bench::readRecording(text, recording), QString());
        QTEST(recording.seconds, "seconds");
        QTEST(recording.values, "values");
        instruments::Recording again;
        QCOMPARE(bench::readRecording(bench::writeRecording(recording), again), QString());
        QCOMPARE(again.seconds, recording.seconds);
        QCOMPARE(again.values, recording.values);
    }

    void aBadLineIsNamed_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("line");
        QTest::newRow("no value") << "0,1\n5"
                                  << "Line 2";
        QTest::newRow("no number") << "a,b\n0,1\n\nx,2"
                                   << "Line 4";
        QTest::newRow("a day alone and no value") << "0,1\n1985-04-12"
                                                  << "Line 2";
    }

    void aBadLineIsNamed() {
        QFETCH(QString, text);
        QFETCH(QString, line);
        instruments::Recording recording;
        const QString problem = bench::readRecording(text, recording);
        QVERIFY2(problem.startsWith(line + QLatin1Char(' ')), qPrintable(problem));
    }
};

QTEST_GUILESS_MAIN(RecordingTextTest)
#include "recording_text_test.moc"
