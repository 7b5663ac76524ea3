// Routes over a scripted source: shapes field by field as Prometheus 2.42 in agent mode answers
// (recorded), and every example of API.md.
#include "core/api/routes.h"
#include "tests/support/scripted_source.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace meterbench;
using Json = nlohmann::ordered_json;

namespace {

std::vector<std::string> keysOf(const Json& object) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : object.items()) {
        keys.push_back(key);
    }
    return keys;
}

std::string text(const Json& value) {
    return value.dump();
}

relabel::Rule
rule(std::string source, std::string regex, std::string target, relabel::Action action) {
    relabel::Rule made;
    made.sourceLabels = {std::move(source)};
    made.regex = std::move(regex);
    made.targetLabel = std::move(target);
    made.action = action;
    return made;
}

} // namespace

class RoutesTest : public QObject {
    Q_OBJECT

    std::shared_ptr<pipeline::Snapshot> m_snapshot = tests::makeSnapshot(8, 12);
    tests::ScriptedSource m_source{m_snapshot};
    bool m_quit = false;
    std::string m_reloadProblem;

    api::Handler routes(bool lifecycle = false) {
        api::RoutesOptions options;
        options.enableLifecycle = lifecycle;
        options.flags = {{"config.file", "prometheus.yml"}};
        options.reload = [this] { return m_reloadProblem; };
        options.quit = [this] { m_quit = true; };
        return api::makeRoutes(m_source, options);
    }

    api::HttpResponse
    ask(const std::string& target, const std::string& method = "GET", bool lifecycle = false) {
        const std::size_t mark = target.find('?');
        api::HttpRequest request;
        request.method = method;
        request.path = target.substr(0, mark);
        request.query = mark == std::string::npos ? "" : target.substr(mark + 1);
        return routes(lifecycle)(request);
    }

    Json dataOf(const std::string& target) {
        const api::HttpResponse response = ask(target);
        const Json answer = Json::parse(response.body);
        return response.status == 200 && answer["status"] == "success" ? answer["data"] : Json();
    }

private Q_SLOTS:

    void init() {
        m_snapshot = tests::makeSnapshot(8, 12);
        m_source.setSnapshot(m_snapshot);
    }

    void plainRoutes_data() {
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("method");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("body");
        const auto row = [](const char* target, const char* method, int status, const char* body) {
            QTest::addRow("%s %s", method, target)
                << QString::fromUtf8(target) << QString::fromUtf8(method) << status
                << QString::fromUtf8(body);
        };
        const char* missing = "404 page not found\n";
        const char* agent = "{\"status\":\"error\",\"errorType\":\"execution\",\"error\":"
                            "\"unavailable with Prometheus Agent\"}";
        row("/-/healthy", "GET", 200, "Meterbench is Healthy.\n");
        row("/-/ready", "GET", 200, "Meterbench is Ready.\n");
        row("/nosuch", "GET", 404, missing);
        row("/api/v1/nosuch", "GET", 404, missing);
        row("/api/v1/targets%2Fmetadata", "GET", 404, missing);
        row("/api/v1/query", "GET", 422, agent);
        row("/api/v1/query", "POST", 422, agent);
        row("/api/v1/label/job/values", "GET", 422, agent);
        row("/api/v1/status/tsdb", "GET", 422, agent);
        row("/api/v1/targets", "POST", 405, "Method Not Allowed\n");
        row("/api/v1/targets", "OPTIONS", 204, "");
        row("/-/reload", "GET", 405, "Only POST or PUT requests allowed\n");
        row("/-/quit", "GET", 405, "Only POST or PUT requests allowed\n");
        row("/-/reload", "POST", 403, "Lifecycle API is not enabled.");
        row("/-/quit", "PUT", 403, "Lifecycle API is not enabled.");
        row("/api/v1/targets/metadata?limit=x",
            "GET",
            400,
            "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"limit must be a number\"}"
        );
        row("/api/v1/metadata?limit=0", "GET", 200, "{\"status\":\"success\",\"data\":{}}");
        row("/api/v1/targets/metadata?metric=nosuch",
            "GET",
            200,
            "{\"status\":\"success\",\"data\":[]}");
        row("/api/v1/scrape_pools",
            "GET",
            200,
            "{\"status\":\"success\",\"data\":{\"scrapePools\":[\"db\",\"node\",\"shop\"]}}");
        row("/api/v1/status/flags",
            "GET",
            200,
            "{\"status\":\"success\",\"data\":{\"config.file\":\"prometheus.yml\"}}");
        row("/api/v1/status/walreplay",
            "GET",
            200,
            "{\"status\":\"success\",\"data\":{\"min\":0,\"max\":0,\"current\":0}}");
        row("/api/v1/status/config",
            "GET",
            200,
            "{\"status\":\"success\",\"data\":{\"yaml\":\"global:\\n  scrape_interval: 15s\\n\"}}");
        row("/api/v1/scrape_pools/config",
            "GET",
            400,
            "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"no scrapePool parameter "
            "provided\"}");
        row("/api/v1/scrape_pools/config?scrapePool=x",
            "GET",
            404,
            "{\"status\":\"error\",\"errorType\":\"not_found\",\"error\":\"scrape pool \\\"x\\\" "
            "not found\"}");
    }

