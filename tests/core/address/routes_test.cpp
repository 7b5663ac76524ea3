// Every method at every path, in both modes: status and Allow (facts 1.3, 2.1; RFC 9110 15.5.6),
// who may do what, what stands in the headers. What is behind a path is tested where it lives.
#include "core/address/routes.h"
#include "core/base/base64.h"
#include "core/http/gzip.h"
#include "tests/core/address/desk_fixture.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <array>
#include <map>

using namespace meterbench;
using namespace meterbench::tests;
using address::Mode;

namespace {

constexpr std::array<const char*, 7> kMethods{
    "GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "BREW"};

/// A machine with its routes; a request in a line.
struct Site {
    explicit Site(Mode mode = Mode::Aggregation)
        : machine(mode) {}

    http::Answer ask(Asking asking) {
        if (!routes) {
            routes = std::make_unique<address::Routes>(
                machine.open(), [] { return http::ServerCounts{}; }, [this] { ++quits; }
            );
        }
        return routes->answer(asking.request());
    }

    http::Answer ask(std::string_view method, std::string_view target, std::string_view body = {}) {
        return ask(Asking(method, target, body));
    }

    int quits = 0;
    Machine machine;
    std::unique_ptr<address::Routes> routes;
};

std::string basic(const std::string& user) {
    return "Basic " + base::toBase64(user);
}

QByteArray bytes(const std::string& text) {
    return QByteArray::fromStdString(text);
}

/// What a path answers to kMethods, in their order, and what Allow says with a 405.
struct Path {
    const char* name;
    const char* path;
    std::array<int, kMethods.size()> statuses;
    const char* allow; ///< with OPTIONS, which every path answers
};

constexpr const char* kRead = "GET, HEAD, OPTIONS";

const std::vector<Path> kOfBothModes{
    {"the start page", "/", {200, 200, 405, 405, 405, 405, 405}, kRead},
    {"the Pushgateway's status page", "/status", {200, 200, 405, 405, 405, 405, 405}, kRead},
    {"health", "/-/healthy", {200, 200, 405, 405, 405, 405, 405}, kRead},
    {"readiness", "/-/ready", {200, 200, 405, 405, 405, 405, 405}, kRead},
    {"health as the older gateway", "/healthy", {200, 200, 405, 405, 405, 405, 405}, kRead},
    {"readiness as the older gateway", "/ready", {200, 200, 405, 405, 405, 405, 405}, kRead},
    {"own metrics", "/-/metrics", {200, 200, 405, 405, 405, 405, 405}, kRead},
    {"the groups as JSON", "/api/v1/metrics", {200, 200, 405, 405, 405, 405, 405}, kRead},
    {"the status as JSON", "/api/v1/status", {200, 200, 405, 405, 405, 405, 405}, kRead},
    {"the end of the program is not allowed",
     "/-/quit",
     {405, 405, 403, 403, 405, 405, 405},
     "PUT, POST, OPTIONS"},
    {"wiping is not there unless told",
     "/api/v1/admin/wipe",
     {404, 404, 404, 404, 404, 404, 404},
     ""},
    {"the documents", "/docs", {200, 200, 405, 405, 405, 405, 405}, "GET, HEAD"},
    {"the documents by their other name",
     "/redoc",
     {200, 200, 405, 405, 405, 405, 405},
     "GET, HEAD"},
    {"the contract", "/openapi.json", {200, 200, 405, 405, 405, 405, 405}, "GET, HEAD"},
    {"health of the ICOS export", "/healthz", {200, 200, 405, 405, 405, 405, 405}, "GET, HEAD"},
    {"making a metric, of nothing", "/create_metric", {405, 405, 405, 422, 405, 405, 405}, "POST"},
    {"taking one away, of nothing",
     "/unregister_metric",
     {405, 405, 405, 422, 405, 405, 405},
     "POST"},
    {"a model's metric", "/create_model_metric", {405, 405, 405, 501, 405, 405, 405}, "POST"},
    {"an unknown path", "/nope", {404, 404, 404, 404, 404, 404, 404}, ""},
    {"a path that begins as a known one", "/metricsx", {404, 404, 404, 404, 404, 404, 404}, ""},
    {"a known path and more", "/-/healthy/x", {404, 404, 404, 404, 404, 404, 404}, ""},
    {"a known path and a slash", "/api/v1/metrics/", {404, 404, 404, 404, 404, 404, 404}, ""},
    {"two slashes", "//metrics", {404, 404, 404, 404, 404, 404, 404}, ""},
    {"in capitals", "/Metrics", {404, 404, 404, 404, 404, 404, 404}, ""},
    {"an unknown path of the API", "/api/v1/nope", {404, 404, 404, 404, 404, 404, 404}, ""},
};

constexpr const char* kPush = "PUT, POST, DELETE, OPTIONS";
constexpr const char* kEverything = "GET, HEAD, PUT, POST, DELETE, OPTIONS";

const std::vector<Path> kOfAggregation{
    {"the exposition", "/metrics", {200, 200, 202, 202, 202, 405, 405}, kEverything},
    {"with a slash behind it", "/metrics/", {200, 200, 202, 202, 202, 405, 405}, kEverything},
    {"a group", "/metrics/job/x", {405, 405, 202, 202, 202, 405, 405}, kPush},
    {"any label", "/metrics/a/b/", {405, 405, 202, 202, 202, 405, 405}, kPush},
    {"half a label", "/metrics/job", {405, 405, 400, 400, 400, 405, 405}, kPush},
};

const std::vector<Path> kOfPushgateway{
    {"the exposition", "/metrics", {200, 200, 405, 405, 405, 405, 405}, kRead},
    {"with a slash behind it", "/metrics/", {200, 200, 404, 404, 404, 405, 405}, kRead},
    {"a group", "/metrics/job/x", {405, 405, 200, 200, 202, 405, 405}, kPush},
    {"a group without a job", "/metrics/a/b", {405, 405, 404, 404, 404, 405, 405}, kPush},
    {"half a label", "/metrics/job/x/y", {405, 405, 400, 400, 400, 405, 405}, kPush},
};

} // namespace

class RoutesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void everyMethodAtEveryPath_data() {
        QTest::addColumn<bool>("isPushgateway");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("allow");
        const auto add = [](bool isPushgateway, const Path& path) {
            for (std::size_t i = 0; i < kMethods.size(); ++i) {
                QTest::addRow(
                    "%s: %s, %s",
                    isPushgateway ? "pushgateway" : "aggregation",
                    path.name,
                    kMethods[i]
                ) << isPushgateway
                  << QByteArray(path.path) << QByteArray(kMethods[i]) << path.statuses[i]
                  << QByteArray(path.statuses[i] == 405 ? path.allow : "");
            }
        };
        for (const bool isPushgateway : {false, true}) {
            for (const Path& path : kOfBothModes) {
                add(isPushgateway, path);
            }
            for (const Path& path : isPushgateway ? kOfPushgateway : kOfAggregation) {
                add(isPushgateway, path);
            }
        }
    }

