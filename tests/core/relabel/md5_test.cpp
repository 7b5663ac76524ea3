// The sum against RFC 1321, appendix A.5, and against Python's hashlib around the lengths where the
// padding needs one more block.
#include "core/relabel/md5.h"

#include <QTest>

#include <string>

using meterbench::relabel::md5LowHalf;

class Md5Test : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void lowHalf_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<quint64>("expected");
        QTest::newRow("nothing") << QByteArray("") << quint64(0xe9800998ecf8427e);
        QTest::newRow("one letter") << QByteArray("a") << quint64(0x31c399e269772661);
        QTest::newRow("abc") << QByteArray("abc") << quint64(0xd6963f7d28e17f72);
        QTest::newRow("message digest") << QByteArray("message digest") << quint64(0x525a2f31aaf161d0);
        QTest::newRow("the alphabet") << QByteArray("abcdefghijklmnopqrstuvwxyz") << quint64(0x7dfb496cca67e13b);
        QTest::newRow("letters and digits") << QByteArray("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") << quint64(0xa5611c2c9f419d9f);
        QTest::newRow("eighty digits") << QByteArray("12345678901234567890123456789012345678901234567890123456789012345678901234567890") << quint64(0xac49da2e2107b67a);
        QTest::newRow("55 times x") << QByteArray(55, 'x') << quint64(0xd958a70738aa8f72);
        QTest::newRow("56 times x") << QByteArray(56, 'x') << quint64(0x62dabcafad6db14b);
        QTest::newRow("57 times x") << QByteArray(57, 'x') << quint64(0x8685018905cb530a);
        QTest::newRow("63 times x") << QByteArray(63, 'x') << quint64(0x03567bdff99d8981);
        QTest::newRow("64 times x") << QByteArray(64, 'x') << quint64(0x7947682aeb252456);
        QTest::newRow("65 times x") << QByteArray(65, 'x') << quint64(0xbdec39795fe00cf6);
        QTest::newRow("119 times x") << QByteArray(119, 'x') << quint64(0xcfcddc633f12c24f);
        QTest::newRow("120 times x") << QByteArray(120, 'x') << quint64(0x2620b64f46e1c5b5);
        QTest::newRow("1000 times x") << QByteArray(1000, 'x') << quint64(0x64b1f64cb10c4b63);
        QTest::newRow("bytes above 127") << QByteArray(70, '\xfe') << quint64(0x22c5cbd2193eeb62);
    }

    void lowHalf() {
        QFETCH(QByteArray, bytes);
        QFETCH(quint64, expected);
        QCOMPARE(md5LowHalf(bytes.toStdString()), expected);
    }
};

QTEST_GUILESS_MAIN(Md5Test)
#include "md5_test.moc"
