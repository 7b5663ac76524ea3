// Puts the window together with all pages.
#include "ui/shell/window.h"

#include "ui/shell/main_window.h"
#include "ui/shell/page_list.h"

namespace meterbench::ui {

std::unique_ptr<MainWindow> makeWindow(
    pipeline::Source& source, WindowActions actions, Settings settings, QString settingsFile
) {
    return std::make_unique<MainWindow>(
        source, std::move(actions), std::move(settings), std::move(settingsFile), allPages()
    );
}

} // namespace meterbench::ui
