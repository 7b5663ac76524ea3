// The server of the address over real sockets: requests and their answers. What the guard closes is
// closed here too.
#include "tests/core/http/served.h"
#include "tests/support/fake_clock.h"

using namespace meterbench;
using namespace meterbench::tests;

class ServerTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Served> m_server;

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
        const RawAnswer next = client.read();
        QCOMPARE(next.status, 200); // it stands right behind the head
        QCOMPARE(next.body, std::string("GET /next ? "));
    }

    void theHandlersOwnStatusAndHeadersGoOut() {
        RawClient client(m_server->port());
        client.send(post("/wrong-method", "Content-Length: 0\r\n"));
        const RawAnswer answer = client.read();
        QCOMPARE(answer.status, 405);
        QVERIFY(answer.has("Allow: GET, OPTIONS"));
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

    /// It is read and thrown away for a while: a reset could take the answer with it.
    void aRefusedBodyThatIsStillComingDoesNotEatTheAnswer() {
        const FakeClock clock;
        const Served server(clock, "127.0.0.1:0", {}, {});
        RawClient client(server.port());
        client.send(post("/", "Content-Length: 200000000\r\n"));
        for (int i = 0; i < 50; ++i) {
            QVERIFY(client.send(std::string(100'000, 'x')));
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
        const Served served(kClock, address.toStdString(), {}, {});
        QCOMPARE(served.error().empty(), good);
        if (!good) {
            QVERIFY(served.error().find("must be HOST:PORT") != std::string::npos);
        }
    }

    void anAddressInUseIsNamed() {
        const Served second(kClock, m_server->address(), {}, {});
        QVERIFY(second.error().starts_with("cannot listen on " + m_server->address() + ": "));
    }

    void namesWithoutADotAreTakenWhereToldSo() {
        http::ServerLimits limits;
        limits.allowPlainNames = true;
        const auto server = serve(limits);
        for (const auto& [host, status] :
             {std::pair("gateway", 200),
              std::pair("gateway:9091", 200),
              std::pair("a.example", 421),
              std::pair("10.0.0.1", 421),
              std::pair("[2001:db8::1]", 421)}) {
            RawClient client(server->port());
            client.send("GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n");
            QCOMPARE(client.read().status, status);
        }
    }

    void anAllowedOriginMayAskAndPreflight() {
        http::ServerLimits limits;
        limits.origins = {"https://shop.example"};
        const auto server = serve(limits);
        for (const auto& [origin, status] :
             {std::pair("https://shop.example", 200),
              std::pair("https://Shop.Example", 200),
              std::pair("http://shop.example", 403),
              std::pair("https://shop.example.evil", 403)}) {
            RawClient client(server->port());
            client.send(
                "OPTIONS /p HTTP/1.1\r\nHost: localhost\r\nOrigin: " + std::string(origin) +
                "\r\n\r\n"
            );
            QCOMPARE(client.read().status, status);
        }
    }
};

QTEST_GUILESS_MAIN(ServerTest)
#include "server_test.moc"
