// What is written as YAML comes back as the same bench, for every type and for text that YAML could
// take for something else; and another reader, PyYAML, finds the same texts in it.
#include "core/instruments/yaml.h"
#include "tests/core/instruments/bench_fixture.h"
#include "tests/core/instruments/odd_texts.h"
#include "tests/support/python.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <cmath>

using namespace meterbench;
using namespace meterbench::instruments;

namespace {

Driver driver(DriverKind kind) {
    Driver made;
    made.kind = kind;
    made.rate = 0.1;
    made.step = 1.0 / 3;
    made.from = 1e-7;
    made.to = 1e300;
    made.periodSeconds = 12.5;
    made.repeats = false;
    made.seed = 18'446'744'073'709'551'615ULL; // more than a double holds
    made.speed = 2.5;
    made.isPaused = true;
    if (kind == DriverKind::Replay) {
        made.recording = {"a: \"b\"\n.csv", {0, 0.1, 7}, {-1, 1e21, 2}};
    }
    return made;
}

std::vector<Edit> counters() {
    return {
        Create{
            {Type::Counter,
             "requests",
             "Requests \"served\".\n",
             "",
             {"customer", "zone"},
             {},
             {}}},
        Increment{{"requests", {{"customer", "acme"}}}, 0.1},
        Increment{{"requests", {{"customer", "b"}, {"zone", "eu"}}}, 9'007'199'254'740'993.0},
        Create{{Type::Counter, "sent_bytes", "", "bytes", {}, {}, {}}},
        Increment{{"sent_bytes", {}}, 5e-324}};
}

std::vector<Edit> gauges() {
    std::vector<Edit> edits{
        Create{{Type::Gauge, "heat_celsius", "Heat.", "celsius", {"at"}, {}, {}}}};
    for (const double value :
         {1e308, -1e-308, -0.0, 1e21, 123456789.125, double(INFINITY), -double(INFINITY)}) {
        edits.emplace_back(SetValue{{"heat_celsius", {{"at", std::to_string(value)}}}, value});
    }
    edits.emplace_back(Create{{Type::Gauge, "empty", "No series.", "", {"a"}, {}, {}}});
    return edits;
}

std::vector<Edit> infosAndEnums() {
    return {
        Create{{Type::Info, "build", "Build.", "", {"dc"}, {}, {}}},
        SetInfo{{"build", {{"dc", "eu"}}}, {{"version", "1.0"}, {"null", "null"}, {"x", ""}}},
        AddSeries{{"build", {{"dc", "us"}}}},
        Create{{Type::Enum, "mode", "Mode.", "", {}, {"no", "~", "on: #1"}, {}}},
        Choose{{"mode", {}}, "on: #1"}};
}

std::vector<Edit> histograms() {
    return {
        Create{{Type::Histogram, "size", "Sizes.", "", {"a"}, {}, {-1.5, 0.1, 1e30}}},
        observed(
            "size", {"x"}, -0.5, {1, 0, 18'446'744'073'709'551'615ULL, 9'007'199'254'740'993ULL}
        ),
        observed("size", {"y"}, NAN, {0, 0, 0, 1}),
        Create{{Type::Histogram, "bare", "", "", {}, {}, {}}},
        observed("bare", {}, INFINITY, {7})};
}

std::vector<Edit> drivers() {
    std::vector<Edit> edits{
        Create{{Type::Gauge, "driven", "", "", {"kind"}, {}, {}}},
        Create{{Type::Enum, "lights", "", "", {}, {"red", "green"}, {}}},
        PutDriver{{"lights", {}}, driver(DriverKind::Cycle)}};
    for (int i = 0; i < static_cast<int>(DriverKind::Cycle); ++i) {
        const auto kind = static_cast<DriverKind>(i);
        edits.emplace_back(PutDriver{
            {"driven", {{"kind", std::string(driverName(kind))}}}, driver(kind)});
    }
    return edits;
}

} // namespace

class YamlTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void comesBackAsItWas_data() {
        QTest::addColumn<int>("at");
        const auto row = [this](const char* title, std::vector<Edit> edits) {
            QTest::newRow(title) << static_cast<int>(m_benches.size());
            m_benches.push_back(std::move(edits));
        };
        m_benches.clear();
        row("no metric", {});
        row("counters", counters());
        row("gauges", gauges());
        row("infos and enums", infosAndEnums());
        row("histograms", histograms());
        row("drivers", drivers());
        const std::string longName(2'000, 'l');
        row("a long name of a label",
            {Create{{Type::Gauge, "g", "", "", {longName}, {}, {}}},
             SetValue{{"g", {{longName, "x"}}}, 1}});
    }

    void comesBackAsItWas() {
        QFETCH(int, at);
        const Bench bench = benchOf(m_benches[static_cast<std::size_t>(at)]);
        const std::string text = writeYaml(bench);
        QVERIFY(looksLikeYaml(text));
        const auto edits = readYaml(text, kNowMs);
        QVERIFY2(edits.ok(), edits.ok() ? "" : edits.error().context.c_str());
        const Bench again = benchOf(*edits);
        QCOMPARE(QByteArray::fromStdString(writeYaml(again)), QByteArray::fromStdString(text));
        QCOMPARE(again.instruments().size(), bench.instruments().size());
        for (std::size_t i = 0; i < bench.instruments().size(); ++i) {
            // A NaN is not even like itself.
            if (bench.instruments()[i].definition.name != "size") {
                QVERIFY(again.instruments()[i] == bench.instruments()[i]);
            }
        }
        if (const Instrument* const size = again.find("size")) {
            QVERIFY(
                size->series == bench.find("size")->series ||
                std::isnan(size->series.at({"y"}).value)
            );
            QVERIFY(size->series.at({"x"}) == bench.find("size")->series.at({"x"}));
        }
    }

    void minusZeroKeepsItsSign() {
        const auto edits = readYaml(
            writeYaml(
                benchOf({Create{{Type::Gauge, "g", "", "", {}, {}, {}}}, SetValue{{"g", {}}, -0.0}})
            ),
            kNowMs
        );
        QVERIFY(edits.ok());
        QVERIFY(std::signbit(benchOf(*edits).find("g")->series.begin()->second.value));
    }

    void textsStayTexts_data() { addOddTexts(); }

    void textsStayTexts() {
        QFETCH(QByteArray, text);
        const Bench bench = withText(text.toStdString());
        const auto edits = readYaml(writeYaml(bench), kNowMs);
        QVERIFY2(edits.ok(), edits.ok() ? "" : edits.error().context.c_str());
        QVERIFY(benchOf(*edits).instruments() == bench.instruments());
    }

    void anotherReaderFindsTheSameTexts_data() { textsStayTexts_data(); }

    void anotherReaderFindsTheSameTexts() {
        static const bool has = support::pythonHas("yaml");
        if (!has) {
            QFAIL("Debian's python3-yaml is not installed");
        }
        QFETCH(QByteArray, text);
        const auto run = support::runPython(
            "import json, sys, yaml\n"
            "print(json.dumps(yaml.safe_load(sys.stdin.buffer)))",
            QByteArray::fromStdString(writeYaml(withText(text.toStdString())))
        );
        QVERIFY2(run.isGood, run.errors.constData());
        const QString expected = QString::fromUtf8(text.constData(), text.size());
        const QJsonArray metrics =
            QJsonDocument::fromJson(run.output).object().value(QStringLiteral("metrics")).toArray();
        QCOMPARE(metrics.size(), 3);
        const auto series = [&metrics](int at) {
            return metrics.at(at)
                .toObject()
                .value(QStringLiteral("series"))
                .toArray()
                .at(0)
                .toObject();
        };
        QCOMPARE(metrics.at(0).toObject().value(QStringLiteral("help")).toString(), expected);
        QCOMPARE(
            series(0)
                .value(QStringLiteral("labels"))
                .toObject()
                .value(QStringLiteral("a"))
                .toString(),
            expected
        );
        QCOMPARE(
            series(1)
                .value(QStringLiteral("info"))
                .toObject()
                .value(QStringLiteral("k"))
                .toString(),
            expected
        );
        QCOMPARE(series(2).value(QStringLiteral("state")).toString(), expected);
    }

    void whatIsYamlIsFoundByItsFirstLine_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("isYaml");
        QTest::newRow("a key") << QByteArray("metrics:\n") << true;
        QTest::newRow("a list on its line") << QByteArray("metrics: []") << true;
        QTest::newRow("comments before it") << QByteArray("# a\n\n  # b\r\nmetrics:\r\n") << true;
        QTest::newRow("the begin of a document")
            << QByteArray("%YAML 1.2\n---\nmetrics:\n") << true;
        QTest::newRow("a byte order mark") << QByteArray("\xef\xbb\xbfmetrics:\n") << true;
        QTest::newRow("nothing") << QByteArray() << false;
        QTest::newRow("comments only") << QByteArray("# metrics:\n") << false;
        QTest::newRow("an exposition") << QByteArray("# TYPE a gauge\na 1\n") << false;
        QTest::newRow("a rule's metric") << QByteArray("metrics:sum 1\n") << false;
    }

    void whatIsYamlIsFoundByItsFirstLine() {
        QFETCH(QByteArray, text);
        QFETCH(bool, isYaml);
        QCOMPARE(looksLikeYaml(text.toStdString()), isYaml);
    }

private:
    std::vector<std::vector<Edit>> m_benches;
};

QTEST_GUILESS_MAIN(YamlTest)
#include "yaml_test.moc"
