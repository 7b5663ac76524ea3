// Pictures: the window looking at itself. Goes through every page, the inspector's tabs, the
// palette and the dialogs, in both appearances and two sizes, and writes what the screen shows as
// PNG; then the program ends. For tests/gallery.sh and for people who report how it looks. Gui
// thread.
#pragma once

#include <QObject>
#include <QSize>
#include <QString>

#include <functional>
#include <vector>

namespace meterbench::ui {
class MainWindow;
}

namespace meterbench::app {

/// What the screen shows of the window, dialogs over it included.
[[nodiscard]] bool savePicture(ui::MainWindow& window, const QString& path);

class Pictures final : public QObject {
public:
    /// `folder` must be there. `window` outlives this. Files: WHAT-dark-1280x800.png …
    Pictures(ui::MainWindow& window, QString folder);

    /// Waits until data moved when `withData`, takes every picture, then ends the program: exit
    /// code 0, or 1 when a file could not be written (said on stderr).
    void begin(bool withData);

private:
    /// One picture: what to do before it, and what to close after it.
    struct Shot {
        QString name;
        std::function<void()> prepare;
        bool closesAfter = false;
    };

    void planShots();
    void planMetrics();
    void planBilling();
    void planTargets();
    void planDialogs();
    void add(const QString& name, std::function<void()> prepare, bool closesAfter = false);
    void awaitData();
    void fillCharts();
    void nextSetting();
    void nextShot();
    void take();
    [[nodiscard]] bool hasMoved() const;

    ui::MainWindow& m_window;
    QString m_folder;
    std::vector<Shot> m_shots;
    std::size_t m_shot = 0;
    std::size_t m_setting = 0;
    int m_waited = 0;
    bool m_withData = false;
};

} // namespace meterbench::app
