// The rail at the left: one button a page with icon, name and the count that calls for attention.
// Up and Down move, Enter goes there. Narrow: icons only, names as tool tips. Gui thread.
#pragma once

#include "ui/pages/page.h"
#include "ui/widgets/basics.h"

#include <QAbstractButton>

#include <vector>

class QVBoxLayout;

namespace meterbench::ui {

class RailButton final : public QAbstractButton {
    Q_OBJECT

public:
    RailButton(PageId page, const QString& icon, const QString& title, QWidget* parent);

    [[nodiscard]] PageId page() const { return m_page; }

    void setAttention(int count);
    void setNarrow(bool narrow);

    [[nodiscard]] int attention() const { return m_attention; }

    [[nodiscard]] QSize sizeHint() const override { return {168, 32}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    PageId m_page;
    QString m_icon;
    int m_attention = 0;
    bool m_narrow = false;
};

class Rail final : public Bar {
    Q_OBJECT

public:
    explicit Rail(QWidget* parent = nullptr);

    void addPage(PageId page, const QString& icon, const QString& title, const QString& shortcut);
    void setCurrent(PageId page);
    void setAttention(PageId page, int count);
    void setNarrow(bool narrow);
    [[nodiscard]] RailButton* button(PageId page) const;

Q_SIGNALS:
    void pageRequested(meterbench::ui::PageId page);

private:
    QVBoxLayout* m_column = nullptr;
    std::vector<RailButton*> m_buttons;
};

} // namespace meterbench::ui
