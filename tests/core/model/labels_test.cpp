// Labels, their text, the table that keeps many of them, and layouts.
#include "core/base/hash.h"
#include "core/model/batch.h"
#include "core/model/layout.h"

#include <QTest>

#include <string>

using namespace meterbench::model;

class LabelsTest : public QObject {
    Q_OBJECT

private slots:
    void areSortedAndUniqueWithoutEmptyValues();
    void textOfASeries_data();
    void textOfASeries();
    void refIsTheHashOfItsParts();
    void legacyNames();
    void tableKeepsEachTextOnce();
    void tableOfManySeriesAnswersAll();
    void layoutIdsDependOnSourceAndSeries();
    void layoutsFindTheirFamilies();
    void metricTypesInBothFormats();
    void specialValuesAreNaNsOfTheirOwn();
};

void LabelsTest::areSortedAndUniqueWithoutEmptyValues() {
    Labels labels{{"z", "1"}, {"a", "2"}, {"z", "3"}, {"e", ""}};
    QCOMPARE(labels.size(), std::size_t{2});
    QCOMPARE(labels.toString(), std::string("{a=\"2\",z=\"3\"}"));
    QCOMPARE(labels.get("z"), std::string_view("3"));
    QVERIFY(!labels.has("e"));
    labels.set("z", "");
    labels.erase("nothing");
    QVERIFY(labels == (Labels{{"a", "2"}}));
    const std::vector<LabelView> views{{"b", "2"}, {"a", "1"}};
    QVERIFY(Labels(views) == (Labels{{"a", "1"}, {"b", "2"}}));
}

void LabelsTest::textOfASeries_data() {
    QTest::addColumn<std::string>("name");
    QTest::addColumn<std::string>("label");
    QTest::addColumn<std::string>("value");
    QTest::addColumn<std::string>("text");
    const auto row =
        [](const char* title, const char* name, const char* label, const char* value, const char* text
        ) {
            QTest::newRow(title) << std::string(name) << std::string(label) << std::string(value)
                               << std::string(text);
        };
    row("nothing", "", "", "", "{}");
    row("name alone", "up", "", "", "up");
    row("labels alone", "", "a", "b", "{a=\"b\"}");
    row("both", "up", "a", "b", "up{a=\"b\"}");
    row("escapes", "up", "a", "\\ \" \n", "up{a=\"\\\\ \\\" \\n\"}");
    row("a quoted name stands first", "my.metric", "A", "b", "{\"my.metric\",A=\"b\"}");
    row("a quoted name alone", "my.metric", "", "", "{\"my.metric\"}");
    row("a quoted label", "up", "my.label", "b", "up{\"my.label\"=\"b\"}");
    row("a name may have colons", "a:b", "", "", "a:b");
    row("a label may not", "up", "a:b", "c", "up{\"a:b\"=\"c\"}");
}

void LabelsTest::textOfASeries() {
    QFETCH(std::string, name);
    QFETCH(std::string, label);
    QFETCH(std::string, value);
    QFETCH(std::string, text);
    Labels labels;
    labels.set("__name__", name);
    labels.set(label, value);
    QCOMPARE(labels.toString(), text);
}

void LabelsTest::refIsTheHashOfItsParts() {
    const Labels labels{{"a", "b"}, {"c", "d"}};
    QCOMPARE(
        labels.ref(),
        meterbench::base::hash64("a\xff"
                                 "b\xff"
                                 "c\xff"
                                 "d\xff")
    );
    QVERIFY((Labels{{"a", "bc"}}).ref() != (Labels{{"ab", "c"}}).ref());
}

void LabelsTest::legacyNames() {
    QVERIFY(isLegacyMetricName("_a:b9") && isLegacyLabelName("a_9"));
    for (const char* name : {"", "9a", "a-b", "a.b", "\xc3\xa9"}) {
        QVERIFY2(!isLegacyMetricName(name) && !isLegacyLabelName(name), name);
    }
    QVERIFY(!isLegacyLabelName("a:b"));
}

void LabelsTest::tableKeepsEachTextOnce() {
    LabelTable table;
    const std::vector<LabelView> first{{"__name__", "up"}, {"job", "up"}};
    const std::vector<LabelView> second{{"job", "x"}};
    table.append(first);
    table.append({});
    table.append(second);
    table.seal();
    QCOMPARE(table.size(), std::size_t{3});
    QCOMPARE(table.symbolCount(), std::size_t{4}); // __name__ up job x
    QCOMPARE(table.pairsAt(0).size(), std::size_t{2});
    QCOMPARE(table.text(table.pairsAt(0)[1].second), std::string_view("up"));
    QVERIFY(table.pairsAt(1).empty());
    QCOMPARE(table.at(0).toString(), std::string("up{job=\"up\"}"));
    QVERIFY(table.at(1).empty());
    QCOMPARE(table.get(2, "job"), std::string_view("x"));
    QVERIFY(table.get(2, "none").empty());
}

