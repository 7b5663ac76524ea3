// Bodies unpacked and packed.
#include "core/address/coding.h"

#include "core/http/gzip.h"

#include <QTest>

#include <snappy.h>

using namespace meterbench;
using address::pack;
using address::preferredCoding;
using address::unpack;

namespace {

constexpr std::uint64_t kLimit = 1'000'000;

/// framing_format.txt: stream identifier, then one uncompressed chunk of "a 1\n" with its masked
/// CRC-32C (0xc6ba4e46 by the reference table, masked as the format says).
std::string frame(char type, std::uint32_t masked, const std::string& data) {
    std::string out("\xff\x06\x00\x00sNaPpY", 10);
    out += type;
    const std::size_t size = data.size() + 4;
    out += {static_cast<char>(size), static_cast<char>(size >> 8), static_cast<char>(size >> 16)};
    for (unsigned shift = 0; shift < 32; shift += 8) {
        out += static_cast<char>(masked >> shift);
    }
    return out + data;
}

std::string snappyBlock(const std::string& plain) {
    std::string packed;
    snappy::Compress(plain.data(), plain.size(), &packed);
    return packed;
}

/// "123456789", whose CRC-32C is known to be 0xe3069283 (RFC 3720, B.4 names the polynomial).
const std::string kDigits = "123456789";
constexpr std::uint32_t kDigitsCrc = 0xe3069283U;
constexpr std::uint32_t kDigitsMasked =
    ((kDigitsCrc >> 15U) | (kDigitsCrc << 17U)) + 0xa282ead8U;

} // namespace

class CodingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void readsWhatWasPacked_data() {
        QTest::addColumn<QByteArray>("coding");
        QTest::addColumn<QByteArray>("packed");
        const auto row = [](const char* name, const char* coding, const std::string& packed) {
            QTest::newRow(name) << QByteArray(coding) << QByteArray::fromStdString(packed);
        };
        row("nothing", "", kDigits);
        row("identity", "identity", kDigits);
        row("gzip", "gzip", http::gzip(kDigits));
        row("gzip by its old name, in capitals", "X-GZIP", http::gzip(kDigits));
        row("zstd", "zstd", pack("zstd", kDigits));
        row("snappy as a block", "snappy", snappyBlock(kDigits));
        row("snappy framed, not packed", "snappy", frame(1, kDigitsMasked, kDigits));
        row("snappy framed, packed", "snappy", frame(0, kDigitsMasked, snappyBlock(kDigits)));
    }

    void readsWhatWasPacked() {
        QFETCH(QByteArray, coding);
        QFETCH(QByteArray, packed);
        const auto plain = unpack(coding.toStdString(), packed.toStdString(), kLimit);
        QVERIFY2(plain.ok(), plain ? "" : plain.error().context.c_str());
        QCOMPARE(QByteArray::fromStdString(*plain), QByteArray::fromStdString(kDigits));
        // Cut anywhere it is refused, never read past its end.
        for (qsizetype size = 0; coding.size() > 0 && coding != "identity" && size < packed.size();
             ++size) {
            const auto cut = unpack(coding.toStdString(), packed.left(size).toStdString(), kLimit);
            QVERIFY2(!cut || cut->size() < kDigits.size(), qPrintable(QString::number(size)));
        }
    }

    void aFrameWithAWrongChecksumIsRefused() {
        QVERIFY(!unpack("snappy", frame(1, kDigitsMasked + 1, kDigits), kLimit).ok());
    }

    void aBombIsRefused_data() {
        QTest::addColumn<QByteArray>("coding");
        QTest::addColumn<QByteArray>("packed");
        const std::string large(kLimit + 1, 'x');
        QTest::newRow("gzip") << QByteArray("gzip") << QByteArray::fromStdString(http::gzip(large));
        QTest::newRow("zstd") << QByteArray("zstd") << QByteArray::fromStdString(pack("zstd", large));
        QTest::newRow("snappy") << QByteArray("snappy")
                                << QByteArray::fromStdString(snappyBlock(large));
    }

    void aBombIsRefused() {
        QFETCH(QByteArray, coding);
        QFETCH(QByteArray, packed);
        const auto plain = unpack(coding.toStdString(), packed.toStdString(), kLimit);
        QVERIFY(!plain.ok());
        QVERIFY(plain.error().code == base::Code::Limit);
    }

    void whatIsJustNotTooLargeIsTaken() {
        const std::string large(kLimit, 'x');
        QVERIFY(unpack("gzip", http::gzip(large), kLimit).ok());
        QVERIFY(unpack("zstd", pack("zstd", large), kLimit).ok());
        QVERIFY(unpack("snappy", snappyBlock(large), kLimit).ok());
    }

    void anUnknownCodingIsNamed() {
        const auto plain = unpack("br", "x", kLimit);
        QVERIFY(!plain.ok());
        QVERIFY(plain.error().code == base::Code::Unsupported);
        QVERIFY(plain.error().context.find("\"br\"") != std::string::npos);
    }

    void preferred_data() {
        QTest::addColumn<QByteArray>("accept");
        QTest::addColumn<QByteArray>("coding");
        const auto row = [](const char* name, const char* accept, const char* coding) {
            QTest::newRow(name) << QByteArray(accept) << QByteArray(coding);
        };
        row("nothing", "", "");
        row("gzip", "gzip", "gzip");
        row("a browser", "gzip, deflate, br, zstd", "zstd");
        row("curl", "deflate, gzip", "gzip");
        row("gzip preferred", "zstd;q=0.5, gzip;q=0.8", "gzip");
        row("gzip refused", "gzip;q=0", "");
        row("anything", "*", "gzip");
        row("anything but gzip", "*, gzip;q=0", "");
        row("not as it is", "identity;q=0", "");
    }

    void preferred() {
        QFETCH(QByteArray, accept);
        QFETCH(QByteArray, coding);
        QCOMPARE(
            QByteArray::fromStdString(std::string(preferredCoding(accept.toStdString()))), coding
        );
    }
};

QTEST_GUILESS_MAIN(CodingTest)
#include "coding_test.moc"
