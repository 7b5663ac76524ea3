// Exact decimal numbers: against Python's decimal module in 85,000 random cases
// (decimal_cases.py), and what is said of texts, limits and errors.
#include "core/base/decimal.h"

#include <QProcess>
#include <QTest>

#include <bit>
#include <limits>
#include <map>
#include <string>
#include <type_traits>
#include <vector>

using namespace meterbench;
using base::Decimal;
using base::Rounding;

namespace {

using Words = std::vector<std::string>;

static_assert(std::is_trivially_copyable_v<Decimal> && sizeof(Decimal) == 16);
static_assert(Decimal::fromInteger(2) > Decimal::fromInteger(-3));
static_assert(*(Decimal::fromInteger(2) + Decimal::fromInteger(-3)) == -Decimal::fromInteger(1));

std::string shown(const std::optional<Decimal>& value) {
    return value ? value->toText() : "none";
}

Decimal number(const std::string& text) {
    const base::Result<Decimal> value = Decimal::parse(text);
    return value ? *value : throw std::runtime_error(value.error().context);
}

Rounding rule(const std::string& name) {
    static const std::map<std::string, Rounding> rules{
        {"halfAway", Rounding::HalfAwayFromZero},
        {"halfEven", Rounding::HalfEven},
        {"floor", Rounding::Floor},
        {"ceiling", Rounding::Ceiling}};
    return rules.at(name);
}

std::string compared(Decimal a, Decimal b) {
    if (a == b) {
        return a <= b && a >= b && !(a != b) ? "0" : "equal, but not compared so";
    }
    return a < b ? "-1" : "1";
}

/// What ours says to a case of the table; its last word is Python's answer.
std::string answer(const Words& words) {
    const std::string& operation = words[0];
    if (operation == "parse") {
        const base::Result<Decimal> value = Decimal::parse(words[1]);
        return value ? value->toText() : "none";
    }
    if (operation == "sample") {
        return shown(Decimal::fromSample(std::bit_cast<double>(std::stoull(words[1]))));
    }
    const Decimal a = number(words[1]);
    if (operation == "negated") {
        return (-a).toText();
    }
    if (operation == "roundedTo") {
        return a.roundedTo(std::stoi(words[2]), rule(words[3])).toText();
    }
    if (operation == "toInteger") {
        const std::optional<std::int64_t> whole = a.toInteger(rule(words[2]));
        return whole ? std::to_string(*whole) : "none";
    }
    const Decimal b = number(words[2]);
    if (operation == "plus") {
        return shown(a + b);
    }
    if (operation == "minus") {
        return shown(a - b);
    }
    if (operation == "compare") {
        return compared(a, b);
    }
    if (operation == "times") {
        return shown(a.times(b, rule(words[3])));
    }
    if (operation == "dividedBy") {
        return shown(a.dividedBy(b, rule(words[3])));
    }
    return operation == "roundedToMultiple" ? shown(a.roundedToMultiple(b, rule(words[3])))
                                            : "an unknown operation";
}

Words wordsOf(const QByteArray& line) {
    Words words;
    for (const QByteArray& word : line.split('\t')) {
        words.push_back(word.toStdString());
    }
    return words;
}

} // namespace

class DecimalTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void agreesWithPython_data();
    void agreesWithPython();
    void texts_data();
    void texts();
    void refuses_data();
    void refuses();
    void anErrorShowsOnlyTheBeginningOfALongText();
    void writesAtLeastSoManyFractionDigits();
    void integersOfAllSizes();
    void signsAreTold();
    void sumsInARowStopAtTheFirstThatHasNoPlace();
    void roundingToDigitsThatDoNotExist();
    void bytesComeBack();
    void aRatioIsTheQuotientOfTheProduct_data();
    void aRatioIsTheQuotientOfTheProduct();
    void partsAreItsDigits_data();
    void partsAreItsDigits();
    void sumsOfPartsAreSums();
    void partsBeyondTheRangeAreNothing();

private:
    std::map<std::string, std::vector<Words>> m_cases;
};

