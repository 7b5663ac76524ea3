// Tokens: no two alike, good until their time is over.
#include "core/base/secret.h"
#include "core/billing/tokens.h"
#include "tests/support/fake_clock.h"

#include <QTest>

#include <set>

using namespace meterbench;
using billing::Tokens;

class TokensTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void secretsAreComparedWhole_data() {
        QTest::addColumn<QByteArray>("a");
        QTest::addColumn<QByteArray>("b");
        QTest::addColumn<bool>("isSame");
        QTest::newRow("the same") << QByteArray("abc") << QByteArray("abc") << true;
        QTest::newRow("nothing and nothing") << QByteArray() << QByteArray() << true;
        QTest::newRow("the first differs") << QByteArray("xbc") << QByteArray("abc") << false;
        QTest::newRow("the last differs") << QByteArray("abx") << QByteArray("abc") << false;
        QTest::newRow("a beginning") << QByteArray("ab") << QByteArray("abc") << false;
        QTest::newRow("nothing") << QByteArray() << QByteArray("abc") << false;
        QTest::newRow("two differences do not cancel")
            << QByteArray("ba") << QByteArray("ab") << false;
    }

    void secretsAreComparedWhole() {
        QFETCH(QByteArray, a);
        QFETCH(QByteArray, b);
        QFETCH(bool, isSame);
        QCOMPARE(base::isSameSecret(a.toStdString(), b.toStdString()), isSame);
        QCOMPARE(base::isSameSecret(b.toStdString(), a.toStdString()), isSame);
    }

    void areRandom() {
        const tests::FakeClock clock;
        Tokens tokens(clock, 60);
        std::set<std::string> seen;
        for (int i = 0; i < 100; ++i) {
            const auto token = tokens.issue();
            QVERIFY(token.has_value());
            QCOMPARE(token->size(), std::size_t{64});
            QCOMPARE(token->find_first_not_of("0123456789abcdef"), std::string::npos);
            seen.insert(*token);
        }
        QCOMPARE(seen.size(), std::size_t{100});
    }

    void expireByTheClock() {
        tests::FakeClock clock;
        Tokens tokens(clock, 60);
        const std::string first = tokens.issue().value();
        clock.advanceMs(30'000);
        const std::string second = tokens.issue().value();
        QVERIFY(tokens.admits(first) && tokens.admits(second));
        QVERIFY(
            !tokens.admits("") && !tokens.admits(first.substr(1)) && !tokens.admits(first + "0")
        );
        clock.advanceMs(29'999);
        QVERIFY(tokens.admits(first));
        clock.advanceMs(1);
        QVERIFY(!tokens.admits(first));
        QVERIFY(tokens.admits(second));
        clock.advanceMs(30'000);
        QVERIFY(!tokens.admits(second));
    }

    void theOldestOfTooManyGoes() {
        const tests::FakeClock clock;
        Tokens tokens(clock, 60);
        const std::string first = tokens.issue().value();
        const std::string second = tokens.issue().value();
        for (int i = 0; i < 999; ++i) {
            QVERIFY(tokens.issue().has_value());
        }
        QVERIFY(!tokens.admits(first));
        QVERIFY(tokens.admits(second));
    }
};

QTEST_GUILESS_MAIN(TokensTest)
#include "tokens_test.moc"
