// What goes under internal:// is asked inside, all else goes to the real client.
#include "core/address/internal_client.h"

#include "tests/support/scripted_client.h"

#include <QTest>

using namespace meterbench;

class InternalClientTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void asksInsideUnderItsScheme() {
        tests::ScriptedClient real;
        std::string asked;
        address::InternalClient client(real, [&](http::Request&& request, http::Done done) {
            asked = request.url;
            done(tests::makeResponse(200, "a 1\n"));
        });
        http::Request request;
        request.url = "internal://instruments/metrics";
        std::string body;
        const http::RequestId id = client.send(std::move(request), [&](http::Response&& response) {
            body = response.body;
        });
        QCOMPARE(asked, std::string("internal://instruments/metrics"));
        QCOMPARE(body, std::string("a 1\n"));
        client.cancel(id); // cannot be; must not reach the real one
        QVERIFY(real.sent().empty());
    }

    void passesTheRestOn() {
        tests::ScriptedClient real;
        address::InternalClient client(real, [](http::Request&&, http::Done) {
            QFAIL("not for the inside");
        });
        http::Request request;
        request.url = "http://127.0.0.1:9100/metrics";
        bool isCancelled = false;
        const http::RequestId id = client.send(std::move(request), [&](http::Response&& response) {
            isCancelled = response.error && response.error->code == base::Code::Cancelled;
        });
        QCOMPARE(real.sent().size(), std::size_t(1));
        client.cancel(id);
        QVERIFY(isCancelled);
    }
};

QTEST_GUILESS_MAIN(InternalClientTest)
#include "internal_client_test.moc"
