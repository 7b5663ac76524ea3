// Sparklines: what their height stands for, read from the pixels.
#include "ui/widgets/paint.h"

#include <QImage>
#include <QPainter>
#include <QTest>

#include <vector>

namespace meterbench::ui {

class SparklineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    /// Amounts that hardly differ look alike; of values where only how they move counts they do
    /// not.
    void amountsAreMeasuredFromZero() {
        const std::vector<double> values{40, 42, 41, 42};
        QVERIFY(heightOf(values, SparklineScale::FromZero) < kHeight / 5);
        QVERIFY(heightOf(values, SparklineScale::OwnSpan) > kHeight / 2);
    }

    void nothingStandsAtTheBottom() {
        const std::vector<double> values{0, 10, 10, 10};
        QVERIFY(heightOf(values, SparklineScale::FromZero) > kHeight - 8);
        QCOMPARE(
            heightOf(values, SparklineScale::FromZero), heightOf(values, SparklineScale::OwnSpan)
        );
    }

    /// A correction takes usage back.
    void amountsBelowZeroAreSeen() {
        QVERIFY(heightOf({-10, 10, 10}, SparklineScale::FromZero) > kHeight - 8);
        QVERIFY(heightOf({-10, -9, -10}, SparklineScale::FromZero) < kHeight / 4);
    }

private:
    static constexpr int kHeight = 40;

    /// Rows of pixels from the highest to the lowest that the line touches.
    static int heightOf(const std::vector<double>& values, SparklineScale scale) {
        QImage image(100, kHeight, QImage::Format_RGB32);
        image.fill(Qt::black);
        QPainter painter(&image);
        drawSparkline(painter, image.rect(), values, Qt::white, scale);
        painter.end();
        int first = kHeight;
        int last = -1;
        for (int y = 0; y < kHeight; ++y) {
            for (int x = 0; x < image.width(); ++x) {
                if (qGray(image.pixel(x, y)) > 60) {
                    first = std::min(first, y);
                    last = y;
                }
            }
        }
        return last - first + 1;
    }
};

} // namespace meterbench::ui

QTEST_MAIN(meterbench::ui::SparklineTest)
#include "sparkline_test.moc"
