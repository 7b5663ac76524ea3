// The window's module: `meterbench`, `meterbench URL`, `meterbench FILE`, `meterbench demo`. The
// window is painted first; behind that the core's module is loaded and started, and what the command
// line asked for is done. Explore comes from a module of its own when it is first shown.

#include "app/arguments.h"
#include "app/gateway_flags.h"
#include "app/log_lines.h"
#include "app/pictures.h"
#include "app/scene_pictures.h"
#include "app/signals.h"
#include "app/warm_fonts.h"
#include "app/workbench.h"
#include "ui/settings/settings.h"
#include "ui/shell/main_window.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTimer>
#include <QWindow>

#include <cstdio>
#include <functional>
#include <utility>

namespace {

using namespace meterbench;

/// Memory for recent batches, so that a chart has a past when a series is first looked at.
constexpr std::uint64_t kHistoryBytes = 256ULL << 20;
constexpr int kLatestStartMs = 1'000;

std::vector<app::Flag> windowFlags() {
    return {
        {"storage.agent.path",
         "",
         "folder of the log and the saved positions; empty: a temporary one"},
        {"appearance", "", "system, dark or light; empty: as it was last time"},
        {"settings", "", "settings file; empty: the usual place"},
        {"scene", "", "with demo: the director begins with it; customers, spike, restart, outage, label or statement"},
        {"director.log", "", "file: a line of JSON for each step of the director"},
        {"log.level", "warn", "debug, info, warn or error"},
        {"pictures",
         "",
         "existing folder: write every page there as PNG, light and dark, and end; with --scene (all "
         "for each) every step of it"},
    };
}

constexpr const char* kUsage = "Usage: meterbench [URL | FILE | demo] [flags]\n"
                               "Opens the window, with an exporter, a configuration or the demo.\n";

ui::Appearance appearanceOf(const QString& word) {
    if (word == QStringLiteral("dark")) {
        return ui::Appearance::Dark;
    }
    return word == QStringLiteral("light") ? ui::Appearance::Light : ui::Appearance::System;
}

/// Meant as a file, whether it is there or not: a missing one is a clear message then, not an
/// address.
bool looksLikeFile(const QString& word) {
    return !word.contains(QStringLiteral("://")) &&
           (word.startsWith(QLatin1Char('/')) || word.startsWith(QLatin1Char('.')) ||
            word.endsWith(QStringLiteral(".yml")) || word.endsWith(QStringLiteral(".yaml")));
}

/// Calls `run` once, behind the first painting of the window; without one (started as an icon) a
/// moment later.
class FirstPainting final : public QObject {
public:
    FirstPainting(QWindow* window, std::function<void()> run)
        : m_run(std::move(run)) {
        window->installEventFilter(this);
        QTimer::singleShot(kLatestStartMs, this, [this] { runOnce(); });
    }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::Expose) {
            // This event is what paints; what is queued now comes behind it.
            watched->removeEventFilter(this);
            QTimer::singleShot(0, this, [this] { runOnce(); });
        }
        return false;
    }

private:
    void runOnce() {
        if (m_run) {
            std::exchange(m_run, nullptr)();
        }
    }

    std::function<void()> m_run;
};

/// All of them, or the one of this name.
std::vector<std::size_t> scenesOf(const std::string& name) {
    std::vector<std::size_t> scenes;
    for (std::size_t i = 0; i < app::kSceneNames.size(); ++i) {
        if (name == "all" || name == app::kSceneNames.at(i)) {
            scenes.push_back(i);
        }
    }
    return scenes;
}

/// What the command line named: a configuration, an exporter, the demo.
void openWhatIsNamed(app::Workbench& workbench, const app::Arguments& arguments) {
    if (arguments.rest().empty()) {
        return;
    }
    const QString word = QString::fromStdString(arguments.rest().front());
    if (word == QStringLiteral("demo") && arguments.isGiven("scene")) {
        workbench.runDirector();
        if (!arguments.isGiven("pictures")) {
            workbench.playScene(scenesOf(arguments.value("scene")).front());
        }
    } else if (word == QStringLiteral("demo")) {
        workbench.runDemo();
    } else if (!QFileInfo::exists(word) && !looksLikeFile(word)) {
        workbench.window().inspect(word);
    } else {
        workbench.window().openFile(word);
    }
}

pipeline::EngineOptions engineOptions(const app::Arguments& arguments) {
    pipeline::EngineOptions options;
    options.dataFolder = arguments.value("storage.agent.path");
    options.historyBytes = kHistoryBytes;
    options.logSegmentBytes = options.dataFolder.empty() ? 16ULL << 20 : options.logSegmentBytes;
    return options;
}

