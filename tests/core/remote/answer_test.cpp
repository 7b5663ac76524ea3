// Words, dates and waiting.
#include "core/remote/answer.h"

#include <QTest>

using namespace meterbench;
using namespace std::chrono_literals;

class AnswerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void retryAfterIsSecondsOrADate_data();
    void retryAfterIsSecondsOrADate();
    void wordsAreOneShortLine_data();
    void wordsAreOneShortLine();
    void anAnswerWithAnEndlessBodyIsStillAnAnswer();
    void secretsLeaveTheUrl_data();
    void secretsLeaveTheUrl();
    void backoffDoublesUpToASecond();
    void backoffFollowsTheConfigurationBelowThat();
};

void AnswerTest::retryAfterIsSecondsOrADate_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("ms");
    QTest::newRow("seconds") << "3" << 3'000;
    QTest::newRow("nought") << "0" << 0;
    QTest::newRow("a date to come") << "Sun, 06 Nov 1994 08:49:37 GMT" << 7'000;
    QTest::newRow("a date that has passed") << "Sun, 06 Nov 1994 08:49:00 GMT" << 0;
    QTest::newRow("absurdly long") << "99999999999" << 300'000;
    QTest::newRow("a date in years") << "Sun, 06 Nov 2094 08:49:37 GMT" << 300'000;
    QTest::newRow("negative is ignored") << "-1" << -1;
    QTest::newRow("words are ignored") << "soon" << -1;
    QTest::newRow("no such day") << "Sun, 31 Feb 1994 08:49:37 GMT" << -1;
    QTest::newRow("nothing") << "" << -1;
}

void AnswerTest::retryAfterIsSecondsOrADate() {
    QFETCH(QString, text);
    QFETCH(int, ms);
    const std::int64_t nowMs = 784'111'770'000; // 08:49:30
    const auto got = remote::parseRetryAfter(text.toStdString(), nowMs);
    QCOMPARE(got ? static_cast<int>(got->count()) : -1, ms);
}

void AnswerTest::wordsAreOneShortLine_data() {
    QTest::addColumn<QByteArray>("words");
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("short") << QByteArray("out of order sample")
                           << QByteArray("out of order sample");
    QTest::newRow("lines become blanks")
        << QByteArray("\r\n a\n\tb \x01\x7f c\n") << QByteArray("a b c");
    QTest::newRow("long is cut") << QByteArray(400, 'a') << QByteArray(300, 'a') + "…";
    QTest::newRow("not within a letter") << QByteArray("a") + QByteArray("ä").repeated(200)
                                         << QByteArray("a") + QByteArray("ä").repeated(149) + "…";
    QTest::newRow("no text at all") << QByteArray("a\xff\xfe") << QByteArray("a??");
}

void AnswerTest::wordsAreOneShortLine() {
    QFETCH(QByteArray, words);
    QFETCH(QByteArray, line);
    QCOMPARE(QByteArray::fromStdString(remote::shortened(words.toStdString())), line);
}

void AnswerTest::anAnswerWithAnEndlessBodyIsStillAnAnswer() {
    http::Response response;
    response.error = base::Error{base::Code::Limit, "the body is too long"};
    response.status = 200;
    QVERIFY(remote::judge(response, false, 0).verdict == remote::Verdict::Accepted);
    response.status = 400;
    QVERIFY(remote::judge(response, false, 0).verdict == remote::Verdict::Refused);
    response.error = base::Error{base::Code::Network, "broken off"};
    QVERIFY(remote::judge(response, false, 0).verdict == remote::Verdict::Again);
}

void AnswerTest::secretsLeaveTheUrl_data() {
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("shown");
    QTest::newRow("none") << "http://h:9/p"
                          << "http://h:9/p";
    QTest::newRow("user and password") << "http://u:p@h:9/p"
                                       << "http://h:9/p";
    QTest::newRow("an at in the password") << "http://u:p@q@h/p"
                                           << "http://h/p";
    QTest::newRow("an at in the path stays") << "http://h/p@q"
                                             << "http://h/p@q";
    QTest::newRow("no path") << "http://u@h"
                             << "http://h";
}

void AnswerTest::secretsLeaveTheUrl() {
    QFETCH(QString, url);
    QFETCH(QString, shown);
    QCOMPARE(QString::fromStdString(remote::urlWithoutSecrets(url.toStdString())), shown);
}

void AnswerTest::backoffDoublesUpToASecond() {
    remote::Backoff backoff(30ms, 60s);
    auto longest = 0ms;
    for (int round = 0; round < 200; ++round) {
        backoff.reset();
        for (const auto bound : {30ms, 60ms, 120ms, 240ms, 480ms, 960ms, 1'000ms, 1'000ms}) {
            const auto wait = backoff.next();
            QVERIFY(wait >= 1ms && wait <= bound);
            longest = std::max(longest, wait);
        }
    }
    QVERIFY(longest > 900ms);
}

void AnswerTest::backoffFollowsTheConfigurationBelowThat() {
    remote::Backoff small(5ms, 20ms);
    remote::Backoff large(3s, 10s);
    bool isLong = false;
    for (int i = 0; i < 100; ++i) {
        QVERIFY(small.next() <= 20ms);
        const auto wait = large.next();
        QVERIFY(wait <= 3s); // the shortest wait that was asked for bounds the probing
        isLong = isLong || wait > 1s;
    }
    QVERIFY(isLong);
}

QTEST_GUILESS_MAIN(AnswerTest)
#include "answer_test.moc"
