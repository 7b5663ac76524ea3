#include "core/api/own_metrics.h"
#include "core/delivery/delivery_state.h"
#include "core/pipeline/meterer_state.h"
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
        QVERIFY(body.find("meterbench_usage_") == std::string::npos); // nothing is metered
    }

    void usage() {
        pipeline::Snapshot snapshot = *tests::makeSnapshot(8, 12);
        auto metered = std::make_shared<pipeline::MetererState>();
        metered->counts = {1'000, 7, 12, 2, 30};
        metered->lateTaken = 9;
        metered->recordsStored = 31;
        metered->unbilled = {
            {"calls", metering::Verdict::NoCustomer, "", 1, 4, "calls_total"},
            {"calls", metering::Verdict::NoCustomer, "", 2, 5, "calls_total"},
            {"calls", metering::Verdict::MalformedId, "paigoCustomerID", 2, 1, "calls_total"}};
        snapshot.metered = metered;
        auto delivery = std::make_shared<delivery::DeliveryState>();
        delivery->name = "billing";
        delivery->accepted = 25;
        delivery->doneThrough = 26;
        delivery->lastSequence = 31;
        snapshot.deliveries = {delivery};
        for (const Format format : {Format::Text, Format::OpenMetrics}) {
            const std::string body = api::ownMetrics(snapshot, format);
            for (const char* const line :
                 {"meterbench_usage_samples_total 1000",
                  "meterbench_usage_samples_not_metered_total{reason=\"late\"} 3",
                  "meterbench_usage_samples_not_metered_total{reason=\"duplicate\"} 7",
                  "meterbench_usage_samples_not_metered_total{reason=\"unfit\"} 2",
                  "meterbench_usage_late_samples_taken_total 9",
                  "meterbench_usage_records_total 31",
                  "meterbench_usage_unbilled_series{meter=\"calls\",reason=\"no_customer\"} 9",
                  "meterbench_usage_unbilled_series{meter=\"calls\",reason=\"malformed_id\"} 1",
                  "meterbench_usage_endpoint_records_total{name=\"billing\",outcome=\"accepted\"} "
                  "25",
                  "meterbench_usage_endpoint_records_pending{name=\"billing\"} 5"}) {
                QVERIFY2(body.find(std::string("\n") + line + "\n") != std::string::npos, line);
            }
        }
    }
};

QTEST_GUILESS_MAIN(OwnMetricsTest)
#include "own_metrics_test.moc"
