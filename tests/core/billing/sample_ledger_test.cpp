// What arrives by remote write: verdicts, counts, and repeats that change nothing.
#include "core/billing/sample_ledger.h"
#include "core/model/special_values.h"

#include <QTest>

#include <bit>

using namespace meterbench;
using billing::SampleLedger;
using metering::Verdict;
using remote::ReceivedRequest;
using remote::ReceivedSample;

namespace {

SampleLedger ledgerOf(const metering::SchemaOptions& options = {}) {
    return SampleLedger(metering::TaggingSchema::compile(options).value());
}

ReceivedRequest one(const model::Labels& labels, std::vector<ReceivedSample> samples) {
    ReceivedRequest request;
    request.series.push_back({labels, std::move(samples), {}});
    return request;
}

const model::Labels kBillable{
    {"__name__", "calls_total"}, {"paigoCustomerID", "acme"}, {"paigoDimensionId", "calls"}};

const billing::SampleLine& lineOf(const SampleLedger& ledger) {
    return ledger.lines().at({"acme", "calls"});
}

} // namespace

class SampleLedgerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void judges_data() {
        QTest::addColumn<QByteArray>("customer");
        QTest::addColumn<QByteArray>("dimension");
        QTest::addColumn<int>("verdict");
        const auto row =
            [](const char* name, QByteArray customer, QByteArray dimension, Verdict verdict) {
                QTest::newRow(name) << customer << dimension << static_cast<int>(verdict);
            };
        row("both are there", "acme", "calls", Verdict::Billable);
        row("nobody's", "", "calls", Verdict::NoCustomer);
        row("of no dimension", "acme", "", Verdict::NoDimension);
        row("neither", "", "", Verdict::NoCustomer);
        row("a customer of another form", "Acme Inc.", "calls", Verdict::MalformedId);
    }

    void judges() {
        QFETCH(QByteArray, customer);
        QFETCH(QByteArray, dimension);
        QFETCH(int, verdict);
        metering::SchemaOptions options;
        options.customerPattern = "[a-z]+";
        SampleLedger ledger = ledgerOf(options);
        model::Labels labels{{"__name__", "calls_total"}};
        labels.set("paigoCustomerID", customer.toStdString());
        labels.set("paigoDimensionId", dimension.toStdString());
        QVERIFY(ledger.take(one(labels, {{1'000, 1}, {2'000, 2}})).ok());
        for (std::size_t i = 0; i < SampleLedger::kVerdicts; ++i) {
            const billing::VerdictLine& line = ledger.of(static_cast<Verdict>(i));
            const bool isIt = static_cast<int>(i) == verdict;
            QCOMPARE(line.series, std::uint64_t{isIt ? 1U : 0U});
            QCOMPARE(line.samples, std::uint64_t{isIt ? 2U : 0U});
            QCOMPARE(line.example, isIt ? labels.toString() : std::string());
        }
        QCOMPARE(
            ledger.lines().size(),
            std::size_t{verdict == static_cast<int>(Verdict::Billable) ? 1U : 0U}
        );
    }

    void aRequestThatComesAgainChangesNothing() {
        SampleLedger ledger = ledgerOf();
        const ReceivedRequest request = one(kBillable, {{1'000, 1}, {2'000, 2}});
        QVERIFY(ledger.take(request).ok());
        QVERIFY(ledger.take(one(kBillable, {{2'000, 99}, {1'000, 99}})).ok());
        QCOMPARE(lineOf(ledger).samples, std::uint64_t{2});
        QCOMPARE(lineOf(ledger).repeats, std::uint64_t{2});
        QCOMPARE(lineOf(ledger).lastValue, 2.0);
        QCOMPARE(ledger.repeats(), std::uint64_t{2});
        QCOMPARE(ledger.requests(), std::uint64_t{2});
        QCOMPARE(ledger.of(Verdict::Billable).samples, std::uint64_t{2});
    }

    void whatComesLateIsNew() {
        SampleLedger ledger = ledgerOf();
        QVERIFY(ledger.take(one(kBillable, {{3'000, 3}, {1'000, 1}, {2'000, 2}, {1'000, 1}})).ok());
        QCOMPARE(lineOf(ledger).samples, std::uint64_t{3});
        QCOMPARE(lineOf(ledger).repeats, std::uint64_t{1});
        QCOMPARE(lineOf(ledger).lastTimeMs, std::int64_t{3'000}); // not what came last
        QCOMPARE(lineOf(ledger).lastValue, 3.0);
    }

    void seriesOfOneOwnerShareALine() {
        SampleLedger ledger = ledgerOf();
        model::Labels other = kBillable;
        other.set("instance", "b");
        QVERIFY(ledger.take(one(kBillable, {{1'000, 1}})).ok());
        QVERIFY(ledger.take(one(other, {{1'000, 7}})).ok());
        QVERIFY(ledger.take(one(kBillable, {{2'000, 2}})).ok());
        QCOMPARE(lineOf(ledger).series, std::uint64_t{2});
        QCOMPARE(lineOf(ledger).samples, std::uint64_t{3});
        QCOMPARE(lineOf(ledger).repeats, std::uint64_t{0});
        QCOMPARE(lineOf(ledger).lastValue, 2.0);
    }

    /// Facts 4.2: a target that fails ends its series with this NaN.
    void anEndHasNoValue() {
        SampleLedger ledger = ledgerOf();
        const double end = std::bit_cast<double>(0x7ff0000000000002ULL);
        QVERIFY(ledger.take(one(kBillable, {{1'000, 1}, {2'000, end}, {2'000, end}})).ok());
        QCOMPARE(lineOf(ledger).samples, std::uint64_t{1});
        QCOMPARE(lineOf(ledger).lastValue, 1.0);
        QCOMPARE(ledger.ends(), std::uint64_t{1});
        QCOMPARE(ledger.repeats(), std::uint64_t{1});
    }

    void thereAreOnlySoManySeries() {
        SampleLedger ledger(metering::TaggingSchema::compile({}).value(), 3);
        const auto series = [](const char* instance, std::int64_t timeMs) {
            model::Labels labels = kBillable;
            labels.set("instance", instance);
            return one(labels, {{timeMs, 1}}).series.front();
        };
        ReceivedRequest request;
        request.series = {series("a", 1), series("b", 1), series("b", 2)};
        QVERIFY(ledger.take(request).ok());
        request.series = {series("a", 3), series("c", 3), series("d", 3)};
        QVERIFY(ledger.take(request).error().code == base::Code::Limit);
        QCOMPARE(lineOf(ledger).samples, std::uint64_t{3}); // not even of those that it knows
        request.series = {series("a", 4), series("c", 4), series("b", 4), series("c", 5)};
        QVERIFY(ledger.take(request).ok());
        QCOMPARE(lineOf(ledger).series, std::uint64_t{3});
        QCOMPARE(lineOf(ledger).samples, std::uint64_t{7});
    }

    void timesAreForgottenFromTheOldestOn() {
        constexpr std::int64_t count = 2 * SampleLedger::kTimesOfSeries;
        SampleLedger ledger = ledgerOf();
        for (std::int64_t i = 1; i <= count; ++i) {
            QVERIFY(ledger.take(one(kBillable, {{i * 10, 1}})).ok());
        }
        constexpr std::int64_t oldest = (count / 2 + 1) * 10;
        QVERIFY(ledger.take(one(kBillable, {{oldest, 1}})).ok());
        QCOMPARE(ledger.repeats(), std::uint64_t{1});
        QVERIFY(ledger.take(one(kBillable, {{oldest - 10, 1}, {oldest - 5, 1}})).ok());
        QCOMPARE(ledger.tooOld(), std::uint64_t{2});
        QVERIFY(ledger.take(one(kBillable, {{oldest + 5, 1}})).ok());
        QCOMPARE(lineOf(ledger).samples, static_cast<std::uint64_t>(count + 1));
    }
};

QTEST_GUILESS_MAIN(SampleLedgerTest)
#include "sample_ledger_test.moc"
