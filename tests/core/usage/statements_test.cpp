// Statements out of a journal: each customer's own periods, parts of them, what is open, whom there
// is none for.
#include "core/metering/calendar.h"
#include "core/usage/report.h"
#include "tests/core/metering/usage_journal_fixture.h"

#include <QTest>

using namespace meterbench;
using namespace meterbench::tests;
using base::Decimal;
using metering::UsageRecord;
using usage::CustomerPtr;
using usage::StatementTime;

namespace {

using namespace std::chrono_literals;

Decimal number(const char* text) {
    return base::Decimal::parse(text).value();
}

std::int64_t at(const char* text) {
    return metering::timeOf(text).value();
}

/// acme by months, globex from the 15th, initech since the 21st of November, nobody without a plan.
std::shared_ptr<config::Workspace> workspace() {
    auto made = std::make_shared<config::Workspace>();
    metering::Meter calls;
    calls.name = "calls";
    calls.selector = "calls_total";
    metering::Meter peak;
    peak.name = "peak";
    peak.selector = "sessions";
    peak.measure = metering::Measure::Max;
    made->meters = {calls, peak};
    pricing::Plan plan;
    plan.id = "pro";
    plan.currency = {"EUR", 2};
    plan.flatFee = number("30");
    plan.proration = pricing::Proration::Days;
    plan.charges = {
        {"API", pricing::PerUnit{number("0.5")}}, {"peak", pricing::PerUnit{number("1")}}};
    pricing::Plan whole = plan;
    whole.id = "whole";
    whole.proration = pricing::Proration::None;
    made->plans = {plan, whole};
    made->customers = {
        {"acme", "", "pro", {}},
        {"globex", "", "pro", 2026y / 9 / 15},
        {"initech", "", "whole", {}}};
    made->customers.back().since = 2026y / 11 / 21;
    made->customers.push_back({"nobody", "", "", {}});
    return made;
}

UsageRecord record(const char* customer, const char* value, const char* begin) {
    UsageRecord made;
    made.meter = "calls";
    made.thing = "a";
    made.customer = customer;
    made.dimension = "API";
    made.beginMs = at(begin);
    made.endMs = made.beginMs + kHourMs;
    made.value = number(value);
    made.evidence = {made.beginMs, made.endMs, kHourMs, 0, 0, 60, 0, 0};
    return made;
}

UsageRecord peak(const char* customer, const char* value, const char* begin) {
    UsageRecord made = record(customer, value, begin);
    made.meter = "peak";
    made.dimension = "peak";
    return made;
}

struct Bench {
    JournalFolder folder;
    std::shared_ptr<config::Workspace> plans = workspace();
    std::vector<UsageRecord> open;
    std::int64_t nowMs = at("2026-11-30T08:00:00Z");

    Bench() { folder.open(); }

    void commit(const std::vector<UsageRecord>& records) {
        QVERIFY(folder.journal->commit(records, nullptr).ok());
    }

    base::Result<std::vector<CustomerPtr>>
    ask(const StatementTime& time, const std::optional<std::string>& customer = {}) {
        const usage::Ledger ledger{
            *folder.journal, plans, std::make_shared<const std::vector<UsageRecord>>(open), nowMs};
        return usage::statementsOf(ledger, customer, time);
    }

    /// "acme 2026-11-01 2026-12-01 30/30 35.00", a line each.
    std::string told(const StatementTime& time, const std::optional<std::string>& customer = {}) {
        const auto made = ask(time, customer);
        if (!made) {
            return made.error().context;
        }
        std::string out;
        for (const CustomerPtr& one : *made) {
            const pricing::Statement& statement = *one->statement;
            out += one->id + " " + metering::timeText(one->period.beginMs).substr(0, 10) + " " +
                   metering::timeText(one->period.endMs).substr(0, 10) + " " +
                   std::to_string(statement.share.days) + "/" +
                   std::to_string(statement.share.ofDays) + " " + statement.total.toText(2) + "\n";
        }
        return out;
    }
};

} // namespace

class StatementsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void eachHasItsOwnPeriod() {
        Bench bench;
        bench.commit(
            {record("acme", "10", "2026-11-01T00:00:00Z"),
             record("acme", "100", "2026-10-31T23:00:00Z"),
             record("globex", "10", "2026-11-15T00:00:00Z"),
             record("globex", "100", "2026-11-14T23:00:00Z"),
             record("initech", "4", "2026-11-02T00:00:00Z"),
             record("nobody", "7", "2026-11-02T00:00:00Z"),
             record("stranger", "7", "2026-11-02T00:00:00Z")}
        );
        StatementTime now;
        now.atMs = bench.nowMs;
        QCOMPARE(
            bench.told(now),
            std::string("acme 2026-11-01 2026-12-01 30/30 35.00\n"
                        "globex 2026-11-15 2026-12-15 30/30 35.00\n"
                        "initech 2026-11-01 2026-12-01 10/30 32.00\n")
        );
        StatementTime october;
        october.month = 2026y / 10;
        QCOMPARE(
            bench.told(october),
            std::string("acme 2026-10-01 2026-11-01 31/31 80.00\n"
                        "globex 2026-10-15 2026-11-15 31/31 80.00\n"
                        "initech 2026-10-01 2026-11-01 0/31 30.00\n")
        );
    }

    void aTimeOfSeveralPeriodsIsPricedPeriodByPeriod() {
        Bench bench;
        bench.commit(
            {record("acme", "10", "2026-10-20T00:00:00Z"),
             record("acme", "20", "2026-11-05T00:00:00Z"),
             record("globex", "10", "2026-11-20T00:00:00Z")}
        );
        StatementTime time;
        time.fromMs = at("2026-10-16");
        time.toMs = at("2026-11-21");
        // 16 of 31 days of 30 are 15.48, 20 of 30 are 20; globex: 30 of 31 and 6 of 30.
        QCOMPARE(
            bench.told(time, "acme"),
            std::string("acme 2026-10-16 2026-11-01 16/31 20.48\nacme 2026-11-01 2026-11-21 20/30 "
                        "30.00\n")
        );
        QCOMPARE(
            bench.told(time, "globex"),
            std::string("globex 2026-10-16 2026-11-15 30/31 29.03\nglobex 2026-11-15 2026-11-21 "
                        "6/30 11.00\n")
        );
        const auto both = bench.ask(time);
        QVERIFY(both.ok() && usage::spansPeriods(*both));
    }

    void withoutEndsItIsWhatWasUsed() {
        Bench bench;
        bench.commit(
            {record("acme", "10", "2026-08-20T00:00:00Z"),
             record("acme", "20", "2026-10-05T00:00:00Z")}
        );
        QCOMPARE(
            bench.told({}, "acme"),
            std::string("acme 2026-08-01 2026-09-01 31/31 35.00\n"
                        "acme 2026-09-01 2026-10-01 30/30 30.00\n"
                        "acme 2026-10-01 2026-11-01 31/31 40.00\n")
        );
        QCOMPARE(
            bench.told({}, "globex"), std::string("globex 2026-11-15 2026-12-15 30/30 30.00\n")
        );
        StatementTime late;
        late.fromMs = at("2026-10-01");
        QCOMPARE(bench.told(late, "acme"), std::string("acme 2026-10-01 2026-11-01 31/31 40.00\n"));
    }

    /// The highest of closed and open is one value, not two.
    void whatIsOpenComesTogetherWithWhatIsClosed() {
        Bench bench;
        bench.commit(
            {peak("acme", "7", "2026-11-29T00:00:00Z"),
             record("acme", "10", "2026-11-29T00:00:00Z")}
        );
        bench.open = {
            peak("acme", "9", "2026-11-30T07:00:00Z"), record("acme", "2", "2026-11-30T07:00:00Z")};
        StatementTime now;
        now.atMs = bench.nowMs;
        QCOMPARE(bench.told(now, "acme"), std::string("acme 2026-11-01 2026-12-01 30/30 45.00\n"));
        StatementTime past;
        past.month = 2026y / 10;
        QCOMPARE(bench.told(past, "acme"), std::string("acme 2026-10-01 2026-11-01 31/31 30.00\n"));
    }

    /// A plan with a fee for each event takes them from a meter that counts, in its base unit.
    void countsAreEvents() {
        Bench bench;
        metering::Meter jobs;
        jobs.name = "jobs";
        jobs.selector = "jobs";
        jobs.measure = metering::Measure::Count;
        jobs.unit = "dozen";
        jobs.unitSize = number("12");
        bench.plans->meters.push_back(jobs);
        bench.plans->plans.front().charges = {
            {"jobs", pricing::Percentage{number("100"), number("0.25")}},
            {"API", pricing::Percentage{number("0"), number("0.25")}},
            {"none", pricing::Percentage{number("0"), number("0")}}};
        UsageRecord counted = record("acme", "24", "2026-11-02T00:00:00Z");
        counted.meter = "jobs";
        counted.dimension = "jobs";
        bench.commit({counted, record("acme", "5", "2026-11-02T00:00:00Z")});
        counted.beginMs = at("2026-11-03T00:00:00Z");
        counted.value = number("6");
        bench.open = {counted};
        StatementTime now;
        now.atMs = bench.nowMs;
        const auto made = bench.ask(now, "acme");
        QVERIFY(made.ok());
        // 2.5 dozen and 30 × 0.25, and the flat fee.
        QCOMPARE(made->front()->statement->total.toText(2), std::string("40.00"));
        QVERIFY(made->front()->withoutFees == std::vector<std::string>{"API"});
        const auto other = bench.ask(now, "globex");
        QVERIFY(other->front()->withoutFees == (std::vector<std::string>{"jobs", "API"}));
        bench.plans->meters.back().dimension = "jobs";
        QVERIFY(bench.ask(now, "globex")->front()->withoutFees == std::vector<std::string>{"API"});
    }

    void whoCannotBePricedIsTold() {
        Bench bench;
        StatementTime now;
        now.atMs = bench.nowMs;
        QCOMPARE(
            bench.told(now, "acne"),
            std::string("customer \"acne\" is not in the workspace; did you mean \"acme\"?")
        );
        QVERIFY(bench.told(now, "nobody").find("has no plan: write one") != std::string::npos);
        QVERIFY(
            bench.told(now, "somebody else").find("write it down under customers") !=
            std::string::npos
        );
        StatementTime ages;
        ages.fromMs = at("1990-01-01");
        ages.toMs = at("2026-01-01");
        QVERIFY(bench.told(ages, "acme").find("more than 120 periods") != std::string::npos);
    }

    void filesAreNamedByPeriod() {
        usage::CustomerRow row;
        row.id = "a/b c";
        row.period = usage::monthOf(at("2026-11-05"));
        QCOMPARE(usage::statementFileName(row), std::string("statement-a_b_c-2026-11"));
        row.id = "Ä-1";
        row.period = {at("2026-11-15"), at("2026-12-15")};
        QCOMPARE(
            usage::statementFileName(row), std::string("statement-Ä-1-2026-11-15-to-2026-12-14")
        );
    }

    void aReportHasRowsAndStatements() {
        Bench bench;
        bench.commit(
            {record("acme", "10", "2026-10-20T00:00:00Z"),
             record("acme", "20", "2026-11-05T00:00:00Z")}
        );
        usage::ReportRequest request;
        request.nowMs = bench.nowMs;
        const auto report = usage::reportOf(*bench.folder.journal, request, bench.plans);
        QVERIFY(report.ok());
        QCOMPARE(report->rows.size(), 1U);
        QCOMPARE(report->rows.front().units.toText(), std::string("30"));
        QCOMPARE(report->statements.size(), 4U); // acme twice, the others of now
        QCOMPARE(report->statements[1]->statement->total.toText(2), std::string("40.00"));
        request.by.dimension = false;
        QVERIFY(usage::reportOf(*bench.folder.journal, request, bench.plans)->statements.empty());
        QVERIFY(usage::reportOf(*bench.folder.journal, request, nullptr)->statements.empty());
    }
};

QTEST_GUILESS_MAIN(StatementsTest)
#include "statements_test.moc"
