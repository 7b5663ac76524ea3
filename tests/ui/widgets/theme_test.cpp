// The theme: readable in each form, followed at run time, and the small widgets that depend on it.
#include "ui/widgets/basics.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/filter_field.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace meterbench::ui;

namespace {

double luminance(const QColor& color) {
    const auto channel = [](double value) {
        return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF()) +
           0.0722 * channel(color.blueF());
}

/// WCAG 2.1 contrast ratio.
double contrast(const QColor& a, const QColor& b) {
    const double high = std::max(luminance(a), luminance(b));
    const double low = std::min(luminance(a), luminance(b));
    return (high + 0.05) / (low + 0.05);
}

} // namespace

class ThemeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QApplication::setStyle(new Theme(Appearance::Dark)); }

    void textIsReadable_data() {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<bool>("high");
        QTest::newRow("dark") << true << false;
        QTest::newRow("light") << false << false;
        QTest::newRow("dark, high contrast") << true << true;
        QTest::newRow("light, high contrast") << false << true;
    }

    void textIsReadable() {
        QFETCH(bool, dark);
        QFETCH(bool, high);
        Theme theme(dark ? Appearance::Dark : Appearance::Light);
        theme.setHighContrast(high);
        const std::pair<Token, Token> pairs[] = {
            {Token::Text, Token::Background},
            {Token::Text, Token::Surface},
            {Token::Text, Token::Raised},
            {Token::Text, Token::AccentSurface},
            {Token::Muted, Token::Surface},
            {Token::Muted, Token::Background},
            {Token::AccentText, Token::Accent},
            {Token::Good, Token::GoodSurface},
            {Token::Bad, Token::BadSurface},
            {Token::Attention, Token::AttentionSurface},
            {Token::Accent, Token::Surface},
        };
        for (const auto& [text, under] : pairs) {
            const double ratio = contrast(theme.color(text), theme.color(under));
            QVERIFY2(
                ratio >= (high ? 7.0 : 4.3),
                qPrintable(QStringLiteral("%1 on %2: %3").arg(int(text)).arg(int(under)).arg(ratio))
            );
        }
    }

    void theApplicationFollowsAChange() {
        auto* theme = qobject_cast<Theme*>(QApplication::style());
        QVERIFY(theme != nullptr);
        QSignalSpy changed(theme, &Theme::changed);
        theme->setAppearance(Appearance::Light);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(QApplication::palette().color(QPalette::Window), theme->color(Token::Background));
        theme->setAppearance(Appearance::System);
        theme->setSystemScheme(1);
        QVERIFY(theme->isDark());
        theme->setSystemScheme(2);
        QVERIFY(!theme->isDark());
        theme->setAppearance(Appearance::Dark);
        theme->setSystemScheme(2);
        QVERIFY(theme->isDark());
    }

    void curvesAfterTheEighthAreDashed() {
        const Theme& theme = Theme::of(nullptr);
        QCOMPARE(theme.curveColor(8), theme.curveColor(0));
        QCOMPARE(theme.curveStyle(7), Qt::SolidLine);
        QVERIFY(theme.curveStyle(8) != Qt::SolidLine);
    }

    void aWeightIsWhatWasAskedForWhateverTheApplicationHas() {
        const QFont before = QApplication::font();
        QFont same = before;
        same.setPixelSize(17);
        same.setWeight(QFont::Normal);
        QApplication::setFont(same);
        const QFont font = Theme().textFont(17, QFont::DemiBold);
        QApplication::setFont(before);
        QCOMPARE(font.pixelSize(), 17);
        QCOMPARE(font.weight(), QFont::DemiBold);
        QCOMPARE(font.families().value(0), QStringLiteral("Inter"));
    }

    void digitsAllHaveTheSameWidth() {
        const QFont font = Theme::of(nullptr).textFont(13);
        QCOMPARE(
            numberWidth(font, QStringLiteral("1,111")), numberWidth(font, QStringLiteral("8,888"))
        );
    }

    void everyIconHasStrokes() {
        for (const char* name :
             {"mark",
              "overview",
              "targets",
              "explore",
              "forwarding",
              "events",
              "check",
              "down",
              "demo",
              "undo",
              "redo"}) {
            const QImage image = iconPixmap(QLatin1String(name), Qt::red, 16, 1).toImage();
            bool drawn = false;
            for (int i = 0; i < 256 && !image.isNull(); ++i) {
                drawn = drawn || image.pixelColor(i % 16, i / 16).alpha() > 100;
            }
            QVERIFY2(drawn, name);
        }
    }

    void escapeClearsTheFilter() {
        FilterField field(QStringLiteral("Filter"));
        field.show();
        QTest::keyClicks(&field, QStringLiteral("node"));
        field.setProblem(QStringLiteral("no such label"));
        QCOMPARE(field.property("mbWrong").toBool(), true);
        QTest::keyClick(&field, Qt::Key_Escape);
        QVERIFY(field.text().isEmpty());
        QCOMPARE(field.accessibleName(), QStringLiteral("Filter"));
    }

    void aPrimaryButtonIsFilled() {
        auto* button = makeButton(QStringLiteral("Add"), ButtonKind::Primary, nullptr);
        button->resize(button->sizeHint());
        const QImage image = button->grab().toImage();
        QCOMPARE(image.pixelColor(6, image.height() / 2), Theme::of(button).color(Token::Accent));
        QCOMPARE(button->sizeHint().height(), 28);
        delete button;
    }
};

QTEST_MAIN(ThemeTest)
#include "theme_test.moc"
