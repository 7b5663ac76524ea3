// Sums of curves whose targets are scraped at different moments, and quantiles of histograms.
#include "tests/ui/charts/made_series.h"
#include "ui/charts/combine.h"
#include "ui/charts/curve_set.h"

#include <QtTest>

#include <cmath>

using namespace meterbench;
using namespace meterbench::ui;
using tests::MadeLookup;
using tests::madeSeries;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

void fill(Curve& curve, const std::vector<CurvePoint>& points) {
    for (const CurvePoint& point : points) {
        curve.append(point.timestampMs, point.value);
    }
}

QString written(const Curve& curve) {
    QStringList parts;
    for (const CurvePoint& point : curve.points()) {
        const QString value =
            std::isfinite(point.value) ? QString::number(point.value) : QStringLiteral("-");
        parts.append(QString::number(point.timestampMs) + QLatin1Char(':') + value);
    }
    return parts.join(QLatin1Char(' '));
}

} // namespace

Q_DECLARE_METATYPE(std::vector<Bucket>)

class CombineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    /// Expectations worked out from the documentation of histogram_quantile, not from this code.
    void quantiles_data() {
        QTest::addColumn<double>("quantile");
        QTest::addColumn<std::vector<Bucket>>("buckets");
        QTest::addColumn<double>("answer");
        using B = std::vector<Bucket>;
        const B ordinary{{0.1, 50}, {0.2, 90}, {0.5, 100}, {kInf, 100}};
        QTest::newRow("the median lies at a bound") << 0.5 << ordinary << 0.1;
        QTest::newRow("linear inside a bucket") << 0.7 << ordinary << 0.15;
        QTest::newRow("the first bucket begins at 0") << 0.25 << ordinary << 0.05;
        QTest::newRow("0.9 is the second bound") << 0.9 << ordinary << 0.2;
        QTest::newRow("0.99 in the third") << 0.99 << ordinary << 0.47;
        QTest::newRow("quantile 0 is the lower end") << 0.0 << ordinary << 0.0;
        QTest::newRow("quantile 1 is the highest bound that counted") << 1.0 << ordinary << 0.5;
        QTest::newRow("in the last bucket: the bound before it")
            << 0.99 << B{{1, 50}, {kInf, 100}} << 1.0;
        QTest::newRow("no observations") << 0.5 << B{{1, 0}, {kInf, 0}} << kNan;
        QTest::newRow("no bucket of +Inf") << 0.5 << B{{1, 5}, {2, 9}} << kNan;
        QTest::newRow("only +Inf") << 0.5 << B{{kInf, 9}} << kNan;
        QTest::newRow("no buckets") << 0.5 << B{} << kNan;
        QTest::newRow("below 0") << -0.1 << ordinary << -kInf;
        QTest::newRow("above 1") << 1.1 << ordinary << kInf;
        QTest::newRow("NaN") << kNan << ordinary << kNan;
        QTest::newRow("a first bound below 0 is the answer")
            << 0.1 << B{{-1, 10}, {1, 20}, {kInf, 20}} << -1.0;
        QTest::newRow("in any order")
            << 0.7 << B{{kInf, 100}, {0.5, 100}, {0.1, 50}, {0.2, 90}} << 0.15;
        QTest::newRow("same bounds are added")
            << 0.7 << B{{0.1, 20}, {0.1, 30}, {0.2, 90}, {kInf, 60}, {kInf, 40}} << 0.15;
        QTest::newRow("counts that seem to fall do not")
            << 0.5 << B{{1, 10}, {2, 8}, {3, 20}, {kInf, 20}} << 1.0;
    }

    void quantiles() {
        QFETCH(double, quantile);
        QFETCH(std::vector<Bucket>, buckets);
        QFETCH(double, answer);
        const double got = histogramQuantile(quantile, buckets);
        QVERIFY2(
            (std::isnan(got) && std::isnan(answer)) || got == answer ||
                std::abs(got - answer) < 1e-9,
            qPrintable(QString::number(got))
        );
    }

    void sumsOfTheSameTimes() {
        Curve a;
        Curve b;
        Curve sum;
        fill(a, {{1000, 1}, {2000, 2}});
        fill(b, {{1000, 10}, {2000, 20}});
        Combination::sum().update(std::vector<Member>{{&a}, {&b}}, 1'000, sum);
        QCOMPARE(written(sum), QStringLiteral("1000:11 2000:22"));
    }

    void aMemberCountsBetweenItsSamples() {
        Curve a;
        Curve b;
        Curve sum;
        fill(a, {{1000, 1}, {2000, 2}, {3000, 3}});
        fill(b, {{1400, 10}, {2400, 20}});
        Combination::sum().update(std::vector<Member>{{&a}, {&b}}, 1'000, sum);
        // Nothing before the second has begun: that would be a slope that never was.
        QCOMPARE(written(sum), QStringLiteral("1400:11 2000:12 2400:22 3000:23"));
    }

    void aMemberThatBreaksIsLeftOut() {
        Curve a;
        Curve b;
        Curve sum;
        fill(a, {{1000, 1}, {2000, 1}, {3000, 1}});
        fill(b, {{1000, 10}, {2000, kBreak}});
        Combination::sum().update(std::vector<Member>{{&a}, {&b}}, 1'000, sum);
        QCOMPARE(written(sum), QStringLiteral("1000:11 2000:1 3000:1"));
    }

    void aMemberThatIsSilentIsLeftOut() {
        Curve a;
        Curve b;
        Curve sum;
        fill(a, {{1000, 1}, {2000, 1}, {3000, 1}, {4000, 1}});
        fill(b, {{1000, 10}});
        Combination::sum().update(std::vector<Member>{{&a}, {&b}}, 1'000, sum);
        QCOMPARE(written(sum), QStringLiteral("1000:11 2000:11 3000:11 4000:1"));
    }

    void allBrokenIsABreak() {
        Curve a;
        Curve sum;
        fill(a, {{1000, 1}, {2000, kBreak}, {3000, 1}});
        Combination::sum().update(std::vector<Member>{{&a}}, 1'000, sum);
        QCOMPARE(written(sum), QStringLiteral("1000:1 2000:- 3000:1"));
    }

    /// Two targets that take turns: what was said with one of them missing is said again.
    void growingEqualsAtOnce() {
        Curve a;
        Curve b;
        Curve growing;
        Combination combination = Combination::sum();
        for (int i = 0; i < 900; ++i) {
            Curve& curve = i % 2 == 0 ? a : b;
            curve.append(i * 500, i);
            combination.update(std::vector<Member>{{&a}, {&b}}, 1'000, growing);
        }
        Curve atOnce;
        Combination::sum().update(std::vector<Member>{{&a}, {&b}}, 1'000, atOnce);
        QCOMPARE(written(growing), written(atOnce));
        QVERIFY(growing.size() > 890);
    }

    void histogramOfTwoTargets() {
        MadeLookup lookup;
        for (const char* instance : {"a", "b"}) {
            for (const auto& [le, perScrape] :
                 {std::pair{"0.1", 5.0}, {"0.2", 9.0}, {"+Inf", 10.0}}) {
                std::vector<tests::MadeSample> samples;
                for (int i = 0; i < 10; ++i) {
                    samples.push_back({i * 5'000LL, perScrape * i});
                }
                store::SeriesView view = madeSeries(
                    samples, {{"__name__", "t_seconds_bucket"}, {"instance", instance}, {"le", le}}
                );
                view.family = {"t_seconds", model::MetricType::Histogram, "", ""};
                lookup.put(std::move(view));
            }
        }
        ChartSpec spec;
        spec.series = lookup.refs();
        spec.function = Function::Quantile;
        spec.quantiles = {0.7, 0.25};
        CurveSet set;
        set.setSpec(spec);
        QVERIFY(set.update(lookup));
        QCOMPARE(set.curves().size(), std::size_t(2));
        QCOMPARE(set.curves()[0].name, QStringLiteral("p70"));
        QCOMPARE(set.curves()[0].curve->last().value, 0.15);
        QCOMPARE(set.curves()[1].curve->last().value, 0.05);
        QCOMPARE(set.expression(), QStringLiteral("quantile(0.7 | 0.25, t_seconds)"));

        spec.isSummed = true;
        spec.sumLabel = "instance";
        set.setSpec(spec);
        QVERIFY(set.update(lookup));
        QCOMPARE(set.curves().size(), std::size_t(4));
        QCOMPARE(set.curves()[2].name, QStringLiteral("instance=\"b\" p70"));
    }
};

QTEST_GUILESS_MAIN(CombineTest)
#include "combine_test.moc"
