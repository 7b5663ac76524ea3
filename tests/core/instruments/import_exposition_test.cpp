// What an exposition makes of a bench: each type in both formats, what our own exposition wrote
// comes back, and what prometheus_client writes is understood.
#include "core/instruments/exposition.h"
#include "core/instruments/import_exposition.h"
#include "tests/core/instruments/bench_fixture.h"
#include "tests/support/python.h"

#include <QtTest>

#include <cmath>

using namespace meterbench;
using namespace meterbench::instruments;
using exposition::Format;

namespace {

Bench imported(const std::string& body) {
    const auto edits = readExposition(body, kNowMs);
    if (!edits) {
        qFatal("%s", edits.error().context.c_str());
    }
    return benchOf(*edits);
}

/// The edits that a body should come to.
std::vector<std::pair<QByteArray, std::vector<Edit>>> g_cases;

void row(const char* title, const QByteArray& body, std::vector<Edit> edits) {
    QTest::newRow(title) << static_cast<int>(g_cases.size());
    g_cases.emplace_back(body, std::move(edits));
}

void counters() {
    const Create requests{{Type::Counter, "reqs", "All.", "", {"a"}, {}, {}}};
    const Increment two{{"reqs", {{"a", "x"}}}, 2.5};
    row("a counter of the text format",
        "# HELP reqs_total All.\n# TYPE reqs_total counter\nreqs_total{a=\"x\"} 2.5 "
        "1700000000000\n",
        {requests, two});
    row("a counter of OpenMetrics, with its creation and an exemplar",
        "# TYPE reqs counter\n# HELP reqs All.\nreqs_total{a=\"x\"} 2.5 # {id=\"1\"} 1.0\n"
        "reqs_created{a=\"x\"} 1.6e+09\n# EOF\n",
        {requests, two});
    row("a counter and the gauge of its creation",
        "# HELP reqs_total All.\n# TYPE reqs_total counter\nreqs_total{a=\"x\"} 2.5\n"
        "# TYPE reqs_created gauge\nreqs_created{a=\"x\"} 1.6e+09\n",
        {requests, two});
    row("a counter that has no _total",
        "# TYPE old counter\nold 3\n",
        {Create{{Type::Counter, "old", "", "", {}, {}, {}}}, Increment{{"old", {}}, 3}});
}

void gauges() {
    row("a gauge with a unit",
        "# TYPE heat_celsius gauge\n# UNIT heat_celsius celsius\nheat_celsius -Inf\n# EOF\n",
        {Create{{Type::Gauge, "heat_celsius", "", "celsius", {}, {}, {}}},
         SetValue{{"heat_celsius", {}}, -HUGE_VAL}});
    row("one without a type",
        "depth 1e3\n",
        {Create{{Type::Gauge, "depth", "", "", {}, {}, {}}}, SetValue{{"depth", {}}, 1000}});
    row("labels that some of the series lack",
        "g{b=\"1\",a=\"\\\"\\\\\\n\"} 1\ng{c=\"\"} 2\n",
        {Create{{Type::Gauge, "g", "", "", {"a", "b", "c"}, {}, {}}},
         SetValue{{"g", {{"a", "\"\\\n"}, {"b", "1"}}}, 1},
         SetValue{{"g", {}}, 2}});
    row("a gauge and a neighbour that only sounds like a part of it",
        "# TYPE heat gauge\nheat 1\n# TYPE heat_now gauge\nheat_now 2\n",
        {Create{{Type::Gauge, "heat", "", "", {}, {}, {}}},
         SetValue{{"heat", {}}, 1},
         Create{{Type::Gauge, "heat_now", "", "", {}, {}, {}}},
         SetValue{{"heat_now", {}}, 2}});
    row("a help of two lines",
        "# HELP g a\\nb\\\\\n# TYPE g gauge\ng 1\n",
        {Create{{Type::Gauge, "g", "a\nb\\", "", {}, {}, {}}}, SetValue{{"g", {}}, 1}});
    row("families that are only announced",
        "# TYPE none counter\n# HELP other x\ng 1\n",
        {Create{{Type::Gauge, "g", "", "", {}, {}, {}}}, SetValue{{"g", {}}, 1}});
}

void infosAndEnums() {
    const std::vector<Edit> build{
        Create{{Type::Info, "build", "", "", {}, {}, {}}},
        SetInfo{{"build", {}}, {{"dc", "eu"}, {"version", "1"}}}};
    row("an info", "# TYPE build info\nbuild_info{version=\"1\",dc=\"eu\"} 1\n# EOF\n", build);
    row("an info as the text format has it",
        "# TYPE build_info gauge\nbuild_info{version=\"1\",dc=\"eu\"} 1\n",
        build);
    row("an info without a type", "build_info{version=\"1\",dc=\"eu\"} 1\n", build);
    row("infos of several things",
        "# TYPE node info\nnode_info{on=\"a\",os=\"x\"} 1\nnode_info{on=\"b\"} 1\n# EOF\n",
        {Create{{Type::Info, "node", "", "", {"on", "os"}, {}, {}}},
         AddSeries{{"node", {{"on", "a"}, {"os", "x"}}}},
         AddSeries{{"node", {{"on", "b"}}}}});
    row("a state set",
        "# TYPE mode stateset\nmode{mode=\"up\",at=\"x\"} 0\nmode{mode=\"down\",at=\"x\"} 1\n"
        "mode{mode=\"off\",at=\"y\"} 1\nmode{mode=\"up\",at=\"y\"} 0\n# EOF\n",
        {Create{{Type::Enum, "mode", "", "", {"at"}, {"up", "down", "off"}, {}}},
         Choose{{"mode", {{"at", "x"}}}, "down"},
         Choose{{"mode", {{"at", "y"}}}, "off"}});
}

void histograms() {
    const Create size{{Type::Histogram, "size", "", "", {"a"}, {}, {0.5, 10}}};
    row("histograms that have not the same bounds, in any order",
        "# TYPE size histogram\n"
        "size_bucket{a=\"x\",le=\"+Inf\"} 4\nsize_bucket{le=\"0.5\",a=\"x\"} 1\n"
        "size_sum{a=\"x\"} 9.5\nsize_count{a=\"x\"} 4\nsize_created{a=\"x\"} 1\n"
        "size_bucket{a=\"y\",le=\"10\"} 2\nsize_bucket{a=\"y\",le=\"+Inf\"} 2\n",
        {size, observed("size", {"x"}, 9.5, {1, 0, 3}), observed("size", {"y"}, 0, {0, 2, 0})});
    row("a histogram without its last bucket",
        "# TYPE size histogram\nsize_bucket{a=\"\",le=\"0.5\"} 1\nsize_bucket{le=\"1e1\"} 1\n"
        "size_count 3\n",
        {size, observed("size", {""}, 0, {1, 0, 2})});
    row("a histogram of a count alone",
        "# TYPE size histogram\nsize_count 3\nsize_sum 7\n",
        {Create{{Type::Histogram, "size", "", "", {}, {}, {}}}, observed("size", {}, 7, {3})});
}

/// With sorted labels, and infos without: what a body says whole.
Bench plainBench() {
    return benchOf(
        {Create{{Type::Counter, "reqs", "Requests \"served\"\\.\n", "", {"a", "zone"}, {}, {}}},
         Increment{{"reqs", {{"a", "x\"\\\n"}}}, 0.1},
         Increment{{"reqs", {{"zone", "\xe2\x82\xac"}}}, 1e21},
         Create{{Type::Gauge, "heat_celsius", "Heat.", "celsius", {}, {}, {}}},
         SetValue{{"heat_celsius", {}}, -1234567.875},
         Create{{Type::Info, "build", "Build.", "", {}, {}, {}}},
         SetInfo{{"build", {}}, {{"os", ""}, {"version", "1.0"}}},
         Create{{Type::Histogram, "size_bytes", "Sizes.", "bytes", {"a"}, {}, {-1, 0.1, 1e7}}},
         observed("size_bytes", {"x"}, -3.5, {1, 0, 2, 9'007'199'254}),
         observed("size_bytes", {"y"}, 0, {0, 0, 0, 0}),
         Create{{Type::Enum, "mode", "Mode.", "", {}, {"going down", "up"}, {}}},
         Choose{{"mode", {}}, "going down"}}
    );
}

} // namespace

class ImportExpositionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void becomes_data() {
        QTest::addColumn<int>("at");
        g_cases.clear();
        counters();
        gauges();
        infosAndEnums();
        histograms();
    }

    void becomes() {
        QFETCH(int, at);
        const auto& [body, edits] = g_cases[static_cast<std::size_t>(at)];
        const Bench bench = imported(body.toStdString());
        const Bench expected = benchOf(edits);
        QCOMPARE(
            QByteArray::fromStdString(expose(bench, Format::OpenMetrics)),
            QByteArray::fromStdString(expose(expected, Format::OpenMetrics))
        );
        QVERIFY(bench.instruments() == expected.instruments());
    }

    void ourOpenMetricsComesBackAsTheSameBench() {
        const Bench bench = plainBench();
        const Bench again = imported(expose(bench, Format::OpenMetrics));
        QCOMPARE(again.instruments().size(), bench.instruments().size());
        for (std::size_t i = 0; i < bench.instruments().size(); ++i) {
            QVERIFY2(
                again.instruments()[i] == bench.instruments()[i],
                bench.instruments()[i].definition.name.c_str()
            );
        }
    }

    void ourTextComesBackAsTheSameText() {
        const std::string text = expose(plainBench(), Format::Text);
        const Bench again = imported(text);
        QCOMPARE(
            QByteArray::fromStdString(expose(again, Format::Text)), QByteArray::fromStdString(text)
        );
        QCOMPARE(again.find("build")->definition.type, Type::Info);
        QCOMPARE(again.find("mode")->definition.type, Type::Gauge); // the text does not say more
    }

    void notANumberStaysOne() {
        QVERIFY(std::isnan(imported("g NaN\n").find("g")->series.at({}).value));
        const Bench sizes = imported("# TYPE s histogram\ns_count 1\ns_sum NaN\n");
        QVERIFY(std::isnan(sizes.find("s")->series.at({}).value));
    }

    void whatPrometheusClientWritesIsUnderstood_data() {
        QTest::addColumn<QByteArray>("generate");
        QTest::newRow("text") << QByteArray("prometheus_client");
        QTest::newRow("OpenMetrics") << QByteArray("prometheus_client.openmetrics.exposition");
    }

    void whatPrometheusClientWritesIsUnderstood() {
        if (!support::pythonHas("prometheus_client")) {
            QFAIL("Debian's python3-prometheus-client is not installed");
        }
        QFETCH(QByteArray, generate);
        const auto run = support::runPython(
            "from prometheus_client import *\n"
            "from " +
            generate +
            " import generate_latest\n"
            "r = CollectorRegistry()\n"
            "Counter('reqs', 'All.', ['a'], registry=r).labels('x\\n').inc(2.5)\n"
            "Gauge('heat', 'Heat.', registry=r).set(float('-inf'))\n"
            "Histogram('size', 'Sizes.', buckets=[1, 5e6], registry=r).observe(3)\n"
            "Info('build', 'Build.', registry=r).info({'v': '1'})\n"
            "Enum('mode', 'Mode.', states=['up', 'down'], registry=r).state('down')\n"
            "print(generate_latest(r).decode(), end='')\n"
        );
        QVERIFY2(run.isGood, run.errors.constData());
        const Bench bench = imported(run.output.toStdString());
        QCOMPARE(bench.instruments().size(), std::size_t{5});
        QCOMPARE(bench.find("reqs_total")->series.at({"x\n"}).value, 2.5);
        QCOMPARE(bench.find("heat")->series.at({}).value, -HUGE_VAL);
        QCOMPARE(bench.find("size")->definition.bounds, (std::vector<double>{1, 5e6}));
        QVERIFY(bench.find("size")->series.at({}).counts == (std::vector<std::uint64_t>{0, 1, 0}));
        QCOMPARE(bench.find("build")->definition.type, Type::Info);
        QCOMPARE(bench.find("build")->series.at({}).info, (InfoPairs{{"v", "1"}}));
    }
};

QTEST_GUILESS_MAIN(ImportExpositionTest)
#include "import_exposition_test.moc"
