// LayoutMatcher against a slow, obvious model of the same rules, on random sequences of bodies; and
// its single rules by name.
#include "core/base/number.h"
#include "core/scrape/layout_matcher.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace meterbench;

namespace {

constexpr std::int64_t kStart = 1'700'000'000'000;

/// One target with its collaborators.
struct Bench {
    scrape::JobOptions job;
    model::Labels target{{"instance", "h:1"}, {"job", "j"}};
    relabel::Program program;
    scrape::SharedTexts texts;
    std::unique_ptr<scrape::LayoutMatcher> matcher;
    std::int64_t now = kStart;

    explicit Bench(scrape::JobOptions options = {})
        : job(std::move(options))
        , program(relabel::Program::compile(job.metricRelabelRules).value())
        , matcher(std::make_unique<scrape::LayoutMatcher>(job, target, program, 7, texts)) {}

    scrape::Matched read(std::string_view body) {
        now += 1'000;
        base::Result<scrape::Matched> matched =
            matcher->read(body, exposition::Format::Text, now, now);
        if (!matched) {
            qWarning("%s", matched.error().context.c_str());
            return {};
        }
        return *matched;
    }

    base::Result<scrape::Matched> tryRead(std::string_view body) {
        now += 1'000;
        return matcher->read(body, exposition::Format::Text, now, now);
    }
};

/// Series text → value text ("stale" for markers), at the batch's own time or "@time".
std::map<std::string, std::string> samplesOf(const std::vector<model::BatchPtr>& batches) {
    std::map<std::string, std::string> samples;
    for (const model::BatchPtr& batch : batches) {
        std::uint32_t absent = 0;
        for (std::size_t i = 0; i < batch->values.size(); ++i) {
            const double value = batch->values[i];
            if (model::isAbsent(value)) {
                ++absent;
                continue;
            }
            const std::string name = batch->layout->labels.at(i).toString();
            const bool isNew =
                samples.emplace(name, model::isStale(value) ? "stale" : std::to_string(value))
                    .second;
            if (!isNew) {
                samples[name + " twice"] = "a series stands in one group twice";
            }
        }
        if (absent != batch->absentCount) {
            samples["absent count"] = std::to_string(batch->absentCount);
        }
        for (const model::LooseSample& sample : batch->loose) {
            samples
                [batch->layout->labels.at(sample.position).toString() + " @" +
                 std::to_string(sample.timestampMs)] = std::to_string(sample.value);
        }
    }
    return samples;
}

std::string full(const std::string& name, const std::string& labels = {}) {
    return name + "{instance=\"h:1\",job=\"j\"" + (labels.empty() ? "" : "," + labels) + "}";
}

} // namespace

class LayoutMatcherTest : public QObject {
    Q_OBJECT

private slots:
    void secondBodyGoesTheFastWay();
    void goneSeriesGetsOneStaleMarker();
    void failureEndsEverythingOnceAndRecoveryAddsNothing();
    void sameSeriesTwiceKeepsTheFirst();
    void timestampsOfTheirOwnAreLoose();
    void timestampThatDoesNotMoveIsNotRepeated();
    void trackedTimestampsEndToo();
    void clashingLabels_data();
    void clashingLabels();
    void relabelingDropsAndRenames();
    void limitsFailTheWholeScrape_data();
    void limitsFailTheWholeScrape();
    void errorChangesNothing();
    void oneKindOfTargetSharesItsSkeleton();
    void familiesFollowTheSeries();
    void seriesWithTimestampsAreAddedOnce();
    void repeatedLineMayGetATimestamp();
    void timestampsOfSeriesLongGoneAreForgotten();
    void shortLivedSeriesLeaveTheOldLayoutAlone_data();
    void shortLivedSeriesLeaveTheOldLayoutAlone();
    void gapsAreClosedWhenTheyHaveCostEnough();
    void seriesThatStayJoinTheOthers();
    void manyComingsMakeFewParts();
    void whatRelabelingDropsDoesNotGather();
    void randomBodiesAgreeWithTheObviousModel_data();
    void randomBodiesAgreeWithTheObviousModel();
};

