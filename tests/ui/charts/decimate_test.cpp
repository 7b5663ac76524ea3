// Two points per pixel column: nothing that can be seen may be lost, nothing may be there that was
// not.
#include "ui/charts/decimate.h"

#include <QRandomGenerator>
#include <QtTest>

#include <cmath>
#include <map>

using namespace meterbench::ui;

namespace {

PlotMap mapOf(double startMs, double endMs, double width) {
    PlotMap map;
    map.startMs = startMs;
    map.width = width;
    map.msPerPixel = (endMs - startMs) / width;
    map.height = 100;
    map.low = 0;
    map.high = 100;
    return map;
}

struct Extremes {
    double low = 1e300;
    double high = -1e300;

    void widen(double value) {
        low = std::min(low, value);
        high = std::max(high, value);
    }
};

} // namespace

class DecimateTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void fewPointsStayAsTheyAre() {
        Curve curve;
        for (int i = 0; i < 10; ++i) {
            curve.append(i * 1'000, i * 10);
        }
        DecimatedCurve line;
        decimate(curve, mapOf(0, 9'000, 900), line);
        QCOMPARE(line.points.size(), std::size_t(10));
        QCOMPARE(line.lineEnds, std::vector<std::size_t>{10});
        QCOMPARE(line.points[3], QPointF(300, 70));
    }

    void aBreakIsABreak() {
        Curve curve;
        for (const double value : {1.0, 2.0, kBreak, 3.0, kBreak, kBreak, 4.0}) {
            curve.append(static_cast<std::int64_t>(curve.size()) * 1'000, value);
        }
        DecimatedCurve line;
        decimate(curve, mapOf(0, 6'000, 600), line);
        QCOMPARE(line.lineEnds, (std::vector<std::size_t>{2, 3, 4}));
    }

    void theNeighboursOutsideComeAlong() {
        Curve curve;
        for (int i = 0; i < 10; ++i) {
            curve.append(i * 1'000, i);
        }
        DecimatedCurve line;
        decimate(curve, mapOf(3'500, 5'500, 200), line);
        QCOMPARE(line.points.size(), std::size_t(4)); // 3 s, 4 s, 5 s, 6 s
        QVERIFY(line.points.front().x() < 0);
        QVERIFY(line.points.back().x() > 200);
    }

    void everyColumnKeepsItsExtremes_data() {
        QTest::addColumn<int>("points");
        QTest::addColumn<double>("from");
        QTest::addColumn<double>("to");
        QTest::newRow("whole blocks in a column") << 100'000 << 0.0 << 1.0;
        QTest::newRow("chunks in a column") << 10'000 << 0.0 << 1.0;
        QTest::newRow("a few points in a column") << 2'000 << 0.0 << 1.0;
        QTest::newRow("a part of it") << 50'000 << 0.31 << 0.57;
        QTest::newRow("less than a column a point") << 100 << 0.2 << 0.9;
    }

    /// Against the slow and obvious way.
    void everyColumnKeepsItsExtremes() {
        QFETCH(int, points);
        QFETCH(double, from);
        QFETCH(double, to);
        QRandomGenerator random(7);
        Curve curve;
        std::int64_t time = 0;
        for (int i = 0; i < points; ++i) {
            time += 500 + random.bounded(1'000);
            curve.append(time, random.bounded(50) == 0 ? kBreak : random.bounded(100.0));
        }
        const double last = static_cast<double>(time);
        const PlotMap map = mapOf(std::floor(from * last), std::floor(to * last), 300);
        DecimatedCurve line;
        decimate(curve, map, line);

        const auto columnOf = [&](double timestampMs) {
            return std::floor(timestampMs / map.msPerPixel);
        };
        std::map<double, Extremes> wanted;
        for (const CurvePoint& point : curve.points()) {
            if (std::isfinite(point.value)) {
                wanted[columnOf(static_cast<double>(point.timestampMs))].widen(map.yOf(point.value)
                );
            }
        }
        std::map<double, Extremes> got;
        std::map<double, int> counts;
        for (const QPointF& point : line.points) {
            const double column = columnOf(std::round(map.timeAt(point.x())));
            got[column].widen(point.y());
            ++counts[column];
        }
        const double first = columnOf(map.startMs) + 1;
        const double end = columnOf(map.endMs()) - 1;
        for (const auto& [column, extremes] : wanted) {
            if (column < first || column > end) {
                continue;
            }
            QVERIFY2(got.contains(column), qPrintable(QString::number(column)));
            QVERIFY(std::abs(got[column].low - extremes.low) < 1e-9);
            QVERIFY(std::abs(got[column].high - extremes.high) < 1e-9);
            QVERIFY(counts[column] <= 2);
        }
        for (const auto& [column, extremes] : got) {
            QVERIFY(wanted.contains(column));
        }
    }

    void farValuesStayWherePaintersCanCount() {
        Curve curve;
        curve.append(0, 1e300);
        curve.append(1'000, -1e300);
        DecimatedCurve line;
        decimate(curve, mapOf(0, 1'000, 100), line);
        for (const QPointF& point : line.points) {
            QVERIFY(std::abs(point.y()) < 10'000);
        }
    }

    void nothingIsNothing() {
        DecimatedCurve line;
        decimate(Curve(), mapOf(0, 1'000, 100), line);
        QVERIFY(line.points.empty());
        Curve broken;
        broken.append(10, kBreak);
        decimate(broken, mapOf(0, 1'000, 100), line);
        QVERIFY(line.points.empty());
        QVERIFY(line.lineEnds.empty());
    }

    void truncatedCurvesForgetTheirExtremes() {
        Curve curve;
        for (int i = 0; i < 700; ++i) {
            curve.append(i, i == 650 ? 1'000 : 1);
        }
        curve.truncateFrom(600);
        QCOMPARE(curve.size(), std::size_t(600));
        QCOMPARE(curve.figures(0, 1'000).max, 1.0);
        curve.dropBefore(400);
        QCOMPARE(curve.first().timestampMs, std::int64_t(256));
        QCOMPARE(curve.figures(0, 1'000).count, std::size_t(344));
        QCOMPARE(curve.figures(300, 309).count, std::size_t(10));
    }

    void theNearestPointIsFound() {
        Curve curve;
        for (int i = 0; i < 600; ++i) {
            curve.append(i * 1'000, i == 300 ? kBreak : i);
        }
        QCOMPARE(curve.nearest(5'400, 2'000)->timestampMs, std::int64_t(5'000));
        QCOMPARE(curve.nearest(5'600, 2'000)->timestampMs, std::int64_t(6'000));
        QCOMPARE(curve.nearest(255'700, 2'000)->timestampMs, std::int64_t(256'000));
        QVERIFY(curve.nearest(300'000, 2'000)->timestampMs != 300'000);
        QVERIFY(!curve.nearest(700'000, 2'000));
    }
};

QTEST_GUILESS_MAIN(DecimateTest)
#include "decimate_test.moc"
