// What is wrong with a plan is said with plan, dimension, field and what would be right; what is
// right survives being written and read.
#include "core/pricing/plan_json.h"

#include <QTest>

#include <string>

using namespace meterbench;
using pricing::Decimal;
using pricing::Plan;

namespace {

constexpr const char* kGood = R"({
  "id": "pro", "name": "Für alle", "currency": "EUR", "flatFee": "29", "minimumCharge": "50",
  "charges": [
    {"dimension": "calls", "model": "graduated", "freeUnits": "100", "increment": "10",
     "rounding": "ceiling", "tiers": [{"upTo": "1000", "unitPrice": "1", "flatFee": "2"},
                                      {"upTo": null, "unitPrice": "0.50"}]},
    {"dimension": "gb", "model": "volume", "rounding": "halfEven", "tiers": [{"unitPrice": 7}]},
    {"dimension": "minutes", "model": "perUnit", "unitPrice": "0.01", "rounding": "floor"},
    {"dimension": "mails", "model": "package", "size": "1000", "price": "5", "rounding": "round"},
    {"dimension": "payments", "model": "percentage", "ratePercent": "1.3", "fixedFee": "0.25"}]
})";

/// kGood with one text in the place of another.
std::string changed(const std::string& from, const std::string& to) {
    std::string text = kGood;
    const std::size_t at = text.find(from);
    return at == std::string::npos ? "nothing to change" : text.replace(at, from.size(), to);
}

std::string complaint(const std::string& json) {
    const base::Result<Plan> plan = pricing::readPlan(json);
    if (plan) {
        return "no complaint";
    }
    return plan.error().code == base::Code::InvalidInput ? plan.error().context : "another code";
}

Decimal number(const char* text) {
    return *base::Decimal::parse(text);
}

} // namespace

class PlanTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsEveryField();
    void whatIsWrittenReadsBack();
    void complains_data();
    void complains();
    void onlyJsonIsRead();
    void aPlanMadeInCodeIsChecked();
    void usageIsRead();
    void usageComplains_data();
    void usageComplains();
};

void PlanTest::readsEveryField() {
    const base::Result<Plan> read = pricing::readPlan(kGood);
    QVERIFY2(read.ok(), read ? "" : read.error().context.c_str());
    const pricing::Graduated graduated{
        {{number("1000"), number("1"), number("2")}, {{}, number("0.5"), {}}}};
    const Plan expected{
        "pro",
        "Für alle",
        {"EUR", 2},
        number("29"),
        number("50"),
        {{"calls", graduated, number("100"), number("10"), base::Rounding::Ceiling},
         {"gb", pricing::Volume{{{{}, number("7"), {}}}}, {}, {}, base::Rounding::HalfEven},
         {"minutes", pricing::PerUnit{number("0.01")}, {}, {}, base::Rounding::Floor},
         {"mails", pricing::Package{number("1000"), number("5")}},
         {"payments", pricing::Percentage{number("1.3"), number("0.25")}}}};
    QVERIFY(*read == expected);
}

void PlanTest::whatIsWrittenReadsBack() {
    const base::Result<Plan> plan = pricing::readPlan(kGood);
    const base::Result<Plan> again = pricing::readPlan(pricing::writePlan(*plan));
    QVERIFY2(again.ok(), again ? "" : again.error().context.c_str());
    QVERIFY(*again == *plan);
    const base::Result<Plan> least = pricing::readPlan(R"({"id": "x", "currency": "JPY"})");
    QVERIFY(least.ok());
    QCOMPARE(least->currency.exponent, 0);
    QVERIFY(*pricing::readPlan(pricing::writePlan(*least)) == *least);
    QCOMPARE(pricing::prorationName(least->proration), "none");
    const auto daily = pricing::readPlan(R"({"id": "x", "currency": "JPY", "proration": "days"})");
    QVERIFY(daily.ok() && daily->proration == pricing::Proration::Days);
    QVERIFY(*pricing::readPlan(pricing::writePlan(*daily)) == *daily);
}

