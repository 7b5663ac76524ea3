// What cannot be imported from an exposition is told with its line, and nothing of it is taken.
#include "core/instruments/import_exposition.h"

#include <QtTest>

using namespace meterbench;
using namespace meterbench::instruments;

namespace {

constexpr std::int64_t kNowMs = 1'500;

/// Two good lines before what the row adds.
const QByteArray kGood = "# TYPE good gauge\ngood 1\n";
const QByteArray kSizes = kGood + "# TYPE s histogram\n"; // 3
const QByteArray kMode = kGood + "# TYPE m stateset\n";   // 3

void row(const char* title, const QByteArray& text, const char* says) {
    QTest::newRow(title) << text << QByteArray(says);
}

void syntax() {
    row("nothing", "", "there is no metric in it");
    row("comments only", "# a\n# TYPE a gauge\n", "there is no metric in it");
    row("a name that is none", kGood + "9x 1\n", "line 3, column 1: ");
    row("a value that is none", kGood + "x y\n", "line 3, column 3: ");
    row("quotes that stay open", kGood + "x{a=\"1} 1\n", "line 3, column ");
    row("a label without quotes", kGood + "x{a=1} 1\n", "line 3, column 5: ");
    row("a value that is not UTF-8", kSizes + "s_bucket{le=\"1\",a=\"\xff\"} 1\n", "line 4");
    row("a type that is none", kGood + "# TYPE x number\nx 1\n", "line 3, column ");
    row("something behind the end", kGood + "# EOF\nx 1\n# EOF\n", "line 4, column ");
}

void families() {
    row("a summary",
        kGood + "# TYPE x summary\nx_sum 1\nx_count 1\n",
        "line 3: x is a summary, which cannot be made by hand; leave it out");
    row("a gauge histogram",
        kGood + "# TYPE x gaugehistogram\nx_bucket{le=\"+Inf\"} 1\n# EOF\n",
        "line 3: x is a gaugehistogram");
    row("a type behind its samples",
        kGood + "x 1\n# TYPE x counter\n",
        "line 4: x is a unknown above; its type stands before its samples");
    row("a second type", kGood + "# TYPE good counter\n", "line 3: good is a gauge above");
    row("a gauge with the name of a counter",
        kGood + "# TYPE x_total gauge\nx_total 1\n",
        "line 3: name \"x_total\": names that end in _total belong to another type than gauge; x "
        "would be right");
    row("a part of a gauge",
        kGood + "good_sum 5\n",
        "line 3: name \"good_sum\": names that end in _sum");
    row("a creation of a gauge",
        kGood + "good_created 5\n",
        "line 3: name \"good_created\": names that end in _created");
    row("a counter that is called as a creation",
        kGood + "# TYPE x counter\nx_total 1\n# TYPE x_created counter\nx_created 1\n",
        "line 5: name \"x_created\": names that end in _created");
    row("a name with a unit that it lacks",
        kGood + "# TYPE x gauge\n# UNIT x bytes\nx 1\n# EOF\n",
        "line 4, column 10: the unit is not the end of the metric's name");
    row("a gauge over a counter",
        kGood + "# TYPE good_total counter\ngood_total 1\n",
        "line 3: the name good belongs to the gauge good already");
    row("a label twice", kGood + "x{a=\"1\",a=\"2\"} 1\n", "line 3: the label a is given twice");
    row("a label for internal use", kGood + "x{__a=\"1\"} 1\n", "line 3: label \"__a\"");
    row("an info that is not 1",
        kGood + "# TYPE b info\nb_info{v=\"1\"} 2\n# EOF\n",
        "line 4: the info b is always 1");
    row("a gauge that sounds like an info and is 2",
        kGood + "b_info{v=\"1\"} 2\n",
        "line 3: name \"b_info\": names that end in _info");
}

void series() {
    row("a counter below 0",
        kGood + "# TYPE x counter\nx_total -1\n",
        "line 4: the counter x_total can only grow: by 0 or more, not by -1");
    row("a counter of no number",
        kGood + "# TYPE x counter\nx_total NaN\n",
        "line 4: the counter x_total can only grow");
    row("a counter without end",
        kGood + "# TYPE x counter\nx_total +Inf\n",
        "line 4: the counter x_total can only grow");
    row("a series of a counter twice",
        kGood + "# TYPE x_total counter\nx_total{a=\"1\",b=\"2\"} 1\nx_total{b=\"2\",a=\"1\"} 1\n",
        "line 5: x_total stands here twice");
    row("a series of a gauge twice, once with an empty label",
        kGood + "good{a=\"\"} 1\n",
        "line 3: good stands here twice");
    row("an info twice",
        kGood + "b_info{v=\"1\"} 1\nb_info{v=\"1\"} 1\n",
        "line 4: b_info stands here twice");
}

void states() {
    row("a state without its label",
        kMode + "m{a=\"x\"} 1\n# EOF\n",
        "line 4: a state of m needs the label m");
    row("a state that is neither 0 nor 1",
        kMode + "m{m=\"a\"} 0.5\n# EOF\n",
        "line 4: a state of m is 0 or 1");
    row("a state twice",
        kMode + "m{m=\"a\"} 1\nm{m=\"a\"} 0\n# EOF\n",
        "line 5: m stands here twice");
    row("no state",
        kMode + "m{m=\"a\"} 0\nm{m=\"b\"} 0\n# EOF\n",
        "line 4: m is in 0 states; an enum made by hand is in one");
    row("two states",
        kMode + "m{m=\"a\"} 1\nm{m=\"b\"} 1\n# EOF\n",
        "line 4: m is in 2 states; an enum made by hand is in one");
}

void buckets() {
    row("a histogram that is a number",
        kSizes + "s 1\n",
        "line 4: s is a histogram: that is _bucket, _sum and _count");
    row("a bucket without a bound",
        kSizes + "s_bucket 1\n",
        "line 4: a bucket of s needs the label le");
    row("a bound that is a word",
        kSizes + "s_bucket{le=\"much\"} 1\n",
        "line 4: a bucket of s needs the label le, its bound");
    row("a bound that is no number",
        kSizes + "s_bucket{le=\"NaN\"} 1\n",
        "line 4: a bucket of s needs the label le, its bound");
    row("a bound below everything",
        kSizes + "s_bucket{le=\"-Inf\"} 1\n",
        "line 4: a bucket of s needs the label le, its bound");
    row("a bound twice",
        kSizes + "s_bucket{le=\"1\"} 1\ns_bucket{le=\"1.0\"} 1\n",
        "line 5: s_bucket stands here twice");
    row("half a thing in a bucket",
        kSizes + "s_bucket{le=\"1\"} 0.5\n",
        "line 4: a bucket of s counts in whole numbers: 0.5 is none");
    row("endless things in a bucket",
        kSizes + "s_bucket{le=\"1\"} +Inf\n",
        "line 4: a bucket of s counts in whole numbers");
    row("more things in a bucket than can be counted",
        kSizes + "s_bucket{le=\"1\"} 1e19\n",
        "line 4: a bucket of s counts in whole numbers");
    row("fewer than no things in a bucket",
        kSizes + "s_bucket{le=\"1\"} -1\n",
        "line 4: a bucket of s counts in whole numbers");
    row("buckets that fall",
        kSizes + "s_bucket{le=\"1\"} 2\ns_bucket{le=\"2\"} 1\n",
        "line 4: the buckets of s must not fall");
    row("a count below its buckets",
        kSizes + "s_bucket{le=\"1\"} 2\ns_count 1\n",
        "line 4: the buckets of s must not fall");
    row("a count that is not its last bucket",
        kSizes + "s_bucket{le=\"+Inf\"} 2\ns_count 3\n",
        "line 4: s_count is 3, but its bucket +Inf 2");
    row("a label twice in a histogram",
        kSizes + "s_sum{a=\"1\",a=\"2\"} 1\n",
        "line 4: the label a is given twice");
    row("an endless count", kSizes + "s_count +Inf\n", "line 4: s_count is no whole number");
    row("half a count", kSizes + "s_count 1.5\n", "line 4: s_count is no whole number");
    row("a sum twice", kSizes + "s_sum 2\ns_sum 3\n", "line 5: s_sum stands here twice");
    row("a bound beside the sum",
        kSizes + "s_sum{le=\"1\"} 2\n",
        "line 4: only the buckets of s have the label le");
}

} // namespace

class ImportRefusalTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void isToldWithItsLine_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("says");
        syntax();
        families();
        series();
        states();
        buckets();
    }

    void isToldWithItsLine() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, says);
        const auto edits = readExposition(text.toStdString(), kNowMs);
        QVERIFY2(!edits.ok(), "it was imported");
        QCOMPARE(edits.error().code, base::Code::InvalidInput);
        QVERIFY2(
            edits.error().context.find(says.toStdString()) != std::string::npos,
            edits.error().context.c_str()
        );
    }

    void theGoodOneAloneIsTaken() {
        const auto edits = readExposition(kGood.toStdString(), kNowMs);
        QVERIFY(edits.ok());
        QCOMPARE(edits->size(), std::size_t{2});
    }
};

QTEST_GUILESS_MAIN(ImportRefusalTest)
#include "import_refusal_test.moc"
