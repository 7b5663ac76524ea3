// Statements of tests/data/pricing: vectors of Lago and Paigo and cases by hand, each with its
// origin in why.txt. An expectation names only the fields that its origin speaks of.
#include "core/pricing/plan_json.h"
#include "core/pricing/statement_writer.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <nlohmann/json.hpp>

#include <string>

using namespace meterbench;
using Json = nlohmann::json;

namespace {

std::string contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

/// Where found differs from what was expected; empty when it does not. Fields that are not expected
/// may be there, elements of arrays may not.
std::string difference(const Json& found, const Json& expected, const std::string& where) {
    if (expected.is_object() && found.is_object()) {
        for (const auto& [key, value] : expected.items()) {
            if (!found.contains(key)) {
                return where + "." + key + " is missing";
            }
            if (std::string inner = difference(found[key], value, where + "." + key);
                !inner.empty()) {
                return inner;
            }
        }
        return {};
    }
    if (expected.is_array() && found.is_array() && expected.size() == found.size()) {
        for (std::size_t i = 0; i < expected.size(); ++i) {
            const std::string element = where + "[" + std::to_string(i) + "]";
            if (std::string inner = difference(found[i], expected[i], element); !inner.empty()) {
                return inner;
            }
        }
        return {};
    }
    return found == expected ? std::string()
                             : where + " is " + found.dump() + ", expected is " + expected.dump();
}

std::string differenceOf(const base::Result<pricing::Statement>& statement, const Json& expected) {
    return statement
               ? difference(Json::parse(pricing::toJson({}, *statement)), expected, "statement")
               : statement.error().context;
}

} // namespace

class PricingCasesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void cases_data() {
        QTest::addColumn<QString>("folder");
        const QDir data(QStringLiteral(MB_TEST_DATA "/pricing"));
        for (const QString& name : data.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            QTest::newRow(qPrintable(name)) << data.filePath(name);
        }
    }

    void cases() {
        QFETCH(QString, folder);
        const auto plan = pricing::readPlan(contentOf(folder + QStringLiteral("/plan.json")));
        QVERIFY2(plan.ok(), plan ? "" : plan.error().context.c_str());
        const auto usage = pricing::readUsage(contentOf(folder + QStringLiteral("/usage.json")));
        QVERIFY2(usage.ok(), usage ? "" : usage.error().context.c_str());
        const Json expected = Json::parse(contentOf(folder + QStringLiteral("/expected.json")));
        QVERIFY(contentOf(folder + QStringLiteral("/why.txt")).size() > 20);
        QVERIFY(expected.contains("statement") || expected.contains("projection"));
        pricing::PeriodShare share;
        if (expected.contains("share")) {
            share = {expected["share"]["days"], expected["share"]["ofDays"]};
        }
        if (expected.contains("statement")) {
            const std::string wrong =
                differenceOf(pricing::price(*plan, *usage, share), expected["statement"]);
            QVERIFY2(wrong.empty(), wrong.c_str());
        }
        if (expected.contains("projection")) {
            const Json& projection = expected["projection"];
            const auto elapsed =
                base::Decimal::parse(projection["elapsedShare"].get<std::string>());
            QVERIFY(elapsed.ok());
            const std::string wrong = differenceOf(
                pricing::project(*plan, *usage, *elapsed, share), projection["statement"]
            );
            QVERIFY2(wrong.empty(), wrong.c_str());
        }
    }
};

QTEST_GUILESS_MAIN(PricingCasesTest)
#include "cases_test.moc"
