// The 44 px at the top: name, the field that opens the palette, whether the view is live, pause,
// and the workspace's menu. It only shows and asks; what happens is the window's business. Gui
// thread.
#pragma once

#include "ui/widgets/basics.h"

#include <QAbstractButton>

class QMenu;
class QPushButton;

namespace meterbench::ui {

/// Looks like a field, opens the palette.
class SearchButton final : public QAbstractButton {
    Q_OBJECT

public:
    explicit SearchButton(QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override { return {440, 28}; }

protected:
    void paintEvent(QPaintEvent* event) override;
};

enum class Liveness : quint8 { Waiting, Live, Paused };

class TopBar final : public Bar {
    Q_OBJECT

public:
    explicit TopBar(QWidget* parent = nullptr);

    void setLiveness(Liveness liveness);
    void setWorkspace(const QString& name, bool isUnsaved);
    void setMenu(QMenu* menu);
    void setNarrow(bool narrow);

    [[nodiscard]] QWidget* searchButton() const { return m_search; }

Q_SIGNALS:
    void searchRequested();
    void pauseRequested();

private:
    QWidget* m_name = nullptr;
    SearchButton* m_search = nullptr;
    Pill* m_live = nullptr;
    QPushButton* m_pause = nullptr;
    QPushButton* m_workspace = nullptr;
};

} // namespace meterbench::ui
