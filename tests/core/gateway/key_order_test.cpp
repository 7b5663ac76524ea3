#include "core/gateway/key_order.h"
#include "core/gateway/series_key.h"

#include <QTest>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace meterbench;

namespace {

/// A key of a few labels out of bytes that lie around those with a meaning: quotes, commas, escapes.
std::string randomKey(std::mt19937& random, const std::string& prefix, const std::string& bytes) {
    const auto below = [&](std::size_t n) {
        return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
    };
    std::string key;
    gateway::appendLabel(key, 0, "a", prefix + std::string(below(3), bytes[below(bytes.size())]));
    for (const char* const name : {"b", "b1", "bb", "c"}) {
        if (below(2) == 0) {
            std::string value;
            for (std::size_t i = below(12); i > 0; --i) {
                value += bytes[below(bytes.size())];
            }
            gateway::appendLabel(key, 0, name, value);
        }
    }
    return key;
}

} // namespace

class KeyOrderTest : public QObject {
    Q_OBJECT

private slots:
    void isTheOrderOfIsBefore_data() {
        QTest::addColumn<QByteArray>("prefix");
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("digits") << QByteArray("") << QByteArray("0123456789");
        QTest::newRow("around the ends") << QByteArray("x") << QByteArray("\x01 !\"#,=a");
        QTest::newRow("escapes") << QByteArray("x") << QByteArray("\\\n\"a");
        QTest::newRow("an escape in what is shared") << QByteArray("x\\") << QByteArray("n\\\"");
        QTest::newRow("bytes above 127") << QByteArray("") << QByteArray("a\xc3\xa4\xff");
        QTest::newRow("one byte") << QByteArray("long enough to be shared") << QByteArray("a");
    }

    void isTheOrderOfIsBefore() {
        QFETCH(QByteArray, prefix);
        QFETCH(QByteArray, bytes);
        std::mt19937 random(7);
        for (int round = 0; round < 200; ++round) {
            std::vector<std::string> keys;
            for (int i = 0; i < 1 + round % 40; ++i) {
                keys.push_back(randomKey(random, prefix.toStdString(), bytes.toStdString()));
            }
            std::vector<std::uint32_t> places(keys.size());
            for (std::uint32_t i = 0; i < places.size(); ++i) {
                places[i] = i;
            }
            gateway::sortByKey(places, [&](std::uint32_t place) -> std::string_view {
                return keys[place];
            });
            std::vector<std::string> expected = keys;
            std::ranges::sort(expected, gateway::isBefore);
            for (std::size_t i = 0; i < places.size(); ++i) {
                QCOMPARE(keys[places[i]], expected[i]);
            }
        }
    }
};

QTEST_APPLESS_MAIN(KeyOrderTest)
#include "key_order_test.moc"