/// The flags of the address for the core's module. What is made in the window is kept where the
/// system keeps a program's data.
std::vector<std::string> gatewayWords(const app::Arguments& arguments) {
    std::vector<std::string> words;
    for (const app::GatewayRow& row : app::gatewayRows()) {
        if (arguments.isGiven(row.name)) {
            words.push_back("--" + std::string(row.name) + "=" + arguments.value(row.name));
        }
    }
    if (!arguments.isGiven("gateway.storage-path")) {
        const QString folder =
            QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
        words.push_back("--gateway.storage-path=" + folder.toStdString() + "/meterbench/gateway");
    }
    return words;
}

int run(const app::Arguments& arguments, base::LogLevel leastLevel) {
    const QString settingsFile = arguments.value("settings").empty()
                                     ? ui::settingsPath()
                                     : QString::fromStdString(arguments.value("settings"));
    ui::Settings settings = ui::loadSettings(settingsFile);
    if (!arguments.value("appearance").empty()) {
        settings.appearance = QString::fromStdString(arguments.value("appearance"));
    }
    QApplication::setStyle(new ui::Theme(appearanceOf(settings.appearance)));
    app::Workbench workbench(std::move(settings), settingsFile);
    const QString folder = QString::fromStdString(arguments.value("pictures"));
    app::Pictures pictures(workbench.window(), folder);
    app::ScenePictures scenePictures(workbench, folder);
    app::Signals signalling;
    QObject::connect(&signalling, &app::Signals::quit, qApp, [&workbench] {
        workbench.window().closeUnasked(); // nobody may be there to answer
        QCoreApplication::quit();
    });
    QObject::connect(&signalling, &app::Signals::reload, &workbench, [&] { workbench.reload(); });
    workbench.window().show();
    const FirstPainting behind(workbench.window().windowHandle(), [&] {
        std::string problem = workbench.start(engineOptions(arguments), gatewayWords(arguments), leastLevel);
        if (problem.empty() && arguments.isGiven("director.log")) {
            problem = workbench.logDirector(arguments.value("director.log"));
        }
        if (!problem.empty()) {
            std::fprintf(stderr, "meterbench: %s\n", problem.c_str());
            QApplication::exit(1);
            return;
        }
        openWhatIsNamed(workbench, arguments);
        if (arguments.isGiven("pictures") && arguments.isGiven("scene")) {
            scenePictures.begin(scenesOf(arguments.value("scene")));
        } else if (arguments.isGiven("pictures")) {
            pictures.begin(!arguments.rest().empty());
        }
    });
    const int code = QApplication::exec();
    workbench.stop(std::chrono::milliseconds(3'000));
    return code;
}

} // namespace

extern "C" Q_DECL_EXPORT int meterbenchWindowMain(int argc, char** argv) {
    app::Signals::block();
    const std::vector<std::string> words(argv + 1, argv + argc);
    std::vector<app::Flag> flags = windowFlags();
    for (app::Flag& flag : app::gatewayFlags(false)) {
        flags.push_back(std::move(flag));
    }
    const base::Result<app::Arguments> arguments = app::Arguments::parse(words, flags);
    if (!arguments) {
        std::fprintf(stderr, "meterbench: %s\n", arguments.error().context.c_str());
        return 2;
    }
    if (arguments->wantsHelp()) {
        std::fputs(app::helpText(kUsage, flags).c_str(), stdout);
        return 0;
    }
    const std::optional<base::LogLevel> level = app::parseLogLevel(arguments->value("log.level"));
    if (arguments->rest().size() > 1 || !level) {
        std::fprintf(
            stderr,
            "meterbench: one URL or one file at most, and --log.level is debug, info, warn or "
            "error\n"
        );
        return 2;
    }
    const std::string& scene = arguments->value("scene");
    const bool isForPictures = arguments->isGiven("pictures");
    if (arguments->isGiven("scene") &&
        (scenesOf(scene).empty() || (scene == "all" && !isForPictures))) {
        std::fprintf(
            stderr,
            "meterbench: there is no scene \"%s\"; write customers, spike, restart, outage, label or "
            "statement (all plays them without a window, with --headless, or draws them, with --pictures)\n",
            scene.c_str()
        );
        return 2;
    }
    const QString pictures = QString::fromStdString(arguments->value("pictures"));
    if (arguments->isGiven("pictures") && !QFileInfo(pictures).isDir()) {
        std::fprintf(
            stderr,
            "meterbench: --pictures: %s is not a folder; make it first\n",
            qPrintable(pictures)
        );
        return 2;
    }
    const app::WarmFonts warm;
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("meterbench"));
    QApplication::setApplicationDisplayName(QStringLiteral("Meterbench"));
    return run(*arguments, *level);
}
