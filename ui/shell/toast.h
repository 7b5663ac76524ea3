// Toast: a line of a few seconds above the status bar; what was said last replaces what was said
// before. Gui thread.
#pragma once

#include <QWidget>

class QTimer;

namespace meterbench::ui {

class Toast final : public QWidget {
    Q_OBJECT

public:
    explicit Toast(QWidget* parent);
    void say(const QString& text);
    /// Call when the parent's size has changed.
    void place();

    [[nodiscard]] QString text() const { return m_text; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    QString m_text;
    QTimer* m_timer = nullptr;
};

} // namespace meterbench::ui
