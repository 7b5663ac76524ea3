// Things by number: what was put in comes out as it was, whatever stands in it, also from its
// bytes; the same text has one number, and bytes that are wrong are refused.
#include "core/metering/metered_things.h"
#include "core/metering/thing_table.h"

#include <QTest>

using namespace meterbench;
using metering::MeteredThings;
using metering::TextTable;
using metering::ThingTable;

namespace {

const std::vector<std::string> kTexts = {
    "",
    "up",
    "{}",
    "{",
    "calls_total{path=\"/a\"}",
    "calls_total{path=\"/a\",pod=\"b\"}",
    "calls_total{path=\"/a\",pod=\"c\"}",
    "calls_total{pod=\"b\",path=\"/a\"}",
    "calls_total{path=\"{\\\"a\\\",\\\"b\\\",}\",pod=\"b\"}",
    "{\"with space\",path=\"\"}",
    "\",\",",
    "\",",
    std::string("bytes\0{\"\xff\",", 11),
};

} // namespace

class ThingTableTest : public QObject {
    Q_OBJECT

private slots:

    void aTextComesOutAsItWentIn() {
        ThingTable things;
        for (std::uint32_t round = 0; round < 2; ++round) {
            for (std::uint32_t i = 0; i < kTexts.size(); ++i) {
                QCOMPARE(things.add(kTexts[i]), i);
            }
        }
        QCOMPARE(things.size(), std::uint32_t(kTexts.size()));
        for (std::uint32_t i = 0; i < kTexts.size(); ++i) {
            QCOMPARE(things.textOf(i), kTexts[i]);
        }
    }

    void itsBytesMakeTheSameTable() {
        ThingTable things;
        for (const std::string& text : kTexts) {
            static_cast<void>(things.add(text));
        }
        std::string bytes;
        things.append(bytes);
        base::ByteReaderView in(bytes);
        ThingTable again;
        QVERIFY(again.take(in));
        QVERIFY(in.empty());
        for (std::uint32_t i = 0; i < kTexts.size(); ++i) {
            QCOMPARE(again.textOf(i), kTexts[i]);
            QCOMPARE(again.add(kTexts[i]), i);
        }
    }

    void wrongBytesAreRefused_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("none") << QByteArray();
        QTest::newRow("fewer pieces than are said") << QByteArray(
            "\x02\x01"
            "a",
            3
        );
        QTest::newRow("a piece twice") << QByteArray(
            "\x02\x01"
            "a\x01"
            "a\x00",
            6
        );
        QTest::newRow("a thing twice") << QByteArray(
            "\x01\x01"
            "a\x02\x01\x00\x01\x00",
            8
        );
        QTest::newRow("a piece that is not there") << QByteArray(
            "\x01\x01"
            "a\x01\x01\x01",
            6
        );
        QTest::newRow("half a number") << QByteArray(
            "\x01\x01"
            "a\x01\x01\x80",
            6
        );
    }

    void wrongBytesAreRefused() {
        QFETCH(QByteArray, bytes);
        base::ByteReaderView in({bytes.constData(), std::size_t(bytes.size())});
        ThingTable things;
        QVERIFY(!things.take(in));
    }

    void aThingUnderTwoMetersHasTwoNumbers() {
        MeteredThings things;
        for (std::uint32_t round = 0; round < 2; ++round) {
            for (std::uint32_t i = 0; i < kTexts.size(); ++i) {
                QCOMPARE(things.add(0, kTexts[i]), 2 * i);
                QCOMPARE(things.add(300, kTexts[i]), 2 * i + 1); // a number of two bytes
            }
        }
        for (std::uint32_t i = 0; i < kTexts.size(); ++i) {
            QCOMPARE(things.textOf(2 * i), kTexts[i]);
            QCOMPARE(things.textOf(2 * i + 1), kTexts[i]);
            QCOMPARE(things.find(300, kTexts[i]), std::optional(2 * i + 1));
            QCOMPARE(things.find(1, kTexts[i]), std::optional<std::uint32_t>());
        }
        QCOMPARE(things.find(0, "never seen"), std::optional<std::uint32_t>());
    }

    void whatIsWrittenKnowsNoMeters() {
        MeteredThings things;
        static_cast<void>(things.add(7, kTexts[4]));
        static_cast<void>(things.add(7, kTexts[5]));
        static_cast<void>(things.add(8, kTexts[4]));
        std::string bytes;
        QCOMPARE(things.append(bytes), (std::vector<std::uint32_t>{0, 1, 0}));
        ThingTable same;
        static_cast<void>(same.add(kTexts[4]));
        static_cast<void>(same.add(kTexts[5]));
        std::string sameBytes;
        same.append(sameBytes);
        QCOMPARE(bytes, sameBytes);

        MeteredThings again;
        base::ByteReaderView in(bytes);
        const auto written = again.take(in);
        QVERIFY(written && in.empty());
        QCOMPARE(written->rows.size(), 2U);
        QCOMPARE(again.textOf(*written, 1), kTexts[5]);
        QCOMPARE(again.add(3, *written, 1), 0U);
        QCOMPARE(again.add(3, kTexts[5]), 0U);
        QCOMPARE(again.textOf(0), kTexts[5]);
    }

    void textsLongerThanAPageHaveTheirOwn() {
        TextTable texts;
        std::vector<std::string> all;
        for (const std::size_t size : {0, 65'534, 1, 1, 65'535, 65'536, 0, 3, 200'000, 65'535}) {
            all.push_back(std::string(size, 'x') + std::to_string(all.size()));
        }
        all.emplace_back(65'535, 'y'); // a page to its last byte
        all.emplace_back();
        all.emplace_back("z");
        for (std::uint32_t i = 0; i < all.size(); ++i) {
            QCOMPARE(texts.add(all[i]), i);
        }
        for (std::uint32_t i = 0; i < all.size(); ++i) {
            QVERIFY(texts.at(i) == all[i]);
            QCOMPARE(texts.find(all[i]), std::optional(i));
        }
    }

    void manyTextsKeepTheirNumbers() {
        TextTable texts;
        for (std::uint32_t i = 0; i < 10'000; ++i) {
            QCOMPARE(texts.add(std::to_string(i)), i);
        }
        for (std::uint32_t i = 0; i < 10'000; ++i) {
            QCOMPARE(texts.add(std::to_string(i)), i);
            QCOMPARE(std::string(texts.at(i)), std::to_string(i));
        }
    }
};

QTEST_APPLESS_MAIN(ThingTableTest)
#include "thing_table_test.moc"
