// The book of usage: what it makes of the journal and of what is open, that it never counts twice,
// what it prices, shares and says of deliveries.
#include "core/base/mutex.h"
#include "core/usage/book_keeper.h"
#include "core/usage/drill.h"
#include "core/usage/usage_book.h"
#include "tests/core/metering/usage_journal_fixture.h"

#include <QTest>

using namespace meterbench;
using namespace meterbench::tests;
using base::Decimal;
using metering::Measure;
using metering::UsageRecord;
using usage::Live;
using usage::UsageBook;
using usage::View;

namespace {

constexpr usage::Period kMonth{1'764'547'200'000, 1'767'225'600'000}; // December 2025

Decimal number(const char* text) {
    return base::Decimal::parse(text).value();
}

std::shared_ptr<config::Workspace> workspace() {
    auto made = std::make_shared<config::Workspace>();
    metering::Meter calls;
    calls.name = "calls";
    calls.selector = "calls_total";
    calls.unit = "call";
    metering::Meter peak;
    peak.name = "peak";
    peak.selector = "sessions";
    peak.measure = Measure::Max;
    peak.unit = "session";
    made->meters = {calls, peak};
    pricing::Plan plan;
    plan.id = "pro";
    plan.charges = {{"API", pricing::PerUnit{number("0.5")}}};
    made->plans = {plan};
    made->customers = {{"acme", "Acme Ltd", "pro", {}}};
    return made;
}

UsageRecord record(
    const std::string& customer, const char* value, std::int64_t beginMs, const char* thing = "a"
) {
    UsageRecord made;
    made.meter = "calls";
    made.thing = thing;
    made.customer = customer;
    made.dimension = "API";
    made.beginMs = beginMs;
    made.endMs = beginMs + kHourMs;
    made.value = number(value);
    made.evidence = {beginMs + 1'000, beginMs + kHourMs - 1'000, kHourMs / 2, 0, 0, 60, 0, 0};
    return made;
}

/// Always the same open record, with the last sample of then.
UsageRecord sampled(const char* value, std::int64_t lastMs) {
    UsageRecord made = record("acme", value, kNoonMs - 12 * kHourMs);
    made.evidence.firstMs = made.beginMs;
    made.evidence.lastMs = lastMs;
    return made;
}

float sumOf(const usage::Slots& used) {
    float sum = 0;
    for (const float slot : used) {
        sum += slot;
    }
    return sum;
}

Live openWith(std::vector<UsageRecord> open, std::int64_t lastSequence) {
    Live live;
    live.open = std::make_shared<const std::vector<UsageRecord>>(std::move(open));
    live.lastSequence = lastSequence;
    return live;
}

std::shared_ptr<const delivery::DeliveryState> endpoint(std::int64_t doneThrough) {
    auto made = std::make_shared<delivery::DeliveryState>();
    made->name = "paigo";
    made->doneThrough = doneThrough;
    return made;
}

const usage::DimensionRow* rowOf(const View& view, const std::string& customer) {
    for (const usage::CustomerPtr& one : *view.customers) {
        if (one->id == customer && !one->dimensions.empty()) {
            return one->dimensions.front().get();
        }
    }
    return nullptr;
}

std::string usageOf(const View& view, const std::string& customer) {
    const usage::DimensionRow* const row = rowOf(view, customer);
    return row == nullptr ? "none" : row->usage.toText();
}

/// A journal, the book over it, and what the meters say.
struct Bench {
    JournalFolder folder;
    std::shared_ptr<config::Workspace> plans = workspace();
    UsageBook book{plans, kMonth};
    std::int64_t nowMs = kNoonMs + kHourMs;

    Bench() { folder.open(); }

    void commit(const std::vector<UsageRecord>& records) {
        QVERIFY(folder.journal->commit(records, nullptr).ok());
    }

    void load() { QVERIFY(book.load(folder.journal.get(), nowMs).ok()); }

    std::shared_ptr<View> follow(const Live& live) {
        if (!book.follow(folder.journal.get(), live, nowMs).ok()) {
            return nullptr;
        }
        return book.publish(nowMs);
    }
};

} // namespace

class UsageBookTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void closedAndOpenAddUp() {
        Bench bench;
        bench.commit({record("acme", "10", kNoonMs), record("acme", "5", kNoonMs, "b")});
        bench.load();
        const auto view = bench.follow(openWith({record("acme", "2", kNoonMs + kHourMs)}, 2));
        QVERIFY(view != nullptr);
        QCOMPARE(usageOf(*view, "acme"), std::string("17"));
        QCOMPARE(rowOf(*view, "acme")->price->toText(2), std::string("8.50"));
        QCOMPARE(view->customers->front()->total()->toText(2), std::string("8.50"));
        QCOMPARE(view->money.front().metered.toText(2), std::string("8.50"));
        QCOMPARE(rowOf(*view, "acme")->records, 2ULL);
        QCOMPARE(rowOf(*view, "acme")->open, 1ULL);
    }

    /// acme from the 10th; the others by months. What is read, what comes and what is open.
    void eachCustomerHasItsOwnPeriod() {
        Bench bench;
        using namespace std::chrono_literals;
        bench.plans->customers = {{"acme", "", "pro", 2025y / 1 / 10}, {"globex", "", "pro", {}}};
        constexpr std::int64_t kDayMs = 24 * kHourMs;
        const std::int64_t early = kMonth.beginMs + 2 * kDayMs; // 3 December: not acme's
        const std::int64_t late = kMonth.beginMs + 12 * kDayMs;
        UsageBook book(bench.plans, [&](const config::Customer* customer) {
            return usage::Billed{usage::periodOf(customer, bench.nowMs), {}};
        });
        QCOMPARE(book.nextEndMs(bench.nowMs), kMonth.endMs);
        QCOMPARE(book.periodOf("acme").beginMs, kMonth.beginMs + 9 * kDayMs);
        QCOMPARE(book.periodOf("stranger"), kMonth);
        bench.commit(
            {record("acme", "100", early),
             record("acme", "1", late),
             record("globex", "10", early),
             record("globex", "10", late, "b"),
             record("stranger", "3", early)}
        );
        QVERIFY(book.load(bench.folder.journal.get(), bench.nowMs).ok());
        bench.commit({record("acme", "100", early, "c"), record("acme", "2", late, "c")});
        const Live live = openWith(
            {record("acme", "100", early, "d"),
             record("acme", "4", late, "d"),
             record("globex", "5", early, "d")},
            7
        );
        QVERIFY(book.follow(bench.folder.journal.get(), live, bench.nowMs).ok());
        const auto view = book.publish(bench.nowMs);
        QCOMPARE(usageOf(*view, "acme"), std::string("7"));
        QCOMPARE(usageOf(*view, "globex"), std::string("25"));
        QCOMPARE(usageOf(*view, "stranger"), std::string("3"));
        QCOMPARE(view->period, kMonth);
        QCOMPARE(view->customers->front()->period, book.periodOf("acme"));
        const UsageBook one(
            bench.plans,
            [&](const config::Customer* customer) {
                return usage::Billed{usage::periodOf(customer, bench.nowMs), {}};
            },
            "acme"
        );
        QCOMPARE(one.nextEndMs(bench.nowMs), kMonth.endMs); // strangers' months
    }

    void aWindowThatClosesIsNeverCountedTwice() {
        Bench bench;
        bench.load();
        const Live before = openWith({record("acme", "7", kNoonMs)}, 0);
        QCOMPARE(usageOf(*bench.follow(before), "acme"), std::string("7"));
        bench.commit({record("acme", "8", kNoonMs)});
        // The meters have not said yet that it is in the journal: it still is what is open.
        const auto between = bench.follow(before);
        QVERIFY(between == nullptr || usageOf(*between, "acme") == "7");
        bench.nowMs += 1'000;
        const Live after = openWith({record("acme", "1", kNoonMs + kHourMs)}, 1);
        QCOMPARE(usageOf(*bench.follow(after), "acme"), std::string("9"));
    }

    void whatIsOpenOfAShorterJournalWaits() {
        Bench bench;
        bench.commit({record("acme", "8", kNoonMs)});
        bench.load();
        const auto view = bench.follow(openWith({record("acme", "8", kNoonMs)}, 0));
        QCOMPARE(usageOf(*view, "acme"), std::string("8"));
    }

    void aCorrectionCorrects() {
        Bench bench;
        bench.commit({record("acme", "8", kNoonMs)});
        bench.load();
        QCOMPARE(usageOf(*bench.follow(openWith({}, 1)), "acme"), std::string("8"));
        bench.commit({record("acme", "6", kNoonMs)});
        bench.nowMs += 1'000;
        QCOMPARE(usageOf(*bench.follow(openWith({}, 2)), "acme"), std::string("6"));
    }

    void theHighestIsNotASum() {
        Bench bench;
        UsageRecord first = record("acme", "8", kNoonMs);
        first.meter = "peak";
        UsageRecord second = record("acme", "6", kNoonMs + kHourMs);
        second.meter = "peak";
        bench.commit({first});
        bench.load();
        QCOMPARE(usageOf(*bench.follow(openWith({second}, 1)), "acme"), std::string("8"));
        second.value = number("9");
        bench.nowMs += 1'000;
        QCOMPARE(usageOf(*bench.follow(openWith({second}, 1)), "acme"), std::string("9"));
    }

    void whatWasNotUsedYetHasItsPrice() {
        Bench bench;
        bench.load();
        QVERIFY(bench.follow(openWith({}, 0)) != nullptr); // acme is priced, without a row
        const auto view = bench.follow(openWith({record("acme", "0", kNoonMs)}, 0));
        QVERIFY(view != nullptr);
        QVERIFY(rowOf(*view, "acme")->price.has_value());
        QCOMPARE(rowOf(*view, "acme")->price->toText(2), std::string("0.00"));
    }

    void anotherMonthIsNotOfThisPeriod() {
        Bench bench;
        bench.commit({record("acme", "8", kMonth.beginMs - kHourMs)});
        bench.load();
        bench.commit({record("acme", "5", kMonth.endMs)});
        const auto view = bench.follow(openWith({record("acme", "3", kMonth.endMs)}, 2));
        QCOMPARE(usageOf(*view, "acme"), std::string("none"));
        QCOMPARE(view->customers->front()->total()->toText(2), std::string("0.00"));
    }

    void usageWithoutACustomerIsKeptAndStandsLast() {
        Bench bench;
        bench.commit({record("", "4", kNoonMs), record("zed", "1", kNoonMs)});
        bench.load();
        const auto view = bench.follow(openWith({}, 2));
        QCOMPARE(view->customers->size(), 3U);
        QCOMPARE(view->customers->back()->id, std::string());
        QCOMPARE(usageOf(*view, ""), std::string("4"));
        QVERIFY(view->customers->back()->statement == nullptr);
        QVERIFY(!rowOf(*view, "zed")->price); // no plan
    }

    void whatDidNotChangeIsTheSameObject() {
        Bench bench;
        bench.commit({record("acme", "4", kNoonMs), record("zed", "1", kNoonMs)});
        bench.load();
        const auto before = bench.follow(openWith({}, 2));
        QVERIFY(bench.follow(openWith({}, 2)) == nullptr);
        const auto now = bench.follow(openWith({record("acme", "1", kNoonMs + kHourMs)}, 2));
        QVERIFY(now->customers->at(0) != before->customers->at(0));
        QVERIFY(now->customers->at(1) == before->customers->at(1));
    }

    void sentIsWhatTheSlowestEndpointIsDoneWith() {
        Bench bench;
        bench.commit({record("acme", "10", kNoonMs), record("acme", "4", kNoonMs, "b")});
        bench.load();
        Live live = openWith({record("acme", "2", kNoonMs + kHourMs)}, 2);
        QVERIFY(!bench.follow(live)->customers->front()->sent); // nobody is sent anything
        live.deliveries = {endpoint(2), endpoint(1)};
        auto view = bench.follow(live);
        QCOMPARE(view->customers->front()->sent->toText(), std::string("5"));
        QCOMPARE(view->customers->front()->accepted->toText(), std::string("5"));
        QCOMPARE(view->recordsWaiting, 1ULL);
        auto refusing = std::make_shared<delivery::DeliveryState>(*endpoint(2));
        refusing->newestRefused = {{2, "acme", "API", number("4"), 0, "no"}};
        live.deliveries = {endpoint(2), refusing};
        view = bench.follow(live);
        QCOMPARE(view->customers->front()->sent->toText(), std::string("7"));
        QCOMPARE(view->customers->front()->accepted->toText(), std::string("5"));
        QCOMPARE(view->recordsWaiting, 0ULL);
        QCOMPARE(view->recordsRefused, 1ULL);
    }

    void aFeeIsNoUsageAndIsNeverSent() {
        Bench bench;
        bench.plans->plans.front().flatFee = number("10");
        bench.plans->plans.front().minimumCharge = number("30");
        bench.commit({record("acme", "8", kNoonMs), record("acme", "4", kNoonMs, "b")});
        bench.load();
        Live live = openWith({}, 2);
        live.deliveries = {endpoint(0)};
        auto view = bench.follow(live);
        QCOMPARE(view->customers->front()->total()->toText(), std::string("30"));
        QCOMPARE(view->customers->front()->sent->toText(), std::string("0"));
        QCOMPARE(view->money.front().metered.toText(), std::string("6"));
        QCOMPARE(view->money.front().fees.toText(), std::string("24")); // with what lacks to 30
        live.deliveries = {endpoint(1)};
        view = bench.follow(live);
        QCOMPARE(view->money.front().sent.toText(), std::string("4"));
        QCOMPARE(view->money.front().accepted.toText(), std::string("4"));
    }

    void timeThatWasNotMeasuredIsSummedUp() {
        Bench bench;
        UsageRecord late = record("acme", "1", kNoonMs);
        late.evidence.unmeteredMs = 4'000;
        bench.commit({late, record("zed", "1", kNoonMs)});
        bench.load();
        const auto view = bench.follow(openWith({}, 2));
        QCOMPARE(view->notMeasured.ms, std::int64_t{4'000});
        QCOMPARE(view->notMeasured.customer, std::string("acme"));
        QCOMPARE(view->notMeasured.where.size(), 1U);
    }

    void theRateIsOfTheLastMinute() {
        Bench bench;
        bench.load();
        for (int i = 0; i <= 30; ++i) {
            const std::string value = std::to_string(10 * i);
            bench.nowMs += 1'000;
            static_cast<void>(bench.follow(openWith({sampled(value.c_str(), bench.nowMs)}, 0)));
        }
        bench.nowMs += 1'000;
        const auto view = bench.follow(openWith({sampled("310", bench.nowMs)}, 0));
        const double rate = rowOf(*view, "acme")->perSecond;
        QVERIFY2(rate > 9 && rate < 11, qPrintable(QString::number(rate)));
        // And today grew by what was used.
        QCOMPARE(sumOf(rowOf(*view, "acme")->today), 310.0F);
    }

    /// It is scraped every 15 seconds and looked at every second, or every seven: what is used does
    /// not come in leaps for that.
    void aLevelIsUsedBetweenItsSamplesToo_data() {
        QTest::addColumn<int>("lookEveryS");
        QTest::newRow("looked at each second") << 1;
        QTest::newRow("looked at in other steps than it is scraped") << 7;
        QTest::newRow("looked at more seldom than it is scraped") << 26;
    }

    void aLevelIsUsedBetweenItsSamplesToo() {
        QFETCH(int, lookEveryS);
        const std::int64_t midnightMs = kNoonMs - 12 * kHourMs; // slots of a second begin here
        Bench bench;
        bench.nowMs = midnightMs;
        bench.load();
        std::shared_ptr<View> view;
        int counted = 0;
        for (int second = 0; second <= 60; second += lookEveryS) {
            bench.nowMs = midnightMs + second * 1'000;
            counted = second / 15 * 15;
            const std::string value = std::to_string(2 * counted);
            const auto made =
                bench.follow(openWith({sampled(value.c_str(), midnightMs + counted * 1'000)}, 0));
            view = made == nullptr ? view : made;
            if (counted >= 15) {
                QCOMPARE(rowOf(*view, "acme")->perSecond, 2.0);
            }
        }
        const usage::Slots& today = rowOf(*view, "acme")->today;
        QCOMPARE(today, usage::Slots(static_cast<std::size_t>(counted), 2.0F));
    }

    /// Over the end of its window, while time passes fast and slots double, and over a restart in
    /// the middle of an hour.
    void aLevelGoesOnOverWindowsAndRestarts() {
        const std::int64_t beginMs = kNoonMs + 7 * kHourMs;
        Bench bench;
        bench.nowMs = beginMs;
        bench.load();
        std::int64_t closed = 0;
        const auto look = [&](UsageBook& book) {
            const std::int64_t hourMs = bench.nowMs / kHourMs * kHourMs;
            for (; beginMs + closed * kHourMs < hourMs; ++closed) {
                UsageRecord whole = record("acme", "3600", beginMs + closed * kHourMs);
                whole.evidence.lastMs = whole.endMs;
                bench.commit({whole});
            }
            const std::string value = std::to_string((bench.nowMs - hourMs) / 1'000);
            UsageRecord open = record("acme", value.c_str(), hourMs);
            open.evidence.firstMs = hourMs;
            open.evidence.lastMs = bench.nowMs;
            const Live live = openWith({open}, closed);
            return book.follow(bench.folder.journal.get(), live, bench.nowMs).ok()
                       ? book.publish(bench.nowMs)
                       : nullptr;
        };
        const auto isFlat = [&](const View& view) {
            const usage::Slots& today = rowOf(view, "acme")->today;
            QCOMPARE(sumOf(today), static_cast<float>((bench.nowMs - beginMs) / 1'000));
            for (std::size_t i = 0; i + 1 < today.size(); ++i) {
                QCOMPARE(today[i], static_cast<float>(view.historySlotMs / 1'000));
            }
        };
        look(bench.book);
        for (const std::int64_t stepMs :
             {60'000, 120'000, 1'500'000, 2'700'000, 60'000, 3'600'000, 600'000}) {
            bench.nowMs += stepMs;
            isFlat(*look(bench.book));
        }
        UsageBook again(bench.plans, kMonth);
        QVERIFY(again.load(bench.folder.journal.get(), bench.nowMs).ok());
        isFlat(*look(again));
        bench.nowMs += 900'000;
        isFlat(*look(again));
    }

    void whatIsSilentHasNoRate() {
        Bench bench;
        bench.load();
        const std::int64_t beginMs = bench.nowMs;
        for (int i = 0; i <= 4; ++i) {
            bench.nowMs = beginMs + i * 15'000;
            const std::string value = std::to_string(30 * i);
            static_cast<void>(bench.follow(openWith({sampled(value.c_str(), bench.nowMs)}, 0)));
        }
        const Live last = openWith({sampled("120", bench.nowMs)}, 0);
        bench.nowMs += 60'000; // it may be late
        const auto late = bench.follow(last);
        QVERIFY(late == nullptr || rowOf(*late, "acme")->perSecond == 2.0);
        bench.nowMs += 20'000;
        const auto gone = bench.follow(last);
        QVERIFY(gone != nullptr);
        QCOMPARE(rowOf(*gone, "acme")->perSecond, 0.0);
        // It comes back: over the whole time, not since it was last looked at.
        bench.nowMs = beginMs + 60'000 + 100'000;
        const auto back = bench.follow(openWith({sampled("170", bench.nowMs)}, 0));
        QCOMPARE(rowOf(*back, "acme")->perSecond, 0.5);
    }

    void inDepthThereAreWindowsRecordsAndThings() {
        Bench bench;
        bench.commit(
            {record("acme", "10", kNoonMs),
             record("acme", "4", kNoonMs, "b"),
             record("zed", "9", kNoonMs)}
        );
        Live live = openWith({record("acme", "2", kNoonMs + kHourMs)}, 3);
        live.deliveries = {endpoint(1)};
        const auto drill = usage::drillInto(
            bench.folder.journal.get(), *bench.plans, kMonth, {true, "acme", "API"}, live
        );
        QCOMPARE(drill->windows.size(), 2U);
        QVERIFY(drill->windows.front().isOpen);
        QCOMPARE(drill->windows.back().units.toText(), std::string("14"));
        QCOMPARE(drill->things.size(), 2U);
        QCOMPARE(drill->things.front().units.toText(), std::string("12"));
        QCOMPARE(drill->recordsInAll, 3ULL);
        QCOMPARE(drill->records.front().delivered.front(), usage::Delivered::NotClosed);
        QCOMPARE(drill->records[1].delivered.front(), usage::Delivered::Waiting);
        QCOMPARE(drill->records[2].delivered.front(), usage::Delivered::Accepted);
    }

    void usageIsSpreadByTime() {
        const usage::HistoryGrid grid(0, 60'000);
        usage::Slots used;
        usage::spread(used, grid, 500, 3'000, 5);
        QCOMPARE(used, usage::Slots({1.0F, 2.0F, 2.0F}));
        usage::spread(used, grid, 1'200, 1'200, 1); // in no time
        QCOMPARE(used, usage::Slots({1.0F, 3.0F, 2.0F}));
        usage::spread(used, grid, 2'000, 1'000, 1); // nor backwards
        QCOMPARE(used, usage::Slots({1.0F, 3.0F, 3.0F}));
    }

    void slotsDoubleWhenTheyAreUsedUp() {
        usage::HistoryGrid grid(0, 0);
        usage::Slots used;
        usage::addTo(used, grid.slotOf(0), 1);
        usage::addTo(used, grid.slotOf(2'000), 5);
        QCOMPARE(grid.extend(63'000), 0);
        QCOMPARE(grid.extend(64'000), 1);
        usage::fold(used);
        QCOMPARE(used, usage::Slots({1.0F, 5.0F}));
        QCOMPARE(grid.slotOf(2'000), 1U);
    }

    void monthsAndDays() {
        QCOMPARE(usage::monthOf(kNoonMs), kMonth);
        QCOMPARE(usage::dayOf(kNoonMs).beginMs, kNoonMs - 12 * kHourMs);
        QCOMPARE(usage::elapsedShare(0, 1'000, 250).toText(), std::string("0.25"));
        QCOMPARE(usage::elapsedShare(0, 1'000, 5'000).toText(), std::string("1"));
        QVERIFY(!usage::elapsedShare(0, 1'000, 0).isZero());
    }

    void theKeeperFollowsOnItsOwnThread() {
        Bench bench;
        bench.commit({record("acme", "10", kNoonMs)});
        bench.folder.clock.advanceMs(bench.nowMs - bench.folder.clock.nowMs());
        Live live = openWith({}, 1);
        live.folder = bench.folder.folder;
        usage::BookKeeper keeper({bench.folder.clock, [live] { return live; }});
        QVERIFY(keeper.view()->workspace == nullptr);
        keeper.open(bench.plans);
        keeper.watch({true, "acme", "API"});
        QTRY_VERIFY(
            keeper.view()->workspace != nullptr && usageOf(*keeper.view(), "acme") == "10" &&
            keeper.view()->drill != nullptr
        );
        QCOMPARE(keeper.view()->drill->records.size(), 1U);
        keeper.open(nullptr);
        QTRY_VERIFY(keeper.view()->workspace == nullptr);
    }

    void theKeeperSeesWhatIsWrittenAfterItOpenedTheJournal() {
        Bench bench;
        bench.commit({record("acme", "10", kNoonMs)});
        bench.folder.clock.advanceMs(bench.nowMs - bench.folder.clock.nowMs());
        base::Mutex mutex;
        Live live = openWith({}, 1);
        live.folder = bench.folder.folder;
        usage::BookKeeper keeper({bench.folder.clock, [&] {
                                      const base::MutexLock lock(mutex);
                                      return live;
                                  }});
        keeper.open(bench.plans);
        QTRY_VERIFY(keeper.view()->workspace != nullptr && usageOf(*keeper.view(), "acme") == "10");
        bench.commit({record("acme", "7", kNoonMs + kHourMs)});
        {
            const base::MutexLock lock(mutex);
            live.lastSequence = 2;
        }
        QTRY_COMPARE(usageOf(*keeper.view(), "acme"), std::string("17"));
    }
};

QTEST_GUILESS_MAIN(UsageBookTest)
#include "usage_book_test.moc"