void LayoutMatcherTest::secondBodyGoesTheFastWay() {
    Bench bench;
    const scrape::Matched first = bench.read("# TYPE a counter\na 1\nb{x=\"1\"} 2\n");
    QVERIFY(!first.counts.fast);
    QCOMPARE(first.counts.added, 2U);
    const scrape::Matched second = bench.read("# TYPE a counter\na 15\nb{x=\"1\"} -2.5e3\n");
    QVERIFY(second.counts.fast);
    QCOMPARE(second.counts.added, 0U);
    QCOMPARE(second.counts.scraped, 2U);
    QCOMPARE(second.batches.size(), std::size_t{1});
    QCOMPARE(second.batches[0]->layout, first.batches[0]->layout);
    QCOMPARE(second.batches[0]->values, (std::vector<double>{15, -2500}));
    QCOMPARE(second.batches[0]->timestampMs, bench.now);
}

void LayoutMatcherTest::goneSeriesGetsOneStaleMarker() {
    Bench bench;
    static_cast<void>(bench.read("a 1\nb 2\n"));
    const auto gone = samplesOf(bench.read("a 3\n").batches);
    QCOMPARE(gone.at(full("b")), std::string("stale"));
    QCOMPARE(gone.size(), std::size_t{2});
    for (int i = 0; i < 3; ++i) {
        const auto later = samplesOf(bench.read("a 4\n").batches);
        QCOMPARE(later.size(), std::size_t{1});
    }
    const scrape::Matched back = bench.read("a 5\nb 6\n");
    QCOMPARE(back.counts.added, 1U);
    QCOMPARE(samplesOf(back.batches).at(full("b")), std::to_string(6.0));
}

void LayoutMatcherTest::failureEndsEverythingOnceAndRecoveryAddsNothing() {
    Bench bench;
    static_cast<void>(bench.read("a 1\nb 2\n"));
    const auto ended = samplesOf(bench.matcher->endAll(bench.now + 500));
    QCOMPARE(ended.size(), std::size_t{2});
    QCOMPARE(ended.at(full("a")), std::string("stale"));
    QVERIFY(bench.matcher->endAll(bench.now + 600).empty());
    const scrape::Matched back = bench.read("a 1\nb 2\n");
    QVERIFY(back.counts.fast);
    QCOMPARE(back.counts.added, 0U);
    QCOMPARE(bench.matcher->endAll(bench.now + 1).size(), std::size_t{1});
}

void LayoutMatcherTest::sameSeriesTwiceKeepsTheFirst() {
    Bench bench;
    for (int i = 0; i < 3; ++i) { // once by look-up, then the fast way
        const scrape::Matched matched = bench.read("a{x=\"1\"} 1\na{x=\"1\"} 2\nb 3\n");
        QCOMPARE(matched.counts.scraped, 3U);
        QCOMPARE(matched.counts.kept, 3U);
        QCOMPARE(matched.counts.duplicates, 1U);
        QCOMPARE(samplesOf(matched.batches).at(full("a", "x=\"1\"")), std::to_string(1.0));
    }
}

