// The file over a real engine: what the window posts is a change, is saved, and opened again is in
// force as before.
#include "app/keeping_desk.h"
#include "app/workspace_in_force.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace meterbench;
using config::SaveResult;

namespace {

constexpr const char* kShop =
    "prometheus:\n"
    "  scrape_configs: [{job_name: node, static_configs: [{targets: ['127.0.0.1:1']}]}]\n"
    "  remote_write: [{name: near, url: 'http://127.0.0.1:1/w'}]\n"
    "billing:\n"
    "  meters: [{template: api_calls, dimension: api}]\n";

struct Bench {
    Bench() {
        pipeline::EngineOptions options;
        options.dataFolder = path("log").toStdString();
        app::Program::AddressWish address;
        address.options.dataFolder = path("address").toStdString();
        address.mayDoWithout = true;
        auto started =
            app::Program::start(std::move(options), std::move(address), base::LogLevel::Error);
        if (!started) {
            qFatal("%s", started.error().context.c_str());
        }
        program = std::move(*started);
        desk = std::make_unique<app::KeepingDesk>(app::KeepingDesk::Surroundings{
            *program,
            [this] { return program->workspace(); },
            [this] { return isDemo; },
            [](const auto& endpoint) { return endpoint.name == "session"; }});
        QFile file(path("shop.yml"));
        if (!file.open(QIODevice::WriteOnly) || file.write(kShop) < 0) {
            qFatal("cannot write");
        }
    }

    [[nodiscard]] QString path(const char* name) const {
        return folder.filePath(QLatin1String(name));
    }

    [[nodiscard]] pipeline::SnapshotPtr now() const { return program->engine().snapshot(); }

    [[nodiscard]] bool isMetering() const {
        return now()->metered != nullptr && now()->metered->options != nullptr &&
               now()->usageEndpoints != nullptr;
    }

    QTemporaryDir folder;
    bool isDemo = false;
    std::unique_ptr<app::Program> program;
    std::unique_ptr<app::KeepingDesk> desk;
};

} // namespace

class KeepingDeskTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void whatIsSetUpIsAChangeAndIsSaved() {
        Bench bench;
        QVERIFY(!bench.desk->look().isChanged);
        QCOMPARE(bench.desk->open(bench.path("shop.yml").toStdString()), std::string());
        QTRY_VERIFY(bench.isMetering());
        QVERIFY(!bench.desk->look().isChanged);
        QVERIFY(bench.desk->look().isWorkspace);

        remote::EndpointOptions far;
        far.name = "far";
        far.url = "http://u:hunter1@127.0.0.1:1/far";
        bench.program->engine().post(pipeline::PutEndpoint{far, ""});
        delivery::UsageEndpointOptions bill;
        bill.name = "bill";
        bill.url = "http://127.0.0.1:1/usage";
        auto session = bill;
        session.name = "session";
        bench.program->engine().post(
            pipeline::ApplyBilling{*bench.now()->metered->options, {bill, session}}
        );
        QTRY_VERIFY(bench.desk->look().isChanged && bench.now()->usageEndpoints->size() == 2 &&
                    bench.now()->wantedEndpoints->size() == 2);

        const std::string file = bench.path("new.yml").toStdString();
        const auto saved = bench.desk->save(file, false);
        QCOMPARE(saved.result, SaveResult::Saved);
        QCOMPARE(saved.leftOut.size(), std::size_t(1));
        QVERIFY(!bench.desk->look().isChanged);

        const auto again = config::loadWorkspaceFile(file, bench.program->files());
        QVERIFY(again.workspace.has_value());
        QCOMPARE(again.workspace->prometheus->endpoints.size(), std::size_t(2));
        QCOMPARE(again.workspace->prometheus->endpoints[0].name, std::string("near"));
        QCOMPARE(again.workspace->usageEndpoints.size(), std::size_t(1));
        QCOMPARE(again.workspace->meters.size(), std::size_t(1));

        QCOMPARE(bench.desk->open(file), std::string());
        QVERIFY(!bench.desk->look().isChanged);
        QCOMPARE(bench.desk->look().path, file);
    }

    void aRemovedEndpointIsAChangeToo() {
        Bench bench;
        QCOMPARE(bench.desk->open(bench.path("shop.yml").toStdString()), std::string());
        QTRY_VERIFY(bench.isMetering());
        QVERIFY(!bench.desk->look().isChanged);
        bench.program->engine().post(pipeline::RemoveEndpoint{"near"});
        QTRY_VERIFY(bench.desk->look().isChanged);
    }

    void aFileThatCannotBeReadIsNotTheFile() {
        Bench bench;
        QCOMPARE(bench.desk->open(bench.path("shop.yml").toStdString()), std::string());
        QVERIFY(!bench.desk->open(bench.path("nothing.yml").toStdString()).empty());
        QCOMPARE(bench.desk->look().path, bench.path("shop.yml").toStdString());
    }

    void aDemoIsNotKept() {
        Bench bench;
        bench.isDemo = true;
        QVERIFY(bench.desk->look().isDemo);
        QCOMPARE(
            bench.desk->save(bench.path("new.yml").toStdString(), true).result,
            SaveResult::NotWritten
        );
        QVERIFY(!QFile::exists(bench.path("new.yml")));
    }
};

QTEST_GUILESS_MAIN(KeepingDeskTest)
#include "keeping_desk_test.moc"
