// CSV as Python's csv module reads it, and JSON; what a spreadsheet could run as a formula stays
// text.
#include "core/pricing/statement_writer.h"

#include <QProcess>
#include <QTest>

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <vector>

using namespace meterbench;
using namespace meterbench::pricing;
using Json = nlohmann::json;

namespace {

Decimal number(const char* text) {
    return *Decimal::parse(text);
}

Plan samplePlan() {
    const Graduated tiers{{{number("1000"), number("1"), number("2")}, {{}, number("0.5"), {}}}};
    return {
        "pro",
        "Pro",
        {"EUR", 2},
        number("10"),
        number("2000"),
        {{"calls", tiers, number("100"), number("10"), Rounding::Ceiling},
         {"payments", Percentage{number("1.3"), number("0.25")}},
         {"mails", Package{number("1000"), number("5")}}}};
}

Statement sample() {
    const std::vector<Usage> usage{
        {"calls", number("1499.5"), 0, number("99.5")},
        {"payments", number("-50.5"), -1},
        {"other", number("3"), 2}};
    return *price(samplePlan(), usage);
}

const Heading kHeading{"acme", "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z"};

/// The rows as Python's strict reader of RFC 4180 sees them.
Json rowsOf(const std::string& csv) {
    QProcess python;
    python.start(
        QStringLiteral(MB_TEST_PYTHON),
        {QStringLiteral("-c"),
         QStringLiteral("import csv, io, json, sys\n"
                        "text = sys.stdin.buffer.read().decode('utf-8')\n"
                        "rows = csv.reader(io.StringIO(text, newline=''), strict=True)\n"
                        "json.dump(list(rows), sys.stdout)\n")}
    );
    python.write(csv.data(), static_cast<qint64>(csv.size()));
    python.closeWriteChannel();
    if (!python.waitForFinished(60'000) || python.exitCode() != 0) {
        return python.readAllStandardError().toStdString();
    }
    return Json::parse(python.readAllStandardOutput().toStdString());
}

} // namespace

class StatementWriterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aStatementAsCsv();
    void everyLineEndsInCrlf();
    void amountsOfTheFileAddUp();
    void textsSurvive_data();
    void textsSurvive();
    void everyTextIsGuarded();
    void amountsHaveTheDigitsOfTheirCurrency();
    void aStatementAsJson();
    void jsonTakesTextsThatAreNoUtf8();
};

void StatementWriterTest::aStatementAsCsv() {
    std::string csv = csvHeader();
    appendCsv(csv, kHeading, sample());
    const std::vector<std::string> expected{
        "kind,customer,periodFrom,periodTo,plan,dimension,model,unitsMetered,unitsBilled,freeUnits,"
        "coveragePercent,part,from,to,units,count,unitPrice,flatFee,partAmount,amount,currency,"
        "days,periodDays",
        "line,@,calls,graduated,1499.5,1500,100,99.5,,,,,,,,,1202.00,EUR,,",
        "part,@,calls,graduated,,,,,units,0,1000,1000,0,1,2,1002.00,,EUR,,",
        "part,@,calls,graduated,,,,,units,1000,,400,0,0.5,0,200.00,,EUR,,",
        "line,@,payments,percentage,-50.5,-50.5,0,100,,,,,,,,,-0.91,EUR,,",
        "part,@,payments,percentage,,,,,share,0,,-50.5,0,1.3,0,-0.6565,,EUR,,",
        "part,@,payments,percentage,,,,,events,0,,0,-1,0.25,0,-0.25,,EUR,,",
        "line,@,mails,package,0,0,0,,,,,,,,,,0.00,EUR,,",
        "part,@,mails,package,,,,,packages,0,,0,0,5,0,0.00,,EUR,,",
        "flatFee,@,,,,,,,,,,,,,,,10.00,EUR,,",
        "topUp,@,,,,,,,,,,,,,,,788.91,EUR,,",
        "total,@,,,,,,,,,,,,,,,2000.00,EUR,,",
        "unpriced,@,other,,3,,,100,,,,,2,,,,,EUR,,"};
    const Json rows = rowsOf(csv);
    QCOMPARE(rows.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        std::string row;
        for (const Json& cell : rows[i]) {
            row += (row.empty() ? "" : ",") + cell.get<std::string>();
        }
        std::string whole = expected[i];
        if (const std::size_t same = whole.find('@'); same != std::string::npos) {
            whole.replace(same, 1, "acme,2026-10-01T00:00:00Z,2026-11-01T00:00:00Z,pro");
        }
        QCOMPARE(row, whole);
    }
}

void StatementWriterTest::everyLineEndsInCrlf() {
    std::string csv = csvHeader();
    appendCsv(csv, kHeading, sample());
    QVERIFY(csv.ends_with("\r\n"));
    for (std::size_t at = csv.find('\n'); at != std::string::npos; at = csv.find('\n', at + 1)) {
        QCOMPARE(csv[at - 1], '\r');
    }
}

void StatementWriterTest::amountsOfTheFileAddUp() {
    std::string csv = csvHeader();
    for (const char* const customer : {"a", "b", "c"}) {
        appendCsv(csv, {customer, "", ""}, sample());
    }
    const Json rows = rowsOf(csv);
    std::map<std::string, Decimal> sums;
    std::map<std::string, Decimal> totals;
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const std::string amount = rows[i][19].get<std::string>();
        if (!amount.empty()) {
            auto& to = rows[i][0] == "total" ? totals : sums;
            Decimal& sum = to[rows[i][1].get<std::string>()];
            sum = *(sum + number(amount.c_str()));
        }
    }
    QCOMPARE(sums.size(), std::size_t{3});
    QVERIFY(sums == totals);
}

