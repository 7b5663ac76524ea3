// Every hole of QtHttpServer that the guard closes, over real sockets: each of these fails when the
// guard is left out.
#include "core/api/http_server.h"
#include "core/api/server_thread.h"
#include "core/http/gzip.h"
#include "tests/support/raw_client.h"

#include <QCoreApplication>
#include <QTest>

#include <memory>
#include <semaphore>
#include <thread>

using namespace meterbench;
using tests::RawAnswer;
using tests::RawClient;

namespace {

/// Held until a test lets it go.
std::counting_semaphore<8> s_gate(0);

/// Of the worker: what the query asks for.
api::HttpResponse later(const std::string& query, std::thread::id server) {
    if (query == "held") {
        s_gate.acquire();
    }
    if (query == "throws") {
        throw std::runtime_error("oh");
    }
    const bool isElsewhere = std::this_thread::get_id() != server;
    return {
        200, "text/plain", "later " + query + (isElsewhere ? "" : " on the server's thread"), {}};
}

/// Says back what arrived.
api::HttpResponse echo(const api::HttpRequest& request) {
    if (request.path == "/large") {
        return {200, "text/plain", std::string(100'000, 'L'), {}};
    }
    if (request.path == "/wrong-method") {
        return {405, "text/plain", "Method Not Allowed\n", {{"Allow", "GET, OPTIONS"}}};
    }
    if (request.path == "/throws") {
        throw std::runtime_error("oh");
    }
    if (request.path == "/later") {
        api::HttpResponse response;
        response.later = [path = request.query, from = std::this_thread::get_id()] {
            return later(path, from);
        };
        return response;
    }
    return {
        200,
        "text/plain",
        request.method + " " + request.path + " ?" + request.query + " " + request.body,
        {}};
}

std::unique_ptr<api::ServerThread> serve(http::ServerLimits limits = {}) {
    auto server = api::ServerThread::start("127.0.0.1:0", echo, std::move(limits));
    return server ? std::move(server).value() : nullptr;
}

std::string get(const std::string& target, const std::string& headers = {}) {
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
}

std::string
post(const std::string& target, const std::string& headers, const std::string& body = {}) {
    return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n" + body;
}

} // namespace

class HttpServerTest : public QObject {
    Q_OBJECT

    std::unique_ptr<api::ServerThread> m_server;

private Q_SLOTS:

    void initTestCase() {
        m_server = serve();
        QVERIFY(m_server != nullptr);
        QCOMPARE(m_server->address(), "127.0.0.1:" + std::to_string(m_server->port()));
    }

    void pathsArriveRaw_data() {
        QTest::addColumn<QByteArray>("target");
        for (const char* target :
             {"/p/a%2Fb",
              "/p/a%20b/%zz",
              "/%41",
              "/a//b/../c",
              "/?x=%7Bjob%3D%22a%22%7D&y",
              "/q?m={a=\"b\"}|[]^`",
              "/a;b=c",
              "//two/slashes",
              "/%",
              "/a:b@c",
              "/?%00"}) {
            QTest::newRow(target) << QByteArray(target);
        }
    }

    void pathsArriveRaw() {
        QFETCH(QByteArray, target);
        RawClient client(m_server->port());
        QVERIFY(client.send(get(target.toStdString())));
        const RawAnswer answer = client.read();
        QCOMPARE(answer.status, 200);
        const qsizetype mark = target.indexOf('?');
        const QByteArray path = mark < 0 ? target : target.left(mark);
        const QByteArray query = mark < 0 ? QByteArray() : target.mid(mark + 1);
        QCOMPARE(QByteArray::fromStdString(answer.body), "GET " + path + " ?" + query + " ");
    }

    void headHasTheLengthButNoBody() {
        RawClient client(m_server->port());
        client.send("HEAD /large HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/next"));
        const RawAnswer head = client.read(true);
        QCOMPARE(head.status, 200);
        QVERIFY(head.has("Content-Length: 100000"));
        QCOMPARE(client.read().body, std::string("GET /next ? "));
    }

    void theHandlersOwnStatusAndHeadersGoOut() {
        RawClient client(m_server->port());
        client.send(post("/wrong-method", "Content-Length: 0\r\n"));
        const RawAnswer answer = client.read();
        QCOMPARE(answer.status, 405);
        QVERIFY(answer.has("Allow: GET, OPTIONS"));
        QVERIFY(answer.has("X-Content-Type-Options: nosniff"));
    }

    void aHandlerThatThrowsIsAnInternalError() {
        RawClient client(m_server->port());
        client.send(get("/throws"));
        QCOMPARE(client.read().status, 500);
        client.send(get("/after"));
        QCOMPARE(client.read().status, 200);
    }

    void connectionsAreKept() {
        RawClient client(m_server->port());
        for (int i = 0; i < 3; ++i) {
            client.send(get("/" + std::to_string(i)));
            QCOMPARE(client.read().body, "GET /" + std::to_string(i) + " ? ");
        }
    }

    void pipelinedRequestsAreAnsweredInOrder() {
        RawClient client(m_server->port());
        std::string all;
        for (int i = 0; i < 200; ++i) {
            const std::string body = "body" + std::to_string(i);
            all += get("/" + std::to_string(i));
            all += post("/p", "Content-Length: " + std::to_string(body.size()) + "\r\n", body);
        }
        QVERIFY(client.send(all));
        for (int i = 0; i < 200; ++i) {
            QCOMPARE(client.read().body, "GET /" + std::to_string(i) + " ? ");
            QCOMPARE(client.read().body, "POST /p ? body" + std::to_string(i));
        }
    }

    void anAnswerMayComeLater() {
        RawClient client(m_server->port());
        client.send(get("/later?a") + get("/later?throws") + get("/now"));
        QCOMPARE(client.read().body, std::string("later a"));
        const RawAnswer failed = client.read();
        QCOMPARE(failed.status, 500);
        QCOMPARE(failed.body, std::string("internal error: oh\n"));
        QCOMPARE(client.read().body, std::string("GET /now ? "));
        client.send("HEAD /later?h HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/now"));
        QVERIFY(client.read(true).has("Content-Length: 7"));
        QCOMPARE(client.read().body, std::string("GET /now ? "));
    }

