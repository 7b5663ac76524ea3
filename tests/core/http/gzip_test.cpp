#include "core/http/gzip.h"

#include <QTest>

using namespace meterbench;

class GzipTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void roundTrip_data() {
        QTest::addColumn<int>("size");
        for (const int size : {0, 1, 100, 65'536, 1'000'000}) {
            QTest::addRow("a body of %d bytes comes back", size) << size;
        }
    }

    void roundTrip() {
        QFETCH(int, size);
        std::string plain;
        for (int i = 0; static_cast<int>(plain.size()) < size; ++i) {
            plain += "http_requests_total{path=\"/" + std::to_string(i * 7919) + "\"} " +
                     std::to_string(i) + "\n";
        }
        plain.resize(static_cast<std::size_t>(size));
        const auto back = http::gunzip(http::gzip(plain), 0);
        QVERIFY(back.ok());
        QVERIFY(back.value() == plain);
    }

    void severalMembersAreOneBody() {
        const auto back = http::gunzip(http::gzip(std::string(5'000, 'a')) + http::gzip("b"), 0);
        QVERIFY(back.ok());
        QVERIFY(back.value() == std::string(5'000, 'a') + "b");
    }

    /// The trailer of the last member says 1 byte: the guess is far too small and must only cost a
    /// second try.
    void aTrailerThatSaysTooLittleIsNotBelieved() {
        const std::string big(2'000'000, 'x');
        const auto back = http::gunzip(http::gzip(big) + http::gzip("y"), 0);
        QVERIFY(back.ok());
        QCOMPARE(back->size(), big.size() + 1);
    }

    void damaged_data() {
        QTest::addColumn<QByteArray>("packed");
        const std::string good = http::gzip(std::string(1'000, 'q'));
        QByteArray bytes = QByteArray::fromStdString(good);
        QTest::newRow("nothing at all") << QByteArray();
        QTest::newRow("not gzip") << QByteArray("# HELP up x\n");
        QTest::newRow("cut short") << bytes.chopped(5);
        QTest::newRow("bytes behind the last member") << bytes + "junk";
        QByteArray flipped = bytes;
        flipped[flipped.size() - 6] = static_cast<char>(flipped[flipped.size() - 6] ^ 1);
        QTest::newRow("checksum wrong") << flipped;
        QByteArray lying = bytes;
        lying[lying.size() - 1] = static_cast<char>(0x7f);
        QTest::newRow("trailer claims two gigabytes") << lying;
    }

    void damaged() {
        QFETCH(QByteArray, packed);
        const auto back = http::gunzip(packed.toStdString(), 0);
        QVERIFY(!back.ok());
        QCOMPARE(back.error().code, base::Code::Corrupt);
    }

    void limit_data() {
        QTest::addColumn<int>("size");
        QTest::addColumn<bool>("passes");
        QTest::newRow("one below the limit passes") << 9'999 << true;
        QTest::newRow("exactly the limit is too much") << 10'000 << false;
        QTest::newRow("a bomb stops at the limit") << 50'000'000 << false;
    }

    void limit() {
        QFETCH(int, size);
        QFETCH(bool, passes);
        const auto back =
            http::gunzip(http::gzip(std::string(static_cast<std::size_t>(size), '0')), 10'000);
        QCOMPARE(back.ok(), passes);
        if (!passes) {
            QCOMPARE(back.error().code, base::Code::Limit);
            QCOMPARE(
                QString::fromStdString(back.error().context),
                QStringLiteral("the decoded body is at or over the limit of 10000B")
            );
        }
    }
};

QTEST_GUILESS_MAIN(GzipTest)
#include "gzip_test.moc"
