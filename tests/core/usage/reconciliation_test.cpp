// The one reconciliation: out of a journal, what an endpoint noted and what its receiver says; the
// order in which a table shows it, its CSV, and the desk that asks on a thread of its own.
#include "core/base/mutex.h"
#include "core/usage/book_keeper.h"
#include "tests/core/metering/usage_journal_fixture.h"
#include "tests/support/scripted_client.h"

#include <QTest>

using namespace meterbench;
using namespace meterbench::tests;
using delivery::Cause;
using usage::ReconcileLine;

namespace {

std::shared_ptr<config::Workspace> workspace() {
    auto made = std::make_shared<config::Workspace>();
    metering::Meter calls;
    calls.name = "calls";
    calls.selector = "calls_total";
    calls.unit = "call";
    metering::Meter cpu = calls;
    cpu.name = "cpu";
    cpu.unit = "minute";
    cpu.unitSize = decimal("60");
    made->meters = {calls, cpu};
    delivery::UsageEndpointOptions paigo;
    paigo.name = "paigo";
    paigo.url = "http://a:1/usage";
    delivery::UsageEndpointOptions lago = paigo;
    lago.name = "lago";
    lago.service = delivery::Service::Lago;
    made->usageEndpoints = {paigo, lago};
    return made;
}

/// Two customers in the journal; the endpoint has noted nothing yet.
struct Case {
    JournalFolder folder;
    ScriptedClient client;
    std::shared_ptr<config::Workspace> plans = workspace();

    Case() {
        const std::vector<metering::UsageRecord> records{
            recordOf("calls", "a", "acme", "API", kNoonMs, "5"),
            recordOf("cpu", "a", "acme", "CPU", kNoonMs + kHourMs, "90"),
            recordOf("calls", "b", "", "API", kNoonMs, "7")};
        if (!folder.open().commit(records, nullptr)) {
            qFatal("the journal cannot be made");
        }
    }

    base::Result<usage::Reconciliation> look(usage::ReconcileScope scope = {}) {
        scope.folder = folder.folder;
        return usage::reconcile(
            *plans, plans->usageEndpoints.front(), scope, {folder.clock, folder.files, client}
        );
    }

    void ledgerSays(const char* json) { client.queue(makeResponse(200, json)); }
};

delivery::ReconcileRow rowWith(const std::string& customer, std::vector<Cause> causes) {
    delivery::ReconcileRow row;
    row.customer = customer;
    row.dimension = "API";
    for (const Cause cause : causes) {
        row.differences.push_back({cause, decimal("1"), 1, {}});
    }
    return row;
}

} // namespace

class ReconciliationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void whatWasNotSentWaits() {
        Case one;
        one.ledgerSays(R"({"usage":[]})");
        const auto found = one.look();
        QVERIFY2(found.ok(), found ? "" : found.error().context.c_str());
        QCOMPARE(found->rows.size(), std::size_t{3}); // nobody's first
        QCOMPARE(found->rows[0].differences.front().cause, Cause::NoCustomer);
        QCOMPARE(found->rows[1].differences.front().cause, Cause::Waiting);
        QCOMPARE(found->meters.at({"acme", "CPU"}), std::string("cpu"));
        QCOMPARE(usage::countsOf(found->rows).underWay, std::uint64_t{3});
        QCOMPARE(usage::countsOf(found->rows).inTrouble, std::uint64_t{0});
    }

    void onlyWindowsOfTheTimeCount() {
        Case one;
        one.client.setScript([](const http::Request&) { return makeResponse(404); });
        usage::ReconcileScope scope;
        scope.fromMs = kNoonMs + kHourMs;
        scope.toMs = kNoonMs + 2 * kHourMs;
        const auto found = one.look(scope);
        QVERIFY(found.ok());
        QCOMPARE(found->rows.size(), std::size_t{1});
        QCOMPARE(found->rows[0].dimension, std::string("CPU"));
    }

    void aReceiverThatFailsIsAnErrorWithItsAddress() {
        Case one;
        one.client.queue(makeResponse(500, "broken"));
        const auto found = one.look();
        QVERIFY(!found);
        QVERIFY(found.error().context.find("http://a:1/api/v1/ledger") != std::string::npos);
        QVERIFY(found.error().context.find("broken") != std::string::npos);
    }

    void pagesAreReadToTheirEnd() {
        Case one;
        one.ledgerSays(
            R"({"usage":[{"customerId":"x","dimensionId":"API","sum":"1","count":1}],"next":"a+b"})"
        );
        one.ledgerSays(R"({"usage":[{"customerId":"y","dimensionId":"API","sum":"2","count":1}]})");
        const auto found = one.look();
        QVERIFY(found.ok());
        QCOMPARE(found->rows.size(), std::size_t{5});
        QVERIFY(one.client.sent()[1].request.url.ends_with("&after=a%2Bb"));
        one.ledgerSays(R"({"usage":[],"next":"n"})");
        one.ledgerSays(R"({"usage":[],"next":"n"})");
        QVERIFY(one.look().error().code == base::Code::Corrupt); // and not for ever
    }

    void troubleComesFirst() {
        const std::vector<delivery::ReconcileRow> rows{
            rowWith("equal", {}),
            rowWith("waits", {Cause::Waiting}),
            rowWith("bad", {Cause::WindowOpen, Cause::Refused}),
            rowWith("worse", {Cause::HasMore})};
        const std::vector<ReconcileLine> wanted{
            {2, 0}, {2, 1}, {3, 0}, {1, 0}, {0, ReconcileLine::kNone}};
        QVERIFY(usage::troubleFirst(rows) == wanted);
        const usage::ReconcileCounts counts = usage::countsOf(rows);
        QCOMPARE(counts.rows, std::uint64_t{4});
        QCOMPARE(counts.inTrouble, std::uint64_t{2});
        QCOMPARE(counts.underWay, std::uint64_t{1});
    }

    void totalsAreByUnit() {
        usage::Reconciliation found;
        found.rows = {rowWith("a", {}), rowWith("b", {}), rowWith("c", {})};
        for (delivery::ReconcileRow& row : found.rows) {
            row.accepted = decimal("90");
        }
        found.meters = {{{"a", "API"}, "cpu"}, {{"b", "API"}, "cpu"}, {{"c", "API"}, ""}};
        const auto sums = usage::acceptedByUnit(found, *workspace());
        QCOMPARE(sums.size(), std::size_t{1});
        QCOMPARE(sums.at("minute").toText(), std::string("3"));
    }

    void csvHasALineForEachDifference() {
        usage::Reconciliation found;
        found.rows = {
            rowWith("=1+1", {Cause::Waiting, Cause::Refused}), rowWith("acme", {})};
        found.rows[0].differences[1].words = "status 400: \"no\"";
        found.rows[1].billed = decimal("-1.5");
        found.meters = {{{"acme", "API"}, "cpu"}};
        const QStringList lines =
            QString::fromStdString(usage::toCsv(found, "paigo", *workspace()))
                .split(QStringLiteral("\r\n"));
        QCOMPARE(lines.size(), 5);
        const qsizetype columns = lines[0].count(QLatin1Char(','));
        QVERIFY(lines[1].startsWith(QStringLiteral("\"paigo\",\"'=1+1\",\"API\"")));
        QVERIFY(lines[2].endsWith(QStringLiteral(",true,\"status 400: \"\"no\"\"\"")));
        QVERIFY(lines[3].contains(QStringLiteral("\"cpu\",60,\"minute\",")));
        QVERIFY(lines[3].contains(QStringLiteral(",-1.5,")));
        for (const int line : {1, 3}) {
            QCOMPARE(lines[line].count(QLatin1Char(',')), columns);
        }
    }

    void theDeskAsksElsewhereAndSaysWhen() {
        Case one;
        one.client.setScript([](const http::Request&) {
            return makeResponse(200, R"({"usage":[]})");
        });
        usage::ReconcileDesk desk({one.folder.clock, one.folder.files, one.client});
        const usage::UsageEndpoints endpoints = usage::endpointsInForce({}, one.plans);
        const usage::ReconcileDesk::Subject subject{one.plans, endpoints, one.folder.folder};
        QVERIFY(desk.answer() == nullptr);
        QCOMPARE(desk.ask({"paigo"}, subject), std::uint64_t{1});
        const auto isDone = [&desk](std::uint64_t number) {
            const auto answer = desk.answer();
            return answer != nullptr && answer->number == number && !answer->isUnderWay;
        };
        QTRY_VERIFY(isDone(1));
        QCOMPARE(desk.answer()->problem, std::string());
        QCOMPARE(desk.answer()->askedMs, one.folder.clock.nowMs());
        QCOMPARE(desk.answer()->lines.size(), std::size_t{3});
        QCOMPARE(desk.answer()->counts.rows, std::uint64_t{3});
        QCOMPARE(desk.ask({"gone"}, subject), std::uint64_t{2});
        QTRY_VERIFY(isDone(2));
        QVERIFY(desk.answer()->problem.find("\"gone\"") != std::string::npos);
        QCOMPARE(desk.ask({"paigo"}, {one.plans, endpoints, ""}), std::uint64_t{3});
        QTRY_VERIFY(isDone(3));
        QVERIFY(desk.answer()->problem.starts_with("nothing is metered"));
    }

    void theKeeperAsksWhoIsSentUsageNow() {
        Case one;
        one.client.setScript([](const http::Request&) {
            return makeResponse(200, R"({"usage":[]})");
        });
        base::Mutex mutex;
        usage::Live live;
        live.folder = one.folder.folder;
        live.lastSequence = 3;
        usage::BookKeeper keeper(
            {one.folder.clock,
             [&] {
                 const base::MutexLock lock(mutex);
                 return live;
             },
             usage::periodOf,
             &one.folder.files,
             &one.client}
        );
        const auto putInForce = [&](std::vector<delivery::UsageEndpointOptions> endpoints) {
            const base::MutexLock lock(mutex);
            live.endpoints = std::make_shared<const std::vector<delivery::UsageEndpointOptions>>(
                std::move(endpoints)
            );
        };
        const auto isOffered = [&keeper](std::size_t count) {
            const auto& offered = keeper.view()->usageEndpoints;
            return offered != nullptr && offered->size() == count;
        };
        const auto isAnswered = [&keeper](std::uint64_t number) {
            const auto answer = keeper.reconciled();
            return answer != nullptr && answer->number == number && !answer->isUnderWay;
        };
        keeper.open(one.plans);
        QTRY_VERIFY(isOffered(2)); // those of the workspace, until others are known
        delivery::UsageEndpointOptions added;
        added.name = "added";
        added.url = "http://b:2/usage";
        added.http.hasAuthorization = true;
        added.http.authorization.credentials.value = "former";
        putInForce({added});
        QTRY_VERIFY(isOffered(1));
        QCOMPARE(keeper.reconcile({"added"}), std::uint64_t{1});
        QTRY_VERIFY(isAnswered(1));
        QCOMPARE(keeper.reconciled()->problem, std::string());
        QCOMPARE(keeper.reconciled()->lines.size(), std::size_t{3});
        QVERIFY(one.client.sent().back().request.url.starts_with("http://b:2/"));
        added.http.authorization.credentials.value = "present";
        putInForce({added}); // asked before any view says so
        QCOMPARE(keeper.reconcile({"added"}), std::uint64_t{2});
        QTRY_VERIFY(isAnswered(2));
        QCOMPARE(
            one.client.sent().back().request.options->authorization.credentials.value,
            std::string("present")
        );
        QVERIFY(keeper.reconciled()->endpoint == added);
        QCOMPARE(keeper.reconcile({"paigo"}), std::uint64_t{3});
        QTRY_VERIFY(isAnswered(3)); // of the workspace, removed since
        QVERIFY(keeper.reconciled()->problem.find("\"paigo\"") != std::string::npos);
        putInForce({});
        QTRY_VERIFY(isOffered(0));
    }
};

QTEST_GUILESS_MAIN(ReconciliationTest)
#include "reconciliation_test.moc"