void PlanTest::complains_data() {
    QTest::addColumn<std::string>("json");
    QTest::addColumn<std::string>("says");
    const auto row = [](const char* name, const char* from, const char* to, const char* says) {
        QTest::newRow(name) << changed(from, to) << std::string(says);
    };
    row("nothing is wrong", "pro", "pro", "no complaint");
    row("no id", R"("id": "pro", )", "", "plan, id: is missing");
    row("an empty id",
        R"("pro")",
        R"("")",
        R"(plan "", id: is empty; write a short name that stays, for example "pro")");
    row("an id that is a number", R"("pro")", "7", "plan, id: write a text");
    row("a currency that is none",
        "EUR",
        "EURO",
        R"(plan "pro", currency: "EURO" is no currency of ISO 4217; write its three capital )"
        "letters, for example EUR");
    row("no currency", R"("currency": "EUR", )", "", R"(plan "pro", currency: is missing)");
    row("an unknown proration",
        R"("flatFee")",
        R"("proration": "hours", "flatFee")",
        R"(plan "pro", proration: "hours" is not known; write none or days)");
    row("a misspelt field of the plan",
        "minimumCharge",
        "minimum",
        R"(plan "pro", minimum: is no field here; there are id, name, currency, flatFee, )"
        "minimumCharge, proration, charges");
    row("a misspelt field of a dimension",
        "freeUnits",
        "freeunits",
        R"(plan "pro", dimension "calls", freeunits: is no field here; there are dimension, model, )"
        "tiers, freeUnits, increment, rounding");
    row("a field of another model",
        R"("size": "1000")",
        R"("size": "1000", "unitPrice": "5")",
        R"(plan "pro", dimension "mails", unitPrice: is no field here; there are dimension, model, )"
        "size, price, freeUnits, increment, rounding");
    row("a misspelt field of a tier",
        R"("flatFee": "2")",
        R"("flatfee": "2")",
        R"(plan "pro", dimension "calls", tiers[0], flatfee: is no field here; there are upTo, )"
        "unitPrice, flatFee");
    row("a JSON fraction",
        R"("0.01")",
        "0.01",
        R"(plan "pro", dimension "minutes", unitPrice: write the number as text, "0.01")");
    row("a price that is no number",
        R"("0.01")",
        R"("a cent")",
        R"(plan "pro", dimension "minutes", unitPrice: not a decimal number: "a cent" (write digits )"
        "with a point, for example 1250 or -0.05)");
    row("a price that is true",
        R"("0.01")",
        "true",
        R"(plan "pro", dimension "minutes", unitPrice: write a number as text, for example "0.10")"
    );
    row("a price that is missing",
        R"("unitPrice": "0.01", )",
        "",
        R"(plan "pro", dimension "minutes", unitPrice: is missing)");
    row("a price that is null",
        R"("0.01")",
        "null",
        R"(plan "pro", dimension "minutes", unitPrice: is missing)");
    row("a negative price",
        R"("0.01")",
        R"("-0.01")",
        R"(plan "pro", dimension "minutes", unitPrice: -0.01 is negative; write 0 or more)");
    row("a model that is none",
        R"("package")",
        R"("packages")",
        R"(plan "pro", dimension "mails", model: "packages" is not known; write perUnit, package, )"
        "graduated, volume or percentage");
    row("a rounding that is none",
        R"("floor")",
        R"("down")",
        R"(plan "pro", dimension "minutes", rounding: "down" is not known; write round, halfEven, )"
        "floor or ceiling");
    row("a package of nothing",
        R"("size": "1000")",
        R"("size": "0")",
        R"(plan "pro", dimension "mails", size: 0 is not above 0; write a number above 0)");
    row("a negative price of a package",
        R"("price": "5")",
        R"("price": "-5")",
        R"(plan "pro", dimension "mails", price: -5 is negative; write 0 or more)");
    row("a negative rate",
        R"("1.3")",
        R"("-1.3")",
        R"(plan "pro", dimension "payments", ratePercent: -1.3 is negative; write 0 or more)");
    row("a negative fee of events",
        R"("0.25")",
        R"("-0.25")",
        R"(plan "pro", dimension "payments", fixedFee: -0.25 is negative; write 0 or more)");
    row("negative free units",
        R"("100")",
        R"("-100")",
        R"(plan "pro", dimension "calls", freeUnits: -100 is negative; write 0 or more)");
    row("a negative increment",
        R"("increment": "10")",
        R"("increment": "-10")",
        R"(plan "pro", dimension "calls", increment: -10 is negative; write 0 or more)");
    row("a negative flat fee",
        R"("29")",
        R"("-29")",
        R"(plan "pro", flatFee: -29 is negative; write 0 or more)");
    row("a negative minimum",
        R"("50")",
        R"("-50")",
        R"(plan "pro", minimumCharge: -50 is negative; write 0 or more)");
    row("a flat fee with too many digits",
        R"("29")",
        R"("29.001")",
        R"(plan "pro", flatFee: 29.001 has more digits than EUR; write for example 29.01)");
    row("a minimum with too many digits",
        R"("50")",
        R"("50.009")",
        R"(plan "pro", minimumCharge: 50.009 has more digits than EUR; write for example 50.01)");
    row("a last tier with an end",
        R"("upTo": null)",
        R"("upTo": "2000")",
        R"(plan "pro", dimension "calls", tiers[1].upTo: the last tier has no end; leave it out)");
    row("another tier without an end",
        R"("upTo": "1000", )",
        "",
        R"(plan "pro", dimension "calls", tiers[0].upTo: only the last tier has no end; write a )"
        "number above 0");
    row("tiers that do not ascend",
        R"({"upTo": null,)",
        R"({"upTo": "1000", "unitPrice": "1"}, {)",
        R"(plan "pro", dimension "calls", tiers[1].upTo: 1000 does not ascend; write a number above )"
        "1000");
    row("a first tier that ends at 0",
        R"("upTo": "1000")",
        R"("upTo": "0")",
        R"(plan "pro", dimension "calls", tiers[0].upTo: 0 does not ascend; write a number above 0)"
    );
    row("no tiers",
        R"([{"unitPrice": 7}])",
        "[]",
        R"(plan "pro", dimension "gb", tiers: there is none; write at least one, without upTo)");
    row("tiers that are no array",
        R"([{"unitPrice": 7}])",
        R"({"unitPrice": 7})",
        R"(plan "pro", dimension "gb", tiers: write an array, [ … ])");
    row("a tier that is no object",
        R"([{"unitPrice": 7}])",
        "[7]",
        R"(plan "pro", dimension "gb", tiers[0]: write an object, { … })");
    row("a tier with a negative price",
        R"("unitPrice": "0.50")",
        R"("unitPrice": "-0.50")",
        R"(plan "pro", dimension "calls", tiers[1].unitPrice: -0.5 is negative; write 0 or more)");
    row("a tier with a negative fee",
        R"("flatFee": "2")",
        R"("flatFee": "-2")",
        R"(plan "pro", dimension "calls", tiers[0].flatFee: -2 is negative; write 0 or more)");
    row("a dimension twice",
        R"("mails")",
        R"("gb")",
        R"(plan "pro", dimension "gb", dimension: has a price already; keep one of the two)");
    row("a dimension twice, one behind the other",
        R"("gb")",
        R"("calls")",
        R"(plan "pro", dimension "calls", dimension: has a price already; keep one of the two)");
    row("the first of two complaints",
        R"("Für alle", "currency": "EUR", "flatFee": "29", "minimumCharge": "50")",
        R"("Für alle", "currency": "EUR", "flatFee": "-29", "minimumCharge": "-50")",
        R"(plan "pro", flatFee: -29 is negative; write 0 or more)");
    row("the first of two complaints about fields",
        R"("29", "minimumCharge": "50")",
        R"("x", "minimumCharge": 0.5)",
        R"(plan "pro", flatFee: not a decimal number: "x" (write digits with a point, for example )"
        "1250 or -0.05)");
    row("a dimension without a name",
        R"("dimension": "gb", )",
        "",
        R"(plan "pro", charges[1], dimension: is missing)");
    row("a dimension with an empty name",
        R"("gb")",
        R"("")",
        R"(plan "pro", dimension "", dimension: is empty; write the name of the dimension)");
}