    void plainRoutes() {
        QFETCH(QString, target);
        QFETCH(QString, method);
        QFETCH(int, status);
        QFETCH(QString, body);
        const api::HttpResponse response = ask(target.toStdString(), method.toStdString());
        QCOMPARE(response.status, status);
        QCOMPARE(QString::fromStdString(response.body), body);
    }

    void methodsThatAreNotTakenAreTold() {
        using Headers = std::vector<std::pair<std::string, std::string>>;
        QVERIFY(
            (ask("/api/v1/targets", "DELETE").headers == Headers{{"Allow", "GET, HEAD, OPTIONS"}})
        );
        QVERIFY((ask("/-/quit").headers == Headers{{"Allow", "POST, PUT"}}));
    }

    void readyOnlyWhenReady_data() {
        QTest::addColumn<bool>("ready");
        QTest::addColumn<bool>("stopping");
        QTest::addColumn<QString>("header");
        QTest::newRow("starting") << false << false << QStringLiteral("false");
        QTest::newRow("stopping") << true << true << QStringLiteral("true");
    }

    void readyOnlyWhenReady() {
        QFETCH(bool, ready);
        QFETCH(bool, stopping);
        QFETCH(QString, header);
        m_snapshot->ready = ready;
        m_snapshot->stopping = stopping;
        const api::HttpResponse response = ask("/-/ready");
        QCOMPARE(response.status, 503);
        QCOMPARE(response.headers.front().first, std::string("X-Prometheus-Stopping"));
        QCOMPARE(QString::fromStdString(response.headers.front().second), header);
        QCOMPARE(ask("/-/healthy").status, 200);
    }

    void lifecycle() {
        QCOMPARE(ask("/-/reload", "POST", true).status, 200);
        m_reloadProblem = "prometheus.yml:3:1: unknown key";
        const api::HttpResponse refused = ask("/-/reload", "PUT", true);
        QCOMPARE(refused.status, 500);
        QCOMPARE(
            refused.body, std::string("failed to reload config: prometheus.yml:3:1: unknown key\n")
        );
        QVERIFY(!m_quit);
        QCOMPARE(ask("/-/quit", "POST", true).status, 200);
        QVERIFY(m_quit);
    }

    /// The fields and their order are Prometheus's.
    void targetsHaveTheFieldsOfPrometheus() {
        const Json data = dataOf("/api/v1/targets");
        QCOMPARE(
            keysOf(data),
            (std::vector<std::string>{"activeTargets", "droppedTargets", "droppedTargetCounts"})
        );
        QCOMPARE(data["activeTargets"].size(), std::size_t{8});
        const Json& down =
            data["activeTargets"][4]; // node 0-2, shop 3-5, db 6-7; answered as db, node, shop
        QCOMPARE(
            keysOf(down),
            (std::vector<std::string>{
                "discoveredLabels",
                "labels",
                "scrapePool",
                "scrapeUrl",
                "globalUrl",
                "lastError",
                "lastScrape",
                "lastScrapeDuration",
                "health",
                "scrapeInterval",
                "scrapeTimeout"})
        );
    }

