// Billing's other views: reconciliation, which another thread makes, and the endpoint of our own;
// and the order of the table.
#include "tests/support/made_usage.h"
#include "tests/support/recording_navigator.h"
#include "tests/support/scripted_source.h"
#include "tests/support/scripted_usage.h"
#include "ui/pages/billing/billing_inspector.h"
#include "ui/pages/billing/billing_page.h"
#include "ui/pages/billing/figure_strip.h"
#include "ui/pages/billing/line_table.h"
#include "ui/pages/billing/own_endpoint_view.h"
#include "ui/pages/billing/reconcile_model.h"
#include "ui/pages/billing/reconcile_view.h"
#include "ui/pages/billing/usage_model.h"
#include "ui/widgets/cell_delegate.h"
#include "ui/widgets/theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace meterbench;
using namespace meterbench::ui;
using delivery::Cause;
using tests::made::decimal;

namespace {

QPushButton* buttonOf(QWidget* parent, const QString& text) {
    for (QPushButton* button : parent->findChildren<QPushButton*>()) {
        if (button->text() == text) {
            return button;
        }
    }
    return nullptr;
}

QString cell(const QAbstractItemModel& model, int row, int column) {
    return QString(model.index(row, column).data().toString()).replace(QChar(0x00a0), u' ');
}

class ScriptedDesk final : public billing::Desk {
public:
    [[nodiscard]] billing::DeskState look() override { return state; }

    [[nodiscard]] std::string start(const billing::DeskWish& wish) override {
        wishes.push_back(wish);
        state.isRunning = problem.empty();
        state.address = "127.0.0.1:9292";
        state.clientId = wish.clientId;
        return problem;
    }

    void stop() override { state.isRunning = false; }

    void plan(const billing::PlannedFault& planned) override { plans.push_back(planned); }

    void clearFaults() override { plans.clear(); }

    [[nodiscard]] std::string sendUsageHere() override {
        state.isSendingHere = true;
        return {};
    }

    billing::DeskState state;
    std::string problem;
    std::vector<billing::DeskWish> wishes;
    std::vector<billing::PlannedFault> plans;
};

class RememberingNavigator final : public tests::RecordingNavigator {
public:
    [[nodiscard]] QByteArray remembered(const QString& table) const override {
        return kept.value(table);
    }

    void remember(const QString& table, const QByteArray& state) override { kept[table] = state; }

    QMap<QString, QByteArray> kept;
};

usage::UsageEndpoints endpointsNamed(const std::vector<std::string>& names) {
    auto made = std::make_shared<std::vector<delivery::UsageEndpointOptions>>();
    for (const std::string& name : names) {
        made->emplace_back().name = name;
    }
    return made;
}

struct Bench {
    tests::ScriptedSource source{tests::makeSnapshot(1, 1)};
    tests::ScriptedUsage book;
    ScriptedDesk desk;
    RememberingNavigator navigator;
    std::unique_ptr<SnapshotFeed> feed;
    std::unique_ptr<UsageFeed> usage;
    std::unique_ptr<BillingPage> page;

    explicit Bench(const std::vector<std::string>& endpoints = {"billing"}) {
        usage::View view = tests::made::usageView();
        view.usageEndpoints = endpointsNamed(endpoints);
        book.show(view);
        feed = std::make_unique<SnapshotFeed>(source);
        usage = std::make_unique<UsageFeed>(book);
        build();
    }

