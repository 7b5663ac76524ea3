// Endpoints of usage records on the page: rows, words, dialog, and the commands that clicks become.
#include "tests/ui/pages/forwarding/usage_world.h"
#include "ui/pages/forwarding/trial_record_fields.h"
#include "ui/pages/forwarding/trial_view.h"
#include "ui/widgets/basics.h"
#include "ui/widgets/theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QMessageBox>
#include <QTableView>
#include <QTest>

using namespace meterbench;
using namespace meterbench::tests::forwarding;
using namespace meterbench::ui;
using delivery::Service;

namespace {

bool says(QWidget* widget, const QString& part) {
    QCoreApplication::processEvents(); // labels that are new are shown by then
    for (const QLabel* label : widget->findChildren<QLabel*>()) {
        if (label->isVisible() && label->text().contains(part)) {
            return true;
        }
    }
    for (const PlainLabel* label : widget->findChildren<PlainLabel*>()) {
        if (label->isVisible() && label->text().contains(part)) {
            return true;
        }
    }
    return false;
}

} // namespace

class UsageEndpointsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QApplication::setStyle(new Theme(Appearance::Dark)); }

    void rowsStandBesideThoseOfSamples() {
        EndpointsModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal
        );
        const auto now = withUsage();
        model.show(now, {});
        QCOMPARE(model.endpointCount(), 4);
        const int row = model.rowOf({true, "lago"}).value();
        const auto cell = [&](int column) { return model.index(row, column).data().toString(); };
        QCOMPARE(cell(EndpointsModel::Sends), QStringLiteral("usage"));
        QCOMPARE(cell(EndpointsModel::State), QStringLiteral("wrong path"));
        QCOMPARE(cell(EndpointsModel::Waiting), QStringLiteral("12"));
        QCOMPARE(cell(EndpointsModel::Answer), QStringLiteral("404"));
        QVERIFY(model.isProblemRow(row + 1));
        const QString problem = model.index(row + 1, EndpointsModel::Name).data().toString();
        QVERIFY2(
            problem.contains(
                QStringLiteral("Lago takes them at a path that ends with /api/v1/events/batch")
            ),
            qPrintable(problem)
        );
        QVERIFY2(problem.contains(QStringLiteral("12 records wait")), qPrintable(problem));
        QVERIFY(model.rowOf({true, "billing"}) != model.rowOf({false, "billing"}));
        QCOMPARE(failingEndpoints(*now), failingEndpoints(*tests::makeSnapshot(2, 2)) + 2);
        model.show(now, QStringLiteral("getlago"));
        QCOMPARE(model.endpointCount(), 2);
        model.show(tests::makeSnapshot(2, 2), {});
        QCOMPARE(model.endpointCount(), 2);
    }

    void clicksBecomeCommands() {
        Stage stage(withUsage());
        stage.page.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&stage.page));
        stage.page.showUsageEndpoint("lago");
        QTest::mouseClick(buttonOf(&stage.page, QStringLiteral("Test")), Qt::LeftButton);
        QTest::mouseClick(buttonOf(&stage.page, QStringLiteral("Pause")), Qt::LeftButton);
        QCOMPARE(std::get<pipeline::TestDelivery>(stage.source.posted()[0]).options, lago());
        QCOMPARE(
            std::get<pipeline::PauseDelivery>(stage.source.posted()[1]).name, std::string("lago")
        );
        stage.page.table()->setFocus();
        QTest::keyClick(stage.page.table(), Qt::Key_Delete);
        auto* question = stage.page.findChild<QMessageBox*>();
        QVERIFY(question != nullptr);
        QTest::mouseClick(buttonOf(question, QStringLiteral("Remove")), Qt::LeftButton);
        const auto apply = std::get<pipeline::ApplyBilling>(stage.source.posted()[2]);
        QCOMPARE(apply.endpoints.size(), 1U);
        QCOMPARE(apply.endpoints[0].name, std::string("billing"));
        QCOMPARE(apply.metering.folder, std::string("/var/usage"));
        QCOMPARE(apply.metering.meters.size(), 1U);
    }

    void aTestStaysInTheInspector() {
        Stage stage(withUsage());
        stage.page.showUsageEndpoint("lago");
        QTest::mouseClick(buttonOf(&stage.page, QStringLiteral("Test")), Qt::LeftButton);
        QVERIFY(says(&stage.page, QStringLiteral("Asking")));
        auto next = withUsage();
        next->generation = stage.feed.current()->generation + 1;
        pipeline::CommandOutcome outcome;
        outcome.command = 1;
        outcome.steps = {
            {pipeline::TrialKind::Name, pipeline::TrialMark::Good, {}, -1, 0},
            {pipeline::TrialKind::Record,
             pipeline::TrialMark::Good,
             "HTTP status 400: no customerId",
             5,
             400}};
        Q_EMIT stage.feed.outcome(outcome);
        QVERIFY(says(&stage.page, QStringLiteral("refused what had no customer, as it should")));
        QVERIFY(says(&stage.page, QStringLiteral("nobody is billed")));
        stage.page.showEndpoint("billing");
        QVERIFY(!says(&stage.page, QStringLiteral("nobody is billed")));
        stage.page.showUsageEndpoint("lago");
        QVERIFY(says(&stage.page, QStringLiteral("nobody is billed")));
    }

    void oneIsAddedFromAPreset() {
        Stage stage(metered());
        EndpointDialog* dialog = stage.page.openNew();
        dialog->usePreset(EndpointPreset::Lago);
        QPushButton* add = buttonOf(dialog, QStringLiteral("Add endpoint"));
        QVERIFY(!add->isEnabled()); // no key yet
        QVERIFY(says(dialog, QStringLiteral("first of 1,220 records")));
        QTest::keyClicks(fieldOf(dialog, QStringLiteral("Token")), QStringLiteral("key"));
        fieldOf(dialog, QStringLiteral("Records a request"))->setText(QStringLiteral("101"));
        QVERIFY(!add->isEnabled());
        fieldOf(dialog, QStringLiteral("Records a request"))->setText(QStringLiteral("50"));
        QVERIFY(add->isEnabled());
        QTest::mouseClick(add, Qt::LeftButton);
        const auto apply = std::get<pipeline::ApplyBilling>(stage.source.posted().at(0));
        QCOMPARE(apply.endpoints.size(), 1U);
        const delivery::UsageEndpointOptions& made = apply.endpoints[0];
        QCOMPARE(made.service, Service::Lago);
        QCOMPARE(made.url, std::string("https://api.getlago.com/api/v1/events/batch"));
        QCOMPARE(made.mostRecordsPerRequest, 50U);
        QCOMPARE(made.http.authorization.credentials.value, std::string("key"));
    }

    void oneIsEditedAndTheOthersStay() {
        Stage stage(withUsage());
        stage.page.showUsageEndpoint("lago");
        QTest::mouseClick(buttonOf(&stage.page, QStringLiteral("Edit…")), Qt::LeftButton);
        EndpointDialog* dialog = stage.dialog();
        QVERIFY(dialog != nullptr);
        QVERIFY(says(dialog, QStringLiteral("goes on where it stopped")));
        fieldOf(dialog, QStringLiteral("Address"))
            ->setText(QStringLiteral("https://api.getlago.test/api/v1/events/batch"));
        QTest::mouseClick(buttonOf(dialog, QStringLiteral("Save")), Qt::LeftButton);
        const auto apply = std::get<pipeline::ApplyBilling>(stage.source.posted().at(0));
        QCOMPARE(apply.endpoints.size(), 2U);
        delivery::UsageEndpointOptions wanted = lago();
        wanted.url = "https://api.getlago.test/api/v1/events/batch";
        QCOMPARE(apply.endpoints[0], wanted); // the secret too
        QCOMPARE(apply.endpoints[1], stage.feed.current()->usageEndpoints->at(1));
    }

    void whereNothingIsMeteredItSaysWhatIsMissing() {
        Stage stage(tests::makeSnapshot(2, 2));
        EndpointDialog* dialog = stage.page.openNew();
        dialog->usePreset(EndpointPreset::PaigoUsage);
        QVERIFY(says(dialog, QStringLiteral("open a workspace with meters first")));
        QVERIFY(!buttonOf(dialog, QStringLiteral("Add endpoint"))->isEnabled());
    }

    void theDialogFitsASmallScreen_data() {
        QTest::addColumn<QSize>("size");
        QTest::newRow("1280x720") << QSize(1280, 720);
        QTest::newRow("900x600") << QSize(900, 600);
    }

    void theDialogFitsASmallScreen() {
        QFETCH(QSize, size);
        Stage stage(withUsage());
        stage.page.resize(size);
        EndpointDialog* dialog = stage.page.openNew();
        dialog->usePreset(EndpointPreset::Paigo);
        pipeline::CommandOutcome outcome;
        for (const auto kind :
             {pipeline::TrialKind::Name,
              pipeline::TrialKind::Connection,
              pipeline::TrialKind::Tls,
              pipeline::TrialKind::Token,
              pipeline::TrialKind::Write}) {
            outcome.steps.push_back(
                {kind, pipeline::TrialMark::Bad, "words that say what came of it", 5, 401}
            );
        }
        dialog->showTestOutcome(outcome);
        QVERIFY(stage.page.frameGeometry().contains(dialog->frameGeometry()));
        QPushButton* save = buttonOf(dialog, QStringLiteral("Add endpoint"));
        QVERIFY(dialog->rect().contains(QRect(save->mapTo(dialog, QPoint()), save->size())));
    }

    void aTestRecordIsSentWhenItIsTicked() {
        Stage stage(withUsage());
        stage.page.showUsageEndpoint("lago");
        QTest::mouseClick(buttonOf(&stage.page, QStringLiteral("Edit…")), Qt::LeftButton);
        EndpointDialog* dialog = stage.dialog();
        TrialRecordFields& fields = *dialog->trialRecord();
        QPushButton* test = buttonOf(dialog, QStringLiteral("Test"));
        QTest::mouseClick(test, Qt::LeftButton);
        QVERIFY(!std::get<pipeline::TestDelivery>(stage.source.posted()[0]).record);
        fields.box()->setChecked(true);
        QVERIFY(says(dialog, QStringLiteral("A real service may bill it")));
        QCOMPARE(fields.value()->text(), QStringLiteral("0"));
        fields.customer()->setText({});
        QVERIFY(!test->isEnabled());
        QVERIFY(says(dialog, QStringLiteral("Customer: name the one")));
        fields.customer()->setText(QStringLiteral(" acme "));
        fields.dimension()->setText(QStringLiteral("api-calls"));
        fields.value()->setText(QStringLiteral("a lot"));
        QVERIFY(!test->isEnabled());
        fields.value()->setText(QStringLiteral("1"));
        QVERIFY(test->isEnabled());
        QTest::mouseClick(test, Qt::LeftButton);
        const auto posted = std::get<pipeline::TestDelivery>(stage.source.posted()[1]);
        QCOMPARE(posted.options, lago());
        QVERIFY(posted.record.has_value());
        QCOMPARE(posted.record->customer, std::string("acme"));
        QCOMPARE(posted.record->dimension, std::string("api-calls"));
        QCOMPARE(posted.record->value.toText(), std::string("1"));
        QCOMPARE(stage.source.posted().size(), 2U); // nothing was put in force, or into a journal
    }

    void aTestSampleIsOfTheSchema() {
        auto now = withUsage();
        auto state = std::make_shared<pipeline::MetererState>(*now->metered);
        auto options = std::make_shared<pipeline::MetererOptions>(*state->options);
        options->schema.customerLabels = {"tenant"};
        state->options = options;
        now->metered = state;
        Stage stage(now);
        EndpointDialog* dialog = stage.page.openNew();
        fieldOf(dialog, QStringLiteral("Address"))->setText(QStringLiteral("http://127.0.0.1:1/w"));
        TrialRecordFields& fields = *dialog->trialRecord();
        QCOMPARE(fields.box()->text(), QStringLiteral("Also send one test sample"));
        fields.box()->setChecked(true);
        fields.customer()->setText(QStringLiteral("acme"));
        fields.dimension()->setText(QStringLiteral("calls"));
        QVERIFY(buttonOf(dialog, QStringLiteral("Test"))->isEnabled());
        QTest::mouseClick(buttonOf(dialog, QStringLiteral("Test")), Qt::LeftButton);
        const auto posted = std::get<pipeline::TestEndpoint>(stage.source.posted()[0]);
        QVERIFY(posted.record.has_value());
        QCOMPARE(posted.schema.customerLabels, std::vector<std::string>{"tenant"});
    }

    void whatBecameOfARecordIsSaidInWords_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("isGood");
        QTest::addColumn<bool>("isRepeat");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, int status, bool good, bool repeat, const char* words
                         ) {
            QTest::newRow(name) << status << good << repeat << QString::fromUtf8(words);
        };
        row("taken", 201, true, false, "accepted (its words): it is in the service's ledger now");
        row("there already", 201, true, true, "there already, by its key: it is not counted twice");
        row("refused", 422, false, false, "refused: its words");
        row("refused, and what to do", 400, false, false, "Are customer and dimension set up there"
        );
        row("no identity", 401, false, false, "what may this identity do there?");
        row("it fails", 503, false, false, "test again later");
        row("no answer", 0, false, false, "its key tells");
    }

    void whatBecameOfARecordIsSaidInWords() {
        QFETCH(int, status);
        QFETCH(bool, isGood);
        QFETCH(bool, isRepeat);
        QFETCH(QString, words);
        TrialView view;
        view.resize(600, 300);
        view.setVisible(true);
        view.show(
            {{pipeline::TrialKind::TestRecord,
              isGood ? pipeline::TrialMark::Good : pipeline::TrialMark::Bad,
              "its words",
              5,
              status,
              isRepeat}}
        );
        QVERIFY2(says(&view, words), qPrintable(view.accessibleDescription()));
    }

    void choicesAreWhatPlansAndMetersKnow() {
        config::Workspace workspace;
        workspace.customers = {{"globex", "Globex Inc", "pro", {}}, {"acme", "", "pro", {}}};
        pricing::Plan plan;
        plan.charges = {{"storage", pricing::PerUnit{}}};
        workspace.plans = {plan};
        auto now = metered();
        auto state = std::make_shared<pipeline::MetererState>(*now->metered);
        auto options = std::make_shared<pipeline::MetererOptions>(*state->options);
        options->meters[0].dimension = "calls";
        state->options = options;
        metering::UsageRecord open;
        open.customer = "initech";
        open.dimension = "calls";
        state->open = {open, {}};
        now->metered = state;
        const TrialChoices choices = trialChoicesOf(*now, &workspace);
        QCOMPARE(choices.customers, QStringList({"acme", "globex", "initech"}));
        QCOMPARE(choices.dimensions, QStringList({"calls", "storage"}));
        QVERIFY(trialChoicesOf(pipeline::Snapshot(), nullptr).customers.isEmpty());
    }

    void adviceOfARecordSaysWhereServicesTakeThem() {
        const pipeline::TrialStep step{
            pipeline::TrialKind::Record, pipeline::TrialMark::Bad, "HTTP status 404", 5, 404};
        QVERIFY(trialAdvice(step).contains(QStringLiteral("/api/v1/events/batch")));
    }
};

QTEST_MAIN(UsageEndpointsTest)
#include "usage_endpoints_test.moc"
