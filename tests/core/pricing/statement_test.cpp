// What holds for every statement, on random plans and usage with a fixed seed; charges against
// slow, obvious models that count whole units and thousandths of a cent in plain integers.
#include "core/pricing/statement.h"

#include <QTest>

#include <algorithm>
#include <random>
#include <string>

using namespace meterbench;
using namespace meterbench::pricing;

namespace {

constexpr int kRounds = 2000;

class Dice {
public:
    std::int64_t from(std::int64_t low, std::int64_t high) {
        return std::uniform_int_distribution<std::int64_t>(low, high)(m_engine);
    }

    bool oneIn(int n) { return from(1, n) == 1; }

private:
    std::mt19937_64 m_engine{20'231'015};
};

/// thousandths / 1000.
Decimal milli(std::int64_t thousandths) {
    return *Decimal::fromInteger(thousandths)
                .dividedBy(Decimal::fromInteger(1000), Rounding::HalfEven);
}

Decimal number(const char* text) {
    return *Decimal::parse(text);
}

/// Bounds are whole, prices thousandths; the fees rise or are 0.
std::vector<Tier> randomTiers(Dice& dice) {
    std::vector<Tier> tiers;
    std::int64_t bound = 0;
    for (std::int64_t left = dice.from(1, 5); left > 0; --left) {
        Tier tier;
        bound += dice.from(1, 40);
        if (left > 1) {
            tier.upTo = Decimal::fromInteger(bound);
        }
        tier.unitPrice = milli(dice.from(0, 9999));
        tier.flatFee = dice.oneIn(2) ? Decimal() : milli(dice.from(0, 9999));
        tiers.push_back(tier);
    }
    return tiers;
}

Charge randomCharge(Dice& dice) {
    switch (dice.from(0, 4)) {
    case 0:
        return PerUnit{milli(dice.from(0, 9999))};
    case 1:
        return Package{milli(dice.from(1, 99'999)), milli(dice.from(0, 99'999))};
    case 2:
        return Graduated{randomTiers(dice)};
    case 3:
        return Volume{randomTiers(dice)};
    default:
        return Percentage{milli(dice.from(0, 9999)), milli(dice.from(0, 999))};
    }
}

constexpr Rounding kRules[] = {
    Rounding::HalfAwayFromZero, Rounding::HalfEven, Rounding::Floor, Rounding::Ceiling};

Plan randomPlan(Dice& dice) {
    Plan plan;
    plan.id = "random";
    const char* const codes[] = {"EUR", "JPY", "KWD", "CLF"};
    plan.currency = *findCurrency(codes[dice.from(0, 3)]);
    plan.flatFee = Decimal::fromInteger(dice.oneIn(3) ? 0 : dice.from(0, 500));
    plan.minimumCharge = Decimal::fromInteger(dice.oneIn(2) ? 0 : dice.from(0, 5000));
    for (std::int64_t i = dice.from(0, 6); i > 0; --i) {
        plan.charges.push_back(
            {"d" + std::to_string(i),
             randomCharge(dice),
             milli(dice.oneIn(2) ? 0 : dice.from(0, 50'000)),
             milli(dice.oneIn(2) ? 0 : dice.from(1, 9'999)),
             kRules[dice.from(0, 3)]}
        );
    }
    return plan;
}

std::vector<Usage> randomUsage(Dice& dice) {
    std::vector<Usage> usage;
    for (std::int64_t i = dice.from(0, 10); i > 0; --i) {
        const std::int64_t which = dice.from(0, 6); // also what the plan does not know
        usage.push_back(
            {"d" + std::to_string(which),
             milli(dice.oneIn(6) ? -dice.from(0, 99'999) : dice.from(0, 200'000)),
             dice.from(-2, 20),
             milli(dice.from(0, 100'000))}
        );
    }
    return usage;
}

Plan planOf(Charge charge) {
    Plan plan;
    plan.id = "one";
    plan.charges.push_back({"d", std::move(charge), {}, {}, Rounding::HalfAwayFromZero});
    return plan;
}

/// The first line, which the tests below look at.
Line lineFor(const Plan& plan, Decimal units, std::int64_t events = 0) {
    const std::vector<Usage> usage{{"d", units, events, Decimal::fromInteger(100)}};
    const base::Result<Statement> statement = price(plan, usage);
    return statement ? statement->lines.at(0) : throw std::runtime_error(statement.error().context);
}

std::int64_t millis(Decimal value) {
    return *value.times(Decimal::fromInteger(1000), Rounding::HalfEven)
                ->toInteger(Rounding::HalfEven);
}

const Tier& tierOfUnit(const std::vector<Tier>& tiers, std::int64_t unit) {
    return *std::find_if(tiers.begin(), tiers.end(), [&](const Tier& tier) {
        return !tier.upTo || unit <= millis(*tier.upTo) / 1000;
    });
}

/// One unit after the other; a tier's fee when a unit is the first of it, the first tier's always.
std::int64_t graduatedMillis(const std::vector<Tier>& tiers, std::int64_t units) {
    std::int64_t sum = millis(tiers[0].flatFee);
    const Tier* last = &tiers[0];
    for (std::int64_t unit = 1; unit <= units; ++unit) {
        const Tier& tier = tierOfUnit(tiers, unit);
        sum += &tier == last ? 0 : millis(tier.flatFee);
        sum += millis(tier.unitPrice);
        last = &tier;
    }
    return sum;
}

std::int64_t volumeMillis(const std::vector<Tier>& tiers, std::int64_t units) {
    const Tier& tier = tierOfUnit(tiers, units);
    std::int64_t sum = millis(tier.flatFee);
    for (std::int64_t unit = 1; unit <= units; ++unit) {
        sum += millis(tier.unitPrice);
    }
    return sum;
}

/// A package is opened for the first unit and whenever the last one is empty.
std::int64_t packageMillis(std::int64_t size, std::int64_t priceMillis, std::int64_t units) {
    std::int64_t sum = 0;
    std::int64_t left = 0;
    for (std::int64_t unit = 1; unit <= units; ++unit) {
        sum += left == 0 ? priceMillis : 0;
        left = (left == 0 ? size : left) - 1;
    }
    return sum;
}

} // namespace

class StatementTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void linesAddUpToTheTotal();
    void unitsOfPartsAddUp();
    void amountsHaveNoMoreDigitsThanTheCurrency();
    void nothingOfUsageIsLost();
    void theOrderAndCutOfRecordsDoNotMatter();
    void tieredPricesEqualOneUnitAtATime();
    void packagesEqualOneUnitAtATime();
    void costNeverFallsWhenUsageRises();
    void usageInTwoPeriodsCostsTheSamePerUnit();
    void roundingMovesALineByHalfOfTheLastDigit();
    void theMinimumIsReachedAndNotPassed();
    void aWholePeriodProjectsToItself();
    void projectionIsLinear();
    void sharesThatAreNoneAreRefused();
    void whatLeavesTheRangeIsAnError_data();
    void whatLeavesTheRangeIsAnError();
};

void StatementTest::linesAddUpToTheTotal() {
    Dice dice;
    int toppedUp = 0;
    for (int i = 0; i < kRounds; ++i) {
        const Plan plan = randomPlan(dice);
        const base::Result<Statement> statement = price(plan, randomUsage(dice));
        QVERIFY2(statement.ok(), statement ? "" : statement.error().context.c_str());
        std::optional<Decimal> sum = statement->flatFee + statement->topUp;
        for (const Line& line : statement->lines) {
            sum = sum + line.amount;
        }
        QCOMPARE(sum->toText(), statement->total.toText());
        toppedUp += statement->topUp.isZero() ? 0 : 1;
    }
    QVERIFY(toppedUp > kRounds / 10 && toppedUp < kRounds / 2);
}

void StatementTest::unitsOfPartsAddUp() {
    Dice dice;
    for (int i = 0; i < kRounds; ++i) {
        const Plan plan = randomPlan(dice);
        const base::Result<Statement> statement = price(plan, randomUsage(dice));
        for (const Line& line : statement->lines) {
            std::optional<Decimal> units = line.freeUnits;
            std::optional<Decimal> amount = Decimal();
            for (const Part& part : line.parts) {
                units = units + part.units;
                amount = amount + part.amount;
            }
            QCOMPARE(units->toText(), line.unitsBilled.toText());
            QCOMPARE(amount->toText(), line.exactAmount.toText());
        }
    }
}

void StatementTest::amountsHaveNoMoreDigitsThanTheCurrency() {
    Dice dice;
    for (int i = 0; i < kRounds; ++i) {
        const Plan plan = randomPlan(dice);
        const base::Result<Statement> statement = price(plan, randomUsage(dice));
        for (const Line& line : statement->lines) {
            const std::string text = line.amount.toText();
            const std::size_t point = text.find('.');
            const std::size_t digits = point == std::string::npos ? 0 : text.size() - point - 1;
            QVERIFY(digits <= static_cast<std::size_t>(plan.currency.exponent));
        }
    }
}

void StatementTest::nothingOfUsageIsLost() {
    Dice dice;
    for (int i = 0; i < kRounds; ++i) {
        const Plan plan = randomPlan(dice);
        const std::vector<Usage> usage = randomUsage(dice);
        const base::Result<Statement> statement = price(plan, usage);
        std::optional<Decimal> metered = Decimal();
        for (const Usage& one : usage) {
            metered = metered + one.units;
        }
        std::optional<Decimal> shown = Decimal();
        for (const Line& line : statement->lines) {
            shown = shown + line.unitsMetered;
        }
        for (const Usage& one : statement->unpriced) {
            shown = shown + one.units;
        }
        QCOMPARE(shown->toText(), metered->toText());
        QCOMPARE(statement->lines.size(), plan.charges.size());
    }
}

void StatementTest::theOrderAndCutOfRecordsDoNotMatter() {
    Dice dice;
    for (int i = 0; i < kRounds; ++i) {
        const Plan plan = randomPlan(dice);
        std::vector<Usage> usage = randomUsage(dice);
        const base::Result<Statement> whole = price(plan, usage);
        std::vector<Usage> pieces;
        for (const Usage& one : usage) {
            const Decimal some = milli(dice.from(-9999, 9999));
            pieces.insert(pieces.begin(), {one.dimension, some, 3, one.coveragePercent});
            pieces.push_back(
                {one.dimension, *(one.units - some), one.events - 3, one.coveragePercent}
            );
        }
        const base::Result<Statement> cut = price(plan, pieces);
        QCOMPARE(cut->total.toText(), whole->total.toText());
        for (std::size_t j = 0; j < whole->lines.size(); ++j) {
            QVERIFY(cut->lines[j].coveragePercent == whole->lines[j].coveragePercent);
            QVERIFY(cut->lines[j].exactAmount == whole->lines[j].exactAmount);
        }
    }
}

void StatementTest::tieredPricesEqualOneUnitAtATime() {
    Dice dice;
    for (int i = 0; i < kRounds; ++i) {
        const std::vector<Tier> tiers = randomTiers(dice);
        const std::int64_t units = dice.from(0, 220);
        const Decimal all = Decimal::fromInteger(units);
        QCOMPARE(
            millis(lineFor(planOf(Graduated{tiers}), all).exactAmount),
            graduatedMillis(tiers, units)
        );
        QCOMPARE(
            millis(lineFor(planOf(Volume{tiers}), all).exactAmount), volumeMillis(tiers, units)
        );
    }
}

void StatementTest::packagesEqualOneUnitAtATime() {
    Dice dice;
    for (int i = 0; i < kRounds; ++i) {
        const std::int64_t size = dice.from(1, 30);
        const std::int64_t costs = dice.from(0, 99'999);
        const std::int64_t units = dice.from(0, 200);
        const Package package{Decimal::fromInteger(size), milli(costs)};
        QCOMPARE(
            millis(lineFor(planOf(package), Decimal::fromInteger(units)).exactAmount),
            packageMillis(size, costs, units)
        );
    }
}

void StatementTest::costNeverFallsWhenUsageRises() {
    Dice dice;
    for (int i = 0; i < kRounds; ++i) {
        Plan plan = planOf(randomCharge(dice));
        plan.charges[0].freeUnits = milli(dice.from(0, 20'000));
        plan.charges[0].increment = milli(dice.from(0, 3'000));
        plan.charges[0].rounding = kRules[dice.from(0, 3)];
        if (std::holds_alternative<Volume>(plan.charges[0].charge)) {
            continue; // it may, by its nature
        }
        const std::int64_t less = dice.from(-100'000, 200'000);
        const std::int64_t more = less + dice.from(0, 50'000);
        QVERIFY(lineFor(plan, milli(less)).exactAmount <= lineFor(plan, milli(more)).exactAmount);
    }
}

void StatementTest::usageInTwoPeriodsCostsTheSamePerUnit() {
    Dice dice;
    for (int i = 0; i < kRounds; ++i) {
        // Six fraction digits each: together they fit the twelve of an amount.
        const auto micro = [&](std::int64_t most) {
            return *milli(dice.from(-most, most))
                        .dividedBy(Decimal::fromInteger(1000), Rounding::HalfEven);
        };
        const Decimal unitPrice = micro(9'999'999);
        const Plan plan = planOf(PerUnit{unitPrice.isNegative() ? -unitPrice : unitPrice});
        const Decimal first = micro(1'000'000'000'000);
        const Decimal second = micro(1'000'000'000'000);
        const Decimal whole = lineFor(plan, *(first + second)).exactAmount;
        const std::optional<Decimal> parts =
            lineFor(plan, first).exactAmount + lineFor(plan, second).exactAmount;
        QCOMPARE(parts->toText(), whole.toText());
    }
}

void StatementTest::roundingMovesALineByHalfOfTheLastDigit() {
    Dice dice;
    for (int i = 0; i < kRounds; ++i) {
        const Plan plan = randomPlan(dice);
        const base::Result<Statement> statement = price(plan, randomUsage(dice));
        Decimal half = number("0.5");
        for (int digit = 0; digit < plan.currency.exponent; ++digit) {
            half = *half.dividedBy(Decimal::fromInteger(10), Rounding::HalfEven);
        }
        for (const Line& line : statement->lines) {
            const Decimal moved = *(line.amount - line.exactAmount);
            QVERIFY(moved <= half && moved >= -half);
        }
    }
}

void StatementTest::theMinimumIsReachedAndNotPassed() {
    Dice dice;
    for (int i = 0; i < kRounds; ++i) {
        const Plan plan = randomPlan(dice);
        const base::Result<Statement> statement = price(plan, randomUsage(dice));
        QVERIFY(!statement->topUp.isNegative());
        if (!plan.minimumCharge.isZero()) {
            QVERIFY(statement->total >= plan.minimumCharge);
        }
        if (!statement->topUp.isZero()) {
            QCOMPARE(statement->total.toText(), plan.minimumCharge.toText());
        }
    }
}

void StatementTest::aWholePeriodProjectsToItself() {
    Dice dice;
    for (int i = 0; i < kRounds; ++i) {
        const Plan plan = randomPlan(dice);
        const std::vector<Usage> usage = randomUsage(dice);
        const base::Result<Statement> now = price(plan, usage);
        const base::Result<Statement> end = project(plan, usage, Decimal::fromInteger(1));
        QCOMPARE(end->total.toText(), now->total.toText());
        QVERIFY(!now->projectedFrom && end->projectedFrom == Decimal::fromInteger(1));
    }
}

void StatementTest::projectionIsLinear() {
    Dice dice;
    for (int i = 0; i < kRounds; ++i) {
        const Plan plan = randomPlan(dice);
        std::vector<Usage> usage = randomUsage(dice);
        const base::Result<Statement> projected = project(plan, usage, number("0.125"));
        for (Usage& one : usage) {
            one.units = *one.units.times(Decimal::fromInteger(8), Rounding::HalfEven);
            one.events *= 8;
        }
        QCOMPARE(projected->total.toText(), price(plan, usage)->total.toText());
    }
}

void StatementTest::sharesThatAreNoneAreRefused() {
    const Plan plan = planOf(PerUnit{number("1")});
    for (const char* const share : {"0", "-0.5", "1.000000000001"}) {
        const base::Result<Statement> statement = project(plan, {}, number(share));
        QVERIFY(!statement.ok());
        QCOMPARE(statement.error().code, base::Code::InvalidInput);
        QCOMPARE(
            statement.error().context,
            "elapsed share: " + std::string(share) + " is not above 0 and at most 1"
        );
    }
    QVERIFY(project(plan, {}, number("0.000000000001")).ok());
}

void StatementTest::whatLeavesTheRangeIsAnError_data() {
    QTest::addColumn<std::vector<Usage>>("usage");
    QTest::addColumn<std::string>("share");
    QTest::addColumn<std::string>("says");
    const auto row =
        [](const char* name, std::vector<Usage> usage, const char* share, const char* says) {
            QTest::newRow(name) << std::move(usage) << std::string(share) << std::string(says);
        };
    const Decimal most = number("1e24");
    row("usage added up", {{"d", most}, {"d", most}}, "", R"(, dimension "d": usage)");
    row("usage without a price", {{"x", most}, {"x", most}}, "", R"(, dimension "x": usage)");
    row("events added up", {{"d", {}, INT64_MAX}, {"d", {}, 1}}, "", R"(, dimension "d": usage)");
    row("rounding to the increment",
        {{"d", most}},
        "",
        R"(, dimension "d": usage rounded to the increment)");
    row("the price", {{"d", number("1e23")}}, "", R"(, dimension "d": the amount)");
    row("the graduated price", {{"g", number("1e23")}}, "", R"(, dimension "g": the amount)");
    row("the volume price", {{"v", number("1e23")}}, "", R"(, dimension "v": the amount)");
    row("the share", {{"s", number("1e23")}}, "", R"(, dimension "s": the amount)");
    row("the packages", {{"k", number("1e23")}}, "", R"(, dimension "k": the amount)");
    row("the fees", {{"f", {}, INT64_MAX}}, "", R"(, dimension "f": the amount)");
    row("the total", {{"d", number("1e22")}, {"v", number("1e20")}}, "", ": the total");
    row("a projection", {{"d", number("7e22")}}, "0.01", R"(, dimension "d": projected usage)");
    row("projected events", {{"d", {}, INT64_MAX}}, "0.5", R"(, dimension "d": projected usage)");
}

void StatementTest::whatLeavesTheRangeIsAnError() {
    QFETCH(std::vector<Usage>, usage);
    QFETCH(std::string, share);
    QFETCH(std::string, says);
    Plan plan = planOf(PerUnit{number("99.99")});
    plan.charges[0].increment = number("7");
    plan.charges[0].rounding = Rounding::Ceiling;
    plan.charges.push_back({"g", Graduated{{{{}, number("100"), {}}}}});
    plan.charges.push_back({"v", Volume{{{{}, number("100"), {}}}}});
    plan.charges.push_back({"s", Percentage{number("100000"), {}}});
    plan.charges.push_back({"f", Percentage{{}, number("1000000")}});
    plan.charges.push_back({"k", Package{number("0.001"), number("1")}});
    const base::Result<Statement> statement =
        share.empty() ? price(plan, usage) : project(plan, usage, number(share.c_str()));
    QVERIFY(!statement.ok());
    QCOMPARE(statement.error().code, base::Code::Limit);
    QCOMPARE(statement.error().context, "plan \"one\"" + says + " leaves the range of ±10^24");
}

QTEST_GUILESS_MAIN(StatementTest)
#include "statement_test.moc"
