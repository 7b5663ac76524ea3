// The recorded requests of the ICOS metrics export, and what they get here: tests/data/icos. Each
// folder says why, and where we differ on purpose. Also the documents.
#include "core/icos/documents.h"
#include "core/icos/routes.h"
#include "core/instruments/exposition.h"
#include "tests/support/bench_port.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace meterbench;
using Json = nlohmann::json;

namespace {

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

http::Answer ask(
    tests::BenchPort& port,
    const std::string& method,
    const std::string& path,
    const std::string& body,
    const std::string& type
) {
    const std::vector<http::HeaderView> headers{{"Content-Type", type}};
    const auto answer = icos::answer({method, path, {}, body, "127.0.0.1:1", headers}, port);
    return answer ? *answer : http::Answer{404, {}, {}, {}};
}

} // namespace

class IcosCasesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void cases_data() {
        QTest::addColumn<QString>("folder");
        const QDir data(QStringLiteral(MB_TEST_DATA "/icos"));
        for (const QString& name : data.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            QTest::newRow(qPrintable(name)) << data.filePath(name);
        }
    }

    void cases() {
        QFETCH(QString, folder);
        tests::BenchPort port;
        const Json steps =
            Json::parse(contentOf(folder + QStringLiteral("/steps.json")).toStdString());
        QVERIFY(!steps.empty());
        for (const Json& step : steps) {
            const http::Answer answer =
                ask(port,
                    step.value("method", "POST"),
                    step["path"],
                    step["body"],
                    step.value("contentType", "application/json"));
            QCOMPARE(
                QByteArray::fromStdString(Json::parse(answer.body).dump()),
                QByteArray::fromStdString(step["answer"].dump())
            );
            QCOMPARE(answer.status, step["status"].get<int>());
            QCOMPARE(answer.contentType, std::string("application/json"));
        }
        const QString metrics = folder + QStringLiteral("/metrics");
        if (QFile::exists(metrics)) {
            QCOMPARE(
                QByteArray::fromStdString(
                    instruments::expose(port.bench(), exposition::Format::Text)
                ),
                contentOf(metrics)
            );
        }
    }

    void hostileBodies_data() {
        const auto nested = [](std::size_t levels) {
            return std::string(levels, '[') + std::string(levels, ']');
        };
        const auto gauge = [](const std::string& more) {
            return R"({"type":2,"metric_name":"g","value":1)" + more + "}";
        };
        const auto keys = [](int count) {
            std::string text;
            for (int i = 0; i < count; ++i) {
                text += ",\"k" + std::to_string(i) + "\":1";
            }
            return text;
        };
        QTest::addColumn<std::string>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<std::string>("says");
        QTest::newRow("levels that would overrun the stack when shown")
            << nested(200'000) << 422 << std::string("levels deep");
        QTest::newRow("as many levels in a value")
            << gauge(",\"x\":" + nested(200'000)) << 422 << std::string("levels deep");
        QTest::newRow("32 levels are taken") << gauge(",\"x\":" + nested(31)) << 200 << std::string();
        QTest::newRow("33 are not") << gauge(",\"x\":" + nested(32)) << 422
                                    << std::string("levels deep");
        QTest::newRow("levels side by side do not add up")
            << gauge(",\"x\":[[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]]]") << 200
            << std::string();
        QTest::newRow("keys whose look-up would cost their square")
            << gauge(keys(80'000)) << 422 << std::string("entries");
        QTest::newRow("1000 entries are taken") << gauge(keys(997)) << 200 << std::string();
        QTest::newRow("1001 are not") << gauge(keys(998)) << 422 << std::string("entries");
        QTest::newRow("brackets and commas in a text are text")
            << gauge(",\"metric_info\":\"" + std::string(2'000, '[') + std::string(2'000, ',') +
                     "\\\"[\"")
            << 200 << std::string();
        QTest::newRow("NUL in a label")
            << gauge(R"(,"labels":{"a":"x\u0000y"})") << 422 << std::string("NUL");
        QTest::newRow("the six characters of an escape are no NUL")
            << gauge(R"(,"labels":{"a":"x\\u0000y"})") << 200 << std::string();
    }

    void hostileBodies() {
        QFETCH(std::string, body);
        QFETCH(int, status);
        QFETCH(std::string, says);
        tests::BenchPort port;
        const http::Answer answer = ask(port, "POST", "/create_metric", body, "application/json");
        QCOMPARE(answer.status, status);
        QVERIFY2(answer.body.find(says) != std::string::npos, answer.body.c_str());
        QCOMPARE(port.bench().instruments().size(), std::size_t(status == 200 ? 1 : 0));
    }

    void theDocumentNamesEveryRoute() {
        const Json document = Json::parse(icos::openApiDocument());
        QCOMPARE(document["openapi"].get<std::string>(), std::string("3.1.0"));
        tests::BenchPort port;
        for (const auto& [path, methods] : document["paths"].items()) {
            for (const auto& [method, route] : methods.items()) {
                if (path != "/metrics") { // the address's own
                    QVERIFY2(
                        ask(port, method == "get" ? "GET" : "POST", path, "{}", "application/json")
                                .status != 404,
                        path.c_str()
                    );
                }
            }
        }
    }

    /// Its examples are requests that work.
    void theExamplesRun() {
        const Json document = Json::parse(icos::openApiDocument());
        tests::BenchPort port;
        for (const char* const path : {"/create_metric", "/unregister_metric"}) {
            const Json& content = document["paths"][path]["post"]["requestBody"]["content"];
            for (const auto& [name, example] : content["application/json"]["examples"].items()) {
                const http::Answer answer =
                    ask(port, "POST", path, example["value"].dump(), "application/json");
                QVERIFY2(answer.status == 200, answer.body.c_str());
            }
        }
        QCOMPARE(port.bench().instruments().size(), std::size_t(3)); // the counter is removed again
    }

    void thePageIsWholeInItself() {
        const QByteArray page = QByteArray::fromStdString(icos::documentationPage());
        QVERIFY(!page.contains("http://") && !page.contains("https://"));
        QVERIFY(!page.contains("src="));
        QVERIFY(QByteArray::fromStdString(icos::documentationPolicy()).contains("'sha256-"));
    }

    void otherPathsAreNotOurs() {
        tests::BenchPort port;
        QCOMPARE(ask(port, "GET", "/metrics", {}, {}).status, 404);
    }
};

QTEST_GUILESS_MAIN(IcosCasesTest)
#include "cases_test.moc"
