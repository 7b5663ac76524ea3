// Theme: the one place that holds colours, fonts and curve styles (values: the design's tokens,
// dark and light, and a high-contrast form). It is a proxy style over Fusion, installed on the
// application: every widget finds it through its style, so there is no global. No colour is written
// anywhere else in ui. Gui thread.
#pragma once

#include <QColor>
#include <QFont>
#include <QHash>
#include <QProxyStyle>

class QWidget;

namespace meterbench::ui {

enum class Token : quint8 {
    Background,
    Surface,
    Raised,
    Line,
    FaintLine,
    Text,
    Muted,
    Hint,
    Accent,
    AccentSurface,
    AccentText, ///< on a filled accent button
    Good,
    GoodSurface,
    Attention,
    AttentionSurface,
    Bad,
    BadSurface,
};

enum class Appearance : quint8 { System, Dark, Light };

class Theme final : public QProxyStyle {
    Q_OBJECT

public:
    explicit Theme(Appearance appearance = Appearance::System);

    /// The theme of a widget's application. A program without one (a bare test) gets a dark default
    /// made on first use.
    [[nodiscard]] static const Theme& of(const QWidget* widget);

    [[nodiscard]] QColor color(Token token) const;
    /// Curves in order; after eight the same colours with dashes.
    [[nodiscard]] QColor curveColor(int index) const;
    [[nodiscard]] Qt::PenStyle curveStyle(int index) const;
    /// Inter at pixel sizes of the design: 11 hints, 12 secondary, 13 interface, 16 titles, 22
    /// figures. Tabular figures.
    [[nodiscard]] QFont textFont(int pixelSize = 13, QFont::Weight weight = QFont::Normal) const;
    /// JetBrains Mono 12.
    [[nodiscard]] QFont monoFont(int pixelSize = 12, QFont::Weight weight = QFont::Normal) const;
    [[nodiscard]] bool isDark() const;
    void setAppearance(Appearance appearance);
    [[nodiscard]] Appearance appearance() const;
    /// Follows the system by itself; this is for tests and for systems that do not say.
    void setHighContrast(bool high);
    /// What the system answered: 1 prefers dark, 2 prefers light (xdg portal,
    /// org.freedesktop.appearance color-scheme).
    void setSystemScheme(uint scheme);

    using QProxyStyle::polish;
    void polish(QPalette& palette) override;
    void polish(QWidget* widget) override;
    void polish(QApplication* application) override;
    [[nodiscard]] QPalette standardPalette() const override;
    void drawPrimitive(
        PrimitiveElement element,
        const QStyleOption* option,
        QPainter* painter,
        const QWidget* widget
    ) const override;
    void drawControl(
        ControlElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget
    ) const override;
    void drawComplexControl(
        ComplexControl control,
        const QStyleOptionComplex* option,
        QPainter* painter,
        const QWidget* widget
    ) const override;
    [[nodiscard]] QRect subControlRect(
        ComplexControl control,
        const QStyleOptionComplex* option,
        SubControl sub,
        const QWidget* widget
    ) const override;
    [[nodiscard]] QRect subElementRect(
        SubElement element, const QStyleOption* option, const QWidget* widget
    ) const override;
    [[nodiscard]] QSize sizeFromContents(
        ContentsType type, const QStyleOption* option, const QSize& contents, const QWidget* widget
    ) const override;
    [[nodiscard]] int pixelMetric(
        PixelMetric metric, const QStyleOption* option = nullptr, const QWidget* widget = nullptr
    ) const override;
    [[nodiscard]] int styleHint(
        StyleHint hint,
        const QStyleOption* option = nullptr,
        const QWidget* widget = nullptr,
        QStyleHintReturn* data = nullptr
    ) const override;

Q_SIGNALS:
    /// Colours have changed; palettes are already set. Cached pictures must be made anew.
    void changed();

private Q_SLOTS:
    void askSystem();

private:
    void applyAnswer(const QString& key, uint value);
    void applyPalette();
    void drawButton(const QStyleOption& option, QPainter& painter, const QWidget* widget) const;
    void
    drawButtonLabel(const QStyleOption& option, QPainter& painter, const QWidget* widget) const;
    void drawTab(const QStyleOption& option, QPainter& painter, const QWidget* widget) const;
    void drawHeader(const QStyleOption& option, QPainter& painter) const;
    void drawMenuItem(const QStyleOption& option, QPainter& painter) const;
    void drawCheck(const QStyleOption& option, QPainter& painter, bool round) const;
    void drawField(const QStyleOption& option, QPainter& painter, const QWidget* widget) const;
    void drawCombo(const QStyleOption& option, QPainter& painter, const QWidget* widget) const;
    void drawScrollBar(const QStyleOptionComplex& option, QPainter& painter, const QWidget* widget)
        const;

    Appearance m_appearance = Appearance::System;
    bool m_systemDark = false;
    bool m_highContrast = false;
    bool m_watchesSystem = false;
    // By size and weight: asked for at every painting.
    mutable QHash<int, QFont> m_textFonts;
    mutable QHash<int, QFont> m_monoFonts;
};

} // namespace meterbench::ui
