#include "core/delivery/billed.h"
#include "core/delivery/reconcile.h"
#include "tests/core/metering/usage_journal_fixture.h"
#include "tests/support/scripted_client.h"

#include <QTest>

using namespace meterbench;
using namespace meterbench::tests;
using delivery::BilledRow;
using delivery::Cause;
using delivery::DeliveryBook;
using delivery::Reconciler;
using delivery::ReconcileRow;

namespace {

metering::StoredRecord
stored(std::int64_t sequence, const std::string& customer, const std::string& value) {
    metering::UsageRecord record = recordOf("m", "{}", customer, "calls", kNoonMs, value);
    return {sequence, "id", 0, kNoonMs, std::move(record)};
}

/// Records 1 to 4 of acme with 1, 2, 3 and 4; the book has 1 to 3, the second of them refused.
struct Case {
    Case() {
        book.add({1, 1, 1, {}});
        book.add({2, 2, 0, {{2, "acme", "calls", decimal("2"), 0, "status 400: no"}}});
        book.add({3, 3, 1, {}});
    }

    std::vector<ReconcileRow> rows(const std::optional<std::vector<BilledRow>>& billed) const {
        Reconciler reconciler(book);
        for (int i = 1; i <= 4; ++i) {
            reconciler.addClosed(stored(i, "acme", std::to_string(i)));
        }
        reconciler.addOpen(recordOf("m", "{}", "acme", "calls", kNoonMs, "0.5"));
        if (billed) {
            reconciler.setBilled(*billed);
        }
        return reconciler.rows().value();
    }

    DeliveryBook book;
};

std::string said(const ReconcileRow& row) {
    std::string text;
    for (const delivery::Difference& one : row.differences) {
        text += std::string(delivery::nameOf(one.cause)) + " " + one.value.toText() + " in " +
                std::to_string(one.records) + (one.words.empty() ? "" : " (" + one.words + ")") +
                "; ";
    }
    return text;
}

const std::string kKnown =
    "window still open 0.5 in 1; waiting to be sent 4 in 1; refused 2 in 1 (status 400: no); ";

BilledRow billed(const std::string& value, std::optional<std::uint64_t> records) {
    return {"acme", "calls", decimal(value), records};
}

} // namespace

class ReconcileTest : public QObject {
    Q_OBJECT
private slots:
    void namesTheCauseOfEachDifference_data();
    void namesTheCauseOfEachDifference();
    void sumsAreExact();
    void whatNobodyIsBilledFor();
    void somebodyElsesUsage();
    void onlySomeCausesAreTrouble();
    void asksTheLedger();
    void asksForEachCustomerWhereThereIsNoLedger();
    void saysWhatCannotBeRead();
};

void ReconcileTest::namesTheCauseOfEachDifference_data() {
    QTest::addColumn<std::optional<std::vector<BilledRow>>>("ledger");
    QTest::addColumn<std::string>("more");
    using Ledger = std::optional<std::vector<BilledRow>>;
    QTest::newRow("not asked") << Ledger() << std::string();
    QTest::newRow("the same") << Ledger({billed("4", 2)}) << std::string();
    QTest::newRow("the same, without counts") << Ledger({billed("4", {})}) << std::string();
    QTest::newRow("nothing") << Ledger(std::vector<BilledRow>())
                             << std::string("not in the receiver's ledger 4 in 2; ");
    QTest::newRow("twice") << Ledger({billed("7", 3)})
                           << std::string("the receiver has more 3 in 1 (perhaps of a request "
                                          "whose answer was not noted: it will be sent again with "
                                          "the same key); ");
    QTest::newRow("another sum") << Ledger({billed("4.1", 2)})
                                 << std::string("the receiver's sum differs 0.1 in 0; ");
    QTest::newRow("less") << Ledger({billed("1", 1)})
                          << std::string("the receiver's sum differs -3 in 1 (it has 1 of the "
                                         "records); ");
    QTest::newRow("more of nothing") << Ledger({billed("4", 3)})
                                     << std::string("the receiver has more 0 in 1 (perhaps of a "
                                                    "request whose answer was not noted: it will "
                                                    "be sent again with the same key); ");
}

void ReconcileTest::namesTheCauseOfEachDifference() {
    QFETCH(std::optional<std::vector<BilledRow>>, ledger);
    QFETCH(std::string, more);
    const auto rows = Case().rows(ledger);
    QCOMPARE(rows.size(), 1U);
    QCOMPARE(said(rows[0]), kKnown + more);
    QCOMPARE(rows[0].metered.toText(), std::string("10.5"));
    QCOMPARE(rows[0].open.toText(), std::string("0.5"));
    QCOMPARE(rows[0].sent.toText(), std::string("6"));
    QCOMPARE(rows[0].accepted.toText(), std::string("4"));
    QCOMPARE(rows[0].billed.has_value(), ledger.has_value());
}

