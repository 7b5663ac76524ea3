// Every answer is read whole and in pieces cut at every byte: the outcome must be the same.
#include "core/http/response_reader.h"

#include <QtTest>

#include <string>

using namespace meterbench;
using State = http::ResponseReader::State;

namespace {

struct Outcome {
    State state = State::Reading;
    std::size_t used = 0;
    bool keeps = false;
    int status = 0;
    std::string body;
    std::string type;
};

Outcome read(const std::string& bytes, std::size_t cutAt, bool isToHead, bool thenEnd) {
    http::Collector into;
    into.begin(0, 100, false);
    http::ResponseReader reader;
    reader.begin(into, isToHead);
    Outcome outcome;
    outcome.used = reader.take(std::string_view(bytes).substr(0, cutAt));
    if (reader.state() == State::Reading && outcome.used == cutAt) {
        outcome.used += reader.take(std::string_view(bytes).substr(cutAt));
    }
    if (thenEnd) {
        reader.takeEnd();
    }
    outcome.state = reader.state();
    outcome.keeps = reader.keepsConnection();
    outcome.status = into.response.status;
    outcome.body = into.response.body;
    outcome.type = into.response.header("content-type");
    return outcome;
}

} // namespace

class ResponseReaderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void answers_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("state");
        QTest::addColumn<bool>("keeps");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("behind"); // bytes that do not belong to it
        const auto row = [](const char* name,
                            const QByteArray& bytes,
                            State state,
                            bool keeps,
                            const QByteArray& body,
                            int behind = 0) {
            QTest::newRow(name) << bytes << static_cast<int>(state) << keeps << body << behind;
        };
        const QByteArray ok = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";
        row("a length", ok + "Content-Length: 4\r\n\r\nup 1", State::Complete, true, "up 1");
        row("a length of nothing", ok + "Content-Length: 0\r\n\r\n", State::Complete, true, "");
        row("another answer behind it",
            ok + "Content-Length: 2\r\n\r\nupHTTP",
            State::Complete,
            true,
            "up",
            4);
        row("lines without carriage return",
            "HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: 2\n\nup",
            State::Complete,
            true,
            "up");
        row("no words after the number",
            "HTTP/1.1 200\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nup",
            State::Complete,
            true,
            "up");
        row("the same length twice",
            ok + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nup",
            State::Complete,
            true,
            "up");
        row("a folded header",
            "HTTP/1.1 200 OK\r\nContent-Type:\r\n text/plain\r\nContent-Length: 0\r\n\r\n",
            State::Complete,
            true,
            "");
        row("100 first",
            "HTTP/1.1 100 Continue\r\nX: y\r\n\r\n" + ok + "Content-Length: 2\r\n\r\nup",
            State::Complete,
            true,
            "up");
        row("204 has no body",
            "HTTP/1.1 204 No\r\nContent-Type: text/plain\r\n\r\nup",
            State::Complete,
            true,
            "",
            2);
        row("304 has none in spite of its length",
            "HTTP/1.1 304 No\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\n",
            State::Complete,
            true,
            "");
        row("chunks",
            ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nup \r\nA;x=y\r\n0123456789\r\n0\r\nT: "
                 "r\r\n\r\n",
            State::Complete,
            true,
            "up 0123456789");
        row("chunks and a length: chunks, and no more on this connection",
            ok + "Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nup\r\n0\r\n\r\n",
            State::Complete,
            false,
            "up");
        row("Connection: close",
            ok + "Connection: close\r\nContent-Length: 2\r\n\r\nup",
            State::Complete,
            false,
            "up");
        row("Connection: x, Close",
            ok + "Connection: x, Close\r\nContent-Length: 2\r\n\r\nup",
            State::Complete,
            false,
            "up");
        row("1.0 closes",
            "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nup",
            State::Complete,
            false,
            "up");
        row("1.0 that keeps",
            "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nConnection: "
            "Keep-Alive\r\nContent-Length: 2\r\n\r\nup",
            State::Complete,
            true,
            "up");
        row("half a body", ok + "Content-Length: 4\r\n\r\nup", State::Reading, true, "up");
        row("the limit", ok + "Content-Length: 100\r\n\r\nu", State::OverLimit, true, "");
        row("over the limit in chunks",
            ok + "Transfer-Encoding: chunked\r\n\r\n64\r\n" + QByteArray(100, 'x') + "\r\n",
            State::OverLimit,
            true,
            QByteArray(0, 'x'));
        for (const char* bad :
             {"Content-Length: 2\r\nContent-Length: 3\r\n\r\nup",
              "Content-Length: +2\r\n\r\nup",
              "Content-Length: 2 2\r\n\r\nup",
              "Content-Length: -1\r\n\r\n",
              "Content-Length: 99999999999999999999\r\n\r\n",
              "Content-Length:\r\n\r\n",
              "Transfer-Encoding: gzip, chunked\r\n\r\n",
              "Transfer-Encoding: identity\r\n\r\n",
              "Transfer-Encoding: chunked\r\n\r\n-1\r\n",
              "Transfer-Encoding: chunked\r\n\r\n\r\n",
              "Transfer-Encoding: chunked\r\n\r\n2\r\nupX\r\n",
              "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
              "No colon\r\n\r\n",
              ": no name\r\n\r\n",
              "Space : before\r\n\r\n"}) {
            row(bad, ok + bad, State::Broken, true, "");
        }
        for (const char* bad :
             {"HTTP/2 200 OK\r\n",
              "HTTP/1.1 20 OK\r\n",
              "HTTP/1.1 099 X\r\n",
              "HTTP/1.1 2000\r\n",
              "ICY 200 OK\r\n",
              "up 1\n",
              "\r\n",
              "HTTP/1.1 101 Switch\r\n\r\n"}) {
            row(bad, bad, State::Broken, true, "");
        }
    }

    void answers() {
        QFETCH(QByteArray, bytes);
        QFETCH(int, state);
        QFETCH(bool, keeps);
        QFETCH(QByteArray, body);
        QFETCH(int, behind);
        const std::string text = bytes.toStdString();
        for (std::size_t cut = 0; cut <= text.size(); ++cut) {
            const Outcome outcome = read(text, cut, false, false);
            QCOMPARE(static_cast<int>(outcome.state), state);
            if (state == static_cast<int>(State::Complete)) {
                QCOMPARE(outcome.keeps, keeps);
                QCOMPARE(outcome.body, body.toStdString());
                QCOMPARE(outcome.type, std::string("text/plain"));
                if (cut == 0 || cut == text.size()) {
                    QCOMPARE(outcome.used, text.size() - static_cast<std::size_t>(behind));
                }
            }
        }
    }

    void aBodyWithoutLengthEndsWithTheConnection() {
        const std::string text = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nup 1";
        for (std::size_t cut = 0; cut <= text.size(); ++cut) {
            QCOMPARE(read(text, cut, false, false).state, State::Reading);
            const Outcome ended = read(text, cut, false, true);
            QCOMPARE(ended.state, State::Complete);
            QCOMPARE(ended.keeps, false);
            QCOMPARE(ended.body, std::string("up 1"));
        }
    }

    void anEndInTheMiddleIsNoEnd() {
        const std::string text = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nup 1";
        for (std::size_t size = 0; size < text.size(); ++size) {
            QCOMPARE(read(text.substr(0, size), 0, false, true).state, State::Reading);
        }
    }

    void theAnswerToHeadHasNoBody() {
        const Outcome outcome =
            read("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n", 0, true, false);
        QCOMPARE(outcome.state, State::Complete);
        QVERIFY(outcome.keeps);
    }

    void aHeadThatNeverEndsIsBroken() {
        http::Collector into;
        into.begin(0, 0, false);
        http::ResponseReader reader;
        reader.begin(into, false);
        reader.take("HTTP/1.1 200 OK\r\n");
        const std::string line = "X-Filler: " + std::string(1000, 'x') + "\r\n";
        for (int i = 0; i < 1000 && reader.state() == State::Reading; ++i) {
            reader.take(line);
        }
        QCOMPARE(reader.state(), State::Broken);
    }
};

QTEST_GUILESS_MAIN(ResponseReaderTest)
#include "response_reader_test.moc"
