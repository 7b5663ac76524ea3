// How numbers, axes, names and exports read.
#include "tests/ui/charts/made_series.h"
#include "ui/charts/export.h"
#include "ui/charts/ticks.h"

#include <QtTest>

#include <cmath>

using namespace meterbench;
using namespace meterbench::ui;
using tests::madeSeries;

namespace {

constexpr double kGiB = 1024.0 * 1024 * 1024;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

} // namespace

Q_DECLARE_METATYPE(Quantity)

class FiguresTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void figures_data() {
        QTest::addColumn<Quantity>("quantity");
        QTest::addColumn<double>("value");
        QTest::addColumn<double>("largest");
        QTest::addColumn<QString>("alone");
        const auto row =
            [](const char* name, Quantity quantity, double value, double largest, const char* text
            ) { QTest::newRow(name) << quantity << value << largest << QString::fromUtf8(text); };
        const Quantity rate{Unit::None, true};
        row("a rate in full", rate, 912.4, 912.4, "912 /s");
        row("thousands are grouped", rate, 1391, 1391, "1,391 /s");
        row("millions are shortened", rate, 2.5e6, 2.5e6, "2.50 M /s");
        row("small rates keep digits", rate, 0.414, 0.414, "0.41 /s");
        row("whole counts stay whole", {}, 12, 12, "12");
        row("zero", {}, 0, 0, "0");
        row("bytes are binary", {Unit::Bytes, false}, 3.21 * kGiB, 3.21 * kGiB, "3.21 GiB");
        row("in the unit of the row", {Unit::Bytes, false}, 0.5 * kGiB, 3.21 * kGiB, "0.50 GiB");
        row("bytes per second",
            {Unit::Bytes, true},
            4.2 * 1024 * 1024,
            4.2 * 1024 * 1024,
            "4.20 MiB/s");
        row("seconds become milliseconds", {Unit::Seconds, false}, 0.182, 0.341, "182 ms");
        row("and microseconds", {Unit::Seconds, false}, 0.000'052, 0.000'09, "52.0 µs");
        row("a minute and a half stays seconds", {Unit::Seconds, false}, 90, 90, "90.0 s");
        row("hours", {Unit::Seconds, false}, 36'000, 36'000, "10.0 h");
        row("a ratio is a percentage", {Unit::Ratio, false}, 0.961, 0.961, "96.1 %");
        row("nothing is a dash", {}, kNan, 5, "–");
        row("infinity says so", {}, std::numeric_limits<double>::infinity(), 5, "+Inf");
        row("negative", {}, -12.5, 12.5, "-12.5");
        row("tiny numbers keep their power", {}, 3e-7, 3e-7, "3e-07");
    }

    void figures() {
        QFETCH(Quantity, quantity);
        QFETCH(double, value);
        QFETCH(double, largest);
        QTEST(figure(quantity, value, largest, true), "alone");
    }

    void axes_data() {
        QTest::addColumn<Quantity>("quantity");
        QTest::addColumn<double>("min");
        QTest::addColumn<double>("max");
        QTest::addColumn<bool>("fromZero");
        QTest::addColumn<QString>("labels");
        const auto row = [](const char* name,
                            Quantity quantity,
                            double min,
                            double max,
                            bool fromZero,
                            const char* labels) {
            QTest::newRow(name) << quantity << min << max << fromZero << QString::fromUtf8(labels);
        };
        row("a rate from zero", {Unit::None, true}, 300, 1391, true, "0|500|1 k|1.5 k /s");
        row("latency in one unit",
            {Unit::Seconds, false},
            0.05,
            0.341,
            true,
            "0|100 ms|200 ms|300 ms|400 ms");
        row("memory far from zero",
            {Unit::Bytes, false},
            2.2 * kGiB,
            3.3 * kGiB,
            false,
            "2 GiB|2.5 GiB|3 GiB|3.5 GiB");
        row("all the same value", {}, 5, 5, false, "4.6|4.8|5|5.2|5.4");
        row("all zero", {}, 0, 0, true, "0|0.5|1");
        row("below zero", {}, -10, 10, false, "-20|-10|0|10|20");
        row("a ratio", {Unit::Ratio, false}, 0, 0.8, true, "0|25 %|50 %|75 %|100 %");
    }

    void axes() {
        QFETCH(Quantity, quantity);
        QFETCH(double, min);
        QFETCH(double, max);
        QFETCH(bool, fromZero);
        const ValueRange range = niceRange(min, max, 4, quantity, fromZero);
        QVERIFY(range.low <= min && max <= range.high);
        QStringList labels;
        for (int i = 0; range.low + i * range.step <= range.high + range.step / 2; ++i) {
            const double value = range.low + i * range.step;
            const bool isTop = value > range.high - range.step / 2;
            labels.append(axisLabel(
                quantity, value, range.step, std::max(std::abs(range.low), range.high), isTop
            ));
        }
        QTEST(labels.join(QLatin1Char('|')), "labels");
    }

    void anAxisDoesNotTwitch() {
        const Quantity rate{Unit::None, true};
        const ValueRange before = niceRange(0, 95, 4, rate, true);
        QCOMPARE(steadyRange(before, niceRange(0, 80, 4, rate, true), 0, 80), before);
        const ValueRange higher = niceRange(0, 130, 4, rate, true);
        QCOMPARE(steadyRange(before, higher, 0, 130), higher);
        const ValueRange lower = niceRange(0, 20, 4, rate, true);
        QCOMPARE(steadyRange(before, lower, 0, 20), lower);
    }

    void timesAreRound() {
        const double start = 1'700'000'000'000;
        for (const double length : {1'000.0, 60'000.0, 300'000.0, 900'000.0, 3'600'000.0}) {
            const double msPerPixel = length / 500;
            const auto ticks = timeTicks(start, start + length, msPerPixel, 70);
            QVERIFY(ticks.size() >= 2 && ticks.size() <= 8);
            const std::int64_t step = timeStepMs(msPerPixel, 70);
            for (const TimeTick& tick : ticks) {
                QCOMPARE(tick.timestampMs % std::min<std::int64_t>(step, 900'000), std::int64_t(0));
            }
        }
    }

    void namesSayOnlyWhatDiffers() {
        const model::Labels a{
            {"__name__", "m"}, {"code", "200"}, {"customer", "acme"}, {"job", "api"}};
        const model::Labels b{
            {"__name__", "m"}, {"code", "200"}, {"customer", "globex"}, {"job", "api"}};
        const model::Labels c{{"__name__", "n"}, {"customer", "globex"}, {"job", "api"}};
        const std::vector<const model::Labels*> same{&a, &b};
        QCOMPARE(
            differingNames(same),
            (std::vector<QString>{
                QStringLiteral("customer=\"acme\""), QStringLiteral("customer=\"globex\"")})
        );
        const std::vector<const model::Labels*> other{&b, &c};
        QCOMPARE(
            differingNames(other),
            (std::vector<QString>{QStringLiteral("m code=\"200\""), QStringLiteral("n")})
        );
        const std::vector<const model::Labels*> one{&a};
        QCOMPARE(differingNames(one), std::vector<QString>{QStringLiteral("m")});
    }

    void expressions_data() {
        QTest::addColumn<int>("function");
        QTest::addColumn<bool>("isSummed");
        QTest::addColumn<QByteArray>("label");
        QTest::addColumn<QString>("expression");
        const auto row = [](const char* name,
                            Function function,
                            bool isSummed,
                            const char* label,
                            const char* expression) {
            QTest::newRow(name) << static_cast<int>(function) << isSummed << QByteArray(label)
                                << QString::fromLatin1(expression);
        };
        row("value", Function::Value, false, "", "made_total");
        row("rate", Function::Rate, false, "", "rate(made_total)");
        row("sum by", Function::Rate, true, "customer", "sum by (customer) (rate(made_total))");
        row("sum of all", Function::Increase, true, "", "sum(increase(made_total))");
        row("quantile", Function::Quantile, false, "", "quantile(0.99 | 0.5, made_total)");
        row("quantile by",
            Function::Quantile,
            true,
            "customer",
            "quantile by (customer)(0.99 | 0.5, made_total)");
    }

    void expressions() {
        QFETCH(int, function);
        QFETCH(bool, isSummed);
        QFETCH(QByteArray, label);
        ChartSpec spec;
        spec.function = static_cast<Function>(function);
        spec.isSummed = isSummed;
        spec.sumLabel = label.toStdString();
        const auto a = madeSeries({}, {{"__name__", "made_total"}, {"customer", "acme"}});
        const auto b = madeSeries({}, {{"__name__", "made_total"}, {"customer", "globex"}});
        const std::vector<const store::SeriesView*> views{&a, &b};
        QTEST(expressionOf(spec, views), "expression");
        QCOMPARE(groupingLabels(views), std::vector<std::string>{"customer"});
    }

    void titles() {
        QCOMPARE(titleOf("http_requests_total"), QStringLiteral("Http requests"));
        QCOMPARE(titleOf("node_memory_Active_bytes"), QStringLiteral("Node memory Active"));
        QCOMPARE(titleOf("_total"), QStringLiteral("Total"));
    }

    void fields_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("field");
        const auto row = [](const char* name, const char* text, const char* field) {
            QTest::newRow(name) << QString::fromLatin1(text) << QString::fromLatin1(field);
        };
        row("plain", "abc", "abc");
        row("a comma needs quotes", "a,b", "\"a,b\"");
        row("quotes are doubled", "a=\"b\"", "\"a=\"\"b\"\"\"");
        row("a line break needs quotes", "a\nb", "\"a\nb\"");
        row("a formula is defused", "=1+1", "'=1+1");
        row("plus too", "+1", "'+1");
        row("minus too", "-1", "'-1");
        row("at too", "@SUM(A1)", "'@SUM(A1)");
        row("a tab too", "\t=1", "'\t=1");
        row("defused and quoted", "=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""
        );
        row("nothing", "", "");
    }

    void fields() {
        QFETCH(QString, text);
        QTEST(csvText(text), "field");
    }

    void aWindowAsCsv() {
        Curve a;
        Curve b;
        Curve c;
        for (int i = 0; i < 5; ++i) {
            a.append(1'000 * i, i == 2 ? kBreak : 1.5 * i);
        }
        b.append(2'500, -7);
        c.append(2'000, 99);
        TimeWindow window;
        window.setNow(3'000);
        window.select(1'000, 3'000);
        const std::vector<ChartCurve> curves{
            {QStringLiteral("a"), &a, 0, false},
            {QStringLiteral("=b"), &b, 1, false},
            {QStringLiteral("c"), &c, 2, true}};
        QCOMPARE(
            csvOf(curves, window),
            QByteArray("time,a,'=b\r\n"
                       "1970-01-01T00:00:01.000Z,1.5,\r\n"
                       "1970-01-01T00:00:02.500Z,,-7\r\n"
                       "1970-01-01T00:00:03.000Z,4.5,\r\n")
        );
    }

    void fileNames() {
        QCOMPARE(
            fileNameOf(QStringLiteral("Http requests / s")), QStringLiteral("http-requests-s")
        );
        QCOMPARE(fileNameOf(QStringLiteral("../..")), QStringLiteral("chart"));
    }
};

QTEST_GUILESS_MAIN(FiguresTest)
#include "figures_test.moc"
