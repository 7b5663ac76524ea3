// The Go that a bench is copied as: its literals are read by rules of their own (go_literals.py)
// and by gofmt where that is installed; they hold the texts, and nothing gets out of them.
#include "core/instruments/client_code.h"
#include "tests/core/instruments/odd_texts.h"
#include "tests/support/python.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>
#include <QtTest>

#include <cmath>

using namespace meterbench;
using namespace meterbench::instruments;

namespace {

struct Program {
    QStringList literals;
    QString rest;
};

/// Ends the test when it is no Go.
Program programOf(const Bench& bench, std::string_view url = {}) {
    const auto code = QByteArray::fromStdString(clientCode(bench, ClientForm::Go, url));
    const auto run = support::runProgram(
        QStringLiteral("/usr/bin/python3"),
        {QStringLiteral("-I"),
         QStringLiteral(MB_SOURCE_DIR "/tests/core/instruments/go_literals.py")},
        code
    );
    if (!run.isGood) {
        qFatal("%s\n%s", run.errors.constData(), code.constData());
    }
    const QString gofmt = QStandardPaths::findExecutable(QStringLiteral("gofmt"));
    if (!gofmt.isEmpty() && !support::runProgram(gofmt, {QStringLiteral("-e")}, code).isGood) {
        qFatal("gofmt: %s", code.constData());
    }
    const QJsonObject read = QJsonDocument::fromJson(run.output).object();
    return {
        read.value(QStringLiteral("literals")).toVariant().toStringList(),
        read.value(QStringLiteral("rest")).toString()};
}

QStringList statementsOf(const Program& program) {
    QStringList statements;
    for (const QString& line : program.rest.split(QLatin1Char('\n'))) {
        if (line.contains(QStringLiteral("metric_")) || line.contains(QStringLiteral("for i"))) {
            statements << line.trimmed();
        }
    }
    return statements;
}

} // namespace

class ClientGoTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() {
        if (!support::runPython("pass").isGood) {
            QFAIL("there is no /usr/bin/python3");
        }
    }

    void textStaysText_data() { addOddTexts(); }

    void textStaysText() {
        QFETCH(QByteArray, text);
        const QString expected = QString::fromUtf8(text.constData(), text.size());
        const Program program = programOf(withText(text.toStdString()));
        // Help and label of the gauge, the info's pair, the enum's state.
        QCOMPARE(program.literals.count(expected) - (expected.isEmpty() ? 2 : 0), 4);
        QCOMPARE(statementsOf(program), statementsOf(programOf(withText("x"))));
    }

    void anAddressIsALiteral() {
        const Program program = programOf(Bench(), "http://a:1/\"+x+\"\\");
        QVERIFY(program.literals.contains(QStringLiteral("http://a:1/\"+x+\"\\")));
    }

    void numbersAreGos() {
        const Program program = programOf(benchOf(
            {Create{{Type::Gauge, "g", "math.Pi", "", {"a"}, {}, {}}},
             SetValue{{"g", {{"a", "1"}}}, NAN},
             SetValue{{"g", {{"a", "2"}}}, HUGE_VAL},
             SetValue{{"g", {{"a", "3"}}}, -HUGE_VAL},
             SetValue{{"g", {{"a", "4"}}}, -0.0},
             SetValue{{"g", {{"a", "5"}}}, 1e21},
             SetValue{{"g", {{"a", "6"}}}, -0.1}}
        ));
        const QString set = QStringLiteral("metric_g.WithLabelValues(STRING).Set(%1)");
        QStringList expected{
            QStringLiteral("metric_g := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: STRING, "
                           "Help: STRING}, []string{STRING})"),
            QStringLiteral("registry.MustRegister(metric_g)")};
        for (const char* number :
             {"math.NaN()",
              "math.Inf(1)",
              "math.Inf(-1)",
              "math.Copysign(0, -1)",
              "1e+21",
              "-0.1"}) {
            expected << set.arg(QString::fromUtf8(number));
        }
        QCOMPARE(statementsOf(program), expected);
    }

    void everySeriesIsMade() {
        const Program program = programOf(benchOf(
            {Create{{Type::Counter, "c", "", "", {}, {}, {}}},
             Create{{Type::Enum, "e", "", "", {}, {"up", "down", "off"}, {}}},
             Choose{{"e", {}}, "down"},
             Create{{Type::Info, "i", "", "", {"dc"}, {}, {}}},
             SetInfo{{"i", {{"dc", "eu"}}}, {{"os", "x"}}},
             SetInfo{{"i", {{"dc", "us"}}}, {{"version", "1"}}},
             Create{{Type::Histogram, "h", "", "", {}, {}, {0.5, 1e300}}},
             observed("h", {}, 0, {2, 0, 1}),
             Create{{Type::Histogram, "n", "", "", {}, {}, {}}}}
        ));
        const QStringList statements = statementsOf(program);
        for (const char* statement :
             {"metric_c_total.WithLabelValues().Add(0)",
              "metric_i_info.WithLabelValues(STRING, STRING, STRING).Set(1)",
              "for i := 0; i < 2; i++ {",
              "metric_h.WithLabelValues().Observe(0.5)",
              // As formatNumber(1e300) and the next one: 1e300 + 1 would fall in the bucket below.
              "metric_h.WithLabelValues().Observe(1.0000000000000002e+300)",
              "metric_n.WithLabelValues()"}) {
            QVERIFY2(statements.contains(QString::fromUtf8(statement)), statement);
        }
        QCOMPARE(
            statements.filter(QStringLiteral("metric_e.")).join(QString()),
            QStringLiteral("metric_e.WithLabelValues(STRING).Set(0)"
                           "metric_e.WithLabelValues(STRING).Set(1)"
                           "metric_e.WithLabelValues(STRING).Set(0)")
        );
        QVERIFY(program.rest.contains(QStringLiteral("Buckets: []float64{math.Inf(1)}")));
        QCOMPARE(
            program.literals.mid(program.literals.indexOf(QStringLiteral("eu")), 6),
            (QStringList{
                QStringLiteral("eu"),
                QStringLiteral("x"),
                QString(),
                QStringLiteral("us"),
                QString(),
                QStringLiteral("1")})
        );
    }

    void namesAlikeAreTwoVariables() {
        const Program program = programOf(benchOf(
            {Create{{Type::Gauge, "a:b", "", "", {}, {}, {}}},
             Create{{Type::Gauge, "a_b", "", "", {}, {}, {}}}}
        ));
        QVERIFY(program.literals.contains(QStringLiteral("a:b")));
        QVERIFY(program.literals.contains(QStringLiteral("a_b")));
    }
};

QTEST_GUILESS_MAIN(ClientGoTest)
#include "client_go_test.moc"
