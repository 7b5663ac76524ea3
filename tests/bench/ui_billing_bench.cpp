// What the Billing page costs on the gui thread with 10,000 customers of 20 dimensions: a tick in
// which everything changed, one in which 1,000 rows did, and one in which nothing did, with all
// customers open and the table painted; ordering and filtering. And what the book costs its own thread. Prints; asserts
// nothing.
#include "core/usage/usage_book.h"
#include "tests/support/made_usage.h"
#include "ui/pages/billing/usage_delegate.h"
#include "ui/pages/billing/usage_model.h"

#include <QApplication>
#include <QHeaderView>
#include <QTableView>

#include <time.h>

#include <algorithm>
#include <cstdio>
#include <string>

using namespace meterbench;
using namespace meterbench::ui;

namespace {

constexpr std::size_t kCustomers = 10'000;
constexpr std::size_t kDimensions = 20;

/// Time of this thread's own: what others do on the machine does not count.
class Stopwatch {
public:
    Stopwatch() { clock_gettime(CLOCK_THREAD_CPUTIME_ID, &m_start); }

    [[nodiscard]] double milliseconds() const {
        timespec now{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return static_cast<double>(now.tv_sec - m_start.tv_sec) * 1e3 +
               static_cast<double>(now.tv_nsec - m_start.tv_nsec) / 1e6;
    }

private:
    timespec m_start{};
};

std::shared_ptr<config::Workspace> workspace() {
    std::shared_ptr<config::Workspace> made = tests::made::workspace();
    made->plans.front().charges.clear();
    for (std::size_t d = 0; d < kDimensions; ++d) {
        made->plans.front().charges.push_back(
            {"dimension-" + std::to_string(d),
             pricing::Graduated{
                 {{tests::made::decimal("1000"), tests::made::decimal("0.01")},
                  {{}, tests::made::decimal("0.005")}}}}
        );
    }
    for (std::size_t c = 0; c < kCustomers; ++c) {
        made->customers.push_back({"customer-" + std::to_string(100'000 + c), "", "pro", {}});
    }
    return made;
}

/// Everything open, one thing each.
std::shared_ptr<std::vector<metering::UsageRecord>> openRecords(const config::Workspace& workspace
) {
    auto open = std::make_shared<std::vector<metering::UsageRecord>>();
    for (const config::Customer& customer : workspace.customers) {
        for (std::size_t d = 0; d < kDimensions; ++d) {
            metering::UsageRecord record;
            record.meter = "calls";
            record.thing = "api";
            record.customer = customer.id;
            record.dimension = "dimension-" + std::to_string(d);
            record.beginMs = tests::made::kUsageNowMs - 1'000;
            record.endMs = record.beginMs + 3'600'000;
            record.value = base::Decimal::fromInteger(static_cast<std::int64_t>(d) * 100);
            record.evidence.measuredMs = 1'000;
            open->push_back(std::move(record));
        }
    }
    return open;
}

usage::ViewPtr step(
    usage::UsageBook& book,
    std::shared_ptr<std::vector<metering::UsageRecord>>& open,
    std::size_t changed,
    std::int64_t nowMs
) {
    auto next = std::make_shared<std::vector<metering::UsageRecord>>(*open);
    const std::size_t every = changed == 0 ? 0 : next->size() / changed;
    for (std::size_t i = 0; every > 0 && i < next->size(); i += every) {
        (*next)[i].value = *((*next)[i].value + base::Decimal::fromInteger(1));
    }
    open = next;
    usage::Live live;
    live.open = next;
    static_cast<void>(book.follow(nullptr, live, nowMs));
    return book.publish(nowMs);
}

/// What the gui thread does for it, turn by turn of its loop: each is a tick of its own.
void settle(const char* what, UsageModel& model, QTableView& view) {
    double most = 0;
    int turns = 0;
    do {
        const Stopwatch watch;
        QCoreApplication::processEvents();
        view.viewport()->repaint();
        most = std::max(most, watch.milliseconds());
        ++turns;
    } while (!model.isSettled());
    std::printf("%-28s %7.2f ms at most in a turn\n", what, most);
}

void tick(const char* what, UsageModel& model, QTableView& view, const usage::ViewPtr& now) {
    const Stopwatch watch;
    model.update(now);
    const double updated = watch.milliseconds();
    QCoreApplication::processEvents();
    view.viewport()->repaint();
    std::printf("%-28s %7.2f ms, painted %7.2f ms\n", what, updated, watch.milliseconds());
}

} // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    const auto plans = workspace();
    usage::UsageBook book(plans, tests::made::kMonth);
    std::int64_t nowMs = tests::made::kUsageNowMs;
    static_cast<void>(book.load(nullptr, nowMs));
    auto open = openRecords(*plans);
    {
        const Stopwatch watch;
        static_cast<void>(step(book, open, 0, nowMs));
        std::printf(
            "book, first of all          %7.0f ms (its own thread)\n", watch.milliseconds()
        );
    }
    UsageModel model;
    QTableView view;
    view.setModel(&model);
    setUpTable(&view, QString());
    view.setItemDelegate(new UsageDelegate(model, &view));
    view.resize(900, 700);
    view.show();
    model.setAllClosed(false);
    auto first = step(book, open, 1, nowMs += 5'000);
    tick("first of all, closed", model, view, first);
    model.setAllClosed(false);
    QCoreApplication::processEvents();
    std::printf("%d rows\n", model.rowCount());
    for (const bool isClosed : {true, false}) {
        model.setAllClosed(isClosed);
        QCoreApplication::processEvents();
        for (const int column : {UsageModel::Price, UsageModel::Usage, UsageModel::Name}) {
            const Stopwatch watch;
            model.sort(column, Qt::DescendingOrder);
            const std::string what = std::string("sort by column ") + std::to_string(column) +
                                     (isClosed ? ", closed" : ", open");
            std::printf("%-28s %7.2f ms to begin\n", what.c_str(), watch.milliseconds());
            settle(what.c_str(), model, view);
        }
        const Stopwatch watch;
        model.setFilterText(QStringLiteral("customer=customer-10000"));
        std::printf("filter                       %7.2f ms to begin\n", watch.milliseconds());
        settle("filter", model, view);
        model.setFilterText({});
    }
    model.sort(-1, Qt::AscendingOrder);
    // Who publishes keeps the last views a while longer, so that they end on its thread.
    std::vector<usage::ViewPtr> kept;
    for (const std::size_t changed :
         {kCustomers * kDimensions, std::size_t{1'000}, std::size_t{1}}) {
        for (int round = 0; round < 3; ++round) {
            const Stopwatch watch;
            const usage::ViewPtr now = step(book, open, changed, nowMs += 5'000);
            std::printf("book, %6zu records changed %7.0f ms\n", changed, watch.milliseconds());
            kept.push_back(now);
            if (kept.size() > 3) {
                kept.erase(kept.begin());
            }
            const std::string what = std::to_string(changed) + " rows changed";
            tick(what.c_str(), model, view, now);
        }
    }
    return 0;
}