    void everyMethodAtEveryPath() {
        QFETCH(bool, isPushgateway);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, method);
        QFETCH(int, status);
        QFETCH(QByteArray, allow);
        Site site(isPushgateway ? Mode::Pushgateway : Mode::Aggregation);
        const bool isPush = path.startsWith("/metrics") && method[0] == 'P';
        const http::Answer answer =
            site.ask(method.toStdString(), path.toStdString(), isPush ? "x 1\n" : "");
        QVERIFY2(
            answer.status == status,
            qPrintable(
                QString::number(answer.status) + QLatin1Char(' ') +
                QString::fromStdString(answer.body)
            )
        );
        QCOMPARE(bytes(headerOf(answer, "Allow")), allow);
        QCOMPARE(site.quits, 0);
    }

    void optionsAreAnsweredEverywhere_data() {
        QTest::addColumn<QByteArray>("path");
        for (const char* const path :
             {"/", "/metrics", "/metrics/job/x", "/api/v1/metrics", "/docs"}) {
            QTest::newRow(path) << QByteArray(path);
        }
    }

    void optionsAreAnsweredEverywhere() {
        QFETCH(QByteArray, path);
        Site site;
        const http::Answer answer = site.ask("OPTIONS", path.toStdString());
        QCOMPARE(answer.status, 204);
        QCOMPARE(answer.body, std::string());
        QCOMPARE(answer.contentType, std::string());
        QCOMPARE(headerOf(answer, "Allow"), std::string(kEverything));
    }

    /// The server leaves the body out; all else must be as with GET (RFC 9110 9.3.2).
    void headIsAsGet_data() {
        QTest::addColumn<QByteArray>("path");
        for (const char* const path :
             {"/", "/metrics", "/api/v1/metrics", "/api/v1/status", "/docs", "/-/ready", "/nope"}) {
            QTest::newRow(path) << QByteArray(path);
        }
    }

    void headIsAsGet() {
        QFETCH(QByteArray, path);
        Site site;
        site.ask("POST", "/metrics", "x 1\n");
        const http::Answer get = site.ask("GET", path.toStdString());
        const http::Answer head = site.ask("HEAD", path.toStdString());
        QCOMPARE(head.status, get.status);
        QCOMPARE(head.contentType, get.contentType);
        QCOMPARE(head.body, get.body);
        QCOMPARE(head.headers.size(), get.headers.size());
    }

    void answersOfTheReplacedGateways_data() {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("body");
        const QByteArray plain = "text/plain; charset=utf-8";
        QTest::newRow("not found") << QByteArray("GET") << QByteArray("/nope") << plain
                                   << QByteArray("404 page not found\n");
        QTest::newRow("healthy") << QByteArray("GET") << QByteArray("/-/healthy") << plain
                                 << QByteArray("OK");
        QTest::newRow("ready") << QByteArray("GET") << QByteArray("/-/ready") << plain
                               << QByteArray("OK");
        QTest::newRow("quit") << QByteArray("PUT") << QByteArray("/-/quit") << plain
                              << QByteArray("Lifecycle API is not enabled.");
        QTest::newRow("health of the older one")
            << QByteArray("GET") << QByteArray("/healthy")
            << QByteArray("application/json; charset=utf-8")
            << QByteArray("{\"name\":\"prom-aggregation-gateway\",\"alive\":true,\"version\":"
                          "\"Meterbench 1.2.3\",\"commitSHA\":\"\"}");
    }

    void answersOfTheReplacedGateways() {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, body);
        Site site;
        const http::Answer answer = site.ask(method.toStdString(), path.toStdString());
        QCOMPARE(bytes(answer.body), body);
        QCOMPARE(bytes(answer.contentType), type);
    }

    // what must be switched on

    void quittingAndWiping() {
        Site site;
        site.machine.options.enableLifecycle = true;
        site.machine.options.enableAdmin = true;
        site.ask("POST", "/metrics", "x 1\n");
        QCOMPARE(site.ask("GET", "/api/v1/admin/wipe").status, 405);
        QCOMPARE(
            headerOf(site.ask("GET", "/api/v1/admin/wipe"), "Allow"),
            std::string("PUT, POST, OPTIONS")
        );
        QVERIFY(!site.ask("GET", "/metrics").body.empty());
        const http::Answer wiped = site.ask("PUT", "/api/v1/admin/wipe");
        QCOMPARE(wiped.status, 202);
        QCOMPARE(wiped.body, std::string());
        QVERIFY(site.ask("GET", "/metrics").body.empty());
        QCOMPARE(site.ask("GET", "/-/quit").status, 405);
        QCOMPARE(site.quits, 0);
        QCOMPARE(site.ask("PUT", "/-/quit").status, 200);
        QCOMPARE(site.ask("POST", "/-/quit").status, 200);
        QCOMPARE(site.quits, 2);
    }

    void wipingThatCannotBeWrittenIsAnError() {
        Site site;
        site.machine.options.enableAdmin = true;
        site.ask("POST", "/metrics", "x 1\n");
        site.machine.files.faults.capacityBytes = 0;
        const http::Answer answer = site.ask("PUT", "/api/v1/admin/wipe");
        QCOMPARE(answer.status, 503);
        QVERIFY2(answer.body.find("No space") != std::string::npos, answer.body.c_str());
        QVERIFY(!site.ask("GET", "/metrics").body.empty());
    }

    // who may

    void whoMay_data() {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<int>("nobody");
        QTest::addColumn<int>("reader");
        QTest::addColumn<int>("writer");
        const auto row = [](const char* method, const char* path, int nobody, int reader, int writer
                         ) {
            QTest::addRow("%s %s", method, path)
                << QByteArray(method) << QByteArray(path) << nobody << reader << writer;
        };
        row("GET", "/-/healthy", 200, 200, 200);
        row("GET", "/-/ready", 200, 200, 200);
        row("GET", "/healthy", 200, 200, 200); // a probe has no password
        row("GET", "/ready", 200, 200, 200);
        row("OPTIONS", "/metrics", 204, 204, 204); // nor has a preflight
        row("GET", "/metrics", 401, 200, 200);
        row("HEAD", "/metrics/", 401, 200, 200);
        row("POST", "/metrics", 401, 401, 202);
        row("PUT", "/metrics/job/x", 401, 401, 202);
        row("DELETE", "/metrics/job/x", 401, 401, 202);
        row("GET", "/-/metrics", 401, 200, 200); // names of families and jobs
        row("GET", "/api/v1/metrics", 401, 200, 200);
        row("GET", "/api/v1/status", 401, 200, 200);
        row("GET", "/", 401, 200, 200);
        row("GET", "/docs", 401, 200, 200);
        row("POST", "/create_metric", 401, 401, 422);
        row("PUT", "/api/v1/admin/wipe", 401, 401, 202);
        row("PUT", "/-/quit", 401, 401, 200);
        row("GET", "/nope", 401, 404, 404); // who may not read is not told what is there
    }

    void whoMay() {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(int, nobody);
        QFETCH(int, reader);
        QFETCH(int, writer);
        Site site;
        site.machine.options.writers = {{"writer", "w", false}};
        site.machine.options.readers = {{"reader", "r", false}};
        site.machine.options.enableAdmin = true;
        site.machine.options.enableLifecycle = true;
        const auto ask = [&](const std::string& user) {
            Asking asking(method.toStdString(), path.toStdString());
            return site.ask(user.empty() ? asking : asking.with("Authorization", basic(user)));
        };
        QCOMPARE(ask("").status, nobody);
        QCOMPARE(ask("reader:w").status, nobody);
        QCOMPARE(ask("reader:r").status, reader);
        QCOMPARE(site.quits, 0);
        QCOMPARE(ask("writer:w").status, writer);
    }

    void refusalsSayWhatToDo() {
        Site site;
        site.machine.options.writers = {{"writer", "w", false}};
        const http::Answer refused = site.ask("POST", "/metrics", "x 1\n");
        QCOMPARE(
            headerOf(refused, "WWW-Authenticate"),
            std::string("Basic realm=\"Authorization Required\"")
        );
        QCOMPARE(refused.body, std::string());
        for (int i = 0; i < 10; ++i) {
            site.ask(Asking("POST", "/metrics").with("Authorization", basic("writer:x")));
        }
        const http::Answer tooMany =
            site.ask(Asking("POST", "/metrics").with("Authorization", basic("writer:x")));
        QCOMPARE(tooMany.status, 429);
        QCOMPARE(headerOf(tooMany, "Retry-After"), std::string("1"));
        QCOMPARE(site.ask("GET", "/metrics").status, 200); // reading is open
    }

    // paths that were chosen

    void behindAPrefix_data() {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<int>("status");
        QTest::newRow("the exposition") << QByteArray("/push/m") << 200;
        QTest::newRow("the start page") << QByteArray("/push/") << 200;
        QTest::newRow("the start page without a slash") << QByteArray("/push") << 200;
        QTest::newRow("health") << QByteArray("/push/-/healthy") << 200;
        QTest::newRow("the documents") << QByteArray("/push/docs") << 200;
        QTest::newRow("not before it") << QByteArray("/m") << 404;
        QTest::newRow("nor glued to it") << QByteArray("/pushm") << 404;
        QTest::newRow("nor under its usual name") << QByteArray("/push/metrics") << 404;
    }

    void behindAPrefix() {
        QFETCH(QByteArray, path);
        QFETCH(int, status);
        Site site;
        site.machine.options.routePrefix = "/push";
        site.machine.options.telemetryPath = "/m";
        QCOMPARE(site.ask("GET", path.toStdString()).status, status);
    }

    void theStartPageLeadsToPathsThatAreThere() {
        Site site;
        site.machine.options.routePrefix = "/push";
        site.machine.options.telemetryPath = "/m";
        const http::Answer page = site.ask("GET", "/push/");
        QCOMPARE(page.contentType, std::string("text/html; charset=utf-8"));
        const QString html = QString::fromStdString(page.body);
        const QStringList parts = html.split(QStringLiteral("href=\""));
        QVERIFY(parts.size() > 5);
        for (const QString& part : parts.mid(1)) {
            const std::string path = part.section(QLatin1Char('"'), 0, 0).toStdString();
            QVERIFY2(site.ask("GET", path).status == 200, path.c_str());
        }
    }

    // headers

    void formsOfTheExposition_data() {
        QTest::addColumn<QByteArray>("accept");
        QTest::addColumn<QByteArray>("type");
        const QByteArray text = "text/plain; version=0.0.4; charset=utf-8";
        const QByteArray open = "application/openmetrics-text; version=1.0.0; charset=utf-8";
        QTest::newRow("none") << QByteArray() << text;
        QTest::newRow("a browser") << QByteArray("text/html,*/*;q=0.8") << text;
        QTest::newRow("OpenMetrics")
            << QByteArray("application/openmetrics-text;version=1.0.0,*/*;q=0.1") << open;
        QTest::newRow("protobuf"
        ) << QByteArray("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
                        "encoding=delimited")
          << QByteArray("application/vnd.google.protobuf; "
                        "proto=io.prometheus.client.MetricFamily; encoding=delimited");
    }

    void formsOfTheExposition() {
        QFETCH(QByteArray, accept);
        QFETCH(QByteArray, type);
        Site site;
        site.ask("POST", "/metrics", "x 1\n");
        const http::Answer answer =
            site.ask(Asking("GET", "/metrics").with("Accept", accept.toStdString()));
        QCOMPARE(bytes(answer.contentType), type);
        QVERIFY(!answer.body.empty());
        QCOMPARE(answer.body.ends_with("# EOF\n"), type.startsWith("application/openmetrics"));
    }

    void largeAnswersArePackedForWhoCanReadThem() {
        Site site;
        std::string body;
        for (int i = 0; i < 100; ++i) {
            body += "x{i=\"" + std::to_string(i) + "\"} 1\n";
        }
        site.ask("POST", "/metrics", "x 1\n");
        const http::Answer small =
            site.ask(Asking("GET", "/metrics").with("Accept-Encoding", "gzip"));
        QCOMPARE(headerOf(small, "Content-Encoding"), std::string());
        site.ask("POST", "/metrics", body);
        for (const char* const path : {"/metrics", "/api/v1/metrics"}) {
            const http::Answer plain = site.ask("GET", path);
            QCOMPARE(headerOf(plain, "Content-Encoding"), std::string());
            QCOMPARE(headerOf(plain, "Vary"), std::string("Accept, Accept-Encoding"));
            const http::Answer packed =
                site.ask(Asking("GET", path).with("Accept-Encoding", "gzip"));
            QCOMPARE(headerOf(packed, "Content-Encoding"), std::string("gzip"));
            QCOMPARE(headerOf(packed, "Vary"), std::string("Accept, Accept-Encoding"));
            const auto unpacked = http::gunzip(packed.body, 1'000'000);
            QVERIFY(unpacked.ok() && *unpacked == plain.body);
        }
    }

    void namesRestrictTheExposition() {
        Site site;
        site.ask("POST", "/metrics", "x 1\ny 2\n");
        QCOMPARE(
            bytes(site.ask("GET", "/metrics?name[]=y").body), QByteArray("# TYPE y untyped\ny 2\n")
        );
        QCOMPARE(site.ask("GET", "/metrics?name%5B%5D=nope").body, std::string());
        const std::string whole = site.ask("GET", "/metrics").body;
        QCOMPARE(site.ask("GET", "/metrics?a=b").body, whole);
        QCOMPARE(site.ask("GET", "/metrics?name[]=").body, whole);
    }

    void jsonIsNotKept() {
        Site site;
        for (const char* const path : {"/api/v1/metrics", "/api/v1/status"}) {
            const http::Answer answer = site.ask("GET", path);
            QCOMPARE(
                headerOf(answer, "Cache-Control"),
                std::string("no-cache, no-store, must-revalidate")
            );
            QCOMPARE(answer.contentType, std::string("application/json; charset=utf-8"));
            const QJsonObject json = QJsonDocument::fromJson(bytes(answer.body)).object();
            QCOMPARE(json.value(QStringLiteral("status")).toString(), QStringLiteral("success"));
        }
    }

    void pagesOfOtherOrigins_data() {
        QTest::addColumn<QByteArray>("allowed");
        QTest::addColumn<QByteArray>("origin");
        QTest::addColumn<QByteArray>("answered");
        QTest::addColumn<QByteArray>("vary");
        const QByteArray shop = "https://shop.example";
        QTest::newRow("all are allowed")
            << QByteArray("*") << shop << QByteArray("*") << QByteArray();
        QTest::newRow("one is allowed") << shop << shop << shop << QByteArray("Origin");
        QTest::newRow("no page asks") << shop << QByteArray() << QByteArray() << QByteArray();
        QTest::newRow("none is allowed") << QByteArray() << shop << QByteArray() << QByteArray();
    }

    void pagesOfOtherOrigins() {
        QFETCH(QByteArray, allowed);
        QFETCH(QByteArray, origin);
        QFETCH(QByteArray, answered);
        QFETCH(QByteArray, vary);
        Site site;
        site.machine.options.corsOrigin = allowed.toStdString();
        for (const char* const method : {"POST", "OPTIONS"}) {
            Asking asking(method, "/metrics");
            const http::Answer answer =
                site.ask(origin.isEmpty() ? asking : asking.with("Origin", origin.toStdString()));
            QCOMPARE(bytes(headerOf(answer, "Access-Control-Allow-Origin")), answered);
            QCOMPARE(bytes(headerOf(answer, "Vary")), vary);
            const bool isPreflight = std::string_view(method) == "OPTIONS" && !answered.isEmpty();
            QCOMPARE(headerOf(answer, "Access-Control-Allow-Methods").empty(), !isPreflight);
            QCOMPARE(headerOf(answer, "Access-Control-Allow-Headers").empty(), !isPreflight);
        }
    }

    // the second listener

    void theLifecycleListener_data() {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<int>("status");
        const auto row = [](const char* method, const char* path, int status) {
            QTest::addRow("%s %s", method, path)
                << QByteArray(method) << QByteArray(path) << status;
        };
        row("GET", "/healthy", 200);
        row("HEAD", "/ready", 200);
        row("GET", "/-/healthy", 200);
        row("GET", "/-/ready", 200);
        row("GET", "/metrics", 200);
        row("POST", "/metrics", 404); // facts 1.3: anything else
        row("OPTIONS", "/healthy", 404);
        row("GET", "/", 404);
        row("GET", "/metrics/", 404);
        row("GET", "/api/v1/metrics", 404);
        row("PUT", "/-/quit", 404);
    }

    /// For nobody in particular, whatever is asked for at the other one.
    void theLifecycleListener() {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(int, status);
        Site site;
        site.machine.options.readers = {{"reader", "r", false}};
        site.machine.options.enableLifecycle = true;
        site.ask("GET", "/");
        Asking asking(method.toStdString(), path.toStdString());
        const http::Answer answer = site.routes->answerLifecycle(asking.request());
        QCOMPARE(answer.status, status);
        QCOMPARE(site.quits, 0);
        if (path == "/metrics" && status == 200) {
            QVERIFY(answer.body.find("prom_agg_gateway_total_families 0\n") != std::string::npos);
            QCOMPARE(answer.contentType, std::string("text/plain; version=0.0.4; charset=utf-8"));
        }
    }
};

QTEST_GUILESS_MAIN(RoutesTest)
#include "routes_test.moc"
