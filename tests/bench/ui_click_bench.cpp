// From a click on +1 on the page Metrics until the value is on the page's line of the last minutes:
// through the real address, its journal, the scrape, the engine and both feeds, painted. Prints;
// asserts nothing. The bound is 200 ms.
#include "app/program.h"
#include "tests/support/recording_navigator.h"
#include "ui/pages/instruments/instruments_page.h"

#include <QApplication>
#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QTableView>
#include <QTest>

#include <algorithm>
#include <cstdio>

using namespace meterbench;
using namespace meterbench::ui;

namespace {

constexpr int kClicks = 60;
constexpr double kBoundMs = 200;

std::unique_ptr<app::Program> startProgram() {
    pipeline::EngineOptions options;
    options.historyBytes = 16ULL << 20;
    app::Program::AddressWish wish;
    wish.options.listenAddress.clear();
    auto started = app::Program::start(options, wish, base::LogLevel::Error);
    return started ? std::move(*started) : nullptr;
}

/// The newest value that the page's line has of the only counter.
double shownValue(const SnapshotFeed& feed) {
    const auto& views = feed.current()->watched;
    for (std::size_t i = 0; views != nullptr && i < views->size(); ++i) {
        const store::SeriesView& view = (*views)[i];
        if (view.labels->get(model::kMetricName) == "clicks_total" && !view.blocks.empty()) {
            return view.blocks.back()->values.back();
        }
    }
    return -1;
}

/// Where +1 is painted in the row of the series.
QPoint buttonOf(const QTableView& table) {
    const QRect cell = table.visualRect(table.model()->index(1, BenchModel::Action));
    return {cell.left() + 24, cell.center().y()};
}

void print(const char* what, std::vector<double> ms) {
    std::sort(ms.begin(), ms.end());
    std::printf(
        "%-28s median %5.1f ms, longest %5.1f ms of %zu (bound %.0f ms)\n",
        what,
        ms[ms.size() / 2],
        ms.back(),
        ms.size(),
        kBoundMs
    );
}

} // namespace

int main(int argc, char** argv) {
    const QApplication application(argc, argv);
    const std::unique_ptr<app::Program> program = startProgram();
    if (program == nullptr) {
        std::fprintf(stderr, "the program does not start\n");
        return 1;
    }
    AddressFeed address(program->address());
    SnapshotFeed feed(program->engine());
    tests::RecordingNavigator navigator;
    InstrumentsPage page(address, feed, navigator, nullptr);
    QObject::connect(
        &feed,
        &SnapshotFeed::changed,
        &page,
        [&page](const auto& before, const auto& now) { page.update(before, now); }
    );
    page.resize(1'100, 700);
    page.show();
    instruments::Definition counter;
    counter.type = instruments::Type::Counter;
    counter.name = "clicks";
    (void)program->address().post(address::EditBench{{instruments::Create{counter}}, "create"});
    if (!QTest::qWaitFor([&] { return shownValue(feed) == 0; }, 5'000)) {
        std::fprintf(stderr, "the counter does not come to the page\n");
        return 1;
    }
    std::vector<double> inTable;
    std::vector<double> onLine;
    for (int click = 1; click <= kClicks; ++click) {
        // At any place between two looks of the feeds.
        const QDeadlineTimer rest(250 + click * 37 % 101);
        (void)QTest::qWaitFor([&rest] { return rest.hasExpired(); });
        QElapsedTimer timer;
        timer.start();
        QTest::mouseClick(page.table()->viewport(), Qt::LeftButton, {}, buttonOf(*page.table()));
        double seenMs = -1;
        const QString wanted = QString::number(click);
        const bool isThere = QTest::qWaitFor([&] {
            const QModelIndex value = page.model()->index(1, BenchModel::Value);
            if (seenMs < 0 && value.data(Qt::DisplayRole).toString() == wanted) {
                seenMs = static_cast<double>(timer.nsecsElapsed()) / 1e6;
            }
            return shownValue(feed) >= click;
        });
        if (!isThere) {
            std::fprintf(stderr, "click %d is not on the line after 5 s\n", click);
            return 1;
        }
        page.table()->viewport()->repaint();
        inTable.push_back(seenMs);
        onLine.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    print("click to value in its cell:", inTable);
    print("click to value on its line:", onLine);
    return 0;
}
