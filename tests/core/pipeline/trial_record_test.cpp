// The one record, or sample, that a test of an endpoint sends when it was asked for: to the billing
// endpoint over real sockets, and to services that say something else.
#include "core/billing/endpoint.h"
#include "core/delivery/forms/form.h"
#include "core/http/curl_client.h"
#include "core/pipeline/endpoint_trial.h"
#include "core/remote/receiver.h"
#include "tests/support/scripted_client.h"

#include <QTemporaryDir>
#include <QTest>

#include <future>

using namespace meterbench;
using pipeline::CommandOutcome;
using pipeline::TrialKind;
using pipeline::TrialMark;
using pipeline::TrialRecord;

namespace {

constexpr std::int64_t kNowMs = 1'796'083'199'000; // 30 November 2026, shortly before midnight
constexpr std::int64_t kDayMs = 86'400'000;

class NoSink final : public base::LogSink {
    void write(base::LogLevel, std::string_view, std::string_view) override {}
};

/// A billing endpoint that listens.
struct Receiver {
    explicit Receiver(const billing::Client& client = {}) {
        billing::EndpointOptions options;
        options.listenAddress = "127.0.0.1:0";
        options.dataFolder = folder.filePath(QStringLiteral("ledger")).toStdString();
        options.client = client;
        auto started = billing::Endpoint::start(options, {clock, files, sink});
        if (!started) {
            qFatal("%s", started.error().context.c_str());
        }
        endpoint = std::move(*started);
    }

    [[nodiscard]] std::string url(const char* path) const {
        return "http://" + endpoint->listening() + path;
    }

    /// What it took, once it has taken so many records and repeats.
    bool has(std::uint64_t records, std::uint64_t repeats) {
        const auto view = endpoint->look();
        return view != nullptr && view->lines.size() == 1 && view->lines[0].records == records &&
               view->lines[0].repeats == repeats;
    }

    QTemporaryDir folder;
    base::SystemClock clock;
    base::PosixFileSystem files;
    NoSink sink;
    std::unique_ptr<billing::Endpoint> endpoint;
};

delivery::UsageEndpointOptions paigo(const std::string& url) {
    delivery::UsageEndpointOptions options;
    options.url = url;
    return options;
}

TrialRecord recordOf(const std::string& customer, const char* value = "0") {
    return {customer, "api-calls", *base::Decimal::parse(value)};
}

CommandOutcome tried(
    http::Client& client,
    const delivery::UsageEndpointOptions& options,
    const TrialRecord& record,
    std::int64_t nowMs = kNowMs
) {
    std::promise<CommandOutcome> promise;
    pipeline::tryDelivery(client, {options, record}, nowMs, [&promise](CommandOutcome&& outcome) {
        promise.set_value(std::move(outcome));
    });
    return promise.get_future().get();
}

CommandOutcome triedWrite(http::Client& client, const pipeline::TestEndpoint& wanted) {
    std::promise<CommandOutcome> promise;
    pipeline::tryEndpoint(client, wanted, kNowMs, [&promise](CommandOutcome&& outcome) {
        promise.set_value(std::move(outcome));
    });
    return promise.get_future().get();
}

} // namespace

class TrialRecordTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void theSameRecordIsThereOnce() {
        Receiver receiver;
        http::CurlClient client(receiver.clock);
        const auto options = paigo(receiver.url("/usage"));
        const CommandOutcome first = tried(client, options, recordOf("acme", "1"));
        QVERIFY2(first.ok, first.message.c_str());
        QCOMPARE(first.steps.back().kind, TrialKind::TestRecord);
        QCOMPARE(first.steps.back().mark, TrialMark::Good);
        QCOMPARE(first.steps.back().status, 201);
        QVERIFY(!first.steps.back().isRepeat);
        const CommandOutcome second = tried(client, options, recordOf("acme", "1"), kNowMs + 500);
        QVERIFY(second.ok && second.steps.back().isRepeat);
        QTRY_VERIFY(receiver.has(1, 1));
        QCOMPARE(receiver.endpoint->look()->lines[0].sum.toText(), std::string("1"));
        QCOMPARE(receiver.endpoint->look()->lines[0].customer, std::string("acme"));
        QCOMPARE(receiver.endpoint->look()->lines[0].dimension, std::string("api-calls"));
        // Another value, another day: records of their own, and no conflict of keys.
        QVERIFY(!tried(client, options, recordOf("acme")).steps.back().isRepeat);
        QVERIFY(!tried(client, options, recordOf("acme", "1"), kNowMs + 1'000).steps.back().isRepeat
        );
        QTRY_VERIFY(receiver.has(3, 1));
    }

