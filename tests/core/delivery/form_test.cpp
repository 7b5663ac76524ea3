// Every folder of tests/data/delivery is a service: headers and body of the request that carries
// two records (Paigo: the first of them). Sources: facts 4.3 (Paigo) and 5 (OpenMeter, Lago),
// CloudEvents 1.0.
#include "core/delivery/forms/form.h"
#include "core/metering/calendar.h"
#include "tests/core/metering/usage_journal_fixture.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>

using namespace meterbench;
using namespace meterbench::tests;
using delivery::Service;

namespace {

std::string fileOf(const std::string& service, const std::string& name) {
    std::ifstream file(std::string(MB_TEST_DATA) + "/delivery/" + service + "/" + name);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<delivery::StoredRecord> records() {
    const std::int64_t beginMs = *metering::timeOf("2026-11-30T23:00:00Z");
    metering::StoredRecord first{
        7,
        "0123456789abcdef0123456789abcdef",
        0,
        beginMs + 2 * kHourMs,
        recordOf(
            "requests",
            "{job=\"api\",path=\"/a\xc3\xa9\"}",
            "acme",
            "calls",
            beginMs,
            "1234567890.000000000001"
        )};
    metering::StoredRecord second = first;
    second.sequence = 8;
    second.revision = 1;
    second.record.value = decimal("-0.5");
    return {first, second};
}

} // namespace

class FormTest : public QObject {
    Q_OBJECT
private slots:
    void isAsTheServiceWantsIt_data();
    void isAsTheServiceWantsIt();
    void carriesAsManyAsTheServiceTakes();
    void keepsBytesThatAreNoText();
};

void FormTest::isAsTheServiceWantsIt_data() {
    QTest::addColumn<Service>("service");
    for (const Service service : {Service::Paigo, Service::OpenMeter, Service::Lago}) {
        QTest::newRow(std::string(delivery::nameOf(service)).c_str()) << service;
    }
}

void FormTest::isAsTheServiceWantsIt() {
    QFETCH(Service, service);
    delivery::UsageEndpointOptions options;
    options.service = service;
    const auto rows = records();
    const delivery::Wire wire = delivery::wireOf(options, rows);
    std::string headers;
    for (const http::Header& header : wire.headers) {
        headers += header.name + ": " + header.value + "\n";
    }
    const std::string name(delivery::nameOf(service));
    QCOMPARE(headers, fileOf(name, "headers.txt"));
    const auto expected = nlohmann::json::parse(fileOf(name, "body.json"));
    QCOMPARE(nlohmann::json::parse(wire.body).dump(1), expected.dump(1));
    QCOMPARE(delivery::wireOf(options, rows).body, wire.body);
}

void FormTest::carriesAsManyAsTheServiceTakes() {
    delivery::UsageEndpointOptions options;
    options.mostRecordsPerRequest = 500;
    QCOMPARE(delivery::mostRecords(options), 1U);
    options.service = Service::Lago;
    QCOMPARE(delivery::mostRecords(options), 100U);
    options.service = Service::OpenMeter;
    QCOMPARE(delivery::mostRecords(options), 500U);
    options.mostRecordsPerRequest = 0;
    QCOMPARE(delivery::mostRecords(options), 1U);
}

void FormTest::keepsBytesThatAreNoText() {
    auto rows = records();
    rows[0].record.thing = "{a=\"\xff\"}";
    const auto body = nlohmann::json::parse(delivery::paigoWire(rows[0]).body);
    QCOMPARE(body["metadata"]["thing"].get<std::string>(), std::string("{a=\"\xef\xbf\xbd\"}"));
}

QTEST_GUILESS_MAIN(FormTest)
#include "form_test.moc"