    /// Others are served meanwhile, the connection's own requests wait behind it, and "close" means
    /// behind the answer.
    void whatComesLaterHoldsNobodyElseUp() {
        RawClient held(m_server->port());
        held.send(get("/later?held"));
        RawClient other(m_server->port());
        other.send(get("/other"));
        QCOMPARE(other.read().body, std::string("GET /other ? "));
        held.send(get("/behind", "Connection: close\r\n"));
        s_gate.release();
        QCOMPARE(held.read().body, std::string("later held"));
        QCOMPARE(held.read().body, std::string("GET /behind ? "));
        QVERIFY(held.isClosedByPeer());
    }

    void anAnswerThatComesLaterIsSentBeforeTheEnd() {
        RawClient client(m_server->port());
        client.send(get("/later?b", "Connection: close\r\n"));
        const RawAnswer answer = client.read();
        QCOMPARE(answer.body, std::string("later b"));
        QVERIFY(answer.has("Connection: close"));
        QVERIFY(client.isClosedByPeer());
    }

    void aClientThatLeavesMeanwhileHarmsNobody() {
        {
            RawClient gone(m_server->port());
            gone.send(get("/later?held") + get("/later?c"));
        }
        s_gate.release();
        RawClient client(m_server->port());
        client.send(get("/later?d"));
        QCOMPARE(client.read().body, std::string("later d"));
    }

    void aServerThatStopsWaitsForNothingElse() {
        auto server = serve();
        RawClient client(server->port());
        client.send(get("/later?e") + get("/now"));
        QCOMPARE(client.read().body, std::string("later e"));
        client.send(get("/later?f"));
        server.reset();
    }

