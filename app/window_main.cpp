// The window's module: `meterbench`, `meterbench URL`, `meterbench FILE`, `meterbench demo`. Loaded
// by main.cpp; it is complete in itself (core, ui) and shares nothing with the program that loaded
// it but the process.

#include "app/arguments.h"
#include "app/demo/demo.h"
#include "app/pictures.h"
#include "app/program.h"
#include "app/signals.h"
#include "ui/settings/settings.h"
#include "ui/shell/main_window.h"
#include "ui/shell/window.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QTimer>

#include <cstdio>

namespace {

using namespace meterbench;

/// Memory for recent batches, so that a chart has a past when a series is first looked at.
constexpr std::uint64_t kHistoryBytes = 256ULL << 20;
constexpr int kLookForSeriesMs = 100;
constexpr int kGiveUpAfterMs = 15'000;

std::vector<app::Flag> windowFlags() {
    return {
        {"storage.agent.path",
         "",
         "folder of the log and the saved positions; empty: a temporary one"},
        {"appearance", "", "system, dark or light; empty: as it was last time"},
        {"settings", "", "settings file; empty: the usual place"},
        {"log.level", "warn", "debug, info, warn or error"},
        {"pictures", "", "existing folder: write every page there as PNG, light and dark, and end"},
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

/// The program behind the window: what the window asks for, done.
class Workbench final : public QObject {
public:
    Workbench(app::Program& program, ui::Settings settings, QString settingsFile)
        : m_program(program) {
        m_window = ui::makeWindow(
            program.engine(),
            {.openConfiguration = [this](const QString& path) { open(path); },
             .inspectUrl = [this](const QString& url) { inspect(url); },
             .runDemo = [this] { runDemo(); },
             .reload = [this] { reload(); }},
            std::move(settings),
            std::move(settingsFile)
        );
    }

    [[nodiscard]] ui::MainWindow& window() { return *m_window; }

    void open(const QString& path) {
        m_path = path;
        const std::string problems =
            m_program.loadConfig(QFileInfo(path).absoluteFilePath().toStdString());
        if (!problems.empty()) {
            m_window->showProblems(
                tr("%1 cannot be used").arg(QFileInfo(path).fileName()),
                QString::fromStdString(problems).split(QLatin1Char('\n'))
            );
        }
    }

    void inspect(const QString& url) {
        m_program.engine().post(pipeline::AddTarget{
            url.toStdString(), std::chrono::milliseconds(5'000)});
    }

    void reload() {
        if (!m_path.isEmpty()) {
            open(m_path);
        }
    }

    void runDemo() {
        if (m_demo) {
            m_window->showPage(ui::PageId::Explore);
            return;
        }
        base::Result<std::unique_ptr<app::Demo>> demo = app::Demo::start(m_clock);
        if (!demo) {
            m_window->say(
                tr("The demo cannot start: %1").arg(QString::fromStdString(demo.error().context))
            );
            return;
        }
        m_demo = std::move(*demo);
        m_program.engine().post(pipeline::ApplyConfig{
            std::make_shared<const config::Config>(m_demo->config())});
        m_sinceDemo.start();
        lookForDemoSeries();
    }

private:
    /// The first chart of the demo, as soon as its series are there.
    void lookForDemoSeries() {
        std::vector<model::SeriesRef> requests;
        std::vector<model::SeriesRef> storage;
        for (const pipeline::TargetPtr& target : *m_program.engine().snapshot()->targets) {
            for (const model::BatchPtr& batch : target->batches) {
                for (std::size_t i = 0; i < batch->layout->size(); ++i) {
                    const std::string_view name = batch->layout->labels.get(i, model::kMetricName);
                    const bool isGoodGet = batch->layout->labels.get(i, "code") == "200" &&
                                           batch->layout->labels.get(i, "method") == "GET";
                    if (name == "http_requests_total" && isGoodGet) {
                        requests.push_back(batch->layout->refs[i]);
                    } else if (name == "storage_used_bytes") {
                        storage.push_back(batch->layout->refs[i]);
                    }
                }
            }
        }
        if (!requests.empty()) {
            m_window->addToChart(requests);
            m_window->addToChart(storage);
        } else if (m_sinceDemo.elapsed() < kGiveUpAfterMs) {
            QTimer::singleShot(kLookForSeriesMs, this, [this] { lookForDemoSeries(); });
        }
    }

    static QString tr(const char* text) { return QCoreApplication::translate("Workbench", text); }

    app::Program& m_program;
    base::SystemClock m_clock;
    std::unique_ptr<app::Demo> m_demo;
    std::unique_ptr<ui::MainWindow> m_window;
    QElapsedTimer m_sinceDemo;
    QString m_path;
};

int run(const app::Arguments& arguments, app::Program& program) {
    const QString settingsFile = arguments.value("settings").empty()
                                     ? ui::settingsPath()
                                     : QString::fromStdString(arguments.value("settings"));
    ui::Settings settings = ui::loadSettings(settingsFile);
    if (!arguments.value("appearance").empty()) {
        settings.appearance = QString::fromStdString(arguments.value("appearance"));
    }
    QApplication::setStyle(new ui::Theme(appearanceOf(settings.appearance)));
    Workbench workbench(program, std::move(settings), settingsFile);
    workbench.window().show();
    // After the first painting: the window stands at once, whatever the rest takes.
    QTimer::singleShot(0, &workbench, [&] {
        if (arguments.rest().empty()) {
            return;
        }
        const QString word = QString::fromStdString(arguments.rest().front());
        if (word == QStringLiteral("demo")) {
            workbench.runDemo();
        } else if (!QFileInfo::exists(word) && !looksLikeFile(word)) {
            workbench.window().inspect(word);
        } else {
            workbench.window().openFile(word);
        }
    });
    app::Pictures pictures(workbench.window(), QString::fromStdString(arguments.value("pictures")));
    if (arguments.isGiven("pictures")) {
        QTimer::singleShot(0, &pictures, [&] { pictures.begin(!arguments.rest().empty()); });
    }
    app::Signals signalling;
    QObject::connect(&signalling, &app::Signals::quit, qApp, &QCoreApplication::quit);
    QObject::connect(&signalling, &app::Signals::reload, &workbench, [&] { workbench.reload(); });
    return QApplication::exec();
}

} // namespace

extern "C" Q_DECL_EXPORT int meterbenchWindowMain(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    const std::vector<app::Flag> flags = windowFlags();
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
    const QString pictures = QString::fromStdString(arguments->value("pictures"));
    if (arguments->isGiven("pictures") && !QFileInfo(pictures).isDir()) {
        std::fprintf(
            stderr,
            "meterbench: --pictures: %s is not a folder; make it first\n",
            qPrintable(pictures)
        );
        return 2;
    }
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("meterbench"));
    QApplication::setApplicationDisplayName(QStringLiteral("Meterbench"));
    pipeline::EngineOptions options;
    options.dataFolder = arguments->value("storage.agent.path");
    options.historyBytes = kHistoryBytes;
    options.logSegmentBytes = options.dataFolder.empty() ? 16ULL << 20 : options.logSegmentBytes;
    base::Result<std::unique_ptr<app::Program>> program =
        app::Program::start(std::move(options), *level);
    if (!program) {
        std::fprintf(stderr, "meterbench: %s\n", program.error().context.c_str());
        return 1;
    }
    const int code = run(*arguments, **program);
    (*program)->stop(std::chrono::milliseconds(3'000));
    return code;
}
