// Durations, sizes, UTF-8, nearest words, columns, times: small words that people read.
#include "core/base/bytes.h"
#include "core/base/duration.h"
#include "core/base/text.h"

#include <QTest>

#include <limits>
#include <string>

using namespace meterbench;
using std::chrono::milliseconds;

class TextTest : public QObject {
    Q_OBJECT

private slots:
    void durations_data();
    void durations();
    void wrongDurations_data();
    void wrongDurations();
    void sizes_data();
    void sizes();
    void wrongSizes();
    void utf8_data();
    void utf8();
    void nearestWords_data();
    void nearestWords();
    void columns();
    void json();
    void counts();
    void times();
    void varints();
    void readersNeverGoPastTheEnd();
};

void TextTest::durations_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<std::string>("formatted");
    const auto row = [](const char* text, qint64 ms, const char* formatted) {
        QTest::newRow(text) << std::string(text) << ms << std::string(formatted);
    };
    // Spellings as prometheus/common model/time_test.go expects them.
    row("0", 0, "0s");
    row("0w", 0, "0s");
    row("0s", 0, "0s");
    row("324ms", 324, "324ms");
    row("3s", 3000, "3s");
    row("5m", 300'000, "5m");
    row("1h", 3'600'000, "1h");
    row("4d", 345'600'000, "4d");
    row("4d1h", 349'200'000, "4d1h");
    row("14d", 1'209'600'000, "2w");
    row("3w", 1'814'400'000, "3w");
    row("3w2d1h", 1'990'800'000, "23d1h");
    row("8w2d", 5'011'200'000, "58d");
    row("10y", 315'360'000'000, "10y");
    row("1m30s", 90'000, "1m30s");
    row("1h1m1s1ms", 3'661'001, "1h1m1s1ms");
    row("00000000000000000000001s", 1000, "1s");
}

void TextTest::durations() {
    QFETCH(std::string, text);
    QFETCH(qint64, ms);
    QFETCH(std::string, formatted);
    const auto parsed = base::parseDuration(text);
    QVERIFY(parsed.ok());
    QCOMPARE(qint64{parsed->count()}, ms);
    QCOMPARE(base::formatDuration(*parsed), formatted);
}

void TextTest::wrongDurations_data() {
    QTest::addColumn<std::string>("text");
    for (const char* text :
         {"",
          "1",
          "1y1m1d",
          "-1w",
          "1.5d",
          "d",
          "294y",
          "200ms1s",
          "1s1s",
          "1S",
          "1 s",
          "s1",
          "99999999999999999999y"}) {
        QTest::newRow(text) << std::string(text);
    }
}

void TextTest::wrongDurations() {
    QFETCH(std::string, text);
    const auto parsed = base::parseDuration(text);
    QVERIFY(!parsed.ok());
    QCOMPARE(parsed.error().code, base::Code::InvalidInput);
    QVERIFY(parsed.error().context.find("\"" + text + "\"") != std::string::npos);
}

void TextTest::sizes_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<quint64>("bytes");
    QTest::addColumn<std::string>("formatted");
    QTest::newRow("nothing") << std::string("0") << quint64{0} << std::string("0B");
    QTest::newRow("both spellings are base 2")
        << std::string("10MB") << quint64{10} * 1024 * 1024 << std::string("10MiB");
    QTest::newRow("bytes") << std::string("1000B") << quint64{1000} << std::string("1000B");
    QTest::newRow("the largest unit that divides")
        << std::string("1536KiB") << quint64{1572864} << std::string("1536KiB");
    QTest::newRow("8GiB") << std::string("8GiB") << (quint64{8} << 30) << std::string("8GiB");
    QTest::newRow("15EB") << std::string("15EB") << (quint64{15} << 60) << std::string("15EiB");
}

void TextTest::sizes() {
    QFETCH(std::string, text);
    QFETCH(quint64, bytes);
    QFETCH(std::string, formatted);
    const auto parsed = base::parseSize(text);
    QVERIFY(parsed.ok());
    QCOMPARE(quint64{*parsed}, bytes);
    QCOMPARE(base::formatSize(bytes), formatted);
}

void TextTest::wrongSizes() {
    for (const char* text : {"", "10", "MB", "-1MB", "1.5GB", "16EB", "10mb", "10MB ", "1GB1"}) {
        QVERIFY2(!base::parseSize(text).ok(), text);
    }
}

void TextTest::utf8_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<bool>("valid");
    const auto row = [](const char* name, const char* text, bool valid) {
        QTest::newRow(name) << std::string(text) << valid;
    };
    row("empty", "", true);
    row("ascii", "abc", true);
    row("ascii of eight bytes and more", "12345678 and 9", true);
    row("a broken byte behind eight good ones", "12345678\xff", false);
    row("a broken byte as the eighth", "1234567\xff 12345678", false);
    row("a rune over the border of eight bytes", "1234567\xc3\xa9 12345678", true);
    row("two, three and four bytes", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", true);
    row("largest rune", "\xf4\x8f\xbf\xbf", true);
    row("beyond the largest", "\xf4\x90\x80\x80", false);
    row("overlong slash", "\xc0\xaf", false);
    row("overlong in three bytes", "\xe0\x9f\xbf", false);
    row("overlong in four bytes", "\xf0\x8f\xbf\xbf", false);
    row("surrogate", "\xed\xa0\x80", false);
    row("before the surrogates", "\xed\x9f\xbf", true);
    row("lonely continuation", "\x80", false);
    row("cut", "\xe2\x82", false);
    row("five bytes", "\xf8\x88\x80\x80\x80", false);
}

void TextTest::utf8() {
    QFETCH(std::string, text);
    QFETCH(bool, valid);
    QCOMPARE(base::isValidUtf8(text), valid);
}

void TextTest::nearestWords_data() {
    QTest::addColumn<std::string>("word");
    QTest::addColumn<std::string>("nearest");
    QTest::newRow("a letter too much") << std::string("targetss") << std::string("targets");
    QTest::newRow("swapped") << std::string("lables") << std::string("labels");
    QTest::newRow("exact") << std::string("labels") << std::string("labels");
    QTest::newRow("too far") << std::string("completely_else") << std::string();
    QTest::newRow("all letters differ") << std::string("ab") << std::string();
    QTest::newRow("one letter in common with a short one") << std::string("form") << std::string();
    QTest::newRow("empty") << std::string() << std::string();
}

void TextTest::nearestWords() {
    QFETCH(std::string, word);
    QFETCH(std::string, nearest);
    QCOMPARE(
        std::string(base::nearestWord(word, {"targets", "labels", "static_configs", "on"})), nearest
    );
    QVERIFY(base::nearestWord(word, {}).empty());
}

void TextTest::columns() {
    QCOMPARE(base::columnOf("abc", 0), std::size_t{1});
    QCOMPARE(base::columnOf("\xc3\xa9z", 2), std::size_t{2}); // runes, not bytes
    QCOMPARE(base::columnOf("abc", 99), std::size_t{4});
}

void TextTest::json() {
    QCOMPARE(
        base::jsonEscaped("a\"b\\c\nd\x01 \xc3\xa9"), std::string("a\\\"b\\\\c\\nd\\u0001 \xc3\xa9")
    );
}

void TextTest::counts() {
    QCOMPARE(base::counted(0, "sample"), std::string("0 samples"));
    QCOMPARE(base::counted(1, "sample"), std::string("1 sample"));
    QCOMPARE(base::counted(2, "sample"), std::string("2 samples"));
}

void TextTest::times() {
    QCOMPARE(base::formatTimeUtc(0), std::string("1970-01-01T00:00:00.000Z"));
    QCOMPARE(base::formatTimeUtc(1'700'000'000'123), std::string("2023-11-14T22:13:20.123Z"));
    QCOMPARE(base::formatTimeUtc(-1), std::string("1969-12-31T23:59:59.999Z"));
}

void TextTest::varints() {
    for (const std::uint64_t value : {0ULL, 127ULL, 128ULL, 300ULL, 1ULL << 63, ~0ULL}) {
        std::string bytes;
        base::appendVarint(bytes, value);
        base::ByteReaderView reader(bytes);
        std::uint64_t back = 1;
        QVERIFY(reader.readVarint(back) && reader.empty());
        QCOMPARE(back, value);
    }
    std::uint64_t value = 0;
    QVERIFY(!base::ByteReaderView("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02").readVarint(value)
    ); // 65 bits
    QVERIFY(!base::ByteReaderView("\x80").readVarint(value));
}

void TextTest::readersNeverGoPastTheEnd() {
    base::ByteReaderView reader(std::string_view("\x05"
                                                 "abc"));
    std::string_view text;
    std::uint32_t number = 0;
    QVERIFY(!reader.readString(text)); // says five, has three
    QVERIFY(reader.readU32(number));   // the cursor stood where it was
    QVERIFY(!reader.readU32(number));
}

QTEST_GUILESS_MAIN(TextTest)
#include "text_test.moc"
