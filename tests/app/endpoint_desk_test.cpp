// The billing endpoint of the window: it starts, is looked into, misbehaves when told to, comes back
// with what it had, and gets the usage that is metered; while a demo plays, the demo's is shown.
#include "app/demo/stage.h"
#include "app/endpoint_desk.h"

#include <QTemporaryDir>
#include <QTest>

#include <future>

using namespace meterbench;

namespace {

/// A core without a window, and a workspace in force.
struct Bench {
    Bench() {
        pipeline::EngineOptions options;
        options.dataFolder = folder.filePath(QStringLiteral("log")).toStdString();
        app::Program::AddressWish address;
        address.options.dataFolder = folder.filePath(QStringLiteral("address")).toStdString();
        address.mayDoWithout = true;
        auto started =
            app::Program::start(std::move(options), std::move(address), base::LogLevel::Error);
        if (!started) {
            qFatal("%s", started.error().context.c_str());
        }
        program = std::move(*started);
        desk = std::make_unique<app::EndpointDesk>(app::EndpointDesk::Surroundings{
            *program,
            [this] { return workspace; },
            [this](auto next) { workspace = std::move(next); },
            [this] { return demos.get(); }});
    }

    /// A record, on a connection of its own; 0: no answer.
    int post(const std::string& key) {
        http::Request request;
        request.method = "POST";
        request.url = "http://" + desk->look().address + "/usage";
        request.body =
            R"({"dimensionId":"calls","customerId":"acme","timestamp":"2026-11-30T12:00:00Z","recordValue":"2"})";
        request.headers = {{"Idempotency-Key", key}};
        request.timeout = std::chrono::seconds(30);
        std::promise<int> status;
        program->client().send(std::move(request), [&status](http::Response&& response) {
            status.set_value(response.error ? 0 : response.status);
        });
        return status.get_future().get();
    }

    [[nodiscard]] bool sees(std::uint64_t records) const {
        const auto ledger = desk->look().ledger;
        return ledger != nullptr && ledger->usageRecords == records;
    }

    QTemporaryDir folder;
    std::shared_ptr<const config::Workspace> workspace;
    std::unique_ptr<app::OwnEndpoint> demos;
    std::unique_ptr<app::Program> program;
    std::unique_ptr<app::EndpointDesk> desk;
};

} // namespace

class EndpointDeskTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void startsMisbehavesAndComesBack() {
        Bench bench;
        QVERIFY(!bench.desk->look().isRunning);
        QCOMPARE(bench.desk->start({}), std::string());
        const std::string address = bench.desk->look().address;
        QVERIFY(bench.desk->look().isRunning);
        QCOMPARE(bench.post("a"), 201);
        QTRY_VERIFY(bench.sees(1));
        bench.desk->plan({{billing::FaultKind::Unavailable, 0}, 5});
        QCOMPARE(bench.post("b"), 503);
        bench.desk->clearFaults();
        QCOMPARE(bench.post("b"), 201);
        QTRY_VERIFY(bench.sees(2));
        bench.desk->stop();
        QVERIFY(!bench.desk->look().isRunning);
        QVERIFY(bench.sees(2)); // the last look stays
        QCOMPARE(bench.desk->start({address, "", ""}), std::string());
        QCOMPARE(bench.desk->look().address, address);
        QTRY_VERIFY(bench.sees(2));
        QVERIFY(!bench.desk->start({"nowhere", "", ""}).empty());
    }

    void usageIsSentHere() {
        Bench bench;
        QVERIFY(!bench.desk->sendUsageHere().empty()); // nothing is metered
        auto workspace = std::make_shared<config::Workspace>();
        workspace->meters.resize(1);
        bench.workspace = workspace;
        QVERIFY(!bench.desk->sendUsageHere().empty()); // it does not run
        QCOMPARE(bench.desk->start({"127.0.0.1:0", "me", "secret"}), std::string());
        QVERIFY(bench.desk->look().isMetering);
        QVERIFY(!bench.desk->look().isSendingHere);
        for (int i = 0; i < 2; ++i) { // twice is once
            QCOMPARE(bench.desk->sendUsageHere(), std::string());
            QCOMPARE(bench.workspace->usageEndpoints.size(), std::size_t{1});
        }
        const auto& endpoint = bench.workspace->usageEndpoints.back();
        QCOMPARE(endpoint.url, "http://" + bench.desk->look().address + "/usage");
        QCOMPARE(endpoint.http.oauth2.clientId, std::string("me"));
        QVERIFY(bench.desk->look().isSendingHere);
        QCOMPARE(bench.post("a"), 401); // a client is wanted
        bench.workspace = workspace;    // the file was opened anew
        QVERIFY(!bench.desk->look().isSendingHere);
    }

    void theEngineSendsToItBesideTheOthers() {
        Bench bench;
        auto stage = app::Stage::start(
            bench.folder.filePath(QStringLiteral("stage")).toStdString(),
            {bench.program->clock(), bench.program->files(), bench.program->log()}
        );
        QVERIFY(stage.ok());
        bench.workspace = std::make_shared<const config::Workspace>((*stage)->workspace());
        QCOMPARE(bench.desk->start({}), std::string());
        pipeline::ApplyBilling more = app::billingOf(*bench.workspace); // as Forwarding adds one
        more.endpoints.push_back(more.endpoints.front());
        more.endpoints.back().name = "added";
        bench.program->engine().postQuietly(std::move(more));
        QTRY_VERIFY(bench.program->engine().snapshot()->usageEndpoints != nullptr);
        QTRY_COMPARE(bench.program->engine().snapshot()->usageEndpoints->size(), std::size_t{2});
        QCOMPARE(bench.desk->sendUsageHere(), std::string());
        bench.program->engine().postQuietly(app::billingOf(*bench.workspace));
        const auto names = [&bench] {
            QStringList found;
            for (const auto& one : bench.program->engine().snapshot()->deliveries) {
                found += QString::fromStdString(one->name);
            }
            return found;
        };
        QTRY_COMPARE(
            names(),
            QStringList(
                {QStringLiteral("billing"),
                 QStringLiteral("added"),
                 QStringLiteral("test-endpoint")}
            )
        );
        QTRY_VERIFY(bench.desk->look().isSendingHere);
        pipeline::ApplyBilling fewer = app::billingOf(*bench.workspace); // removed on Forwarding
        fewer.endpoints.pop_back();
        bench.program->engine().postQuietly(std::move(fewer));
        QTRY_VERIFY(!bench.desk->look().isSendingHere);
    }

    void aDemosEndpointIsShownInItsPlace() {
        Bench bench;
        QCOMPARE(bench.desk->start({}), std::string());
        QCOMPARE(bench.post("own"), 201);
        QTRY_VERIFY(bench.sees(1));
        bench.demos = std::make_unique<app::OwnEndpoint>(
            bench.folder.filePath(QStringLiteral("demo")).toStdString(),
            billing::Endpoint::Surroundings{
                bench.program->clock(), bench.program->files(), bench.program->log()}
        );
        QVERIFY(bench.demos->start("127.0.0.1:0", {}).ok());
        QVERIFY(!bench.sees(1)); // it is not its own that is shown
        QVERIFY(bench.desk->look().isDemos);
        QVERIFY(!bench.desk->start({}).empty());
        bench.desk->stop(); // not its own
        QVERIFY(bench.desk->look().isRunning);
        QCOMPARE(bench.post("a"), 201);
        QTRY_VERIFY(bench.sees(1));
        QCOMPARE(bench.post("b"), 201);
        QTRY_VERIFY(bench.sees(2));
        bench.demos.reset();
        QVERIFY(!bench.desk->look().isDemos);
        QTRY_VERIFY(bench.sees(1)); // its own again
    }
};

QTEST_GUILESS_MAIN(EndpointDeskTest)
#include "endpoint_desk_test.moc"