    void build() {
        page = std::make_unique<BillingPage>(*usage, *feed, navigator, nullptr, &desk);
        page->resize(1'100, 700);
        page->show();
        page->update(nullptr, feed->current());
    }

    [[nodiscard]] ReconcileView& view() { return *page->reconciliation(); }

    /// Usage is sent to these from now on.
    void sendTo(usage::UsageEndpoints endpoints) {
        usage::View next = *usage->current();
        next.usageEndpoints = std::move(endpoints);
        book.show(next);
        usage->poll();
    }

    void sendTo(const std::vector<std::string>& names) { sendTo(endpointsNamed(names)); }

    /// The answer to what was asked last.
    void answer(std::vector<delivery::ReconcileRow> rows, const std::string& problem = {}) {
        usage::ReconcileAnswer made;
        made.workspace = usage->current()->workspace;
        made.askedMs = tests::made::kUsageNowMs;
        made.problem = problem;
        for (const delivery::ReconcileRow& row : rows) {
            made.found.meters[{row.customer, row.dimension}] = "calls";
        }
        made.lines = usage::troubleFirst(rows);
        made.counts = usage::countsOf(rows);
        made.found.rows = std::move(rows);
        made.accepted = usage::acceptedByUnit(made.found, *made.workspace);
        book.answer(std::move(made));
        usage->poll();
    }
};

delivery::ReconcileRow rowOf(const std::string& customer, const char* metered, const char* billed) {
    delivery::ReconcileRow row;
    row.customer = customer;
    row.dimension = "API calls";
    row.metered = row.sent = row.accepted = decimal(metered);
    row.billed = decimal(billed);
    row.records = 3;
    return row;
}

std::vector<delivery::ReconcileRow> rowsInTrouble() {
    std::vector<delivery::ReconcileRow> rows{
        rowOf("acme", "12480", "12480"), rowOf("globex", "8112", "8100")};
    rows[1].differences = {
        {Cause::WindowOpen, decimal("5"), 1, {}},
        {Cause::SumDiffers, decimal("-12"), 0, "<b>it has 2 of the records</b>"}};
    return rows;
}

/// Every cause, long names and long words.
std::vector<delivery::ReconcileRow> rowsToLookAt() {
    std::vector<delivery::ReconcileRow> rows;
    for (int i = 0; i < 24; ++i) {
        rows.push_back(rowOf("customer-" + std::to_string(i), "12480", "12480"));
    }
    const auto differ = [&rows](std::size_t row, Cause cause, const char* value, const char* words) {
        rows[row].differences.push_back({cause, decimal(value), 2, words});
    };
    rows[2].customer = "acme";
    rows[2].accepted = rows[2].billed.emplace(decimal("12450"));
    differ(2, Cause::Refused, "30", "status 400: customerId is not known here; create it first");
    differ(2, Cause::WindowOpen, "7", "");
    rows[3].billed = decimal("0");
    differ(3, Cause::NotInLedger, "12480", "");
    rows[4].billed = decimal("12510");
    differ(4, Cause::HasMore, "30", "perhaps of a request whose answer was not noted");
    rows[5].customer = "";
    rows[5].sent = rows[5].accepted = rows[5].billed.emplace();
    differ(5, Cause::NoCustomer, "12480", "");
    differ(6, Cause::Waiting, "480", "");
    return rows;
}

billing::DeskState deskToLookAt() {
    auto ledger = std::make_shared<billing::LedgerView>();
    for (int i = 0; i < 12; ++i) {
        ledger->lines.push_back(
            {"customer-" + std::to_string(i),
             i % 2 == 0 ? "api-calls" : "storage",
             decimal("12480.25"),
             12,
             i % 3 == 0 ? 2U : 0U,
             i % 4 == 0 ? 4'812U : 0U,
             tests::made::kUsageNowMs}
        );
    }
    ledger->linesInAll = ledger->lines.size();
    ledger->usageRecords = 144;
    ledger->usageRefused = 3;
    ledger->usageRefusals = {{"recordValue: \"x\" is no number", 2}, {"dimensionId is missing", 1}};
    ledger->planned = {{{billing::FaultKind::TooMany, 5}, 3}, {{billing::FaultKind::Slow, 2'000}, 1}};
    ledger->done = {{"503", 4}};
    billing::DeskState state;
    state.isRunning = state.isMetering = true;
    state.address = "127.0.0.1:9292";
    state.clientId = "meterbench";
    state.folder = "/tmp/meterbench-AbCdEf/billing";
    state.ledger = ledger;
    return state;
}

std::shared_ptr<usage::View> manyCustomers(int count) {
    auto view = std::make_shared<usage::View>(tests::made::usageView());
    auto customers = std::make_shared<std::vector<usage::CustomerPtr>>();
    for (int i = 0; i < count; ++i) {
        customers->push_back(tests::made::customer(
            "c" + std::to_string(10'000 + i),
            *view->workspace,
            {tests::made::dimension("API calls", std::to_string((i * 7'919) % 100'003), 1, i),
             tests::made::dimension("Storage", std::to_string(i % 97), 0.9, 0)}
        ));
    }
    view->customers = customers;
    return view;
}

QStringList namesOf(const UsageModel& model) {
    QStringList names;
    for (int row = 0; row < model.rowCount(); ++row) {
        names += cell(model, row, UsageModel::Name);
    }
    return names;
}

} // namespace

class BillingViewsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QApplication::setStyle(new Theme(Appearance::Dark)); }

    void theInspectorIsOfUsageAlone() {
        Bench bench;
        QVERIFY(bench.page->inspector()->isVisible());
        QVERIFY(bench.page->filterField() != nullptr);
        bench.page->showView(BillingPage::Reconcile);
        QVERIFY(!bench.page->inspector()->isVisible());
        QVERIFY(!bench.page->table()->isVisible());
        QVERIFY(bench.page->filterField() == nullptr);
        QVERIFY(bench.page->firstFocus()->isVisible());
        bench.page->showUsage("acme", "Storage"); // leads back
        QCOMPARE(bench.page->view(), BillingPage::Usage);
    }

    void comparingAsksForThePeriodAndShowsTroubleFirst() {
        Bench bench;
        bench.page->showView(BillingPage::Reconcile);
        QVERIFY(!bench.view().table()->isVisible());
        bench.view().compare();
        QCOMPARE(bench.book.asked.size(), std::size_t{1});
        QCOMPARE(bench.book.asked[0].endpoint, std::string("billing"));
        QCOMPARE(bench.book.asked[0].fromMs, tests::made::kMonth.beginMs);
        QCOMPARE(bench.book.asked[0].toMs, tests::made::kMonth.endMs);
        QVERIFY(buttonOf(&bench.view(), QStringLiteral("Comparing…")) != nullptr);
        bench.answer(rowsInTrouble());
        QVERIFY(buttonOf(&bench.view(), QStringLiteral("Comparing…")) == nullptr);
        QVERIFY(bench.view().facts().startsWith(QStringLiteral("Asked at ")));
        QVERIFY2(
            bench.view().verdict().contains(QStringLiteral("in 1 of 2 rows.")),
            qPrintable(bench.view().verdict())
        );
        const ReconcileModel& model = *bench.view().model();
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(cell(model, 0, ReconcileModel::Customer), QStringLiteral("globex"));
        QCOMPARE(cell(model, 0, ReconcileModel::Billed), QStringLiteral("8,100 calls"));
        QCOMPARE(
            cell(model, 0, ReconcileModel::Difference),
            QStringLiteral("○ window still open: 5 calls in 1 record")
        );
        QCOMPARE(cell(model, 1, ReconcileModel::Customer), QString());
        QVERIFY(cell(model, 1, ReconcileModel::Difference)
                    .startsWith(QStringLiteral("▲ the receiver's sum differs: −12 calls in 0 ")));
        QCOMPARE(
            model.index(1, ReconcileModel::Difference).data(TokenRole).toInt(),
            static_cast<int>(Token::Bad)
        );
        // A receiver's words are text, wherever they stand.
        QVERIFY(!model.index(1, ReconcileModel::Difference)
                     .data(Qt::ToolTipRole)
                     .toString()
                     .contains(QLatin1String("<b>")));
        QCOMPARE(cell(model, 2, ReconcileModel::Customer), QStringLiteral("Acme Ltd"));
        QCOMPARE(cell(model, 2, ReconcileModel::Difference), QStringLiteral("● equal"));
        bench.view().table()->setCurrentIndex(model.index(1, 0));
        QVERIFY(bench.view().advice().contains(QStringLiteral("one by one")));
    }

    void allEqualIsSaidWithTotals() {
        Bench bench;
        bench.page->showView(BillingPage::Reconcile);
        bench.view().compare();
        bench.answer({rowOf("acme", "10", "10"), rowOf("globex", "5", "5")});
        QCOMPARE(
            bench.view().verdict(),
            QStringLiteral("● All equal: in 2 rows with 6 records metered, sent, accepted and "
                           "billed are equal.")
        );
        QVERIFY(QString(bench.view().facts())
                    .replace(QChar(0x00a0), u' ')
                    .endsWith(QStringLiteral("Accepted in all: 15 calls.")));
        bench.view().compare();
        bench.answer({}, "billing: http://a:1/api/v1/ledger: connection refused");
        QVERIFY(bench.view().verdict().startsWith(QStringLiteral("▲ It could not be compared.")));
        QVERIFY(bench.view().verdict().contains(QStringLiteral("connection refused")));
        QVERIFY(!bench.view().table()->isVisible());
    }

    void anAnswerIsOfItsQuestion() {
        Bench bench({"billing", "other"});
        bench.page->showView(BillingPage::Reconcile);
        bench.view().compare();
        bench.answer(rowsInTrouble());
        QCOMPARE(bench.view().model()->rowCount(), 3);
        bench.view().setTime(ReconcileView::Everything); // nobody asked that yet
        QCOMPARE(bench.view().model()->rowCount(), 0);
        bench.view().compare();
        QCOMPARE(bench.book.asked.back().toMs, INT64_MAX);
        bench.view().setTime(ReconcileView::Yesterday);
        bench.view().compare();
        QCOMPARE(bench.book.asked.back().toMs - bench.book.asked.back().fromMs, 86'400'000);
        QVERIFY(bench.book.asked.back().toMs <= tests::made::kUsageNowMs);
    }

    void withoutAnEndpointItSaysSo() {
        Bench bench(std::vector<std::string>{});
        bench.page->showView(BillingPage::Reconcile);
        bench.view().compare();
        QVERIFY(bench.book.asked.empty());
        bool saysWhere = false;
        for (const QLabel* label : bench.view().findChildren<QLabel*>()) {
            saysWhere = saysWhere || (label->isVisible() &&
                                      label->text().contains(QStringLiteral("Forwarding")));
        }
        QVERIFY(saysWhere);
        QTest::mouseClick(
            buttonOf(&bench.view(), QStringLiteral("Go to Forwarding")), Qt::LeftButton
        );
        QVERIFY(bench.navigator.pages == std::vector{PageId::Forwarding});
        QVERIFY(bench.book.asked.empty());
        QVERIFY(buttonOf(&bench.view(), QStringLiteral("Compare now")) == nullptr ||
                !buttonOf(&bench.view(), QStringLiteral("Compare now"))->isVisible());
    }

    void theChoiceFollowsWhoIsSentUsageNow() {
        Bench bench(std::vector<std::string>{});
        bench.page->showView(BillingPage::Reconcile);
        const QComboBox& choice = *bench.view().endpoints();
        bench.sendTo({"lago"}); // the first one, added on Forwarding
        QCOMPARE(choice.count(), 1);
        bench.view().compare();
        QCOMPARE(bench.book.asked.back().endpoint, std::string("lago"));
        bench.answer(rowsInTrouble());
        bench.sendTo({"paigo", "lago", "third"}); // others beside it: it stays, and its answer
        QCOMPARE(choice.count(), 3);
        QCOMPARE(choice.currentText(), QStringLiteral("lago"));
        QCOMPARE(bench.view().model()->rowCount(), 3);
        bench.sendTo({"paigo", "renamed", "third"});
        QCOMPARE(choice.currentText(), QStringLiteral("renamed"));
        QCOMPARE(bench.view().model()->rowCount(), 0); // it is of another question
        bench.sendTo({"third", "renamed"});
        QCOMPARE(choice.currentText(), QStringLiteral("renamed"));
        bench.sendTo({"third"}); // removed
        QCOMPARE(choice.currentText(), QStringLiteral("third"));
        bench.sendTo(std::vector<std::string>{});
        QCOMPARE(choice.count(), 0);
        bench.view().compare();
        QCOMPARE(bench.book.asked.size(), std::size_t{1});
    }

    void anAnswerOfAnotherReceiverUnderTheSameNameGoes() {
        Bench bench;
        bench.page->showView(BillingPage::Reconcile);
        bench.view().compare();
        bench.answer(rowsInTrouble());
        bench.sendTo({"billing"}); // the same, put in force anew
        QCOMPARE(bench.view().model()->rowCount(), 3);
        auto moved = *endpointsNamed({"billing"});
        moved.front().url = "http://elsewhere:1/usage";
        bench.sendTo(
            std::make_shared<const std::vector<delivery::UsageEndpointOptions>>(std::move(moved))
        );
        QCOMPARE(bench.view().model()->rowCount(), 0);
        QVERIFY(buttonOf(&bench.view(), QStringLiteral("Compare now"))->isVisible());
    }

    void csvIsWritten() {
        Bench bench;
        bench.view().compare();
        bench.answer(rowsInTrouble());
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("r.csv"));
        QCOMPARE(ReconcileView::save(*bench.usage->reconciled(), path), QString());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().count('\n'), 4); // a header, two differences, an equal row
        QVERIFY(!ReconcileView::save(*bench.usage->reconciled(), folder.path()).isEmpty());
    }

    void theModelKeepsItsPromises() {
        Bench bench;
        const QAbstractItemModelTester tester(
            bench.view().model(), QAbstractItemModelTester::FailureReportingMode::Fatal
        );
        bench.view().compare();
        bench.answer(rowsInTrouble());
        bench.view().setTime(ReconcileView::Today);
        QCOMPARE(bench.view().model()->rowCount(), 0);
    }

    void feesAreNeverSent() {
        Bench bench;
        usage::View view = tests::made::usageView();
        view.endpoints = {"billing"};
        view.money.front().fees = decimal("10");
        bench.book.show(view);
        bench.usage->poll();
        const auto& figures = bench.page->figures()->figures();
        QCOMPARE(figures[1].note, QStringLiteral("= same"));
        QVERIFY2(
            figures[0].note.endsWith(QStringLiteral("with fees")), qPrintable(figures[0].note)
        );
        QVERIFY(figures[0].figure != figures[0].note);
    }

    // With MB_SHOTS=folder the pictures are kept there, to be looked at.
    void everyViewIsPainted_data() {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("dark");
        QTest::addColumn<bool>("filled");
        for (const QSize& size : {QSize(1'096, 728), QSize(840, 528), QSize(528, 528)}) {
            for (const bool dark : {true, false}) {
                for (const bool filled : {true, false}) {
                    const QString name = QStringLiteral("%1-%2-%3")
                                             .arg(size.width())
                                             .arg(dark ? "dark" : "light", filled ? "filled" : "empty");
                    QTest::newRow(qPrintable(name)) << size << dark << filled;
                }
            }
        }
    }

    void everyViewIsPainted() {
        QFETCH(QSize, size);
        QFETCH(bool, dark);
        QFETCH(bool, filled);
        QApplication::setStyle(new Theme(dark ? Appearance::Dark : Appearance::Light));
        Bench bench(filled ? std::vector<std::string>{"billing"} : std::vector<std::string>{});
        if (filled) {
            bench.page->sortBy(UsageModel::Price);
            bench.view().compare();
            bench.answer(rowsToLookAt());
            bench.desk.state = deskToLookAt();
        }
        const std::pair<const char*, BillingPage::View> views[] = {
            {"reconcile", BillingPage::Reconcile},
            {"own", BillingPage::OwnEndpoint},
            {"usage", BillingPage::Usage}};
        for (const auto& [name, view] : views) {
            bench.page->showView(view);
            QCoreApplication::processEvents();
            bench.page->resize(size);
            QCoreApplication::processEvents();
            QImage picture(size, QImage::Format_RGB32);
            picture.fill(Theme::of(bench.page.get()).color(Token::Background));
            bench.page->render(&picture, {}, {}, QWidget::DrawChildren);
            const QString folder = qEnvironmentVariable("MB_SHOTS");
            if (!folder.isEmpty()) {
                QVERIFY(picture.save(QStringLiteral("%1/billing-%2-%3.png")
                                         .arg(folder, name, QTest::currentDataTag())));
            }
        }
        QApplication::setStyle(new Theme(Appearance::Dark));
    }

    // the endpoint of our own

    void startsAndStops() {
        Bench bench;
        bench.page->showView(BillingPage::OwnEndpoint);
        OwnEndpointView& view = *bench.page->ownEndpoint();
        QPushButton* const start = buttonOf(&view, QStringLiteral("Start"));
        QVERIFY(start != nullptr);
        QTest::mouseClick(start, Qt::LeftButton);
        QCOMPARE(bench.desk.wishes.size(), std::size_t{1});
        QCOMPARE(bench.desk.wishes[0].address, std::string("127.0.0.1:9292"));
        QVERIFY(bench.desk.wishes[0].clientId.empty());
        QCOMPARE(start->text(), QStringLiteral("Stop"));
        QTest::mouseClick(start, Qt::LeftButton);
        QVERIFY(!bench.desk.state.isRunning);
        view.findChild<QCheckBox*>()->setChecked(true);
        QTest::mouseClick(start, Qt::LeftButton);
        QCOMPARE(bench.desk.wishes.back().clientId, std::string("meterbench"));
        QCOMPARE(bench.desk.wishes.back().clientSecret.size(), std::size_t{32});
        const QString entry = OwnEndpointView::workspaceEntry(bench.desk.state);
        QVERIFY(entry.contains(QStringLiteral("url: http://127.0.0.1:9292/usage")));
        QVERIFY(!entry.contains(QString::fromStdString(bench.desk.wishes.back().clientSecret)));
    }

    void whatCannotStartSaysWhy() {
        Bench bench;
        bench.desk.problem = "127.0.0.1:9292 is in use";
        bench.page->showView(BillingPage::OwnEndpoint);
        OwnEndpointView& view = *bench.page->ownEndpoint();
        QTest::mouseClick(buttonOf(&view, QStringLiteral("Start")), Qt::LeftButton);
        QCOMPARE(view.problem(), QStringLiteral("127.0.0.1:9292 is in use"));
    }

    void faultsLedgerAndSending() {
        Bench bench;
        auto ledger = std::make_shared<billing::LedgerView>();
        ledger->lines = {{"acme", "API calls", decimal("12480"), 3, 1, 0, 1'000}};
        ledger->linesInAll = 1;
        ledger->usageRecords = 3;
        ledger->usageRefused = 2;
        ledger->usageRefusals = {{"recordValue: \"x\" is no number", 2}};
        ledger->planned = {{{billing::FaultKind::TooMany, 5}, 3}};
        ledger->done = {{"503", 4}};
        bench.desk.state.isRunning = true;
        bench.desk.state.address = "127.0.0.1:9292";
        bench.desk.state.ledger = ledger;
        bench.page->showView(BillingPage::OwnEndpoint);
        OwnEndpointView& view = *bench.page->ownEndpoint();
        QCOMPARE(
            view.faultWords(), QStringLiteral("planned: 429, Retry-After 5 s × 3; 4 met so far")
        );
        QCOMPARE(view.ledger()->rows().size(), std::size_t{1});
        QCOMPARE(view.ledger()->rows()[0][2].text, QStringLiteral("12,480"));
        QCOMPARE(view.refusals()->rows().size(), std::size_t{1});
        QPushButton* const send = buttonOf(&view, QStringLiteral("Send my usage here"));
        QVERIFY(!send->isEnabled()); // nothing is metered
        bench.desk.state.isMetering = true;
        view.refresh();
        QTest::mouseClick(send, Qt::LeftButton);
        QVERIFY(bench.desk.state.isSendingHere);
        QVERIFY(!send->isEnabled());
        for (const char* const name : {"401", "429", "503", "Slow", "Reset", "Partial"}) {
            QTest::mouseClick(buttonOf(&view, QString::fromLatin1(name)), Qt::LeftButton);
        }
        QCOMPARE(bench.desk.plans.size(), std::size_t{6});
        QCOMPARE(bench.desk.plans[0].requests, std::uint64_t{3});
        QCOMPARE(bench.desk.plans[1].fault.number, 5);
        QTest::mouseClick(buttonOf(&view, QStringLiteral("Clear")), Qt::LeftButton);
        QVERIFY(bench.desk.plans.empty());
    }

    void theDemosEndpointIsTheDemos() {
        Bench bench;
        bench.desk.state.isRunning = true;
        bench.desk.state.isDemos = true;
        bench.page->showView(BillingPage::OwnEndpoint);
        OwnEndpointView& view = *bench.page->ownEndpoint();
        QVERIFY(!buttonOf(&view, QStringLiteral("Stop"))->isVisible());
        QVERIFY(buttonOf(&view, QStringLiteral("503"))->isVisible());
    }

    // order

    void columnsOrderCustomersAndTheirDimensions() {
        UsageModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal
        );
        model.update(std::make_shared<usage::View>(tests::made::usageView()));
        const QPersistentModelIndex storage = model.index(model.rowOf("acme", "Storage"), 0);
        model.sort(UsageModel::Price, Qt::AscendingOrder);
        QCOMPARE(
            namesOf(model),
            QStringList(
                {"globex", "Storage", "API calls", "acme", "Storage", "API calls", "No customer", "calls"}
            )
        );
        QCOMPARE(storage.row(), model.rowOf("acme", "Storage"));
        model.sort(UsageModel::Price, Qt::DescendingOrder);
        QCOMPARE(namesOf(model).front(), QStringLiteral("acme"));
        QCOMPARE(namesOf(model)[6], QStringLiteral("No customer")); // without a price: last
        model.sort(UsageModel::Coverage, Qt::AscendingOrder);
        QCOMPARE(namesOf(model)[1], QStringLiteral("Storage"));
        model.toggle(model.rowOf("acme", "none"));
        QCOMPARE(model.rowCount(), 6);
        model.setFilterText(QStringLiteral("dimension=Storage"));
        QCOMPARE(model.rowCount(), 4);
        model.setFilterText({});
        QCOMPARE(model.rowCount(), 6);
        model.sort(-1, Qt::AscendingOrder);
        QCOMPARE(namesOf(model).front(), QStringLiteral("acme"));
    }

    void whatMovesIsOrderedAgainOnceASecondAndNotUnderThePointer() {
        UsageModel model;
        usage::View view = tests::made::usageView();
        view.shape = std::make_shared<const bool>(true);
        model.update(std::make_shared<usage::View>(view));
        model.sort(UsageModel::Usage, Qt::DescendingOrder);
        QCOMPARE(cell(model, 1, UsageModel::Name), QStringLiteral("API calls"));
        const auto grown = [&](std::int64_t laterMs) {
            usage::View next = view;
            auto customers = std::make_shared<std::vector<usage::CustomerPtr>>(*view.customers);
            customers->front() = tests::made::customer(
                "acme",
                *view.workspace,
                {tests::made::dimension("API calls", "1", 1, 10),
                 tests::made::dimension("Storage", "18.4", 1, 0)}
            );
            next.customers = customers;
            next.timeMs += laterMs;
            return std::make_shared<usage::View>(next);
        };
        model.update(grown(500));
        QCOMPARE(cell(model, 1, UsageModel::Name), QStringLiteral("API calls"));
        model.setHeld(true);
        model.update(grown(1'500));
        QCOMPARE(cell(model, 1, UsageModel::Name), QStringLiteral("API calls"));
        model.setHeld(false);
        model.update(grown(1'600));
        QCOMPARE(cell(model, 1, UsageModel::Name), QStringLiteral("Storage"));
    }

    void manyAreOrderedAndFilteredElsewhere() {
        UsageModel model;
        const auto view = manyCustomers(3'000);
        model.update(view);
        QCOMPARE(model.rowCount(), 3'000); // closed
        model.sort(UsageModel::Price, Qt::DescendingOrder);
        QVERIFY(!model.isSettled());
        QTRY_VERIFY(model.isSettled());
        for (int row = 1; row < model.rowCount(); ++row) {
            QVERIFY(*model.at(row).customer->total() <= *model.at(row - 1).customer->total());
        }
        const QPersistentModelIndex held = model.index(0, 0);
        const std::string first = model.at(0).customer->id;
        model.sort(UsageModel::Name, Qt::AscendingOrder);
        QTRY_VERIFY(model.isSettled());
        QCOMPARE(model.at(held.row()).customer->id, first);
        model.setFilterText(QStringLiteral("customer=c10007"));
        QTRY_COMPARE(model.rowCount(), 3);
        QCOMPARE(model.matchedCount(), 2);
        QCOMPARE(model.totalCount(), 6'000);
        // Others come while it filters: what was shown stays until their texts are there.
        model.update(manyCustomers(3'001));
        QTRY_COMPARE(model.totalCount(), 6'002);
        QCOMPARE(model.rowCount(), 3);
        model.setFilterText({});
        QCOMPARE(model.rowCount(), 3'001);
    }

    /// Each letter asks anew; what is shown, and what is closed, stays as it is until the answer.
    void anotherFilterOverManyIsAnsweredLater() {
        UsageModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal
        );
        model.update(manyCustomers(3'000));
        model.setFilterText(QStringLiteral("c1"));
        QTRY_VERIFY(model.isSettled());
        model.setFilterText({});
        QCOMPARE(model.rowCount(), 3'000);
        model.setFilterText(QStringLiteral("customer=c10007"));
        QVERIFY(!model.isSettled());
        QCOMPARE(model.rowCount(), 3'000);
        model.sort(UsageModel::Name, Qt::DescendingOrder);
        model.toggle(0);
        QCOMPARE(model.rowCount(), 3'002);
        QTRY_VERIFY(model.isSettled());
        QCOMPARE(model.rowCount(), 3);
        // Typed on before the texts are there: the last one counts.
        UsageModel fresh;
        fresh.update(manyCustomers(3'000));
        fresh.setFilterText(QStringLiteral("customer=c10007"));
        fresh.setFilterText(QStringLiteral("customer=c10008 Storage"));
        QTRY_VERIFY(fresh.isSettled());
        QCOMPARE(fresh.rowCount(), 2);
        QCOMPARE(fresh.at(0).customer->id, std::string("c10008"));
    }

    void theHeaderAndKeysOrderAndItIsRemembered() {
        Bench bench;
        bench.page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(bench.page.get()));
        QTableView* const table = bench.page->table();
        table->setFocus();
        QTest::keyClick(table, Qt::Key_3, Qt::AltModifier);
        QCOMPARE(bench.page->model()->sortColumn(), int(UsageModel::Price));
        QCOMPARE(bench.navigator.kept[QStringLiteral("billing")], QByteArray("2 up"));
        const QHeaderView* const header = table->horizontalHeader();
        const QPoint place(header->sectionViewportPosition(UsageModel::Price) + 20, 10);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, place);
        QCOMPARE(bench.navigator.kept[QStringLiteral("billing")], QByteArray("2 down"));
        bench.build(); // the next run
        QCOMPARE(bench.page->model()->sortColumn(), int(UsageModel::Price));
        QCOMPARE(bench.page->model()->sortOrder(), Qt::DescendingOrder);
        bench.page->sortBy(UsageModel::Price);
        QCOMPARE(bench.page->model()->sortColumn(), -1);
        bench.page->sortBy(UsageModel::Today);
        QCOMPARE(bench.page->model()->sortColumn(), -1);
    }
};

QTEST_MAIN(BillingViewsTest)
#include "billing_views_test.moc"
