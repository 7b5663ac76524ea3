// Periods that are over and chosen: which ones there are, that a book of one says what it said when
// it was present, that what comes late still counts in it, and that the keeper follows the choice.
#include "core/base/mutex.h"
#include "core/usage/book_keeper.h"
#include "core/usage/usage_book.h"
#include "tests/core/metering/usage_journal_fixture.h"

#include <QScopeGuard>
#include <QTest>

#include <atomic>

using namespace meterbench;
using namespace meterbench::tests;
using namespace std::chrono_literals;
using metering::UsageRecord;
using usage::Live;
using usage::UsageBook;
using usage::View;

namespace {

constexpr std::int64_t kDayMs = 24 * kHourMs;
constexpr usage::Period kMonth{1'764'547'200'000, 1'767'225'600'000}; // December 2025
constexpr std::int64_t kAfterMs = kMonth.endMs + 12 * kHourMs;        // 1 January, noon
constexpr auto kDecember = 2025y / std::chrono::December;

std::shared_ptr<config::Workspace> workspace() {
    auto made = std::make_shared<config::Workspace>();
    metering::Meter calls;
    calls.name = "calls";
    calls.selector = "calls_total";
    calls.unit = "call";
    made->meters = {calls};
    pricing::Plan plan;
    plan.id = "pro";
    plan.charges = {{"API", pricing::PerUnit{decimal("0.5")}}};
    made->plans = {plan};
    made->customers = {{"acme", "", "pro", {}}, {"midway", "", "pro", 2025y / 1 / 15}};
    return made;
}

UsageRecord record(const char* customer, const char* value, std::int64_t beginMs) {
    return recordOf("calls", "a", customer, "API", beginMs, value);
}

const usage::CustomerRow& customerOf(const View& view, const std::string& id) {
    return **std::ranges::find(*view.customers, id, &usage::CustomerRow::id);
}

std::string usageOf(const View& view, const std::string& id) {
    const auto found = std::ranges::find(*view.customers, id, &usage::CustomerRow::id);
    return found == view.customers->end() || (*found)->dimensions.empty()
               ? "none"
               : (*found)->dimensions.front()->usage.toText();
}

struct Bench {
    JournalFolder folder;
    std::shared_ptr<config::Workspace> plans = workspace();

    Bench() { folder.open(); }

    void commit(const std::vector<UsageRecord>& records) {
        QVERIFY(folder.journal->commit(records, nullptr).ok());
    }

    std::unique_ptr<UsageBook> bookOf(std::int64_t momentMs) {
        return std::make_unique<UsageBook>(plans, [&](const config::Customer* customer) {
            const usage::Period period = usage::periodOf(customer, momentMs);
            return usage::billedOf(customer, period, period);
        });
    }

    std::shared_ptr<View> viewOf(UsageBook& book, const Live& live, std::int64_t nowMs) {
        const bool isFollowed = book.follow(folder.journal.get(), live, nowMs).ok();
        return isFollowed ? book.publish(nowMs) : nullptr;
    }
};

Live liveTo(std::int64_t lastSequence) {
    Live live;
    live.open = std::make_shared<const std::vector<UsageRecord>>();
    live.lastSequence = lastSequence;
    return live;
}

/// A keeper over the bench's journal, whose length and time the test moves.
struct Kept {
    Bench bench;
    base::Mutex mutex;
    Live live;
    std::unique_ptr<usage::BookKeeper> keeper;

    explicit Kept(std::int64_t nowMs) {
        moveTo(nowMs);
        live.folder = bench.folder.folder;
        keeper = std::make_unique<usage::BookKeeper>(usage::BookKeeper::Surroundings{
            bench.folder.clock, [this] {
                const base::MutexLock lock(mutex);
                return live;
            }});
    }

    void moveTo(std::int64_t nowMs) {
        bench.folder.clock.advanceMs(nowMs - bench.folder.clock.nowMs());
    }

    void grow(const std::vector<UsageRecord>& records) {
        bench.commit(records);
        const base::MutexLock lock(mutex);
        live.lastSequence += std::ssize(records);
    }
};

} // namespace

class ChosenPeriodTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void aMonthIsWhatEndsInIt() {
        const auto plans = workspace();
        const config::Customer& midway = plans->customers.back();
        const std::int64_t moment = usage::momentIn(kDecember, 0);
        QCOMPARE(usage::periodOf(nullptr, moment), kMonth);
        // 15 November to 14 December: over when the month is.
        const usage::Period own = usage::periodOf(&midway, moment);
        QCOMPARE(own.beginMs, kMonth.beginMs - 16 * kDayMs);
        QCOMPARE(own.endMs, kMonth.beginMs + 14 * kDayMs);
        QCOMPARE(usage::momentIn(std::nullopt, 42), std::int64_t{42});
    }

    void monthsGoBackAsFarAsThereAreRecords() {
        auto plans = workspace();
        plans->customers.pop_back();
        const std::int64_t octoberMs = kMonth.beginMs - 40 * kDayMs;
        const std::vector<std::chrono::year_month> expected{
            kDecember, 2025y / std::chrono::November, 2025y / std::chrono::October};
        QCOMPARE(usage::monthsToChoose(*plans, octoberMs, kAfterMs), expected);
        QVERIFY(usage::monthsToChoose(*plans, 0, kAfterMs).empty());
        QVERIFY(usage::monthsToChoose(*plans, kAfterMs, kAfterMs).empty());
    }

    /// Else what ended on the 15th could not be seen before the month is over.
    void thePresentMonthCanBeChosenOnceAPeriodEndedInIt() {
        const auto plans = workspace();
        const std::int64_t firstMs = kMonth.beginMs;
        const std::int64_t endMs = kMonth.beginMs + 14 * kDayMs;
        QVERIFY(usage::monthsToChoose(*plans, firstMs, endMs - 1).empty());
        QCOMPARE(usage::monthsToChoose(*plans, firstMs, endMs).size(), 1U);
    }

    void aChosenPeriodIsWhatItWasWhenItWasPresent() {
        Bench bench;
        bench.commit(
            {record("acme", "10", kMonth.beginMs),
             record("acme", "4.5", kMonth.endMs - kHourMs),
             record("midway", "7", kMonth.beginMs + kDayMs),
             record("midway", "100", kMonth.beginMs + 20 * kDayMs), // of its next one
             record("acme", "100", kMonth.endMs)}
        );
        const std::int64_t presentMs = kMonth.beginMs + 10 * kDayMs;
        const auto present = bench.bookOf(presentMs);
        const auto chosen = bench.bookOf(usage::momentIn(kDecember, kAfterMs));
        QVERIFY(present->load(bench.folder.journal.get(), presentMs).ok());
        QVERIFY(chosen->load(bench.folder.journal.get(), kAfterMs).ok());
        const auto then = bench.viewOf(*present, liveTo(5), presentMs);
        const auto now = bench.viewOf(*chosen, liveTo(5), kAfterMs);
        QCOMPARE(now->period, kMonth);
        QVERIFY(now->isEnded() && !then->isEnded());
        QCOMPARE(usageOf(*now, "acme"), std::string("14.5"));
        QCOMPARE(usageOf(*now, "midway"), std::string("7"));
        for (const char* const id : {"acme", "midway"}) {
            const usage::CustomerRow& before = customerOf(*then, id);
            const usage::CustomerRow& after = customerOf(*now, id);
            QCOMPARE(after.period, before.period);
            QCOMPARE(after.statement->total.toText(), before.statement->total.toText());
            QCOMPARE(after.coverage, before.coverage);
            QCOMPARE(after.dimensions.front()->usage, before.dimensions.front()->usage);
            QCOMPARE(after.dimensions.front()->evidence, before.dimensions.front()->evidence);
            QCOMPARE(after.dimensions.front()->records, before.dimensions.front()->records);
            QVERIFY(before.projected.has_value() && !after.projected.has_value());
        }
        QCOMPARE(now->money.front().metered, then->money.front().metered);
    }

    void whatComesLateCountsWithoutARate() {
        Bench bench;
        bench.commit({record("acme", "10", kNoonMs)});
        const auto book = bench.bookOf(usage::momentIn(kDecember, kAfterMs));
        QVERIFY(book->load(bench.folder.journal.get(), kAfterMs).ok());
        QVERIFY(bench.viewOf(*book, liveTo(1), kAfterMs) != nullptr);
        // A correction: what is known now of the same window.
        bench.commit({record("acme", "12", kNoonMs), record("acme", "50", kMonth.endMs)});
        const auto view = bench.viewOf(*book, liveTo(3), kAfterMs + 10'000);
        const usage::DimensionRow& row = *customerOf(*view, "acme").dimensions.front();
        QCOMPARE(row.usage.toText(), std::string("12"));
        QCOMPARE(customerOf(*view, "acme").total()->toText(), std::string("6"));
        QCOMPARE(row.perSecond, 0.0);
        QVERIFY(row.today.empty());
    }

    /// The endpoint says which record, the journal of which time it is.
    void whatWasRefusedCountsInItsPeriodAlone() {
        Bench bench;
        bench.commit({record("acme", "10", kNoonMs), record("acme", "6", kMonth.endMs)});
        auto endpoint = std::make_shared<delivery::DeliveryState>();
        endpoint->name = "paigo";
        endpoint->doneThrough = 2;
        delivery::RefusedRecord refused;
        refused.sequence = 2;
        refused.customer = "acme";
        refused.dimension = "API";
        refused.value = decimal("6");
        endpoint->newestRefused = {refused};
        Live live = liveTo(2);
        live.deliveries = {endpoint};
        const std::pair<std::int64_t, const char*> moments[] = {
            {kMonth.beginMs, "5"}, {kAfterMs, "0"}};
        for (const auto& [momentMs, accepted] : moments) {
            const auto book = bench.bookOf(momentMs);
            QVERIFY(book->load(bench.folder.journal.get(), kAfterMs).ok());
            const auto view = bench.viewOf(*book, live, kAfterMs);
            QCOMPARE(customerOf(*view, "acme").accepted->toText(), std::string(accepted));
            QCOMPARE(view->recordsRefused, momentMs == kAfterMs ? 1ULL : 0ULL);
        }
    }

    void theKeeperGoesBackAndForth() {
        Kept kept(kAfterMs);
        kept.grow({record("acme", "10", kNoonMs), record("acme", "3", kMonth.endMs)});
        usage::BookKeeper& keeper = *kept.keeper;
        keeper.open(kept.bench.plans);
        keeper.watch({true, "acme", "API"});
        QTRY_VERIFY(keeper.view()->workspace != nullptr && usageOf(*keeper.view(), "acme") == "3");
        QVERIFY(!keeper.view()->chosen && !keeper.view()->isEnded());
        QCOMPARE(keeper.view()->journalFromMs, kNoonMs - 12 * kHourMs);
        keeper.choose(kDecember);
        QTRY_COMPARE(usageOf(*keeper.view(), "acme"), std::string("10"));
        QVERIFY(keeper.view()->chosen == kDecember && keeper.view()->isEnded());
        QVERIFY(!keeper.view()->isReading);
        QTRY_VERIFY(keeper.view()->drill != nullptr);
        QCOMPARE(keeper.view()->drill->records.size(), 1U); // of the chosen period alone
        kept.grow({record("acme", "11.5", kNoonMs)});       // a correction
        QTRY_COMPARE(usageOf(*keeper.view(), "acme"), std::string("11.5"));
        keeper.choose(std::nullopt);
        QTRY_COMPARE(usageOf(*keeper.view(), "acme"), std::string("3"));
        QVERIFY(!keeper.view()->chosen);
    }

    /// Nothing of another time is shown while the journal is read; here that lasts as long as the
    /// customers' periods are asked for.
    void whileItReadsItSaysSo() {
        Bench bench;
        bench.commit({record("acme", "10", kNoonMs), record("acme", "3", kMonth.endMs)});
        bench.folder.clock.advanceMs(kAfterMs - bench.folder.clock.nowMs());
        Live live = liveTo(2);
        live.folder = bench.folder.folder;
        std::atomic_flag isOpen;
        usage::BookKeeper keeper(
            {bench.folder.clock,
             [live] { return live; },
             [&](const config::Customer* customer, std::int64_t timeMs) {
                 if (customer != nullptr && timeMs == kMonth.beginMs) {
                     isOpen.wait(false);
                 }
                 return usage::periodOf(customer, timeMs);
             }}
        );
        const auto letGo = [&] {
            isOpen.test_and_set();
            isOpen.notify_all();
        };
        const auto atEnd = qScopeGuard(letGo); // also of a failure: the keeper waits for its thread
        keeper.open(bench.plans);
        QTRY_VERIFY(keeper.view()->workspace != nullptr && usageOf(*keeper.view(), "acme") == "3");
        keeper.choose(kDecember);
        QTRY_VERIFY(keeper.view()->isReading);
        const usage::ViewPtr reading = keeper.view();
        letGo();
        QVERIFY(reading->chosen == kDecember && reading->customers->empty());
        QCOMPARE(reading->period, kMonth);
        QTRY_VERIFY(!keeper.view()->isReading && usageOf(*keeper.view(), "acme") == "10");
    }

    /// Chosen while it is the present month: it stays, and is over when it is.
    void aChosenPeriodEndsAndStays() {
        Kept kept(kMonth.endMs - kHourMs);
        kept.grow({record("acme", "10", kNoonMs)});
        usage::BookKeeper& keeper = *kept.keeper;
        keeper.open(kept.bench.plans);
        keeper.choose(kDecember);
        QTRY_VERIFY(keeper.view()->chosen == kDecember && usageOf(*keeper.view(), "acme") == "10");
        QVERIFY(!keeper.view()->isEnded());
        QVERIFY(customerOf(*keeper.view(), "acme").projected.has_value());
        kept.moveTo(kAfterMs);
        QTRY_VERIFY(keeper.view()->isEnded());
        QCOMPARE(usageOf(*keeper.view(), "acme"), std::string("10"));
        QVERIFY(!customerOf(*keeper.view(), "acme").projected.has_value());
    }
};

QTEST_GUILESS_MAIN(ChosenPeriodTest)
#include "chosen_period_test.moc"
