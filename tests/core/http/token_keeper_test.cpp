// OAuth2 through the client, against servers of the test's own and a clock that the test moves.
#include "core/base/base64.h"
#include "core/http/curl_client.h"
#include "tests/core/http/asking.h"
#include "tests/core/http/tiny_server.h"
#include "tests/support/fake_clock.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <mutex>
#include <set>

using namespace meterbench;
using namespace std::chrono_literals;
using tests::TinyConnection;
using tests::TinyServer;

namespace {

std::string lineOf(const std::string& request, const std::string& name) {
    const std::size_t at = request.find("\r\n" + name + ": ");
    if (at == std::string::npos) {
        return {};
    }
    const std::size_t from = at + 4 + name.size();
    return request.substr(from, request.find("\r\n", from) - from);
}

std::string bodyOf(const std::string& request) {
    return request.substr(request.find("\r\n\r\n") + 4);
}

/// Gives the tokens t1, t2 … and takes those that were not revoked.
class Service {
public:
    std::string answer = R"(,"expires_in":3600,"token_type":"bearer")";
    std::atomic<bool> refuses = false;

    TinyServer tokens{[this](TinyConnection& connection, const std::string&) {
        if (refuses) {
            connection.answer(
                "401 Unauthorized",
                R"({"error":"invalid_client","error_description":"no such\nclient: s3cret"})"
            );
            return;
        }
        const std::lock_guard lock(m_mutex);
        const std::string token = "t" + std::to_string(++m_count);
        m_good.insert("Bearer " + token);
        connection.answer("200 OK", R"({"access_token":")" + token + "\"" + answer + "}");
    }};
    TinyServer receiver{[this](TinyConnection& connection, const std::string& request) {
        const std::lock_guard lock(m_mutex);
        const bool isGood = m_good.contains(lineOf(request, "Authorization"));
        connection.answer(isGood ? "200 OK" : "401 Unauthorized", isGood ? "taken" : "no");
    }};

    void revokeAll() {
        const std::lock_guard lock(m_mutex);
        m_good.clear();
    }

    std::size_t fetches() const { return tokens.requests().size(); }

private:
    std::mutex m_mutex;
    int m_count = 0;
    std::set<std::string> m_good;
};

http::ClientOptions optionsFor(const std::string& tokenUrl) {
    http::ClientOptions options;
    options.hasOAuth2 = true;
    options.oauth2.clientId = "me";
    options.oauth2.clientSecret.value = "s3cret";
    options.oauth2.tokenUrl = tokenUrl;
    return options;
}

http::Request post(const std::string& url, const http::ClientOptions& options) {
    http::Request request;
    request.method = "POST";
    request.url = url;
    request.body = "some bytes";
    request.options = std::make_shared<const http::ClientOptions>(options);
    request.timeout = 60s;
    return request;
}

QString wordsOf(const http::Response& response) {
    return response.error ? QString::fromStdString(response.error->context)
                          : QStringLiteral("no error");
}

} // namespace

class TokenKeeperTest : public QObject {
    Q_OBJECT

    tests::FakeClock m_clock;

private Q_SLOTS:

    void asksAsGoDoes() {
        Service service;
        http::ClientOptions options = optionsFor(service.tokens.url("/oauth/token"));
        options.oauth2.clientId = "a b:c";
        options.oauth2.clientSecret.value = "s/\xC3\xA9+~";
        options.oauth2.scopes = {"write", "read"};
        options.oauth2.endpointParams = {{"audience", "https://api/"}};
        http::CurlClient client(m_clock);
        const http::Response response = tests::ask(client, post(service.receiver.url(), options));
        QCOMPARE(response.body, std::string("taken"));
        const std::string asked = service.tokens.requests().front();
        QVERIFY(asked.starts_with("POST /oauth/token HTTP/1.1\r\n"));
        QCOMPARE(
            lineOf(asked, "Authorization"), "Basic " + base::toBase64("a+b%3Ac:s%2F%C3%A9%2B~")
        );
        QCOMPARE(lineOf(asked, "Content-Type"), std::string("application/x-www-form-urlencoded"));
        QCOMPARE(
            bodyOf(asked),
            std::string("audience=https%3A%2F%2Fapi%2F&grant_type=client_credentials&"
                        "scope=write+read")
        );
        const std::string written = service.receiver.requests().front();
        QCOMPARE(lineOf(written, "Authorization"), std::string("Bearer t1"));
        QCOMPARE(bodyOf(written), std::string("some bytes"));
    }

