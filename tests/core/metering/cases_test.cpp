// The vectors of usage metering as folders: tests/data/metering. Each says where it is from. Times
// are in seconds; usage is summed by customer and dimension over all records, open ones included.
#include "tests/core/metering/target.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace meterbench;
using base::Decimal;
using metering::Meter;
using metering::Metering;
using metering::UsageRecord;
using Json = nlohmann::json;

namespace {

Meter meterOf(const Json& json) {
    Meter meter;
    meter.name = json.value("name", "m");
    meter.selector = json.at("selector").get<std::string>();
    meter.dimension = json.value("dimension", "");
    meter.measure = metering::measureOf(json.at("measure").get<std::string>()).value();
    meter.identity = json.value("identity", std::vector<std::string>());
    const std::string combine = json.value("combine", "refuse");
    meter.combine = combine == "max"   ? metering::Combine::Max
                    : combine == "sum" ? metering::Combine::Sum
                                       : metering::Combine::Refuse;
    meter.countsFirst = json.value("counts_first", false);
    meter.window = metering::windowOf(json.value("window", "hour")).value();
    if (json.contains("join")) {
        meter.join = {
            json["join"]["selector"].get<std::string>(),
            json["join"]["on"].get<std::vector<std::string>>()};
    }
    return meter;
}

struct Sum {
    Decimal value;
    metering::Evidence evidence;
};

Json shown(const std::vector<UsageRecord>& records) {
    std::map<std::pair<std::string, std::string>, Sum> sums;
    for (const UsageRecord& record : records) {
        Sum& sum = sums[{record.customer, record.dimension}];
        sum.value = (sum.value + record.value).value();
        sum.evidence.inferredMs += record.evidence.inferredMs;
        sum.evidence.unmeteredMs += record.evidence.unmeteredMs;
        sum.evidence.resets += record.evidence.resets;
        sum.evidence.possibleLosses += record.evidence.possibleLosses;
    }
    Json out = Json::array();
    for (const auto& [owner, sum] : sums) {
        Json one{
            {"customer", owner.first}, {"dimension", owner.second}, {"value", sum.value.toText()}};
        const auto add = [&one](const char* name, std::int64_t number) {
            if (number != 0) {
                one[name] = number;
            }
        };
        add("inferred", sum.evidence.inferredMs / 1000);
        add("unmetered", sum.evidence.unmeteredMs / 1000);
        add("resets", sum.evidence.resets);
        add("possible_losses", sum.evidence.possibleLosses);
        out.push_back(std::move(one));
    }
    return out;
}

} // namespace

class MeteringCasesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void cases_data() {
        QTest::addColumn<QString>("folder");
        const QDir data(QStringLiteral(MB_TEST_DATA "/metering"));
        for (const QString& name : data.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            QTest::newRow(qPrintable(name)) << data.filePath(name);
        }
    }

    void cases() {
        QFETCH(QString, folder);
        QFile file(folder + QStringLiteral("/case.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(QFile::exists(folder + QStringLiteral("/why.txt")));
        const Json json = Json::parse(file.readAll().toStdString());
        std::vector<Meter> meters;
        for (const Json& meter : json.at("meters")) {
            meters.push_back(meterOf(meter));
        }
        auto made = Metering::make({}, meters);
        QVERIFY2(made.ok(), made ? "" : made.error().context.c_str());
        Metering& metering = **made;
        const std::int64_t stepMs = json.value("step", 60) * 1000;
        std::map<std::string, tests::Target> targets;
        for (const Json& group : json.at("groups")) {
            const std::string name = group.value("target", "a");
            const auto target =
                targets.try_emplace(name, std::hash<std::string>()(name), stepMs).first;
            const std::int64_t timeMs = group.at("t").get<std::int64_t>() * 1000;
            if (group.value("up", true)) {
                target->second.read(metering, timeMs, group.at("series"));
            } else {
                target->second.fail(metering, timeMs);
            }
        }
        std::vector<UsageRecord> records = metering.takeClosed();
        for (UsageRecord& record : metering.open()) {
            records.push_back(std::move(record));
        }
        QCOMPARE(
            QByteArray::fromStdString(shown(records).dump(1)),
            QByteArray::fromStdString(json.at("usage").dump(1))
        );
        if (json.contains("duplicates")) {
            QCOMPARE(metering.counts().duplicates, json["duplicates"].get<std::uint64_t>());
        }
    }
};

QTEST_GUILESS_MAIN(MeteringCasesTest)
#include "cases_test.moc"
