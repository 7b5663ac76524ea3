// DirectorPanel: the demo director beside the pages: scenes, script in large type, what was seen,
// pace and reset. It decides nothing: it shows a Script and says what the presenter wants. Keys
// work in the whole window while it is shown, also those of a presenter's remote (Page Down). Gui
// thread.
#pragma once

#include "ui/director/script.h"
#include "ui/widgets/basics.h"

#include <QKeySequence>
#include <QList>

#include <functional>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace meterbench::ui {

class DirectorPanel final : public Bar {
    Q_OBJECT

public:
    explicit DirectorPanel(QWidget* parent = nullptr);

    void setScript(const Script& script);

    [[nodiscard]] const Script& script() const { return m_script; }

    /// For a room: half as large again.
    void setLargeType(bool isLarge);

    [[nodiscard]] bool isLargeType() const { return m_isLarge; }

Q_SIGNALS:
    void playRequested(int scene);
    void nextRequested();
    void resetRequested();
    void paceRequested(double factor); ///< times the present one
    void closeRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void build();
    void buildScenes(QVBoxLayout& column);
    void buildScript(QVBoxLayout& column);
    void buildButtons(QVBoxLayout& column);
    void addKey(const QKeySequence& keys, std::function<void()> run);
    void makeScenes();
    void goOn();
    void showTexts();
    void showShown();
    void setFonts();

    Script m_script;
    bool m_isLarge = false;
    QLabel* m_title = nullptr;
    QLabel* m_time = nullptr;
    QWidget* m_sceneBox = nullptr;
    QVBoxLayout* m_sceneColumn = nullptr;
    QList<QPushButton*> m_scenes;
    QLabel* m_progress = nullptr;
    QLabel* m_says = nullptr;
    QLabel* m_shown = nullptr;
    QLabel* m_verdict = nullptr; ///< all as intended
    QLabel* m_trouble = nullptr; ///< or not
    QPushButton* m_next = nullptr;
    QPushButton* m_reset = nullptr;
    QPushButton* m_slower = nullptr;
    QPushButton* m_faster = nullptr;
    QPushButton* m_large = nullptr;
    QPushButton* m_close = nullptr;
};

} // namespace meterbench::ui
