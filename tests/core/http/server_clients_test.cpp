// The server of the address and many clients of every kind: slow ones, idle ones, those who leave,
// who do not read, or send in pieces; and how it ends while they are there.
#include "core/http/served_connection.h"
#include "tests/core/http/served.h"
#include "tests/support/fake_clock.h"

#include <QProcess>

#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <array>
#include <vector>

using namespace meterbench;
using namespace meterbench::tests;

class ServerClientsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Served> m_server;

private Q_SLOTS:

    void initTestCase() {
        m_server = serve();
        QVERIFY(m_server != nullptr);
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

    /// Byte by byte, in every kind of framing.
    void whatComesInPiecesIsWhole() {
        const std::string all =
            get("/one") + post("/two", "Content-Length: 5\r\n", "abcde") +
            post("/three", "Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
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
            {QStringLiteral("-c"),
             QStringLiteral(R"(
import socket, sys
port, wanted = int(sys.argv[1]), int(sys.argv[2])
idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(wanted)]
print("open", flush=True)
sys.stdin.readline()
for i in (0, wanted // 2, wanted - 1):
    idle[i].sendall(b"GET /awake HTTP/1.1\r\nHost: localhost\r\n\r\n")
    print(idle[i].recv(65536).split(b"\r\n")[0].decode(), flush=True)
)"),
             QString::number(server->port()),
             QString::number(wanted)}
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
        FakeClock clock;
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
        FakeClock clock;
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
        FakeClock clock;
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
        FakeClock clock;
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
        const FakeClock clock;
        auto server =
            std::make_unique<Served>(clock, "127.0.0.1:0", http::ServerLimits(), http::ServerTls());
        RawClient client(server->port());
        client.send(get("/huge"));
        std::string all = client.readSome(1);
        server->loop().stop();
        all += client.readToEnd();
        QCOMPARE(all.size() - all.find("\r\n\r\n") - 4, std::size_t(40'000'000));
    }

    void stopDoesNotWaitForThoseWhoDoNotRead() {
        const FakeClock clock;
        auto server =
            std::make_unique<Served>(clock, "127.0.0.1:0", http::ServerLimits(), http::ServerTls());
        RawClient client(server->port());
        client.send(get("/huge"));
        goRound(*server);
        server.reset();
        QVERIFY(client.readToEnd().size() < 40'000'000);
    }
};

QTEST_GUILESS_MAIN(ServerClientsTest)
#include "server_clients_test.moc"
