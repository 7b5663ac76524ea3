// Theme: the one place that holds colours, fonts and curve styles (values: the design's tokens, dark and light, and a
// high-contrast form). It is a proxy style over Fusion, installed on the application: every widget finds it through its
// style, so there is no global. No colour is written anywhere else in ui. Gui thread.
#pragma once

#include <QColor>
#include <QFont>
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

    /// The theme of a widget's application. A program without one (a bare test) gets a dark default made on first use.
    [[nodiscard]] static const Theme& of(const QWidget* widget);

    [[nodiscard]] QColor color(Token token) const;
    /// Curves in order; after eight the same colours with dashes.
    [[nodiscard]] QColor curveColor(int index) const;
    [[nodiscard]] Qt::PenStyle curveStyle(int index) const;
    /// Inter at pixel sizes of the design: 11 hints, 12 secondary, 13 interface, 16 titles, 22 figures. Tabular figures.
    [[nodiscard]] QFont textFont(int pixelSize = 13, QFont::Weight weight = QFont::Normal) const;
    /// JetBrains Mono 12.
    [[nodiscard]] QFont monoFont(int pixelSize = 12) const;
    [[nodiscard]] bool isDark() const;
    void setAppearance(Appearance appearance);
    [[nodiscard]] Appearance appearance() const;

Q_SIGNALS:
    /// Colours have changed; palettes are already set. Cached pictures must be made anew.
    void changed();
};

} // namespace meterbench::ui
