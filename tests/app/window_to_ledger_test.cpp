// One record from the window to the ledger: on page Billing the endpoint of the window is started
// and usage sent there by clicks; an exporter counts 15 calls of a customer, an hour ends, and
// exactly that record stands in the endpoint's ledger, by key, value and customer; Reconcile finds
// no difference. The core is put together as the window's is, with a day that the test moves; all
// else is real.
#include "app/endpoint_desk.h"
#include "app/live_usage.h"
#include "core/delivery/forms/form.h"
#include "core/metering/usage_journal.h"
#include "core/usage/book_keeper.h"
#include "tests/core/http/tiny_server.h"
#include "tests/support/recording_navigator.h"
#include "ui/pages/billing/billing_page.h"
#include "ui/pages/billing/line_table.h"
#include "ui/pages/billing/own_endpoint_view.h"
#include "ui/pages/billing/reconcile_model.h"
#include "ui/pages/billing/reconcile_view.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <future>

using namespace meterbench;
using namespace meterbench::ui;

namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kHourMs = 3'600'000;
constexpr int kPatienceMs = 60'000; ///< of a machine that has much else to do

/// Counts what it is told to.
struct Exporter {
    std::atomic<int> calls = 10;
    tests::TinyServer server{[this](tests::TinyConnection& connection, const std::string&) {
        connection.answer(
            "200 OK",
            "# TYPE calls_total counter\n"
            "calls_total{paigoCustomerID=\"acme\",paigoDimensionId=\"calls\"} " +
                std::to_string(calls) + "\n",
            "Content-Type: text/plain\r\n"
        );
    }};
};

/// What RunningCore is, with a clock in the test's hands, and page Billing over it.
struct Bench {
    QTemporaryDir folder;
    std::unique_ptr<app::Program> program;
    std::shared_ptr<const config::Workspace> workspace;
    std::unique_ptr<usage::BookKeeper> books;
    std::unique_ptr<app::EndpointDesk> desk;
    tests::RecordingNavigator navigator;
    std::unique_ptr<SnapshotFeed> feed;
    std::unique_ptr<UsageFeed> usage;
    std::unique_ptr<BillingPage> page;

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
        // Half past eleven at night, yesterday's: nothing of it lies in the future.
        const std::int64_t nowMs = program->clock().nowMs();
        program->clock().leapTo(nowMs - nowMs % kDayMs - kHourMs / 2);
        books = std::make_unique<usage::BookKeeper>(usage::BookKeeper::Surroundings{
            program->clock(),
            [this] { return live(); },
            usage::periodOf,
            &program->files(),
            &program->client()});
        desk = std::make_unique<app::EndpointDesk>(app::EndpointDesk::Surroundings{
            *program,
            [this] { return workspace; },
            [this](auto next) {
                program->engine().postQuietly(app::billingOf(*next));
                show(std::move(next));
            },
            [] { return nullptr; }});
        feed = std::make_unique<SnapshotFeed>(program->engine());
        usage = std::make_unique<UsageFeed>(*books);
        page = std::make_unique<BillingPage>(*usage, *feed, navigator, nullptr, desk.get());
        page->resize(1'100, 700);
        page->show();
        page->update(nullptr, feed->current());
    }

    void show(std::shared_ptr<const config::Workspace> next) {
        workspace = next;
        books->open(std::move(next));
    }

    void open(const std::string& text) {
        QFile file(folder.filePath(QStringLiteral("workspace.yml")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.write(QByteArray::fromStdString(text)) > 0);
        file.close();
        QCOMPARE(program->open(file.fileName().toStdString()), std::string());
        show(program->workspace());
    }

    [[nodiscard]] usage::Live live() { return app::liveUsage(program->engine().snapshot()); }

    void click(const char* text) {
        for (QPushButton* button : page->findChildren<QPushButton*>()) {
            if (button->isVisible() && button->text() == QString::fromUtf8(text)) {
                QVERIFY2(button->isEnabled(), text);
                QTest::mouseClick(button, Qt::LeftButton);
                return;
            }
        }
        QFAIL(text);
    }

    /// What is open of the customer, in units.
    [[nodiscard]] QString openUsage() const {
        const pipeline::SnapshotPtr now = program->engine().snapshot();
        if (now->metered != nullptr && now->metered->open.size() == 1) {
            return QString::fromStdString(now->metered->open[0].value.toText());
        }
        return QStringLiteral("%1 open").arg(
            now->metered == nullptr ? -1 : static_cast<int>(now->metered->open.size())
        );
    }

    /// What the endpoint says over its own interface.
    [[nodiscard]] QJsonArray asked(const char* path) const {
        http::Request request;
        request.url = "http://" + desk->look().address + path;
        request.timeout = std::chrono::seconds(30);
        std::promise<std::string> body;
        program->client().send(std::move(request), [&body](http::Response&& response) {
            body.set_value(response.body);
        });
        return QJsonDocument::fromJson(QByteArray::fromStdString(body.get_future().get())).array();
    }
};

} // namespace

class WindowToLedgerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void oneRecordFromTheWindowToTheLedger() {
        QApplication::setStyle(new Theme(Appearance::Dark));
        Exporter exporter;
        Bench bench;
        bench.open(
            "prometheus:\n"
            "  scrape_configs:\n"
            "    - job_name: app\n"
            "      scrape_interval: 200ms\n"
            "      scrape_timeout: 200ms\n"
            "      static_configs: [{targets: ['" +
            exporter.server.host() +
            "']}]\n"
            "billing:\n"
            "  meters: [{name: calls, selector: calls_total, unit: call}]\n"
            "  customers: {acme: {name: Acme Ltd}}\n"
        );
        OwnEndpointView& own = *bench.page->ownEndpoint();
        bench.page->showView(BillingPage::OwnEndpoint);
        for (QLineEdit* field : own.findChildren<QLineEdit*>()) {
            if (field->accessibleName() == QStringLiteral("Address to listen on")) {
                field->setText(QStringLiteral("127.0.0.1:0"));
            }
        }
        bench.click("Start");
        bench.click("Send my usage here");
        QCOMPARE(own.problem(), QString());

        // 15 calls in the last hour of the day; then it is over.
        QTRY_COMPARE_WITH_TIMEOUT(bench.openUsage(), QStringLiteral("0"), kPatienceMs);
        exporter.calls = 25;
        QTRY_COMPARE_WITH_TIMEOUT(bench.openUsage(), QStringLiteral("15"), kPatienceMs);
        const std::int64_t nowMs = bench.program->clock().nowMs();
        const std::int64_t midnightMs = nowMs - nowMs % kDayMs + kDayMs;
        bench.program->clock().leapTo(midnightMs + kHourMs / 12);

        QTRY_COMPARE_WITH_TIMEOUT(own.ledger()->rows().size(), std::size_t{1}, kPatienceMs);
        const LineRow& line = own.ledger()->rows()[0];
        QCOMPARE(line[0].text, QStringLiteral("acme"));
        QCOMPARE(line[1].text, QStringLiteral("calls"));
        QCOMPARE(line[2].text, QStringLiteral("15"));
        QCOMPARE(line[3].text, QStringLiteral("1"));
        QCOMPARE(line[4].text, QStringLiteral("0"));

        // The journal's record, and the receiver's: the same one.
        const auto journal = metering::UsageJournal::openToRead(
            bench.program->engine().snapshot()->metered->folder, bench.program->clock()
        );
        QVERIFY(journal.ok());
        const auto stored = (*journal)->recordsAfter(0, 10);
        QVERIFY(stored.ok());
        QCOMPARE(stored->size(), std::size_t{1});
        QCOMPARE(stored->front().record.value.toText(), std::string("15"));
        const QJsonArray rows = bench.asked(
            "/customers/acme/usage?startTime=2000-01-01T00:00:00Z&endTime=2200-01-01T00:00:00Z"
        );
        QCOMPARE(rows.size(), 1);
        const QJsonArray records = rows.at(0).toObject()[QStringLiteral("records")].toArray();
        QCOMPARE(records.size(), 1);
        const QJsonObject metadata =
            records.at(0).toObject()[QStringLiteral("metadata")].toObject();
        QCOMPARE(
            metadata[QStringLiteral("id")].toString().toStdString(),
            delivery::keyOf(stored->front())
        );
        QCOMPARE(metadata[QStringLiteral("meter")].toString(), QStringLiteral("calls"));

        // Reconcile offers the endpoint, which is in no file, and finds no difference.
        bench.page->showView(BillingPage::Reconcile);
        ReconcileView& reconcile = *bench.page->reconciliation();
        QTRY_COMPARE_WITH_TIMEOUT(
            reconcile.endpoints()->currentText(), QStringLiteral("test-endpoint"), kPatienceMs
        );
        // "Yesterday" is that of the day which the page knows.
        QTRY_VERIFY_WITH_TIMEOUT(bench.usage->current()->timeMs >= midnightMs, kPatienceMs);
        reconcile.setTime(ReconcileView::Yesterday);
        const auto compared = [&] {
            bench.click("Compare now");
            const bool isThere =
                QTest::qWaitFor([&] { return reconcile.table()->isVisible(); }, kPatienceMs);
            return isThere ? reconcile.verdict() : QStringLiteral("nothing came");
        };
        // What was sent is noted a moment after it was answered.
        QTRY_VERIFY_WITH_TIMEOUT(bench.live().deliveries.front()->doneThrough == 1, kPatienceMs);
        const QString verdict = compared();
        QVERIFY2(verdict.startsWith(QStringLiteral("● All equal: in 1 row")), qPrintable(verdict));
        const ReconcileModel& model = *reconcile.model();
        QCOMPARE(model.rowCount(), 1);
        const auto cell = [&model](int column) {
            return QString(model.index(0, column).data().toString()).replace(QChar(0x00a0), u' ');
        };
        QCOMPARE(cell(ReconcileModel::Customer), QStringLiteral("Acme Ltd"));
        for (const int column :
             {int(ReconcileModel::Metered),
              int(ReconcileModel::Sent),
              int(ReconcileModel::Accepted),
              int(ReconcileModel::Billed)}) {
            QCOMPARE(cell(column), QStringLiteral("15 calls"));
        }
        QCOMPARE(cell(ReconcileModel::Difference), QStringLiteral("● equal"));
    }
};

QTEST_MAIN(WindowToLedgerTest)
#include "window_to_ledger_test.moc"
