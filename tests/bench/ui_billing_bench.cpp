// What the Billing page costs on the gui thread with 10,000 customers of 20 dimensions: ticks in which
// everything, 1,000 rows and one row changed, with all customers open; ordering and filtering. First
// the model with its table, then the whole page. And what the book costs its own thread, which is
// another one here too: what it frees would be tidied up in the gui thread's memory otherwise. Each
// figure is of several rounds: the least, and the most. Prints; asserts nothing.
#include "core/usage/usage_book.h"
#include "tests/support/made_usage.h"
#include "tests/support/recording_navigator.h"
#include "tests/support/scripted_source.h"
#include "tests/support/scripted_usage.h"
#include "ui/pages/billing/billing_page.h"
#include "ui/pages/billing/usage_delegate.h"
#include "ui/pages/billing/usage_model.h"
#include "ui/widgets/cell_delegate.h"
#include "ui/widgets/row_table.h"
#include "ui/widgets/theme.h"

#include <QApplication>

#include <time.h>

#include <algorithm>
#include <cstdio>
#include <future>
#include <string>
#include <vector>

using namespace meterbench;
using namespace meterbench::ui;

namespace {

constexpr std::size_t kCustomers = 10'000;
constexpr std::size_t kDimensions = 20;
constexpr int kRounds = 6;
/// Rates move for a minute after what was used before.
constexpr int kUntilAtRest = 14;

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

/// The book with what is open, on a thread of its own.
class Bookkeeping {
public:
    Bookkeeping()
        : m_plans(workspace())
        , m_book(m_plans, tests::made::kMonth)
        , m_open(openRecords(*m_plans)) {
        static_cast<void>(m_book.load(nullptr, m_nowMs));
    }

    [[nodiscard]] usage::ViewPtr step(std::size_t changed) {
        return std::async(std::launch::async, [this, changed] { return take(changed); }).get();
    }

    [[nodiscard]] double milliseconds() const { return m_milliseconds; }

private:
    usage::ViewPtr take(std::size_t changed) {
        auto next = std::make_shared<std::vector<metering::UsageRecord>>(*m_open);
        const std::size_t every = changed == 0 ? 0 : next->size() / changed;
        for (std::size_t i = 0; every > 0 && i < next->size(); i += every) {
            (*next)[i].value = *((*next)[i].value + base::Decimal::fromInteger(1));
        }
        m_open = next;
        m_nowMs += 5'000;
        usage::Live live;
        live.open = next;
        const Stopwatch watch;
        static_cast<void>(m_book.follow(nullptr, live, m_nowMs));
        const usage::ViewPtr view = m_book.publish(m_nowMs);
        m_milliseconds = watch.milliseconds();
        m_kept.push_back(view != nullptr ? view : m_kept.back());
        // Who publishes keeps the last views a while longer, so that they end on its thread.
        if (m_kept.size() > 4) {
            m_kept.erase(m_kept.begin());
        }
        return m_kept.back();
    }

    std::shared_ptr<config::Workspace> m_plans;
    usage::UsageBook m_book;
    std::shared_ptr<std::vector<metering::UsageRecord>> m_open;
    std::int64_t m_nowMs = tests::made::kUsageNowMs;
    std::vector<usage::ViewPtr> m_kept;
    double m_milliseconds = 0;
};

/// The least and the most of some rounds.
struct Span {
    double least = 1e9;
    double most = 0;

