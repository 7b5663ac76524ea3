// Numbers as Go's strconv reads them, and the shortest text that reads back.
#include "core/base/number.h"

#include <QTest>

#include <bit>
#include <cmath>
#include <limits>
#include <string>

using namespace meterbench;

class NumberTest : public QObject {
    Q_OBJECT

private slots:
    void parses_data();
    void parses();
    void refuses_data();
    void refuses();
    void formats_data();
    void formats();
    void whatIsWrittenReadsBack();
    void integers_data();
    void integers();
};

void NumberTest::parses_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<quint64>("bits");
    const auto row = [](const char* name, const char* text, double value) {
        QTest::newRow(name) << std::string(text) << quint64{std::bit_cast<std::uint64_t>(value)};
    };
    row("whole", "42", 42);
    row("with a plus", "+1.5", 1.5);
    row("negative zero keeps its sign", "-0", -0.0);
    row("nothing before the point", ".5", 0.5);
    row("nothing behind the point", "5.", 5);
    row("exponent", "1e+06", 1e6);
    row("capital exponent", "1E3", 1000);
    row("leading zeros", "007", 7);
    row("too small becomes zero", "1e-400", 0);
    row("smallest denormal", "5e-324", 5e-324);
    row("largest", "1.7976931348623157e308", std::numeric_limits<double>::max());
    row("twenty digits", "12345678901234567890", 12345678901234567890.0);
    row("Inf", "Inf", std::numeric_limits<double>::infinity());
    row("+inf", "+inf", std::numeric_limits<double>::infinity());
    row("-Infinity", "-Infinity", -std::numeric_limits<double>::infinity());
    QTest::newRow("NaN has Prometheus's bits")
        << std::string("NaN") << quint64{0x7ff8000000000001ULL};
    QTest::newRow("nan in any case") << std::string("nAn") << quint64{0x7ff8000000000001ULL};
}

void NumberTest::parses() {
    QFETCH(std::string, text);
    QFETCH(quint64, bits);
    const auto value = base::parseNumber(text);
    QVERIFY(value.has_value());
    QCOMPARE(quint64{std::bit_cast<std::uint64_t>(*value)}, bits);
}

void NumberTest::refuses_data() {
    QTest::addColumn<std::string>("text");
    for (const char* text :
         {"",    "+",    "-",     ".",       "e5",   "1e",   "1e+",   "1x",     " 1",  "1 ",  "--1",
          "+-1", "0x10", "1_000", "infinit", "+NaN", "-NaN", "1e400", "-1e400", "1,5", "nano"}) {
        QTest::newRow(text) << std::string(text);
    }
    QTest::newRow("a byte of zero") << std::string("1\0", 2);
}

void NumberTest::refuses() {
    QFETCH(std::string, text);
    QVERIFY(!base::parseNumber(text).has_value());
}

void NumberTest::formats_data() {
    QTest::addColumn<double>("value");
    QTest::addColumn<std::string>("text");
    QTest::newRow("whole") << 42.0 << std::string("42");
    QTest::newRow("shortest") << 0.1 << std::string("0.1");
    QTest::newRow("large without exponent") << 123456789012.0 << std::string("123456789012");
    QTest::newRow("from 1e21 on with exponent") << 1e21 << std::string("1e+21");
    QTest::newRow("small without exponent") << 0.0001 << std::string("0.0001");
    QTest::newRow("below 1e-4 with exponent") << 0.00001 << std::string("1e-05");
    QTest::newRow("negative") << -2.5e-7 << std::string("-2.5e-07");
    QTest::newRow("zero") << 0.0 << std::string("0");
    QTest::newRow("negative zero") << -0.0 << std::string("-0");
    QTest::newRow("NaN") << std::nan("") << std::string("NaN");
    QTest::newRow("infinite") << HUGE_VAL << std::string("+Inf");
    QTest::newRow("minus infinite") << -HUGE_VAL << std::string("-Inf");
    QTest::newRow("longest") << -1.7976931348623157e308 << std::string("-1.7976931348623157e+308");
}

void NumberTest::formats() {
    QFETCH(double, value);
    QFETCH(std::string, text);
    QCOMPARE(base::formatNumber(value), text);
}

void NumberTest::whatIsWrittenReadsBack() {
    std::uint64_t bits = 1;
    for (int i = 0; i < 20'000; ++i) {
        bits = bits * 6364136223846793005ULL + 1442695040888963407ULL;
        const auto value = std::bit_cast<double>(bits);
        if (std::isfinite(value)) {
            const auto back = base::parseNumber(base::formatNumber(value));
            QVERIFY(back && std::bit_cast<std::uint64_t>(*back) == bits);
        }
    }
}

void NumberTest::integers_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<bool>("good");
    QTest::addColumn<qint64>("value");
    QTest::newRow("positive") << std::string("12") << true << qint64{12};
    QTest::newRow("negative") << std::string("-12") << true << qint64{-12};
    QTest::newRow("smallest") << std::string("-9223372036854775808") << true
                              << std::numeric_limits<qint64>::min();
    for (const char* text : {"", "-", "+1", "1.0", "9223372036854775808", "1 ", "a"}) {
        QTest::newRow(text) << std::string(text) << false << qint64{0};
    }
}

void NumberTest::integers() {
    QFETCH(std::string, text);
    QFETCH(bool, good);
    QFETCH(qint64, value);
    QCOMPARE(base::parseInteger(text).has_value(), good);
    QCOMPARE(base::parseInteger(text).value_or(0), value);
}

QTEST_GUILESS_MAIN(NumberTest)
#include "number_test.moc"