void DecimalTest::initTestCase() {
    QProcess python;
    python.start(
        QStringLiteral(MB_TEST_PYTHON),
        {QStringLiteral(MB_SOURCE_DIR "/tests/core/base/decimal_cases.py")}
    );
    QVERIFY2(python.waitForFinished(120'000), qPrintable(python.errorString()));
    QVERIFY2(python.exitCode() == 0, python.readAllStandardError().constData());
    for (const QByteArray& line : python.readAllStandardOutput().split('\n')) {
        if (!line.isEmpty()) {
            const Words words = wordsOf(line);
            m_cases[words[0]].push_back(words);
        }
    }
}

void DecimalTest::agreesWithPython_data() {
    QTest::addColumn<std::string>("operation");
    for (const char* name :
         {"plus",
          "minus",
          "compare",
          "negated",
          "times",
          "dividedBy",
          "roundedTo",
          "roundedToMultiple",
          "toInteger",
          "sample",
          "parse"}) {
        QTest::newRow(name) << std::string(name);
    }
}

void DecimalTest::agreesWithPython() {
    QFETCH(std::string, operation);
    const std::vector<Words>& cases = m_cases[operation];
    QVERIFY(cases.size() >= 3000);
    for (const Words& words : cases) {
        const std::string ours = answer(words);
        if (ours != words.back()) {
            std::string line = "ours is " + ours + ", the case is";
            for (const std::string& word : words) {
                line += ' ' + word;
            }
            QFAIL(line.c_str());
        }
    }
}

void DecimalTest::texts_data() {
    QTest::addColumn<std::string>("written");
    QTest::addColumn<std::string>("plain");
    const auto row = [](const char* name, const char* written, const char* plain) {
        QTest::newRow(name) << std::string(written) << std::string(plain);
    };
    row("zero has no sign", "-0", "0");
    row("zero with an exponent", "0e999999999999999999999", "0");
    row("a plus is not written", "+12.50", "12.5");
    row("nothing before the point", "-.5", "-0.5");
    row("nothing behind the point", "5.", "5");
    row("an exponent is written out", "1.5E+3", "1500");
    row("the finest", "-1e-12", "-0.000000000001");
    row("zeros at the end are no digits", "0.1000000000000000", "0.1");
    row("the largest", "1e24", "1000000000000000000000000");
    row("the smallest", "-1e24", "-1000000000000000000000000");
    row("all digits",
        "-999999999999999999999999.999999999999",
        "-999999999999999999999999.999999999999");
}

void DecimalTest::texts() {
    QFETCH(std::string, written);
    QFETCH(std::string, plain);
    const base::Result<Decimal> value = Decimal::parse(written);
    QVERIFY2(value.ok(), value ? "" : value.error().context.c_str());
    QCOMPARE(value->toText(), plain);
}

void DecimalTest::refuses_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("why");
    const auto row = [](const char* name, const char* text, const char* why) {
        QTest::newRow(name) << std::string(text) << std::string(why);
    };
    const char* const form = "write digits with a point, for example 1250 or -0.05";
    row("nothing", "", form);
    row("only a sign", "-", form);
    row("two signs", "--1", form);
    row("only a point", ".", form);
    row("two points", "1.2.3", form);
    row("a comma", "1,5", form);
    row("group separators", "1 000", form);
    row("a space in front", " 1", form);
    row("a space behind", "1 ", form);
    row("a word", "NaN", form);
    row("infinity", "inf", form);
    row("hexadecimal", "0x10", form);
    row("an exponent without digits", "1e", form);
    row("an exponent with only a sign", "1e+", form);
    row("only an exponent", "e5", form);
    row("an exponent with a point", "1e2.5", form);
    row("a unit behind", "5 EUR", form);
    const char* const fine = "at most 12 digits behind the point";
    row("13 fraction digits", "0.0000000000001", fine);
    row("a far exponent", "1e-99999999999999999999", fine);
    row("too many digits in all", "0.1234567890123456789012345678901234567890123", fine);
    const char* const large = "the largest is 10^24";
    row("a little above the largest", "1000000000000000000000000.000000000001", large);
    row("a little below the smallest", "-1000000000000000000000000.000000000001", large);
    row("a far exponent upwards", "-1e99999999999999999999", large);
    row("an exponent beyond 64 bits", "1e18446744073709551617", large);
    row("too large and too fine", "12345678901234567890123456.1234567890123", large);
}

void DecimalTest::refuses() {
    QFETCH(std::string, text);
    QFETCH(std::string, why);
    const base::Result<Decimal> value = Decimal::parse(text);
    QVERIFY(!value.ok());
    QCOMPARE(value.error().code, base::Code::InvalidInput);
    QCOMPARE(value.error().context, "not a decimal number: \"" + text + "\" (" + why + ")");
}

void DecimalTest::anErrorShowsOnlyTheBeginningOfALongText() {
    const base::Result<Decimal> value = Decimal::parse(std::string(1'000'000, 'x'));
    QVERIFY(!value.ok());
    QVERIFY(value.error().context.size() < 200);
}

void DecimalTest::writesAtLeastSoManyFractionDigits() {
    QCOMPARE(number("12.5").toText(2), std::string("12.50"));
    QCOMPARE(number("-12").toText(2), std::string("-12.00"));
    QCOMPARE(number("12.345").toText(2), std::string("12.345"));
    QCOMPARE(Decimal().toText(3), std::string("0.000"));
    QCOMPARE(number("7").toText(99), std::string("7.000000000000"));
    QCOMPARE(number("7").toText(-1), std::string("7"));
}

void DecimalTest::integersOfAllSizes() {
    for (const std::int64_t value :
         {std::numeric_limits<std::int64_t>::min(),
          std::int64_t{-1},
          std::int64_t{0},
          std::int64_t{1'000'000},
          std::numeric_limits<std::int64_t>::max()}) {
        QCOMPARE(Decimal::fromInteger(value).toText(), std::to_string(value));
    }
}

void DecimalTest::signsAreTold() {
    QVERIFY(Decimal().isZero() && !Decimal().isNegative());
    QVERIFY(number("-0.000000000001").isNegative() && !number("-0.000000000001").isZero());
    QVERIFY(!number("0.000000000001").isNegative() && !number("0.000000000001").isZero());
}

void DecimalTest::sumsInARowStopAtTheFirstThatHasNoPlace() {
    const Decimal most = number("1e24");
    const Decimal one = number("1");
    QCOMPARE(shown(one + one + one - number("0.5")), std::string("2.5"));
    QCOMPARE(shown(most + one - one), std::string("none"));
    QCOMPARE(shown(-most - one + one), std::string("none"));
    QCOMPARE(shown(most - one + one), most.toText());
}

void DecimalTest::roundingToDigitsThatDoNotExist() {
    const Decimal value = number("1.555555555555");
    QCOMPARE(value.roundedTo(40, Rounding::Ceiling).toText(), value.toText());
    QCOMPARE(value.roundedTo(-3, Rounding::Ceiling).toText(), std::string("2"));
    QCOMPARE(number("-1e24").roundedTo(0, Rounding::Floor).toText(), number("-1e24").toText());
}

void DecimalTest::aRatioIsTheQuotientOfTheProduct_data() {
    QTest::addColumn<std::string>("number");
    QTest::addColumn<qlonglong>("numerator");
    QTest::addColumn<qlonglong>("denominator");
    QTest::addColumn<std::string>("result");
    QTest::newRow("seconds of milliseconds")
        << std::string("2.5") << 1'500LL << 1'000LL << std::string("3.75");
    QTest::newRow("below zero") << std::string("-2.5") << 1'500LL << 1'000LL
                                << std::string("-3.75");
    QTest::newRow("a third") << std::string("1") << 1LL << 3LL << std::string("0.333333333333");
    QTest::newRow("two thirds are rounded up")
        << std::string("1") << 2LL << 3LL << std::string("0.666666666667");
    QTest::newRow("two thirds below zero")
        << std::string("-1") << 2LL << 3LL << std::string("-0.666666666667");
    QTest::newRow("a half goes to the even one, down")
        << std::string("0.000000000001") << 1LL << 2LL << std::string("0");
    QTest::newRow("a half goes to the even one, up")
        << std::string("0.000000000003") << 1LL << 2LL << std::string("0.000000000002");
    QTest::newRow("and below zero")
        << std::string("-0.000000000003") << 1LL << 2LL << std::string("-0.000000000002");
    QTest::newRow("just within") << std::string("1000000000000000000000000") << 1LL << 1LL
                                 << std::string("1000000000000000000000000");
    QTest::newRow("beyond the range")
        << std::string("1000000000000000000000000") << 2LL << 1LL << std::string();
    QTest::newRow("beyond 128 bits")
        << std::string("1000000000000000000000000") << 1'000LL << 1'000LL << std::string();
}

void DecimalTest::aRatioIsTheQuotientOfTheProduct() {
    QFETCH(std::string, number);
    QFETCH(qlonglong, numerator);
    QFETCH(qlonglong, denominator);
    QFETCH(std::string, result);
    const auto ratio = Decimal::parse(number)->timesRatio(numerator, denominator);
    QCOMPARE(ratio ? ratio->toText() : std::string(), result);
}

void DecimalTest::bytesComeBack() {
    for (const char* const text :
         {"0",
          "1",
          "-1",
          "0.000000000001",
          "-1000000000000000000000000",
          "18446744.073709551616"}) {
        std::string bytes;
        number(text).append(bytes);
        QCOMPARE(bytes.size(), std::size_t{16});
        base::ByteReaderView all(bytes);
        const auto read = Decimal::take(all);
        QVERIFY(read && all.empty());
        QCOMPARE(read->toText(), std::string(text));
        base::ByteReaderView cut(std::string_view(bytes).substr(0, 15));
        QVERIFY(!Decimal::take(cut));
    }
    const std::string tooLarge(16, '\x7f');
    base::ByteReaderView bytes(tooLarge);
    QVERIFY(!Decimal::take(bytes));
}

void DecimalTest::partsAreItsDigits_data() {
    QTest::addColumn<std::string>("number");
    QTest::addColumn<qlonglong>("trillions");
    QTest::addColumn<qlonglong>("units");
    QTest::addColumn<qlonglong>("fraction");
    QTest::newRow("nothing") << std::string("0") << 0LL << 0LL << 0LL;
    QTest::newRow("a half") << std::string("0.5") << 0LL << 0LL << 500'000'000'000LL;
    QTest::newRow("all three") << std::string("7000000000003.000000000002") << 7LL << 3LL << 2LL;
    QTest::newRow("all three below zero")
        << std::string("-7000000000003.000000000002") << -7LL << -3LL << -2LL;
    QTest::newRow("the most") << std::string("1000000000000000000000000") << 1'000'000'000'000LL
                              << 0LL << 0LL;
    QTest::newRow("all nines") << std::string("-999999999999999999999999.999999999999")
                               << -999'999'999'999LL << -999'999'999'999LL << -999'999'999'999LL;
}

void DecimalTest::partsAreItsDigits() {
    QFETCH(std::string, number);
    QFETCH(qlonglong, trillions);
    QFETCH(qlonglong, units);
    QFETCH(qlonglong, fraction);
    const Decimal decimal = *Decimal::parse(number);
    const Decimal::Parts parts{trillions, units, fraction};
    QVERIFY(decimal.parts() == parts);
    QVERIFY(Decimal::fromParts(parts) == decimal);
}

void DecimalTest::sumsOfPartsAreSums() {
    // 3 × 0.6 - 10^12: parts that carry, and of two signs
    QCOMPARE(
        Decimal::fromParts({-1, 0, 1'800'000'000'000})->toText(), std::string("-999999999998.2")
    );
    QCOMPARE(
        Decimal::fromParts({1, INT64_MAX, INT64_MIN})->toText(),
        std::string("9223373036845552434.963145224192")
    );
}

void DecimalTest::partsBeyondTheRangeAreNothing() {
    QVERIFY(!Decimal::fromParts({1'000'000'000'000, 0, 1}));
    QVERIFY(!Decimal::fromParts({-1'000'000'000'000, -1, 0}));
    QVERIFY(!Decimal::fromParts({INT64_MAX, 0, 0}));
    QVERIFY(!Decimal::fromParts({INT64_MIN, INT64_MIN, INT64_MIN}));
    QCOMPARE(
        Decimal::fromParts({1'000'000'000'001, -1'000'000'000'000, 0})->toText(),
        std::string("1000000000000000000000000")
    );
}

QTEST_GUILESS_MAIN(DecimalTest)
#include "decimal_test.moc"
