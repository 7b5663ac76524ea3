#include "core/config/config.h"

#include <QTemporaryDir>
#include <QTest>

using namespace meterbench;
using namespace std::chrono_literals;
using config::LoadOutcome;

namespace {

LoadOutcome loaded(std::string_view text, const std::string& path = "prometheus.yml") {
    base::PosixFileSystem files;
    return config::load(text, path, files);
}

} // namespace

class LoadTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void anEmptyFileIsAllDefaults() {
        const auto outcome = loaded("");
        QVERIFY(outcome.config.has_value());
        QVERIFY(outcome.config->scrapeInterval == 1min);
        QVERIFY(outcome.config->scrapeTimeout == 10s);
        QVERIFY(outcome.config->jobs.empty() && outcome.config->endpoints.empty());
        QCOMPARE(outcome.config->path, std::string("prometheus.yml"));
    }

    void aJobHasPrometheusDefaults() {
        const auto outcome = loaded("scrape_configs: [{job_name: a}]");
        scrape::JobOptions expected;
        expected.name = "a";
        expected.http.http2 = true;
        QVERIFY(outcome.config.has_value());
        QVERIFY(outcome.config->jobs.front() == expected);
    }

    void anEndpointHasPrometheusDefaults() {
        const auto outcome = loaded("remote_write: [{url: 'http://h/w', name: n}]");
        remote::EndpointOptions expected;
        expected.name = "n";
        expected.url = "http://h/w";
        QVERIFY(outcome.config.has_value());
        QVERIFY(outcome.config->endpoints.front() == expected);
    }

    void externalLabelsReachEveryEndpoint() {
        const auto outcome =
            loaded("remote_write: [{url: 'http://h/w'}]\nglobal: {external_labels: {a: b}}");
        QVERIFY(outcome.config.has_value());
        QCOMPARE(outcome.config->endpoints.front().externalLabels, (model::Labels{{"a", "b"}}));
    }

    void anUnnamedEndpointIsNamedByItsUrlAlone() {
        const auto names = [](const std::string& endpoints) {
            const auto outcome = loaded("remote_write: [" + endpoints + "]");
            std::vector<std::string> all;
            for (const auto& endpoint : outcome.config.value_or(config::Config()).endpoints) {
                all.push_back(endpoint.name);
            }
            return all;
        };
        const auto before = names("{url: 'http://u:p@h/w', basic_auth: {username: u}}");
        QCOMPARE(before.size(), std::size_t{1});
        QCOMPARE(before[0].size(), std::size_t{6});
        // Whatever else changes, the saved position is found again.
        QVERIFY(names("{url: 'http://v:q@h/w', queue_config: {capacity: 5}}") == before);
        QVERIFY(names("{url: 'http://h/w', remote_timeout: 5s, send_exemplars: true}") == before);
        QVERIFY(names("{url: 'http://h/v'}") != before);
        // The second of a URL has a name of its own, which does not depend on its options either.
        const auto two = names("{url: 'http://h/w'}, {url: 'http://h/w', remote_timeout: 5s}");
        QCOMPARE(two.size(), std::size_t{2});
        QCOMPARE(two[0], before[0]);
        QVERIFY(two[1] != two[0]);
        QVERIFY(names("{url: 'http://h/w'}, {url: 'http://h/w', remote_timeout: 6s}") == two);
        // One that was given by hand is left to its owner.
        const auto taken =
            names("{url: 'http://h/x', name: '" + before[0] + "'}, {url: 'http://h/w'}");
        QCOMPARE(taken.size(), std::size_t{2});
        QCOMPARE(taken[1], two[1]);
    }

    void pathsAreRelativeToTheFile() {
        const auto outcome = loaded(
            "scrape_configs: [{job_name: a, bearer_token_file: t, tls_config: {ca_file: /x/ca}}]",
            "/etc/m/p.yml"
        );
        QVERIFY(outcome.config.has_value());
        const auto& http = outcome.config->jobs.front().http;
        QCOMPARE(http.authorization.credentials.file, std::string("/etc/m/t"));
        QCOMPARE(http.tls.caFile, std::string("/x/ca"));
        QCOMPARE(outcome.problems.size(), std::size_t{2});
    }

    void withAnErrorThereIsNoConfig() {
        const auto outcome = loaded("scrape_configs: [{job_name: a}]\nbogus: 1\n");
        QVERIFY(!outcome.config.has_value());
        QCOMPARE(outcome.problems.size(), std::size_t{1});
        QCOMPARE(
            QString::fromStdString(outcome.problems.front().toString()),
            QStringLiteral("prometheus.yml:2:1: unknown key \"bogus\"")
        );
    }

    void aMissingFileIsAProblemOfNoLine() {
        base::PosixFileSystem files;
        const auto outcome = config::loadFile("/nonexistent/prometheus.yml", files);
        QVERIFY(!outcome.config.has_value());
        QCOMPARE(outcome.problems.front().line, 0U);
        QVERIFY(outcome.problems.front().toString().starts_with(
            "/nonexistent/prometheus.yml: cannot read the file"
        ));
    }

    void problemsOfIncludedFilesComeBehind() {
        QTemporaryDir folder;
        const std::string base = folder.path().toStdString();
        base::PosixFileSystem files;
        QVERIFY(files.replace(base + "/b.yml", "x: 1\n").ok());
        QVERIFY(files.replace(base + "/a.yml", "scrape_configs: [{job_name: j}]\ny: 1\n").ok());
        const auto outcome = config::load(
            "scrape_config_files: ['*.yml']\nbogus: 1\nscrape_configs: [{job_name: j}]\n",
            base + "/main",
            files
        );
        std::vector<std::string> starts;
        for (const auto& problem : outcome.problems) {
            starts.push_back(
                problem.file.substr(base.size() + 1) + ":" + std::to_string(problem.line)
            );
        }
        QCOMPARE(starts, (std::vector<std::string>{"main:2", "a.yml:1", "a.yml:2", "b.yml:1"}));
        QVERIFY(outcome.problems[1].hint.find(base + "/main:3") != std::string::npos);
    }

    void aliasesThatContainEachOtherEnd() {
        std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
        for (int i = 1; i < 9; ++i) {
            const std::string before = "*a" + std::to_string(i - 1);
            bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
            for (int j = 0; j < 9; ++j) {
                bomb += before + ", ";
            }
            bomb += before + "]\n";
        }
        const auto outcome = loaded(bomb);
        QVERIFY(!outcome.config.has_value());
        QVERIFY(std::any_of(
            outcome.problems.begin(),
            outcome.problems.end(),
            [](const auto& problem) { return problem.message == "too many values"; }
        ));
        const auto cycle = loaded("global: &g\n  external_labels: *g\n");
        QVERIFY(!cycle.config.has_value());
    }

    void deepNestingEnds() {
        const auto outcome = loaded(std::string(5000, '['));
        QVERIFY(!outcome.config.has_value());
        const auto braces = loaded("global: " + std::string(200, '[') + std::string(200, ']'));
        QVERIFY(!braces.config.has_value());
    }

    void oneJobAlone() {
        const auto outcome =
            loaded("scrape_configs: [{job_name: a, basic_auth: {password: hush}}]");
        QVERIFY(outcome.config.has_value());
        const std::string yaml = config::toYaml(outcome.config->jobs.front());
        QVERIFY(yaml.starts_with("job_name: a\nhonor_timestamps: true\n"));
        QVERIFY(yaml.find("hush") == std::string::npos);
        QVERIFY(yaml.find("  password: <secret>\n") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(LoadTest)
#include "load_test.moc"
