// What meters would make of one body: how many series count, and for the others the cause. The
// numbers are counted by hand; on the bodies of the templates, causes agree with what Metering says
// once it has read the same body.
#include "core/metering/templates.h"
#include "tests/core/metering/body.h"
#include "tests/core/metering/target.h"

#include <QTest>

#include <filesystem>

using namespace meterbench;
using metering::Meter;
using metering::MeterPreview;
using Why = metering::NotCounted::Why;

namespace {

namespace fs = std::filesystem;

Meter callsMeter() {
    Meter meter;
    meter.name = "calls";
    meter.selector = "calls_total";
    return meter;
}

Meter podMeter() {
    return metering::findTemplate("kubernetes_pod_running")->meter;
}

const char* whyName(Why why) {
    constexpr std::array<const char*, 6> names{
        "no customer", "not said", "no dimension", "malformed", "duplicate", "unfit"};
    return names[static_cast<std::size_t>(why)];
}

/// "3 of 5 count, 2 things; 1 no customer calls_total; 1 malformed (label) …".
std::string shown(const MeterPreview& preview) {
    std::string text = std::to_string(preview.counted) + " of " + std::to_string(preview.matched) +
                       " count, " + std::to_string(preview.things) + " things";
    for (const auto& cause : preview.causes) {
        text += "; " + std::to_string(cause.series) + " " + whyName(cause.why);
        text += cause.label.empty() ? "" : " (" + cause.label + ")";
        text += " " + cause.example;
    }
    return text;
}

MeterPreview
previewOf(const Meter& meter, std::string_view body, const metering::SchemaOptions& schema = {}) {
    const auto seen = tests::seriesOf(body);
    auto made = metering::preview(schema, {meter}, seen);
    return made ? made->front() : MeterPreview();
}

} // namespace

class PreviewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void causes_data() {
        QTest::addColumn<QString>("meter");
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("expected");
        const auto row =
            [](const char* name, const char* meter, const char* body, const char* expected) {
                QTest::newRow(name) << QString::fromLatin1(meter) << QString::fromLatin1(body)
                                    << QString::fromLatin1(expected);
            };
        row("a tagged series counts",
            "calls",
            "calls_total{paigoCustomerID=\"a\",paigoDimensionId=\"d\"} 1\n",
            "1 of 1 count, 1 things");
        row("a series of no meter is not told", "calls", "other 1\n", "0 of 0 count, 0 things");
        row("series without a customer are one cause with the first as example",
            "calls",
            "calls_total{i=\"1\"} 1\ncalls_total{i=\"2\"} 1\n",
            "0 of 2 count, 2 things; 2 no customer calls_total{i=\"1\"}");
        row("a dimension is missing",
            "calls",
            "calls_total{paigoCustomerID=\"a\"} 1\n",
            "0 of 1 count, 1 things; 1 no dimension calls_total{paigoCustomerID=\"a\"}");
        row("the meter's own dimension does",
            "fixed",
            "calls_total{paigoCustomerID=\"a\"} 1\n",
            "1 of 1 count, 1 things");
        row("a meter's own dimension finds no customer",
            "fixed",
            "calls_total 1\n",
            "0 of 1 count, 1 things; 1 no customer calls_total");
        row("an id that does not match names its label",
            "strict",
            "calls_total{paigoCustomerID=\"A 1\",paigoDimensionId=\"d\"} 1\n"
            "calls_total{paigoCustomerID=\"a\",paigoDimensionId=\"d\"} 1\n",
            "1 of 2 count, 2 things; 1 malformed (paigoCustomerID) "
            "calls_total{paigoCustomerID=\"A 1\",paigoDimensionId=\"d\"}");
        row("customers of one counter are one thing when the instance is its identity",
            "service",
            "calls_total{paigoCustomerID=\"a\",paigoDimensionId=\"d\"} 1\n"
            "calls_total{paigoCustomerID=\"b\",paigoDimensionId=\"d\"} 1\n",
            "1 of 2 count, 1 things; 1 duplicate "
            "calls_total{paigoCustomerID=\"b\",paigoDimensionId=\"d\"}");
        row("customers of one counter are different things",
            "calls",
            "calls_total{paigoCustomerID=\"a\",paigoDimensionId=\"d\"} 1\n"
            "calls_total{paigoCustomerID=\"b\",paigoDimensionId=\"d\"} 1\n",
            "2 of 2 count, 2 things");
        row("NaN and what is too large are no samples",
            "calls",
            "calls_total{i=\"1\",paigoCustomerID=\"a\",paigoDimensionId=\"d\"} NaN\n"
            "calls_total{i=\"2\",paigoCustomerID=\"a\",paigoDimensionId=\"d\"} 2e15\n",
            "0 of 2 count, 0 things; 2 unfit "
            "calls_total{i=\"1\",paigoCustomerID=\"a\",paigoDimensionId=\"d\"}");
        const char* const running = "kube_pod_container_status_running{namespace=\"n\",pod=\"p\","
                                    "uid=\"u\",container=\"c\"} 1\n"
                                    "kube_pod_container_status_running{namespace=\"n\",pod=\"p\","
                                    "uid=\"u\",container=\"d\"} 1\n";
        const std::string said = std::string(running) +
                                 "kube_pod_labels{namespace=\"n\",pod=\"p\",uid=\"u\",label_paigo_"
                                 "customer_id=\"a\",label_"
                                 "paigo_dimension_id=\"d\"} 1\n";
        row("two containers of a labelled pod are one thing",
            "pods",
            said.c_str(),
            "2 of 2 count, 1 things");
        row("nothing says whose the pod is",
            "pods",
            running,
            "0 of 2 count, 1 things; 2 not said "
            "kube_pod_container_status_running{container=\"c\",namespace=\"n\",pod=\"p\",uid=\"u\"}"
        );
        row("a pod's own tags do where nothing says whose it is",
            "pods",
            "kube_pod_container_status_running{namespace=\"n\",pod=\"p\",uid=\"u\","
            "paigoCustomerID=\"a\",paigoDimensionId=\"d\"} 1\n",
            "1 of 1 count, 1 things");
        const std::string unlabelled =
            std::string(running) + "kube_pod_labels{namespace=\"n\",pod=\"p\",uid=\"u\"} 1\n";
        row("the pod's labels name no customer",
            "pods",
            unlabelled.c_str(),
            "0 of 2 count, 1 things; 2 no customer "
            "kube_pod_container_status_running{container=\"c\",namespace=\"n\",pod=\"p\",uid=\"u\"}"
        );
    }

    void causes() {
        QFETCH(QString, meter);
        QFETCH(QString, body);
        QFETCH(QString, expected);
        Meter made = meter == QLatin1String("pods") ? podMeter() : callsMeter();
        made.dimension = meter == QLatin1String("fixed") ? "calls" : "";
        if (meter == QLatin1String("service")) {
            made.identity = {"instance"};
        }
        metering::SchemaOptions schema;
        schema.customerPattern = meter == QLatin1String("strict") ? "[a-z]+" : ".+";
        QCOMPARE(
            QString::fromStdString(shown(previewOf(made, body.toStdString(), schema))), expected
        );
    }

    void metersComeInTheirOrderAndAreChecked() {
        Meter other = callsMeter();
        other.name = "other";
        const auto seen = tests::seriesOf("calls_total 1\n");
        const auto made = metering::preview({}, {other, callsMeter()}, seen);
        QVERIFY(made.ok());
        QCOMPARE(made->at(0).meter, std::string("other"));
        QCOMPARE(made->at(1).meter, std::string("calls"));
        other.selector = "{";
        const auto bad = metering::preview({}, {other}, seen);
        QVERIFY(!bad.ok() && bad.error().context.find("other") != std::string::npos);
        metering::SchemaOptions schema;
        schema.customerPattern = "(";
        QVERIFY(!metering::preview(schema, {}, seen).ok());
    }

    void meteringAgrees_data() {
        QTest::addColumn<QString>("path");
        for (const auto& entry :
             fs::recursive_directory_iterator(fs::path(MB_TEST_DATA) / "metering_templates")) {
            if (entry.path().extension() == ".prom") {
                const fs::path& path = entry.path();
                QTest::newRow((path.parent_path().filename() / path.filename()).string().c_str())
                    << QString::fromStdString(path.string());
            }
        }
    }

    /// Things that are counted and not billable, by meter: the same as Metering finds.
    void meteringAgrees() {
        QFETCH(QString, path);
        std::vector<Meter> meters;
        for (const metering::MeterTemplate& one : metering::meterTemplates()) {
            meters.push_back(one.meter);
            meters.back().combine = metering::Combine::Refuse;
            meters.back().identity.clear(); // so that every series is a thing
        }
        const auto seen = tests::seriesOf(tests::textOfFile(path.toStdString()));
        const auto previews = metering::preview({}, meters, seen);
        QVERIFY(previews.ok() && !seen.empty());
        auto metering = metering::Metering::make({}, meters);
        tests::Target::Series series;
        for (const auto& one : seen) {
            series[one.labels.toString()] = one.value;
        }
        tests::Target(1, 60'000).read(**metering, 0, series);
        std::map<std::string, std::uint64_t> expected;
        for (const auto& unbilled : (*metering)->unbilled()) {
            expected[unbilled.meter] += unbilled.things;
        }
        for (const MeterPreview& preview : *previews) {
            std::uint64_t notCounted = 0;
            for (const auto& cause : preview.causes) {
                notCounted += cause.series;
            }
            QCOMPARE(notCounted, expected[preview.meter]);
            QCOMPARE(preview.counted + notCounted, preview.matched);
        }
    }
};

QTEST_GUILESS_MAIN(PreviewTest)
#include "preview_test.moc"
