// How the program shows its window: build it with the engine and what the program does when the
// window asks, then show(). The program owns the QApplication (with Theme as its style) and the
// engine, which must outlive the window. Gui thread.
#pragma once

#include "core/address/source.h"
#include "core/billing/desk.h"
#include "core/config/workspace_desk.h"
#include "core/pipeline/source.h"
#include "core/usage/source.h"
#include "ui/settings/settings.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <memory>

namespace meterbench::ui {

class MainWindow;

/// What only the program can do. Each is called in the gui thread and must not wait long; an empty
/// one hides its action.
struct WindowActions {
    std::function<void(const QString& path)> openConfiguration;
    std::function<void(const QString& url)> inspectUrl;
    std::function<void()> runDemo;
    std::function<void()> reload;
    std::function<void()> runDirector = {};
    config::WorkspaceDesk* file = nullptr; ///< of what is in force; null: nothing is saved
    std::function<void(const QString& path)> saved = {}; ///< that file has what is in force now
    billing::Desk* ownEndpoint = nullptr; ///< of the billing endpoint inside the program; null: none
};

/// With all pages that are built. `settings` are the ones to begin with; saved to `settingsFile`
/// when the window closes (empty: never).
[[nodiscard]] std::unique_ptr<MainWindow> makeWindow(
    pipeline::Source& source,
    address::Source& address,
    usage::Source& usage,
    WindowActions actions,
    Settings settings,
    QString settingsFile
);

} // namespace meterbench::ui
