// Targets from discovered labels, the schedule, and the request of a scrape.
#include "core/scrape/request.h"
#include "core/scrape/schedule.h"
#include "core/scrape/target.h"

#include <QTest>

using namespace meterbench;

namespace {

scrape::JobOptions jobOf(std::vector<std::string> addresses, model::Labels labels = {}) {
    scrape::JobOptions job;
    job.name = "node";
    job.staticGroups = {{std::move(addresses), std::move(labels)}};
    return job;
}

scrape::TargetList targetsOf(const scrape::JobOptions& job) {
    return scrape::makeTargets(job, relabel::Program::compile(job.relabelRules).value());
}

relabel::Rule replace(
    const std::string& source, const std::string& target, const std::string& replacement = "$1"
) {
    relabel::Rule rule;
    rule.sourceLabels = {source};
    rule.targetLabel = target;
    rule.replacement = replacement;
    return rule;
}

} // namespace

class TargetTest : public QObject {
    Q_OBJECT

private slots:
    void addressBecomesInstanceAndUrl();
    void parametersAreInTheUrl();
    void labelsOverrideTheJob();
    void dropByRelabelingHasNoReason();
    void unusableLabels_data();
    void unusableLabels();
    void sameTargetTwiceIsOne();
    void idDoesNotDependOnTheOrder();
    void scheduleKeepsItsGrid();
    void timestampSnapsToTheGrid();
    void acceptHeaderCountsDown();
    void requestCarriesTheTimeout();
};

void TargetTest::addressBecomesInstanceAndUrl() {
    const scrape::TargetList list = targetsOf(jobOf({"a:9100"}, {{"zone", "eu"}}));
    QCOMPARE(list.targets.size(), std::size_t{1});
    QCOMPARE(list.targets[0].url, std::string("http://a:9100/metrics"));
    QCOMPARE(
        list.targets[0].labels,
        (model::Labels{{"instance", "a:9100"}, {"job", "node"}, {"zone", "eu"}})
    );
    QCOMPARE(std::string(list.targets[0].discovered.get("__scrape_interval__")), std::string("1m"));
}

void TargetTest::parametersAreInTheUrl() {
    scrape::JobOptions job = jobOf({"a:1"});
    job.params = {{"match[]", {"up", "x y"}}, {"z", {"1"}}};
    job.relabelRules = {replace("__address__", "__param_z")};
    QCOMPARE(
        targetsOf(job).targets[0].url,
        std::string("http://a:1/metrics?match%5B%5D=up&match%5B%5D=x+y&z=a%3A1")
    );
}

