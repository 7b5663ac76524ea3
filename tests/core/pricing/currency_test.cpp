// Currency codes and exponents against ISO 4217's list one (tests/data/currencies).
#include "core/pricing/currency.h"

#include <QFile>
#include <QTest>

#include <map>
#include <string>

using namespace meterbench;

namespace {

std::map<std::string, int> listOne() {
    std::map<std::string, int> out;
    QFile file(QStringLiteral(MB_TEST_DATA "/currencies/iso4217_list_one.txt"));
    if (file.open(QIODevice::ReadOnly)) {
        for (const QByteArray& line : file.readAll().split('\n')) {
            if (!line.isEmpty() && line[0] != '#') {
                out[line.left(3).toStdString()] = line.mid(4).toInt();
            }
        }
    }
    return out;
}

} // namespace

class CurrencyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void everyCodeOfTheListHasItsExponent() {
        const std::map<std::string, int> expected = listOne();
        QCOMPARE(expected.size(), std::size_t{166});
        for (const auto& [code, exponent] : expected) {
            const base::Result<pricing::Currency> found = pricing::findCurrency(code);
            QVERIFY2(found.ok(), code.c_str());
            QCOMPARE(found->code, code);
            QVERIFY2(found->exponent == exponent, code.c_str());
        }
    }

    void noOtherThreeLettersAreACurrency() {
        const std::map<std::string, int> expected = listOne();
        std::string others;
        std::string code(3, 'A');
        for (code[0] = 'A'; code[0] <= 'Z'; ++code[0]) {
            for (code[1] = 'A'; code[1] <= 'Z'; ++code[1]) {
                for (code[2] = 'A'; code[2] <= 'Z'; ++code[2]) {
                    if (!expected.contains(code) && pricing::findCurrency(code)) {
                        others += code + " ";
                    }
                }
            }
        }
        QCOMPARE(others, std::string("XCG ")); // younger than the list
    }

    void otherTextsAreRefusedWithTheField() {
        for (const char* const code :
             {"", "E", "EU", "eur", "EURO", "EUR ", "AED AFN", " AF", "€"}) {
            const base::Result<pricing::Currency> found = pricing::findCurrency(code);
            QVERIFY2(!found.ok(), code);
            QCOMPARE(found.error().code, base::Code::InvalidInput);
            QCOMPARE(
                found.error().context,
                "currency: \"" + std::string(code) +
                    "\" is no currency of ISO 4217; write its three capital letters, for example "
                    "EUR"
            );
        }
    }
};

QTEST_GUILESS_MAIN(CurrencyTest)
#include "currency_test.moc"
