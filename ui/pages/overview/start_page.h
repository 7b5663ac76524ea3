// StartPage: what Overview shows when nothing is configured: the three beginnings. Gui thread.
#pragma once

#include <QAbstractButton>
#include <QWidget>

#include <array>

namespace meterbench::ui {

/// One way to begin: an icon, what it is, what one gets.
class StartButton final : public QAbstractButton {
    Q_OBJECT

public:
    StartButton(
        const QString& icon,
        const QString& title,
        const QString& text,
        const QString& keys,
        bool main,
        QWidget* parent
    );

    [[nodiscard]] QSize sizeHint() const override { return {560, 76}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QString m_icon;
    QString m_note;
    QString m_keys;
    bool m_main;
};

class StartPage final : public QWidget {
    Q_OBJECT

public:
    explicit StartPage(QWidget* parent = nullptr);

    [[nodiscard]] const std::array<StartButton*, 3>& buttons() const { return m_buttons; }

Q_SIGNALS:
    void inspectRequested();
    void openRequested();
    void demoRequested();

private:
    std::array<StartButton*, 3> m_buttons{};
};

} // namespace meterbench::ui
