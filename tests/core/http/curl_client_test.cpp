#include "core/http/curl_client.h"
#include "core/http/gzip.h"
#include "tests/core/http/asking.h"
#include "tests/core/http/tiny_server.h"

#include <QTemporaryDir>
#include <QTest>

#include <poll.h>

#include <fstream>
#include <latch>

using namespace meterbench;
using namespace std::chrono_literals;
using tests::TinyConnection;
using tests::TinyServer;

namespace {

http::Request get(std::string url) {
    http::Request request;
    request.url = std::move(url);
    request.timeout = 60s; // generous: a busy machine is no failure
    return request;
}

bool hasLine(const std::string& request, const std::string& line) {
    return request.find("\r\n" + line + "\r\n") != std::string::npos;
}

void sayOk(TinyConnection& connection, const std::string&) {
    connection.answer("200 OK", "up 1\n", "Content-Type: text/plain\r\n");
}

} // namespace

class CurlClientTest : public QObject {
    Q_OBJECT

    base::SystemClock m_clock;
    http::CurlClient m_client{m_clock};

private Q_SLOTS:

    void statuses_data() {
        QTest::addColumn<QString>("line");
        QTest::addColumn<int>("status");
        for (const char* line :
             {"200 OK",
              "204 No Content",
              "304 Not Modified",
              "400 Bad Request",
              "401 Unauthorized",
              "404 Not Found",
              "429 Too Many",
              "500 Oh",
              "503 Later",
              "599"}) {
            QTest::newRow(line) << QString::fromUtf8(line) << QByteArray(line).left(3).toInt();
        }
    }

