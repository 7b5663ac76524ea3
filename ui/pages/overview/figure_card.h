// FigureCard: one big figure with its name, a note and the last two minutes as a line; a button
// that leads to its page. Gui thread.
#pragma once

#include "ui/widgets/paint.h"

#include <QAbstractButton>

#include <vector>

namespace meterbench::ui {

class FigureCard final : public QAbstractButton {
    Q_OBJECT

public:
    explicit FigureCard(const QString& name, QWidget* parent = nullptr);
    void setFigure(const QString& figure, const QString& note, Token noteToken = Token::Muted);
    void setValues(const std::vector<double>& values);

    [[nodiscard]] QString figure() const { return m_figure; }

    [[nodiscard]] QString note() const { return m_note; }

    [[nodiscard]] QSize sizeHint() const override { return {240, 96}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QString m_figure;
    QString m_note;
    Token m_noteToken = Token::Muted;
    std::vector<double> m_values;
};

} // namespace meterbench::ui
