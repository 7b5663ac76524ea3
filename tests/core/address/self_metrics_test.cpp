// What the address says about itself: the names and types of the gateways whose dashboards go on
// (facts 1.7; Pushgateway 1.5.1's own /metrics), a body that lint has nothing against, and figures
// that move with requests by what they should.
#include "core/address/routes.h"
#include "core/address/self_metrics.h"
#include "core/exposition/lint.h"
#include "core/exposition/pull_parser.h"
#include "tests/core/address/desk_fixture.h"

#include <QTest>

#include <algorithm>
#include <map>

using namespace meterbench;
using namespace meterbench::tests;
using address::Handled;
using address::SelfMetrics;

namespace {

using Samples = std::map<std::string, double>;

/// By the series as it is written.
Samples samplesOf(const std::string& body) {
    Samples samples;
    exposition::PullParser parser(body, exposition::Format::Text);
    for (auto kind = parser.next(); kind != exposition::EntryKind::End; kind = parser.next()) {
        if (kind == exposition::EntryKind::Error) {
            return {{parser.problem().message, 0}};
        }
        if (kind == exposition::EntryKind::Sample) {
            samples[std::string(parser.sample().series)] = parser.sample().value;
        }
    }
    return samples;
}

/// -1: it is not there.
double value(const Samples& samples, const std::string& series) {
    const auto found = samples.find(series);
    return found == samples.end() ? -1 : found->second;
}

QString problemsOf(const std::string& body) {
    QString text;
    for (const auto& problem : exposition::lint(body, exposition::Format::Text)) {
        if (problem.level == exposition::Level::Format) {
            text += QString::number(problem.line) + QStringLiteral(": ") +
                    QString::fromStdString(problem.message) + QLatin1Char('\n');
        }
    }
    return text;
}

/// An address in use.
struct Site {
    explicit Site(address::Mode mode = address::Mode::Aggregation)
        : machine(mode)
        , routes(
              machine.open(),
              [] {
                  return http::ServerCounts{3, 20, 17, 2};
              },
              {}
          ) {}

    void ask(std::string_view method, std::string_view target, std::string_view body = {}) {
        Asking asking(method, target, body);
        last = routes.answer(asking.request());
    }

    [[nodiscard]] std::string text() const { return machine.desk->selfText({3, 20, 17, 2}); }

    Machine machine;
    address::Routes routes;
    http::Answer last;
};

/// Some requests of each kind.
void use(Site& site) {
    site.ask("GET", "/metrics");
    site.ask("POST", "/metrics/job/a", "x 1\ny 2\n");
    site.ask("PUT", "/metrics/job/a%22b%5C%0A%C3%A9", "z 1\n");
    site.ask("POST", "/metrics/job/a", "broken");
    site.ask("DELETE", "/metrics/job/a");
    site.ask("GET", "/nope");
    site.ask("GET", "/docs");
    site.machine.run(edit({gauge("level")}, "Make level"));
}

} // namespace

class SelfMetricsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void namesOfTheReplacedGateways_data() {
        QTest::addColumn<QByteArray>("type");
        const auto row = [](const char* name, const char* type) {
            QTest::newRow(name) << QByteArray(type);
        };
        row("prom_agg_gateway_total_families", "gauge");
        row("prom_agg_gateway_metrics_by_family", "gauge");
        row("prom_agg_gateway_metric_pushes", "untyped"); // a counter there, against the rules
        row("http_request_duration_seconds", "histogram");
        row("http_response_size_bytes", "histogram");
        row("pushgateway_build_info", "gauge");
        row("pushgateway_http_requests_total", "counter");
        row("pushgateway_http_push_duration_seconds", "summary");
        row("pushgateway_http_push_size_bytes", "summary");
        row("process_cpu_seconds_total", "counter");
        row("process_max_fds", "gauge");
        row("process_open_fds", "gauge");
        row("process_resident_memory_bytes", "gauge");
        row("process_start_time_seconds", "gauge");
    }

    void namesOfTheReplacedGateways() {
        QFETCH(QByteArray, type);
        Site site;
        use(site);
        const std::string name = QTest::currentDataTag();
        const std::string line = "\n# TYPE " + name + " " + type.toStdString() + "\n";
        QVERIFY(site.text().find(line) != std::string::npos);
        const Samples samples = samplesOf(site.text());
        const auto found = samples.lower_bound(name);
        QVERIFY(found != samples.end() && found->first.starts_with(name));
    }

    void lintHasNothingAgainstIt_data() {
        QTest::addColumn<bool>("isPushgateway");
        QTest::addColumn<bool>("isUsed");
        QTest::newRow("merged, at once") << false << false;
        QTest::newRow("merged, in use") << false << true;
        QTest::newRow("groups, at once") << true << false;
        QTest::newRow("groups, in use") << true << true;
    }

    void lintHasNothingAgainstIt() {
        QFETCH(bool, isPushgateway);
        QFETCH(bool, isUsed);
        Site site(isPushgateway ? address::Mode::Pushgateway : address::Mode::Aggregation);
        if (isUsed) {
            use(site);
        }
        QCOMPARE(problemsOf(site.text()), QString());
        QVERIFY(samplesOf(site.text()).size() > 10);
    }

    // requests

    void requestsAreCounted_data() {
        QTest::addColumn<bool>("isPushgateway");
        QTest::addColumn<std::string>("method");
        QTest::addColumn<std::string>("target");
        QTest::addColumn<std::string>("older");       ///< labels as the aggregation gateway's
        QTest::addColumn<std::string>("pushgateway"); ///< labels as the Pushgateway's; empty: none
        const auto row = [](const char* name,
                            bool isPushgateway,
                            const char* method,
                            const char* target,
                            const char* older,
                            const char* pushgateway) {
            QTest::newRow(name) << isPushgateway << std::string(method) << std::string(target)
                                << std::string(older) << std::string(pushgateway);
        };
        row("a scrape, which the Pushgateway leaves out",
            false,
            "GET",
            "/metrics",
            R"(code="200",handler="getMetrics",method="GET",service="")",
            "");
        row("a push",
            false,
            "POST",
            "/metrics/job/a",
            R"(code="202",handler="postMetrics",method="POST",service="")",
            R"(code="202",handler="push",method="post")");
        row("a push of the Pushgateway",
            true,
            "PUT",
            "/metrics/job/a",
            R"(code="200",handler="postMetrics",method="PUT",service="")",
            R"(code="200",handler="push",method="put")");
        row("a push that is refused",
            true,
            "PUT",
            "/metrics/job/a/b",
            R"(code="400",handler="postMetrics",method="PUT",service="")",
            R"(code="400",handler="push",method="put")");
        row("deleting a group",
            true,
            "DELETE",
            "/metrics/job/a",
            R"(code="202",handler="postMetrics",method="DELETE",service="")",
            R"(code="202",handler="delete",method="delete")");
        row("no route",
            false,
            "GET",
            "/nope",
            R"(code="404",handler="noRoute",method="GET",service="")",
            R"(code="404",handler="noRoute",method="get")");
        row("a wrong method",
            false,
            "PATCH",
            "/metrics",
            R"(code="405",handler="noRoute",method="PATCH",service="")",
            R"(code="405",handler="noRoute",method="patch")");
        row("anything else",
            false,
            "GET",
            "/-/ready",
            R"(code="200",handler="other",method="GET",service="")",
            R"(code="200",handler="other",method="get")");
    }

    void requestsAreCounted() {
        QFETCH(bool, isPushgateway);
        QFETCH(std::string, method);
        QFETCH(std::string, target);
        QFETCH(std::string, older);
        QFETCH(std::string, pushgateway);
        Site site(isPushgateway ? address::Mode::Pushgateway : address::Mode::Aggregation);
        for (int i = 1; i <= 2; ++i) {
            site.ask(method, target, method[0] == 'P' ? "x 1\n" : "");
            const Samples samples = samplesOf(site.text());
            QCOMPARE(
                value(samples, "http_request_duration_seconds_count{" + older + "}"), double(i)
            );
            QCOMPARE(value(samples, "http_response_size_bytes_count{" + older + "}"), double(i));
            const auto counted = std::ranges::count_if(samples, [](const auto& sample) {
                return sample.first.starts_with("pushgateway_http_requests_total{");
            });
            QCOMPARE(counted, pushgateway.empty() ? 0 : 1);
            QVERIFY(
                pushgateway.empty() ||
                value(samples, "pushgateway_http_requests_total{" + pushgateway + "}") == double(i)
            );
        }
    }

    /// The way of the one before is remembered; each part of it must be another's.
    void waysThatDifferInOneThing() {
        SelfMetrics self;
        self.handled({Handled::PostMetrics, "PUT", 200, 0, 0, 0});
        self.handled({Handled::PostMetrics, "PUT", 400, 0, 0, 0});
        self.handled({Handled::PostMetrics, "POST", 400, 0, 0, 0});
        self.handled({Handled::Other, "POST", 400, 0, 0, 0});
        self.handled({Handled::PostMetrics, "PUT", 200, 0, 0, 0});
        const Samples samples = samplesOf(self.text({}));
        const std::string name = "pushgateway_http_requests_total";
        const auto count = [&](const std::string& labels) {
            return value(samples, name + "{" + labels + "}");
        };
        QCOMPARE(count(R"(code="200",handler="push",method="put")"), 2.0);
        QCOMPARE(count(R"(code="400",handler="push",method="put")"), 1.0);
        QCOMPARE(count(R"(code="400",handler="push",method="post")"), 1.0);
        QCOMPARE(count(R"(code="400",handler="other",method="post")"), 1.0);
    }

    void pushesAreSummed() {
        Site site(address::Mode::Pushgateway);
        site.ask("PUT", "/metrics/job/a", "x 1\n");
        site.ask("PUT", "/metrics/job/a", "broken!");
        site.ask("POST", "/metrics/job/a", "y 1\n");
        site.ask("DELETE", "/metrics/job/a");
        const Samples samples = samplesOf(site.text());
        QCOMPARE(value(samples, "pushgateway_http_push_size_bytes_count{method=\"put\"}"), 2.0);
        QCOMPARE(value(samples, "pushgateway_http_push_size_bytes_sum{method=\"put\"}"), 4.0 + 7.0);
        QCOMPARE(value(samples, "pushgateway_http_push_size_bytes_sum{method=\"post\"}"), 4.0);
        QCOMPARE(
            value(samples, "pushgateway_http_push_duration_seconds_count{method=\"put\"}"), 2.0
        );
        QVERIFY(!samples.contains("pushgateway_http_push_size_bytes_count{method=\"delete\"}"));
        QVERIFY(!samples.contains("pushgateway_http_push_duration_seconds_count{method=\"delete\"}")
        );
    }

    void anEmptyAnswerHasNoBytes() { // -1 there (facts 1.7)
        Site site;
        site.ask("POST", "/metrics/job/a", "x 1\n");
        const std::string labels = R"({code="202",handler="postMetrics",method="POST",service="")";
        const Samples samples = samplesOf(site.text());
        QCOMPARE(value(samples, "http_response_size_bytes_sum" + labels + "}"), 0.0);
        QCOMPARE(value(samples, "http_response_size_bytes_bucket" + labels + ",le=\"100\"}"), 1.0);
    }

    /// A bound counts what is equal to it, and all above count too.
    void buckets_data() {
        QTest::addColumn<std::int64_t>("durationNs");
        QTest::addColumn<std::size_t>("answerBytes");
        QTest::addColumn<QByteArray>("seconds"); ///< the first bucket that has it
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("nothing") << std::int64_t(0) << std::size_t(0) << QByteArray("0.005")
                                 << QByteArray("100");
        QTest::newRow("at a bound") << std::int64_t(5'000'000) << std::size_t(100)
                                    << QByteArray("0.005") << QByteArray("100");
        QTest::newRow("over a bound") << std::int64_t(5'000'001) << std::size_t(101)
                                      << QByteArray("0.01") << QByteArray("1000");
        QTest::newRow("in the middle") << std::int64_t(700'000'000) << std::size_t(150'000)
                                       << QByteArray("1") << QByteArray("1000000");
        QTest::newRow("over all") << std::int64_t(11'000'000'000) << std::size_t(2'000'000'000)
                                  << QByteArray("+Inf") << QByteArray("+Inf");
    }

    void buckets() {
        QFETCH(std::int64_t, durationNs);
        QFETCH(std::size_t, answerBytes);
        QFETCH(QByteArray, seconds);
        QFETCH(QByteArray, bytes);
        SelfMetrics self;
        self.handled({Handled::GetMetrics, "GET", 200, durationNs, 0, answerBytes});
        const Samples samples = samplesOf(self.text({}));
        const std::string labels = R"({code="200",handler="getMetrics",method="GET",service="")";
        const std::vector<std::string> secondBounds{
            "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "+Inf"};
        const std::vector<std::string> byteBounds{
            "100",
            "1000",
            "10000",
            "100000",
            "1000000",
            "10000000",
            "100000000",
            "1000000000",
            "+Inf"};
        const auto look = [&](const std::string& name, const auto& bounds, const QByteArray& first
                          ) {
            double wanted = 0;
            for (const std::string& bound : bounds) {
                wanted = bound == first.toStdString() ? 1 : wanted;
                const std::string series = name + "_bucket" + labels + ",le=\"" + bound + "\"}";
                QVERIFY2(samples.contains(series), series.c_str());
                QCOMPARE(value(samples, series), wanted);
            }
            QCOMPARE(value(samples, name + "_count" + labels + "}"), 1.0);
        };
        look("http_request_duration_seconds", secondBounds, seconds);
        look("http_response_size_bytes", byteBounds, bytes);
        QCOMPARE(
            value(samples, "http_request_duration_seconds_sum" + labels + "}"),
            double(durationNs) / 1e9
        );
        QCOMPARE(
            value(samples, "http_response_size_bytes_sum" + labels + "}"), double(answerBytes)
        );
    }

    // what is held

    void whatIsHeld() {
        Site site;
        use(site);
        site.ask("POST", "/metrics/job/b", "y{i=\"1\"} 2\ny{i=\"2\"} 2\n");
        site.ask("POST", "/metrics/job/b", "y{i=\"1\"} 2\n");
        const Samples samples = samplesOf(site.text());
        QCOMPARE(value(samples, "prom_agg_gateway_total_families"), 2.0); // x went with its group
        QCOMPARE(value(samples, "prom_agg_gateway_metrics_by_family{family=\"y\"}"), 2.0); // not 1
        QCOMPARE(value(samples, "prom_agg_gateway_metrics_by_family{family=\"z\"}"), 1.0);
        QVERIFY(!samples.contains("prom_agg_gateway_metrics_by_family{family=\"x\"}"));
        QCOMPARE(value(samples, "meterbench_gateway_series"), 3.0);
        QCOMPARE(value(samples, "meterbench_gateway_groups"), 2.0);
        QCOMPARE(value(samples, "meterbench_gateway_instruments"), 1.0);
        QCOMPARE(value(samples, "meterbench_gateway_pushes_total"), 4.0);
        QCOMPARE(value(samples, "meterbench_gateway_pushes_refused_total"), 1.0);
        QCOMPARE(value(samples, "meterbench_gateway_series_expired_total"), 0.0);
        QCOMPARE(value(samples, "meterbench_gateway_connections"), 3.0);
        QCOMPARE(value(samples, "meterbench_gateway_requests_refused_total"), 2.0);
        QCOMPARE(value(samples, "pushgateway_build_info{version=\"Meterbench 1.2.3\"}"), 1.0);
    }

    void pushesByJob_data() {
        QTest::addColumn<std::string>("path");
        QTest::addColumn<std::string>("job");
        QTest::newRow("the first label") << std::string("/job/a/instance/b") << std::string("a");
        QTest::newRow("a later one") << std::string("/instance/b/job/a/") << std::string("a");
        QTest::newRow("encoded") << std::string("/job/a%20%C3%A9") << std::string("a \xc3\xa9");
        QTest::newRow("in base64") << std::string("/job@base64/L3Zhcg") << std::string("/var");
        QTest::newRow("none") << std::string("/instance/job") << std::string();
        QTest::newRow("none at all") << std::string() << std::string();
    }

    void pushesByJob() {
        QFETCH(std::string, path);
        QFETCH(std::string, job);
        Site site;
        site.ask("POST", "/metrics" + path, "x 1\n");
        QCOMPARE(site.last.status, 202);
        site.ask("POST", "/metrics" + path, "broken"); // only what is taken
        const Samples samples = samplesOf(site.text());
        QCOMPARE(value(samples, "prom_agg_gateway_metric_pushes{push_job=\"" + job + "\"}"), 1.0);
    }

    void namesOfJobsAreBounded() {
        SelfMetrics self;
        for (int i = 0; i < 1'500; ++i) {
            self.pushed("job" + std::to_string(i));
        }
        self.pushed("job7");
        const Samples samples = samplesOf(self.text({}));
        const auto jobs = std::ranges::count_if(samples, [](const auto& sample) {
            return sample.first.starts_with("prom_agg_gateway_metric_pushes{");
        });
        QCOMPARE(jobs, 1'000);
        QCOMPARE(value(samples, "prom_agg_gateway_metric_pushes{push_job=\"job7\"}"), 2.0);
    }
};

QTEST_GUILESS_MAIN(SelfMetricsTest)
#include "self_metrics_test.moc"