void PlanTest::complains() {
    QFETCH(std::string, json);
    QFETCH(std::string, says);
    QCOMPARE(complaint(json), says);
}

void PlanTest::onlyJsonIsRead() {
    QVERIFY(complaint("{\"id\": ").starts_with("plan: "));
    QCOMPARE(complaint("[]"), std::string("plan: write an object, { … }"));
    QCOMPARE(
        complaint(changed(R"({"dimension": "gb",)", R"(7, {"dimension": "gb",)")),
        std::string(R"(plan "pro", charges[1]: write an object, { … })")
    );
}

void PlanTest::aPlanMadeInCodeIsChecked() {
    Plan plan = *pricing::readPlan(kGood);
    QVERIFY(pricing::check(plan).ok());
    plan.currency.exponent = 3;
    QCOMPARE(
        pricing::check(plan).error().context,
        std::string(R"(plan "pro", currency: EUR has 2 digits behind the point, not 3)")
    );
    // And nobody can go past the check.
    QVERIFY(!pricing::price(plan, {}).ok());
}

void PlanTest::usageIsRead() {
    const auto usage = pricing::readUsage(R"([
        {"dimension": "calls", "units": "-1.5", "events": -3, "coveragePercent": "99.5"},
        {"dimension": "gb", "units": 7}])");
    QVERIFY2(usage.ok(), usage ? "" : usage.error().context.c_str());
    const std::vector<pricing::Usage> expected{
        {"calls", number("-1.5"), -3, number("99.5")}, {"gb", number("7"), 0, number("100")}};
    QVERIFY(*usage == expected);
}

