#include "tests/support/scripted_client.h"

#include <QTest>

using namespace meterbench;

class ScriptedClientTest : public QObject {
    Q_OBJECT

    static http::Request request(std::string url) {
        http::Request made;
        made.url = std::move(url);
        return made;
    }

private Q_SLOTS:

    void answersInsideSendFromTheScript() {
        tests::ScriptedClient client;
        client.setScript([](const http::Request& asked) {
            return tests::makeResponse(200, asked.url, "text/plain");
        });
        std::string body;
        client.send(request("http://a/"), [&body](http::Response&& answer) { body = answer.body; });
        QCOMPARE(body, std::string("http://a/"));
        QVERIFY(client.sent().front().answered);
    }

    void waitsForTheCommandWithoutAScript() {
        tests::ScriptedClient client;
        std::vector<int> statuses;
        for (const char* url : {"http://a/", "http://b/"}) {
            client.send(request(url), [&statuses](http::Response&& answer) {
                statuses.push_back(answer.status);
            });
        }
        QCOMPARE(client.waiting(), std::size_t{2});
        QVERIFY(client.answer(client.sent()[1].id, tests::makeResponse(204)));
        QVERIFY(client.answerNext(tests::makeResponse(500)));
        QVERIFY(!client.answerNext(tests::makeResponse(500)));
        QCOMPARE(statuses, (std::vector<int>{204, 500}));
    }

    void cancelsOnceAndCancelsTheRestAtTheEnd() {
        int cancelled = 0;
        {
            tests::ScriptedClient client;
            const auto count = [&cancelled](http::Response&& answer) {
                cancelled += answer.error && answer.error->code == base::Code::Cancelled ? 1 : 0;
            };
            const http::RequestId id = client.send(request("http://a/"), count);
            client.send(request("http://b/"), count);
            client.cancel(id);
            client.cancel(id);
            QCOMPARE(cancelled, 1);
        }
        QCOMPARE(cancelled, 2);
    }
};

QTEST_GUILESS_MAIN(ScriptedClientTest)
#include "scripted_client_test.moc"
