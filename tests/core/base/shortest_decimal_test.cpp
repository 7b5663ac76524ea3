// The shortest digits of a double, and what a sample is made of, against std::to_chars: at every
// power of two with its neighbours, at the ends of what is taken, and at a million random doubles.
#include "core/base/decimal.h"
#include "core/base/shortest_decimal.h"

#include <QTest>

#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <random>
#include <string>

using namespace meterbench;
using base::Decimal;

namespace {

/// digits × 10^exponent, without zeros at the end.
struct Written {
    std::uint64_t digits = 0;
    int exponent = 0;

    void trim() {
        for (; digits != 0 && digits % 10 == 0; digits /= 10) {
            ++exponent;
        }
    }

    friend bool operator==(const Written&, const Written&) = default;
};

/// As the library writes it: "d.ddde-dd".
Written written(double value) {
    char text[64];
    const auto [end, error] =
        std::to_chars(text, text + sizeof text, value, std::chars_format::scientific);
    const std::string all(text, end);
    const std::size_t mark = all.find('e');
    std::string digits = all.substr(0, mark);
    Written out;
    out.exponent = std::stoi(all.substr(mark + 1));
    if (digits.size() > 1) {
        out.exponent -= static_cast<int>(digits.size()) - 2;
        digits.erase(1, 1);
    }
    out.digits = std::stoull(digits);
    out.trim();
    return out;
}

Written ours(double value) {
    const base::ShortestDecimal shortest = base::shortestDecimal(value);
    Written out{shortest.digits, -shortest.fractionDigits};
    out.trim();
    return out;
}

/// What fromSample() promises of a value of 0 and more, the long way: from text, digit by digit.
std::string sampleOf(double value) {
    if (!(value <= 1e15)) {
        return "none";
    }
    Written from = written(value);
    if (from.exponent < -30) {
        return "0"; // 17 digits at most
    }
    std::uint64_t divisor = 1;
    for (; from.exponent < -12; ++from.exponent) {
        divisor *= 10;
    }
    const std::uint64_t rest = from.digits % divisor;
    from.digits /= divisor;
    from.digits += rest > divisor / 2 || (rest != 0 && rest * 2 == divisor && from.digits % 2 == 1);
    return Decimal::parse(std::to_string(from.digits) + "e" + std::to_string(from.exponent))
        ->toText();
}

std::string shown(double value) {
    const auto number = Decimal::fromSample(value);
    return number ? number->toText() : "none";
}

bool isTaken(double value) {
    return value >= base::kLeastShortest && value < base::kLimitShortest;
}

#define COMPARE_SHORTEST(value)                                                                    \
    QVERIFY2(ours(value) == written(value), qPrintable(QString::number(value, 'g', 17)))
#define COMPARE_SAMPLE(value)                                                                      \
    QVERIFY2(                                                                                      \
        shown(value) == sampleOf(value),                                                           \
        (std::to_string(value) + ": " + shown(value) + ", not " + sampleOf(value)).c_str()         \
    )

} // namespace

class ShortestDecimalTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void powersOfTwoAndWhatIsBesideThem();
    void powersOfTenAndWhatIsBesideThem();
    void aMillionRandomDoubles();
    void twoThatAreAsNearGiveTheEvenOne();
    void samplesOfAllSizes();
    void samplesAtTheEndsOfDoubles();
};

void ShortestDecimalTest::powersOfTwoAndWhatIsBesideThem() {
    for (int exponent = -42; exponent <= 52; ++exponent) {
        double below = std::ldexp(1.0, exponent);
        double above = below;
        for (int i = 0; i < 100; ++i) {
            if (isTaken(above)) {
                COMPARE_SHORTEST(above);
            }
            if (isTaken(below)) {
                COMPARE_SHORTEST(below);
            }
            below = std::nextafter(below, 0);
            above = std::nextafter(above, 1e300);
        }
    }
}

void ShortestDecimalTest::powersOfTenAndWhatIsBesideThem() {
    for (int exponent = -12; exponent <= 15; ++exponent) {
        for (const double factor : {1.0, 2.0, 5.0, 9.0, 9.9, 9.999999}) {
            double below = factor * std::pow(10.0, exponent);
            double above = below;
            for (int i = 0; i < 100 && isTaken(above); ++i) {
                COMPARE_SHORTEST(above);
                COMPARE_SHORTEST(below);
                below = std::nextafter(below, 0);
                above = std::nextafter(above, 1e300);
            }
        }
    }
}

void ShortestDecimalTest::aMillionRandomDoubles() {
    std::mt19937_64 random(20261130);
    const auto least = std::bit_cast<std::uint64_t>(base::kLeastShortest);
    const auto limit = std::bit_cast<std::uint64_t>(base::kLimitShortest);
    int checked = 0;
    for (int i = 0; checked < 1'000'000; ++i) {
        const std::uint64_t bits = random();
        double value = std::bit_cast<double>(least + bits % (limit - least));
        if (i % 4 == 0) { // few decimal digits
            const double digits = static_cast<double>(bits % 100'000'000'000'000'000);
            value = digits / std::pow(10.0, static_cast<double>(bits >> 59));
        } else if (i % 4 == 1) { // few binary ones
            const std::uint64_t zeros = (bits >> 58) % 53;
            value = std::bit_cast<double>(std::bit_cast<std::uint64_t>(value) >> zeros << zeros);
        }
        if (isTaken(value)) {
            COMPARE_SHORTEST(value);
            ++checked;
        }
    }
}

// The doubles there lie an eighth apart: three digits behind the point are one too many.
void ShortestDecimalTest::twoThatAreAsNearGiveTheEvenOne() {
    QCOMPARE(shown(562949953421312.25), std::string("562949953421312.2"));
    QCOMPARE(shown(562949953421312.75), std::string("562949953421312.8"));
    QCOMPARE(shown(562949953421313.125), std::string("562949953421313.1"));
    QCOMPARE(shown(-562949953421312.25), std::string("-562949953421312.2"));
}

void ShortestDecimalTest::samplesOfAllSizes() {
    std::mt19937_64 random(1);
    for (int i = 0; i < 200'000; ++i) {
        const double part = 1.0 + static_cast<double>(random() >> 11) * 0x1p-53;
        const double value = std::ldexp(part, static_cast<int>(random() % 110) - 60);
        COMPARE_SAMPLE(value);
    }
    for (int digits = 0; digits < 10'000; ++digits) { // ties at the last digit that is kept
        const double value = static_cast<double>(digits) * 5e-13;
        COMPARE_SAMPLE(value);
    }
}

void ShortestDecimalTest::samplesAtTheEndsOfDoubles() {
    using Limits = std::numeric_limits<double>;
    for (const double value :
         {0.0,
          Limits::denorm_min(),
          Limits::min(),
          std::nextafter(Limits::min(), 0),
          Limits::epsilon(),
          1e-300,
          4.999999999999999e-13,
          5e-13,
          5.000000000000001e-13,
          1.5e-12,
          2.5e-12,
          std::nextafter(base::kLeastShortest, 0),
          base::kLeastShortest,
          999999999999999.9,
          1e15,
          std::nextafter(1e15, 1e16),
          0x1p53 - 1,
          0x1p53,
          Limits::max(),
          Limits::infinity()}) {
        COMPARE_SAMPLE(value);
    }
    QCOMPARE(shown(Limits::quiet_NaN()), std::string("none"));
    QCOMPARE(shown(-Limits::denorm_min()), std::string("0"));
    QCOMPARE(shown(-Limits::max()), std::string("none"));
}

QTEST_GUILESS_MAIN(ShortestDecimalTest)
#include "shortest_decimal_test.moc"
