#include "core/http/guard.h"

#include <QTest>

#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace meterbench;
using Phase = http::Guard::Phase;

namespace {

http::Guard makeGuard(http::ServerLimits limits = {}) {
    struct Rules {
        http::ServerLimits limits;
        http::HostRules hosts;
    };

    static std::deque<Rules> kept; // a guard refers to them
    const http::HostRules hosts(limits, "127.0.0.1");
    kept.push_back({std::move(limits), hosts});
    return {kept.back().limits, kept.back().hosts};
}

const std::string kGet = "GET /a?b HTTP/1.1\r\nHost: localhost\r\n\r\n";
const std::string kPost = "POST /p HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc";
const std::string kChunked =
    "PUT /c HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: Chunked\r\n\r\n"
    "3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n";

} // namespace

class GuardTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    /// Cutting the stream anywhere changes nothing.
    void everyCutGivesTheSameRequests() {
        const std::string all = kGet + kPost + kChunked + kGet;
        for (std::size_t cut = 0; cut <= all.size(); ++cut) {
            http::Guard guard = makeGuard();
            guard.feed(all.substr(0, cut));
            guard.feed(all.substr(cut));
            QVERIFY(!guard.refusal());
            std::string seen;
            while (const auto request = guard.take()) {
                seen +=
                    std::string(request->method()) + std::string(request->target()) +
                    std::to_string(request->bodyBytes()) + " ";
            }
            QCOMPARE(seen, std::string("GET/a?b0 POST/p3 PUT/c4 GET/a?b0 "));
            QCOMPARE(guard.requestStart(), std::uint64_t{all.size()});
            QCOMPARE(guard.requestCount(), std::uint64_t{4});
            QVERIFY(guard.phase() == Phase::Idle);
        }
    }

    /// Two cuts anywhere, each piece in memory of its own that is gone afterwards.
    void requestsAndBodiesAreWholeWhereverTheyAreCut() {
        const std::string all = kGet + kPost + kChunked;
        for (std::size_t first = 0; first <= all.size(); ++first) {
            for (std::size_t second = first; second <= all.size(); ++second) {
                http::Guard guard = makeGuard();
                std::string seen;
                for (const auto& [from, to] :
                     {std::pair(std::size_t{0}, first), std::pair(first, second),
                      std::pair(second, all.size())}) {
                    const std::vector<char> piece(all.data() + from, all.data() + to);
                    std::string_view bytes(piece.data(), piece.size());
                    while (!bytes.empty()) {
                        bytes.remove_prefix(guard.feedRequest(bytes));
                        if (guard.isComplete()) {
                            seen += std::string(guard.request().target()) + "=" +
                                    std::string(guard.request().headerValue(0)) + "=" +
                                    std::string(guard.body()) + " ";
                        }
                    }
                }
                QCOMPARE(seen, std::string("/a?b=localhost= /p=localhost=abc /c=localhost=abcd "));
                QVERIFY(guard.phase() == Phase::Idle);
            }
        }
    }

    void phasesFollowTheBytes() {
        http::Guard guard = makeGuard();
        QVERIFY(guard.phase() == Phase::Idle);
        guard.feed("P");
        QVERIFY(guard.phase() == Phase::Head);
        guard.feed("OST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n");
        QVERIFY(guard.phase() == Phase::Head);
        guard.feed("\r\n");
        QVERIFY(guard.phase() == Phase::Body);
        guard.feed("xy");
        QVERIFY(guard.phase() == Phase::Idle);
    }

    void aRefusalKeepsTheStartOfItsRequest() {
        http::Guard guard = makeGuard();
        guard.feed(kGet + "GET / HTTP/1.1\r\nHost : x\r\n\r\n" + kGet);
        QVERIFY(guard.phase() == Phase::Ended);
        QCOMPARE(guard.refusal()->status, 400);
        QCOMPARE(guard.requestStart(), std::uint64_t{kGet.size()});
        QVERIFY(guard.take().has_value());
        QVERIFY(!guard.take().has_value());
    }

    void theLastRequestEndsTheStream() {
        http::Guard guard = makeGuard();
        guard.feed("GET / HTTP/1.0\r\n\r\n" + kGet);
        QVERIFY(guard.phase() == Phase::Ended);
        QVERIFY(!guard.refusal());
        QVERIFY(guard.take()->endsConnection());
        QVERIFY(guard.isAnswered());
    }

    void continueIsWantedOnlyWhileTheBodyWaits_data() {
        QTest::addColumn<QByteArray>("version");
        QTest::addColumn<QByteArray>("length");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("wanted");
        QTest::newRow("waiting") << QByteArray("1.1") << QByteArray("5") << QByteArray() << true;
        QTest::newRow("did not wait")
            << QByteArray("1.1") << QByteArray("5") << QByteArray("a") << false;
        QTest::newRow("nothing to wait for")
            << QByteArray("1.1") << QByteArray("0") << QByteArray() << false;
        QTest::newRow("HTTP/1.0 does not know it")
            << QByteArray("1.0") << QByteArray("5") << QByteArray() << false;
    }

    void continueIsWantedOnlyWhileTheBodyWaits() {
        QFETCH(QByteArray, version);
        QFETCH(QByteArray, length);
        QFETCH(QByteArray, body);
        QFETCH(bool, wanted);
        http::Guard guard = makeGuard();
        guard.feed(("POST / HTTP/" + version +
                    "\r\nHost: localhost\r\nExpect: 100-Continue\r\nContent-Length: " + length +
                    "\r\n\r\n" + body)
                       .toStdString());
        QCOMPARE(guard.wantsContinue(), wanted);
        guard.continued();
        QVERIFY(!guard.wantsContinue());
    }

    void limitsHoldExactly_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        const QByteArray head = "POST / HTTP/1.1\r\nHost: localhost\r\n";
        QTest::newRow("body at the limit") << head + "Content-Length: 100\r\n\r\n" << 0;
        QTest::newRow("body over it") << head + "Content-Length: 101\r\n\r\n" << 413;
        QTest::newRow("chunks at the limit") << head + "Transfer-Encoding: chunked\r\n\r\n32\r\n" +
                                                    QByteArray(50, 'x') + "\r\n32\r\n"
                                             << 0;
        QTest::newRow("chunks over it together"
        ) << head + "Transfer-Encoding: chunked\r\n\r\n32\r\n" + QByteArray(50, 'x') + "\r\n33\r\n"
          << 413;
        QTest::newRow("leading zeros are a plain number")
            << head + "Content-Length: 0000000000000000000000000001\r\n\r\n"
            << 0;
        QTest::newRow("head at the limit")
            << head + "X: " + QByteArray(1024 - head.size() - 7, 'y') + "\r\n\r\n"
            << 0;
        QTest::newRow("head over it")
            << head + "X: " + QByteArray(1024 - head.size() - 6, 'y') + "\r\n\r\n"
            << 431;
    }

    void limitsHoldExactly() {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        http::ServerLimits limits;
        limits.bodyBytes = 100;
        limits.headerBytes = 1024;
        http::Guard guard = makeGuard(limits);
        guard.feed(bytes.toStdString());
        QCOMPARE(guard.refusal() ? guard.refusal()->status : 0, status);
    }

    void hosts_data() {
        QTest::addColumn<QString>("bound");
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("allowed");
        const auto row = [](const char* bound, const char* host, bool allowed) {
            QTest::addRow("bound to %s, asked as '%s'", bound, host)
                << QString::fromUtf8(bound) << QString::fromUtf8(host) << allowed;
        };
        row("127.0.0.1", "127.0.0.1:9090", true);
        row("127.0.0.1", "localhost", true);
        row("127.0.0.1", "[::1]:1", true);
        row("127.0.0.1", "10.0.0.1", false);
        row("127.0.0.1", "127.evil.example", false);
        row("127.0.0.1", "localhost.evil.example", false);
        row("127.0.0.1", "localhost:x", false);
        row("127.0.0.1", "", false);
        row("127.0.0.1", "[::1", false);
        row("10.0.0.1", "10.0.0.1:9090", true);
        row("10.0.0.1", "10.0.0.2", false);
        row("0.0.0.0", "10.0.0.2:9090", true);
        row("0.0.0.0", "evil.example", false);
        row("::", "[fe80::1]", true);
    }

    void hosts() {
        QFETCH(QString, bound);
        QFETCH(QString, host);
        QFETCH(bool, allowed);
        const http::HostRules rules({}, bound.toStdString());
        QCOMPARE(rules.allowsHost(host.toStdString()), allowed);
    }
};

QTEST_GUILESS_MAIN(GuardTest)
#include "guard_test.moc"
