// What the Gateway page costs on the gui thread with 10,000 families and 10,000 groups: a tick in
// which all changed, one in which rows came and went, and one with a filter. Prints; asserts
// nothing.
#include "tests/support/recording_navigator.h"
#include "tests/support/scripted_address.h"
#include "tests/support/scripted_source.h"
#include "tests/ui/pages/gateway/pushed_world.h"
#include "ui/pages/gateway/gateway_page.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QLineEdit>
#include <QTableView>

#include <time.h>

#include <algorithm>
#include <cstdio>

using namespace meterbench;
using namespace meterbench::ui;

namespace {

/// Time of this thread's own: what others do on the machine does not count.
double cpuMilliseconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

constexpr int kRows = 10'000;
constexpr int kRounds = 40;

/// Everything changed; `holes` rows are missing, others each round.
address::AddressView nextView(const address::GatewayView& base, int round, int holes) {
    auto held = std::make_shared<address::GatewayView>();
    const int every = holes == 0 ? 0 : kRows / holes;
    for (std::size_t i = 0; i < base.families.size(); ++i) {
        if (every != 0 && static_cast<int>(i) % every == round % every) {
            continue;
        }
        held->families.push_back(base.families[i]);
        held->families.back().pushedMs += round * 100;
        held->groups.push_back(base.groups[i]);
        held->groups.back().pushes += static_cast<std::uint64_t>(round);
    }
    for (std::uint64_t id = 1; id <= 500; ++id) {
        const std::uint64_t own = id + static_cast<std::uint64_t>(round) * 20;
        held->pushes.push_back(
            own % 4 == 0 ? tests::refusedPush(own, tests::kBadBody, 4, 32, "expected a number")
                         : tests::takenPush(own, "/metrics/job/batch")
        );
    }
    address::AddressView view = tests::pushedView(held);
    view.timeMs += round * 100;
    return view;
}

void measure(const char* what, GatewayPage::Tab tab, int holes, const QString& filter) {
    tests::ScriptedAddress script;
    AddressFeed feed(script);
    tests::ScriptedSource source;
    SnapshotFeed snapshots(source);
    tests::RecordingNavigator navigator;
    GatewayPage page(feed, snapshots, navigator, nullptr);
    page.resize(1096, 728);
    page.show();
    page.showTab(tab);
    page.filterField()->setText(filter);
    const auto base = tests::largeGateway(kRows);
    std::vector<double> ticks;
    for (int round = 0; round < kRounds; ++round) {
        script.show(nextView(*base, round, holes));
        const double before = cpuMilliseconds();
        feed.poll();
        QCoreApplication::processEvents();
        ticks.push_back(cpuMilliseconds() - before);
    }
    ticks.erase(ticks.begin()); // the first fills the table
    std::sort(ticks.begin(), ticks.end());
    std::printf("%s: median %.2f ms, worst %.2f ms\n", what, ticks[ticks.size() / 2], ticks.back());
}

} // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    QApplication::setStyle(new Theme(Appearance::Dark));
    measure("10,000 families changed", GatewayPage::Families, 0, {});
    measure("10,000 groups changed", GatewayPage::Groups, 0, {});
    measure("10,000 groups, 20 come and go", GatewayPage::Groups, 20, {});
    measure("10,000 groups, 1,000 come and go", GatewayPage::Groups, 1'000, {});
    measure("10,000 families, filtered", GatewayPage::Families, 0, QStringLiteral("family_01"));
    measure(
        "10,000 groups, regex", GatewayPage::Groups, 0, QStringLiteral("instance=~\"host-0.*\"")
    );
    measure("500 pushes, 20 new, 5 refused", GatewayPage::Pushes, 0, {});
    return 0;
}
