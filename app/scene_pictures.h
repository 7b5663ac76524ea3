// ScenePictures: plays scenes of the demo director in the window, and writes what it looks like
// after each step as PNG, light and dark; then the program ends. For people who look how the scenes
// look. Gui thread.
#pragma once

#include "app/workbench.h"

#include <QObject>
#include <QString>

#include <cstddef>
#include <vector>

namespace meterbench::app {

class ScenePictures final : public QObject {
public:
    /// `folder` must be there. Files: 1-customers-step-02-dark-1280x800.png …
    ScenePictures(Workbench& workbench, QString folder);

    /// Plays these scenes to their ends. Exit code 0, or 1 when a file could not be written or a
    /// step is not done after two minutes (said on stderr).
    void begin(std::vector<std::size_t> scenes);

private:
    void look();
    void show(std::size_t appearance);
    void take(std::size_t appearance);
    void goOn();
    void fail(const QString& why);

    Workbench& m_workbench;
    QString m_folder;
    std::vector<std::size_t> m_scenes;
    std::size_t m_at = 0;
    int m_waited = 0;
    DirectorState m_state;
};

} // namespace meterbench::app
