#include "core/http/error_words.h"
#include "core/http/url.h"

#include <QTest>

#include <curl/curl.h>

#include <cerrno>

using namespace meterbench;
using namespace std::chrono_literals;

namespace {

http::Progress progress(std::string address, std::int64_t connectUs, int status = 0) {
    http::Progress p;
    p.host = "db1:9100";
    p.remoteAddress = std::move(address);
    p.connectUs = connectUs;
    p.resolved = true;
    p.status = status;
    return p;
}

} // namespace

Q_DECLARE_METATYPE(http::Progress)

class ErrorWordsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void words_data() {
        QTest::addColumn<int>("code");
        QTest::addColumn<http::Progress>("progress");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, int code, http::Progress p, const char* words) {
            QTest::newRow(name) << code << std::move(p) << QString::fromUtf8(words);
        };
        row("silence after connecting",
            CURLE_OPERATION_TIMEDOUT,
            progress("10.0.3.7:9100", 2'000),
            "no answer within 10s (connected to 10.0.3.7:9100 in 2.0 ms)");
        row("silence on a kept connection",
            CURLE_OPERATION_TIMEDOUT,
            progress("10.0.3.7:9100", 0),
            "no answer within 10s (kept connection to 10.0.3.7:9100)");
        row("never connected",
            CURLE_OPERATION_TIMEDOUT,
            progress("", -1),
            "no connection to db1:9100 within 10s");
        http::Progress unresolved = progress("", -1);
        unresolved.resolved = false;
        row("name server silent",
            CURLE_OPERATION_TIMEDOUT,
            unresolved,
            "name of db1:9100 not resolved within 10s");
        http::Progress unsecured = progress("10.0.3.7:9100", 25'000);
        unsecured.secured = false;
        row("TLS never done",
            CURLE_OPERATION_TIMEDOUT,
            unsecured,
            "no TLS handshake within 10s (connected to 10.0.3.7:9100 in 25 ms)");
        http::Progress half = progress("10.0.3.7:9100", 0, 200);
        half.bodyBytes = 512;
        half.expectedBytes = 2'048;
        row("answer stops in the middle",
            CURLE_OPERATION_TIMEDOUT,
            half,
            "answer not complete within 10s (512 of 2048 bytes from 10.0.3.7:9100)");
        row("closed in the middle",
            CURLE_PARTIAL_FILE,
            half,
            "connection closed by 10.0.3.7:9100 after 512 of 2048 bytes of the body");
        row("closed at once",
            CURLE_GOT_NOTHING,
            progress("10.0.3.7:9100", 9),
            "connection closed by 10.0.3.7:9100 without an answer");
        http::Progress refused = progress("", -1);
        refused.osError = ECONNREFUSED;
        row("nobody listens", CURLE_COULDNT_CONNECT, refused, "connection refused by db1:9100");
        refused.osError = EHOSTUNREACH;
        row("no way there",
            CURLE_COULDNT_CONNECT,
            refused,
            "cannot connect to db1:9100: No route to host");
        row("no such name",
            CURLE_COULDNT_RESOLVE_HOST,
            progress("", -1),
            "name db1 cannot be resolved");
        http::Progress tls = progress("10.0.3.7:9100", 9);
        tls.curlText = "SSL certificate problem: certificate has expired";
        row("certificate too old",
            CURLE_PEER_FAILED_VERIFICATION,
            tls,
            "the certificate of db1:9100 is not trusted: certificate has expired");
    }

    void words() {
        QFETCH(int, code);
        QFETCH(http::Progress, progress);
        QFETCH(QString, words);
        QCOMPARE(QString::fromStdString(http::wordsFor(code, progress, 10s).context), words);
    }

    void origins_data() {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("origin");
        const auto row = [](const char* name, const char* url, const char* origin) {
            QTest::newRow(name) << QString::fromUtf8(url) << QString::fromUtf8(origin);
        };
        row("the scheme's port is filled in", "http://a/x?y", "http://a:80");
        row("for https too", "https://a/", "https://a:443");
        row("user and password are left out", "http://u:p@a:9/", "http://a:9");
        row("IPv6 keeps its brackets", "http://[::1]:9/", "http://[::1]:9");
        row("no URL", "http://", "");
    }

    void origins() {
        QFETCH(QString, url);
        QFETCH(QString, origin);
        QCOMPARE(QString::fromStdString(http::originOf(url.toStdString())), origin);
    }
};

QTEST_GUILESS_MAIN(ErrorWordsTest)
#include "error_words_test.moc"
