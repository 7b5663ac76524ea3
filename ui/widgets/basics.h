// Small widgets that every page uses: Card and Bar (surfaces with a thin line), Pill, Sparkline,
// PlainLabel, EmptyState. Their texts are plain text, whatever they contain. Gui thread.
#pragma once

#include "ui/widgets/paint.h"

#include <QFrame>
#include <QLabel>
#include <QWidget>

#include <vector>

class QPushButton;
class QVBoxLayout;

namespace meterbench::ui {

/// A surface with 8 px corners and a thin line around it.
class Card : public QWidget {
    Q_OBJECT

public:
    explicit Card(QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;
};

/// A surface that fills its rectangle, with a thin line on some edges: bars, rail, inspector.
class Bar : public QWidget {
    Q_OBJECT

public:
    explicit Bar(Qt::Edges lines, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Qt::Edges m_lines;
};

/// State in a word and a sign.
class Pill final : public QWidget {
    Q_OBJECT

public:
    explicit Pill(QWidget* parent = nullptr);
    void setPill(const PillText& pill);

    [[nodiscard]] const PillText& pill() const { return m_pill; }

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    PillText m_pill;
};

class Sparkline final : public QWidget {
    Q_OBJECT

public:
    explicit Sparkline(QWidget* parent = nullptr);
    void setValues(std::vector<double> values);

    [[nodiscard]] QSize sizeHint() const override { return {120, 24}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<double> m_values;
};

/// A label in a token's colour and a size of the design; never rich text; digits do not dance.
/// Elides at the right instead of widening its place when `elided`.
class PlainLabel final : public QWidget {
    Q_OBJECT

public:
    explicit PlainLabel(
        const QString& text = {},
        int pixelSize = 13,
        Token token = Token::Text,
        QFont::Weight weight = QFont::Normal,
        QWidget* parent = nullptr
    );
    void setText(const QString& text);

    [[nodiscard]] QString text() const { return m_text; }

    void setToken(Token token);
    void setMono(bool mono);
    void setElided(bool elided);
    void setAlignment(Qt::Alignment alignment);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QFont shownFont() const;

    QString m_text;
    int m_pixelSize;
    Token m_token;
    QFont::Weight m_weight;
    Qt::Alignment m_alignment = Qt::AlignLeft;
    bool m_mono = false;
    bool m_elided = false;
};

/// Several lines of secondary text that wrap; plain text.
[[nodiscard]] QLabel*
makeWrappedLabel(const QString& text, int pixelSize, Token token, QWidget* parent);

/// An empty page: one sentence and the one action that brings what would be here.
class EmptyState final : public QWidget {
    Q_OBJECT

public:
    /// An empty action shows no button.
    EmptyState(const QString& sentence, const QString& action, QWidget* parent = nullptr);
    void setSentence(const QString& sentence);

    [[nodiscard]] QPushButton* button() const { return m_button; }

Q_SIGNALS:
    void actionRequested();

private:
    QLabel* m_sentence = nullptr;
    QPushButton* m_button = nullptr;
};

} // namespace meterbench::ui
