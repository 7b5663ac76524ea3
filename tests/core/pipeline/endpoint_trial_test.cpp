// The way to an endpoint, step by step, over a scripted client and over real sockets.
#include "core/http/curl_client.h"
#include "core/pipeline/endpoint_trial.h"
#include "tests/core/http/tiny_server.h"
#include "tests/support/scripted_client.h"

#include <QTest>

#include <future>

using namespace meterbench;
using pipeline::CommandOutcome;
using tests::TinyConnection;
using tests::TinyServer;

namespace {

CommandOutcome tried(http::Client& client, const remote::EndpointOptions& options) {
    std::promise<CommandOutcome> promise;
    pipeline::tryEndpoint(client, {options}, 0, [&promise](CommandOutcome&& outcome) {
        promise.set_value(std::move(outcome));
    });
    return promise.get_future().get();
}

/// "name good, connection bad, write -"
QString marksOf(const CommandOutcome& outcome) {
    static constexpr std::array kKinds{"name", "connection", "tls", "token", "write", "record"};
    static constexpr std::array kMarks{"good", "bad", "-"};
    QStringList words;
    for (const pipeline::TrialStep& step : outcome.steps) {
        words += QLatin1String(kKinds.at(static_cast<std::size_t>(step.kind))) + QLatin1Char(' ') +
                 QLatin1String(kMarks.at(static_cast<std::size_t>(step.mark)));
    }
    return words.join(QLatin1String(", "));
}

CommandOutcome delivered(http::Client& client, const delivery::UsageEndpointOptions& options) {
    std::promise<CommandOutcome> promise;
    pipeline::tryDelivery(client, {options}, 0, [&promise](CommandOutcome&& outcome) {
        promise.set_value(std::move(outcome));
    });
    return promise.get_future().get();
}

remote::EndpointOptions optionsFor(const std::string& url) {
    remote::EndpointOptions options;
    options.url = url;
    options.http.hasOAuth2 = true;
    options.http.oauth2.tokenUrl = url;
    options.http.oauth2.clientSecret.value = "hush";
    return options;
}

http::Response failed(http::Reach reach) {
    http::Response response = tests::makeFailure(base::Code::Network, "words");
    response.reach = reach;
    return response;
}

} // namespace

class EndpointTrialTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void theFirstBadStepEndsIt_data() {
        QTest::addColumn<int>("reach");
        QTest::addColumn<QString>("marks");
        const auto row = [](const char* name, http::Reach reach, const char* marks) {
            QTest::newRow(name) << static_cast<int>(reach) << QString::fromUtf8(marks);
        };
        row("no such name", http::Reach::Nothing, "name bad, connection -, tls -, token -, write -"
        );
        row("refused", http::Reach::Name, "name good, connection bad, tls -, token -, write -");
        row("not trusted",
            http::Reach::Connection,
            "name good, connection good, tls bad, token -, write -");
    }

    void theFirstBadStepEndsIt() {
        QFETCH(int, reach);
        QFETCH(QString, marks);
        tests::ScriptedClient client;
        client.queue(failed(static_cast<http::Reach>(reach)));
        const CommandOutcome outcome = tried(client, optionsFor("https://h/w"));
        QCOMPARE(marksOf(outcome), marks);
        QVERIFY(!outcome.ok);
        QCOMPARE(outcome.message, std::string("words"));
    }

    void nothingSecretGoesWithTheFirstRequest() {
        TinyServer server([](TinyConnection& connection, const std::string& request) {
            connection.answer(
                "200 OK", request.starts_with("POST") ? R"({"access_token":"t"})" : "hello"
            );
        });
        base::SystemClock clock;
        http::CurlClient client(clock);
        const CommandOutcome outcome = tried(client, optionsFor(server.url()));
        QCOMPARE(
            marksOf(outcome), QStringLiteral("name good, connection good, token good, write good")
        );
        QVERIFY(outcome.ok);
        QCOMPARE(server.requests().size(), std::size_t{3});
        QVERIFY(server.requests()[0].find("Authorization") == std::string::npos);
        QVERIFY(server.requests()[2].find("Authorization: Bearer t") != std::string::npos);
        QVERIFY(outcome.steps[1].tookUs >= 0);
        QVERIFY(outcome.steps[2].tookUs >= 0);
        QCOMPARE(outcome.steps.back().status, 200);
    }

    void aTokenThatCannotBeHad() {
        TinyServer server([](TinyConnection& connection, const std::string&) {
            connection.answer("401 No", R"({"error":"invalid_client"})");
        });
        base::SystemClock clock;
        http::CurlClient client(clock);
        const CommandOutcome outcome = tried(client, optionsFor(server.url()));
        QCOMPARE(
            marksOf(outcome), QStringLiteral("name good, connection good, token bad, write -")
        );
        QCOMPARE(outcome.message, "token: " + server.host() + " answered 401: invalid_client");
    }

    void aRefusedWrite() {
        TinyServer server([](TinyConnection& connection, const std::string&) {
            connection.answer("404 Not Found", "no such page");
        });
        remote::EndpointOptions options = optionsFor(server.url());
        options.http = {};
        base::SystemClock clock;
        http::CurlClient client(clock);
        const CommandOutcome outcome = tried(client, options);
        QCOMPARE(marksOf(outcome), QStringLiteral("name good, connection good, write bad"));
        QCOMPARE(outcome.steps.back().words, std::string("HTTP status 404: no such page"));
    }

    void usageIsTriedWithoutARecord_data() {
        QTest::addColumn<int>("service");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("mark");
        const auto row = [](const char* name,
                            delivery::Service service,
                            int status,
                            const char* body,
                            const char* mark) {
            QTest::newRow(name) << static_cast<int>(service) << status << QString::fromUtf8(body)
                                << QString::fromUtf8(mark);
        };
        row("it refuses what is empty", delivery::Service::Paigo, 400, "{}", "good");
        row("it takes an empty batch", delivery::Service::OpenMeter, 204, "[]", "good");
        row("it does not take an empty batch",
            delivery::Service::Lago,
            422,
            R"({"events":[]})",
            "good");
        row("not with this identity", delivery::Service::Paigo, 401, "{}", "bad");
        row("nothing at this path", delivery::Service::Lago, 404, R"({"events":[]})", "bad");
        row("it fails by itself", delivery::Service::OpenMeter, 503, "[]", "bad");
    }

    void usageIsTriedWithoutARecord() {
        QFETCH(int, service);
        QFETCH(int, status);
        QFETCH(QString, body);
        QFETCH(QString, mark);
        tests::ScriptedClient client;
        client.queue(tests::makeResponse(405));
        client.queue(tests::makeResponse(status, "its words"));
        delivery::UsageEndpointOptions options;
        options.service = static_cast<delivery::Service>(service);
        options.url = "http://h/usage";
        options.http.hasAuthorization = true;
        const CommandOutcome outcome = delivered(client, options);
        QCOMPARE(marksOf(outcome), QStringLiteral("name good, connection good, record ") + mark);
        QCOMPARE(outcome.ok, mark == QStringLiteral("good"));
        QCOMPARE(outcome.steps.back().status, status);
        QCOMPARE(client.sent().size(), std::size_t{2});
        QVERIFY(!client.sent()[0].request.options->hasAuthorization);
        QVERIFY(client.sent()[1].request.options->hasAuthorization);
        QCOMPARE(QString::fromStdString(client.sent()[1].request.body), body);
    }

    void realFailuresAreTold() {
        base::SystemClock clock;
        http::CurlClient client(clock);
        std::string url;
        {
            TinyServer gone([](TinyConnection&, const std::string&) {});
            url = gone.url();
        }
        QCOMPARE(
            marksOf(tried(client, optionsFor(url))),
            QStringLiteral("name good, connection bad, token -, write -")
        );
        QCOMPARE(
            marksOf(tried(client, optionsFor("https" + url.substr(4)))),
            QStringLiteral("name good, connection bad, tls -, token -, write -")
        );
    }
};

QTEST_GUILESS_MAIN(EndpointTrialTest)
#include "endpoint_trial_test.moc"
