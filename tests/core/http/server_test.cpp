// The server of the address over real sockets: what the guard closes is closed here too, and what a
// loop of our own has to do itself: order, partial sends and reads, many connections, TLS.
#include "core/http/served_connection.h"
#include "core/http/server.h"
#include "core/http/tls_session.h"
#include "tests/support/fake_clock.h"
#include "tests/support/raw_client.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTemporaryDir>
#include <QTest>

#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace meterbench;
using tests::RawAnswer;
using tests::RawClient;

namespace {

/// Says back what arrived.
http::Answer echo(const http::ServedRequest& request) {
    http::Answer answer;
    answer.contentType = "text/plain";
    if (request.path == "/large") {
        answer.body.assign(100'000, 'L');
    } else if (request.path == "/huge") {
        answer.body.assign(40'000'000, 'H');
    } else if (request.path == "/wrong-method") {
        answer.status = 405;
        answer.headers.push_back({"Allow", "GET, OPTIONS"});
    } else if (request.path == "/throws") {
        throw std::runtime_error("oh");
    } else {
        answer.body = std::string(request.method) + " " + std::string(request.path) + " ?" +
                      std::string(request.query) + " " + std::string(request.body);
    }
    return answer;
}

/// A loop on a thread of its own.
class Served {
public:
    Served(const base::Clock& clock, const std::string& address, http::ServerLimits limits, http::ServerTls tls)
        : m_loop(clock) {
        auto listening = m_loop.listen({address, std::move(limits), std::move(tls)}, echo);
        if (!listening) {
            m_error = listening.error().context;
            return;
        }
        m_listening = *listening;
        auto second = m_loop.listen({"127.0.0.1:0", {}, {}}, echo);
        m_plainPort = second ? second->port : 0;
        m_thread = std::thread([this] { m_loop.run([] { return std::int64_t{-1}; }); });
    }

    ~Served() {
        m_loop.stop();
        if (m_thread.joinable()) {
            m_thread.join();
        }
    }

    [[nodiscard]] std::uint16_t port() const { return m_listening.port; }

    /// Of a second listener on the same loop, with other limits and without TLS.
    [[nodiscard]] std::uint16_t plainPort() const { return m_plainPort; }

    [[nodiscard]] const std::string& address() const { return m_listening.address; }

    [[nodiscard]] const std::string& error() const { return m_error; }

    http::ServerLoop& loop() { return m_loop; }

private:
    http::ServerLoop m_loop;
    http::Listening m_listening;
    std::uint16_t m_plainPort = 0;
    std::string m_error;
    std::thread m_thread;
};

const base::SystemClock kClock;

std::unique_ptr<Served> serve(http::ServerLimits limits = {}, http::ServerTls tls = {}) {
    auto served =
        std::make_unique<Served>(kClock, "127.0.0.1:0", std::move(limits), std::move(tls));
    return served->error().empty() ? std::move(served) : nullptr;
}

struct Certificate {
    std::string file;
    std::string keyFile;
};

/// Signed by itself; empty when there is no openssl.
Certificate makeCertificate(const QTemporaryDir& folder, const QString& name) {
    const QString file = folder.filePath(name + QStringLiteral(".pem"));
    const QString key = folder.filePath(name + QStringLiteral("-key.pem"));
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(
        QStringLiteral("openssl"),
        {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
         QStringLiteral("ec"), QStringLiteral("-pkeyopt"),
         QStringLiteral("ec_paramgen_curve:prime256v1"), QStringLiteral("-nodes"),
         QStringLiteral("-batch"), QStringLiteral("-keyout"), key, QStringLiteral("-out"), file,
         QStringLiteral("-days"), QStringLiteral("2"), QStringLiteral("-subj"),
         QStringLiteral("/CN=localhost")}
    );
    const bool isMade = process.waitForFinished(60'000) && process.exitCode() == 0;
    return isMade ? Certificate{file.toStdString(), key.toStdString()} : Certificate();
}

/// One loop looks at what came first first: behind this it has seen what other clients sent before.
void goRound(const Served& server) {
    RawClient client(server.plainPort());
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QCOMPARE(client.read().status, 200);
}

std::string get(const std::string& target, const std::string& headers = {}) {
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
}

std::string
post(const std::string& target, const std::string& headers, const std::string& body = {}) {
    return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n" + body;
}

} // namespace

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
        const tests::FakeClock clock;
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
             {std::pair("gateway", 200), std::pair("gateway:9091", 200), std::pair("a.example", 421),
              std::pair("10.0.0.1", 421), std::pair("[2001:db8::1]", 421)}) {
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
             {std::pair("https://shop.example", 200), std::pair("https://Shop.Example", 200),
              std::pair("http://shop.example", 403), std::pair("https://shop.example.evil", 403)}) {
            RawClient client(server->port());
            client.send(
                "OPTIONS /p HTTP/1.1\r\nHost: localhost\r\nOrigin: " + std::string(origin) +
                "\r\n\r\n"
            );
            QCOMPARE(client.read().status, status);
        }
    }

    /// Byte by byte, in every kind of framing.
    void whatComesInPiecesIsWhole() {
        const std::string all = get("/one") + post("/two", "Content-Length: 5\r\n", "abcde") +
                                post(
                                    "/three",
                                    "Transfer-Encoding: chunked\r\n",
                                    "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
                                );
        RawClient client(m_server->port());
        for (const char byte : all) {
            QVERIFY(client.send({&byte, 1}));
        }
        QCOMPARE(client.read().body, std::string("GET /one ? "));
        QCOMPARE(client.read().body, std::string("POST /two ? abcde"));
        QCOMPARE(client.read().body, std::string("POST /three ? abcde"));
    }

    /// Forty megabytes to a client that begins to read late, and others are served meanwhile.
    void aSlowReaderHoldsUpNobody() {
        RawClient slow(m_server->port());
        slow.send(get("/huge") + get("/behind"));
        for (int i = 0; i < 20; ++i) {
            RawClient client(m_server->port());
            client.send(get("/quick"));
            QCOMPARE(client.read().body, std::string("GET /quick ? "));
        }
        QCOMPARE(slow.read().body.size(), std::size_t(40'000'000));
        QCOMPARE(slow.read().body, std::string("GET /behind ? "));
    }

    /// Requests of a client that reads no answer do not pile up: it is not read either.
    void whoDoesNotReadIsNotRead() {
        RawClient client(m_server->port());
        const timeval patience{1, 0};
        ::setsockopt(client.fd(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        std::size_t sent = 0;
        std::string many;
        for (int i = 0; i < 1'000; ++i) {
            many += get("/large");
        }
        const std::size_t most = 3'000'000; // 300 GB of answers, were they made
        while (sent < most && client.send(many)) {
            sent += 1'000;
        }
        QVERIFY(sent < most);
        RawClient other(m_server->port());
        other.send(get("/still"));
        QCOMPARE(other.read().body, std::string("GET /still ? "));
    }

    /// What was read already is not answered either while answers wait: memory stays bounded.
    void whatWaitsToBeReadBoundsTheAnswersMade() {
        std::array<int, 2> ends{};
        QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0);
        const http::ServerLimits limits;
        const http::HostRules rules(limits, "127.0.0.1");
        const http::Handler handler = echo;
        http::ServedConnection connection(ends[0], "peer", limits, rules, handler, nullptr);
        std::string many;
        for (int i = 0; i < 1'000; ++i) {
            many += get("/large");
        }
        QVERIFY(::send(ends[1], many.data(), many.size(), 0) > 30'000);
        std::string buffer(256 * 1'024, '\0');
        for (int i = 0; i < 10; ++i) {
            QVERIFY(connection.serve(buffer, 0) == http::ServedConnection::Next::GoOn);
        }
        QVERIFY(connection.takeRequests() < 40); // 1 MB here, and what the socket took
        QCOMPARE(connection.wantedEvents(), std::uint32_t{EPOLLOUT});
        ::close(ends[1]);
    }

    /// The clients live in a process of their own: one has no 20,000 sockets everywhere.
    void tenThousandIdleConnectionsAreKept() {
        rlimit files{};
        ::getrlimit(RLIMIT_NOFILE, &files);
        files.rlim_cur = files.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &files);
        const std::size_t wanted = 10'000;
        if (files.rlim_cur < wanted + 200) {
            QSKIP("this process may not open 10,200 sockets");
        }
        http::ServerLimits limits;
        limits.connections = wanted + 10;
        const auto server = serve(limits);
        QProcess clients;
        clients.start(
            QStringLiteral("python3"),
            {QStringLiteral("-c"), QStringLiteral(R"(
import socket, sys
port, wanted = int(sys.argv[1]), int(sys.argv[2])
idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(wanted)]
print("open", flush=True)
sys.stdin.readline()
for i in (0, wanted // 2, wanted - 1):
    idle[i].sendall(b"GET /awake HTTP/1.1\r\nHost: localhost\r\n\r\n")
    print(idle[i].recv(65536).split(b"\r\n")[0].decode(), flush=True)
)"),
             QString::number(server->port()), QString::number(wanted)}
        );
        QByteArray said;
        while (!said.contains('\n') && clients.waitForReadyRead(60'000)) {
            said += clients.readAll();
        }
        QVERIFY2(said.startsWith("open"), clients.readAllStandardError().constData());
        RawClient busy(server->port());
        for (int i = 0; i < 100; ++i) {
            busy.send(get("/" + std::to_string(i)));
            QCOMPARE(busy.read().status, 200);
        }
        clients.write("go\n");
        QVERIFY(clients.waitForFinished(60'000));
        QCOMPARE(clients.readAllStandardOutput().count("HTTP/1.1 200 OK"), 3);
    }

    void tls() {
        QTemporaryDir folder;
        const std::string key = folder.filePath(QStringLiteral("key.pem")).toStdString();
        const std::string certificate = folder.filePath(QStringLiteral("cert.pem")).toStdString();
        const auto run = [](const QString& program, const QStringList& words) {
            QProcess process;
            process.setProcessChannelMode(QProcess::MergedChannels);
            process.start(program, words);
            process.waitForFinished(60'000);
            return std::pair(process.exitCode(), process.readAll());
        };
        const auto made = run(
            QStringLiteral("openssl"),
            {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
             QStringLiteral("ec"), QStringLiteral("-pkeyopt"),
             QStringLiteral("ec_paramgen_curve:prime256v1"), QStringLiteral("-nodes"),
             QStringLiteral("-keyout"), QString::fromStdString(key), QStringLiteral("-out"),
             QString::fromStdString(certificate), QStringLiteral("-days"), QStringLiteral("2"),
             QStringLiteral("-subj"), QStringLiteral("/CN=localhost")}
        );
        QVERIFY2(made.first == 0, made.second.constData());
        const auto server = serve({}, {certificate, key, {}});
        QVERIFY(server != nullptr);
        auto trust = QSslConfiguration::defaultConfiguration();
        trust.setCaCertificates(QSslCertificate::fromPath(QString::fromStdString(certificate)));
        QSslSocket socket;
        socket.setSslConfiguration(trust);
        socket.connectToHostEncrypted(QStringLiteral("localhost"), server->port());
        QVERIFY2(socket.waitForEncrypted(60'000), qPrintable(socket.errorString()));
        socket.write("GET /large HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        QByteArray answer;
        while (socket.waitForReadyRead(60'000)) {
            answer += socket.readAll();
        }
        answer += socket.readAll();
        QVERIFY(answer.startsWith("HTTP/1.1 200 OK"));
        QCOMPARE(answer.count('L') >= 100'000, true);
        // Plain words at this port end without harm.
        RawClient plain(server->port());
        plain.send(get("/"));
        static_cast<void>(plain.read());
        // A client certificate that is wanted and not shown.
        const auto strict = serve({}, {certificate, key, certificate});
        QSslSocket nobody;
        nobody.setSslConfiguration(trust);
        nobody.connectToHostEncrypted(QStringLiteral("localhost"), strict->port());
        nobody.waitForEncrypted(60'000);
        nobody.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        QByteArray refused;
        while (nobody.waitForReadyRead(5'000)) {
            refused += nobody.readAll();
        }
        QVERIFY(!refused.startsWith("HTTP/1.1 200"));
    }

    /// 10 MB of answers: more than may wait, less than the sockets take while somebody reads.
    void answersThatGoOutAtOnceDoNotStopTheRequestsBehind() {
        RawClient client(m_server->port());
        std::string all;
        for (int i = 0; i < 100; ++i) {
            all += get("/large");
        }
        client.send(all + get("/last"));
        for (int i = 0; i < 100; ++i) {
            QCOMPARE(client.read().body.size(), std::size_t(100'000));
        }
        QCOMPARE(client.read().body, std::string("GET /last ? "));
    }

    void bytesThatTrickleInDoNotMoveADeadline_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("of the headers") << QByteArray("GET / HTTP/1.1\r\nX: ");
        QTest::newRow("of the body")
            << QByteArray("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\na");
        QTest::newRow("of a chunk") << QByteArray(
            "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n9\r\na"
        );
    }

    void bytesThatTrickleInDoNotMoveADeadline() {
        QFETCH(QByteArray, bytes);
        tests::FakeClock clock;
        http::ServerLimits limits;
        limits.headerSeconds = 10;
        limits.bodySeconds = 10;
        Served server(clock, "127.0.0.1:0", limits, {});
        RawClient client(server.port());
        client.send(bytes.toStdString());
        goRound(server);
        clock.advanceMs(6'000);
        client.send("b");
        goRound(server);
        clock.advanceMs(6'000);
        server.loop().wake();
        const RawAnswer answer = client.read();
        QCOMPARE(answer.status, 408);
        QVERIFY(answer.body.find("within 10 s") != std::string::npos);
        QVERIFY(client.isClosedByPeer());
    }

    void anIdleConnectionIsClosedWhenItsTimeIsOverAndNotBefore() {
        tests::FakeClock clock;
        http::ServerLimits limits;
        limits.idleSeconds = 10;
        Served server(clock, "127.0.0.1:0", limits, {});
        RawClient client(server.port());
        client.send(get("/a"));
        QCOMPARE(client.read().status, 200);
        clock.advanceMs(9'000);
        goRound(server);
        client.send(get("/b"));
        QCOMPARE(client.read().status, 200);
        clock.advanceMs(9'000);
        goRound(server);
        client.send(get("/c"));
        QCOMPARE(client.read().status, 200);
        clock.advanceMs(12'000);
        server.loop().wake();
        QVERIFY(client.isClosedByPeer());
    }

    /// 40 MB in 25 s, where 10 s without a byte would be too many.
    void aSlowReaderThatGoesOnIsNotCutOff() {
        tests::FakeClock clock;
        http::ServerLimits limits;
        limits.idleSeconds = 10;
        Served server(clock, "127.0.0.1:0", limits, {});
        RawClient client(server.port());
        client.send(get("/huge"));
        std::string all = client.readSome(1);
        for (int i = 0; i < 5; ++i) {
            all += client.readSome(7'800'000);
            goRound(server);
            clock.advanceMs(5'000);
            server.loop().wake();
        }
        all += client.readSome(40'000'000 - (all.size() - all.find("\r\n\r\n") - 4));
        QCOMPARE(all.size() - all.find("\r\n\r\n") - 4, std::size_t(40'000'000));
    }

    void whoTakesNothingOfItsAnswerIsEnded() {
        tests::FakeClock clock;
        http::ServerLimits limits;
        limits.idleSeconds = 10;
        Served server(clock, "127.0.0.1:0", limits, {});
        RawClient client(server.port());
        client.send(get("/huge"));
        std::uint64_t rounds = 0;
        do { // on a busy machine it is accepted and read some turns later
            goRound(server);
        } while (server.loop().counts().requests <= ++rounds && rounds < 10'000);
        for (int i = 0; i < 5; ++i) {
            clock.advanceMs(12'000);
            goRound(server);
        }
        QVERIFY(client.readToEnd().size() < 40'000'000);
    }

    /// On a clock that stands still: however long the reader takes, it gets all of it.
    void stopLetsAnAnswerUnderWayGoOut() {
        const tests::FakeClock clock;
        auto server = std::make_unique<Served>(clock, "127.0.0.1:0", http::ServerLimits(), http::ServerTls());
        RawClient client(server->port());
        client.send(get("/huge"));
        std::string all = client.readSome(1);
        server->loop().stop();
        all += client.readToEnd();
        QCOMPARE(all.size() - all.find("\r\n\r\n") - 4, std::size_t(40'000'000));
    }

    void stopDoesNotWaitForThoseWhoDoNotRead() {
        const tests::FakeClock clock;
        auto server = std::make_unique<Served>(clock, "127.0.0.1:0", http::ServerLimits(), http::ServerTls());
        RawClient client(server->port());
        client.send(get("/huge"));
        goRound(*server);
        server.reset();
        QVERIFY(client.readToEnd().size() < 40'000'000);
    }

    /// It would be told that it is refused, but nothing can be said before its handshake: waking
    /// the loop because the socket takes bytes would keep it busy.
    void aHandshakeThatStandsStillWaitsForTheClientOnly() {
        QTemporaryDir folder;
        const Certificate own = makeCertificate(folder, QStringLiteral("own"));
        const auto context = http::TlsContext::make({own.file, own.keyFile, {}});
        QVERIFY(context);
        std::array<int, 2> ends{};
        QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0);
        const http::ServerLimits limits;
        const http::HostRules rules(limits, "127.0.0.1");
        const http::Handler handler = echo;
        http::ServedConnection connection(
            ends[0],
            "peer",
            limits,
            rules,
            handler,
            std::make_unique<http::TlsSession>(**context, ends[0])
        );
        QVERIFY(connection.refuse(503, "full", 0) == http::ServedConnection::Next::GoOn);
        QVERIFY(!connection.isAtRest());
        QCOMPARE(connection.wantedEvents(), std::uint32_t{EPOLLIN});
        ::close(ends[1]);
    }

    void plainHttpAtAnHttpsAddressIsToldSo() {
        QTemporaryDir folder;
        const Certificate own = makeCertificate(folder, QStringLiteral("own"));
        const auto server = serve({}, {own.file, own.keyFile, {}});
        QVERIFY(server != nullptr);
        RawClient client(server->port());
        client.send(get("/"));
        const RawAnswer answer = client.read();
        QCOMPARE(answer.status, 400);
        QVERIFY(answer.body.find("HTTPS") != std::string::npos);
        QVERIFY(client.isClosedByPeer());
    }

    void filesOfTlsThatCannotBeUsedAreNamed_data() {
        QTest::addColumn<QString>("certificate");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("clients");
        QTest::addColumn<QString>("named");
        QTest::addColumn<QString>("why");
        const QString own = QStringLiteral("own.pem");
        const QString key = QStringLiteral("own-key.pem");
        const QString none = QStringLiteral("none.pem");
        const QString text = QStringLiteral("text.pem");
        const QString other = QStringLiteral("other-key.pem");
        const QString noFile = QStringLiteral("No such file or directory");
        const QString noPem = QStringLiteral("no such PEM block");
        const QString missing = QStringLiteral("is missing");
        QTest::newRow("there is no certificate") << none << key << QString() << none << noFile;
        QTest::newRow("there is no key") << own << none << QString() << none << noFile;
        QTest::newRow("there is no authority") << own << key << none << none << noFile;
        QTest::newRow("the certificate is no PEM") << text << key << QString() << text << noPem;
        QTest::newRow("the authority is no PEM")
            << own << key << text << text << QStringLiteral("cannot be used: ");
        QTest::newRow("the key is another one's")
            << own << other << QString() << other << QStringLiteral("key values mismatch");
        QTest::newRow("a certificate without a key") << own << QString() << QString()
                                                     << QStringLiteral("the key") << missing;
        QTest::newRow("a key without a certificate")
            << QString() << key << QString() << QStringLiteral("the certificate") << missing;
        QTest::newRow("an authority alone is not served in the clear")
            << QString() << QString() << own << QStringLiteral("the certificate") << missing;
    }

    void filesOfTlsThatCannotBeUsedAreNamed() {
        QFETCH(QString, certificate);
        QFETCH(QString, key);
        QFETCH(QString, clients);
        QFETCH(QString, named);
        QFETCH(QString, why);
        QTemporaryDir folder;
        QVERIFY(!makeCertificate(folder, QStringLiteral("own")).file.empty());
        QVERIFY(!makeCertificate(folder, QStringLiteral("other")).file.empty());
        QFile text(folder.filePath(QStringLiteral("text.pem")));
        QVERIFY(text.open(QIODevice::WriteOnly));
        text.write("no certificate\n");
        text.close();
        const auto pathOf = [&](const QString& name) {
            return name.isEmpty() ? std::string() : folder.filePath(name).toStdString();
        };
        const Served served(
            kClock, "127.0.0.1:0", {}, {pathOf(certificate), pathOf(key), pathOf(clients)}
        );
        const QString error = QString::fromStdString(served.error());
        QVERIFY2(error.contains(named), qPrintable(error));
        QVERIFY2(error.contains(why), qPrintable(error));
    }

    void wrongCertificatesAreNamed() {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("none.pem")).toStdString();
        const Served missing(kClock, "127.0.0.1:0", {}, {path, path, {}});
        QVERIFY2(missing.error().find(path) != std::string::npos, missing.error().c_str());
        QFile file(QString::fromStdString(path));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("no certificate\n");
        file.close();
        const Served garbled(kClock, "127.0.0.1:0", {}, {path, path, {}});
        QVERIFY2(garbled.error().find(path) != std::string::npos, garbled.error().c_str());
        QVERIFY(missing.error() != garbled.error());
    }
};

QTEST_GUILESS_MAIN(ServerTest)
#include "server_test.moc"