    void take(double milliseconds) {
        least = std::min(least, milliseconds);
        most = std::max(most, milliseconds);
    }
};

void print(const std::string& what, const char* part, const Span& span) {
    std::printf("%-28s %-22s %7.2f .. %7.2f ms\n", what.c_str(), part, span.least, span.most);
}

/// What the gui thread does, turn by turn of its loop, with what is painted: each is a tick of its own.
template <class Begin>
void settle(const std::string& what, UsageModel& model, Begin begin) {
    Span begun;
    Span turn;
    for (int round = 0; round < kRounds; ++round) {
        const Stopwatch watch;
        begin(round);
        begun.take(watch.milliseconds());
        double most = 0;
        int rest = 3; // what is painted may come a turn later
        while (rest > 0) {
            const Stopwatch one;
            QCoreApplication::processEvents();
            most = std::max(most, one.milliseconds());
            rest -= model.isSettled() ? 1 : 0;
        }
        turn.take(most);
    }
    print(what, "to begin", begun);
    print(what, "at most in a turn", turn);
}

void sortAndFilter(UsageModel& model) {
    for (const bool isClosed : {true, false}) {
        model.setAllClosed(isClosed);
        QCoreApplication::processEvents();
        const std::string how = isClosed ? ", closed" : ", open";
        for (const int column : {UsageModel::Price, UsageModel::Usage, UsageModel::Name}) {
            settle("sort by column " + std::to_string(column) + how, model, [&](int round) {
                model.sort(column, round % 2 == 0 ? Qt::DescendingOrder : Qt::AscendingOrder);
            });
        }
        settle("no order" + how, model, [&](int) { model.sort(-1, Qt::AscendingOrder); });
        for (const char* text : {"customer=customer-10000", "dimension-1", ""}) {
            settle("filter \"" + std::string(text) + "\"" + how, model, [&](int round) {
                model.setFilterText(
                    round % 2 == 0 ? QString::fromLatin1(text) : QStringLiteral("customer-1")
                );
            });
        }
        model.setFilterText({});
        QCoreApplication::processEvents();
    }
    settle("close and open all", model, [&](int round) { model.setAllClosed(round % 2 == 0); });
    model.setAllClosed(false);
}

/// Ticks as somebody sees them: until what they changed is painted.
template <class Take>
void ticks(const char* of, Bookkeeping& books, QWidget& seen, Take take) {
    for (const std::size_t changed :
         {kCustomers * kDimensions, std::size_t{1'000}, std::size_t{1}}) {
        for (int i = 0; i < kUntilAtRest; ++i) {
            take(books.step(0));
        }
        Span book;
        Span taken;
        Span painted;
        Span whole;
        for (int round = 0; round < kRounds; ++round) {
            const usage::ViewPtr now = books.step(changed);
            book.take(books.milliseconds());
            const Stopwatch watch;
            take(now);
            taken.take(watch.milliseconds());
            QCoreApplication::processEvents();
            painted.take(watch.milliseconds());
            const Stopwatch again;
            seen.repaint();
            whole.take(again.milliseconds());
        }
        const std::string what = std::to_string(changed) + " rows changed, " + of;
        print(what, "book, its own thread", book);
        print(what, "taken", taken);
        print(what, "taken and painted", painted);
        print(what, "all painted again", whole);
    }
}

void measureTable(Bookkeeping& books) {
    UsageModel model;
    RowTable view;
    view.setModel(&model);
    setUpTable(&view, QString());
    view.setItemDelegate(new UsageDelegate(model, &view));
    view.resize(900, 700);
    view.show();
    QCoreApplication::processEvents();
    const usage::ViewPtr first = books.step(1);
    const Stopwatch watch;
    model.update(first);
    QCoreApplication::processEvents();
    std::printf("first of all, closed: %.2f ms\n", watch.milliseconds());
    model.setAllClosed(false);
    QCoreApplication::processEvents();
    std::printf("%d rows\n", model.rowCount());
    sortAndFilter(model);
    QCoreApplication::processEvents();
    ticks("table", books, *view.viewport(), [&](const usage::ViewPtr& now) { model.update(now); });
}

void measurePage(Bookkeeping& books) {
    tests::ScriptedSource source{tests::makeSnapshot(1, 1)};
    tests::ScriptedUsage book;
    tests::RecordingNavigator navigator;
    book.show(*books.step(1));
    SnapshotFeed feed(source);
    UsageFeed usage(book);
    BillingPage page(usage, feed, navigator, nullptr);
    page.resize(1'280, 800);
    page.show();
    page.update(nullptr, feed.current());
    page.model()->setAllClosed(false);
    QCoreApplication::processEvents();
    ticks("page", books, page, [&](const usage::ViewPtr& now) {
        book.show(*now);
        usage.poll();
    });
}

} // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    QApplication::setStyle(new Theme(Appearance::Dark));
    Bookkeeping books;
    static_cast<void>(books.step(1));
    std::printf("book, first of all: %.0f ms (its own thread)\n", books.milliseconds());
    measureTable(books);
    measurePage(books);
    return 0;
}
