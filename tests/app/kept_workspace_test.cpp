// The file of what is in force: when there is something to save, when it asks first, that it is
// written whole or not at all, and that what is written is what was in force.
#include "app/kept_workspace.h"
#include "app/workspace_in_force.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace meterbench;
using app::KeptWorkspace;
using config::SaveResult;

namespace {

constexpr const char* kBeside = "# mine\nscrape_configs: [{job_name: node, static_configs: [{targets: ['h:1']}]}]\n";
constexpr const char* kShop = "prometheus: prometheus.yml # beside\n"
                              "billing:\n"
                              "  meters: [{template: api_calls, dimension: api}]\n"
                              "  customers: {acme: {name: Acme}}\n";

/// A folder with both files, and one of them opened.
struct Bench {
    explicit Bench(const std::string& name = "shop.yml") {
        write("prometheus.yml", kBeside);
        write("shop.yml", kShop);
        open(name);
    }

    [[nodiscard]] std::string path(const std::string& name) const {
        return folder.filePath(QString::fromStdString(name)).toStdString();
    }

    void write(const std::string& name, const std::string& text) {
        QFile file(QString::fromStdString(path(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(text.c_str()) < 0) {
            qFatal("cannot write");
        }
    }

    [[nodiscard]] std::string read(const std::string& name) {
        const auto text = files.readAll(path(name));
        return text ? *text : "";
    }

    [[nodiscard]] config::Workspace load(const std::string& name) {
        if (name == "prometheus.yml") {
            config::Workspace made;
            made.prometheus = config::loadFile(path(name), files).config;
            return made;
        }
        const auto outcome = config::loadWorkspaceFile(path(name), files);
        if (!outcome.workspace) {
            qFatal("%s", outcome.problems.front().toString().c_str());
        }
        return *outcome.workspace;
    }

    void open(const std::string& name) {
        inForce = load(name);
        kept.opened(path(name), name != "prometheus.yml", inForce, read(name));
        kept.setInForce(inForce);
    }

    /// As Forwarding does it.
    void addEndpoint() {
        remote::EndpointOptions endpoint;
        endpoint.name = "far";
        endpoint.url = "http://h/w";
        inForce.prometheus->endpoints.push_back(endpoint);
        kept.setInForce(inForce);
    }

    void addUsageEndpoint() {
        delivery::UsageEndpointOptions endpoint;
        endpoint.name = "bill";
        endpoint.url = "https://h/usage";
        endpoint.http.hasBasicAuth = true;
        endpoint.http.basicAuth = {"u", "", {"hunter2", ""}};
        inForce.usageEndpoints.push_back(endpoint);
        kept.setInForce(inForce);
    }

    QTemporaryDir folder;
    base::PosixFileSystem files;
    KeptWorkspace kept{files};
    config::Workspace inForce;
};

} // namespace

class KeptWorkspaceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void whatWasReadIsNoChangeAndWhatIsAddedIsOne() {
        Bench bench;
        QVERIFY(!bench.kept.isChanged());
        bench.addEndpoint();
        QVERIFY(bench.kept.isChanged());
        bench.inForce.prometheus->endpoints.clear();
        bench.kept.setInForce(bench.inForce);
        QVERIFY(!bench.kept.isChanged());
    }

    void commandsHaveAMomentToComeIntoForce() {
        Bench bench;
        bench.kept.opened(bench.path("shop.yml"), true, bench.inForce, kShop);
        bench.kept.setInForce({}); // of before
        for (int i = 0; i < KeptWorkspace::kPatience; ++i) {
            QVERIFY(!bench.kept.isChanged());
        }
        QVERIFY(bench.kept.isChanged());
    }

    void aSecretAloneIsNoChange() {
        Bench bench;
        bench.addUsageEndpoint();
        QCOMPARE(bench.kept.save(bench.path("new.yml"), false).result, SaveResult::Saved);
        bench.inForce.usageEndpoints.back().http.basicAuth.password.value = "other";
        bench.kept.setInForce(bench.inForce);
        QVERIFY(!bench.kept.isChanged());
    }

    void whatIsSavedReadsBackAndHasNoSecret() {
        Bench bench;
        bench.addUsageEndpoint();
        bench.addEndpoint();
        const auto saved = bench.kept.save(bench.path("new.yml"), false);
        QCOMPARE(saved.result, SaveResult::Saved);
        QCOMPARE(saved.leftOut.size(), std::size_t(1));
        QVERIFY(bench.read("new.yml").find("hunter2") == std::string::npos);
        QCOMPARE(bench.kept.path(), bench.path("new.yml"));
        QVERIFY(!bench.kept.isChanged());
        const config::Workspace again = bench.load("new.yml");
        QVERIFY(again.prometheus->jobs == bench.inForce.prometheus->jobs);
        QCOMPARE(again.prometheus->endpoints.size(), std::size_t(1));
        QVERIFY(again.meters == bench.inForce.meters);
        QVERIFY(again.customers == bench.inForce.customers);
        bench.inForce.usageEndpoints.back().http.basicAuth.password = {};
        QVERIFY(again.usageEndpoints == bench.inForce.usageEndpoints);
        bench.open("new.yml");
        QVERIFY(!bench.kept.isChanged());
    }

