// A Navigator for tests of pages: remembers where a page wanted to lead and what it said. Gui
// thread.
#pragma once

#include "ui/pages/page.h"

#include <QStringList>

#include <vector>

namespace meterbench::tests {

class RecordingNavigator : public ui::Navigator {
public:
    void showPage(ui::PageId page) override { pages.push_back(page); }

    void showTarget(pipeline::TargetId target) override { targets.push_back(target); }

    void showEndpoint(const std::string& name) override { endpoints.push_back(name); }

    void addToChart(const std::vector<model::SeriesRef>& refs) override { series = refs; }

    void inspectExporter() override { ++inspected; }

    void openConfiguration() override { ++opened; }

    void runDemo() override { ++demos; }

    void say(const QString& text) override { said.append(text); }

    std::vector<ui::PageId> pages;
    std::vector<pipeline::TargetId> targets;
    std::vector<std::string> endpoints;
    std::vector<model::SeriesRef> series;
    QStringList said;
    int inspected = 0;
    int opened = 0;
    int demos = 0;
};

} // namespace meterbench::tests
