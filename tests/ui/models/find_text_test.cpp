// findText against the standard's search: every place, needles of every length, letters that are
// nearly right, and bytes with the top bit set.
#include "ui/models/find_text.h"

#include <QTest>

#include <random>
#include <string>

namespace meterbench::ui {

class FindTextTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsWhatTheStandardFinds_data();
    void findsWhatTheStandardFinds();
    void findsATextAtEveryPlace();
    void anEmptyTextStandsNowhere();
};

void FindTextTest::findsWhatTheStandardFinds_data() {
    QTest::addColumn<QByteArray>("letters");
    QTest::newRow("two letters, so that there are hits everywhere") << QByteArray("ab");
    QTest::newRow("letters that differ by one, where borrows go wrong") << QByteArray("`abc");
    QTest::newRow("bytes at both ends of their range") << QByteArray("\x00\x01\x7f\x80\xff", 5);
}

void FindTextTest::findsWhatTheStandardFinds() {
    QFETCH(QByteArray, letters);
    std::mt19937 random(7);
    const auto made = [&](std::size_t length) {
        std::string text;
        for (std::size_t i = 0; i < length; ++i) {
            text.push_back(letters.at(static_cast<qsizetype>(random() % std::size_t(letters.size()))
            ));
        }
        return text;
    };
    for (int round = 0; round < 4'000; ++round) {
        const std::string where = made(random() % 70);
        const std::string what = made(1 + random() % 14);
        const std::size_t from = random() % 40;
        QCOMPARE(findText(where, what, from), std::string_view(where).find(what, from));
    }
}

void FindTextTest::findsATextAtEveryPlace() {
    for (const std::string what : {"z", "zo", "zon", "zone=eu", "zone=eu-1234567"}) {
        for (std::size_t place = 0; place < 40; ++place) {
            const std::string where = std::string(place, 'z') + "." + what;
            const std::size_t expected = where.find(what);
            QCOMPARE(findText(where, what), expected);
            QCOMPARE(findText(where, what, place + 1), place + 1);
            QCOMPARE(findText(where, what, place + 2), where.find(what, place + 2));
        }
    }
}

void FindTextTest::anEmptyTextStandsNowhere() {
    QCOMPARE(findText("abc", ""), std::string_view::npos);
    QCOMPARE(findText("", "a"), std::string_view::npos);
    QCOMPARE(findText("abc", "abc", 4), std::string_view::npos);
}

} // namespace meterbench::ui

QTEST_GUILESS_MAIN(meterbench::ui::FindTextTest)
#include "find_text_test.moc"