void LayoutMatcherTest::timestampsOfTheirOwnAreLoose() {
    Bench bench;
    for (int i = 0; i < 3; ++i) {
        const std::string own = std::to_string(bench.now + 500);
        const auto samples = samplesOf(bench.read("a 1 " + own + "\nb 2\n").batches);
        QCOMPARE(samples.at(full("a") + " @" + own), std::to_string(1.0));
        QCOMPARE(samples.at(full("b")), std::to_string(2.0));
        QCOMPARE(samples.size(), std::size_t{2});
    }
    // No stale marker for a series with timestamps of its own.
    QCOMPARE(samplesOf(bench.read("b 2\n").batches).size(), std::size_t{1});
    // Too far in the future.
    const scrape::Matched ahead =
        bench.read("b 2\na 1 " + std::to_string(bench.now + 700'000) + "\n");
    QCOMPARE(ahead.counts.outOfBounds, 1U);
}

void LayoutMatcherTest::timestampThatDoesNotMoveIsNotRepeated() {
    Bench bench;
    const std::string own = std::to_string(kStart);
    QCOMPARE(samplesOf(bench.read("a 1 " + own + "\n").batches).size(), std::size_t{1});
    const scrape::Matched again = bench.read("a 1 " + own + "\n");
    QVERIFY(again.batches.empty());
    QCOMPARE(again.counts.duplicates, 0U);
    QCOMPARE(bench.read("a 2 " + own + "\n").counts.duplicates, 1U);
    QCOMPARE(bench.read("a 2 " + std::to_string(kStart - 1) + "\n").counts.outOfOrder, 1U);
}

void LayoutMatcherTest::trackedTimestampsEndToo() {
    scrape::JobOptions job;
    job.trackTimestampsStaleness = true;
    Bench bench(job);
    static_cast<void>(bench.read("b 1\na 1 " + std::to_string(kStart) + "\n"));
    QCOMPARE(samplesOf(bench.read("b 1\n").batches).at(full("a")), std::string("stale"));
}

void LayoutMatcherTest::clashingLabels_data() {
    QTest::addColumn<bool>("honor");
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("series");
    const auto row = [](const char* name, bool honor, const char* line, const char* series) {
        QTest::newRow(name) << honor << QString::fromUtf8(line) << QString::fromUtf8(series);
    };
    row("a clash moves the exposed label away",
        false,
        "a{job=\"x\"} 1",
        "a{exported_job=\"x\",instance=\"h:1\",job=\"j\"}");
    row("and further when that name is taken",
        false,
        "a{exported_job=\"y\",job=\"x\"} 1",
        "a{exported_exported_job=\"x\",exported_job=\"y\",instance=\"h:1\",job=\"j\"}");
    row("honor_labels keeps the exposed one",
        true,
        "a{job=\"x\"} 1",
        "a{instance=\"h:1\",job=\"x\"}");
    row("honor_labels: an empty one takes the target's away",
        true,
        "a{job=\"\"} 1",
        "a{instance=\"h:1\"}");
}

void LayoutMatcherTest::clashingLabels() {
    QFETCH(bool, honor);
    QFETCH(QString, line);
    QFETCH(QString, series);
    scrape::JobOptions job;
    job.honorLabels = honor;
    Bench bench(job);
    const auto samples = samplesOf(bench.read(line.toStdString() + "\n").batches);
    QCOMPARE(samples.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(samples.begin()->first), series);
}

void LayoutMatcherTest::relabelingDropsAndRenames() {
    scrape::JobOptions job;
    relabel::Rule drop;
    drop.sourceLabels = {"__name__"};
    drop.regex = "b.*";
    drop.action = relabel::Action::Drop;
    relabel::Rule rename;
    rename.sourceLabels = {"__name__"};
    rename.regex = "(a|c)";
    rename.targetLabel = "__name__";
    rename.replacement = "new_$1";
    relabel::Rule collapse;
    collapse.regex = "x";
    collapse.action = relabel::Action::LabelDrop;
    job.metricRelabelRules = {drop, rename, collapse};
    Bench bench(job);
    for (int i = 0; i < 3; ++i) {
        const scrape::Matched matched = bench.read("a 1\nb1 2\nb2 3\nc{x=\"1\"} 4\nc{x=\"2\"} 5\n");
        QCOMPARE(matched.counts.scraped, 5U);
        QCOMPARE(matched.counts.kept, 3U);
        QCOMPARE(matched.counts.duplicates, 1U); // two of one kind after labeldrop
        const std::map<std::string, std::string> expected{
            {full("new_a"), std::to_string(1.0)}, {full("new_c"), std::to_string(4.0)}};
        QCOMPARE(samplesOf(matched.batches), expected);
    }
}

void LayoutMatcherTest::limitsFailTheWholeScrape_data() {
    QTest::addColumn<int>("which");
    QTest::addColumn<QString>("says");
    QTest::newRow("sample_limit") << 0 << "sample limit exceeded: 2";
    QTest::newRow("label_limit") << 1 << "4 labels (limit 3)";
    QTest::newRow("label_name_length_limit") << 2 << "label name of 10 bytes (limit 8)";
    QTest::newRow("label_value_length_limit")
        << 3 << "value of label long_name_ of 5 bytes (limit 4)";
}

void LayoutMatcherTest::limitsFailTheWholeScrape() {
    QFETCH(int, which);
    QFETCH(QString, says);
    scrape::JobOptions job;
    job.limits.samples = which == 0 ? 1 : 0;
    job.limits.labels = which == 1 ? 3 : 0;
    job.limits.labelNameLength = which == 2 ? 8 : 0;
    job.limits.labelValueLength = which == 3 ? 4 : 0;
    Bench bench(job);
    QVERIFY(bench.tryRead("a 1\n").ok());
    const base::Result<scrape::Matched> refused = bench.tryRead("a 1\nb{long_name_=\"12345\"} 2\n");
    QVERIFY(!refused.ok());
    QVERIFY2(
        QString::fromStdString(refused.error().context).contains(says),
        refused.error().context.c_str()
    );
    QVERIFY(bench.tryRead("a 1\n").ok());
}

void LayoutMatcherTest::errorChangesNothing() {
    Bench bench;
    static_cast<void>(bench.read("a 1\nb 2\n"));
    QVERIFY(!bench.tryRead("a 1\nnew 2\nb 2 not_a_time\n").ok());
    QVERIFY(!bench.tryRead("a 1\nnew 2\nb\n").ok());
    const scrape::Matched after = bench.read("a 1\nnew 2\nb 3\n");
    QCOMPARE(after.counts.added, 1U);
    QCOMPARE(samplesOf(after.batches).size(), std::size_t{3});
}

void LayoutMatcherTest::oneKindOfTargetSharesItsSkeleton() {
    scrape::SharedTexts texts;
    scrape::Skeleton one;
    one.text = "a ";
    one.ends = {2, 2};
    scrape::Skeleton two = one;
    const scrape::SkeletonPtr first = texts.share(std::move(one));
    QCOMPARE(texts.share(std::move(two)), first);
}

void LayoutMatcherTest::familiesFollowTheSeries() {
    Bench bench;
    const scrape::Matched matched =
        bench.read("# HELP h How long.\n# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum "
                   "2\nh_count 1\n# TYPE g gauge\ng 1\nfree 1\n");
    const model::Layout& layout = *matched.batches.front()->layout;
    QCOMPARE(layout.family(0)->name, std::string("h"));
    QCOMPARE(layout.family(2)->type, model::MetricType::Histogram);
    QCOMPARE(layout.family(1)->help, std::string("How long."));
    QCOMPARE(layout.family(3)->type, model::MetricType::Gauge);
    QVERIFY(layout.family(4) == nullptr);
}

void LayoutMatcherTest::seriesWithTimestampsAreAddedOnce() {
    Bench bench;
    for (int i = 0; i < 4; ++i) {
        const std::string own = std::to_string(bench.now + (i == 2 ? -10'000 : 500));
        const scrape::Matched matched = bench.read("a 1 " + own + "\nb 2\n");
        QCOMPARE(matched.counts.added, i == 0 ? 2U : 0U);
    }
    QCOMPARE(
        bench.read("a 1\nb 2\n").counts.added, 0U
    ); // without a timestamp it is the same series
    QCOMPARE(bench.read("b 2\n").counts.added, 0U);
    QCOMPARE(bench.read("a 1 " + std::to_string(bench.now) + "\nb 2\n").counts.added, 1U);
}

void LayoutMatcherTest::repeatedLineMayGetATimestamp() {
    Bench bench;
    QCOMPARE(bench.read("a 1\na 2\nb 3\n").counts.duplicates, 1U);
    QVERIFY(bench.read("a 1\na 2\nb 3\n").counts.fast);
    const std::string own = std::to_string(kStart);
    const scrape::Matched matched = bench.read("a 1\na 2 " + own + "\nb 3\n");
    const std::map<std::string, std::string> expected{
        {full("a"), std::to_string(1.0)},
        {full("a") + " @" + own, std::to_string(2.0)},
        {full("b"), std::to_string(3.0)}};
    QCOMPARE(samplesOf(matched.batches), expected);
}

void LayoutMatcherTest::timestampsOfSeriesLongGoneAreForgotten() {
    Bench bench;
    static_cast<void>(bench.read("a 1 " + std::to_string(kStart) + "\nb 1\n"));
    for (int i = 0; i < 250; ++i) {
        static_cast<void>(bench.read("b 1\n"));
    }
    QCOMPARE(bench.matcher->seriesCount(), std::size_t{1});
    const scrape::Matched back = bench.read("a 1 " + std::to_string(kStart - 1) + "\nb 1\n");
    QCOMPARE(back.counts.outOfOrder, 0U);
    QCOMPARE(back.counts.added, 1U);
}

void LayoutMatcherTest::shortLivedSeriesLeaveTheOldLayoutAlone_data() {
    QTest::addColumn<bool>("shuffle");
    QTest::newRow("the order stays") << false;
    QTest::newRow("the order changes at every scrape") << true;
}

/// 200 series stay, 40 are renamed at every other scrape.
void LayoutMatcherTest::shortLivedSeriesLeaveTheOldLayoutAlone() {
    QFETCH(bool, shuffle);
    Bench bench;
    std::mt19937 random(1);
    model::LayoutPtr old;
    int changes = 0;
    for (int round = 0; round < 160; ++round) {
        std::vector<std::string> lines;
        for (int i = 0; i < 240; ++i) {
            const int name = i < 200 ? i : 1'000 * (1 + round / 2) + i;
            lines.push_back("m{n=\"" + std::to_string(name) + "\"} 1\n");
        }
        if (shuffle) {
            std::shuffle(lines.begin(), lines.end(), random);
        }
        std::string body;
        for (const std::string& line : lines) {
            body += line;
        }
        const scrape::Matched matched = bench.read(body);
        QVERIFY(matched.batches.size() <= 3);
        QCOMPARE(matched.counts.added, round == 0 ? 240U : round % 2 == 0 ? 40U : 0U);
        if (round >= 100) { // the gaps of the first renaming are closed by then
            QCOMPARE(matched.batches.front()->absentCount, 0U);
            QCOMPARE(matched.batches.front()->values.size(), std::size_t{200});
            changes += matched.batches.front()->layout == old ? 0 : 1;
            old = matched.batches.front()->layout;
        }
    }
    QCOMPARE(changes, 1);
    QCOMPARE(bench.matcher->seriesCount(), std::size_t{240});
}

void LayoutMatcherTest::gapsAreClosedWhenTheyHaveCostEnough() {
    Bench bench;
    static_cast<void>(bench.read("a 1\nb 2\nc 3\n"));
    static_cast<void>(bench.read("a 1\nc 3\n"));
    scrape::Matched matched;
    int rounds = 0;
    do {
        matched = bench.read("a 1\nc 4\n");
        QVERIFY(++rounds < 100);
    } while (matched.batches.front()->absentCount != 0);
    QVERIFY(rounds > 2);
    QVERIFY(matched.counts.fast);
    QCOMPARE(matched.batches.front()->values, (std::vector<double>{1, 4}));
    QCOMPARE(bench.matcher->seriesCount(), std::size_t{2});
    const scrape::Matched back = bench.read("a 1\nb 5\nc 4\n");
    QCOMPARE(back.counts.added, 1U);
    QCOMPARE(samplesOf(back.batches).at(full("b")), std::to_string(5.0));
    QCOMPARE(samplesOf(bench.matcher->endAll(bench.now + 1)).size(), std::size_t{3});
}

void LayoutMatcherTest::seriesThatStayJoinTheOthers() {
    Bench bench;
    static_cast<void>(bench.read("a 1\nc 3\n"));
    scrape::Matched matched = bench.read("a 1\nb 2\nc 3\n");
    QCOMPARE(matched.batches.size(), std::size_t{2});
    int slow = 0;
    int rounds = 0;
    while (matched.batches.size() > 1) {
        matched = bench.read("a 1\nb 2\nc " + std::to_string(rounds) + "\n");
        slow += matched.counts.fast ? 0 : 1;
        const std::map<std::string, std::string> expected{
            {full("a"), std::to_string(1.0)},
            {full("b"), std::to_string(2.0)},
            {full("c"), std::to_string(static_cast<double>(rounds))}};
        QCOMPARE(samplesOf(matched.batches), expected);
        QVERIFY(++rounds < 100);
    }
    QCOMPARE(slow, 2); // until the order has proved itself; joining does not cost the skeleton
    QVERIFY(matched.counts.fast);
    QCOMPARE(
        matched.batches.front()->layout->labels.get(1, "__name__"), std::string_view("b")
    ); // in the order of the body
}

void LayoutMatcherTest::manyComingsMakeFewParts() {
    Bench bench;
    std::string body;
    for (int i = 0; i < 300; ++i) {
        body += "m{n=\"" + std::to_string(i) + "\"} 1\n";
        const scrape::Matched matched = bench.read(body);
        QCOMPARE(matched.counts.added, 1U);
        QVERIFY(matched.batches.size() <= 10);
        QCOMPARE(samplesOf(matched.batches).size(), static_cast<std::size_t>(i + 1));
    }
}

void LayoutMatcherTest::whatRelabelingDropsDoesNotGather() {
    scrape::JobOptions job;
    relabel::Rule drop;
    drop.sourceLabels = {"__name__"};
    drop.regex = "b.*";
    drop.action = relabel::Action::Drop;
    job.metricRelabelRules = {drop};
    Bench bench(job);
    std::size_t bytes = 0;
    for (int round = 0; round < 60; ++round) {
        std::string body = "a 1\n";
        for (int i = 0; i < 100; ++i) {
            body += "b" + std::to_string(round * 100 + i) + " 1\n";
        }
        QCOMPARE(samplesOf(bench.read(body).batches).size(), std::size_t{1});
        bytes = round == 10 ? bench.matcher->sizeBytes() : bytes;
    }
    QVERIFY(bench.matcher->sizeBytes() <= bytes * 2);
}

void LayoutMatcherTest::randomBodiesAgreeWithTheObviousModel_data() {
    QTest::addColumn<unsigned>("seed");
    QTest::addColumn<int>("shuffle"); // per cent of bodies in a new order
    QTest::addColumn<int>("churn");   // per cent of bodies in which series come or go
    QTest::addColumn<int>("times");   // per cent of samples with a timestamp of their own
    for (unsigned seed = 1; seed <= 6; ++seed) {
        QTest::addRow("a quiet target, seed %u", seed) << seed << 0 << 5 << 0;
        QTest::addRow("a restless one, seed %u", seed) << seed << 20 << 40 << 0;
        QTest::addRow("one that never rests, seed %u", seed) << seed << 100 << 90 << 0;
        QTest::addRow("a quiet one with timestamps, seed %u", seed) << seed << 0 << 5 << 30;
        QTest::addRow("a restless one with timestamps, seed %u", seed) << seed << 20 << 40 << 50;
    }
}

void LayoutMatcherTest::randomBodiesAgreeWithTheObviousModel() {
    QFETCH(unsigned, seed);
    QFETCH(int, shuffle);
    QFETCH(int, churn);
    QFETCH(int, times);
    std::mt19937 random(seed);
    const auto chance = [&](int percent) { return static_cast<int>(random() % 100) < percent; };
    Bench bench;
    std::vector<int> order;
    for (int i = 0; i < 60; ++i) {
        order.push_back(i);
    }
    int nextName = 60;
    // The obvious model: what the last good scrape had, at its own time and at all.
    std::set<std::string> alive;
    std::set<std::string> known;
    std::map<std::string, std::int64_t> lastTime;
    bool ended = true;
    for (int round = 0; round < 150; ++round) {
        if (chance(churn)) {
            for (int i = 0; i < 1 + static_cast<int>(random() % 9); ++i) {
                if (chance(50) && !order.empty()) {
                    order.erase(
                        order.begin() + static_cast<std::ptrdiff_t>(random() % order.size())
                    );
                } else {
                    order.insert(
                        order.begin() + static_cast<std::ptrdiff_t>(random() % (order.size() + 1)),
                        nextName++
                    );
                }
            }
        }
        if (chance(shuffle)) {
            std::shuffle(order.begin(), order.end(), random);
        }
        if (chance(8)) {
            const auto markers = samplesOf(bench.matcher->endAll(bench.now + 1));
            std::map<std::string, std::string> expected;
            for (const std::string& series : ended ? std::set<std::string>() : alive) {
                expected[series] = "stale";
            }
            QCOMPARE(markers, expected);
            ended = true;
        }
        std::string body;
        std::map<std::string, std::string> expected;
        std::set<std::string> now;
        std::set<std::string> seen;
        std::set<std::string> refused;
        unsigned added = 0;
        for (const int series : order) {
            const double value = static_cast<double>(random() % 100'000) / 8;
            const std::string labels = "n=\"" + std::to_string(series) + "\"";
            const std::string key = full("m", labels);
            const bool isLoose = times != 0 && chance(times);
            const std::int64_t time = kStart + round * 10 - static_cast<int>(random() % 30);
            body += "m{" + labels + "} " + base::formatNumber(value) +
                    (isLoose ? " " + std::to_string(time) : "") + "\n";
            seen.insert(key);
            if (!isLoose) {
                expected[key] = std::to_string(value);
                now.insert(key);
            } else if (!lastTime.contains(key) || lastTime[key] < time) {
                expected[key + " @" + std::to_string(time)] = std::to_string(value);
                lastTime[key] = time;
            } else {
                refused.insert(key);
                continue;
            }
            added += known.contains(key) ? 0 : 1;
        }
        for (const std::string& series : alive) {
            const bool isThere = seen.contains(series) && !refused.contains(series);
            if (!isThere && !ended) {
                expected[series] = "stale";
            }
        }
        const scrape::Matched matched = bench.read(body);
        QCOMPARE(samplesOf(matched.batches), expected);
        QCOMPARE(matched.counts.scraped, static_cast<unsigned>(order.size()));
        QCOMPARE(matched.counts.added, added);
        alive = now;
        known = seen;
        ended = false;
    }
}

QTEST_GUILESS_MAIN(LayoutMatcherTest)
#include "layout_matcher_test.moc"