    void requestsMayArriveByteByByte() {
        RawClient client(m_server->port());
        const std::string all =
            get("/a") +
            post(
                "/b", "Transfer-Encoding: chunked\r\n", "3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n"
            ) +
            get("/c");
        for (const char c : all) {
            QVERIFY(client.send({&c, 1}));
        }
        QCOMPARE(client.read().body, std::string("GET /a ? "));
        QCOMPARE(client.read().body, std::string("POST /b ? abc0123456789"));
        QCOMPARE(client.read().body, std::string("GET /c ? "));
    }

    void largeBodiesWithinTheLimitArriveWhole_data() {
        QTest::addColumn<bool>("chunked");
        QTest::newRow("with a length") << false;
        QTest::newRow("chunked") << true;
    }

    void largeBodiesWithinTheLimitArriveWhole() {
        QFETCH(bool, chunked);
        const std::string body(10'000'000, 'b');
        RawClient client(m_server->port());
        client.send(
            chunked
                ? post("/", "Transfer-Encoding: chunked\r\n", "989680\r\n" + body + "\r\n0\r\n\r\n")
                : post("/", "Content-Length: 10000000\r\n", body)
        );
        const RawAnswer answer = client.read();
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body.size(), body.size() + 9);
    }

    void connectionCloseIsHonoured_data() {
        QTest::addColumn<QByteArray>("request");
        QTest::newRow("Connection: close")
            << QByteArray("GET /a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        QTest::newRow("among other words")
            << QByteArray("GET /a HTTP/1.1\r\nHost: localhost\r\nConnection: te, Close\r\n\r\n");
        QTest::newRow("HTTP/1.0") << QByteArray("GET /a HTTP/1.0\r\n\r\n");
        QTest::newRow("what is sent behind it is not answered")
            << QByteArray("GET /a HTTP/1.0\r\n\r\nGET /b HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    void connectionCloseIsHonoured() {
        QFETCH(QByteArray, request);
        RawClient client(m_server->port());
        client.send(request.toStdString());
        const RawAnswer answer = client.read();
        QCOMPARE(answer.body, std::string("GET /a ? "));
        QVERIFY(answer.has("Connection: close"));
        QVERIFY(client.isClosedByPeer());
    }

    void expectContinueIsAnsweredBeforeTheBody() {
        RawClient client(m_server->port());
        client.send(get("/first") + post("/b", "Content-Length: 4\r\nExpect: 100-continue\r\n"));
        QCOMPARE(client.read().body, std::string("GET /first ? "));
        QCOMPARE(client.read().status, 100);
        client.send("data");
        QCOMPARE(client.read().body, std::string("POST /b ? data"));
    }

    void refusals_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        const auto row = [](const char* name, const std::string& bytes, int status) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << status;
        };
        const std::string smuggled = get("/smuggled");
        row("Content-Length of 2^64-1 hides no second request",
            post("/", "Content-Length: 18446744073709551615\r\n", smuggled),
            413);
        row("a negative Content-Length hides no second request",
            post("/", "Content-Length: -1\r\n", smuggled),
            400);
        row("Content-Length with a plus", post("/", "Content-Length: +4\r\n", "data"), 400);
        row("two Content-Lengths",
            post("/", "Content-Length: 0\r\nContent-Length: 4\r\n", smuggled),
            400);
        row("two equal Content-Lengths",
            post("/", "Content-Length: 4\r\nContent-Length: 4\r\n", "data"),
            400);
        row("a list of Content-Lengths", post("/", "Content-Length: 4, 4\r\n", "data"), 400);
        row("both framings",
            post("/", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
            400);
        row("an unknown Transfer-Encoding",
            post("/", "Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"),
            501);
        row("200 MB are refused before they come", post("/", "Content-Length: 200000000\r\n"), 413);
        row("200 MB in chunks", post("/", "Transfer-Encoding: chunked\r\n", "bebc200\r\n"), 413);
        row("a chunk size that is no number",
            post("/", "Transfer-Encoding: chunked\r\n", "zz\r\n"),
            400);
        row("trailers", post("/", "Transfer-Encoding: chunked\r\n", "0\r\nX-A: b\r\n\r\n"), 400);
        row("a request line without end", "GET /" + std::string(100'000, 'a'), 414);
        row("headers without end", get("/", "X-A: " + std::string(100'000, 'b')), 431);
        row(
            "many small headers",
            "GET / HTTP/1.1\r\nHost: localhost\r\n" +
                [] {
                    std::string all;
                    for (int i = 0; i < 10'000; ++i) {
                        all += "X-" + std::to_string(i) + ": y\r\n";
                    }
                    return all;
                }(),
            431
        );
        row("not HTTP at all", "hello\r\n\r\n", 400);
        row("another version", "GET / HTTP/3.0\r\n\r\n", 505);
        row("another method", "TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n", 501);
        row("an absolute target", "GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400);
        row("bare line feeds", "GET / HTTP/1.1\nHost: localhost\n\n", 400);
        row("a folded header", get("/", "X-A: b\r\n c\r\n"), 400);
        row("space before the colon", get("/", "Content-Length : 4\r\n"), 400);
        row("a NUL in a header", get("/", std::string("X-A: b\0c\r\n", 10)), 400);
        row("no Host", "GET / HTTP/1.1\r\n\r\n", 400);
        row("two Hosts", get("/", "Host: localhost\r\n"), 400);
        row("a foreign Host", "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421);
        row("a foreign Origin", get("/", "Origin: http://evil.example\r\n"), 403);
        row("an opaque Origin", get("/", "Origin: null\r\n"), 403);
        row("another expectation", get("/", "Expect: 200-ok\r\n"), 417);
        row("WebSocket",
            get("/", "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n"),
            501);
    }

    void refusals() {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        RawClient client(m_server->port());
        client.send(bytes.toStdString());
        const RawAnswer answer = client.read();
        QCOMPARE(answer.status, status);
        QVERIFY(answer.has("Connection: close"));
        QVERIFY(answer.body.size() > 10);
        QVERIFY(client.isClosedByPeer());
    }

    /// What came before the refused request is answered first.
    void aGoodRequestBeforeABadOneIsAnswered() {
        RawClient client(m_server->port());
        client.send(get("/good") + "BAD\r\n\r\n" + get("/never"));
        QCOMPARE(client.read().body, std::string("GET /good ? "));
        QCOMPARE(client.read().status, 400);
        QVERIFY(client.isClosedByPeer());
    }

    void aRefusedBodyThatIsStillComingDoesNotEatTheAnswer() {
        RawClient client(m_server->port());
        client.send(post("/", "Content-Length: 200000000\r\n"));
        for (int i = 0; i < 50 && client.send(std::string(100'000, 'x')); ++i) {
        }
        QCOMPARE(client.read().status, 413);
    }

    void ownHostsAndOrigins_data() {
        QTest::addColumn<QByteArray>("headers");
        QTest::newRow("localhost with a port") << QByteArray("Host: LocalHost:1\r\n");
        QTest::newRow("another loopback literal") << QByteArray("Host: 127.0.0.5\r\n");
        QTest::newRow("IPv6") << QByteArray("Host: [::1]:80\r\n");
        QTest::newRow("an allowed name") << QByteArray("Host: bench.test\r\n");
        QTest::newRow("its own origin")
            << QByteArray("Host: bench.test:8\r\nOrigin: http://bench.test:8\r\n");
    }

    void ownHostsAndOrigins() {
        QFETCH(QByteArray, headers);
        http::ServerLimits limits;
        limits.hosts = {"Bench.Test"};
        const auto server = serve(limits);
        RawClient client(server->port());
        client.send("GET / HTTP/1.1\r\n" + headers.toStdString() + "\r\n");
        QCOMPARE(client.read().status, 200);
    }

    /// With a bound of nought the deadline is the next turn of the loop: no waiting in the test.
    void slowClientsAreEnded_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("idle");
        QTest::addColumn<int>("head");
        QTest::addColumn<int>("body");
        QTest::addColumn<int>("status");
        QTest::newRow("says nothing") << QByteArray() << 0 << 60 << 60 << 0;
        QTest::newRow("headers never end (slow loris)")
            << QByteArray("GET / HTTP/1.1\r\nX: ") << 60 << 0 << 60 << 408;
        QTest::newRow("the body never ends")
            << QByteArray("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nab") << 60
            << 60 << 0 << 408;
    }

    void slowClientsAreEnded() {
        QFETCH(QByteArray, bytes);
        QFETCH(int, idle);
        QFETCH(int, head);
        QFETCH(int, body);
        QFETCH(int, status);
        http::ServerLimits limits;
        limits.idleSeconds = idle;
        limits.headerSeconds = head;
        limits.bodySeconds = body;
        const auto server = serve(limits);
        RawClient client(server->port());
        client.send(bytes.toStdString());
        QCOMPARE(client.read().status, status);
        QVERIFY(client.isClosedByPeer());
    }

    void tooManyConnectionsAreTold() {
        http::ServerLimits limits;
        limits.connections = 2;
        const auto server = serve(limits);
        auto first = std::make_unique<RawClient>(server->port());
        RawClient second(server->port());
        for (RawClient* client : {first.get(), &second}) {
            client->send(get("/"));
            QCOMPARE(client->read().status, 200);
        }
        QCOMPARE(RawClient(server->port()).read().status, 503);
        first.reset();
        int status = 0;
        while (status != 200) { // until the server has seen the first one go
            RawClient again(server->port());
            again.send(get("/"));
            status = again.read().status;
        }
    }

    /// The crash of asynchronous answers: clients that leave before they are answered.
    void clientsThatLeaveEarlyHarmNobody() {
        for (int i = 0; i < 200; ++i) {
            RawClient client(m_server->port());
            client.send(get("/large") + get("/large").substr(0, static_cast<std::size_t>(i % 30)));
        }
        RawClient client(m_server->port());
        client.send(get("/still"));
        QCOMPARE(client.read().body, std::string("GET /still ? "));
    }

    void largeAnswersArePackedWhenAskedFor() {
        RawClient client(m_server->port());
        client.send(get("/large", "Accept-Encoding: br, gzip\r\n"));
        const RawAnswer packed = client.read();
        QVERIFY(packed.has("Content-Encoding: gzip"));
        QVERIFY(http::gunzip(packed.body, 0).value() == std::string(100'000, 'L'));
        client.send(
            get("/small", "Accept-Encoding: gzip\r\n") +
            get("/large", "Accept-Encoding: gzip;q=0\r\n")
        );
        QVERIFY(!client.read().has("Content-Encoding: gzip"));
        QVERIFY(!client.read().has("Content-Encoding: gzip"));
    }

    void addresses_data() {
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("good");
        QTest::newRow("IPv4") << QStringLiteral("127.0.0.1:0") << true;
        QTest::newRow("localhost") << QStringLiteral("localhost:0") << true;
        QTest::newRow("no port") << QStringLiteral("127.0.0.1") << false;
        QTest::newRow("port too large") << QStringLiteral("127.0.0.1:65536") << false;
        QTest::newRow("a name") << QStringLiteral("example.test:1") << false;
    }

    void addresses() {
        QFETCH(QString, address);
        QFETCH(bool, good);
        const auto server = api::ServerThread::start(address.toStdString(), echo);
        QCOMPARE(server.ok(), good);
        if (!good) {
            QVERIFY(server.error().context.find("must be HOST:PORT") != std::string::npos);
        }
    }

    void anAddressInUseIsNamed() {
        const auto second = api::ServerThread::start(m_server->address(), echo);
        QVERIFY(!second.ok());
        QCOMPARE(second.error().code, base::Code::Io);
        QVERIFY(second.error().context.starts_with("cannot listen on " + m_server->address() + ": ")
        );
    }
};

QTEST_GUILESS_MAIN(HttpServerTest)
#include "http_server_test.moc"