    void targetsTellTheirState() {
        const Json all = dataOf("/api/v1/targets?scrapePool=shop")["activeTargets"];
        const auto found =
            std::ranges::find_if(all, [](const Json& t) { return t["health"] == "down"; });
        QVERIFY(found != all.end());
        QCOMPARE(text((*found)["lastError"]), text(Json("connection refused by 10.0.3.3:9100")));
        QCOMPARE(text((*found)["scrapeUrl"]), text(Json("http://10.0.3.3:9100/metrics")));
        QCOMPARE(text((*found)["lastScrape"]), text(Json("2023-11-14T22:13:16.000Z")));
        QCOMPARE(text((*found)["scrapeInterval"]), text(Json("15s")));
        QCOMPARE(
            text((*found)["labels"]), text(Json{{"instance", "10.0.3.3:9100"}, {"job", "shop"}})
        );
        const Json last = dataOf("/api/v1/targets?scrapePool=db")["activeTargets"].back();
        QCOMPARE(text(last["health"]), text(Json("unknown")));
        QCOMPARE(text(last["lastScrape"]), text(Json("0001-01-01T00:00:00Z")));
    }

    void targetsAreFiltered_data() {
        QTest::addColumn<QString>("query");
        QTest::addColumn<int>("active");
        QTest::addColumn<int>("dropped");
        QTest::newRow("active") << QStringLiteral("?state=active") << 8 << 0;
        QTest::newRow("dropped") << QStringLiteral("?state=Dropped") << 0 << 2;
        QTest::newRow("any") << QStringLiteral("?state=any") << 8 << 2;
        QTest::newRow("a pool") << QStringLiteral("?scrapePool=node") << 3 << 1;
        QTest::newRow("a pool that is not there") << QStringLiteral("?scrapePool=x") << 0 << 0;
    }

    void targetsAreFiltered() {
        QFETCH(QString, query);
        QFETCH(int, active);
        QFETCH(int, dropped);
        const Json data = dataOf("/api/v1/targets" + query.toStdString());
        QCOMPARE(static_cast<int>(data["activeTargets"].size()), active);
        QCOMPARE(static_cast<int>(data["droppedTargets"].size()), dropped);
    }

    void metadataOfTargets() {
        const Json one =
            dataOf("/api/v1/targets/metadata?match_target=%7Binstance%3D%2210.0.3.0%3A9100%22%7D"
                   "&metric=process_resident_memory_bytes");
        QCOMPARE(one.size(), std::size_t{1});
        QCOMPARE(keysOf(one[0]), (std::vector<std::string>{"target", "type", "help", "unit"}));
        QCOMPARE(text(one[0]["type"]), text(Json("gauge")));
        const Json rows = dataOf("/api/v1/targets/metadata?limit=2");
        QCOMPARE(rows.size(), std::size_t{2});
        QCOMPARE(
            keysOf(rows[0]), (std::vector<std::string>{"target", "metric", "type", "help", "unit"})
        );
    }

