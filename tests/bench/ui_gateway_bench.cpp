// What the Gateway page costs on the gui thread with 10,000 families, 10,000 groups and the most
// series that a view carries: ticks in which all changed, in which rows came and went, with a
// filter, and in which only time passed. A tick is everything up to the painted page. Work that
// the page gives to other threads is waited for and not counted. Prints; asserts nothing.
#include "tests/support/recording_navigator.h"
#include "tests/support/scripted_address.h"
#include "tests/support/scripted_source.h"
#include "tests/ui/pages/gateway/pushed_world.h"
#include "ui/pages/gateway/gateway_page.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QLineEdit>
#include <QTableView>
#include <QThreadPool>

#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

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
constexpr int kSeries = 1'000;
constexpr int kRounds = 60;

/// The series of what is selected, as many as a view carries, each with another value.
void addSeries(address::GatewayView& held, const gateway::Selection& selected, int round) {
    std::vector<model::Label> labels =
        selected.group.value_or(std::vector<model::Label>{{"job", "batch"}});
    labels.insert(labels.begin(), {"disk", {}});
    for (int i = 0; i < kSeries; ++i) {
        labels.front().value = "sd" + std::to_string(kSeries + i);
        held.series.push_back(
            {selected.family.empty() ? "backup_bytes_total" : selected.family,
             labels,
             4.8e9 + round,
             tests::kPushedNowMs + round * 100,
             tests::kPushedNowMs + 3'600'000}
        );
    }
}

/// Everything changed; `holes` rows are missing, others each round.
address::AddressView nextView(
    const address::GatewayView& base, const gateway::Selection& selected, int round, int holes
) {
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
    addSeries(*held, selected, round);
    address::AddressView view = tests::pushedView(held);
    view.timeMs += round * 100;
    return view;
}

/// What the gui thread spends on a step and on all that follows from it there.
class Meter {
public:
    template <class Step>
    void run(Step step) {
        double spent = costOf(step);
        // What other threads prepared comes in as events.
        QThreadPool::globalInstance()->waitForDone();
        spent += costOf([] { QCoreApplication::processEvents(); });
        m_ticks.push_back(spent);
    }

    /// The first ticks fill the table and the inspector.
    void print(const char* what) {
        const auto usual = m_ticks.begin() + 2;
        const double fill = *std::max_element(m_ticks.begin(), usual);
        std::sort(usual, m_ticks.end());
        std::printf(
            "%-44s median %5.2f ms, worst %5.2f ms, filled in %5.2f ms\n",
            what,
            *(usual + (m_ticks.end() - usual) / 2),
            m_ticks.back(),
            fill
        );
    }

private:
    template <class Step>
    static double costOf(Step step) {
        const double before = cpuMilliseconds();
        step();
        return cpuMilliseconds() - before;
    }

    std::vector<double> m_ticks;
};

struct Case {
    const char* what;
    GatewayPage::Tab tab;
    int holes = 0;
    const char* filter = "";
    int scrolledTo = 0; ///< row
};

struct World {
    tests::ScriptedAddress script;
    AddressFeed feed{script};
    tests::ScriptedSource source;
    SnapshotFeed snapshots{source};
    tests::RecordingNavigator navigator;
    GatewayPage page{feed, snapshots, navigator, nullptr};
    std::shared_ptr<address::GatewayView> base = tests::largeGateway(kRows);

    explicit World(const Case& one) {
        page.resize(1096, 728);
        page.show();
        page.showTab(one.tab);
        page.filterField()->setText(QString::fromUtf8(one.filter));
    }

    void tick() {
        feed.poll();
        QCoreApplication::processEvents();
    }

    void prepare(int round, int holes) {
        script.show(nextView(*base, script.watched.selection, round, holes));
    }
};

void measure(const Case& one) {
    World world(one);
    Meter meter;
    for (int round = 0; round < kRounds; ++round) {
        world.prepare(round, one.holes);
        meter.run([&] { world.tick(); });
        if (round == 0) {
            QTableView* table = world.page.table(one.tab);
            table->scrollTo(table->model()->index(one.scrolledTo, 0));
        }
    }
    meter.print(one.what);
}

/// Nothing was pushed; ages and times left go on.
void measureSeconds() {
    World world({"", GatewayPage::Groups});
    world.prepare(0, 0);
    world.tick();
    Meter meter;
    auto before = std::make_shared<const pipeline::Snapshot>();
    for (int round = 0; round < kRounds; ++round) {
        auto now = std::make_shared<pipeline::Snapshot>();
        now->timeMs = tests::kPushedNowMs + round * 1'000;
        meter.run([&] {
            world.page.update(before, now);
            QCoreApplication::processEvents();
        });
        before = now;
    }
    meter.print("10,000 groups, a second passed");
}

void measureTyping() {
    World world({"", GatewayPage::Groups});
    world.prepare(0, 0);
    world.tick();
    Meter meter;
    for (int round = 0; round < kRounds; ++round) {
        meter.run([&] {
            world.page.filterField()->setText(QStringLiteral("host-0%1").arg(round % 10));
            QCoreApplication::processEvents();
        });
    }
    meter.print("10,000 groups, another filter");
}

} // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    QApplication::setStyle(new Theme(Appearance::Dark));
    using enum GatewayPage::Tab;
    const Case cases[] = {
        {"10,000 families changed", Families},
        {"10,000 groups changed", Groups},
        {"10,000 groups changed, in the middle", Groups, 0, "", 5'000},
        {"10,000 groups, 20 come and go", Groups, 20},
        {"10,000 groups, 20 come and go, in the middle", Groups, 20, "", 5'000},
        {"10,000 groups, 1,000 come and go", Groups, 1'000},
        {"10,000 families, filtered", Families, 0, "family_01"},
        {"10,000 groups, regex", Groups, 0, "instance=~\"host-0.*\""},
        {"10,000 groups, regex, 1,000 come and go", Groups, 1'000, "instance=~\".*[05]\""},
        {"500 pushes, 20 new, 5 refused", Pushes},
        {"500 pushes, filtered, 20 new, 5 refused", Pushes, 0, "batch"}};
    // A word of the name picks the cases to measure.
    const char* const wanted = argc > 1 ? argv[1] : "";
    for (const Case& one : cases) {
        if (std::strstr(one.what, wanted) != nullptr) {
            measure(one);
        }
    }
    if (argc < 2) {
        measureSeconds();
        measureTyping();
    }
    return 0;
}
