// NumberPainter against drawNumber and drawText: the same pixels and the same widths, the first time
// and from what it kept.
#include "ui/widgets/number_painter.h"
#include "ui/widgets/paint.h"
#include "ui/widgets/theme.h"

#include <QImage>
#include <QTest>

namespace meterbench::ui {

class NumberPainterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void drawsTheSamePixels_data();
    void drawsTheSamePixels();
    void widthsAreTheSame();
    void keepsFontsApart();
    void drawsWordsInTheSamePixels_data();
    void drawsWordsInTheSamePixels();

private:
    template <typename Draw>
    QImage drawn(const QFont& font, Draw draw) {
        QImage image(160, 30, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::black);
        QPainter painter(&image);
        painter.setFont(font);
        painter.setPen(Qt::white);
        draw(painter);
        painter.end();
        return image;
    }

    Theme m_theme;
    NumberPainter m_numbers;
};

void NumberPainterTest::drawsTheSamePixels_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QRect>("rect");
    QTest::addColumn<int>("alignment");
    const QRect wide(3, 4, 140, 20);
    const int right = Qt::AlignRight | Qt::AlignVCenter;
    QTest::newRow("a number") << "1,234.56" << wide << right;
    QTest::newRow("a number with a unit") << "118.70 MiB/s" << wide << right;
    QTest::newRow("narrow digits keep their cells") << "111.11" << wide << right;
    QTest::newRow("a negative number at the left")
        << "-0.017 µs" << wide << int(Qt::AlignLeft | Qt::AlignVCenter);
    QTest::newRow("a time in the middle") << "12:41:07" << wide << int(Qt::AlignCenter);
    QTest::newRow("words alone") << "avg" << wide << right;
    QTest::newRow("a dash for nothing") << "–" << wide << right;
    QTest::newRow("no text") << "" << wide << right;
    QTest::newRow("too narrow: elided") << "1,234,567.89 GiB" << QRect(3, 4, 50, 20) << right;
}

void NumberPainterTest::drawsTheSamePixels() {
    QFETCH(QString, text);
    QFETCH(QRect, rect);
    QFETCH(int, alignment);
    const auto where = Qt::Alignment(alignment);
    const QFont font = m_theme.textFont(12);
    const QImage expected =
        drawn(font, [&](QPainter& painter) { drawNumber(painter, rect, where, text); });
    for (int round = 0; round < 2; ++round) {
        const QImage image =
            drawn(font, [&](QPainter& painter) { m_numbers.draw(painter, rect, where, text); });
        QCOMPARE(image, expected);
    }
}

void NumberPainterTest::widthsAreTheSame() {
    for (const char* text : {"", "0", "111", "98.6 MiB", "-1,024", "12:00:00", "p99.9"}) {
        const QString shown = QString::fromLatin1(text);
        for (const int size : {11, 12, 13}) {
            const QFont font = m_theme.textFont(size);
            QCOMPARE(m_numbers.width(font, shown), numberWidth(font, shown));
        }
    }
}

void NumberPainterTest::keepsFontsApart() {
    const QRect rect(0, 0, 150, 28);
    const auto number = [&](QPainter& painter) {
        m_numbers.draw(painter, rect, Qt::AlignCenter, QStringLiteral("42.0 s"));
    };
    const auto reference = [&](QPainter& painter) {
        drawNumber(painter, rect, Qt::AlignCenter, QStringLiteral("42.0 s"));
    };
    for (int round = 0; round < 2; ++round) {
        for (const int size : {9, 10, 11, 12, 13, 14, 15, 16, 22, 24}) {
            const QFont font = m_theme.textFont(size);
            QCOMPARE(drawn(font, number), drawn(font, reference));
        }
    }
}

void NumberPainterTest::drawsWordsInTheSamePixels_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QRect>("rect");
    QTest::addColumn<int>("size");
    const QRect cell(3, 1, 140, 29);
    QTest::newRow("a name") << "customer-100000" << cell << 13;
    QTest::newRow("a name in a small font") << "API calls" << cell << 11;
    QTest::newRow("kerning, accents") << "AVATAR Ünïcôde Wäschereî" << cell << 13;
    QTest::newRow("what another font has") << "顧客 α → ✕" << cell << 13;
    QTest::newRow("from right to left") << QStringLiteral("\u05dc\u05e7\u05d5\u05d7 7") << cell << 13;
    QTest::newRow("too wide: elided") << "a customer whose name is long" << cell << 13;
    QTest::newRow("no room") << "customer" << QRect(3, 1, 6, 29) << 13;
    QTest::newRow("too low a cell") << "gpqy" << QRect(3, 1, 140, 9) << 13;
    QTest::newRow("two lines") << "one\ntwo\tthree" << cell << 13;
    QTest::newRow("no text") << "" << cell << 13;
}

void NumberPainterTest::drawsWordsInTheSamePixels() {
    QFETCH(QString, text);
    QFETCH(QRect, rect);
    QFETCH(int, size);
    const QFont font = m_theme.textFont(size, QFont::DemiBold);
    const QImage expected = drawn(font, [&](QPainter& painter) {
        const QString shown =
            painter.fontMetrics().elidedText(text, Qt::ElideRight, rect.width());
        painter.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, shown);
    });
    for (int round = 0; round < 2; ++round) {
        const QImage image = drawn({}, [&](QPainter& painter) {
            m_numbers.drawWords(painter, font, rect, text);
        });
        QCOMPARE(image, expected);
    }
}

} // namespace meterbench::ui

QTEST_MAIN(meterbench::ui::NumberPainterTest)
#include "number_painter_test.moc"
