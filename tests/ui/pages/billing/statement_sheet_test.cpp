// A statement as the rows of its page: each model's parts, free units, fees, what has no price and
// what is still open. The sums are worked out by hand.
#include "tests/support/made_usage.h"
#include "ui/pages/billing/statement_sheet.h"

#include <QTest>

using namespace meterbench;
using namespace meterbench::ui;
using tests::made::decimal;

namespace {

QString plain(QString text) {
    return text.replace(QChar(0x00a0), u' ');
}

pricing::Plan planOfAllModels() {
    pricing::Plan plan;
    plan.id = "all";
    plan.name = "All";
    plan.flatFee = decimal("5");
    plan.minimumCharge = decimal("100");
    plan.charges = {
        {"minutes", pricing::PerUnit{decimal("0.015")}},
        {"mails", pricing::Package{decimal("1000"), decimal("5")}, decimal("100")},
        {"calls",
         pricing::Graduated{{{decimal("10"), decimal("1"), decimal("2")}, {{}, decimal("0.5")}}}},
        {"payments", pricing::Percentage{decimal("1.5"), decimal("0.25")}}};
    return plan;
}

usage::CustomerRow customer() {
    const std::vector<pricing::Usage> used{
        {"minutes", decimal("11")},
        {"mails", decimal("2200")},
        {"calls", decimal("12")},
        {"payments", decimal("200"), 2},
        {"forgotten", decimal("7")}};
    usage::CustomerRow made;
    made.id = "acme-17";
    made.name = "<b>Acme</b>";
    made.plan = "All";
    made.period = tests::made::kMonth;
    made.statement =
        std::make_shared<const pricing::Statement>(*pricing::price(planOfAllModels(), used));
    made.projected = decimal("123.4");
    auto row =
        std::make_shared<usage::DimensionRow>(*tests::made::dimension("minutes", "11", 0.995, 0));
    row->unit = "minute";
    row->open = 3;
    made.dimensions = {row};
    return made;
}

/// name | units | unit price | amount, parts behind a dash.
QStringList rowsOf(const StatementPaper& paper) {
    QStringList rows;
    for (const PaperRow& row : paper.rows) {
        const QStringList cells{row.name, row.units, row.unitPrice, row.amount};
        const QString dash = row.isPart ? QStringLiteral("- ") : QString();
        rows.push_back(plain(dash + cells.join(QStringLiteral(" | "))));
    }
    return rows;
}

} // namespace

class StatementSheetTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void rowsShowEachModelsParts() {
        const StatementPaper paper = statementPaper(customer(), tests::made::kUsageNowMs);
        const QStringList expected{
            QStringLiteral("minutes | 11 min | € 0.015 | € 0.17"),
            QStringLiteral("mails | 2,200 |  | € 15.00"),
            QStringLiteral("- free | 100 |  | € 0.00"),
            QStringLiteral("- 3 package(s) | 2,100 | € 5.00 | € 15.00"),
            QStringLiteral("calls | 12 |  | € 13.00"),
            QStringLiteral("- first 10, and € 2.00 once | 10 | € 1.00 | € 12.00"),
            QStringLiteral("- above 10 | 2 | € 0.50 | € 1.00"),
            QStringLiteral("payments | 200 |  | € 3.50"),
            QStringLiteral("- share of the amount | 200 | 1.5 % | € 3.00"),
            QStringLiteral("- 2 event(s) |  | € 0.25 | € 0.50"),
            QStringLiteral("forgotten | 7 |  | no price")};
        QCOMPARE(rowsOf(paper), expected);
        QCOMPARE(paper.rows[0].detail, QStringLiteral("per unit · coverage 99.5 %"));
    }

    void sumsAddUpToTheTotal() {
        const StatementPaper paper = statementPaper(customer(), tests::made::kUsageNowMs);
        QCOMPARE(paper.sums.size(), 3U);
        QCOMPARE(plain(paper.sums[0].amount), QStringLiteral("€ 31.67"));
        QCOMPARE(plain(paper.sums[1].amount), QStringLiteral("€ 5.00"));
        QCOMPARE(plain(paper.sums[2].name), QStringLiteral("To the minimum of € 100.00"));
        QCOMPARE(plain(paper.sums[2].amount), QStringLiteral("€ 63.33"));
        QCOMPARE(plain(paper.total), QStringLiteral("€ 100.00"));
    }

    void headAndOpenSayWhoseAndUntilWhen() {
        const usage::CustomerRow who = customer();
        const StatementPaper paper = statementPaper(who, tests::made::kUsageNowMs);
        QCOMPARE(paper.customer, QStringLiteral("<b>Acme</b>"));
        QCOMPARE(paper.customerId, QStringLiteral("acme-17"));
        QCOMPARE(paper.period, QStringLiteral("1 November 2023 to 30 November 2023 (UTC)"));
        QCOMPARE(paper.open.size(), 3);
        QVERIFY(paper.open[0].contains(QStringLiteral("2023-11-14 22:13 UTC")));
        QVERIFY(plain(paper.open[1]).contains(QStringLiteral("€ 123.40")));
        QVERIFY(paper.open[2].contains(QStringLiteral(": 3.")));
        QVERIFY(paper.notes[0].contains(QStringLiteral("estimate"), Qt::CaseInsensitive));
        QVERIFY(paper.notes[1].contains(QStringLiteral("half away from zero to 2 digits")));
    }

    void aPartOfAPeriodSaysOfHowManyDays() {
        usage::CustomerRow who = customer();
        QCOMPARE(statementPaper(who, tests::made::kUsageNowMs).notes.size(), 2);
        pricing::Plan plan = planOfAllModels();
        const auto priced = [&](pricing::Proration proration) {
            plan.proration = proration;
            who.statement = std::make_shared<const pricing::Statement>(
                *pricing::price(plan, {}, pricing::PeriodShare{20, 30})
            );
            return plain(statementPaper(who, tests::made::kUsageNowMs).notes.last());
        };
        const QString byDays = priced(pricing::Proration::Days);
        QVERIFY2(byDays.startsWith(QStringLiteral("20 of the 30 days")), qPrintable(byDays));
        QVERIFY2(
            byDays.contains(QStringLiteral("(€ 5.00 for a whole period)")), qPrintable(byDays)
        );
        const QString whole = priced(pricing::Proration::None);
        QVERIFY2(whole.contains(QStringLiteral("does not count them by days")), qPrintable(whole));
    }

    void whatIsNotInTheStatementIsNoted() {
        usage::CustomerRow who = customer();
        who.withoutFees = {"payments"};
        QVERIFY(statementPaper(who, tests::made::kUsageNowMs)
                    .notes.last()
                    .contains(QStringLiteral("each event of payments")));
    }

    void aPeriodThatIsOverHasNoProjection() {
        usage::CustomerRow who = customer();
        who.dimensions.clear();
        const usage::Period month = tests::made::kMonth;
        QVERIFY(statementPaper(who, month.endMs).open.isEmpty());
    }
};

QTEST_GUILESS_MAIN(StatementSheetTest)
#include "statement_sheet_test.moc"
