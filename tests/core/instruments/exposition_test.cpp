// What a scrape of the bench reads: both formats, clean by our own lint, order and numbers.
#include "core/exposition/lint.h"
#include "core/instruments/exposition.h"

#include <QtTest>

#include <cmath>

using namespace meterbench;
using namespace meterbench::instruments;
using exposition::Format;

namespace {

Bench someBench() {
    Bench bench;
    Definition requests;
    requests.type = Type::Counter;
    requests.name = "requests_total";
    requests.help = "Requests \"served\".";
    requests.labelNames = {"zone", "customer"};
    Definition size;
    size.type = Type::Histogram;
    size.name = "size_bytes";
    size.help = "Sizes.";
    size.unit = "bytes";
    size.bounds = {0.5, 100};
    Definition build;
    build.type = Type::Info;
    build.name = "build";
    build.help = "Build.";
    Definition mode;
    mode.type = Type::Enum;
    mode.name = "mode";
    mode.help = "Mode.";
    mode.states = {"up", "going down"};
    Definition heat;
    heat.type = Type::Gauge;
    heat.name = "heat_celsius";
    heat.help = "Heat.";
    const std::vector<Edit> edits{
        Create{requests},
        Create{size},
        Create{build},
        Create{mode},
        Create{heat},
        Increment{{"requests", {{"customer", "b\"x\n"}, {"zone", "eu"}}}, 3},
        Increment{{"requests", {{"customer", "a"}}}, 0.5},
        Observe{{"size_bytes", {}}, 0.25},
        Observe{{"size_bytes", {}}, 1e6},
        SetInfo{{"build", {}}, {{"version", "1.0"}, {"dc", "eu"}}},
        Choose{{"mode", {}}, "going down"},
        SetValue{{"heat_celsius", {}}, -INFINITY}};
    for (const Edit& edit : edits) {
        const auto done = bench.apply(edit, 1'500);
        Q_ASSERT(done.ok());
    }
    return bench;
}

} // namespace

class ExpositionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void text() {
        QCOMPARE(
            QByteArray::fromStdString(expose(someBench(), Format::Text)),
            QByteArray("# HELP requests_total Requests \"served\".\n"
                       "# TYPE requests_total counter\n"
                       "requests_total{zone=\"\",customer=\"a\"} 0.5\n"
                       "requests_total{zone=\"eu\",customer=\"b\\\"x\\n\"} 3.0\n"
                       "# HELP size_bytes Sizes.\n"
                       "# TYPE size_bytes histogram\n"
                       "size_bytes_bucket{le=\"0.5\"} 1.0\n"
                       "size_bytes_bucket{le=\"100.0\"} 1.0\n"
                       "size_bytes_bucket{le=\"+Inf\"} 2.0\n"
                       "size_bytes_sum 1.00000025e+06\n"
                       "size_bytes_count 2.0\n"
                       "# HELP build_info Build.\n"
                       "# TYPE build_info gauge\n"
                       "build_info{dc=\"eu\",version=\"1.0\"} 1.0\n"
                       "# HELP mode Mode.\n"
                       "# TYPE mode gauge\n"
                       "mode{mode=\"up\"} 0.0\n"
                       "mode{mode=\"going down\"} 1.0\n"
                       "# HELP heat_celsius Heat.\n"
                       "# TYPE heat_celsius gauge\n"
                       "heat_celsius -Inf\n")
        );
    }

    void openMetrics() {
        const QByteArray body = QByteArray::fromStdString(expose(someBench(), Format::OpenMetrics));
        for (const char* line :
             {"# TYPE requests counter\n",
              "requests_total{zone=\"\",customer=\"a\"} 0.5\n"
              "requests_created{zone=\"\",customer=\"a\"} 1.5\n",
              "# TYPE size_bytes histogram\n# UNIT size_bytes bytes\n",
              "size_bytes_created 1.5\n",
              "# TYPE build info\n",
              "# TYPE mode stateset\n"}) {
            QVERIFY2(body.contains(line), line);
        }
        QVERIFY(body.endsWith("# EOF\n"));
    }

    void bothAreCleanByLint_data() {
        QTest::addColumn<bool>("isOpenMetrics");
        QTest::newRow("text") << false;
        QTest::newRow("OpenMetrics") << true;
    }

    void bothAreCleanByLint() {
        QFETCH(bool, isOpenMetrics);
        const Format format = isOpenMetrics ? Format::OpenMetrics : Format::Text;
        const std::string body = expose(someBench(), format);
        const auto problems = exposition::lint(body, format, exposition::LintScope::FormatOnly);
        QVERIFY2(problems.empty(), problems.empty() ? "" : problems.front().message.c_str());
    }

    /// The expected ones are what prometheus_client writes for these bounds.
    void boundsAreWrittenAsPrometheusClientDoes() {
        Bench bench;
        const std::vector<double> bounds{-1'234'567.5, 1e-5, 0.25, 100, 1e6, 1'234'567.5, 1e17};
        QVERIFY(bench.apply(Create{{Type::Histogram, "h", "", "", {}, {}, bounds}}, 0).ok());
        const QByteArray body = QByteArray::fromStdString(expose(bench, Format::Text));
        for (const char* bound :
             {"-1234567.5", "1e-05", "0.25", "100.0", "1e+06", "1.2345675e+06", "1e+17", "+Inf"}) {
            QVERIFY2(body.contains("{le=\"" + QByteArray(bound) + "\"}"), body.constData());
        }
    }

    /// OpenMetrics 1.0: "MetricFamilies of type StateSet / Info MUST have an empty Unit string".
    void infosAndStateSetsHaveNoUnit() {
        Bench bench;
        QVERIFY(bench.apply(Create{{Type::Info, "a_bytes", "", "bytes", {}, {}, {}}}, 0).ok());
        QVERIFY(bench.apply(Create{{Type::Enum, "b_bytes", "", "bytes", {}, {"x"}, {}}}, 0).ok());
        QVERIFY(bench.apply(Create{{Type::Gauge, "c_bytes", "", "bytes", {}, {}, {}}}, 0).ok());
        const QByteArray body = QByteArray::fromStdString(expose(bench, Format::OpenMetrics));
        QCOMPARE(body.count("# UNIT "), 1);
        QVERIFY(body.contains("# UNIT c_bytes bytes\n"));
    }

    void anEmptyBenchIsAnEmptyBody() {
        QCOMPARE(expose(Bench(), Format::Text), std::string());
        QCOMPARE(expose(Bench(), Format::OpenMetrics), std::string("# EOF\n"));
    }
};

QTEST_GUILESS_MAIN(ExpositionTest)
#include "exposition_test.moc"