void StatementWriterTest::textsSurvive_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("reads");
    const auto row = [](const char* name, const char* text, const char* reads) {
        QTest::newRow(name) << std::string(text) << std::string(reads);
    };
    row("a word", "acme", "acme");
    row("nothing", "", "");
    row("a comma", "acme, Inc.", "acme, Inc.");
    row("quotes", R"(the "acme")", R"(the "acme")");
    row("only quotes", R"("")", R"("")");
    row("lines", "a\r\nb\nc", "a\r\nb\nc");
    row("a semicolon before a formula", "a;=1+1", "a;=1+1");
    row("other alphabets", "Größe ☃", "Größe ☃");
    row("a minus inside", "a-b", "a-b");
    row("spaces only", "  ", "  ");
    // OWASP, CSV Injection: cells that begin with = + - @ tab, carriage return, line feed, and the
    // full-width forms.
    row("an equals sign", "=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")");
    row("a plus", "+1", "'+1");
    row("a minus", "-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0");
    row("an at sign", "@SUM(1)", "'@SUM(1)");
    row("a tab", "\t=1", "'\t=1");
    row("a carriage return", "\r=1", "'\r=1");
    row("a line feed", "\n=1", "'\n=1");
    row("a space before it", " =1", "' =1");
    row("a wide equals sign", "＝1", "'＝1");
    row("a wide plus", "＋1", "'＋1");
    row("a wide minus", "－1", "'－1");
    row("a wide at sign", "＠1", "'＠1");
}

void StatementWriterTest::textsSurvive() {
    QFETCH(std::string, text);
    QFETCH(std::string, reads);
    std::string csv = csvHeader();
    appendCsv(csv, {text, "", ""}, sample());
    const Json rows = rowsOf(csv);
    QVERIFY2(rows.is_array(), rows.dump().c_str());
    QCOMPARE(rows.size(), std::size_t{13});
    for (std::size_t i = 1; i < rows.size(); ++i) {
        QCOMPARE(rows[i].size(), std::size_t{23});
        QCOMPARE(rows[i][1].get<std::string>(), reads);
    }
    // In quotes even where the RFC does not ask for it: other separators part nothing.
    QVERIFY(text.empty() || csv.find("line,\"") != std::string::npos);
}

void StatementWriterTest::everyTextIsGuarded() {
    Plan plan = samplePlan();
    plan.id = "=plan";
    plan.charges[0].dimension = "=dimension";
    const std::vector<Usage> usage{{"=unpriced", number("1")}};
    std::string csv;
    appendCsv(csv, {"=customer", "=from", "=to"}, *price(plan, usage));
    for (const char* const text :
         {"\"'=plan\"",
          "\"'=dimension\"",
          "\"'=unpriced\"",
          "\"'=customer\"",
          "\"'=from\"",
          "\"'=to\""}) {
        QVERIFY2(csv.find(text) != std::string::npos, text);
    }
    QVERIFY(csv.find("\"=") == std::string::npos && csv.find(",=") == std::string::npos);
}

void StatementWriterTest::amountsHaveTheDigitsOfTheirCurrency() {
    QCOMPARE(amountText(number("1250"), {"EUR", 2}), std::string("1250.00"));
    QCOMPARE(amountText(number("-0.5"), {"KWD", 3}), std::string("-0.500"));
    QCOMPARE(amountText(number("51"), {"JPY", 0}), std::string("51"));
    QCOMPARE(amountText(number("7.125"), {"EUR", 2}), std::string("7.125"));
}

void StatementWriterTest::aStatementAsJson() {
    const Json json = Json::parse(toJson(kHeading, sample()));
    QCOMPARE(json["customer"].dump(), Json("acme").dump());
    QCOMPARE(json["periodFrom"].dump(), Json("2026-10-01T00:00:00Z").dump());
    QCOMPARE(json["periodTo"].dump(), Json("2026-11-01T00:00:00Z").dump());
    QCOMPARE(json["plan"].dump(), Json({{"id", "pro"}, {"name", "Pro"}}).dump());
    QCOMPARE(json["lines"].size(), std::size_t{3});
    QCOMPARE(json["lines"][1]["parts"][0]["part"].dump(), Json("share").dump());
    QCOMPARE(json["unpriced"][0]["dimension"].dump(), Json("other").dump());
    // No amount, price or unit is a JSON number: the only numbers are counts of events.
    int numbers = 0;
    const Json flat = json.flatten();
    for (const auto& [path, value] : flat.items()) {
        numbers += value.is_number() ? 1 : 0;
        QVERIFY2(!value.is_number_float(), path.c_str());
    }
    QCOMPARE(numbers, 1);
}

void StatementWriterTest::jsonTakesTextsThatAreNoUtf8() {
    const Json json = Json::parse(toJson({"caf\xe9", "", ""}, sample()));
    QCOMPARE(json["customer"].dump(), Json("caf\xef\xbf\xbd").dump());
}

QTEST_GUILESS_MAIN(StatementWriterTest)
#include "statement_writer_test.moc"