    void selectors_data() {
        QTest::addColumn<QString>("selector");
        QTest::addColumn<int>("rows"); // -1: an error; targets with families: node 3, shop 2, db 1
        QTest::newRow("all") << QStringLiteral("{}") << 18;
        QTest::newRow("equal") << QStringLiteral("{job=\"node\"}") << 9;
        QTest::newRow("not equal") << QStringLiteral("{job != 'node',}") << 9;
        QTest::newRow("a regex is anchored") << QStringLiteral("{job=~\"nod\"}") << 0;
        QTest::newRow("a regex") << QStringLiteral("{job=~\"n.*|db\", instance!=\"x\"}") << 12;
        QTest::newRow("not a regex") << QStringLiteral("{job!~\"n.*|db\"}") << 6;
        QTest::newRow("an absent label is empty") << QStringLiteral("{nosuch=\"\"}") << 18;
        QTest::newRow("not closed") << QStringLiteral("{job=\"x\"") << -1;
        QTest::newRow("not quoted") << QStringLiteral("{job=x}") << -1;
        QTest::newRow("a broken regex") << QStringLiteral("{job=~\"(\"}") << -1;
        QTest::newRow("something behind it") << QStringLiteral("{}[5m]") << -1;
    }

    void selectors() {
        QFETCH(QString, selector);
        QFETCH(int, rows);
        const QByteArray encoded = selector.toUtf8().toPercentEncoding();
        const api::HttpResponse response =
            ask("/api/v1/targets/metadata?match_target=" + encoded.toStdString());
        const Json answer = Json::parse(response.body);
        QCOMPARE(response.status, rows < 0 ? 400 : 200);
        if (rows >= 0) {
            QCOMPARE(static_cast<int>(answer["data"].size()), rows);
        } else {
            QVERIFY(answer["error"].get<std::string>().starts_with(
                "invalid parameter \"match_target\": 1:"
            ));
        }
    }

    void metadataByName() {
        const Json data = dataOf("/api/v1/metadata");
        QCOMPARE(data.size(), std::size_t{3});
        const std::string kind = text(data["request_duration_seconds"][0]);
        QCOMPARE(
            kind,
            std::string(
                "{\"type\":\"histogram\",\"help\":\"How long requests took.\",\"unit\":\"\"}"
            )
        );
        QCOMPARE(dataOf("/api/v1/metadata?limit=2").size(), std::size_t{2});
        QCOMPARE(dataOf("/api/v1/metadata?metric=http_requests_total").size(), std::size_t{1});
    }

    void relabelSteps() {
        auto config = std::make_shared<config::Config>(*m_snapshot->config);
        config->jobs[0].relabelRules = {
            rule("a", "(.*)", "b", relabel::Action::Replace),
            rule("b", "x", "", relabel::Action::Drop),
        };
        m_snapshot->config = config;
        const Json data =
            dataOf("/api/v1/targets/relabel_steps?scrapePool=node&labels=%7B%22a%22:%22x%22%7D");
        QCOMPARE(data["steps"].size(), std::size_t{2});
        QCOMPARE(text(data["steps"][0]["output"]), text(Json{{"a", "x"}, {"b", "x"}}));
        QCOMPARE(text(data["steps"][0]["rule"]["action"]), text(Json("replace")));
        QCOMPARE(text(data["steps"][0]["keep"]), text(Json(true)));
        QCOMPARE(text(data["steps"][1]["keep"]), text(Json(false)));
        QCOMPARE(ask("/api/v1/targets/relabel_steps?scrapePool=node&labels=[]").status, 400);
    }

    void runtimeInfoHasTheFieldsOfPrometheus() {
        const Json data = dataOf("/api/v1/status/runtimeinfo");
        for (const char* field :
             {"startTime",
              "CWD",
              "hostname",
              "serverTime",
              "reloadConfigSuccess",
              "lastConfigTime",
              "corruptionCount",
              "goroutineCount",
              "GOMAXPROCS",
              "GOMEMLIMIT",
              "GOGC",
              "GODEBUG",
              "storageRetention"}) {
            QVERIFY2(data.contains(field), field);
        }
        QCOMPARE(text(data["startTime"]), text(Json("2023-11-14T21:13:20.000Z")));
        QVERIFY(data["goroutineCount"] > 0);
        for (const char* field :
             {"version", "revision", "branch", "buildUser", "buildDate", "goVersion"}) {
            QVERIFY2(dataOf("/api/v1/status/buildinfo").contains(field), field);
            QVERIFY2(Json::parse(ask("/version").body).contains(field), field);
        }
    }

