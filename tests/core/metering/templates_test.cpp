// Templates over bodies of the shape that kube-state-metrics, node_exporter and client libraries
// write: every folder of tests/data/metering_templates has its bodies, named by the second at which
// they are read, and case.json what its templates make of them, computed by hand (why.txt).
#include "core/metering/templates.h"
#include "tests/core/metering/body.h"
#include "tests/core/metering/target.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <set>

using namespace meterbench;
using base::Decimal;
using metering::Metering;
using nlohmann::json;

namespace {

namespace fs = std::filesystem;

const fs::path kCases = fs::path(MB_TEST_DATA) / "metering_templates";

json caseOf(const fs::path& folder) {
    return json::parse(tests::textOfFile((folder / "case.json").string()));
}

std::map<std::int64_t, std::string> bodiesOf(const fs::path& folder) {
    std::map<std::int64_t, std::string> bodies;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() == ".prom") {
            bodies[std::stoll(entry.path().stem().string())] =
                tests::textOfFile(entry.path().string());
        }
    }
    return bodies;
}

void feed(Metering& metering, const fs::path& folder, const json& told) {
    std::map<std::int64_t, std::string> bodies = bodiesOf(folder);
    const std::set<std::int64_t> failed = told.at("failedS");
    for (const std::int64_t second : failed) {
        bodies[second] = {};
    }
    tests::Target target(1, told.at("stepS").get<std::int64_t>() * 1'000);
    for (const auto& [second, body] : bodies) {
        if (failed.contains(second)) {
            target.fail(metering, second * 1'000);
            continue;
        }
        tests::Target::Series series;
        for (const auto& seen : tests::seriesOf(body, told.at("labels"))) {
            series[seen.labels.toString()] = seen.value;
        }
        QVERIFY(!series.empty());
        target.read(metering, second * 1'000, series);
    }
}

/// "customer dimension": units, where there is any usage.
std::map<std::string, std::string> usageOf(Metering& metering, Decimal unitSize) {
    std::vector<metering::UsageRecord> records = metering.takeClosed();
    std::ranges::copy(metering.open(), std::back_inserter(records));
    std::map<std::string, Decimal> sums;
    for (const auto& record : records) {
        Decimal& sum = sums[record.customer + " " + record.dimension];
        sum = (sum + record.value).value();
    }
    std::map<std::string, std::string> units;
    for (const auto& [who, sum] : sums) {
        if (!sum.isZero()) {
            units[who] = sum.dividedBy(unitSize, base::Rounding::HalfEven)->toText();
        }
    }
    return units;
}

QString shown(const std::map<std::string, std::string>& usage) {
    QString text;
    for (const auto& [who, units] : usage) {
        text += QString::fromStdString(who + ": " + units + "\n");
    }
    return text;
}

} // namespace

class TemplatesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void usage_data() {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("name");
        for (const auto& entry : fs::directory_iterator(kCases)) {
            const json told = caseOf(entry.path());
            for (const auto& [name, usage] : told.at("usage").items()) {
                QTest::newRow((name + " of " + entry.path().filename().string()).c_str())
                    << QString::fromStdString(entry.path().string())
                    << QString::fromStdString(name);
            }
        }
    }

    void usage() {
        QFETCH(QString, folder);
        QFETCH(QString, name);
        const metering::MeterTemplate* found = metering::findTemplate(name.toStdString());
        QVERIFY(found != nullptr);
        auto metering = Metering::make({}, {found->meter});
        QVERIFY2(metering.ok(), metering ? "" : metering.error().context.c_str());
        const json told = caseOf(folder.toStdString());
        feed(**metering, folder.toStdString(), told);
        std::map<std::string, std::string> expected;
        for (const json& one : told.at("usage").at(name.toStdString())) {
            expected
                [one.at("customer").get<std::string>() + " " +
                 one.at("dimension").get<std::string>()] = one.at("units");
        }
        QCOMPARE(shown(usageOf(**metering, found->meter.unitSize)), shown(expected));
    }

    void everyTemplateHasACaseAndSaysWhatItIs() {
        std::set<std::string> covered;
        for (const auto& entry : fs::directory_iterator(kCases)) {
            const json told = caseOf(entry.path());
            for (const auto& [name, usage] : told.at("usage").items()) {
                covered.insert(name);
            }
        }
        for (const metering::MeterTemplate& one : metering::meterTemplates()) {
            QVERIFY2(covered.contains(one.meter.name), one.meter.name.c_str());
            QVERIFY(metering::faultsOf(one.meter).empty());
            QVERIFY(one.what.ends_with('.') && one.limits.ends_with('.') && !one.needs.empty());
            QVERIFY(!one.meter.unit.empty());
        }
        QCOMPARE(metering::templateNames().size(), covered.size());
        QVERIFY(metering::findTemplate("kubernetes_pods") == nullptr);
    }
};

QTEST_GUILESS_MAIN(TemplatesTest)
#include "templates_test.moc"