void PlanTest::usageComplains_data() {
    QTest::addColumn<std::string>("json");
    QTest::addColumn<std::string>("says");
    const auto row = [](const char* name, const char* json, const char* says) {
        QTest::newRow(name) << std::string(json) << std::string(says);
    };
    row("no array", "{}", "usage: write an array, [ … ]");
    row("no object", "[1]", "usage[0]: write an object, { … }");
    row("no units", R"([{"dimension": "a"}])", "usage[0], units: is missing");
    row("events that are not whole",
        R"([{"dimension": "a", "units": 1, "events": "1.5"}])",
        "usage[0], events: write a whole number");
    row("events beyond 64 bits",
        R"([{"dimension": "a", "units": 1, "events": "9223372036854775808"}])",
        "usage[0], events: write a whole number");
    row("more than everything covered",
        R"([{"dimension": "a", "units": 1, "coveragePercent": "100.1"}])",
        "usage[0], coveragePercent: 100.1 is not between 0 and 100");
    row("less than nothing covered",
        R"([{"dimension": "a", "units": 1, "coveragePercent": "-1"}])",
        "usage[0], coveragePercent: -1 is not between 0 and 100");
    row("an unknown field in the second",
        R"([{"dimension": "a", "units": 1}, {"dimension": "a", "units": 1, "unit": 2}])",
        "usage[1], unit: is no field here; there are dimension, units, events, coveragePercent");
}

void PlanTest::usageComplains() {
    QFETCH(std::string, json);
    QFETCH(std::string, says);
    const auto usage = pricing::readUsage(json);
    QVERIFY(!usage.ok());
    QCOMPARE(usage.error().context, says);
}

QTEST_GUILESS_MAIN(PlanTest)
#include "plan_test.moc"
