// Answers that misbehave on purpose: cut, reset, held back. What a client sees of each over a real
// socket, and that nobody else waits for one that is held back.
#include "core/http/server.h"
#include "tests/support/fake_clock.h"
#include "tests/support/raw_client.h"

#include <QTest>

#include <atomic>
#include <cerrno>
#include <string>
#include <thread>

using namespace meterbench;
using tests::RawClient;

namespace {

constexpr std::int64_t kHeldMs = 30'000;
std::atomic<int> gBehind = 0; // requests to /behind

http::Answer misbehave(const http::ServedRequest& request) {
    http::Answer answer;
    answer.body = request.path == "/cut-head" ? "" : "0123456789";
    if (request.path.starts_with("/cut")) {
        answer.ending = http::Answer::Ending::Cut;
    } else if (request.path == "/reset") {
        answer.ending = http::Answer::Ending::Reset;
    } else if (request.path == "/held") {
        answer.delayMs = kHeldMs;
    } else if (request.path == "/behind") {
        ++gBehind;
    }
    return answer;
}

std::string get(const std::string& path) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

class Served {
public:
    Served()
        : m_loop(clock) {
        const auto listening =
            m_loop.listen({"127.0.0.1:0", {}, {}}, [this](const http::ServedRequest& request) {
                http::Answer answer = misbehave(request);
                if (request.path == "/connections") {
                    answer.body = std::to_string(m_loop.counts().connections);
                }
                return answer;
            });
        port = listening ? listening->port : 0;
        m_thread = std::thread([this] { m_loop.run([] { return std::int64_t{-1}; }); });
    }

    ~Served() {
        m_loop.stop();
        m_thread.join();
    }

    void advance(std::int64_t ms) {
        clock.advanceMs(ms);
        m_loop.wake();
    }

    tests::FakeClock clock;
    std::uint16_t port = 0;

private:
    http::ServerLoop m_loop;
    std::thread m_thread;
};

/// The loop has had a turn, or more, behind this.
void goRound(const Served& served) {
    RawClient client(served.port);
    client.send(get("/"));
    QCOMPARE(client.read().status, 200);
}

} // namespace

class AnswerEndingsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void aCutBodyIsShorterThanItsLength() {
        const Served served;
        RawClient client(served.port);
        client.send(get("/cut"));
        const std::string all = client.readToEnd(); // the connection ends by itself
        QVERIFY(all.find("\r\nContent-Length: 10\r\n") != std::string::npos);
        QVERIFY(all.ends_with("\r\n\r\n01234"));
    }

    void anAnswerWithoutABodyIsCutInItsHead() {
        const Served served;
        RawClient client(served.port);
        client.send(get("/cut-head"));
        const std::string all = client.readToEnd();
        QVERIFY(all.starts_with("HTTP/1.1 200"));
        QVERIFY(all.find("\r\n\r\n") == std::string::npos);
    }

    void aResetIsNoEnd() {
        const Served served;
        RawClient client(served.port);
        client.send(get("/reset"));
        char byte = 0;
        errno = 0;
        QCOMPARE(::recv(client.fd(), &byte, 1, 0), ssize_t{-1});
        QCOMPARE(errno, ECONNRESET);
    }

    void aHeldAnswerComesWhenItsTimeHasCome() {
        Served served;
        RawClient client(served.port);
        gBehind = 0;
        client.send(get("/held") + get("/behind"));
        goRound(served); // others are answered meanwhile
        served.advance(kHeldMs - 1);
        goRound(served);
        char byte = 0;
        QCOMPARE(::recv(client.fd(), &byte, 1, MSG_DONTWAIT), ssize_t{-1});
        QCOMPARE(gBehind.load(), 0);
        served.advance(1);
        QCOMPARE(client.read().status, 200);
        QCOMPARE(client.read().status, 200); // what stood behind it
    }

    void aClientThatLeavesIsNotWaitedFor_data() {
        QTest::addColumn<bool>("resets");
        QTest::newRow("it closes, and is let go when the answer is due") << false;
        QTest::newRow("it resets, and is let go at once") << true;
    }

    void aClientThatLeavesIsNotWaitedFor() {
        QFETCH(bool, resets);
        Served served;
        {
            RawClient client(served.port);
            client.send(get("/"));
            QCOMPARE(client.read().status, 200);
            client.send(get("/held"));
            goRound(served);

            const struct linger atOnce { resets ? 1 : 0, 0 };

            ::setsockopt(client.fd(), SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
        }
        goRound(served);
        if (!resets) {
            served.advance(kHeldMs);
        }
        RawClient asking(served.port);
        std::string connections;
        for (int turn = 0; turn < 1'000 && connections != "1"; ++turn) {
            asking.send(get("/connections"));
            connections = asking.read().body;
        }
        QCOMPARE(connections, std::string("1")); // the one that asks
    }
};

QTEST_GUILESS_MAIN(AnswerEndingsTest)
#include "answer_endings_test.moc"