    void endpointsAreShownWithoutSecrets() {
        const api::HttpResponse response = ask("/api/v1/endpoints");
        QVERIFY(response.body.find("top-secret-token") == std::string::npos);
        const Json data = Json::parse(response.body)["data"];
        QCOMPARE(data["endpoints"].size(), std::size_t{2});
        QCOMPARE(text(data["endpoints"][0]["state"]), text(Json("idle")));
        QCOMPARE(text(data["endpoints"][0]["oldestUnsent"]), text(Json(nullptr)));
        QCOMPARE(text(data["endpoints"][1]["state"]), text(Json("retrying")));
        QCOMPARE(text(data["endpoints"][1]["backoff"]), text(Json("5s")));
        QCOMPARE(text(data["endpoints"][1]["lastAnswer"]["status"]), text(Json(503)));
        QCOMPARE(text(data["log"]["ledger"][0]["samples"]), text(Json(2'000)));
    }

    void eventsAreCutBySinceAndLimit() {
        QCOMPARE(dataOf("/api/v1/events")["events"].size(), std::size_t{7});
        const Json data = dataOf("/api/v1/events?since=3&limit=2")["events"];
        QCOMPARE(data.size(), std::size_t{2});
        QCOMPARE(text(data[0]["id"]), text(Json(6)));
        QCOMPARE(text(data[1]["kind"]), text(Json("samples lost")));
        QCOMPARE(text(data[1]["level"]), text(Json("error")));
        QCOMPARE(ask("/api/v1/events?since=x").status, 400);
    }

    void anEmptySnapshotIsAnswered_data() {
        QTest::addColumn<QString>("target");
        for (const char* target :
             {"/",
              "/metrics",
              "/api/v1/targets",
              "/api/v1/targets/metadata",
              "/api/v1/metadata",
              "/api/v1/scrape_pools",
              "/api/v1/status/config",
              "/api/v1/status/runtimeinfo",
              "/api/v1/endpoints",
              "/api/v1/events"}) {
            QTest::newRow(target) << QString::fromUtf8(target);
        }
    }

    void anEmptySnapshotIsAnswered() {
        QFETCH(QString, target);
        m_source.setSnapshot(std::make_shared<pipeline::Snapshot>());
        QCOMPARE(ask(target.toStdString()).status, 200);
    }

    void textThatIsNotUtf8DoesNotBreakTheAnswer() {
        auto event = std::make_shared<pipeline::Event>();
        event->detail = "\xff\xfe";
        m_snapshot->events = std::make_shared<const std::vector<pipeline::EventPtr>>(
            std::vector<pipeline::EventPtr>{event}
        );
        QCOMPARE(ask("/api/v1/events").status, 200);
    }

    /// API.md shows answers for makeSnapshot(2, 3): each "GET target" line with the JSON block
    /// below it.
    void theExamplesOfTheDocumentAreTrue() {
        QFile file(QStringLiteral(MB_SOURCE_DIR "/core/api/API.md"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_source.setSnapshot(tests::makeSnapshot(2, 3));
        const QString text = QString::fromUtf8(file.readAll());
        const QRegularExpression example(
            QStringLiteral("Example: `GET ([^`]+)`\\n\\n```json\\n(.*?)```"),
            QRegularExpression::DotMatchesEverythingOption
        );
        int count = 0;
        for (auto it = example.globalMatch(text); it.hasNext(); ++count) {
            const QRegularExpressionMatch match = it.next();
            const Json expected = Json::parse(match.captured(2).toStdString());
            const Json answered = Json::parse(ask(match.captured(1).toStdString()).body);
            QVERIFY2(
                answered == expected,
                qPrintable(
                    match.captured(1) + QStringLiteral("\n") +
                    QString::fromStdString(answered.dump(2))
                )
            );
        }
        QVERIFY(count >= 6);
    }
};

QTEST_GUILESS_MAIN(RoutesTest)
#include "routes_test.moc"