void LabelsTest::tableOfManySeriesAnswersAll() {
    LabelTable table;
    for (int i = 0; i < 5000; ++i) {
        const std::string id = std::to_string(i);
        const std::vector<LabelView> labels{{"id", id}, {"parity", i % 2 == 0 ? "even" : "odd"}};
        table.append(labels);
    }
    table.seal();
    std::vector<LabelView> labels{{"left", "over"}};
    for (std::size_t i = 0; i < 5000; ++i) {
        table.labelsAt(i, labels);
        QCOMPARE(labels.size(), std::size_t{2});
        QCOMPARE(labels[0].value, std::string_view(std::to_string(i)));
        QCOMPARE(labels[1].value, std::string_view(i % 2 == 0 ? "even" : "odd"));
    }
    QCOMPARE(table.symbolCount(), std::size_t{5004});
    QVERIFY(table.sizeBytes() < 5000 * (2 * 8 + 4 + 4 + 5) + 1000);
}

namespace {

LayoutPtr layoutOf(SourceId source, const std::vector<std::string>& names) {
    LayoutBuilder builder(source);
    for (const std::string& name : names) {
        const std::vector<LabelView> labels{{kMetricName, name}};
        builder.append(labels);
    }
    return builder.finish(nullptr);
}

} // namespace

void LabelsTest::layoutIdsDependOnSourceAndSeries() {
    const LayoutPtr layout = layoutOf(1, {"a", "b"});
    QCOMPARE(layout->id, layoutOf(1, {"a", "b"})->id);
    QVERIFY(layout->id != layoutOf(2, {"a", "b"})->id);
    QVERIFY(layout->id != layoutOf(1, {"b", "a"})->id);
    QVERIFY(layout->id != layoutOf(1, {"a"})->id);
    QVERIFY(layoutOf(1, {})->id != layoutOf(2, {})->id);
    const std::vector<LabelView> up{{kMetricName, "up"}};
    LayoutBuilder builder(1);
    builder.append(up);
    const LayoutPtr first = builder.finish(nullptr);
    builder.append(up); // empty again after finish, with the same source
    QCOMPARE(builder.size(), std::size_t{1});
    QCOMPARE(builder.finish(nullptr)->id, first->id);
}

void LabelsTest::layoutsFindTheirFamilies() {
    auto families = std::make_shared<FamilyTable>();
    families->push_back({"requests", MetricType::Counter, "help", ""});
    LayoutBuilder builder(1);
    const std::vector<LabelView> labels{{kMetricName, "requests_total"}};
    builder.append(labels, 0);
    builder.append(labels);
    const LayoutPtr layout = builder.finish(families, true);
    QVERIFY(layout->isReport);
    QCOMPARE(layout->family(0)->help, std::string("help"));
    QVERIFY(layout->family(1) == nullptr);
    QVERIFY(layout->family(2) == nullptr);
    Batch batch{layout, 5, {1, kAbsent}, 1, {{1, 2, 3}}, {}};
    QCOMPARE(batch.sampleCount(), std::size_t{2});
}

void LabelsTest::metricTypesInBothFormats() {
    for (const MetricType type :
         {MetricType::Unknown,
          MetricType::Counter,
          MetricType::Gauge,
          MetricType::Histogram,
          MetricType::GaugeHistogram,
          MetricType::Summary,
          MetricType::Info,
          MetricType::StateSet}) {
        QVERIFY(parseMetricType(metricTypeName(type)) == type);
    }
    QVERIFY(parseMetricType("untyped") == MetricType::Unknown);
    QVERIFY(!parseMetricType("Counter"));
}

void LabelsTest::specialValuesAreNaNsOfTheirOwn() {
    QVERIFY(kStale != kStale && kAbsent != kAbsent);
    QVERIFY(isStale(kStale) && !isStale(kAbsent) && !isStale(0.0));
    QVERIFY(isAbsent(kAbsent) && !isAbsent(kStale));
}

QTEST_GUILESS_MAIN(LabelsTest)
#include "labels_test.moc"
