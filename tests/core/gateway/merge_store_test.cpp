// MergeStore in memory: answers, budgets, groups, deletion and putting back, rules, expiry,
// formats.
#include "tests/core/gateway/merge_store_fixture.h"

#include <QTest>

using namespace meterbench;
using namespace meterbench::tests;
using gateway::ExposeFormat;
using gateway::Policy;
using gateway::Profile;
using gateway::Selection;

namespace {

using Labels = std::vector<model::Label>;

std::string counter(const std::string& name, int value, const std::string& labels = {}) {
    return "# TYPE " + name + " counter\n" + name + labels + " " + std::to_string(value) + "\n";
}

Selection group(Labels labels) {
    Selection selection;
    selection.group = std::move(labels);
    return selection;
}

Selection family(std::string name) {
    Selection selection;
    selection.family = std::move(name);
    return selection;
}

Selection selector(std::string text) {
    Selection selection;
    selection.selector = std::move(text);
    return selection;
}

} // namespace

class MergeStoreTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void aPushIsAnsweredAsTheOlderGatewayDoes() {
        Gateway machine;
        gateway::Verdict verdict = machine.push("/job/a", counter("c", 1));
        QCOMPARE(verdict.status, 202);
        QCOMPARE(verdict.body, std::string());
        QCOMPARE(verdict.families, 1U);
        QCOMPARE(verdict.series, 1U);
        verdict = machine.push("/job/a", "# TYPE c gauge\nc 1\n");
        QCOMPARE(verdict.status, 400);
        QCOMPARE(verdict.body, std::string("cannot merge metric 'c': type COUNTER != GAUGE\n"));
        QCOMPARE(machine.push("/odd", "c 1\n").status, 400);
        QCOMPARE(machine.push("/job/a", "").status, 202); // R15
        QCOMPARE(machine.store->counts().pushes, std::uint64_t{2});
        QCOMPARE(machine.store->counts().refused, std::uint64_t{2});
        QCOMPARE(machine.text(), std::string("# TYPE c counter\nc{job=\"a\"} 1\n"));
    }

    /// The fast way of a known text and the slow way of a new one must not differ: the same pushes
    /// with a comment that makes every text a new one.
    void aKnownTextIsMergedAsANewOne_data() {
        QTest::addColumn<int>("profile");
        QTest::newRow("strict") << 0;
        QTest::newRow("compatible") << 1;
    }

    void aKnownTextIsMergedAsANewOne() {
        QFETCH(int, profile);
        Gateway known(static_cast<Profile>(profile));
        Gateway fresh(static_cast<Profile>(profile));
        for (int i = 0; i < 60; ++i) {
            const std::string n = std::to_string(i % 7);
            const std::string body =
                "# HELP c of c\n" + counter("c", i % 11 == 10 ? -i : i, "{a=\"x\"}") +
                "# TYPE g gauge\ng{clearmode=\"max\"} " + n + "\ng{b=\"1\"} " + n +
                "\n# TYPE build_info gauge\nbuild_info{v=\"" + std::to_string(i / 20) +
                "\"} 1\n# TYPE h histogram\nh_bucket{le=\"1\"} " + n + "\nh_bucket{le=\"+Inf\"} " +
                std::to_string(i % 5 + 3) + "\nh_sum 1.5\nh_count " + std::to_string(i % 5 + 3) +
                "\n# TYPE s summary\ns{quantile=\"0.5\"} " + n + "\ns_sum 2\ns_count " + n + "\n";
            const std::string path = i % 3 == 0 ? "/job/b" : "/job/a";
            const auto one = known.push(path, body);
            const auto other = fresh.push(path, "# " + std::to_string(i) + "\n" + body);
            QCOMPARE(one.status, other.status);
            QCOMPARE(one.body.empty(), other.body.empty());
            QCOMPARE(one.series, other.series);
            QCOMPARE(one.families, other.families);
            QCOMPARE(known.text(), fresh.text());
        }
        QVERIFY(
            profile == 1 || known.store->counts().refused > 0
        ); // buckets that fall, counters below 0
        const std::string before = known.text();
        QCOMPARE(known.textAfterRestart(), before);
        QCOMPARE(fresh.textAfterRestart(), before);
    }

    void aNameOfTheAddressItselfIsRefused_data() {
        QTest::addColumn<QString>("taken");
        QTest::addColumn<QString>("body");
        QTest::addColumn<bool>("isGood");
        QTest::newRow("the family") << "c"
                                    << "c 1\n"
                                    << false;
        QTest::newRow("a part of a histogram")
            << "h_bucket"
            << "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n"
            << false;
        QTest::newRow("the part of a histogram, but of a counter") << "c_bucket"
                                                                   << "# TYPE c counter\nc 1\n"
                                                                   << true;
        QTest::newRow("another") << "d"
                                 << "c 1\n"
                                 << true;
    }

    void aNameOfTheAddressItselfIsRefused() {
        QFETCH(QString, taken);
        QFETCH(QString, body);
        QFETCH(bool, isGood);
        Gateway machine;
        machine.taken = {taken.toStdString()};
        const auto verdict = machine.push("", body.toStdString() + "z 1\n");
        QCOMPARE(verdict.status, isGood ? 202 : 400);
        QCOMPARE(machine.text().empty(), !isGood);
        QVERIFY(isGood || verdict.body.find(taken.toStdString()) != std::string::npos);
    }

    void limitsAreNamedWithTheirNumbers_data() {
        QTest::addColumn<QString>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("words");
        QTest::newRow("series in all") << "b{n=\"1\"} 1\nb{n=\"2\"} 1\nb{n=\"3\"} 1\nb{n=\"4\"} 1\n"
                                       << 429 << "too many series in all: 8, the limit is 7\n";
        QTest::newRow("series of a path")
            << "b{n=\"1\"} 1\nb{n=\"2\"} 1\nb{n=\"3\"} 1\n"
            << 429 << "too many series under this path: 5, the limit is 4\n";
        QTest::newRow("families") << "b 1\nd 1\n"
                                  << 429 << "too many families: 5, the limit is 4\n";
        QTest::newRow("a label's name")
            << "b{abcdefghi=\"1\"} 1\n"
            << 400 << "a label name is too long, in bytes: 9, the limit is 8\n";
        QTest::newRow("a label's value")
            << "b{a=\"12345678901\"} 1\n"
            << 400 << "a label value is too long, in bytes: 11, the limit is 10\n";
        QTest::newRow("labels") << "b{a=\"1\",c=\"1\",d=\"1\"} 1\n"
                                << 400 << "a series has too many labels: 4, the limit is 3\n";
        QTest::newRow("bounds of a new histogram")
            << "# TYPE b histogram\nb_bucket{le=\"1\"} 1\nb_bucket{le=\"2\"} 1\nb_bucket{le=\"3\"} 1\nb_count 1\n"
            << 400 << "metric 'b' has too many buckets or quantiles: 4, the limit is 3\n";
        QTest::newRow("bounds of a histogram that has others")
            << "# TYPE h histogram\nh_bucket{le=\"2\"} 1\nh_bucket{le=\"3\"} 1\nh_count 1\n"
            << 400 << "metric 'h' has too many buckets or quantiles: 4, the limit is 3\n";
        QTest::newRow("one bound more")
            << "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"3\"} 1\nh_count 1\n"
            << 202 << "";
        QTest::newRow("just within") << "b{abcdefgh=\"1234567890\",c=\"1\"} 1\n" << 202 << "";
    }

    void limitsAreNamedWithTheirNumbers() {
        QFETCH(QString, body);
        QFETCH(int, status);
        QFETCH(QString, words);
        Gateway machine;
        machine.options.limits = {7, 4, 4, 3, 8, 10, 3};
        machine.open();
        QCOMPARE(machine.push("/job/b", "a 1\n").status, 202);
        QCOMPARE(machine.push("/job/a", "a 1\n").status, 202);
        QCOMPARE(machine.push("/job/c", "c 1\n").status, 202);
        const std::string histogram = "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_count 1\n";
        QCOMPARE(machine.push("/job/a", histogram).status, 202);
        const std::string before = machine.text();
        const auto verdict = machine.push("/job/a", body.toStdString());
        QCOMPARE(QString::fromStdString(verdict.body), words);
        QCOMPARE(verdict.status, status);
        QCOMPARE(machine.text() == before, status != 202);
    }

    void theBudgetOfAPathComesBackWithWhatGoes() {
        Gateway machine;
        machine.options.limits.seriesPerPusher = 2;
        machine.open();
        QCOMPARE(machine.push("/job/a", "a{n=\"1\"} 1\na{n=\"2\"} 1\n").status, 202);
        QCOMPARE(machine.push("/job/a", "a{n=\"3\"} 1\n").status, 429);
        QCOMPARE(machine.push("/job/b", "a{n=\"3\"} 1\n").status, 202);
        QVERIFY(machine.store->erase(selector("{job=\"a\",n=\"1\"}"), 0).ok());
        QCOMPARE(machine.push("/job/a", "a{n=\"3\"} 1\n").status, 202);
        QCOMPARE(machine.push("/job/a", "a{n=\"4\"} 1\n").status, 429);
        machine.open();
        QCOMPARE(machine.push("/job/a", "a{n=\"4\"} 1\n").status, 429);
    }

    void groupsAreSetsOfPathLabels() {
        Gateway machine;
        QCOMPARE(machine.push("/job/a/instance/1", "c 1\nd 1\n").status, 202);
        machine.clock.advanceMs(5);
        QCOMPARE(machine.push("/instance/1/job/a", "c 1\n").status, 202);
        QCOMPARE(machine.push("/job/a", "c 1\n").status, 202);
        QCOMPARE(machine.push("/job/a", "c{").status, 400);
        const auto groups = machine.store->groups();
        QCOMPARE(groups.size(), std::size_t(2));
        QVERIFY(groups[0].labels == (Labels{{"instance", "1"}, {"job", "a"}}));
        QCOMPARE(groups[0].pushes, std::uint64_t{2});
        QCOMPARE(groups[0].series, 2U);
        QCOMPARE(groups[0].pushedMs, machine.clock.nowMs());
        QCOMPARE(groups[0].failedMs, std::int64_t{0});
        QCOMPARE(groups[1].failedMs, machine.clock.nowMs());
    }

    void aGroupIsDeletedWithWhatItMadeAndNothingElse() {
        Gateway machine;
        QCOMPARE(machine.push("/job/a/instance/1", "c 1\n").status, 202);
        QCOMPARE(machine.push("/job/a", "c 2\n").status, 202);
        QCOMPARE(machine.push("", "c 3\n").status, 202);
        const std::string all = machine.text();
        auto removed = machine.store->erase(group({{"job", "a"}}), 0);
        QVERIFY(removed.ok());
        QCOMPARE((*removed)->seriesCount(), std::size_t(1));
        const std::string rest = "# TYPE c untyped\nc 3\nc{instance=\"1\",job=\"a\"} 1\n";
        QCOMPARE(machine.text(), rest);
        QCOMPARE(machine.textAfterRestart(), rest);
        QCOMPARE(machine.store->groups().size(), std::size_t(2));
        QVERIFY(machine.store->putBack(**removed, 0).ok());
        QCOMPARE(machine.text(), all);
        QCOMPARE(machine.store->groups().size(), std::size_t(3));
        QVERIFY(!machine.store->putBack(**removed, 0).ok()); // it is there
        QCOMPARE(machine.textAfterRestart(), all);
        QCOMPARE(machine.push("/job/a", "c 2\n").status, 202);
        QVERIFY(machine.text().find("c{job=\"a\"} 4\n") != std::string::npos);
        const auto none = machine.store->erase(group({{"job", "z"}}), 0);
        QCOMPARE(none.error().code, base::Code::NotFound);
    }

    void deletionByFamilyAndSelector_data() {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QString>("selector");
        QTest::addColumn<QString>("left"); // their values
        QTest::newRow("a family") << "c"
                                  << ""
                                  << "4";
        QTest::newRow("a selector") << ""
                                    << "{job=\"a\"}"
                                    << "34";
        QTest::newRow("a pattern") << ""
                                   << "{x=~\"1|2\"}"
                                   << "4";
        QTest::newRow("a pattern is anchored") << ""
                                               << "{job=~\"b\",x=~\"[2]?\"}"
                                               << "123";
        QTest::newRow("a name in a selector") << ""
                                              << "c{job=\"b\"}"
                                              << "124";
        QTest::newRow("both must agree") << "d"
                                         << "{job=\"b\"}"
                                         << "123";
        QTest::newRow("an absent label is empty") << ""
                                                  << "{x=\"\"}"
                                                  << "123";
    }

    void deletionByFamilyAndSelector() {
        QFETCH(QString, family);
        QFETCH(QString, selector);
        QFETCH(QString, left);
        Gateway machine;
        QCOMPARE(machine.push("/job/a", "c{x=\"1\"} 1\nc{x=\"2\"} 2\n").status, 202);
        QCOMPARE(machine.push("/job/b", "c{x=\"1\"} 3\nd 4\n").status, 202);
        Selection selection;
        selection.family = family.toStdString();
        selection.selector = selector.toStdString();
        const auto shown = machine.store->series(selection, 100);
        const auto removed = machine.store->erase(selection, 0);
        QVERIFY(removed.ok());
        QCOMPARE((*removed)->seriesCount(), shown.size());
        QString values;
        for (const auto& row : machine.store->series(::selector("{job=~\".+\"}"), 100)) {
            values += QString::number(row.value);
        }
        QCOMPARE(values, left);
        const std::string rest = machine.text();
        QCOMPARE(machine.textAfterRestart(), rest);
    }

    void aBadSelectorIsRefusedWithWords() {
        Gateway machine;
        QCOMPARE(machine.push("/job/a", "c 1\n").status, 202);
        const auto bad = machine.store->erase(selector("{job=~\"(\"}"), 0);
        QCOMPARE(bad.error().code, base::Code::InvalidInput);
        QVERIFY(!bad.error().context.empty());
    }

    void aWipeCanBeTakenBack() {
        Gateway machine;
        QCOMPARE(machine.push("/job/a", "c 1\nd 2\n").status, 202);
        QCOMPARE(machine.push("/job/b", "c 1\n").status, 202);
        const std::string all = machine.text();
        const auto removed = machine.store->wipe(0);
        QCOMPARE((*removed)->seriesCount(), std::size_t(3));
        QCOMPARE(machine.text(), std::string());
        QVERIFY(machine.store->groups().empty());
        QVERIFY(machine.store->putBack(**removed, 0).ok());
        QCOMPARE(machine.text(), all);
        QCOMPARE(machine.store->groups().size(), std::size_t(2));
        QCOMPARE(machine.textAfterRestart(), all);
    }

    void whatExpires() {
        Gateway machine;
        const auto begin = machine.clock.nowMs();
        QVERIFY(machine.store->setRules({{}, {{"job_*", 1'000}, {"*", 5'000}}, {}}, 0).ok());
        QCOMPARE(machine.push("/job/a", "job_x 1\nother 1\n").status, 202);
        QCOMPARE(machine.push("/job/b", "job_x 1\n").status, 202);
        machine.clock.advanceMs(600);
        QCOMPARE(machine.push("/job/b", "job_x 1\n").status, 202);
        QCOMPARE(machine.store->expire(begin + 600), begin + 1'000);
        QCOMPARE(machine.store->expire(begin + 999), begin + 1'000);
        QCOMPARE(machine.store->expire(begin + 1'000), begin + 1'600);
        QCOMPARE(
            machine.text(),
            std::string("# TYPE job_x untyped\njob_x{job=\"b\"} 2\n"
                        "# TYPE other untyped\nother{job=\"a\"} 1\n")
        );
        QCOMPARE(machine.store->families()[0].expiresMs, begin + 1'600);
        QCOMPARE(machine.store->series(family("other"), 1)[0].expiresMs, begin + 5'000);
        const std::string before = machine.text();
        QCOMPARE(machine.textAfterRestart(), before);
        QCOMPARE(machine.store->expire(begin + 1'600), begin + 5'000);
        QCOMPARE(machine.store->groups().size(), std::size_t(1)); // job b had nothing else
        QCOMPARE(machine.store->expire(begin + 5'000), std::int64_t{0});
        QCOMPARE(machine.text(), std::string());
        QCOMPARE(machine.textAfterRestart(), std::string());
    }

    void nothingExpiresWithoutARule() {
        Gateway machine;
        QCOMPARE(machine.push("/job/a", "c 1\n").status, 202);
        QCOMPARE(machine.store->expire(machine.clock.nowMs() + (1LL << 40)), std::int64_t{0});
        QVERIFY(machine.store->setRules({{}, {{"d", 1'000}}, {}}, 0).ok());
        QCOMPARE(machine.store->expire(machine.clock.nowMs() + (1LL << 40)), std::int64_t{0});
        QVERIFY(!machine.text().empty());
    }

    void aRuleChangesWhatTheNextPushDoes() {
        Gateway machine;
        const std::string body = "# TYPE depth gauge\ndepth 4\n";
        QCOMPARE(machine.push("", body).status, 202);
        QCOMPARE(machine.push("", body).status, 202);
        QVERIFY(machine.store->setRules({{{"dep*", Policy::Max}}, {}, {}}, 0).ok());
        QCOMPARE(machine.text(), std::string("# TYPE depth gauge\ndepth 8\n"));
        QCOMPARE(machine.push("", body).status, 202); // starts again
        QCOMPARE(machine.text(), body);
        QCOMPARE(machine.store->families()[0].policy, Policy::Max);
        QCOMPARE(machine.textAfterRestart(), body);
        QCOMPARE(machine.push("", "# TYPE depth gauge\ndepth 3\n").status, 202);
        QCOMPARE(machine.text(), body);
    }

    void rulesThatCannotBeAreRefused() {
        Gateway machine;
        QVERIFY(!machine.store->setRules({{{"", Policy::Max}}, {}, {}}, 0).ok());
        QVERIFY(!machine.store->setRules({{}, {{"x", -1}}, {}}, 0).ok());
        QVERIFY(!machine.store->setRules({{}, {}, {""}}, 0).ok());
        QVERIFY(machine.store->rules().policies.empty());
    }

    void rulesSetWhileItRanGoOnUntilItIsStartedWithOthers() {
        Gateway machine;
        machine.options.rules.expiries = {{"a", 1}};
        machine.open();
        QVERIFY(machine.store->setRules({{}, {{"b", 2}}, {}}, 0).ok());
        machine.open();
        QCOMPARE(machine.store->rules().expiries[0].family, std::string("b"));
        machine.options.rules.expiries = {{"c", 3}};
        machine.open();
        QCOMPARE(machine.store->rules().expiries[0].family, std::string("c"));
        machine.open();
        QCOMPARE(machine.store->rules().expiries[0].family, std::string("c"));
    }

    void anotherProfileReadsWhatTheFirstWrote() {
        Gateway machine(Profile::Compatible);
        const std::string odd = "# TYPE c counter\nc{a=\"\"} -3\n";
        QCOMPARE(machine.push("/x/1", odd).status, 202);
        QCOMPARE(machine.push("/x/1", odd).status, 202);
        const std::string text = machine.text();
        machine.options.profile = Profile::Strict;
        QCOMPARE(machine.textAfterRestart(), text);
        QCOMPARE(machine.push("/x/1", odd).status, 400);
        QCOMPARE(machine.push("/x/1", counter("c", 1)).status, 202);
        const std::string both = machine.text();
        QCOMPARE(machine.textAfterRestart(), both);
        machine.options.profile = Profile::Compatible;
        QCOMPARE(machine.textAfterRestart(), both);
        QCOMPARE(machine.push("/x/1", odd).status, 202);
        const std::string last = machine.text();
        QCOMPARE(machine.textAfterRestart(), last);
    }

    void everyFormat() {
        Gateway machine(Profile::Compatible);
        QCOMPARE(
            machine
                .push(
                    "/job/a",
                    "# HELP r_total say \"hi\"\n# TYPE r_total counter\nr_total 2\n"
                    "# TYPE c counter\nc 1 1500\n"
                    "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"2.5\"} 2\n"
                    "h_sum 3\nh_count 2\nu{x=\"\\\"\"} 1\n"
                )
                .status,
            202
        );
        QCOMPARE(
            machine.text(ExposeFormat::OpenMetrics),
            std::string("# TYPE c unknown\nc{job=\"a\"} 1 1.500\n"
                        "# TYPE h histogram\nh_bucket{job=\"a\",le=\"1.0\"} 1\n"
                        "h_bucket{job=\"a\",le=\"2.5\"} 2\nh_bucket{job=\"a\",le=\"+Inf\"} 2\n"
                        "h_sum{job=\"a\"} 3\nh_count{job=\"a\"} 2\n"
                        "# TYPE r counter\n# HELP r say \\\"hi\\\"\nr_total{job=\"a\"} 2\n"
                        "# TYPE u unknown\nu{job=\"a\",x=\"\\\"\"} 1\n")
        );
        QVERIFY(machine.store->holds("h_bucket") && machine.store->holds("r_total"));
        QVERIFY(!machine.store->holds("c_bucket") && !machine.store->holds("r"));
    }
};

QTEST_GUILESS_MAIN(MergeStoreTest)
#include "merge_store_test.moc"
