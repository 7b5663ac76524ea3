// Periods: where they begin and end for a customer, and how many of their days are the customer's.
#include "core/metering/calendar.h"
#include "core/usage/period.h"

#include <QTest>

using namespace meterbench;
using namespace std::chrono_literals;
using usage::Period;

namespace {

std::int64_t at(const char* text) {
    return metering::timeOf(text).value();
}

config::Customer customerFrom(std::chrono::year_month_day start) {
    config::Customer customer;
    customer.periodStart = start;
    return customer;
}

std::string text(const Period& period) {
    return metering::timeText(period.beginMs).substr(0, 10) + " " +
           metering::timeText(period.endMs).substr(0, 10);
}

} // namespace

class PeriodTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void aTimeIsInItsPeriod_data() {
        QTest::addColumn<int>("day");
        QTest::addColumn<QString>("time");
        QTest::addColumn<QString>("period");
        const auto row = [](const char* name, int day, const char* time, const char* period) {
            QTest::newRow(name) << day << QString::fromUtf8(time) << QString::fromUtf8(period);
        };
        row("amid", 15, "2026-11-20", "2026-11-15 2026-12-15");
        row("before its day", 15, "2026-11-14T23:59:59.999Z", "2026-10-15 2026-11-15");
        row("at its begin", 15, "2026-11-15", "2026-11-15 2026-12-15");
        row("over the year", 15, "2027-01-03", "2026-12-15 2027-01-15");
        row("a short month ends at its last day", 31, "2026-02-10", "2026-01-31 2026-02-28");
        row("and begins the next there", 31, "2026-02-28", "2026-02-28 2026-03-31");
        row("a leap year", 31, "2028-02-29", "2028-02-29 2028-03-31");
        row("the day comes back", 31, "2026-03-31", "2026-03-31 2026-04-30");
        row("thirty in February", 30, "2026-02-27", "2026-01-30 2026-02-28");
        row("the first is the month", 1, "2026-11-30", "2026-11-01 2026-12-01");
        row("before anything began", 31, "2019-02-28", "2019-02-28 2019-03-31");
    }

    void aTimeIsInItsPeriod() {
        QFETCH(int, day);
        QFETCH(QString, time);
        QFETCH(QString, period);
        // January has every day.
        const auto customer = customerFrom(
            2024y / std::chrono::January / std::chrono::day(static_cast<unsigned>(day))
        );
        QCOMPARE(
            QString::fromStdString(text(usage::periodOf(&customer, at(qPrintable(time))))), period
        );
    }

    void withoutADayTheyAreMonths() {
        const config::Customer plain;
        QCOMPARE(usage::periodOf(&plain, at("2026-11-30")), usage::monthOf(at("2026-11-01")));
        QCOMPARE(usage::periodOf(nullptr, at("2024-02-29")), usage::monthOf(at("2024-02-01")));
        QCOMPARE(text(usage::monthOf(at("2024-02-29"))), std::string("2024-02-01 2024-03-01"));
    }

    /// Each moment is in exactly one, and one follows the other without a gap.
    void theyCoverAllTime() {
        for (unsigned day = 1; day <= 31; ++day) {
            const auto customer =
                customerFrom(2024y / std::chrono::January / std::chrono::day(day));
            const auto all =
                usage::periodsIn(&customer, {at("2023-11-30"), at("2029-01-01")}, 1'000);
            QVERIFY(all.size() >= 61 && all.size() <= 63);
            for (std::size_t i = 0; i < all.size(); ++i) {
                QVERIFY(i == 0 || all[i].beginMs == all[i - 1].endMs);
                QCOMPARE(usage::periodOf(&customer, all[i].beginMs), all[i]);
                QCOMPARE(usage::periodOf(&customer, all[i].endMs - 1), all[i]);
                const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(
                    std::chrono::sys_time<std::chrono::milliseconds>(
                        std::chrono::milliseconds(all[i].beginMs)
                    )
                ));
                QCOMPARE(usage::periodIn(&customer, date.year() / date.month()), all[i]);
            }
        }
        const auto few = usage::periodsIn(nullptr, {at("2023-11-30"), at("2029-01-01")}, 3);
        QCOMPARE(few.size(), 3U);
    }

    void howManyDaysAreTheCustomers_data() {
        QTest::addColumn<QString>("since");
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<int>("days");
        const auto row =
            [](const char* name, const char* since, const char* from, const char* to, int days) {
                QTest::newRow(name) << QString::fromUtf8(since) << QString::fromUtf8(from)
                                    << QString::fromUtf8(to) << days;
            };
        row("all", "", "", "", 30);
        row("since a day of it", "2026-11-11", "", "", 20);
        row("since its first day", "2026-11-01", "", "", 30);
        row("since its last day", "2026-11-30", "", "", 1);
        row("since the next", "2026-12-01", "", "", 0);
        row("since long", "2020-01-01", "", "", 30);
        row("a part is asked for", "", "2026-11-10", "2026-11-20", 10);
        row("more is asked for", "", "2026-10-10", "2027-11-20", 30);
        row("a begun day counts", "", "2026-11-10T23:00:00Z", "2026-11-11T00:00:01Z", 2);
        row("both", "2026-11-15", "2026-11-10", "2026-11-20", 5);
        row("what is asked for is before", "2026-11-25", "2026-11-10", "2026-11-20", 0);
    }

    void howManyDaysAreTheCustomers() {
        QFETCH(QString, since);
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(int, days);
        config::Customer customer;
        if (!since.isEmpty()) {
            customer.since = std::chrono::floor<std::chrono::days>(
                std::chrono::sys_time<std::chrono::milliseconds>(
                    std::chrono::milliseconds(at(qPrintable(since)))
                )
            );
        }
        const Period asked{
            from.isEmpty() ? INT64_MIN : at(qPrintable(from)),
            to.isEmpty() ? INT64_MAX : at(qPrintable(to))};
        const Period november = usage::monthOf(at("2026-11-05"));
        const usage::Billed billed = usage::billedOf(&customer, november, asked);
        QCOMPARE(billed.share.days, std::int64_t{days});
        QCOMPARE(billed.share.ofDays, std::int64_t{30});
        QCOMPARE(billed.counted.beginMs, std::max(november.beginMs, asked.beginMs));
        QCOMPARE(billed.counted.endMs, std::min(november.endMs, asked.endMs));
    }

    /// What lies before the first period is nobody's by days.
    void thePeriodBeforeTheFirstHasNoDays() {
        const auto customer = customerFrom(2026y / std::chrono::November / std::chrono::day(15));
        const Period all{INT64_MIN, INT64_MAX};
        const Period before = usage::periodOf(&customer, at("2026-11-14"));
        QCOMPARE(usage::billedOf(&customer, before, all).share.days, std::int64_t{0});
        const Period first = usage::periodOf(&customer, at("2026-11-15"));
        QVERIFY(usage::billedOf(&customer, first, all).share.isWhole());
    }
};

QTEST_GUILESS_MAIN(PeriodTest)
#include "period_test.moc"