    void itIsMarkedAndOfToday() {
        const metering::StoredRecord record = pipeline::usageOf(recordOf("acme"), kNowMs);
        const std::string key = delivery::keyOf(record);
        QVERIFY2(key.starts_with("meterbench-test-2026-11-30-"), key.c_str());
        QCOMPARE(record.record.meter, std::string("meterbench-test"));
        QCOMPARE(delivery::usageTimeMs(record), kNowMs - kNowMs % kDayMs);
        QVERIFY(key != delivery::keyOf(pipeline::usageOf(recordOf("globex"), kNowMs)));
        QVERIFY(key != delivery::keyOf(pipeline::usageOf(recordOf("acme", "1"), kNowMs)));
        QCOMPARE(key, delivery::keyOf(pipeline::usageOf(recordOf("acme", "0.0"), kNowMs + 999)));
    }

    void aMalformedCustomerIsRefusedWithTheReason() {
        Receiver receiver;
        http::CurlClient client(receiver.clock);
        const CommandOutcome outcome =
            tried(client, paigo(receiver.url("/usage")), recordOf(std::string(1'025, 'x')));
        QVERIFY(!outcome.ok);
        QCOMPARE(outcome.steps.back().mark, TrialMark::Bad);
        QCOMPARE(outcome.steps.back().status, 400);
        QVERIFY2(
            outcome.steps.back().words.find("customerId must have 1 to 1024 bytes") !=
                std::string::npos,
            outcome.steps.back().words.c_str()
        );
    }

    void nothingIsSentWhereTheWayIsNotGood_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<bool>("isGuarded");
        QTest::addColumn<int>("status");
        QTest::newRow("it wants a token") << QStringLiteral("/usage") << true << 401;
        QTest::newRow("nothing is there") << QStringLiteral("/events") << false << 404;
    }

    void nothingIsSentWhereTheWayIsNotGood() {
        QFETCH(QString, path);
        QFETCH(bool, isGuarded);
        QFETCH(int, status);
        Receiver receiver(isGuarded ? billing::Client{"me", "secret"} : billing::Client());
        http::CurlClient client(receiver.clock);
        const auto options = paigo(receiver.url(qPrintable(path)));
        const CommandOutcome outcome = tried(client, options, recordOf("acme", "1"));
        QVERIFY(!outcome.ok);
        QCOMPARE(outcome.steps.back().kind, TrialKind::TestRecord);
        QCOMPARE(outcome.steps.back().mark, TrialMark::NotTried);
        const pipeline::TrialStep& empty = outcome.steps[outcome.steps.size() - 2];
        QCOMPARE(empty.kind, TrialKind::Record);
        QCOMPARE(empty.status, status);
        QTRY_VERIFY(receiver.endpoint->look() != nullptr);
        QCOMPARE(receiver.endpoint->look()->usageRecords, std::uint64_t{0});
    }

    void servicesSayItInTheirWords_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("body");
        QTest::addColumn<bool>("isGood");
        QTest::addColumn<bool>("isRepeat");
        const auto row = [](const char* name, int status, const char* body, bool good, bool repeat
                         ) {
            QTest::newRow(name) << status << QString::fromUtf8(body) << good << repeat;
        };
        row("it has it already", 422, R"({"transaction_id":["value_already_exist"]})", true, true);
        row("it knows no such customer", 422, R"({"error":"subscription_not_found"})", false, false
        );
        row("its token has ended meanwhile", 401, "no", false, false);
        row("it fails by itself", 503, "later", false, false);
        row("it takes it", 200, R"({"events":[]})", true, false);
    }

    void servicesSayItInTheirWords() {
        QFETCH(int, status);
        QFETCH(QString, body);
        QFETCH(bool, isGood);
        QFETCH(bool, isRepeat);
        tests::ScriptedClient client;
        client.queue(tests::makeResponse(405));
        client.queue(tests::makeResponse(422, "an empty batch"));
        client.queue(tests::makeResponse(status, body.toStdString()));
        delivery::UsageEndpointOptions options = paigo("http://h/api/v1/events/batch");
        options.service = delivery::Service::Lago;
        options.http.hasAuthorization = true;
        const CommandOutcome outcome = tried(client, options, recordOf("acme"));
        QCOMPARE(outcome.ok, isGood);
        QCOMPARE(outcome.steps.back().isRepeat, isRepeat);
        QCOMPARE(outcome.steps.back().status, status);
        QCOMPARE(outcome.steps.back().words.find(body.toStdString()) != std::string::npos, !isGood);
        QCOMPARE(client.sent().size(), std::size_t{3});
        const http::Request& sent = client.sent()[2].request;
        QVERIFY(sent.options->hasAuthorization);
        const QString json = QString::fromStdString(sent.body);
        QVERIFY(json.contains(QStringLiteral("\"external_subscription_id\":\"acme\"")));
        QVERIFY(json.contains(QStringLiteral("\"transaction_id\":\"meterbench-test-")));
    }

    void oneBillableSampleIsWritten() {
        Receiver receiver;
        http::CurlClient client(receiver.clock);
        pipeline::TestEndpoint wanted;
        wanted.options.url = receiver.url("/api/v1/write");
        wanted.options.externalLabels.set("cluster", "eu-1");
        wanted.record = recordOf("acme", "1");
        for (int i = 0; i < 2; ++i) { // again within the minute: the receiver has its time already
            const CommandOutcome outcome = triedWrite(client, wanted);
            QVERIFY2(outcome.ok, outcome.message.c_str());
            QCOMPARE(outcome.steps.back().kind, TrialKind::TestSample);
            QCOMPARE(outcome.steps.back().status, 204);
        }
        const auto isThere = [&receiver] {
            const auto view = receiver.endpoint->look();
            return view != nullptr && view->lines.size() == 1 && view->lines[0].samples == 1 &&
                   view->lines[0].repeats == 1;
        };
        QTRY_VERIFY(isThere());
        QCOMPARE(receiver.endpoint->look()->lines[0].customer, std::string("acme"));
        QCOMPARE(receiver.endpoint->look()->lines[0].dimension, std::string("api-calls"));
    }

    void itsLabelsAreThoseOfTheEndpointAndTheSchema() {
        pipeline::TestEndpoint wanted;
        wanted.options.externalLabels.set("cluster", "eu-1");
        wanted.schema.customerLabels = {"tenant", "customer"};
        const auto body =
            pipeline::writeOf(recordOf("acme", "1"), wanted.schema, wanted.options, kNowMs);
        QVERIFY(body.ok());
        const auto received = remote::receive(*body);
        QVERIFY(received.ok());
        QCOMPARE(received->series.size(), std::size_t{1});
        QCOMPARE(
            received->series[0].labels.toString(),
            std::string(
                "meterbench_test{cluster=\"eu-1\",paigoDimensionId=\"api-calls\",tenant=\"acme\"}"
            )
        );
        QCOMPARE(received->series[0].samples.size(), std::size_t{1});
        QCOMPARE(received->series[0].samples[0].value, 1.0);
        QCOMPARE(received->series[0].samples[0].timestampMs, kNowMs - kNowMs % 60'000);
    }

    void whatItsRulesDropIsNotSent() {
        tests::ScriptedClient client;
        client.queue(tests::makeResponse(405));
        client.queue(tests::makeResponse(204));
        pipeline::TestEndpoint wanted;
        wanted.options.url = "http://h/w";
        relabel::Rule rule;
        rule.sourceLabels = {"__name__"};
        rule.regex = "up";
        rule.action = relabel::Action::Keep;
        wanted.options.writeRelabelRules = {rule};
        wanted.record = recordOf("acme");
        const CommandOutcome outcome = triedWrite(client, wanted);
        QVERIFY(!outcome.ok);
        QCOMPARE(outcome.steps.back().mark, TrialMark::Bad);
        QVERIFY(outcome.message.find("write relabeling drops") != std::string::npos);
        QCOMPARE(client.sent().size(), std::size_t{2});
    }
};

QTEST_GUILESS_MAIN(TrialRecordTest)
#include "trial_record_test.moc"
