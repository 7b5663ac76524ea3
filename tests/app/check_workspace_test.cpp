// `meterbench check workspace`: exit codes, what is printed of a workspace, and what its meters
// make of a body: how many series would count, and the causes with an example.
#include "app/check_workspace.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <sstream>

using namespace meterbench;

namespace {

const std::string kGood = std::string(MB_TEST_DATA) + "/config/workspace_good/workspace.yml";
const std::string kBodies = std::string(MB_TEST_DATA) + "/metering_templates/";

struct Answer {
    int code = 0;
    std::string out;
    std::string err;

    [[nodiscard]] bool says(const std::string& text) const {
        return (out + err).find(text) != std::string::npos;
    }
};

Answer asked(const std::vector<std::string>& args, const std::string& body = {}) {
    std::istringstream in(body);
    std::ostringstream out;
    std::ostringstream err;
    const int code = app::checkWorkspace(args, in, out, err);
    return {code, out.str(), err.str()};
}

class File {
public:
    explicit File(const std::string& text) { std::ofstream(path()) << text; }

    [[nodiscard]] std::string path() const { return m_folder.path().toStdString() + "/w.yml"; }

private:
    QTemporaryDir m_folder;
};

} // namespace

class CheckWorkspaceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void exitCodes_data() {
        QTest::addColumn<QString>("workspace");
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("flag");
        QTest::addColumn<int>("code");
        const auto row =
            [](const char* name, const char* workspace, const char* body, const char* flag, int code
            ) {
                QTest::newRow(name) << QString::fromLatin1(workspace) << QString::fromLatin1(body)
                                    << QString::fromLatin1(flag) << code;
            };
        const char* const calls = "billing: {meters: [{name: c, selector: calls_total}]}\n";
        const char* const warned = "billing: {meters: [{name: , template: api_calls}]}\n";
        const char* const tagged = "calls_total{paigoCustomerID=\"a\",paigoDimensionId=\"d\"} 1\n";
        row("nothing wrong", calls, "", "--lint=all", 0);
        row("an error", "billing: {meters: {}}\n", "", "--lint=all", 1);
        row("a warning", warned, "", "--lint=all", 3);
        row("a warning that nobody asked for", warned, "", "--lint=none", 0);
        row("an error is told without lint too", "biling: 1\n", "", "--lint=none", 1);
        row("all series count", calls, tagged, "--metrics=-", 0);
        row("a series does not count", calls, "calls_total 1\n", "--metrics=-", 3);
        row("no meter knows the body", calls, "other_total 1\n", "--metrics=-", 0);
        row("a body that cannot be read", calls, "calls_total{ 1\n", "--metrics=-", 1);
        row("a body that is not there", calls, "", "--metrics=/no/such/file", 2);
        row("a flag that is not known", calls, "", "--metric=-", 2);
        row("a label without a value", calls, "", "--label=job", 2);
        row("lint of another kind", calls, "", "--lint=some", 2);
        row("an empty name for the body", calls, "", "--metrics=", 2);
    }

    void exitCodes() {
        QFETCH(QString, workspace);
        QFETCH(QString, body);
        QFETCH(QString, flag);
        QFETCH(int, code);
        const File file(workspace.toStdString());
        const Answer answer = asked({flag.toStdString(), file.path()}, body.toStdString());
        QVERIFY2(answer.code == code, (answer.out + answer.err).c_str());
        QCOMPARE(answer.err.empty(), code != 2);
    }

    void helpAndWrongUse() {
        const Answer help = asked({"--help"});
        QCOMPARE(help.code, 0);
        QVERIFY(help.says("usage: meterbench check workspace") && help.err.empty());
        QVERIFY(asked({}).says("name at least one FILE"));
        QCOMPARE(asked({}).code, 2);
        QVERIFY(asked({kGood, "--metrcs=-"}).says("did you mean --metrics?"));
        QVERIFY(asked({kGood, "--metrics"}).says("--metrics needs a value"));
        QCOMPARE(asked({"--", "--no-such-file"}).code, 1); // a file, not a flag
    }

    void problemsHaveTheirPlace() {
        const File file("billing:\n  meters:\n    - {name: c, selectr: x}\n");
        const Answer answer = asked({file.path()});
        QVERIFY(answer.says(
            file.path() + ":3:17: error: billing.meters[0]: unknown key \"selectr\"; did you mean "
                          "selector?"
        ));
        QVERIFY(answer.says("2 errors, 0 warnings"));
        QVERIFY(!answer.says("meter c"));
    }

    /// What is printed is a workspace again, and the same; a secret is in neither.
    void theWholeIsPrintedWithoutSecrets() {
        const File file("billing:\n"
                        "  customers: {acme: {since: 2026-11-11}}\n"
                        "  endpoints:\n"
                        "    - {name: a, service: lago, url: 'https://h/usage', \n"
                        "       authorization: {credentials: hunter2}}\n");
        const Answer first = asked({"--print", file.path()});
        QCOMPARE(first.code, 0);
        QCOMPARE(first.err, std::string());
        QVERIFY(first.says("since: 2026-11-11") && first.says("customer_pattern: .+"));
        QVERIFY(first.says("credentials: <secret>") && !first.says("hunter2"));
        const File again(first.out);
        QCOMPARE(asked({"--print", again.path()}).out, first.out);
        const Answer wrong = asked({"--print", File("billing: {plan: x}").path()});
        QCOMPARE(wrong.code, 1);
        QCOMPARE(wrong.out, std::string());
        QVERIFY(wrong.says("did you mean plans?"));
    }

    /// A prometheus.yml with them is one; in front stands what they would do to a body.
    void rulesForBillableSeriesArePrinted() {
        const File file("billing:\n"
                        "  meters: [{template: kubernetes_pod_running}]\n");
        const Answer plain = asked({"--billable-rules", file.path()});
        QCOMPARE(plain.code, 0);
        QCOMPARE(plain.err, std::string());
        QVERIFY(plain.out.starts_with("write_relabel_configs:\n- source_labels: [__name__, "));
        const Answer told = asked(
            {"--billable-rules",
             "--metrics=" + kBodies + "kube_state_metrics/060.prom",
             file.path()}
        );
        QVERIFY(told.out.ends_with(plain.out));
        for (const char* words :
             {"# of 20 series these rules send 6 and drop 14\n",
              "dropped: no customer; for example ",
              "sent by name, as a meter takes customer or dimension elsewhere; for example "
              "kube_pod_container_status_running{"}) {
            QVERIFY2(told.says(words), told.out.c_str());
        }
        std::string whole = "prometheus:\n  remote_write:\n  - url: http://127.0.0.1:9/\n";
        std::istringstream lines(told.out);
        for (std::string line; std::getline(lines, line);) {
            whole += "    " + line + "\n";
        }
        const Answer read = asked({File(whole).path()});
        QVERIFY2(read.says("1 endpoint, ") && read.code == 0, (read.out + read.err).c_str());
        const Answer garbled = asked({"--billable-rules", "--metrics=-", file.path()}, "a{ 1\n");
        QCOMPARE(garbled.code, 1);
        QCOMPARE(garbled.out, std::string());
        QVERIFY(garbled.says("-:1:"));
        const Answer both = asked({"--billable-rules", "--print", file.path()});
        QCOMPARE(both.code, 2);
        QVERIFY(both.says("choose one"));
        const Answer wrong = asked({"--billable-rules", File("billing: {plan: x}").path()});
        QCOMPARE(wrong.code, 1);
        QCOMPARE(wrong.out, std::string());
    }

    void theSummaryNamesMetersAndPlans() {
        const Answer answer = asked({kGood});
        QCOMPARE(answer.code, 0);
        for (const char* words :
             {"1 job, 1 target, 0 endpoints, 7 meters, 1 plan, 2 customers; 0 errors, 0 warnings",
              "meter kubernetes_pod_running: state_time of kube_pod_container_status_running, "
              "whose: kube_pod_labels by namespace, pod, uid; dimension as tagged; 1 minute = 60 "
              "s; "
              "window hour UTC",
              "meter host_compute_time: state_time of node_boot_time_seconds; dimension as tagged; "
              "1 hour = 3600 s;",
              "; dimension as tagged; 1 gigabyte hour = 3600000000000 × s; window hour UTC",
              "meter api_calls: increase of http_requests_total; dimension api; 1 call = 1;",
              "plan pro: EUR, flat fee 29.00; api graduated; egress perUnit"}) {
            QVERIFY2(answer.says(words), answer.out.c_str());
        }
        QVERIFY(!answer.says("would count"));
    }

    void aBodyIsPreviewed_data() {
        QTest::addColumn<QStringList>("flags");
        QTest::addColumn<int>("code");
        QTest::addColumn<QStringList>("says");
        const auto bodies = QString::fromStdString("--metrics=" + kBodies);
        QTest::newRow("pods, one of them without customer")
            << QStringList{bodies + QStringLiteral("kube_state_metrics/060.prom")} << 3
            << QStringList{
                   QStringLiteral("kubernetes_pod_running: 4 series of 3 things, 3 would count\n"),
                   QStringLiteral("  1 no customer: kube_pod_labels has no label paigoCustomerID, "
                                  "paigoCustomerId (as label_paigo_customer_id); for example "
                                  "kube_pod_container_status_running{container=\"coredns\","),
                   QStringLiteral("kubernetes_pod_ready: 3 series of 3 things, 2 would count\n"),
                   QStringLiteral("api_calls: no series matches http_requests_total\n")};
        QTest::newRow("a host whose target has no tags")
            << QStringList{bodies + QStringLiteral("node_exporter/0000.prom")} << 3
            << QStringList{
                   QStringLiteral("host_compute_time: 1 series of 1 thing, 0 would count\n"),
                   QStringLiteral("  1 no customer: no label paigoCustomerID, paigoCustomerId; for "
                                  "example node_boot_time_seconds\n")};
        QTest::newRow("a host with its target's labels"
        ) << QStringList{bodies + QStringLiteral("node_exporter/0000.prom"), QStringLiteral("--label=paigoCustomerID=acme"), QStringLiteral("--label=paigoDimensionId=host")}
          << 0
          << QStringList{
                 QStringLiteral("host_compute_time: 1 series of 1 thing, 1 would count\n"),
                 QStringLiteral("network_egress: 2 series of 2 things, 2 would count\n"),
                 QStringLiteral("storage_volume: 3 series of 2 things, 3 would count\n")};
        QTest::newRow("an id that the pattern refuses"
        ) << QStringList{bodies + QStringLiteral("node_exporter/0000.prom"), QStringLiteral("--label=paigoCustomerID=A B"), QStringLiteral("--label=paigoDimensionId=host")}
          << 3 << QStringList{QStringLiteral("  2 malformed id: paigoCustomerID does not match")};
        QTest::newRow("a customer without dimension"
        ) << QStringList{bodies + QStringLiteral("node_exporter/0000.prom"), QStringLiteral("--label=paigoCustomerID=acme")}
          << 3
          << QStringList{
                 QStringLiteral("  1 no dimension: no label paigoDimensionId, and the meter has "
                                "none; for example node_boot_time_seconds{paigoCustomerID="),
                 QStringLiteral("network_egress: 2 series of 2 things, 2 would count\n")};
    }

    void aBodyIsPreviewed() {
        QFETCH(QStringList, flags);
        QFETCH(int, code);
        QFETCH(QStringList, says);
        std::vector<std::string> args{kGood};
        for (const QString& flag : flags) {
            args.push_back(flag.toStdString());
        }
        const Answer answer = asked(args);
        for (const QString& words : says) {
            QVERIFY2(answer.says(words.toStdString()), answer.out.c_str());
        }
        QCOMPARE(answer.code, code);
    }

    void otherCausesAreTold() {
        const File file("billing: {meters: [{name: c, selector: calls_total, identity: [i]}, "
                        "{template: kubernetes_pod_ready}, {name: d, selector: call_total}, "
                        "{name: e, selector: 'calls_total{x=\"1\"}'}]}\n");
        const Answer answer = asked(
            {"--metrics=-", file.path()},
            "calls_total{i=\"1\",paigoCustomerID=\"a\",paigoDimensionId=\"d\"} 1\n"
            "calls_total{i=\"1\",paigoCustomerID=\"b\",paigoDimensionId=\"d\"} 1\n"
            "calls_total{i=\"2\",paigoCustomerID=\"b\",paigoDimensionId=\"d\"} NaN\n"
            "kube_pod_status_ready{namespace=\"n\",pod=\"p\",uid=\"u\",condition=\"true\"} 1\n"
        );
        QVERIFY(answer.says("meter c: 3 series of 1 thing, 1 would count\n"));
        QVERIFY(answer.says("  1 duplicate: "));
        QVERIFY(answer.says("  1 no usable value: "));
        QVERIFY(answer.says("  1 no customer: no kube_pod_labels with the same namespace, pod, uid;"
        ));
        QVERIFY(answer.says("no series matches call_total; did you mean calls_total?"));
        QVERIFY(answer.says("no series matches calls_total{x=\"1\"}\n"));
        QCOMPARE(answer.code, 3);
    }

    void whatDoesNotCountIsNoErrorToOneWhoAsksForErrors() {
        const File file("billing: {meters: [{name: c, selector: c}]}\n");
        const Answer answer = asked({"--metrics=-", "--lint=none", file.path()}, "c 1\n");
        QVERIFY(answer.says("1 no customer"));
        QCOMPARE(answer.code, 0);
    }

    void aLabelOfTheTargetHidesOneOfTheBody() {
        const File file("billing: {meters: [{name: c, selector: c, identity: [i]}]}\n");
        const Answer answer =
            asked({"--metrics", "-", "--label", "i=2", file.path()}, "c{i=\"1\"} 1\n");
        QVERIFY(answer.says("for example c{exported_i=\"1\",i=\"2\"}\n"));
    }

    void aBodyIsReadInItsFormat() {
        const File file("billing: {meters: [{name: c, selector: c_total, dimension: d}]}\n");
        const Answer good = asked(
            {"--metrics=-", file.path()},
            "# TYPE c counter\nc_total{paigoCustomerID=\"a\"} 1 # {trace=\"t\"} 1\n# EOF\n"
        );
        QVERIFY2(good.says("1 would count"), good.out.c_str());
        const Answer bad = asked({"--metrics=-", file.path()}, "c_total 1\nc_total 1 x\n");
        QVERIFY2(bad.says("-:2:"), bad.out.c_str());
        QCOMPARE(bad.code, 1);
    }
};

QTEST_GUILESS_MAIN(CheckWorkspaceTest)
#include "check_workspace_test.moc"
