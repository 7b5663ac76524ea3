#include "core/api/own_metrics.h"
#include "tests/support/scripted_source.h"

#include <QTest>

using namespace meterbench;
using exposition::Format;

class OwnMetricsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void formats_data() {
        QTest::addColumn<bool>("open");
        QTest::newRow("text") << false;
        QTest::newRow("OpenMetrics") << true;
    }

    void formats() {
        QFETCH(bool, open);
        const Format format = open ? Format::OpenMetrics : Format::Text;
        const std::string body = api::ownMetrics(*tests::makeSnapshot(8, 12), format);
        exposition::PullParser parser(body, format);
        exposition::EntryKind kind{};
        int samples = 0;
        while ((kind = parser.next()) != exposition::EntryKind::End) {
            QVERIFY2(kind != exposition::EntryKind::Error, parser.problem().message);
            samples += kind == exposition::EntryKind::Sample ? 1 : 0;
        }
        QVERIFY(samples > 70);
        const auto has = [&body](const char* line) {
            return body.find(std::string("\n") + line + "\n") != std::string::npos;
        };
        QVERIFY(has("prometheus_ready 1"));
        QVERIFY(has("prometheus_target_scrape_pool_targets{scrape_job=\"node\"} 3"));
        QVERIFY(has("meterbench_targets{health=\"down\"} 1"));
        QVERIFY(has("prometheus_agent_samples_appended_total{type=\"float\"} 1240000"));
        QVERIFY(has("prometheus_remote_storage_samples_pending{remote_name=\"billing\",url=\"https:"
                    "//billing.example/api/v1/write\"} 250000"));
        QVERIFY(has("prometheus_target_scrapes_exceeded_sample_limit_total 4"));
        QVERIFY(body.find("\nprocess_cpu_seconds_total ") != std::string::npos);
        QVERIFY(body.find("top-secret-token") == std::string::npos);
        QCOMPARE(body.ends_with("# EOF\n"), open);
    }
};

QTEST_GUILESS_MAIN(OwnMetricsTest)
#include "own_metrics_test.moc"