void TargetTest::labelsOverrideTheJob() {
    scrape::JobOptions job = jobOf(
        {"a:1"},
        {{"__scheme__", "https"},
         {"__metrics_path__", "m"},
         {"__scrape_interval__", "7s"},
         {"__scrape_timeout__", "2s"},
         {"instance", "mine"},
         {"job", "other"}}
    );
    const scrape::Target target = targetsOf(job).targets.at(0);
    QCOMPARE(target.url, std::string("https://a:1/m"));
    QCOMPARE(target.interval, std::chrono::milliseconds(7'000));
    QCOMPARE(target.timeout, std::chrono::milliseconds(2'000));
    QCOMPARE(target.labels, (model::Labels{{"instance", "mine"}, {"job", "other"}}));
}

void TargetTest::dropByRelabelingHasNoReason() {
    scrape::JobOptions job = jobOf({"a:1", "b:1"});
    relabel::Rule keep;
    keep.sourceLabels = {"__address__"};
    keep.regex = "a:.*";
    keep.action = relabel::Action::Keep;
    job.relabelRules = {keep};
    const scrape::TargetList list = targetsOf(job);
    QCOMPARE(list.targets.size(), std::size_t{1});
    QCOMPARE(list.dropped.size(), std::size_t{1});
    QVERIFY(list.dropped[0].reason.empty());
    QCOMPARE(std::string(list.dropped[0].discovered.get("__address__")), std::string("b:1"));
}

void TargetTest::unusableLabels_data() {
    QTest::addColumn<QString>("label");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("reason");
    QTest::newRow("no address") << "__address__"
                                << ""
                                << "no address";
    QTest::newRow("an address with a path") << "__address__"
                                            << "a:1/x"
                                            << "not a host and port";
    QTest::newRow("a zero interval") << "__scrape_interval__"
                                     << "0s"
                                     << "must be longer than 0";
    QTest::newRow("an interval that is none") << "__scrape_interval__"
                                              << "soon"
                                              << "not a duration";
    QTest::newRow("a timeout over the interval") << "__scrape_timeout__"
                                                 << "2m"
                                                 << "longer than the interval";
}

void TargetTest::unusableLabels() {
    QFETCH(QString, label);
    QFETCH(QString, value);
    QFETCH(QString, reason);
    scrape::JobOptions job = jobOf({"a:1"});
    relabel::Rule rule = replace("__address__", label.toStdString(), value.toStdString());
    job.relabelRules = {rule};
    const scrape::TargetList list = targetsOf(job);
    QVERIFY(list.targets.empty());
    QCOMPARE(list.dropped.size(), std::size_t{1});
    QVERIFY2(
        QString::fromStdString(list.dropped[0].reason).contains(reason),
        list.dropped[0].reason.c_str()
    );
}

void TargetTest::sameTargetTwiceIsOne() {
    QCOMPARE(targetsOf(jobOf({"a:1", "a:1", "b:1"})).targets.size(), std::size_t{2});
}

void TargetTest::idDoesNotDependOnTheOrder() {
    const scrape::TargetList one = targetsOf(jobOf({"a:1", "b:1"}));
    const scrape::TargetList two = targetsOf(jobOf({"b:1", "a:1"}));
    QCOMPARE(one.targets[0].id, two.targets[1].id);
    QVERIFY(one.targets[0].id != one.targets[1].id);
}

void TargetTest::scheduleKeepsItsGrid() {
    const std::chrono::milliseconds interval(5'000);
    const std::int64_t now = 1'700'000'000'123;
    for (std::uint64_t id = 1; id < 200; id += 7) {
        const std::int64_t first = scrape::nextScrapeMs(id * 7'919, 42, interval, now);
        QVERIFY(first >= now && first < now + 5'000);
        QCOMPARE(scrape::nextScrapeMs(id * 7'919, 42, interval, first), first);
        QCOMPARE(scrape::nextScrapeMs(id * 7'919, 42, interval, first + 1), first + 5'000);
        QCOMPARE(
            scrape::nextScrapeMs(id * 7'919, 42, interval, now + 3'600'000) % 5'000, first % 5'000
        );
    }
    QVERIFY(scrape::scheduleSeed("a", {}) != scrape::scheduleSeed("b", {}));
    QVERIFY(
        scrape::scheduleSeed("a", {{"replica", "1"}}) !=
        scrape::scheduleSeed("a", {{"replica", "2"}})
    );
}

void TargetTest::timestampSnapsToTheGrid() {
    const std::chrono::milliseconds interval(5'000);
    QCOMPARE(scrape::sampleTimestampMs(1'000, 1'002, interval), std::int64_t{1'000});
    QCOMPARE(scrape::sampleTimestampMs(1'000, 1'003, interval), std::int64_t{1'003});
    QCOMPARE(
        scrape::sampleTimestampMs(1'000, 1'001, std::chrono::milliseconds(50)), std::int64_t{1'001}
    );
}

void TargetTest::acceptHeaderCountsDown() {
    QCOMPARE(
        scrape::acceptHeader(scrape::JobOptions().protocols, scrape::Escaping::AllowUtf8),
        std::string("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
                    "application/openmetrics-text;version=0.0.1;q=0.5,"
                    "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/"
                    "plain;version=0.0.4;q=0.3,*/*;q=0.2")
    );
}

void TargetTest::requestCarriesTheTimeout() {
    scrape::JobOptions job = jobOf({"a:1"});
    job.timeout = std::chrono::milliseconds(2'500);
    job.limits.bodySizeBytes = 77;
    const http::Request request = scrape::makeRequest(job, targetsOf(job).targets.at(0), nullptr);
    QCOMPARE(request.timeout, std::chrono::milliseconds(2'500));
    QCOMPARE(request.bodyLimitBytes, std::uint64_t{77});
    QVERIFY(
        std::find(
            request.headers.begin(),
            request.headers.end(),
            http::Header{"X-Prometheus-Scrape-Timeout-Seconds", "2.5"}
        ) != request.headers.end()
    );
}

QTEST_GUILESS_MAIN(TargetTest)
#include "target_test.moc"
