// Puts the window together with all pages, Explore and its charts among them. A program that loads
// Explore late calls nothing of this file.
#include "ui/shell/window.h"

#include "ui/pages/explore/explore_page.h"
#include "ui/shell/main_window.h"
#include "ui/shell/page_list.h"

namespace meterbench::ui {

PageEntry explorePage() {
    PageEntry explore = exploreWords();
    explore.make = [](const Feeds& feeds, Navigator& navigator, QWidget* parent) -> Page* {
        return new ExplorePage(feeds.engine, navigator, parent);
    };
    explore.addChart = [](Page& page, const std::vector<model::SeriesRef>& series) {
        static_cast<ExplorePage&>(page).addChart(series);
    };
    return explore;
}

std::vector<PageEntry> allPages() {
    return pagesWith(explorePage());
}

std::unique_ptr<MainWindow> makeWindow(
    pipeline::Source& source,
    address::Source& address,
    usage::Source& usage,
    WindowActions actions,
    Settings settings,
    QString settingsFile
) {
    return std::make_unique<MainWindow>(
        source,
        address,
        usage,
        std::move(actions),
        std::move(settings),
        std::move(settingsFile),
        allPages()
    );
}

} // namespace meterbench::ui
