#include "app/scene_pictures.h"

#include "app/pictures.h"

#include <QApplication>
#include <QDir>
#include <QTimer>

#include <cstdio>
#include <utility>

namespace meterbench::app {

namespace {

constexpr int kLookMs = 100;
constexpr int kMostWaitMs = 120'000;
/// Long enough for a layout and a tick of the feed.
constexpr int kSettleMs = 400;
constexpr double kHurry = 4;

constexpr std::pair<const char*, ui::Appearance> kAppearances[] = {
    {"light", ui::Appearance::Light}, {"dark", ui::Appearance::Dark}};

} // namespace

ScenePictures::ScenePictures(Workbench& workbench, QString folder)
    : QObject(nullptr)
    , m_workbench(workbench)
    , m_folder(std::move(folder)) {}

void ScenePictures::begin(std::vector<std::size_t> scenes) {
    m_scenes = std::move(scenes);
    m_workbench.window().resize(1280, 800);
    m_workbench.changePace(kHurry);
    m_workbench.playScene(m_scenes.front());
    look();
}

void ScenePictures::look() {
    m_state = m_workbench.directorState();
    if (!m_state.isBusy) {
        m_waited = 0;
        show(0);
        return;
    }
    if ((m_waited += kLookMs) > kMostWaitMs) {
        fail(QStringLiteral("this does not happen: ") + QString::fromStdString(m_state.says));
        return;
    }
    QTimer::singleShot(kLookMs, this, [this] { look(); });
}

void ScenePictures::show(std::size_t appearance) {
    m_workbench.window().setAppearance(kAppearances[appearance].second);
    QTimer::singleShot(kSettleMs, this, [this, appearance] { take(appearance); });
}

void ScenePictures::take(std::size_t appearance) {
    const QString path = QDir(m_folder).filePath(
        QStringLiteral("%1-%2-step-%3-%4-1280x800.png")
            .arg(m_state.scene + 1)
            .arg(QLatin1String(kSceneNames.at(static_cast<std::size_t>(m_state.scene))))
            .arg(m_state.step, 2, 10, QLatin1Char('0'))
            .arg(QLatin1String(kAppearances[appearance].first))
    );
    if (!savePicture(m_workbench.window(), path)) {
        fail(path + QStringLiteral(" cannot be written"));
    } else if (appearance + 1 < std::size(kAppearances)) {
        show(appearance + 1);
    } else {
        goOn();
    }
}

void ScenePictures::goOn() {
    if (!m_state.isOver) {
        m_workbench.nextStep();
    } else if (++m_at < m_scenes.size()) {
        m_workbench.playScene(m_scenes[m_at]);
    } else {
        QApplication::exit(0);
        return;
    }
    look();
}

void ScenePictures::fail(const QString& why) {
    std::fprintf(stderr, "meterbench: %s\n", qPrintable(why));
    QApplication::exit(1);
}

} // namespace meterbench::app
