// Usage records as Paigo documents them (facts 4.3); what is refused names its field.
#include "core/billing/usage_entry.h"

#include <QTest>

using namespace meterbench;
using namespace meterbench::billing;

namespace {

const QByteArray kGood =
    R"({"dimensionId":"d1","customerId":"c1","timestamp":"2026-11-30T12:00:00Z","recordValue":"2.5"})";

QByteArray with(const QByteArray& from, const QByteArray& to) {
    QByteArray text = kGood;
    Q_ASSERT(text.contains(from));
    return text.replace(from, to);
}

QByteArray withMetadata(const QByteArray& metadata) {
    return with("\"2.5\"}", "\"2.5\",\"metadata\":" + metadata + "}");
}

} // namespace

class UsageEntryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void takes_data() {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<qint64>("timeMs");
        QTest::addColumn<QByteArray>("key");
        const auto row = [](const char* name,
                            const QByteArray& body,
                            QByteArray header = {},
                            QByteArray key = {},
                            QByteArray value = "2.5",
                            qint64 timeMs = 1'796'040'000'000) {
            QTest::newRow(name) << body << header << value << timeMs << key;
        };
        row("the four fields", kGood);
        row("fields of others are passed over", with("}", ",\"more\":[1]}"));
        row("a time with an offset", with("12:00:00Z", "14:00:00+02:00"));
        row("a time with milliseconds", with("00Z", "00.250Z"), {}, {}, "2.5", 1'796'040'000'250);
        row("a value below zero", with("2.5", "-1"), {}, {}, "-1");
        row("a value that doubles do not hold",
            with("2.5", "9007199254740993.1"),
            {},
            {},
            "9007199254740993.1");
        row("no metadata", withMetadata("null"));
        row("a key in the header", kGood, "k-1", "k-1");
        row("a key in the metadata", withMetadata(R"({"id":"k-2","a":1})"), {}, "k-2");
        row("the header comes first", withMetadata(R"({"id":"k-2"})"), "k-1", "k-1");
        row("an empty key is none", withMetadata(R"({"id":""})"));
    }

    void takes() {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, header);
        QFETCH(QByteArray, value);
        QFETCH(qint64, timeMs);
        QFETCH(QByteArray, key);
        const auto entry = readUsage(body.toStdString(), header.toStdString());
        QVERIFY2(entry.ok(), entry ? "" : entry.error().context.c_str());
        QCOMPARE(entry->customer, std::string("c1"));
        QCOMPARE(entry->dimension, std::string("d1"));
        QCOMPARE(QByteArray::fromStdString(entry->value.toText()), value);
        QCOMPARE(qint64{entry->timeMs}, timeMs);
        QCOMPARE(QByteArray::fromStdString(entry->key), key);
        std::string payload;
        appendEntry(payload, *entry);
        const auto again = decodeEntry(payload);
        QVERIFY(again.ok() && *again == *entry);
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("named");
        const auto row = [](const char* name, const QByteArray& body, QByteArray named) {
            QTest::newRow(name) << body << named;
        };
        row("nothing", "", "the body is no JSON object");
        row("no JSON", "{", "the body is no JSON object");
        row("a list of records", "[" + kGood + "]", "the body is a list");
        row("no dimension", with("dimensionId", "x"), "dimensionId is missing");
        row("no customer", with("customerId", "x"), "customerId is missing");
        row("no time", with("timestamp", "x"), "timestamp is missing");
        row("no value", with("recordValue", "x"), "recordValue is missing");
        row("an empty customer", with("c1", ""), "customerId must have");
        row("a long customer", with("c1", QByteArray(1'025, 'c')), "customerId must have");
        row("a customer that is a number", with("\"c1\"", "7"), "customerId must be a text");
        row("a value that is a number", with("\"2.5\"", "2.5"), "recordValue must be a text");
        row("a value in words", with("2.5", "two"), "recordValue: ");
        row("a value that is not a number", with("2.5", "NaN"), "recordValue: ");
        row("a value that is too fine", with("2.5", "0.0000000000001"), "recordValue: ");
        row("a value beyond everything", with("2.5", "1e25"), "recordValue: ");
        row("a day is no time", with("T12:00:00Z", ""), "timestamp must be");
        row("a time without a zone", with("00Z", "00"), "timestamp must be");
        row("a day that there is not", with("11-30", "11-31"), "timestamp must be");
        row("seconds are no text", with("\"2026-11-30T12:00:00Z\"", "1796040000"), "timestamp must"
        );
        row("metadata in a list", withMetadata("[]"), "metadata must be an object");
        row("deep metadata", withMetadata(R"({"a":{"b":1}})"), "metadata.a must be");
        row("an id that is a number", withMetadata(R"({"id":7})"), "metadata.id must be");
        row("a long id", withMetadata("{\"id\":\"" + QByteArray(256, 'i') + "\"}"), "metadata.id");
        row("no UTF-8", with("c1", "\xff"), "the body is no JSON object");
    }

    void refuses() {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, named);
        const auto entry = readUsage(body.toStdString(), {});
        QVERIFY(!entry.ok());
        QVERIFY(entry.error().code == base::Code::InvalidInput);
        QVERIFY2(
            entry.error().context.find(named.toStdString()) == 0, entry.error().context.c_str()
        );
    }

    void aKeyIsPlainAndShort() {
        const std::string body = kGood.toStdString();
        QVERIFY(readUsage(body, std::string(255, 'k')).ok());
        QVERIFY(!readUsage(body, std::string(256, 'k')).ok());
        QVERIFY(!readUsage(body, "k\xc3\xa4").ok());
    }

    void metadataInAnotherOrderAreTheSame() {
        const auto a = readUsage(withMetadata(R"({"a":"1","b":"2"})").toStdString(), "k");
        const auto b = readUsage(withMetadata(R"({ "b":"2", "a":"1" })").toStdString(), "k");
        const auto c = readUsage(withMetadata(R"({"a":"1","b":"3"})").toStdString(), "k");
        QVERIFY(a.ok() && b.ok() && c.ok());
        QVERIFY(*a == *b);
        QVERIFY(*a != *c);
    }

    void aPayloadThatIsCutIsNone() {
        const auto entry = readUsage(withMetadata(R"({"a":"1"})").toStdString(), "k");
        QVERIFY(entry.ok());
        std::string payload;
        appendEntry(payload, *entry);
        for (std::size_t size = 0; size < payload.size(); ++size) {
            QVERIFY(!decodeEntry(payload.substr(0, size)).ok());
        }
        QVERIFY(!decodeEntry(payload + "x").ok());
        payload[0] = 2;
        QVERIFY(!decodeEntry(payload).ok());
    }
};

QTEST_GUILESS_MAIN(UsageEntryTest)
#include "usage_entry_test.moc"