void ReconcileTest::sumsAreExact() {
    DeliveryBook book;
    book.add({1, 1'000, 1'000, {}});
    Reconciler reconciler(book);
    for (int i = 1; i <= 1'000; ++i) {
        reconciler.addClosed(stored(i, "acme", "0.100000000001"));
    }
    reconciler.setBilled({billed("100.000000001", 1'000)});
    const auto rows = reconciler.rows().value();
    QCOMPARE(rows[0].accepted.toText(), std::string("100.000000001"));
    QVERIFY(rows[0].differences.empty());
    reconciler.setBilled({});
    reconciler.addClosed(stored(1'001, "acme", "1e24"));
    QVERIFY(!reconciler.rows());
}

void ReconcileTest::whatNobodyIsBilledFor() {
    DeliveryBook book;
    book.add({1, 2, 0, {}});
    Reconciler reconciler(book);
    reconciler.addClosed(stored(1, "", "5"));
    auto without = stored(2, "acme", "6");
    without.record.dimension.clear();
    reconciler.addClosed(without);
    reconciler.setBilled({});
    const auto rows = reconciler.rows().value();
    QCOMPARE(said(rows[0]), std::string("no customer 5 in 1; "));
    QCOMPARE(said(rows[1]), std::string("no dimension 6 in 1; "));
    QCOMPARE(rows[0].sent.toText(), std::string("0"));
    QVERIFY(!delivery::hasTrouble(rows));
}

void ReconcileTest::somebodyElsesUsage() {
    const DeliveryBook book;
    Reconciler reconciler(book);
    reconciler.setBilled({billed("3", 1)});
    QCOMPARE(
        said(reconciler.rows().value()[0]),
        std::string("the receiver has more 3 in 1 (nothing of this owner stands in the usage "
                    "journal); ")
    );
}

void ReconcileTest::onlySomeCausesAreTrouble() {
    for (const Cause cause :
         {Cause::WindowOpen, Cause::NoCustomer, Cause::NoDimension, Cause::Waiting}) {
        QVERIFY(!delivery::isTrouble(cause));
    }
    for (const Cause cause :
         {Cause::Refused, Cause::NotInLedger, Cause::HasMore, Cause::SumDiffers}) {
        QVERIFY(delivery::isTrouble(cause));
    }
}

void ReconcileTest::asksTheLedger() {
    ScriptedClient client;
    client.queue(makeResponse(
        200,
        R"({"usage":[{"customerId":"acme","dimensionId":"calls","sum":"1.5","count":2,"repeats":1}]})"
    ));
    delivery::UsageEndpointOptions options;
    options.url = "http://a:1/billing/usage";
    const auto rows = delivery::askBilled(options, {}, client);
    QVERIFY(rows.ok());
    QCOMPARE(client.sent()[0].request.url, std::string("http://a:1/billing/api/v1/ledger?limit=10000"));
    QCOMPARE(rows->at(0).value.toText(), std::string("1.5"));
    QCOMPARE(*rows->at(0).records, 2U);
    options.service = delivery::Service::Lago;
    QVERIFY(delivery::askBilled(options, {}, client).error().code == base::Code::Unsupported);
}

void ReconcileTest::asksForEachCustomerWhereThereIsNoLedger() {
    ScriptedClient client;
    client.queue(makeResponse(404));
    client.queue(makeResponse(
        200,
        R"([{"dimensionId":"calls","usage":[{"value":"1.5"},{"value":"2"}]},
            {"dimensionId":"none","usage":[{"value":"0"}],"records":[]}])"
    ));
    client.queue(makeResponse(404));
    delivery::UsageEndpointOptions options;
    options.url = "http://a:1/usage";
    const auto rows = delivery::askBilled(options, {{"a/b", "c"}, INT64_MIN, INT64_MAX}, client);
    QVERIFY(rows.ok());
    QCOMPARE(rows->size(), 1U);
    QCOMPARE(rows->at(0).customer, std::string("a/b"));
    QCOMPARE(rows->at(0).value.toText(), std::string("3.5"));
    QCOMPARE(
        client.sent()[1].request.url,
        std::string("http://a:1/customers/a%2Fb/usage?startTime=1970-01-01T00%3A00%3A00Z&"
                    "endTime=9999-12-31T23%3A59%3A59Z")
    );
}

void ReconcileTest::saysWhatCannotBeRead() {
    for (const char* const text :
         {"",
          "[]",
          "{}",
          R"({"usage":{}})",
          R"({"usage":[{"customerId":"a"}]})",
          R"({"usage":[{"customerId":"a","dimensionId":"b","sum":1.5}]})"}) {
        QVERIFY2(!delivery::readLedger(text), text);
    }
    for (const char* const text : {"", "{}", "[1]", R"([{"dimensionId":"a"}])"}) {
        QVERIFY2(!delivery::readCustomerUsage(text, "a"), text);
    }
}

QTEST_GUILESS_MAIN(ReconcileTest)
#include "reconcile_test.moc"
