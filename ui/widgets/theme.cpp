// The tokens, fonts and palette of the design, and what the system says about dark, light and
// contrast. Drawing of controls: theme_draw.cpp; sizes and rectangles: theme_metrics.cpp.
#include "ui/widgets/theme.h"

#include "ui/widgets/system_appearance.h"

#include <QApplication>
#include <QFontDatabase>
#include <QPlainTextEdit>
#include <QPointer>
#include <QStyleFactory>
#include <QTextDocument>
#include <QTimer>
#include <QToolTip>
#include <QWidget>

#include <array>

namespace meterbench::ui {

namespace {

constexpr std::size_t kTokens = static_cast<std::size_t>(Token::BadSurface) + 1;
using Tokens = std::array<QRgb, kTokens>;

// Background, Surface, Raised, Line, FaintLine, Text, Muted, Hint, Accent, AccentSurface,
// AccentText, Good, GoodSurface, Attention, AttentionSurface, Bad, BadSurface.
constexpr Tokens kDark{
    0xff12151b,
    0xff191d25,
    0xff212732,
    0xff2c3340,
    0xff222936,
    0xffe7eaf0,
    0xff949eaf,
    0xff667085,
    0xff5b9dff,
    0xff1d2f4d,
    0xff0b1526,
    0xff45c486,
    0xff15301f,
    0xffeab342,
    0xff33290f,
    0xfff16d64,
    0xff381b1b};
constexpr Tokens kLight{
    0xfff4f5f8,
    0xffffffff,
    0xfff8f9fb,
    0xffdde1e8,
    0xffe9ecf1,
    0xff1a1f29,
    0xff5b6577,
    0xff8a93a3,
    0xff1c66d6,
    0xffe4eefc,
    0xffffffff,
    0xff17804b,
    0xffe3f4ea,
    0xff946300,
    0xfffbf0d6,
    0xffc23b30,
    0xfffbe6e4};
constexpr Tokens kDarkContrast{
    0xff000000,
    0xff000000,
    0xff1a1a1a,
    0xffc8ccd4,
    0xff6f7683,
    0xffffffff,
    0xffe4e8ee,
    0xffc4cad4,
    0xff8cbcff,
    0xff10305e,
    0xff000000,
    0xff5fe3a3,
    0xff002b16,
    0xffffcf5c,
    0xff332600,
    0xffff9a92,
    0xff400f0c};
constexpr Tokens kLightContrast{
    0xffffffff,
    0xffffffff,
    0xfff2f2f2,
    0xff3c424d,
    0xff8a909b,
    0xff000000,
    0xff262b34,
    0xff3f4652,
    0xff0b4aab,
    0xffd6e5ff,
    0xffffffff,
    0xff075c31,
    0xffdff7ea,
    0xff634200,
    0xfffff0c7,
    0xff951b12,
    0xffffe3e0};
constexpr std::array<QRgb, 8> kCurves{
    0xff4e9af1, 0xffe69f00, 0xff2fb59a, 0xffcc79a7, 0xff9a86f0, 0xffd55e00, 0xff7fb8e6, 0xffb3b33a};

const Tokens& tokensFor(bool dark, bool highContrast) {
    if (highContrast) {
        return dark ? kDarkContrast : kLightContrast;
    }
    return dark ? kDark : kLight;
}

void polishLines(QPlainTextEdit& lines) {
    if (lines.frameShape() != QFrame::NoFrame) {
        // The frame paints the field with its round corners; the text only lies on it.
        lines.viewport()->setAutoFillBackground(false);
        lines.document()->setDocumentMargin(7);
    }
}

} // namespace

Theme::Theme(Appearance appearance)
    : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion")))
    , m_appearance(appearance) {
    m_systemDark = paletteLooksDark();
}

const Theme& Theme::of(const QWidget* widget) {
    if (widget != nullptr) {
        if (const auto* theme = qobject_cast<const Theme*>(widget->style())) {
            return *theme;
        }
    }
    if (const auto* theme = qobject_cast<const Theme*>(QApplication::style())) {
        return *theme;
    }
    if (const auto* kept = qApp->findChild<Theme*>(QString(), Qt::FindDirectChildrenOnly)) {
        return *kept;
    }
    auto* made = new Theme(Appearance::Dark);
    made->setParent(qApp);
    return *made;
}

QColor Theme::color(Token token) const {
    return QColor::fromRgb(tokensFor(isDark(), m_highContrast)[static_cast<std::size_t>(token)]);
}

QColor Theme::curveColor(int index) const {
    return QColor::fromRgb(kCurves[static_cast<std::size_t>(std::max(index, 0)) % kCurves.size()]);
}

Qt::PenStyle Theme::curveStyle(int index) const {
    static constexpr std::array kStyles{Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};
    return kStyles
        [(static_cast<std::size_t>(std::max(index, 0)) / kCurves.size()) % kStyles.size()];
}

QFont Theme::textFont(int pixelSize, QFont::Weight weight) const {
    // A new QFont is the application's, which may have this size already: it cannot tell.
    const int key = pixelSize * 1'000 + weight;
    if (const auto known = m_textFonts.constFind(key); known != m_textFonts.constEnd()) {
        return *known;
    }
    QFont& font = m_textFonts[key];
    font.setFamilies(
        {QStringLiteral("Inter"), QFontDatabase::systemFont(QFontDatabase::GeneralFont).family()}
    );
    font.setPixelSize(pixelSize);
    font.setWeight(weight);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

QFont Theme::monoFont(int pixelSize, QFont::Weight weight) const {
    const int key = pixelSize * 1'000 + weight;
    if (const auto known = m_monoFonts.constFind(key); known != m_monoFonts.constEnd()) {
        return *known;
    }
    QFont& font = m_monoFonts[key];
    font.setFamilies(
        {QStringLiteral("JetBrains Mono"),
         QFontDatabase::systemFont(QFontDatabase::FixedFont).family()}
    );
    font.setPixelSize(pixelSize);
    font.setStyleHint(QFont::Monospace);
    font.setFixedPitch(true);
    if (weight != QFont::Normal) {
        font.setWeight(weight);
    }
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

bool Theme::isDark() const {
    return m_appearance == Appearance::Dark || (m_appearance == Appearance::System && m_systemDark);
}

Appearance Theme::appearance() const {
    return m_appearance;
}

void Theme::setAppearance(Appearance appearance) {
    if (m_appearance != appearance) {
        m_appearance = appearance;
        applyPalette();
    }
}

void Theme::setHighContrast(bool high) {
    if (m_highContrast != high) {
        m_highContrast = high;
        applyPalette();
    }
}

void Theme::setSystemScheme(uint scheme) {
    const bool wasDark = isDark();
    if (scheme == 1 || scheme == 2) {
        m_systemDark = scheme == 1;
    }
    if (wasDark != isDark()) {
        applyPalette();
    }
}

void Theme::askSystem() {
    if (!m_watchesSystem) {
        m_watchesSystem = true;
        watchPortal(this, SLOT(askSystem()));
    }
    askPortal(this, [this](const QString& key, uint value) { applyAnswer(key, value); });
}

void Theme::applyAnswer(const QString& key, uint value) {
    if (key == QLatin1String("color-scheme")) {
        setSystemScheme(value);
    } else if (key == QLatin1String("contrast")) {
        setHighContrast(value == 1);
    }
}

void Theme::applyPalette() {
    if (QApplication::style() == this) {
        QApplication::setPalette(standardPalette());
        QToolTip::setPalette(standardPalette());
    }
    Q_EMIT changed();
}

QPalette Theme::standardPalette() const {
    QPalette palette;
    const auto set = [this, &palette](QPalette::ColorRole role, Token token) {
        palette.setColor(role, color(token));
    };
    set(QPalette::Window, Token::Background);
    set(QPalette::WindowText, Token::Text);
    set(QPalette::Base, Token::Surface);
    set(QPalette::AlternateBase, Token::Raised);
    set(QPalette::Text, Token::Text);
    set(QPalette::BrightText, Token::Bad);
    set(QPalette::Button, Token::Raised);
    set(QPalette::ButtonText, Token::Text);
    set(QPalette::ToolTipBase, Token::Raised);
    set(QPalette::ToolTipText, Token::Text);
    set(QPalette::PlaceholderText, Token::Hint);
    set(QPalette::Highlight, Token::AccentSurface);
    set(QPalette::HighlightedText, Token::Text);
    set(QPalette::Link, Token::Accent);
    set(QPalette::LinkVisited, Token::Accent);
    set(QPalette::Light, Token::Raised);
    set(QPalette::Midlight, Token::Raised);
    set(QPalette::Mid, Token::Line);
    set(QPalette::Dark, Token::Line);
    set(QPalette::Shadow, Token::Line);
    for (const auto role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText}) {
        palette.setColor(QPalette::Disabled, role, color(Token::Hint));
    }
    return palette;
}

void Theme::polish(QPalette& palette) {
    palette = standardPalette();
}

void Theme::polish(QWidget* widget) {
    QProxyStyle::polish(widget);
    if (widget->inherits("QAbstractButton") || widget->inherits("QComboBox") ||
        widget->inherits("QTabBar")) {
        widget->setAttribute(Qt::WA_Hover);
    }
    if (auto* lines = qobject_cast<QPlainTextEdit*>(widget)) {
        polishLines(*lines);
    }
}

void Theme::polish(QApplication* application) {
    QProxyStyle::polish(application);
    QApplication::setFont(textFont());
    QToolTip::setFont(textFont(12));
    // After the first turn of the event loop, so that a slow bus never delays the first picture.
    QTimer::singleShot(0, this, [this] { askSystem(); });
}

} // namespace meterbench::ui
