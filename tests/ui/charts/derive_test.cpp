// What becomes of samples: values, rates, increases and deltas, with resets, gaps, stale markers
// and numbers that are none.
#include "tests/ui/charts/made_series.h"
#include "ui/charts/derive.h"

#include <QtTest>

#include <cmath>

using namespace meterbench;
using namespace meterbench::ui;
using tests::MadeSample;
using tests::madeSeries;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();
const double kStale = model::kStale;

/// "1000:2 2000:- 3000:5": times and values, a break as a dash.
QString written(const Curve& curve) {
    QStringList parts;
    for (const CurvePoint& point : curve.points()) {
        const QString value =
            std::isfinite(point.value) ? QString::number(point.value) : QStringLiteral("-");
        parts.append(QString::number(point.timestampMs) + QLatin1Char(':') + value);
    }
    return parts.join(QLatin1Char(' '));
}

QString marksOf(const Curve& curve) {
    QStringList parts;
    for (const Mark& mark : curve.marks()) {
        parts.append(
            (mark.kind == MarkKind::Reset ? QStringLiteral("reset@") : QStringLiteral("stale@")) +
            QString::number(mark.timestampMs)
        );
    }
    return parts.join(QLatin1Char(' '));
}

} // namespace

Q_DECLARE_METATYPE(std::vector<MadeSample>)
Q_DECLARE_METATYPE(Function)

class DeriveTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void points_data() {
        QTest::addColumn<Function>("function");
        QTest::addColumn<std::vector<MadeSample>>("samples");
        QTest::addColumn<QString>("points");
        QTest::addColumn<QString>("marks");
        using S = std::vector<MadeSample>;
        const auto row = [](const char* name,
                            Function function,
                            const S& samples,
                            const char* points,
                            const char* marks = "") {
            QTest::newRow(name) << function << samples << QString::fromLatin1(points)
                                << QString::fromLatin1(marks);
        };
        row("a value is what it is", Function::Value, S{{1000, 2}, {2000, 3}}, "1000:2 2000:3");
        row("a rate is per second", Function::Rate, S{{1000, 10}, {3000, 16}}, "3000:3");
        row("an increase is not divided", Function::Increase, S{{1000, 10}, {3000, 16}}, "3000:6");
        row("a delta may fall", Function::Delta, S{{1000, 10}, {2000, 4}}, "2000:-6");
        row("one sample has no rate", Function::Rate, S{{1000, 10}}, "");
        row("no sample is nothing", Function::Rate, S{}, "");
        row("after a reset the new value was counted",
            Function::Rate,
            S{{1000, 10}, {2000, 4}},
            "2000:4",
            "reset@2000");
        row("an increase knows resets too",
            Function::Increase,
            S{{1000, 10}, {3000, 4}},
            "3000:4",
            "reset@3000");
        row("a delta knows no resets", Function::Delta, S{{1000, 10}, {3000, 4}}, "3000:-6");
        row("a counter that stands has rate 0", Function::Rate, S{{1000, 10}, {2000, 10}}, "2000:0"
        );
        row("two and a half intervals are still together",
            Function::Rate,
            S{{1000, 0}, {3500, 5}},
            "3500:2");
        row("more are a gap",
            Function::Rate,
            S{{1000, 0}, {2000, 1}, {4501, 5}, {5501, 6}},
            "2000:1 2001:- 5501:1");
        row("a gap breaks values", Function::Value, S{{1000, 7}, {5000, 8}}, "1000:7 1001:- 5000:8"
        );
        row("a stale marker ends a line",
            Function::Value,
            S{{1000, 7}, {2000, kStale}},
            "1000:7 2000:-",
            "stale@1000");
        row("a rate begins anew behind it",
            Function::Rate,
            S{{1000, 1}, {2000, 3}, {3000, kStale}, {4000, 50}, {5000, 51}},
            "2000:2 3000:- 5000:1",
            "stale@2000");
        row("two stale markers end it once",
            Function::Value,
            S{{1000, 7}, {2000, kStale}, {3000, kStale}},
            "1000:7 2000:-",
            "stale@1000");
        row("a stale marker at the front is nothing",
            Function::Value,
            S{{1000, kStale}, {2000, 7}},
            "2000:7");
        row("NaN is a gap, not an end",
            Function::Value,
            S{{1000, 7}, {2000, kNan}, {3000, 8}},
            "1000:7 2000:- 3000:8");
        row("infinity is a gap",
            Function::Value,
            S{{1000, 7}, {2000, kInf}, {3000, -kInf}, {4000, 8}},
            "1000:7 2000:- 4000:8");
        row("no rate across NaN",
            Function::Rate,
            S{{1000, 1}, {2000, 2}, {3000, kNan}, {4000, 3}, {5000, 5}},
            "2000:1 3000:- 5000:2");
        row("a reset behind a stale marker is none",
            Function::Rate,
            S{{1000, 9}, {2000, kStale}, {3000, 1}, {4000, 2}},
            "4000:1",
            "stale@1000");
    }

    void points() {
        QFETCH(Function, function);
        QFETCH(std::vector<MadeSample>, samples);
        Curve curve;
        Derivation derivation(function);
        derivation.update(madeSeries(samples), 1'000, curve);
        QTEST(written(curve), "points");
        QTEST(marksOf(curve), "marks");
    }

    /// The window gets a series sample by sample; the curve must not depend on how it was served.
    void pieceByPieceEqualsAtOnce_data() { points_data(); }

    void pieceByPieceEqualsAtOnce() {
        QFETCH(Function, function);
        QFETCH(std::vector<MadeSample>, samples);
        Curve curve;
        Derivation derivation(function);
        for (std::size_t count = 1; count <= samples.size(); ++count) {
            derivation.update(
                madeSeries({samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(count)}),
                1'000,
                curve
            );
        }
        QTEST(written(curve), "points");
        QTEST(marksOf(curve), "marks");
    }

    void manyBlocksAreOneSeries() {
        std::vector<MadeSample> samples;
        for (int i = 0; i < 1'000; ++i) {
            samples.push_back({i * 1'000LL, 2.0 * i});
        }
        Curve curve;
        Derivation(Function::Rate).update(madeSeries(samples), 1'000, curve);
        QCOMPARE(curve.size(), std::size_t(999));
        const CurveFigures figures = curve.figures(0, 1'000'000);
        QCOMPARE(figures.min, 2.0);
        QCOMPARE(figures.max, 2.0);
    }

    void aSeriesThatWentBackInTimeIsReadAnew() {
        Curve curve;
        Derivation derivation(Function::Value);
        derivation.update(madeSeries({{5000, 1}, {6000, 2}, {7000, 3}}), 1'000, curve);
        derivation.update(madeSeries({{1000, 9}, {2000, 8}}), 1'000, curve);
        QCOMPARE(written(curve), QStringLiteral("1000:9 2000:8"));
    }

    void theIntervalIsTheUsualDistance() {
        QCOMPARE(
            typicalIntervalMs(madeSeries({{0, 1}, {5000, 1}, {10'000, 1}, {70'000, 1}})),
            std::int64_t(5'000)
        );
        QCOMPARE(typicalIntervalMs(madeSeries({{0, 1}})), std::int64_t(0));
    }

    void whatASeriesIsShownAs_data() {
        QTest::addColumn<int>("type");
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<Function>("function");
        using T = model::MetricType;
        const auto row = [](const char* title, T type, const char* name, Function function) {
            QTest::newRow(title) << static_cast<int>(type) << QByteArray(name) << function;
        };
        row("counters as rate", T::Counter, "x_total", Function::Rate);
        row("gauges as value", T::Gauge, "x_total", Function::Value);
        row("buckets as quantiles", T::Histogram, "x_bucket", Function::Quantile);
        row("a histogram's count as rate", T::Histogram, "x_count", Function::Rate);
        row("a summary's quantile as value", T::Summary, "x", Function::Value);
        row("a summary's sum as rate", T::Summary, "x_sum", Function::Rate);
        row("unknown that is called total as rate", T::Unknown, "x_total", Function::Rate);
        row("unknown as value", T::Unknown, "x", Function::Value);
    }

    void whatASeriesIsShownAs() {
        QFETCH(int, type);
        QFETCH(QByteArray, name);
        const model::Family family{"x", static_cast<model::MetricType>(type), "", ""};
        QTEST(defaultFunction(family, name.toStdString()), "function");
    }
};

QTEST_GUILESS_MAIN(DeriveTest)
#include "derive_test.moc"
