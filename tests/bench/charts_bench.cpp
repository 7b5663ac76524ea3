// How long the gui thread works for charts, offscreen: a full redraw of many curves of many points,
// and one tick of Explore with six charts of eight curves while the snapshot holds 200,000 series.
// Prints milliseconds, asserts nothing. Run with QT_QPA_PLATFORM=offscreen; figures of a release
// build are the ones that count. An argument is another number of series.
#include "tests/ui/pages/explore/explore_world.h"
#include "ui/charts/chart_view.h"
#include "ui/pages/explore/browser_model.h"
#include "ui/pages/explore/chart_stack.h"
#include "ui/pages/explore/explore_page.h"
#include "ui/pages/explore/metric_browser.h"
#include "ui/widgets/filter_field.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QImage>
#include <QPainter>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>

using namespace meterbench;
using namespace meterbench::ui;

namespace {

class OneTarget final : public SeriesLookup {
public:
    std::map<model::SeriesRef, store::SeriesView> views;

    [[nodiscard]] const store::SeriesView* series(model::SeriesRef ref) const override {
        const auto found = views.find(ref);
        return found == views.end() ? nullptr : &found->second;
    }

    [[nodiscard]] std::int64_t intervalMs(std::uint64_t) const override { return 36; }
};

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// Counts what the gui thread itself works: other programs on the machine do not blur it.
class GuiTimer {
public:
    void start() { m_startMs = nowMs(); }

    [[nodiscard]] double elapsed() const { return nowMs() - m_startMs; }

private:
    static double nowMs() {
        timespec now{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
    }

    double m_startMs = 0;
};

store::SeriesView made(int curve, int points) {
    store::SeriesView view;
    const model::Labels labels{{"__name__", "made"}, {"curve", std::to_string(curve)}};
    view.ref = labels.ref();
    view.labels = std::make_shared<model::Labels>(labels);
    view.version = 1;
    std::shared_ptr<store::Block> block;
    double value = 10.0 * curve;
    for (int i = 0; i < points; ++i) {
        if (i % 120 == 0) {
            block = std::make_shared<store::Block>();
            view.blocks.push_back(block);
        }
        value += tests::noise(static_cast<std::uint64_t>(curve) + 1, i) - 0.5;
        block->timestampsMs.push_back(1'700'000'000'000 + i * (3'600'000LL / points));
        block->values.push_back(value);
    }
    return view;
}

void redraw(int curves, int points) {
    OneTarget lookup;
    ChartSpec spec;
    for (int i = 0; i < curves; ++i) {
        store::SeriesView view = made(i, points);
        spec.series.push_back(view.ref);
        lookup.views.emplace(view.ref, std::move(view));
    }
    CurveSet set;
    set.setSpec(spec);
    GuiTimer timer;
    timer.start();
    set.update(lookup);
    const double building = timer.elapsed();
    TimeWindow window;
    window.setNow(1'700'003'600'000.0);
    window.chooseLength(3'600'000);
    ChartView view(set, window);
    view.resize(1200, 500);
    view.show();
    view.refresh();
    QImage image(view.size(), QImage::Format_ARGB32_Premultiplied);
    std::vector<double> times;
    for (int i = 0; i < 15; ++i) {
        window.setNow(
            1'700'003'600'000.0 + i * 6'000.0
        ); // another window each time: nothing is kept
        timer.start();
        view.refresh();
        QPainter painter(&image);
        view.viewport()->render(&painter);
        painter.end();
        times.push_back(timer.elapsed());
    }
    std::printf(
        "%3d curves x %6d points   redraw %7.2f ms   first build %8.2f ms\n",
        curves,
        points,
        median(times),
        building
    );
}

/// What a tick costs, painted as the window system would have it: only what asked for it. The
/// taller page shows all six charts, the other one four and a half.
void tick(const tests::World& world, int height) {
    tests::ScriptedSource source(world.snapshot({}));
    SnapshotFeed feed(source);
    tests::SilentNavigator navigator;
    ExplorePage page(feed, navigator);
    page.resize(1500, height);
    page.show();
    page.update(nullptr, feed.current());
    while (!page.browser()->isSettled()) {
        QApplication::processEvents();
    }
    const std::vector<model::SeriesRef> cpu = world.refsOf("node_cpu_seconds_total");
    for (std::size_t chart = 0; chart < 6; ++chart) {
        page.addChart(
            {cpu.begin() + static_cast<std::ptrdiff_t>(chart * 8),
             cpu.begin() + static_cast<std::ptrdiff_t>(chart * 8 + 8)}
        );
    }
    page.window().chooseLength(900'000);
    QApplication::processEvents();
    std::vector<double> times;
    std::vector<double> updates;
    GuiTimer timer;
    for (int scrapes = 600; scrapes < 680; ++scrapes) {
        source.setSnapshot(world.snapshot(source.watched().series, scrapes));
        feed.poll();
        QApplication::processEvents();
        timer.start();
        page.update(nullptr, feed.current());
        updates.push_back(timer.elapsed());
        QApplication::processEvents();
        times.push_back(timer.elapsed());
    }
    std::printf(
        "six charts of eight curves, %zu series, page 1500 x %d: tick %.2f ms (without painting "
        "%.2f), slowest %.2f ms\n",
        world.seriesCount(),
        height,
        median(times),
        median(updates),
        *std::max_element(times.begin(), times.end())
    );
    times.clear();
    for (const char* text :
         {"h", "ht", "http", "customer=acme", "shard=7 figure_1", "figure_12345 shard"}) {
        timer.start();
        page.filterField()->setText(QString::fromLatin1(text));
        while (!page.browser()->isSettled()) {
            QApplication::processEvents();
        }
        times.push_back(timer.elapsed());
    }
    std::printf(
        "keystroke to filtered tree: %.2f ms, slowest %.2f ms\n",
        median(times),
        *std::max_element(times.begin(), times.end())
    );
}

} // namespace

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    QApplication::setStyle(new Theme(Appearance::Dark));
    const tests::World world(argc > 1 ? std::atoi(argv[1]) : 200'000);
    for (const int height : {1'000, 1'500}) {
        tick(world, height);
    }
    for (const int curves : {1, 10, 50}) {
        for (const int points : {10'000, 100'000}) {
            redraw(curves, points);
        }
    }
    return 0;
}
