// What is wrong in a YAML file is told with its line and column and what would be right; and a file
// is read whole or not at all.
#include "core/instruments/yaml.h"

#include <QtTest>

using namespace meterbench;
using namespace meterbench::instruments;

namespace {

constexpr std::int64_t kNowMs = 1'500;

/// A good metric before what the row adds: it must not be imported alone.
const QByteArray kGood = "metrics:\n"                          // line 1
                         "  - name: good\n"                    // 2
                         "    type: gauge\n";                  // 3
const QByteArray kGauge = kGood + "  - name: bad\n"            // 4
                                  "    type: gauge\n"          // 5
                                  "    labels: [a]\n"          // 6
                                  "    series:\n";             // 7
const QByteArray kPlain = kGood + "  - name: bad\n    type: "; // 4, 5
const QByteArray kSizes = kPlain + "histogram\n"               // 5
                                   "    bounds: [1, 2]\n"      // 6
                                   "    series:\n";            // 7

void row(const char* title, const QByteArray& text, const char* says) {
    QTest::newRow(title) << text << QByteArray(says);
}

void badFiles() {
    row("nothing", "", "line 1, column 1: the file is a map of keys and values");
    row("a text", "metrics", "line 1, column 1: the file is a map");
    row("a list", "- a\n", "line 1, column 1: the file is a map");
    row("no metrics", "{}", "line 1, column 1: metrics is a list");
    row("metrics that are no list", "metrics:\n  a: b\n", "line 2, column 3: metrics is a list");
    row("metrics that are nothing", "metrics:\n", "metrics is a list");
    row("another key", kGood + "other: 1\n", "line 4, column 1: \"other\" is no key of the file");
    row("metrics twice", kGood + "metrics: []\n", "line 4, column 1: \"metrics\" stands here twice"
    );
    row("a second document",
        kGood + "---\nmetrics: []\n",
        "line 4, column 1: the list of metrics has ended, and the file is one document");
    row("something behind the list that YAML never gets past",
        "metrics: []\n% a: [b]: c\n, d",
        "line 3, column 1: ");
    row("broken lists", kGood + "  - [a\n", "line 5, column 1: ");
    row("a file that ends in quotes",
        kGood + "  - type: gauge\n    name: \"a\n",
        "line 6, column 2: ");
    row("a file that ends in quotes without a break",
        kGood + "  - type: gauge\n    name: \"a",
        "line 5, column 13: ");
    row("a tab before a key", kGood + "\t- name: a\n", "line 4, column 1: ");
    row("an alias of nothing", kGood + "  - *a\n", "line 4, column 5: ");
    row("bytes that are no text",
        kGood + "  # \xc3\xa4 \xff\n",
        "line 4, column 7: the text is not valid UTF-8");
    row("a control character", kGood + "  # a\x04\n  - b\n", "line 4, column 6: a control character"
    );
    row("a map as a key", kGood + "? {a: b}\n: c\n", "line 4, column 3: a key is a text");
    row("a metric that is a text", kGood + "  - bad\n", "line 4, column 5: a metric is a map");
}

void badDefinitions() {
    row("a key with a slip",
        kPlain + "gauge\n    hepl: x\n",
        "line 6, column 5: \"hepl\" is no key of a metric; did you mean help?");
    row("a key twice",
        kPlain + "gauge\n    type: gauge\n",
        "line 6, column 5: \"type\" stands here twice");
    row("a type that is none",
        kPlain + "summary\n",
        "line 5, column 11: type is counter, gauge, info, enum or histogram");
    row("no type",
        kGood + "  - name: bad\n",
        "line 4, column 5: type is counter, gauge, info, enum or histogram");
    row("no name", kGood + "  - type: gauge\n", "line 4, column 5: name \"\": a metric needs a name"
    );
    row("a name that is none",
        kGood + "  - type: gauge\n    name: 9 lives\n",
        "line 5, column 11: name \"9 lives\": a name consists of");
    row("a name that is a list",
        kGood + "  - type: gauge\n    name: [a]\n",
        "line 5, column 11: name is a text");
    row("a name that YAML takes for nothing",
        kGood + "  - type: gauge\n    name: null\n",
        "line 5, column 11: name is a text; put it in quotes");
    row("a metric twice",
        kGood + "  - type: gauge\n    name: good\n",
        "line 5, column 11: the name good belongs to the gauge good already");
    row("a counter over a gauge",
        kGood + "  - type: counter\n    name: good_total\n",
        "line 5, column 11: the name good belongs to the gauge good already");
    row("a unit that the name lacks",
        kPlain + "gauge\n    unit: bytes\n",
        "bad_bytes would be right");
    row("labels that are a text",
        kPlain + "gauge\n    labels: a\n",
        "line 6, column 13: labels is a list of texts");
    row("a label that is a map",
        kPlain + "gauge\n    labels: [a, {b: c}]\n",
        "line 6, column 17: labels is a text");
    row("a label twice",
        kPlain + "gauge\n    labels: [a, a]\n",
        "line 4, column 11: label \"a\": there is a label a already");
    row("an enum without states",
        kPlain + "enum\n",
        "line 4, column 11: an enum needs at least one state");
    row("states of a gauge",
        kPlain + "gauge\n    states: [a]\n",
        "line 4, column 11: only an enum has states");
    row("bounds that are words",
        kPlain + "histogram\n    bounds: [1, x]\n",
        "line 6, column 17: bounds is a number");
    row("bounds that fall",
        kPlain + "histogram\n    bounds: [2, 1]\n",
        "line 4, column 11: bounds grow");
    row("series that are a map",
        kPlain + "gauge\n    series: {a: b}\n",
        "line 6, column 13: series is a list");
}

void badSeries() {
    row("a series that is a text", kGauge + "      - x\n", "line 8, column 9: a series is a map");
    row("a label that the metric lacks",
        kGauge + "      - labels: {a: x, b: y}\n",
        "line 8, column 24: bad has no label b in its labels");
    row("a label twice in a series",
        kGauge + "      - labels: {a: x, a: y}\n",
        "line 8, column 24: \"a\" stands here twice");
    row("a label without a value",
        kGauge + "      - labels: {a: }\n",
        "column 21: a is a text; put it in quotes");
    row("labels that are a list",
        kGauge + "      - labels: [a]\n",
        "line 8, column 17: labels is a map of names and texts");
    row("a series twice",
        kGauge + "      - labels: {a: x}\n      - labels: {a: \"x\"}\n",
        "line 9, column 9: bad has these labels twice");
    row("the series without labels twice",
        kGauge + "      - value: 1\n      - labels: {a: \"\"}\n",
        "line 9, column 9: bad has these labels twice");
    row("a value that is a word",
        kGauge + "      - value: much\n",
        "line 8, column 16: value is a number");
    row("a state of a gauge",
        kGauge + "      - state: up\n",
        "line 8, column 9: \"state\" is no key of a series");
    row("a counter below 0",
        kPlain + "counter\n    series:\n      - value: -1\n",
        "line 7, column 16: the counter bad_total can only grow");
    row("a counter of no number",
        kPlain + "counter\n    series:\n      - value: NaN\n",
        "line 7, column 16: the counter bad_total can only grow");
    row("a state that is not there",
        kPlain + "enum\n    states: [up]\n    series:\n      - state: down\n",
        "line 8, column 16: bad has no state \"down\"; its states are up");
    row("an info's key that is none",
        kPlain + "info\n    series:\n      - info: {a-b: x}\n",
        "line 7, column 15: info key \"a-b\"");
    row("an info's key twice",
        kPlain + "info\n    series:\n      - info: {a: x, a: y}\n",
        "line 7, column 22: \"a\" stands here twice");
    row("too many counts",
        kSizes + "      - counts: [1, 2, 3, 4]\n",
        "line 8, column 17: counts are one for each bound and one for +Inf: 3, not 4");
    row("too few counts",
        kSizes + "      - counts: [1]\n",
        "line 8, column 17: counts are one for each bound and one for +Inf: 3, not 1");
    for (const char* count : {"-1", "0.5", "+Inf", "NaN", "1e30", "18446744073709551616"}) {
        QTest::addRow("a count of %s", count)
            << kSizes + "      - counts: [1, " + count + ", 3]\n"
            << QByteArray("line 8, column 21: counts takes whole numbers, 0 or more");
    }
}

void badDrivers() {
    const QByteArray driver = kGauge + "      - labels: {a: x}\n        driver: "; // 8, 9
    row("a driver that is a word", driver + "sine\n", "line 9, column 17: a driver is a map");
    row("a driver of no kind",
        driver + "{rate: 1}\n",
        "line 9, column 17: kind is constant, ramp, sine,");
    row("a driver of another kind",
        driver + "{kind: square}\n",
        "line 9, column 24: kind is constant, ramp, sine,");
    row("a key with a slip in a driver",
        driver + "{kind: sine, repeat: 1}\n",
        "line 9, column 30: \"repeat\" is no key of a driver; did you mean repeats?");
    row("a driver that does not suit",
        driver + "{kind: cycle}\n",
        "line 9, column 17: a gauge cannot be driven by cycle");
    row("a driver that stands still",
        driver + "{kind: sine, speed: 0}\n",
        "line 9, column 17: speed must be more than 0");
    row("a yes that is no truth",
        driver + "{kind: sine, repeats: yes}\n",
        "line 9, column 39: repeats is true or false");
    row("a seed that is not whole",
        driver + "{kind: poisson, seed: 0.5}\n",
        "line 9, column 39: seed takes whole numbers");
    row("times without values", driver + "{kind: replay, seconds: [0, 1]}\n", "line 9, column 17: "
    );
    row("an info that is driven",
        kPlain + "info\n    series:\n      - driver: {kind: sine}\n",
        "line 7, column 9: \"driver\" is no key of an info's series");
}

} // namespace

class YamlRefusalTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void isToldWithItsPlace_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("says");
        badFiles();
        badDefinitions();
        badSeries();
        badDrivers();
    }

    void isToldWithItsPlace() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, says);
        const auto edits = readYaml(text.toStdString(), kNowMs);
        QVERIFY2(!edits.ok(), "it was imported");
        QCOMPARE(edits.error().code, base::Code::InvalidInput);
        QVERIFY2(
            edits.error().context.find(says.toStdString()) != std::string::npos,
            edits.error().context.c_str()
        );
        QVERIFY2(edits.error().context.starts_with("line "), edits.error().context.c_str());
    }

    void theGoodOneAloneIsTaken() {
        const auto edits = readYaml(kGood.toStdString(), kNowMs);
        QVERIFY(edits.ok());
        QCOMPARE(edits->size(), std::size_t{1});
    }

    void whatIsLeftOutIsAsInANewOne() {
        const auto edits = readYaml(
            "metrics:\n"
            "  - {name: c_total, type: counter, series: [{}]}\n"
            "  - {name: h, type: histogram, bounds: [1], series: [{sum: 2}]}\n"
            "  - {name: e, type: enum, labels: [a], states: [up, down], series: [{labels: {a: "
            "x}}]}\n"
            "  - {name: g, type: gauge, series: [{driver: {kind: sine}}]}\n",
            kNowMs
        );
        QVERIFY2(edits.ok(), edits.ok() ? "" : edits.error().context.c_str());
        Bench bench;
        for (const Edit& edit : *edits) {
            QVERIFY(bench.apply(edit, kNowMs).ok());
        }
        QCOMPARE(bench.find("c")->series.at({}).value, 0.0);
        QCOMPARE(bench.find("h")->series.at({}).counts, (std::vector<std::uint64_t>{0, 0}));
        QCOMPARE(bench.find("h")->series.at({}).createdMs, kNowMs);
        QCOMPARE(bench.find("e")->series.at({"x"}).chosen, std::size_t{0});
        Driver fresh;
        fresh.kind = DriverKind::Sine;
        QVERIFY(bench.find("g")->drivers.at({}) == fresh);
    }

    void deepNestingEndsInAnError() {
        const auto edits = readYaml("metrics: " + std::string(100'000, '['), kNowMs);
        QVERIFY(!edits.ok());
    }
};

QTEST_GUILESS_MAIN(YamlRefusalTest)
#include "yaml_refusal_test.moc"
