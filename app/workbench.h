// Workbench: the program behind the window: what the window asks for, done by the core. The window
// is there before the core: start() loads and starts it behind the first painting, and only then
// files are opened and demos run. Gui thread.
#pragma once

#include "app/core_module.h"
#include "app/director_log.h"
#include "app/late_address.h"
#include "app/late_desk.h"
#include "app/late_file.h"
#include "app/late_source.h"
#include "app/late_usage.h"
#include "ui/director/director_panel.h"
#include "ui/shell/main_window.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <memory>

namespace meterbench::app {

class Workbench final : public QObject {
    Q_DECLARE_TR_FUNCTIONS(meterbench::app::Workbench)

public:
    Workbench(ui::Settings settings, QString settingsFile);
    ~Workbench() override;

    [[nodiscard]] ui::MainWindow& window() { return *m_window; }

    /// Loads the core and starts it. What is wrong; empty: it runs. Once, before anything below.
    /// gatewayWords: flags of the address, as they were given.
    [[nodiscard]] std::string start(
        const pipeline::EngineOptions& options,
        const std::vector<std::string>& gatewayWords,
        base::LogLevel least
    );
    void open(const QString& path);
    void inspect(const QString& url);
    void reload();
    void runDemo();
    /// Shows the director's panel beside the Billing page, or hides it.
    void runDirector();
    void playScene(std::size_t scene);
    void nextStep();
    void changePace(double factor);
    /// How it stands; looks whether what is under way is done.
    [[nodiscard]] DirectorState directorState();
    /// What is wrong with the file; empty: the director's steps are noted there.
    [[nodiscard]] std::string logDirector(const std::string& path) {
        return m_directorLog.open(path);
    }
    /// In order, within the deadline.
    void stop(std::chrono::milliseconds deadline);

private:
    void lookForDemoSeries();
    void makeDirectorPanel();
    void endDirector();
    void showDirector();

    LateSource m_source;
    LateAddress m_address;
    LateUsage m_usage;
    LateDesk m_ownEndpoint;
    LateFile m_file;
    std::unique_ptr<CoreModule> m_core;
    std::unique_ptr<ui::MainWindow> m_window;
    QElapsedTimer m_sinceDemo;
    DirectorDesk* m_director = nullptr; ///< the core's; null: it plays nothing
    ui::DirectorPanel* m_panel = nullptr;
    QTimer m_directorTimer;
    DirectorLog m_directorLog;
    QString m_path;
};

} // namespace meterbench::app
