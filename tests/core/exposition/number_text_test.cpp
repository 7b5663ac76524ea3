// The fast way for plain numbers against the slow one, on numbers of every shape; OpenMetrics' way
// to write floats.
#include "core/base/number.h"
#include "core/exposition/number_text.h"

#include <QTest>

#include <bit>
#include <random>
#include <string>

using namespace meterbench;

class NumberTextTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithTheSlowWay();
    void leavesOtherFormsAlone_data();
    void leavesOtherFormsAlone();
    void writesFloatsAsGoDoes_data();
    void writesFloatsAsGoDoes();
};

void NumberTextTest::agreesWithTheSlowWay() {
    std::mt19937_64 random(20230101);
    int taken = 0;
    for (int i = 0; i < 200000; ++i) {
        std::string text = random() % 4 == 0 ? "-" : "";
        const auto digits = random() % 19;
        const auto point = random() % 20;
        for (std::uint64_t d = 0; d < digits; ++d) {
            text += d == point ? "." : "";
            text += static_cast<char>('0' + random() % 10);
        }
        text += random() % 8 == 0 ? "." : "";
        double value = 0;
        const char* const end = text.data() + text.size();
        const char* const behind = exposition::scanPlainNumber(text.data(), end, value);
        if (behind == nullptr) {
            continue;
        }
        ++taken;
        QVERIFY2(behind == end, text.c_str());
        const auto slow = base::parseNumber(text);
        QVERIFY2(slow.has_value(), text.c_str());
        QVERIFY2(std::bit_cast<quint64>(*slow) == std::bit_cast<quint64>(value), text.c_str());
    }
    QVERIFY(taken > 100000);
}

void NumberTextTest::leavesOtherFormsAlone_data() {
    QTest::addColumn<QString>("text");
    for (const char* text :
         {"",
          "-",
          ".",
          ".5",
          "+1",
          "1e5",
          "NaN",
          "Inf",
          "1x",
          "1.2.3",
          "--1",
          "1\r",
          "12345678901234567890",
          "9007199254740993"}) {
        QTest::newRow(*text == '\0' ? "nothing" : text) << QString::fromUtf8(text);
    }
}

void NumberTextTest::leavesOtherFormsAlone() {
    QFETCH(QString, text);
    const std::string bytes = text.toStdString();
    double value = 0;
    QVERIFY(
        exposition::scanPlainNumber(bytes.data(), bytes.data() + bytes.size(), value) == nullptr
    );
}

void NumberTextTest::writesFloatsAsGoDoes_data() {
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    // OpenMetrics 1.0, "Canonical Numbers", and Go's FormatFloat(v, 'g', -1, 64).
    QTest::newRow("0.0") << 0.0 << QStringLiteral("0.0");
    QTest::newRow("0.001") << 0.001 << QStringLiteral("0.001");
    QTest::newRow("1.0") << 1.0 << QStringLiteral("1.0");
    QTest::newRow("10.0") << 10.0 << QStringLiteral("10.0");
    QTest::newRow("1e-10") << 1e-10 << QStringLiteral("1e-10");
    QTest::newRow("1e-05") << 1e-5 << QStringLiteral("1e-05");
    QTest::newRow("0.0001") << 1e-4 << QStringLiteral("0.0001");
    QTest::newRow("100000.0") << 1e5 << QStringLiteral("100000.0");
    QTest::newRow("1e+06") << 1e6 << QStringLiteral("1e+06");
    QTest::newRow("1.55555555555552e+06")
        << 1.55555555555552e6 << QStringLiteral("1.55555555555552e+06");
    QTest::newRow("999999.5") << 999999.5 << QStringLiteral("999999.5");
    QTest::newRow("1e+23") << 1e23 << QStringLiteral("1e+23");
    QTest::newRow("-1.0") << -1.0 << QStringLiteral("-1.0");
    QTest::newRow("+Inf") << std::numeric_limits<double>::infinity() << QStringLiteral("+Inf");
}

void NumberTextTest::writesFloatsAsGoDoes() {
    QFETCH(double, value);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(exposition::formatOpenMetricsFloat(value)), text);
}

QTEST_GUILESS_MAIN(NumberTextTest)
#include "number_text_test.moc"