    void statuses() {
        QFETCH(QString, line);
        QFETCH(int, status);
        const bool bodiless = status == 204 || status == 304;
        TinyServer server([&](TinyConnection& connection, const std::string&) {
            bodiless ? connection.write("HTTP/1.1 " + line.toStdString() + "\r\nX-A: b\r\n\r\n")
                     : connection.answer(line.toStdString(), "words", "x-a:  b \r\n");
        });
        const http::Response answer = tests::ask(m_client, get(server.url()));
        QVERIFY(!answer.error);
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.header("X-a"), std::string_view("b"));
        QCOMPARE(answer.header("absent"), std::string_view());
        QCOMPARE(answer.body, std::string(bodiless ? "" : "words"));
        QCOMPARE(answer.wireBytes, std::uint64_t{bodiless ? 0U : 5U});
        QCOMPARE(answer.remoteAddress, server.host());
        QVERIFY(answer.connectUs > 0);
        QVERIFY(answer.totalUs > 0);
    }

    void asksPlainly() {
        TinyServer server(sayOk);
        (void)tests::ask(m_client, get(server.url("/metrics?a=b")));
        const std::string asked = server.requests().front();
        QVERIFY(asked.starts_with("GET /metrics?a=b HTTP/1.1\r\n"));
        QVERIFY(hasLine(asked, "Host: " + server.host()));
        QVERIFY(asked.find("\r\nUser-Agent: Meterbench/") != std::string::npos);
        for (const char* unwanted :
             {"Accept", "Expect", "Content-", "Cookie", "Authorization", "Connection"}) {
            QVERIFY2(asked.find(unwanted) == std::string::npos, unwanted);
        }
    }

    void methods_data() {
        QTest::addColumn<QString>("method");
        QTest::addColumn<int>("bodySize");
        QTest::newRow("GET") << QStringLiteral("GET") << 0;
        QTest::newRow("POST with nothing") << QStringLiteral("POST") << 0;
        QTest::newRow("POST of 3 MB does not wait for a 100")
            << QStringLiteral("POST") << 3'000'000;
        QTest::newRow("POST of 12 MB goes in pieces") << QStringLiteral("POST") << 12'000'000;
        QTest::newRow("PUT with a body") << QStringLiteral("PUT") << 10;
        QTest::newRow("DELETE without") << QStringLiteral("DELETE") << 0;
    }

    void methods() {
        QFETCH(QString, method);
        QFETCH(int, bodySize);
        TinyServer server(sayOk);
        http::Request request = get(server.url());
        request.method = method.toStdString();
        request.headers = {{"Content-Type", "application/x-protobuf"}, {"X-Empty", ""}};
        request.body.assign(static_cast<std::size_t>(bodySize), '\0');
        QCOMPARE(tests::ask(m_client, std::move(request)).status, 200);
        const std::string asked = server.requests().front();
        QVERIFY(asked.starts_with(method.toStdString() + " /metrics "));
        QVERIFY(hasLine(asked, "Content-Type: application/x-protobuf"));
        QVERIFY(hasLine(asked, "X-Empty:"));
        QVERIFY(asked.find("Expect") == std::string::npos);
        QCOMPARE(asked.size() - asked.find("\r\n\r\n") - 4, static_cast<std::size_t>(bodySize));
    }

    void headHasNoBody() {
        TinyServer server([](TinyConnection& connection, const std::string&) {
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n");
        });
        http::Request request = get(server.url());
        request.method = "HEAD";
        const http::Response answer = tests::ask(m_client, std::move(request));
        QVERIFY(!answer.error);
        QCOMPARE(answer.body, std::string());
    }

    void chunkedBodiesAreJoined() {
        TinyServer server([](TinyConnection& connection, const std::string&) {
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nup \r\n");
            connection.write("2\r\n1\n\r\n0\r\nTrailer: x\r\n\r\n");
        });
        QCOMPARE(tests::ask(m_client, get(server.url())).body, std::string("up 1\n"));
    }

    void connectionsAreKept() {
        TinyServer server(sayOk);
        for (int i = 0; i < 5; ++i) {
            const http::Response answer = tests::ask(m_client, get(server.url()));
            QCOMPARE(answer.status, 200);
            QCOMPARE(answer.connectUs == 0, i > 0);
            QCOMPARE(answer.remoteAddress, server.host());
        }
        QCOMPARE(server.connections(), 1);
    }

    void aKeptConnectionThatTheServerClosedIsReplaced() {
        TinyServer server([](TinyConnection& connection, const std::string&) {
            connection.answer("200 OK", "x");
            connection.close();
        });
        QCOMPARE(tests::ask(m_client, get(server.url())).status, 200);
        QCOMPARE(tests::ask(m_client, get(server.url())).status, 200);
        QCOMPARE(server.connections(), 2);
    }

    void aConnectionIsNotUsedAgainWhenMoreCameThanTheAnswer() {
        TinyServer server([](TinyConnection& connection, const std::string&) {
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nupHTTP/1.1 200 OK\r\n"
                             "Content-Length: 5\r\n\r\nwrong");
        });
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(tests::ask(m_client, get(server.url())).body, std::string("up"));
        }
        QCOMPARE(server.connections(), 3);
    }

    void anAnswerInTheMiddleOfTheUploadCounts() {
        // The server reads nothing beyond the head: it answers and leaves the rest.
        const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        QVERIFY(::bind(listener, reinterpret_cast<sockaddr*>(&address), size) == 0);
        QVERIFY(::listen(listener, 8) == 0);
        ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
        const std::string port = std::to_string(ntohs(address.sin_port));
        http::Request request = get("http://127.0.0.1:" + port + "/");
        request.method = "POST";
        request.body = std::string(60'000'000, 'x');
        auto answer = tests::sendTo(m_client, std::move(request));
        const int connection = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        char some[1000];
        QVERIFY(::recv(connection, some, sizeof some, 0) > 0);
        const std::string_view words = "HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig";
        QVERIFY(::send(connection, words.data(), words.size(), MSG_NOSIGNAL) > 0);
        const http::Response early = answer.get();
        QCOMPARE(early.status, 413);
        QCOMPARE(early.body, std::string("big"));
        // Half a request stands on that connection: the next one gets another.
        auto next = tests::sendTo(m_client, get("http://127.0.0.1:" + port + "/"));
        pollfd waiting{listener, POLLIN, 0};
        QCOMPARE(::poll(&waiting, 1, 20'000), 1);
        const int other = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        QVERIFY(::recv(other, some, sizeof some, 0) > 0);
        QVERIFY(::send(other, words.data(), words.size(), MSG_NOSIGNAL) > 0);
        QCOMPARE(next.get().status, 413);
        ::close(other);
        ::close(connection);
        ::close(listener);
    }

    void aGuestGetsItsTurnsOnTheClientsThread() {
        struct Counting final : http::Guest {
            std::function<std::int64_t()> onTurn;

            std::int64_t turn() override { return onTurn(); }
        };

        http::CurlClient client(m_clock);
        TinyServer server(sayOk);
        QCOMPARE(tests::ask(client, get(server.url())).status, 200); // it sleeps from now on
        Counting first;
        Counting second;
        std::promise<void> firstAgain;
        int firstTurns = 0;
        int secondTurns = 0;
        first.onTurn = [&] {
            if (++firstTurns == 3) {
                firstAgain.set_value();
            }
            return -1;
        };
        second.onTurn = [&] { // wakes one that had its turn before it in this round
            client.wake(first);
            return ++secondTurns < 2 ? 1 : -1; // and comes again by time
        };
        QVERIFY(client.join(first));
        QVERIFY(client.join(second));
        QVERIFY(firstAgain.get_future().wait_for(20s) == std::future_status::ready);
        client.leave(first);
        client.leave(second);
        const int turns = firstTurns; // no turn any more: no race
        client.wake(first);
        client.stop();
        QCOMPARE(firstTurns, turns);
        QCOMPARE(secondTurns, 2);
    }

    void gzipIsAskedForAndDecoded() {
        const std::string plain(200'000, 'm');
        TinyServer server([&plain](TinyConnection& connection, const std::string&) {
            connection.answer("200 OK", http::gzip(plain), "Content-Encoding: gzip\r\n");
        });
        http::Request request = get(server.url());
        request.acceptGzip = true;
        const http::Response answer = tests::ask(m_client, std::move(request));
        QVERIFY(!answer.error);
        QVERIFY(answer.body == plain);
        QCOMPARE(answer.wireBytes, std::uint64_t{http::gzip(plain).size()});
        QVERIFY(hasLine(server.requests().front(), "Accept-Encoding: gzip"));
    }

    void limits_data() {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("code"); // -1: passes
        const int limit = static_cast<int>(base::Code::Limit);
        QTest::newRow("just below passes") << QStringLiteral("plain") << 9'999 << -1;
        QTest::newRow("the limit itself is too much") << QStringLiteral("plain") << 10'000 << limit;
        QTest::newRow("chunked, far over") << QStringLiteral("chunked") << 500'000 << limit;
        QTest::newRow("gzip just below passes") << QStringLiteral("gzip") << 9'999 << -1;
        QTest::newRow("gzip over it only when decoded")
            << QStringLiteral("gzip") << 10'000 << limit;
        QTest::newRow("gzip bomb") << QStringLiteral("gzip") << 100'000'000 << limit;
        QTest::newRow("gzip cut short")
            << QStringLiteral("broken") << 5'000 << static_cast<int>(base::Code::Corrupt);
    }

    void limits() {
        QFETCH(QString, kind);
        QFETCH(int, size);
        QFETCH(int, code);
        const std::string plain(static_cast<std::size_t>(size), 'z');
        TinyServer server([&](TinyConnection& connection, const std::string&) {
            if (kind == QStringLiteral("plain")) {
                connection.answer("200 OK", plain);
            } else if (kind == QStringLiteral("chunked")) {
                connection.write(
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7a120\r\n" + plain +
                    "\r\n0\r\n\r\n"
                );
            } else {
                std::string packed = http::gzip(plain);
                packed.resize(packed.size() - (kind == QStringLiteral("broken") ? 3 : 0));
                connection.answer("200 OK", packed, "Content-Encoding: gzip\r\n");
            }
        });
        http::Request request = get(server.url());
        request.acceptGzip = true;
        request.bodyLimitBytes = 10'000;
        const http::Response answer = tests::ask(m_client, std::move(request));
        QCOMPARE(answer.error ? static_cast<int>(answer.error->code) : -1, code);
        QCOMPARE(answer.body.size(), code == -1 ? plain.size() : std::size_t{0});
        QCOMPARE(answer.status, 200);
    }

    void credentials_data() {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("line");
        const auto row = [](const char* kind, const char* line) {
            QTest::newRow(kind) << QString::fromUtf8(kind) << QString::fromUtf8(line);
        };
        row("basic", "Authorization: Basic dXNlcjpwOnc=");
        row("bearer", "Authorization: Bearer t0ken");
        row("bearer from a file", "Authorization: Bearer from-file");
        row("an own type", "Authorization: Token t0ken");
        row("extra header", "X-Scope-OrgID: one");
        row("extra header again", "X-Scope-OrgID: two");
        row("secret header", "X-Key: hidden");
    }

    void credentials() {
        QFETCH(QString, kind);
        QFETCH(QString, line);
        QTemporaryDir folder;
        const std::string file = (folder.path() + QStringLiteral("/token")).toStdString();
        std::ofstream(file) << "from-file\n";
        http::ClientOptions options;
        options.headers = {{"X-Scope-OrgID", {"one", "two"}, {}}, {"X-Key", {}, {{"hidden", ""}}}};
        options.hasBasicAuth = kind == QStringLiteral("basic");
        options.basicAuth = {"user", "", {"p:w", ""}};
        options.hasAuthorization = !options.hasBasicAuth;
        options.authorization.credentials = {
            "t0ken", kind.endsWith(QStringLiteral("file")) ? file : ""};
        options.authorization.type = kind == QStringLiteral("an own type") ? "Token" : "Bearer";
        TinyServer server(sayOk);
        http::Request request = get(server.url());
        request.options = std::make_shared<const http::ClientOptions>(options);
        QCOMPARE(tests::ask(m_client, std::move(request)).status, 200);
        QVERIFY2(
            hasLine(server.requests().front(), line.toStdString()),
            server.requests().front().c_str()
        );
    }

    void aSecretFileThatIsGoneIsAnError() {
        http::ClientOptions options;
        options.hasAuthorization = true;
        options.authorization.credentials.file = "/nowhere/token";
        http::Request request = get("http://127.0.0.1:1/");
        request.options = std::make_shared<const http::ClientOptions>(options);
        const http::Response answer = tests::ask(m_client, std::move(request));
        QVERIFY(answer.error);
        QCOMPARE(answer.error->code, base::Code::Io);
    }

    void aLineBreakInAHeaderIsRefused() {
        http::Request request = get("http://127.0.0.1:1/");
        request.headers = {{"X-A", "b\r\nX-Evil: c"}};
        const http::Response answer = tests::ask(m_client, std::move(request));
        QVERIFY(answer.error);
        QCOMPARE(answer.error->code, base::Code::InvalidInput);
    }

    void redirectsKeepCredentialsOnlyWithinTheOrigin_data() {
        QTest::addColumn<bool>("elsewhere");
        QTest::newRow("same host and port: sent on") << false;
        QTest::newRow("another port: left out") << true;
    }

    void redirectsKeepCredentialsOnlyWithinTheOrigin() {
        QFETCH(bool, elsewhere);
        TinyServer other(sayOk);
        TinyServer server([&](TinyConnection& connection, const std::string& asked) {
            if (asked.starts_with("GET /metrics ")) {
                const std::string target = elsewhere ? other.url("/there") : "/there";
                connection.answer("307 Go", "moved", "Location: " + target + "\r\n");
            } else {
                sayOk(connection, asked);
            }
        });
        http::ClientOptions options;
        options.hasBasicAuth = true;
        options.basicAuth = {"user", "", {"pw", ""}};
        options.headers = {{"X-Key", {}, {{"hidden", ""}}}};
        http::Request request = get(server.url());
        request.headers = {{"Accept", "text/plain"}, {"X-Tenant", "secret"}};
        request.options = std::make_shared<const http::ClientOptions>(options);
        const http::Response answer = tests::ask(m_client, std::move(request));
        QVERIFY(!answer.error);
        QCOMPARE(answer.body, std::string("up 1\n"));
        const std::string last = elsewhere ? other.requests().back() : server.requests().back();
        QVERIFY(last.starts_with("GET /there "));
        QVERIFY(hasLine(last, "Accept: text/plain"));
        for (const char* secret : {"Authorization: Basic ", "X-Key: hidden", "X-Tenant: secret"}) {
            QCOMPARE(last.find(secret) == std::string::npos, elsewhere);
        }
    }

    void redirectedMethods_data() {
        QTest::addColumn<QString>("status");
        QTest::addColumn<QString>("method");
        QTest::newRow("302 turns POST into GET")
            << QStringLiteral("302 Found") << QStringLiteral("GET");
        QTest::newRow("308 keeps method and body")
            << QStringLiteral("308 Moved") << QStringLiteral("POST");
    }

    void redirectedMethods() {
        QFETCH(QString, status);
        QFETCH(QString, method);
        TinyServer server([&](TinyConnection& connection, const std::string& asked) {
            asked.find(" /metrics ") != std::string::npos
                ? connection.answer(status.toStdString(), "", "Location: /b\r\n")
                : sayOk(connection, asked);
        });
        http::Request request = get(server.url());
        request.method = "POST";
        request.body = "payload";
        QCOMPARE(tests::ask(m_client, std::move(request)).status, 200);
        QVERIFY(server.requests().back().starts_with(method.toStdString() + " /b "));
        QCOMPARE(server.requests().back().ends_with("payload"), method == QStringLiteral("POST"));
    }

    void redirectsCanBeSwitchedOffAndDoNotRunForEver() {
        TinyServer server([](TinyConnection& connection, const std::string&) {
            connection.answer("302 Found", "", "Location: /again\r\n");
        });
        const http::Response endless = tests::ask(m_client, get(server.url()));
        QVERIFY(endless.error);
        QCOMPARE(
            endless.error->context, "more than 10 redirects, the last one to " + server.host()
        );
        // The first answer is asked for once more by the side that follows redirects.
        QCOMPARE(server.requests().size(), std::size_t{12});
        http::ClientOptions options;
        options.followRedirects = false;
        http::Request request = get(server.url());
        request.options = std::make_shared<const http::ClientOptions>(options);
        QCOMPARE(tests::ask(m_client, std::move(request)).status, 302);
    }

    void refusedConnectionsAreNamed() {
        std::string host;
        {
            const TinyServer gone(sayOk);
            host = gone.host();
        }
        const http::Response answer =
            tests::ask(m_client, get("http://user:pass@" + host + "/metrics?token=x"));
        QVERIFY(answer.error);
        QCOMPARE(answer.error->code, base::Code::Network);
        QCOMPARE(answer.error->context, "connection refused by " + host);
        QCOMPARE(answer.connectUs, std::int64_t{-1});
        QCOMPARE(answer.remoteAddress, std::string());
    }

    void wrongUrls_data() {
        QTest::addColumn<QString>("url");
        QTest::newRow("empty") << QString();
        QTest::newRow("another scheme") << QStringLiteral("file:///etc/passwd");
        QTest::newRow("no host") << QStringLiteral("http://");
    }

    void wrongUrls() {
        QFETCH(QString, url);
        const http::Response answer = tests::ask(m_client, get(url.toStdString()));
        QVERIFY(answer.error);
        QCOMPARE(answer.error->code, base::Code::InvalidInput);
    }

    void brokenOff_data() {
        QTest::addColumn<QString>("bytes");
        QTest::addColumn<bool>("reset");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, const char* bytes, bool reset, const char* words) {
            QTest::newRow(name) << QString::fromUtf8(bytes) << reset << QString::fromUtf8(words);
        };
        row("closed without a word", "", false, "connection closed by %1 without an answer");
        row("reset without a word", "", true, "connection closed by %1 without an answer");
        row("half a body",
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",
            false,
            "connection closed by %1 after 3 of 9 bytes of the body");
        row("not HTTP", "SSH-2.0-OpenSSH\r\n", false, "what %1 answers is not HTTP/1.1 or newer");
    }

    void brokenOff() {
        QFETCH(QString, bytes);
        QFETCH(bool, reset);
        QFETCH(QString, words);
        TinyServer server([&](TinyConnection& connection, const std::string&) {
            connection.write(bytes.toStdString());
            reset ? connection.closeWithReset() : connection.close();
        });
        const http::Response answer = tests::ask(m_client, get(server.url()));
        QVERIFY(answer.error);
        QCOMPARE(
            QString::fromStdString(answer.error->context),
            words.arg(QString::fromStdString(server.host()))
        );
        QCOMPARE(answer.error->code, base::Code::Network);
    }

    void silenceIsATimeoutThatSaysHowFarItCame() {
        TinyServer server([](TinyConnection&, const std::string&) {});
        http::Request request = get(server.url());
        request.timeout = 50ms;
        const http::Response answer = tests::ask(m_client, std::move(request));
        QVERIFY(answer.error);
        QCOMPARE(answer.error->code, base::Code::Timeout);
        const QString words = QString::fromStdString(answer.error->context);
        QVERIFY2(
            words.startsWith(QStringLiteral("no answer within 50ms (connected to 127.0.0.1:")),
            qPrintable(words)
        );
        QVERIFY(answer.totalUs >= 50'000);
    }

    void aBodyThatNeverEndsIsATimeout() {
        TinyServer server([](TinyConnection& connection, const std::string&) {
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n12345");
        });
        http::Request request = get(server.url());
        request.timeout = 200ms;
        const http::Response answer = tests::ask(m_client, std::move(request));
        QVERIFY(answer.error);
        QCOMPARE(
            answer.error->context,
            "answer not complete within 200ms (5 of 100 bytes from " + server.host() + ")"
        );
    }

    void cancelEndsExactlyOne() {
        TinyServer server([](TinyConnection&, const std::string&) {});
        http::RequestId first = 0;
        std::future<http::Response> one = tests::sendTo(m_client, get(server.url("/1")), &first);
        std::future<http::Response> two = tests::sendTo(m_client, get(server.url("/2")));
        server.waitForRequests(2);
        m_client.cancel(first);
        m_client.cancel(first);
        QCOMPARE(one.get().error->code, base::Code::Cancelled);
        QVERIFY(two.wait_for(0s) == std::future_status::timeout);
        m_client.cancel(first + 1);
        QCOMPARE(two.get().error->code, base::Code::Cancelled);
    }

    void stopAnswersEverythingAndAlsoWhatComesLater() {
        TinyServer server([](TinyConnection&, const std::string&) {});
        http::CurlClient client(m_clock);
        std::vector<std::future<http::Response>> answers;
        for (int i = 0; i < 50; ++i) {
            answers.push_back(tests::sendTo(client, get(server.url())));
        }
        client.stop();
        answers.push_back(tests::sendTo(client, get(server.url())));
        for (auto& answer : answers) {
            QVERIFY(answer.wait_for(0s) == std::future_status::ready);
            QCOMPARE(answer.get().error->code, base::Code::Cancelled);
        }
    }

    void manySendersGetTheirOwnAnswers() {
        TinyServer server([](TinyConnection& connection, const std::string& asked) {
            connection.answer("200 OK", asked.substr(0, asked.find("\r\n")));
        });
        std::atomic<int> right = 0;
        std::vector<std::thread> senders;
        for (int t = 0; t < 4; ++t) {
            senders.emplace_back([&, t] {
                for (int i = 0; i < 50; ++i) {
                    const std::string path = "/" + std::to_string(t) + "/" + std::to_string(i);
                    right += tests::ask(m_client, get(server.url(path))).body ==
                                     "GET " + path + " HTTP/1.1"
                                 ? 1
                                 : 0;
                }
            });
        }
        for (std::thread& sender : senders) {
            sender.join();
        }
        QCOMPARE(right.load(), 200);
        QVERIFY(server.connections() <= 8);
    }
};

QTEST_GUILESS_MAIN(CurlClientTest)
#include "curl_client_test.moc"
