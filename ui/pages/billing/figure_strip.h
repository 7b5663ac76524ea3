// FigureStrip: the card with the four figures of Billing side by side: a name, a large figure, and
// below it how it stands to the one at its left. Gui thread.
#pragma once

#include "ui/widgets/basics.h"

#include <array>

namespace meterbench::ui {

struct StripFigure {
    QString name;
    QString figure;
    QString note;
    Token noteToken = Token::Muted;

    friend bool operator==(const StripFigure&, const StripFigure&) = default;
};

class FigureStrip final : public Card {
    Q_OBJECT

public:
    explicit FigureStrip(QWidget* parent = nullptr);
    void setFigures(std::array<StripFigure, 4> figures);

    [[nodiscard]] const std::array<StripFigure, 4>& figures() const { return m_figures; }

    [[nodiscard]] QSize sizeHint() const override { return {400, 83}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::array<StripFigure, 4> m_figures;
};

} // namespace meterbench::ui