    /// One that was not changed; a changed one goes into the workspace.
    void aConfigurationBesideItStaysThereWhileItIsTheSame() {
        Bench bench;
        bench.addUsageEndpoint();
        QCOMPARE(bench.kept.save(bench.path("new.yml"), false).result, SaveResult::Saved);
        QVERIFY2(bench.read("new.yml").find("\nprometheus: prometheus.yml\n") != std::string::npos, bench.read("new.yml").c_str());
        bench.addEndpoint();
        QVERIFY(bench.kept.isChanged());
        QCOMPARE(bench.kept.save(bench.path("new.yml"), false).result, SaveResult::Saved);
        QVERIFY(bench.read("new.yml").find("job_name: node") != std::string::npos);
        QVERIFY(!bench.kept.isChanged());
        QCOMPARE(bench.read("prometheus.yml"), std::string(kBeside));
        QCOMPARE(bench.load("new.yml").prometheus->endpoints.size(), std::size_t(1));
    }

    void aFileWrittenByHandIsAskedAboutOnce() {
        Bench bench;
        bench.addEndpoint();
        QCOMPARE(bench.kept.save(bench.path("shop.yml"), false).result, SaveResult::WrittenByHand);
        QCOMPARE(bench.read("shop.yml"), std::string(kShop));
        QCOMPARE(bench.kept.save(bench.path("shop.yml"), true).result, SaveResult::Saved);
        bench.addUsageEndpoint();
        QCOMPARE(bench.kept.save(bench.path("shop.yml"), false).result, SaveResult::Saved);
    }

    void aFileChangedOutsideIsAskedAbout() {
        Bench bench;
        QCOMPARE(bench.kept.save(bench.path("new.yml"), false).result, SaveResult::Saved);
        bench.addEndpoint();
        bench.write("new.yml", "billing: {} # theirs\n");
        QCOMPARE(bench.kept.save(bench.path("new.yml"), false).result, SaveResult::ChangedOutside);
        bench.write("new.yml", "billing: {} # theirs again\n"); // while it was asked
        QCOMPARE(bench.kept.save(bench.path("new.yml"), true).result, SaveResult::ChangedOutside);
        QCOMPARE(bench.read("new.yml"), std::string("billing: {} # theirs again\n"));
        QCOMPARE(bench.kept.save(bench.path("new.yml"), true).result, SaveResult::Saved);
        QFile::remove(QString::fromStdString(bench.path("new.yml")));
        QCOMPARE(bench.kept.save(bench.path("new.yml"), false).result, SaveResult::Saved);
    }

    void aPrometheusYmlIsNeverWrittenOver() {
        Bench bench("prometheus.yml");
        bench.addEndpoint();
        for (const bool isSure : {false, true}) {
            QCOMPARE(bench.kept.save(bench.path("prometheus.yml"), isSure).result, SaveResult::NotAWorkspace);
        }
        QCOMPARE(bench.read("prometheus.yml"), std::string(kBeside));
        QCOMPARE(bench.kept.save(bench.path("new.yml"), false).result, SaveResult::Saved);
        QVERIFY(bench.kept.isWorkspace());
        QCOMPARE(bench.load("new.yml").prometheus->jobs.size(), std::size_t(1));
    }

    void whatCannotBeWrittenLeavesTheFileAsItIs() {
        Bench bench;
        bench.addEndpoint();
        const auto saved = bench.kept.save(bench.path("nowhere/new.yml"), false);
        QCOMPARE(saved.result, SaveResult::NotWritten);
        QVERIFY(!saved.problem.empty());
        QCOMPARE(bench.kept.path(), bench.path("shop.yml"));
        QVERIFY(bench.kept.isChanged());
    }

    void whatDoesNotReadBackIsNotWritten() {
        Bench bench;
        bench.addEndpoint();
        bench.inForce.prometheus->endpoints.back().url = "no url";
        bench.kept.setInForce(bench.inForce);
        const auto saved = bench.kept.save(bench.path("new.yml"), false);
        QCOMPARE(saved.result, SaveResult::NotReadable);
        QVERIFY2(saved.problem.find("whole URL") != std::string::npos, saved.problem.c_str());
        QVERIFY(!QFile::exists(QString::fromStdString(bench.path("new.yml"))));
        QCOMPARE(QDir(bench.folder.path()).entryList(QDir::Files).size(), 2);
    }

    /// As the engine lists them: those that were changed come last.
    void endpointsStayInTheOrderOfTheFile() {
        pipeline::Snapshot now;
        auto config = std::make_shared<config::Config>();
        const auto named = [](const char* name) {
            remote::EndpointOptions made;
            made.name = name;
            return made;
        };
        config->endpoints = {named("a"), named("b"), named("c")};
        now.config = config;
        now.wantedEndpoints = std::make_shared<const std::vector<remote::EndpointOptions>>(
            std::vector{named("c"), named("new"), named("a")}
        );
        const auto made = app::workspaceInForce(now, nullptr);
        std::string names;
        for (const auto& endpoint : made.prometheus->endpoints) {
            names += endpoint.name + " ";
        }
        QCOMPARE(names, std::string("a c new "));
    }

    void aWorkspaceThatIsNotMeteredKeepsItsUsageEndpoints() {
        Bench bench;
        bench.addUsageEndpoint();
        pipeline::Snapshot now;
        now.usageEndpoints =
            std::make_shared<const std::vector<delivery::UsageEndpointOptions>>();
        QCOMPARE(app::workspaceInForce(now, &bench.inForce).usageEndpoints.size(), std::size_t(1));
        auto metered = std::make_shared<pipeline::MetererState>();
        auto options = std::make_shared<pipeline::MetererOptions>();
        options->meters = bench.inForce.meters;
        metered->options = options;
        now.metered = metered;
        QVERIFY(app::workspaceInForce(now, &bench.inForce).usageEndpoints.empty());
    }
};

QTEST_GUILESS_MAIN(KeptWorkspaceTest)
#include "kept_workspace_test.moc"