    void oneFetchForAllWhoShareIt() {
        Service service;
        http::CurlClient client(m_clock);
        const http::ClientOptions options = optionsFor(service.tokens.url());
        std::vector<std::future<http::Response>> answers;
        for (int i = 0; i < 50; ++i) {
            answers.push_back(tests::sendTo(client, post(service.receiver.url(), options)));
        }
        for (auto& answer : answers) {
            QCOMPARE(answer.get().status, 200);
        }
        QCOMPARE(service.fetches(), std::size_t{1});
        http::ClientOptions other = options;
        other.oauth2.scopes = {"usage"};
        QCOMPARE(tests::ask(client, post(service.receiver.url(), other)).status, 200);
        QCOMPARE(service.fetches(), std::size_t{2});
    }

    void aTokenIsKeptUntilShortlyBeforeItsEnd() {
        Service service;
        http::CurlClient client(m_clock);
        const http::Request request =
            post(service.receiver.url(), optionsFor(service.tokens.url()));
        QCOMPARE(tests::ask(client, request).status, 200);
        m_clock.advanceMs(3'589'000);
        QCOMPARE(tests::ask(client, request).status, 200);
        QCOMPARE(service.fetches(), std::size_t{1});
        m_clock.advanceMs(1'000);
        QCOMPARE(tests::ask(client, request).status, 200);
        QCOMPARE(service.fetches(), std::size_t{2});
    }

    void shortLivesKeepThreeQuarters() {
        Service service;
        service.answer = R"(,"expires_in":"4")";
        http::CurlClient client(m_clock);
        const http::Request request =
            post(service.receiver.url(), optionsFor(service.tokens.url()));
        for (const int afterMs : {0, 2'999, 1, 3'000}) {
            m_clock.advanceMs(afterMs);
            QCOMPARE(tests::ask(client, request).status, 200);
        }
        QCOMPARE(service.fetches(), std::size_t{3});
    }

    void withoutALifetimeItIsKeptUntilRefused() {
        Service service;
        service.answer.clear();
        http::CurlClient client(m_clock);
        const http::Request request =
            post(service.receiver.url(), optionsFor(service.tokens.url()));
        QCOMPARE(tests::ask(client, request).status, 200);
        m_clock.advanceMs(1'000'000'000);
        QCOMPARE(tests::ask(client, request).status, 200);
        QCOMPARE(service.fetches(), std::size_t{1});
    }

    void aRefusedTokenIsFetchedOnceMore() {
        Service service;
        http::CurlClient client(m_clock);
        const http::Request request =
            post(service.receiver.url(), optionsFor(service.tokens.url()));
        QCOMPARE(tests::ask(client, request).status, 200);
        service.revokeAll();
        QCOMPARE(tests::ask(client, request).body, std::string("taken"));
        QCOMPARE(service.fetches(), std::size_t{2});
        const std::vector<std::string> written = service.receiver.requests();
        QCOMPARE(written.size(), std::size_t{3});
        QCOMPARE(bodyOf(written[1]), bodyOf(written[2]));
        QCOMPARE(lineOf(written[1], "Authorization"), std::string("Bearer t1"));
        QCOMPARE(lineOf(written[2], "Authorization"), std::string("Bearer t2"));
    }

    void manyRefusalsOfOneTokenAreOneFetch() {
        Service service;
        http::CurlClient client(m_clock);
        const http::Request request =
            post(service.receiver.url(), optionsFor(service.tokens.url()));
        QCOMPARE(tests::ask(client, request).status, 200);
        service.revokeAll();
        std::vector<std::future<http::Response>> answers;
        for (int i = 0; i < 20; ++i) {
            answers.push_back(tests::sendTo(client, request));
        }
        for (auto& answer : answers) {
            QCOMPARE(answer.get().status, 200);
        }
        QCOMPARE(service.fetches(), std::size_t{2});
    }

    void aSecondRefusalIsTheAnswer() {
        Service service;
        TinyServer never([](TinyConnection& connection, const std::string&) {
            connection.answer("401 Unauthorized", "never");
        });
        http::CurlClient client(m_clock);
        const auto answer = tests::ask(client, post(never.url(), optionsFor(service.tokens.url())));
        QVERIFY(!answer.error);
        QCOMPARE(answer.status, 401);
        QCOMPARE(answer.body, std::string("never"));
        QCOMPARE(never.requests().size(), std::size_t{2});
        QCOMPARE(service.fetches(), std::size_t{2});
    }

    void aRedirectedRequestIsRenewedFromItsStart() {
        Service service;
        TinyServer first([&](TinyConnection& connection, const std::string& request) {
            if (request.starts_with("POST /moved")) {
                connection.answer("401 Unauthorized", "no");
            } else {
                connection.answer("308 Moved", "", "Location: /moved\r\n");
            }
        });
        http::CurlClient client(m_clock);
        const auto answer = tests::ask(client, post(first.url(), optionsFor(service.tokens.url())));
        QCOMPARE(answer.status, 401);
        QCOMPARE(service.fetches(), std::size_t{2});
        const std::vector<std::string> asked = first.requests();
        QCOMPARE(lineOf(asked.back(), "Authorization"), std::string("Bearer t2"));
        QCOMPARE(bodyOf(asked.back()), std::string("some bytes"));
    }

    void theTokenStaysWithItsOrigin() {
        Service service;
        TinyServer away([&](TinyConnection& connection, const std::string&) {
            connection.answer("308 Moved", "", "Location: " + service.receiver.url() + "\r\n");
        });
        http::CurlClient client(m_clock);
        const auto answer = tests::ask(client, post(away.url(), optionsFor(service.tokens.url())));
        QCOMPARE(answer.status, 401);
        QCOMPARE(lineOf(service.receiver.requests().front(), "Authorization"), std::string());
        QCOMPARE(service.fetches(), std::size_t{1}); // not the token's fault
    }

    void aRefusedClientIsSaidInWords() {
        Service service;
        service.refuses = true;
        http::CurlClient client(m_clock);
        const auto answer =
            tests::ask(client, post(service.receiver.url(), optionsFor(service.tokens.url())));
        QVERIFY(answer.error);
        QCOMPARE(answer.error->code, base::Code::InvalidInput);
        QCOMPARE(
            wordsOf(answer),
            QStringLiteral("token: %1 answered 401: invalid_client (no such client: ***)")
                .arg(QString::fromStdString(service.tokens.host()))
        );
        QCOMPARE(service.receiver.requests().size(), std::size_t{0});
        // The Basic form first, then the secret within the form.
        const std::vector<std::string> asked = service.tokens.requests();
        QCOMPARE(asked.size(), std::size_t{2});
        QVERIFY(!lineOf(asked[0], "Authorization").empty());
        QCOMPARE(lineOf(asked[1], "Authorization"), std::string());
        QCOMPARE(
            bodyOf(asked[1]),
            std::string("client_id=me&client_secret=s3cret&grant_type=client_credentials")
        );
    }

    void aServerThatWantsTheFormIsRemembered() {
        std::atomic<int> basics = 0;
        TinyServer tokens([&](TinyConnection& connection, const std::string& request) {
            const bool isBasic = !lineOf(request, "Authorization").empty();
            basics += isBasic ? 1 : 0;
            isBasic ? connection.answer("401 Unauthorized", R"({"error":"invalid_client"})")
                    : connection.answer("200 OK", R"({"access_token":"x","expires_in":100})");
        });
        TinyServer receiver([](TinyConnection& connection, const std::string&) {
            connection.answer("200 OK", "taken");
        });
        http::CurlClient client(m_clock);
        const http::Request request = post(receiver.url(), optionsFor(tokens.url()));
        QCOMPARE(tests::ask(client, request).status, 200);
        m_clock.advanceMs(100'000);
        QCOMPARE(tests::ask(client, request).status, 200);
        QCOMPARE(basics, 1);
        QCOMPARE(tokens.requests().size(), std::size_t{3});
    }

    void failuresAreSharedAndNotHammered() {
        Service service;
        service.refuses = true;
        http::CurlClient client(m_clock);
        const http::Request request =
            post(service.receiver.url(), optionsFor(service.tokens.url()));
        for (int i = 0; i < 5; ++i) {
            QVERIFY(tests::ask(client, request).error);
        }
        QCOMPARE(service.fetches(), std::size_t{2}); // one attempt, in its two forms
        service.refuses = false;
        m_clock.advanceMs(1'000);
        QCOMPARE(tests::ask(client, request).status, 200);
    }

    void aServerThatIsDownAndComesBack() {
        auto down =
            std::make_unique<TinyServer>([](TinyConnection& connection, const std::string&) {
                connection.answer("503 Later", "<html>words of a proxy</html>");
            });
        Service service;
        http::CurlClient client(m_clock);
        http::Request request = post(service.receiver.url(), optionsFor(down->url()));
        const std::string host = down->host();
        http::Response answer = tests::ask(client, request);
        QCOMPARE(answer.error->code, base::Code::Network);
        QCOMPARE(wordsOf(answer), QString::fromStdString("token: " + host + " answered 503"));
        down.reset();
        m_clock.advanceMs(1'000);
        answer = tests::ask(client, request);
        QCOMPARE(answer.error->code, base::Code::Network);
        QVERIFY2(
            wordsOf(answer).startsWith(QStringLiteral("token: ")), qPrintable(wordsOf(answer))
        );
        QVERIFY2(
            wordsOf(answer).contains(QString::fromStdString(host)), qPrintable(wordsOf(answer))
        );
    }

    void answersThatAreNoToken_data() {
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("words");
        QTest::newRow("nothing") << QString() << QStringLiteral("200 without an access_token");
        QTest::newRow("a page") << QStringLiteral("<html>") << QStringLiteral("without an access_");
        QTest::newRow("a list") << QStringLiteral("[1]") << QStringLiteral("without an access_");
        QTest::newRow("a number as token")
            << QStringLiteral(R"({"access_token":5})") << QStringLiteral("without an access_token");
        QTest::newRow("a line break in it") << QStringLiteral(R"({"access_token":"a\r\nX: y"})")
                                            << QStringLiteral("cannot stand in a header");
        QTest::newRow("another type")
            << QStringLiteral(R"({"access_token":"a","token_type":"mac"})")
            << QStringLiteral("not a bearer's");
        QTest::newRow("an error with 200")
            << QStringLiteral(R"({"error":"slow_down"})") << QStringLiteral("200: slow_down");
    }

    void answersThatAreNoToken() {
        QFETCH(QString, body);
        QFETCH(QString, words);
        TinyServer tokens([&](TinyConnection& connection, const std::string&) {
            connection.answer("200 OK", body.toStdString());
        });
        http::CurlClient client(m_clock);
        const auto answer = tests::ask(client, post(tokens.url(), optionsFor(tokens.url())));
        QVERIFY(answer.error);
        QVERIFY2(wordsOf(answer).startsWith(QStringLiteral("token: 127.0.0.1:")), "");
        QVERIFY2(wordsOf(answer).contains(words), qPrintable(wordsOf(answer)));
    }

    void aChangedSecretIsReadAgain() {
        QTemporaryDir folder;
        const std::string file = folder.filePath(QStringLiteral("secret")).toStdString();
        const auto write = [&file](const char* secret) { std::ofstream(file) << secret << "\n"; };
        Service service;
        http::ClientOptions options = optionsFor(service.tokens.url());
        options.oauth2.clientSecret = {"", file};
        const http::Request request = post(service.receiver.url(), options);
        http::CurlClient client(m_clock);
        QVERIFY(wordsOf(tests::ask(client, request))
                    .startsWith(QStringLiteral("token: cannot read the secret in ")));
        write("one");
        QCOMPARE(tests::ask(client, request).status, 200);
        write("another");
        QCOMPARE(tests::ask(client, request).status, 200);
        const std::vector<std::string> asked = service.tokens.requests();
        QCOMPARE(lineOf(asked[0], "Authorization"), "Basic " + base::toBase64("me:one"));
        QCOMPARE(lineOf(asked[1], "Authorization"), "Basic " + base::toBase64("me:another"));
    }

    void whoWaitsCanBeCancelled() {
        TinyServer silent([](TinyConnection&, const std::string&) {});
        http::CurlClient client(m_clock);
        const http::Request request = post(silent.url(), optionsFor(silent.url()));
        http::RequestId id = 0;
        auto first = tests::sendTo(client, request, &id);
        auto second = tests::sendTo(client, request);
        silent.waitForRequests(1);
        client.cancel(id);
        QCOMPARE(first.get().error->code, base::Code::Cancelled);
        client.stop();
        QCOMPARE(second.get().error->code, base::Code::Cancelled);
        QCOMPARE(silent.requests().size(), std::size_t{1});
    }

    void whoWaitsTooLongIsTold() {
        TinyServer silent([](TinyConnection&, const std::string&) {});
        base::SystemClock clock;
        http::CurlClient client(clock);
        http::Request request = post(silent.url(), optionsFor(silent.url()));
        request.timeout = 20ms;
        const auto answer = tests::ask(client, request);
        QCOMPARE(answer.error->code, base::Code::Timeout);
        QCOMPARE(
            wordsOf(answer),
            QString::fromStdString("token: no answer within 20ms from " + silent.host())
        );
    }
};

QTEST_GUILESS_MAIN(TokenKeeperTest)
#include "token_keeper_test.moc"
