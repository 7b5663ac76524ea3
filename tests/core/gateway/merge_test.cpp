// Merging beyond single vectors: random pushes against a slow obvious model; the order of pushers
// does not change counters and histograms; a refused push changes nothing. Numbers are small whole
// ones, so sums are exact in any order.
#include "core/gateway/merger.h"
#include "core/gateway/push_reader.h"
#include "core/gateway/render.h"

#include <QTest>

#include <algorithm>
#include <limits>
#include <map>
#include <random>
#include <set>

using namespace meterbench;
using gateway::Profile;

namespace {

using Histogram = std::map<double, int>; // cumulative, by bound

/// What a pusher says, and what came together: by the series as written, in strict's sense.
struct Model {
    std::map<std::string, int> counters;
    std::map<std::string, std::vector<Histogram>> histograms; // every push on its own

    void add(const Model& push) {
        for (const auto& [series, value] : push.counters) {
            counters[series] += value;
        }
        for (const auto& [series, pushes] : push.histograms) {
            auto& all = histograms[series];
            all.insert(all.end(), pushes.begin(), pushes.end());
        }
    }

    /// By definition: at each bound that anybody knows, the sum of everybody's last known count.
    static std::string lines(const std::string& series, const std::vector<Histogram>& pushes) {
        std::set<double> bounds;
        for (const Histogram& push : pushes) {
            for (const auto& point : push) {
                bounds.insert(point.first);
            }
        }
        std::string out;
        int total = 0;
        for (const double bound : bounds) {
            total = 0;
            for (const Histogram& push : pushes) {
                const auto above = push.upper_bound(bound);
                total += above == push.begin() ? 0 : std::prev(above)->second;
            }
            out += "h_bucket{" + series + ",le=\"";
            gateway::appendNumber(out, bound);
            out += "\"} " + std::to_string(total) + '\n';
        }
        return out + "h_count{" + series + "} " + std::to_string(total) + '\n';
    }

    /// A merged model as a scrape, a single one as a body.
    [[nodiscard]] std::string text() const {
        std::string out = counters.empty() ? "" : "# TYPE c counter\n";
        for (const auto& [series, value] : counters) {
            out += "c{" + series + "} " + std::to_string(value) + '\n';
        }
        out += histograms.empty() ? "" : "# TYPE h histogram\n";
        for (const auto& [series, pushes] : histograms) {
            out += lines(series, pushes);
        }
        return out;
    }
};

Model randomPush(std::mt19937& random) {
    const auto below = [&](int end) { return std::uniform_int_distribution(0, end - 1)(random); };
    Model push;
    const auto series = [&] {
        return "a=\"" + std::to_string(below(4)) + "\",b=\"x\\\"\\\\" + std::to_string(below(3)) +
               '"';
    };
    for (int i = below(5); i > 0; --i) {
        push.counters[series()] = below(100);
    }
    for (int i = below(3); i > 0; --i) {
        Histogram histogram;
        int count = 0;
        for (int bound = 1; bound <= 6; ++bound) {
            count += below(4);
            if (below(2) == 0) {
                histogram[bound] = count;
            }
        }
        histogram[std::numeric_limits<double>::infinity()] = count + below(3);
        push.histograms[series()] = {histogram};
    }
    return push;
}

std::string pushed(gateway::Merger& merger, const std::string& body, const std::string& path = {}) {
    gateway::PushReader reader(merger.profile());
    gateway::Push push;
    auto refusal = reader.read(path, body, push);
    refusal = refusal ? refusal : merger.apply(push, 1);
    return refusal ? refusal->message : std::string();
}

gateway::Merger mergerOf(Profile profile, std::vector<gateway::PolicyRule> rules = {}) {
    return gateway::Merger(gateway::PolicyTable(profile, std::move(rules)));
}

} // namespace

class MergeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void randomPushesAgreeWithTheModelInEveryOrder() {
        for (unsigned seed = 0; seed < 300; ++seed) {
            std::mt19937 random(seed);
            std::vector<std::string> bodies;
            Model model;
            for (int i = 0; i < 8; ++i) {
                const Model push = randomPush(random);
                model.add(push);
                bodies.push_back(push.text());
            }
            for (int order = 0; order < 3; ++order) {
                gateway::Merger merger = mergerOf(Profile::Strict);
                for (const std::string& body : bodies) {
                    QCOMPARE(pushed(merger, body), std::string());
                }
                QCOMPARE(gateway::render(merger), model.text());
                std::shuffle(bodies.begin(), bodies.end(), random);
            }
        }
    }

    void aRefusedPushChangesNothing_data() {
        QTest::addColumn<QByteArray>("body");
        const QByteArray good = "# TYPE c counter\nc 4\n# TYPE n gauge\nn 1\n";
        QTest::newRow("a type unlike the held one, at the end") << good + "# TYPE g counter\ng 1\n";
        QTest::newRow("a type unlike the held one, first") << "# TYPE g counter\ng 1\n" + good;
        QTest::newRow("a negative counter") << good + "# TYPE d counter\nd -1\n";
        QTest::newRow("a NaN counter") << good + "# TYPE d counter\nd NaN\n";
        QTest::newRow("half a line") << good + "x";
        QTest::newRow("a series twice") << good + "n 1\n";
        QTest::newRow("a part of a held histogram") << good + "h_sum 1\n";
        QTest::newRow("a part of a histogram of its own")
            << good + "k_count 1\n# TYPE k histogram\nk_bucket{le=\"+Inf\"} 1\n";
        QTest::newRow("a histogram without its sum") << good + "# TYPE h histogram\nh_count 3\n";
        QTest::newRow("buckets that fall")
            << good + "# TYPE k histogram\nk_bucket{le=\"1\"} 3\nk_count 2\n";
        QTest::newRow("an unknown clearmode") << good + "m{clearmode=\"often\"} 3\n";
        QTest::newRow("the mean of a histogram")
            << good + "# TYPE k histogram\nk_count{clearmode=\"mean\"} 2\n";
        QTest::newRow("a NUL") << good + QByteArray("\0x 1\n", 5);
        QTest::newRow("a reserved label") << good + "m{__a=\"1\"} 3\n";
    }

    void aRefusedPushChangesNothing() {
        QFETCH(QByteArray, body);
        gateway::Merger merger = mergerOf(Profile::Strict);
        QCOMPARE(
            pushed(
                merger,
                "# TYPE c counter\nc 1\n# TYPE g gauge\ng 2\n# TYPE h histogram\nh_sum 1\nh_count "
                "2\n"
            ),
            std::string()
        );
        const std::string before = gateway::render(merger);
        QVERIFY(!pushed(merger, body.toStdString()).empty());
        QCOMPARE(gateway::render(merger), before);
    }

    void policies_data() {
        QTest::addColumn<QByteArray>("rule");
        QTest::addColumn<QByteArray>("mode");
        QTest::addColumn<QByteArray>("shown"); // after 4, 9, 2
        QTest::newRow("a gauge is a sum") << QByteArray() << QByteArray() << QByteArray("15");
        QTest::newRow("last by rule") << QByteArray("last") << QByteArray() << QByteArray("2");
        QTest::newRow("max by rule") << QByteArray("max") << QByteArray() << QByteArray("9");
        QTest::newRow("min by rule") << QByteArray("min") << QByteArray() << QByteArray("2");
        QTest::newRow("mean by rule") << QByteArray("mean") << QByteArray() << QByteArray("5");
        QTest::newRow("replace by clearmode")
            << QByteArray() << QByteArray("replace") << QByteArray("2");
        QTest::newRow("clearmode before the rule")
            << QByteArray("min") << QByteArray("max") << QByteArray("9");
    }

    void policies() {
        QFETCH(QByteArray, rule);
        QFETCH(QByteArray, mode);
        QFETCH(QByteArray, shown);
        std::vector<gateway::PolicyRule> rules;
        if (!rule.isEmpty()) {
            rules = {
                {"other_*", gateway::Policy::Sum},
                {"q*_depth", gateway::policyOfWord(rule.toStdString()).value()}};
        }
        gateway::Merger merger = mergerOf(Profile::Strict, rules);
        for (const char* value : {" 4\n", " 9\n", " 2\n"}) {
            const QByteArray label = mode.isEmpty() ? mode : "{clearmode=\"" + mode + "\"}";
            QCOMPARE(
                pushed(
                    merger, ("# TYPE queue_depth gauge\nqueue_depth" + label + value).toStdString()
                ),
                std::string()
            );
        }
        QCOMPARE(
            gateway::render(merger),
            "# TYPE queue_depth gauge\nqueue_depth " + shown.toStdString() + '\n'
        );
    }

    void anInfoIsReplacedUnderItsPath() {
        gateway::Merger merger = mergerOf(Profile::Strict);
        const std::string type = "# TYPE build_info gauge\n";
        QVERIFY(pushed(merger, type + "build_info{version=\"1\"} 1\n", "/job/a").empty());
        QVERIFY(pushed(merger, type + "build_info{version=\"1\"} 1\n", "/job/b").empty());
        QVERIFY(pushed(merger, type + "build_info{version=\"2\"} 1\n", "/job/a").empty());
        QCOMPARE(
            gateway::render(merger),
            type + "build_info{job=\"a\",version=\"2\"} 1\nbuild_info{job=\"b\",version=\"1\"} 1\n"
        );
    }

    void whatIsRemovedCanComeAgain() {
        gateway::Merger merger = mergerOf(Profile::Strict);
        QVERIFY(pushed(merger, "a{n=\"1\"} 1\na{n=\"2\"} 2\nb 1\n").empty());
        const auto isGone = [](const gateway::Family& family, const gateway::Series& series) {
            return family.name == "b" || series.key == "n=\"1\"";
        };
        QCOMPARE(merger.remove(isGone), std::size_t(2));
        QVERIFY(pushed(merger, "a{n=\"2\"} 5\nb 4\n").empty());
        QCOMPARE(
            gateway::render(merger),
            std::string("# TYPE a untyped\na{n=\"2\"} 7\n# TYPE b untyped\nb 4\n")
        );
    }
};

QTEST_GUILESS_MAIN(MergeTest)
#include "merge_test.moc"
