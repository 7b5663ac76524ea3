// Workspaces: every folder of tests/data/config/workspace_bad has exactly the problems of its
// expected.txt, in this order (a line is the beginning of ours); what is right reaches the structs
// of metering and pricing as it was written.
#include "core/config/workspace.h"
#include "core/metering/templates.h"
#include "core/pricing/plan_json.h"

#include <QTest>

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace meterbench;
using base::Decimal;
using config::Workspace;
using config::WorkspaceOutcome;
using metering::Meter;

namespace {

namespace fs = std::filesystem;

std::vector<std::string> linesOf(const fs::path& path) {
    std::ifstream file(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
        lines.push_back(line);
    }
    return lines;
}

/// As the case folder writes it: the workspace's own problems without its name.
std::string described(const config::Problem& problem, const std::string& folder) {
    std::string file = problem.file.substr(folder.size() + 1);
    file = file == "workspace.yml" ? std::string() : file + ":";
    const char* severity = problem.severity == config::Severity::Error ? "error: " : "warning: ";
    std::string text = file + std::to_string(problem.line) + ":" + std::to_string(problem.column) +
                       ": " + severity;
    text += problem.field.empty() ? problem.message : problem.field + ": " + problem.message;
    return problem.hint.empty() ? text : text + "; " + problem.hint;
}

WorkspaceOutcome loaded(std::string_view text) {
    base::PosixFileSystem files;
    return config::loadWorkspace(text, "workspace.yml", files);
}

/// The one meter of a workspace; a nameless one when it has errors.
Meter meterOf(const std::string& fields) {
    const auto outcome = loaded("billing: {meters: [{" + fields + "}]}");
    return outcome.workspace ? outcome.workspace->meters.at(0) : Meter();
}

} // namespace

class WorkspaceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void bad_data() {
        QTest::addColumn<QString>("folder");
        for (const auto& entry :
             fs::directory_iterator(fs::path(MB_TEST_DATA) / "config" / "workspace_bad")) {
            QTest::newRow(entry.path().filename().c_str())
                << QString::fromStdString(entry.path().string());
        }
    }

    void bad() {
        QFETCH(QString, folder);
        const std::string path = folder.toStdString();
        base::PosixFileSystem files;
        const auto outcome = config::loadWorkspaceFile(path + "/workspace.yml", files);
        const auto expected = linesOf(path + "/expected.txt");
        std::vector<std::string> actual;
        bool hasErrors = false;
        for (const config::Problem& problem : outcome.problems) {
            actual.push_back(described(problem, path));
            hasErrors = hasErrors || problem.severity == config::Severity::Error;
        }
        QVERIFY(!expected.empty());
        QCOMPARE(outcome.workspace.has_value(), !hasErrors);
        for (std::size_t i = 0; i < std::max(actual.size(), expected.size()); ++i) {
            const std::string mine = i < actual.size() ? actual[i] : "(nothing)";
            const std::string theirs = i < expected.size() ? expected[i] : "(nothing)";
            QCOMPARE(
                QString::fromStdString(mine.substr(0, theirs.size())),
                QString::fromStdString(theirs)
            );
        }
    }

    void anEmptyFileIsAnEmptyWorkspace() {
        const auto outcome = loaded("");
        QVERIFY(outcome.workspace.has_value() && outcome.problems.empty());
        QVERIFY(!outcome.workspace->prometheus.has_value());
        QVERIFY(outcome.workspace->meters.empty() && outcome.workspace->plans.empty());
        QCOMPARE(
            outcome.workspace->schema.customerLabels, metering::SchemaOptions().customerLabels
        );
        QCOMPARE(outcome.workspace->path, std::string("workspace.yml"));
    }

    void aFileThatIsNotThereIsAProblem() {
        base::PosixFileSystem files;
        const auto outcome = config::loadWorkspaceFile("no/such/workspace.yml", files);
        QVERIFY(!outcome.workspace.has_value());
        QCOMPARE(outcome.problems.size(), std::size_t{1});
        QCOMPARE(outcome.problems[0].line, 0U);
    }

    void theSchemaIsTaken() {
        const auto outcome = loaded("billing:\n"
                                    "  schema:\n"
                                    "    customer_labels: [tenant, org]\n"
                                    "    dimension_labels: [product]\n"
                                    "    customer_pattern: '[a-z]+'\n"
                                    "    dimension_pattern: '[0-9]+'\n");
        QVERIFY(outcome.workspace.has_value());
        const auto& schema = outcome.workspace->schema;
        QCOMPARE(schema.customerLabels, (std::vector<std::string>{"tenant", "org"}));
        QCOMPARE(schema.dimensionLabels, std::vector<std::string>{"product"});
        QCOMPARE(schema.customerPattern, std::string("[a-z]+"));
        QCOMPARE(schema.dimensionPattern, std::string("[0-9]+"));
    }

    void anEndpointIsTaken() {
        const auto outcome = loaded("billing:\n"
                                    "  endpoints:\n"
                                    "    - name: lago\n"
                                    "      service: lago\n"
                                    "      url: https://lago.example/api/v1/events/batch\n"
                                    "      timeout: 5s\n"
                                    "      max_records_per_request: 50\n"
                                    "      authorization: {credentials: secret}\n"
                                    "      headers: {X-Tenant: a}\n"
                                    "    - {name: own, service: paigo, url: 'http://b/usage'}\n");
        QVERIFY(outcome.workspace.has_value() && outcome.problems.empty());
        const auto& endpoints = outcome.workspace->usageEndpoints;
        QCOMPARE(endpoints.size(), std::size_t{2});
        QCOMPARE(endpoints[0].name, std::string("lago"));
        QVERIFY(endpoints[0].service == delivery::Service::Lago);
        QCOMPARE(endpoints[0].url, std::string("https://lago.example/api/v1/events/batch"));
        QCOMPARE(endpoints[0].timeout.count(), 5'000);
        QCOMPARE(endpoints[0].mostRecordsPerRequest, 50U);
        QCOMPARE(endpoints[0].http.authorization.credentials.value, std::string("secret"));
        QCOMPARE(endpoints[0].http.headers.at(0).name, std::string("X-Tenant"));
        QVERIFY(endpoints[1].service == delivery::Service::Paigo);
        QCOMPARE(endpoints[1].timeout.count(), 30'000);
    }

    void aMeterHasAllItsFields() {
        const Meter meter =
            meterOf("name: m, selector: 's{a=\"b\"}', dimension: d, "
                    "join: {selector: j, on: [pod, uid]}, measure: level_time, identity: [pod], "
                    "combine: sum, max_gap_steps: 7, window: month, time_zone: Europe/Berlin, "
                    "unit: GB hour, unit_size: 0.1");
        QCOMPARE(meter.name, std::string("m"));
        QCOMPARE(meter.selector, std::string("s{a=\"b\"}"));
        QCOMPARE(meter.dimension, std::string("d"));
        QVERIFY(meter.join.has_value());
        QCOMPARE(meter.join->selector, std::string("j"));
        QCOMPARE(meter.join->on, (std::vector<std::string>{"pod", "uid"}));
        QVERIFY(meter.measure == metering::Measure::LevelTime);
        QCOMPARE(meter.identity, std::vector<std::string>{"pod"});
        QVERIFY(meter.combine == metering::Combine::Sum);
        QVERIFY(!meter.countsFirst);
        QCOMPARE(meter.maxGapSteps, 7U);
        QVERIFY(meter.window == metering::Window::Month);
        QCOMPARE(meter.timeZone, std::string("Europe/Berlin"));
        QCOMPARE(meter.unit, std::string("GB hour"));
        QVERIFY(meter.unitSize == Decimal::parse("0.1").value());
        QVERIFY(meterOf("name: m, selector: s, counts_first: true").countsFirst);
    }

    void aMeterHasTheDefaultsOfMetering() {
        const Meter meter = meterOf("name: m, selector: s");
        const Meter expected;
        QVERIFY(meter.measure == expected.measure && meter.combine == expected.combine);
        QVERIFY(meter.window == expected.window && meter.unitSize == expected.unitSize);
        QVERIFY(!meter.join.has_value() && meter.identity.empty() && meter.dimension.empty());
        QCOMPARE(meter.maxGapSteps, expected.maxGapSteps);
        QCOMPARE(meter.timeZone, expected.timeZone);
    }

    void measures_data() {
        QTest::addColumn<QString>("word");
        QTest::addColumn<int>("measure");
        int number = 0;
        for (const char* word :
             {"increase",
              "level_time",
              "state_time",
              "average",
              "max",
              "min",
              "last",
              "count",
              "unique"}) {
            QTest::newRow(word) << QString::fromLatin1(word) << number++;
        }
    }

    void measures() {
        QFETCH(QString, word);
        QFETCH(int, measure);
        const Meter meter = meterOf("name: m, selector: s, measure: " + word.toStdString());
        QCOMPARE(meter.name, std::string("m"));
        QCOMPARE(static_cast<int>(meter.measure), measure);
    }

    void aTemplateIsTakenAndOverridden() {
        const Meter base = metering::findTemplate("kubernetes_pod_running")->meter;
        const Meter same = meterOf("template: kubernetes_pod_running");
        QCOMPARE(same.name, base.name);
        QCOMPARE(same.selector, base.selector);
        QCOMPARE(same.join->on, base.join->on);
        QVERIFY(same.unitSize == base.unitSize && same.combine == base.combine);
        const Meter other =
            meterOf("name: hours, template: kubernetes_pod_running, unit: hour, unit_size: 3600, "
                    "join: {selector: kube_pod_info}");
        QCOMPARE(other.name, std::string("hours"));
        QVERIFY(other.unitSize == Decimal::fromInteger(3600));
        QCOMPARE(other.join->selector, std::string("kube_pod_info"));
        QCOMPARE(other.join->on, base.join->on);
        QCOMPARE(other.identity, base.identity);
    }

    /// Each model, written as YAML and as pricing's JSON.
    void plansAreAsPricingReadsThem_data() {
        QTest::addColumn<QString>("json");
        QTest::newRow("a plan of fees") << QStringLiteral(
            R"({"id":"p","name":"P","currency":"JPY","flatFee":"29","minimumCharge":"50"})"
        );
        const auto row = [](const char* name, const char* charge) {
            QTest::newRow(name) << QStringLiteral(R"({"id":"p","currency":"EUR","charges":[{%1}]})")
                                       .arg(QString::fromLatin1(charge));
        };
        row("per unit", R"("dimension":"d","model":"perUnit","unitPrice":"0.01")");
        row("package", R"("dimension":"d","model":"package","size":"1000","price":"5")");
        row("percentage",
            R"("dimension":"d","model":"percentage","ratePercent":"1.3","fixedFee":"0.25")");
        row("graduated, with free units, increment and rounding",
            R"("dimension":"d","model":"graduated","freeUnits":"100","increment":"10",)"
            R"("rounding":"ceiling","tiers":[{"upTo":"1000","unitPrice":"1","flatFee":"2"},)"
            R"({"unitPrice":"0.50"}])");
        row("volume, half even",
            R"("dimension":"d","model":"volume","rounding":"halfEven",)"
            R"("tiers":[{"upTo":"10.5","unitPrice":"1"},{"unitPrice":"0.5","flatFee":"3"}])");
        row("floor", R"("dimension":"d","model":"perUnit","unitPrice":"1","rounding":"floor")");
        row("round", R"("dimension":"d","model":"perUnit","unitPrice":"1","rounding":"round")");
    }

    void plansAreAsPricingReadsThem() {
        QFETCH(QString, json);
        const auto expected = pricing::readPlan(json.toStdString());
        QVERIFY2(expected.ok(), expected ? "" : expected.error().context.c_str());
        const auto outcome = loaded("billing: {plans: [" + json.toStdString() + "]}");
        QVERIFY2(
            outcome.workspace.has_value(),
            outcome.problems.empty() ? "" : outcome.problems[0].toString().c_str()
        );
        QVERIFY(outcome.workspace->plans == std::vector<pricing::Plan>{*expected});
    }

    void aPriceNeedsNoMeterWhileOneMayGiveAnyDimension() {
        const std::string plans = "plans: [{id: p, currency: EUR, charges: [{dimension: d, model: "
                                  "perUnit, unitPrice: 1}]}]";
        QVERIFY(loaded("billing: {meters: [{template: api_calls}], " + plans + "}").problems.empty()
        );
        QCOMPARE(loaded("billing: {" + plans + "}").problems.size(), std::size_t{1});
    }

    void customersKeepTheirOrder() {
        const auto outcome =
            loaded("billing:\n"
                   "  plans: [{id: pro, currency: EUR}]\n"
                   "  customers:\n"
                   "    zeta: {name: Zeta Ltd, plan: pro, period_start: 2024-02-29}\n"
                   "    acme:\n");
        QVERIFY(outcome.workspace.has_value());
        using namespace std::chrono_literals;
        const std::vector<config::Customer> expected{
            {"zeta", "Zeta Ltd", "pro", 2024y / 2 / 29}, {"acme", "", "", std::nullopt}};
        QVERIFY(outcome.workspace->customers == expected);
    }

    void prometheusInsideIsTheSameAsInAFile() {
        const auto outcome = loaded("prometheus:\n"
                                    "  scrape_configs: [{job_name: a}]\n"
                                    "  remote_write: [{url: 'http://h/w'}]\n");
        base::PosixFileSystem files;
        const auto expected = config::load(
            "scrape_configs: [{job_name: a}]\nremote_write: [{url: 'http://h/w'}]\n",
            "workspace.yml",
            files
        );
        QVERIFY(outcome.workspace.has_value() && outcome.workspace->prometheus.has_value());
        QCOMPARE(outcome.workspace->prometheus->text, expected.config->text);
        QVERIFY(outcome.workspace->prometheus->jobs == expected.config->jobs);
    }

    /// The page's example, beside the prometheus.yml that it names.
    void theExampleOfTheFormatsPageIsRight() {
        std::ifstream page(fs::path(MB_SOURCE_DIR) / "core" / "config" / "WORKSPACE.md");
        const std::string text{std::istreambuf_iterator<char>(page), {}};
        const std::size_t begin = text.find("```yaml\n");
        QVERIFY(begin != std::string::npos);
        const std::string example = text.substr(begin + 8, text.find("\n```", begin) - begin - 7);
        base::PosixFileSystem files;
        const fs::path good = fs::path(MB_TEST_DATA) / "config" / "workspace_good";
        const auto outcome = config::loadWorkspace(example, (good / "example.yml").string(), files);
        QVERIFY2(
            outcome.problems.empty(),
            outcome.problems.empty() ? "" : outcome.problems[0].toString().c_str()
        );
        QCOMPARE(outcome.workspace->meters.at(1).name, std::string("uploads"));
        QCOMPARE(outcome.workspace->customers.at(0).plan, std::string("pro"));
    }

    void prometheusBesideIsFoundFromTheWorkspace() {
        base::PosixFileSystem files;
        const fs::path good = fs::path(MB_TEST_DATA) / "config" / "workspace_good";
        const auto outcome = config::loadWorkspaceFile((good / "workspace.yml").string(), files);
        QVERIFY2(
            outcome.problems.empty(),
            outcome.problems.empty() ? "" : outcome.problems[0].toString().c_str()
        );
        QCOMPARE(outcome.workspace->prometheus->path, (good / "prometheus.yml").string());
        QCOMPARE(outcome.workspace->prometheus->jobs.size(), std::size_t{1});
        QVERIFY(!outcome.workspace->prometheus->text.empty());
        QCOMPARE(outcome.workspace->meters.size(), metering::templateNames().size());
        QCOMPARE(outcome.workspace->plans.size(), std::size_t{1});
        QCOMPARE(outcome.workspace->customers.size(), std::size_t{2});
    }

    void aFileIsMeantAsAWorkspaceByItsTopLevelKeys_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("isWorkspace");
        QTest::newRow("billing") << QByteArray("# mine\nbilling:\n  meters: [\n") << true;
        QTest::newRow("prometheus") << QByteArray("prometheus: a.yml\n") << true;
        QTest::newRow("a configuration") << QByteArray("global: {}\nscrape_configs: []\n") << false;
        QTest::newRow("further in") << QByteArray("scrape_configs:\n  billing: 1\n") << false;
        QTest::newRow("a longer word") << QByteArray("billing_x: 1\n") << false;
        QTest::newRow("nothing") << QByteArray() << false;
    }

    void aFileIsMeantAsAWorkspaceByItsTopLevelKeys() {
        QFETCH(QByteArray, text);
        QFETCH(bool, isWorkspace);
        QCOMPARE(config::looksLikeWorkspace(text.toStdString()), isWorkspace);
    }
};

QTEST_GUILESS_MAIN(WorkspaceTest)
#include "workspace_test.moc"
