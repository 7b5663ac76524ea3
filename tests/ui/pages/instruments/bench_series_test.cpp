// Which scraped series a row of the metrics page is. The bench is scraped with honor_labels
// (Prometheus: "If honor_labels is set to true, label conflicts are resolved by keeping label
// values from the scraped data"), so a metric's own job and instance tell series apart.
#include "ui/pages/instruments/bench_series.h"

#include <QTest>

using namespace meterbench;
using namespace meterbench::ui;
using instruments::Type;

namespace {

const model::Labels kGiven{{"job", "instruments"}, {"instance", "127.0.0.1:9091"}};

using Exposed = std::vector<model::Label>;

/// A scrape of the bench: labels as the exposition writes them (empty ones too), the target's where
/// there are none.
class Scrape {
public:
    model::SeriesRef add(const std::string& name, const Exposed& exposed) {
        model::Labels labels = kGiven;
        labels.set(model::kMetricName, name);
        for (const model::Label& label : exposed) {
            labels.set(label.name, label.value);
        }
        m_builder.append(labels.views());
        return labels.ref();
    }

    [[nodiscard]] pipeline::Snapshot snapshot(const std::string& pool = "instruments") {
        auto batch = std::make_shared<model::Batch>();
        batch->layout = m_builder.finish(nullptr);
        batch->values.resize(batch->layout->size());
        auto target = std::make_shared<pipeline::TargetState>();
        target->pool = pool;
        target->labels = kGiven;
        target->batches = {batch};
        pipeline::Snapshot made;
        made.targets =
            std::make_shared<const std::vector<pipeline::TargetPtr>>(1, std::move(target));
        return made;
    }

private:
    model::LayoutBuilder m_builder{1};
};

BenchModel::Row
rowOf(Type type, std::vector<std::string> labelNames, const instruments::LabelValues& values) {
    auto made = std::make_shared<instruments::Instrument>();
    made->definition.type = type;
    made->definition.name = "jobs";
    made->definition.labelNames = std::move(labelNames);
    made->definition.states = {"on", "off"};
    made->series[values].info = {{"version", "2"}};
    return {made, false, values};
}

using Refs = std::vector<model::SeriesRef>;

} // namespace

class BenchSeriesTest : public QObject {
    Q_OBJECT

private slots:

    void seriesThatDifferOnlyInATargetsLabelAreTwo_data() {
        QTest::addColumn<QString>("label");
        QTest::newRow("job") << "job";
        QTest::newRow("instance") << "instance";
        QTest::newRow("any other label") << "zone";
    }

    void seriesThatDifferOnlyInATargetsLabelAreTwo() {
        QFETCH(QString, label);
        const std::string name = label.toStdString();
        Scrape scrape;
        const auto a = scrape.add("jobs", {{name, "a"}});
        const auto b = scrape.add("jobs", {{name, "b"}});
        const auto none = scrape.add("jobs", {{name, ""}});
        BenchSeries series;
        series.update(scrape.snapshot());
        QCOMPARE(series.refsOf(rowOf(Type::Gauge, {name}, {"a"})), Refs{a});
        QCOMPARE(series.refsOf(rowOf(Type::Gauge, {name}, {"b"})), Refs{b});
        QCOMPARE(series.refsOf(rowOf(Type::Gauge, {name}, {""})), Refs{none});
        QVERIFY(series.refsOf(rowOf(Type::Gauge, {name}, {"c"})).empty());
    }

    void aMetricMayGiveItselfTheTargetsLabel() {
        Scrape scrape;
        const auto own = scrape.add("jobs", {{"job", "instruments"}});
        const auto none = scrape.add("jobs", {{"job", ""}});
        BenchSeries series;
        series.update(scrape.snapshot());
        QCOMPARE(series.refsOf(rowOf(Type::Gauge, {"job"}, {"instruments"})), Refs{own});
        QCOMPARE(series.refsOf(rowOf(Type::Gauge, {"job"}, {""})), Refs{none});
    }

    void eachTypeFindsItsOwnSeries() {
        Scrape scrape;
        const auto counter = scrape.add("jobs_total", {});
        const auto count = scrape.add("jobs_count", {});
        (void)scrape.add("jobs_sum", {});
        const auto info = scrape.add("jobs_info", {{"version", "2"}});
        const auto on = scrape.add("jobs", {{"jobs", "on"}});
        const auto off = scrape.add("jobs", {{"jobs", "off"}});
        BenchSeries series;
        series.update(scrape.snapshot());
        QCOMPARE(series.refsOf(rowOf(Type::Counter, {}, {})), Refs{counter});
        QCOMPARE(series.refsOf(rowOf(Type::Histogram, {}, {})), Refs{count});
        QCOMPARE(series.refsOf(rowOf(Type::Info, {}, {})), Refs{info});
        QCOMPARE(series.refsOf(rowOf(Type::Enum, {}, {})), (Refs{on, off}));
    }

    void seriesOfOtherTargetsAreNotMeant() {
        Scrape scrape;
        (void)scrape.add("jobs", {});
        BenchSeries series;
        series.update(scrape.snapshot("shop"));
        QVERIFY(series.refsOf(rowOf(Type::Gauge, {}, {})).empty());
    }
};

QTEST_GUILESS_MAIN(BenchSeriesTest)
#include "bench_series_test.moc"
