// Billing: the model keeps its promises, figures and causes say what there is, keys and clicks lead
// where they should, repairs, plans, templates and statements do what they say.
#include "tests/support/made_usage.h"
#include "tests/support/recording_navigator.h"
#include "tests/support/scripted_source.h"
#include "tests/support/scripted_usage.h"
#include "ui/pages/billing/billing_inspector.h"
#include "ui/pages/billing/billing_page.h"
#include "ui/pages/billing/billing_words.h"
#include "ui/pages/billing/figure_strip.h"
#include "ui/pages/billing/inspector_tabs.h"
#include "ui/pages/billing/line_table.h"
#include "ui/pages/billing/plans_dialog.h"
#include "ui/pages/billing/record_words.h"
#include "ui/pages/billing/repair_dialog.h"
#include "ui/pages/billing/statement_dialog.h"
#include "ui/pages/billing/templates_dialog.h"
#include "ui/pages/billing/unbilled_model.h"
#include "ui/pages/billing/usage_model.h"
#include "ui/widgets/cell_delegate.h"
#include "ui/widgets/filter_field.h"
#include "ui/widgets/theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace meterbench;
using namespace meterbench::ui;
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

/// The series of two targets name no customer.
std::shared_ptr<pipeline::Snapshot> withUnbilled() {
    auto now = std::make_shared<pipeline::Snapshot>(*tests::makeSnapshot(3, 4));
    auto metered = std::make_shared<pipeline::MetererState>();
    metering::Unbilled cause;
    cause.meter = "calls";
    cause.things = 2;
    cause.source = 1000;
    cause.example = "http_requests_total{path=\"/\"}";
    metered->unbilled = {cause};
    cause.source = 1001;
    cause.things = 5;
    metered->unbilled.push_back(cause);
    cause.verdict = metering::Verdict::MalformedId;
    cause.label = "paigoCustomerID";
    cause.things = 1;
    metered->unbilled.push_back(cause);
    now->metered = metered;
    now->generation = 50;
    return now;
}

struct Bench {
    tests::ScriptedSource source{withUnbilled()};
    tests::ScriptedUsage book;
    std::unique_ptr<SnapshotFeed> feed;
    std::unique_ptr<UsageFeed> usage;
    tests::RecordingNavigator navigator;
    std::unique_ptr<BillingPage> page;

    explicit Bench(bool hasUsage = true, int width = 1'250) {
        if (hasUsage) {
            book.show(tests::made::usageView());
        }
        feed = std::make_unique<SnapshotFeed>(source);
        usage = std::make_unique<UsageFeed>(book);
        page = std::make_unique<BillingPage>(*usage, *feed, navigator, nullptr);
        page->resize(width, 700);
        page->show();
        page->update(nullptr, feed->current());
    }
};

usage::View changed(const usage::View& view, std::size_t customer, const char* units) {
    usage::View next = view;
    auto customers = std::make_shared<std::vector<usage::CustomerPtr>>(*view.customers);
    auto one = std::make_shared<usage::CustomerRow>(*customers->at(customer));
    auto row = std::make_shared<usage::DimensionRow>(*one->dimensions.front());
    row->usage = decimal(units);
    one->dimensions.front() = row;
    customers->at(customer) = one;
    next.customers = customers;
    return next;
}

} // namespace

class BillingPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QApplication::setStyle(new Theme(Appearance::Dark)); }

    void theModelFollowsCustomersThatComeAndGo() {
        UsageModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal
        );
        auto view = std::make_shared<usage::View>(tests::made::usageView());
        model.update(view);
        QCOMPARE(model.rowCount(), 8);
        const QPersistentModelIndex globex = model.index(model.rowOf("globex", "API calls"), 0);
        auto next = std::make_shared<usage::View>(*view);
        auto customers = std::make_shared<std::vector<usage::CustomerPtr>>(*view->customers);
        customers->insert(
            customers->begin() + 1,
            tests::made::customer(
                "bolt", *view->workspace, {tests::made::dimension("Storage", "1", 1, 0)}
            )
        );
        next->customers = customers;
        model.update(next);
        QCOMPARE(model.rowCount(), 10);
        QVERIFY(globex.isValid());
        QCOMPARE(globex.row(), model.rowOf("globex", "API calls"));
        model.update(view);
        QCOMPARE(model.rowCount(), 8);
        QCOMPARE(globex.row(), model.rowOf("globex", "API calls"));
        model.update(std::make_shared<usage::View>());
        QCOMPARE(model.rowCount(), 0);
    }

    void onlyWhatChangedIsTold() {
        UsageModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal
        );
        const usage::View view = tests::made::usageView();
        model.update(std::make_shared<usage::View>(view));
        const QSignalSpy told(&model, &QAbstractItemModel::dataChanged);
        model.update(std::make_shared<usage::View>(changed(view, 1, "9000")));
        QCOMPARE(told.size(), 1);
        QCOMPARE(told.front().at(0).toModelIndex().row(), model.rowOf("globex", "API calls") - 1);
        QCOMPARE(told.front().at(1).toModelIndex().row(), model.rowOf("globex", "API calls"));
        QCOMPARE(
            cell(model, model.rowOf("globex", "API calls"), UsageModel::Usage),
            QStringLiteral("9,000 calls")
        );
    }

    void cellsSayUsagePriceAndCoverage() {
        UsageModel model;
        model.update(std::make_shared<usage::View>(tests::made::usageView()));
        QCOMPARE(cell(model, 0, UsageModel::Name), QStringLiteral("acme"));
        QCOMPARE(cell(model, 0, UsageModel::Price), QStringLiteral("€ 16.44"));
        QCOMPARE(cell(model, 1, UsageModel::Usage), QStringLiteral("12,480 calls"));
        QCOMPARE(cell(model, 1, UsageModel::Now), QStringLiteral("+10 /s"));
        QCOMPARE(cell(model, 2, UsageModel::Usage), QStringLiteral("18.4 GBh"));
        QCOMPARE(cell(model, 5, UsageModel::Coverage), QStringLiteral("94.9 %"));
        QCOMPARE(
            model.index(5, UsageModel::Coverage).data(TokenRole).toInt(),
            static_cast<int>(Token::Attention)
        );
        QCOMPARE(cell(model, 6, UsageModel::Name), QStringLiteral("No customer"));
    }

    void aFilterKeepsTheCustomersOfWhatMatches() {
        Bench bench;
        bench.page->filterField()->setText(QStringLiteral("dimension=Storage !acme"));
        QCOMPARE(bench.page->model()->rowCount(), 2);
        QCOMPARE(cell(*bench.page->model(), 0, UsageModel::Name), QStringLiteral("globex"));
        bench.page->filterField()->setText(QStringLiteral("customer=~("));
        auto* field = static_cast<FilterField*>(bench.page->filterField());
        bench.page->update(nullptr, bench.feed->current());
        QVERIFY(!field->problem().isEmpty());
        QCOMPARE(bench.page->model()->rowCount(), 2); // the last good result
        QTest::keyClick(field, Qt::Key_Escape);
        QCOMPARE(bench.page->model()->rowCount(), 8);
    }

    void figuresStandToEachOther() {
        Bench bench;
        const auto& none = bench.page->figures()->figures();
        QCOMPARE(none[1].note, QStringLiteral("no usage endpoint"));
        usage::View view = tests::made::usageView();
        view.endpoints = {"paigo"};
        view.money.front().accepted = *(view.money.front().sent - decimal("1"));
        view.recordsRefused = 3;
        bench.book.show(view);
        bench.usage->poll();
        const auto& figures = bench.page->figures()->figures();
        QCOMPARE(figures[1].note, QStringLiteral("= same"));
        QVERIFY(figures[2].note.contains(QStringLiteral("1.00, 3 refused")));
        QCOMPARE(figures[3].figure, QStringLiteral("2 causes"));
        QCOMPARE(figures[3].note, nobodyText(view));
        QCOMPARE(bench.page->attentionCount(*bench.feed->newest()), 2);
    }

    /// Also when no series lacks its customer any more: what was used then stays without one.
    void usageOfNobodyIsNamed() {
        usage::View view = tests::made::usageView();
        QCOMPARE(nobodyText(view), QStringLiteral("70\u00A0calls of nobody"));
        const auto withRows = [&](const std::vector<usage::DimensionPtr>& rows) {
            auto nobody = std::make_shared<usage::CustomerRow>(*view.customers->back());
            nobody->dimensions = rows;
            auto customers = std::make_shared<std::vector<usage::CustomerPtr>>(*view.customers);
            customers->back() = nobody;
            view.customers = customers;
        };
        const auto used = tests::made::dimension("jobs", "35", 1, 0);
        const auto none = tests::made::dimension("Storage", "0", 1, 0);
        withRows({used, none, used});
        QCOMPARE(nobodyText(view), QStringLiteral("usage of nobody: 2 dimensions"));
        withRows({none});
        QVERIFY(nobodyText(view).isEmpty());
        QVERIFY(nobodyText(usage::View()).isEmpty());
    }

    void causesAreGroupedAndNamed() {
        Bench bench;
        const QAbstractItemModel& model = *bench.page->causes()->model();
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(
            cell(model, 0, UnbilledModel::Where), QStringLiteral("10.0.3.0:9100, 10.0.3.1:9100")
        );
        QCOMPARE(cell(model, 0, UnbilledModel::Amount), QStringLiteral("7 series"));
        QCOMPARE(cell(model, 0, UnbilledModel::Why), QStringLiteral("no paigoCustomerID"));
        QCOMPARE(
            cell(model, 1, UnbilledModel::Why), QStringLiteral("paigoCustomerID is not an id")
        );
    }

    void theModelOfCausesKeepsItsPromises() {
        UnbilledModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal
        );
        const auto causes = unbilledCauses(*withUnbilled(), tests::made::usageView());
        model.show(causes, {});
        QCOMPARE(model.rowCount(), 2);
        model.show({causes.front()}, {});
        model.show(causes, {});
        model.show({}, {});
        QCOMPARE(model.rowCount(), 0);
    }

    void keysMoveOpenAndClose() {
        Bench bench;
        QTableView* table = bench.page->table();
        bench.page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(bench.page.get()));
        QCOMPARE(bench.page->firstFocus(), table);
        table->setFocus();
        QCOMPARE(table->currentIndex().row(), 1); // the first dimension is inspected at once
        QCOMPARE(bench.book.watched.dimension, std::string("API calls"));
        QTest::keyClick(table, Qt::Key_Down);
        QCOMPARE(bench.book.watched.dimension, std::string("Storage"));
        QTest::keyClick(table, Qt::Key_Left); // to its customer
        QCOMPARE(table->currentIndex().row(), 0);
        QVERIFY(!bench.book.watched.isWanted);
        QTest::keyClick(table, Qt::Key_Left); // closes it
        QCOMPARE(bench.page->model()->rowCount(), 6);
        QTest::keyClick(table, Qt::Key_Right);
        QCOMPARE(bench.page->model()->rowCount(), 8);
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(bench.page->model()->rowCount(), 6);
        QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("acme\t")));
    }

    void aClickOnACustomerClosesIt() {
        Bench bench;
        QTableView* table = bench.page->table();
        const QRect place = table->visualRect(bench.page->model()->index(3, 0));
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, place.center());
        QCOMPARE(bench.page->model()->rowCount(), 6);
        QVERIFY(bench.page->model()->isClosed(3));
    }

    void whatIsSelectedStaysSelected() {
        Bench bench;
        bench.page->showUsage("globex", "Storage");
        QCOMPARE(bench.book.watched.customer, std::string("globex"));
        usage::View view = tests::made::usageView();
        auto customers = std::make_shared<std::vector<usage::CustomerPtr>>(*view.customers);
        customers->insert(customers->begin(), tests::made::customer("aaa", *view.workspace, {}));
        view.customers = customers;
        bench.book.show(view);
        bench.usage->poll();
        const UsageModel::Place place =
            bench.page->model()->at(bench.page->table()->currentIndex().row());
        QCOMPARE(place.customer->id, std::string("globex"));
        QCOMPARE(place.dimension->dimension, std::string("Storage"));
    }

    void onANarrowPageTheInspectorComesWhenAskedAndGoesWithEscape() {
        Bench bench(true, 700);
        QVERIFY(!bench.page->inspector()->isVisible());
        bench.page->showUsage("globex", "Storage");
        QVERIFY(bench.page->inspector()->isVisible());
        QTest::keyClick(bench.page->table(), Qt::Key_Escape);
        QVERIFY(!bench.page->inspector()->isVisible());
    }

    void withoutAWorkspaceThereIsOneAction() {
        Bench bench(false);
        QVERIFY(!bench.page->table()->isVisible());
        auto* open = qobject_cast<QPushButton*>(bench.page->firstFocus());
        QVERIFY(open != nullptr);
        QTest::mouseClick(open, Qt::LeftButton);
        QCOMPARE(bench.navigator.opened, 1);
        bench.book.show(tests::made::usageView());
        bench.usage->poll();
        QVERIFY(bench.page->table()->isVisible());
    }

    void everyTabIsPainted() {
        Bench bench;
        usage::View view = tests::made::usageView();
        auto drill = std::make_shared<usage::Drill>();
        drill->customer = "acme";
        drill->dimension = "API calls";
        usage::RecordRow record;
        record.sequence = 3;
        record.units = decimal("30");
        record.record.thing = "api_calls{instance=\"api-3:8080\"}";
        record.record.evidence.resets = 1;
        record.delivered = {usage::Delivered::Refused};
        drill->records = {record};
        drill->windows.resize(2);
        drill->things.resize(1);
        view.drill = drill;
        view.endpoints = {"paigo"};
        bench.book.show(view);
        bench.usage->poll();
        QImage former;
        for (int tab = 0; tab < BillingInspector::TabCount; ++tab) {
            bench.page->inspector()->showTab(static_cast<BillingInspector::Tab>(tab));
            const QImage now = bench.page->grab().toImage();
            QVERIFY(now != former);
            former = now;
        }
        bool isRefused = false;
        for (const LineTable* table : bench.page->inspector()->findChildren<LineTable*>()) {
            for (const LineRow& row : table->rows()) {
                isRefused = isRefused || row.back().text == QStringLiteral("refused");
            }
        }
        QVERIFY(isRefused);
    }

    /// Down to the samples: Enter on what was measured charts its series, of all targets that have
    /// it.
    void theSamplesOfAThingAreCharted() {
        Bench bench;
        bench.page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(bench.page.get()));
        const model::BatchPtr& batch = bench.feed->current()->targets->front()->batches.front();
        model::Labels series;
        for (std::size_t i = 0; i < batch->layout->size() && series.empty(); ++i) {
            const model::Labels& one = batch->layout->labels.at(i);
            series = one.get(model::kMetricName) == "http_requests_total" ? one : series;
        }
        QVERIFY(!series.empty());
        const auto ask = [&](std::vector<std::string> identity, const std::string& thing) {
            usage::View view = tests::made::usageView();
            auto workspace = std::make_shared<config::Workspace>(*view.workspace);
            workspace->meters.front().selector = "http_requests_total";
            workspace->meters.front().identity = std::move(identity);
            view.workspace = workspace;
            auto drill = std::make_shared<usage::Drill>();
            drill->customer = "acme";
            drill->dimension = "API calls";
            drill->things.resize(1);
            drill->things.front().meter = workspace->meters.front().name;
            drill->things.front().thing = thing;
            view.drill = drill;
            bench.book.show(view);
            bench.usage->poll();
            bench.page->inspector()->showTab(BillingInspector::Series);
            LineTable* const things = bench.page->inspector()->findChild<SeriesTab*>()->things();
            things->setFocus();
            things->setCurrentIndex(things->model()->index(0, 0));
            QTest::keyClick(things, Qt::Key_Return);
        };
        ask({}, model::toSeriesText(series.views()));
        QTRY_COMPARE(bench.navigator.series, std::vector<model::SeriesRef>{series.ref()});
        const std::string path(series.get("path"));
        ask({"path"}, "{path=\"" + path + "\"}");
        QTRY_COMPARE(bench.navigator.series.size(), std::size_t{2}); // of both that are up
        QVERIFY(bench.navigator.series.front() != bench.navigator.series.back());
        QVERIFY(bench.navigator.said.isEmpty());
        ask({"path"}, "{path=\"/gone\"}");
        QTRY_COMPARE(
            bench.navigator.said,
            QStringList{QStringLiteral("No target has this now: its samples are over.")}
        );
    }

    void aRepairIsTriedOnRealSeriesAndApplied() {
        Bench bench;
        bench.page->openRepair(0);
        auto* dialog = bench.page->findChild<RepairDialog*>();
        QVERIFY(dialog != nullptr);
        QPushButton* apply = buttonOf(dialog, QStringLiteral("Apply now"));
        QVERIFY(!apply->isEnabled()); // no value yet
        QSignalSpy previewed(dialog, &RepairDialog::previewed);
        dialog->findChild<QLineEdit*>()->setText(QStringLiteral("acme"));
        QVERIFY(apply->isEnabled());
        QTRY_VERIFY(!previewed.isEmpty());
        // Series of the two targets without a dimension are still not billable with a customer.
        QVERIFY2(
            dialog->previewText().contains(QStringLiteral("now 0 are")),
            qPrintable(dialog->previewText())
        );
        QCOMPARE(dialog->repair().jobs.size(), 2U);
        QTest::mouseClick(apply, Qt::LeftButton);
        QCOMPARE(bench.source.posted().size(), 1U);
        const auto put = std::get<pipeline::ApplyConfig>(bench.source.posted().front());
        QCOMPARE(put.config->jobs.front().relabelRules.size(), 1U);
        QCOMPARE(
            put.config->jobs.front().relabelRules.front().targetLabel,
            std::string("paigoCustomerID")
        );
        QVERIFY(put.config->jobs.back().relabelRules.empty());
        QVERIFY(bench.feed->current()->config->jobs.front().relabelRules.empty());
    }

    void aRuleMakesALabelOfAnother() {
        auto shop = tests::made::workspace();
        shop->meters.front().dimension = "API calls";
        Repair repair;
        repair.isOnTarget = false;
        repair.label = "paigoCustomerID";
        repair.from = "status";
        const auto made = preview(repair, *shop, {"calls"}, *tests::makeSnapshot(3, 4), {1000});
        QVERIFY(made.ok());
        QCOMPARE(made->matched, 2ULL);
        QCOMPARE(made->before, 0ULL);
        QCOMPARE(made->after, 2ULL);
        QVERIFY(QString::fromStdString(yamlOf(repair))
                    .contains(QStringLiteral("  - source_labels: [status]\n    regex: '(.+)'\n    "
                                             "target_label: paigoCustomerID\n")));
        repair.regex = "(";
        QVERIFY(!check(repair).ok());
    }

    void aTypedQuantityHasAPrice() {
        Bench bench;
        bench.page->openPlans();
        auto* dialog = bench.page->findChild<PlansDialog*>();
        QVERIFY(dialog != nullptr);
        dialog->units()->setText(QStringLiteral("8112"));
        const auto& rows = dialog->tiers()->rows();
        QCOMPARE(rows.size(), 4U);
        QCOMPARE(rows[0][0].text, QStringLiteral("first 1,000"));
        QCOMPARE(rows[2][0].text, QStringLiteral("above 5,000"));
        QCOMPARE(rows[3][3].text, QStringLiteral("€\u00a08.11"));
        dialog->units()->setText(QStringLiteral("many"));
        QVERIFY(dialog->tiers()->rows().empty());
    }

    void templatesSayWhatTheyWouldCount() {
        Bench bench;
        bench.page->openTemplates();
        auto* dialog = bench.page->findChild<TemplatesDialog*>();
        QVERIFY(dialog != nullptr);
        QSignalSpy previewed(dialog, &TemplatesDialog::previewed);
        QTRY_VERIFY(!previewed.isEmpty());
        for (int row = 0; row < dialog->list()->model()->rowCount(); ++row) {
            if (cell(*dialog->list()->model(), row, 0) == QStringLiteral("api_calls")) {
                dialog->choose(row);
            }
        }
        QVERIFY2(
            dialog->previewText().contains(QStringLiteral("without a customer")),
            qPrintable(dialog->previewText())
        );
        QTest::mouseClick(buttonOf(dialog, QStringLiteral("Copy YAML")), Qt::LeftButton);
        QVERIFY(
            QGuiApplication::clipboard()->text().contains(QStringLiteral("- template: api_calls\n"))
        );
    }

    void aStatementIsSaved() {
        Bench bench;
        bench.page->showUsage("globex", "Storage");
        bench.page->openStatement();
        auto* dialog = bench.page->findChild<StatementDialog*>();
        QVERIFY(dialog != nullptr);
        QCOMPARE(dialog->lines()->rows().back()[3].text, QStringLiteral("€\u00a010.73"));
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s.csv"));
        QCOMPARE(dialog->save(0, path), QString());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray csv = file.readAll();
        QVERIFY(csv.contains("globex"));
        QVERIFY(csv.contains("10.73"));
        QVERIFY(!dialog->save(1, folder.filePath(QStringLiteral("no/such/s.json"))).isEmpty());
        const QString pdf = folder.filePath(QStringLiteral("s.pdf"));
        QVERIFY(buttonOf(dialog, QStringLiteral("Save PDF…")) != nullptr);
        QCOMPARE(dialog->save(2, pdf), QString());
        QFile pages(pdf);
        QVERIFY(pages.open(QIODevice::ReadOnly));
        QVERIFY(pages.readAll().startsWith("%PDF-"));
        const QString shots = qEnvironmentVariable("MB_SHOTS");
        if (!shots.isEmpty()) {
            QFile::remove(shots + QStringLiteral("/statement.pdf"));
            pages.copy(shots + QStringLiteral("/statement.pdf"));
        }
    }

    void wordsForNumbers() {
        const pricing::Currency euro;
        const auto plain = [](QString text) { return text.replace(QChar(0x00a0), u' '); };
        QCOMPARE(plain(moneyText(decimal("1234.5"), euro)), QStringLiteral("€ 1,234.50"));
        QCOMPARE(plain(moneyText(decimal("-3"), euro)), QStringLiteral("€ −3.00"));
        QCOMPARE(plain(eachText(decimal("0.0010636"), euro)), QStringLiteral("€ 0.0010636"));
        QCOMPARE(plain(unitsText(decimal("1"), "call")), QStringLiteral("1 call"));
        QCOMPARE(plain(unitsText(decimal("133.21"), "minute")), QStringLiteral("133.2 min"));
        QCOMPARE(plain(unitsText(decimal("0.0004"), "")), QStringLiteral("0.0004"));
        QCOMPARE(plain(changeText(0.05, "minute")), QStringLiteral("+3 min/min"));
        const std::string series =
            "calls{customer=\"acme\",instance=\"api-3:8080\",job=\"shop\",path=\"/a,\\\"b\"}";
        const QString shown = shortThing(series, "acme", "API");
        QCOMPARE(shown, QStringLiteral("/a,\\\"b api-3:8080"));
        QCOMPARE(shortThing("calls", "acme", "API"), QStringLiteral("calls"));
        QCOMPARE(coverageText(0.99999), QStringLiteral("99.9 %"));
        QCOMPARE(coverageText({}), QStringLiteral("–"));
        QCOMPARE(
            periodText(tests::made::kMonth, tests::made::kUsageNowMs),
            QStringLiteral("November 2023, day 14 of 30")
        );
        constexpr std::int64_t kDayMs = 86'400'000;
        const usage::Period own{
            tests::made::kMonth.beginMs + 9 * kDayMs, tests::made::kMonth.endMs + 9 * kDayMs};
        QCOMPARE(
            periodText(own, tests::made::kUsageNowMs, true),
            QStringLiteral("10 Nov 2023 to 9 Dec 2023, day 5 of 30")
        );
    }
};

QTEST_MAIN(BillingPageTest)
#include "billing_page_test.moc"
