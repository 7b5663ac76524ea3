// Forwarding: the model keeps its promises, the form says what is wrong, clicks and keys become
// commands.
#include "tests/support/fake_secret_store.h"
#include "tests/support/recording_navigator.h"
#include "tests/support/scripted_source.h"
#include "ui/pages/forwarding/endpoint_dialog.h"
#include "ui/pages/forwarding/endpoint_words.h"
#include "ui/pages/forwarding/forwarding_page.h"
#include "ui/pages/forwarding/losses_model.h"
#include "ui/pages/forwarding/trial_view.h"
#include "ui/widgets/theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QTableView>
#include <QTest>

using namespace meterbench;
using namespace meterbench::ui;

namespace {

QPushButton* buttonOf(QWidget* parent, const QString& text) {
    for (QPushButton* button : parent->findChildren<QPushButton*>()) {
        if (button->text() == text) {
            return button;
        }
    }
    return nullptr;
}

QLineEdit* fieldOf(QWidget* parent, const QString& name) {
    for (QLineEdit* field : parent->findChildren<QLineEdit*>()) {
        if (field->accessibleName() == name) {
            return field;
        }
    }
    return nullptr;
}

EndpointForm goodForm() {
    EndpointForm form;
    form.url = QStringLiteral("http://localhost:9090/api/v1/write");
    form.timeout = QStringLiteral("30s");
    return form;
}

} // namespace

class ForwardingPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QApplication::setStyle(new Theme(Appearance::Dark)); }

    void theModelKeepsRowsWhileEndpointsComeAndGo() {
        EndpointsModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal
        );
        auto now = tests::makeSnapshot(2, 2);
        model.show(now, {});
        QCOMPARE(model.rowCount(), 3);
        QVERIFY(model.isProblemRow(2));
        const QPersistentModelIndex kept = model.index(1, 0);
        auto next = std::make_shared<pipeline::Snapshot>(*now);
        next->endpoints = {tests::made::endpoint("new", true), now->endpoints[1]};
        model.show(next, {});
        QVERIFY(kept.isValid());
        QCOMPARE(model.endpointAt(kept.row())->state.name, std::string("billing"));
        QCOMPARE(model.rowOf({false, "new"}), std::optional<int>(0));
        model.show(next, QStringLiteral("!billing"));
        QCOMPARE(model.endpointCount(), 1);
        next = std::make_shared<pipeline::Snapshot>(*now);
        next->endpoints.clear();
        model.show(next, {});
        QCOMPARE(model.rowCount(), 0);
    }

    void theLedgerIsShownNewestFirst() {
        LossesModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal
        );
        std::vector<wal::LedgerEntry> ledger{{1'000, "a", "over the disk budget", 5, ""}};
        model.show(ledger);
        ledger.push_back({2'000, "b", "damaged page", 0, "segment 3"});
        model.show(ledger);
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, LossesModel::Who).data().toString(), QStringLiteral("b"));
        QCOMPARE(
            model.index(0, LossesModel::Samples).data().toString(), QStringLiteral("not counted")
        );
    }

    void theFormSaysWhatIsWrong_data() {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<bool>("good");
        QTest::newRow("a plain address") << "url"
                                         << "https://host/api/v1/write" << true;
        QTest::newRow("no scheme") << "url"
                                   << "host:9090/write" << false;
        QTest::newRow("another scheme") << "url"
                                        << "ftp://host/" << false;
        QTest::newRow("a password in the address") << "url"
                                                   << "http://me:secret@host/" << false;
        QTest::newRow("nothing typed") << "url"
                                       << "" << false;
        QTest::newRow("a taken name") << "name"
                                      << "billing" << false;
        QTest::newRow("a free name") << "name"
                                     << "other" << true;
        QTest::newRow("a duration in words") << "timeout"
                                             << "half a minute" << false;
        QTest::newRow("no time at all") << "timeout"
                                        << "0s" << false;
        QTest::newRow("a header") << "headers"
                                  << "X-Scope-OrgID: me\n"
                                  << true;
        QTest::newRow("a header without colon") << "headers"
                                                << "X-Scope-OrgID me" << false;
        QTest::newRow("a header with a space") << "headers"
                                               << "X Scope: me" << false;
        QTest::newRow("labels") << "labels"
                                << "cluster=\"eu-1\"\nzone=a" << true;
        QTest::newRow("a label name with a dash") << "labels"
                                                  << "my-label=x" << false;
    }

    void theFormSaysWhatIsWrong() {
        QFETCH(QString, field);
        QFETCH(QString, typed);
        QFETCH(bool, good);
        EndpointForm form = goodForm();
        (field == QLatin1String("url")       ? form.url
         : field == QLatin1String("name")    ? form.name
         : field == QLatin1String("timeout") ? form.timeout
         : field == QLatin1String("headers") ? form.headers
                                             : form.externalLabels) = typed;
        QCOMPARE(readForm(form, {}, {QStringLiteral("billing")}).problems.none(), good);
    }

    void aSecretLeftEmptyStaysAndIsNeverShown() {
        const auto endpoint = tests::made::endpoint("long-term", true);
        EndpointForm form = formOf(endpoint->options);
        QVERIFY(form.token.isEmpty());
        const ReadForm read = readForm(form, endpoint->options, {});
        QVERIFY(read.problems.none());
        QCOMPARE(
            read.options.http.authorization.credentials.value, std::string("top-secret-token")
        );
        for (const Fact& fact : endpointSettings(endpoint->options)) {
            QVERIFY(!fact.value.contains(QStringLiteral("top-secret")));
        }
    }

    void oauth2IsReadAndItsSecretIsNotShown() {
        EndpointForm form = goodForm();
        form.auth = AuthKind::OAuth2;
        QVERIFY(!readForm(form, {}, {}).problems.auth.isEmpty());
        form.tokenUrl = QStringLiteral("https://auth.test/token");
        form.clientId = QStringLiteral("me");
        QVERIFY(!readForm(form, {}, {}).problems.auth.isEmpty());
        form.clientSecret = QStringLiteral("hush");
        form.audience = QStringLiteral("https://api.test/");
        form.scopes = QStringLiteral(" write  read ");
        const ReadForm read = readForm(form, {}, {});
        QVERIFY(read.problems.none());
        const http::OAuth2& oauth2 = read.options.http.oauth2;
        QVERIFY(read.options.http.hasOAuth2);
        QCOMPARE(oauth2.clientSecret.value, std::string("hush"));
        QCOMPARE(oauth2.scopes, (std::vector<std::string>{"write", "read"}));
        QCOMPARE(oauth2.endpointParams.front().second, std::string("https://api.test/"));
        EndpointForm again = formOf(read.options);
        QVERIFY(again.clientSecret.isEmpty());
        QVERIFY(readForm(again, read.options, {}).options == read.options);
        again.clientSecretFile = QStringLiteral("/run/secret");
        const http::Secret file = readForm(again, read.options, {}).options.http.oauth2.clientSecret;
        QVERIFY(file.value.empty());
        QCOMPARE(file.file, std::string("/run/secret"));
    }

    void aTestIsToldStepByStep() {
        tests::FakeSecretStore keychain;
        EndpointDialog dialog({}, keychain, nullptr);
        dialog.show();
        pipeline::CommandOutcome outcome;
        outcome.ok = false;
        outcome.steps = {
            {pipeline::TrialKind::Name, pipeline::TrialMark::Good, {}, -1, 0},
            {pipeline::TrialKind::Token,
             pipeline::TrialMark::Bad,
             "token: auth:443 answered 401: <b>invalid_client</b>",
             5,
             0},
            {pipeline::TrialKind::Write, pipeline::TrialMark::NotTried, {}, -1, 0}};
        dialog.showTestOutcome(outcome);
        QStringList said;
        for (const QLabel* label : dialog.findChildren<QLabel*>()) {
            QCOMPARE(label->textFormat(), Qt::PlainText);
            said += label->text();
        }
        QVERIFY(said.contains(QStringLiteral("has an address")));
        QVERIFY(said.contains(QStringLiteral("auth:443 answered 401: <b>invalid_client</b>")));
        QVERIFY(said.contains(trialAdvice(outcome.steps[1])));
        QVERIFY(said.contains(QStringLiteral("not tried")));
    }

    void aPresetFillsWhatItKnows() {
        tests::FakeSecretStore keychain;
        EndpointDialog dialog({}, keychain, nullptr);
        dialog.show();
        dialog.usePreset(EndpointPreset::Paigo);
        const remote::EndpointOptions& options = dialog.options();
        QCOMPARE(options.url, std::string("https://api.prod.paigo.tech/"));
        QCOMPARE(options.http.oauth2.tokenUrl, std::string("https://auth.paigo.tech/oauth/token"));
        QCOMPARE(options.queue.maxShards, 200U);
        QVERIFY(!options.metadata.send);
        dialog.usePreset(EndpointPreset::AnyRemoteWrite);
        QCOMPARE(dialog.options().queue.maxShards, 50U);
        QVERIFY(!dialog.options().http.hasOAuth2);
    }

    void anEndpointWithoutANameIsCalledByItsHost() {
        const ReadForm read = readForm(goodForm(), {}, {QStringLiteral("localhost")});
        QCOMPARE(read.options.name, std::string("localhost-2"));
    }

    void clicksBecomeCommands() {
        tests::ScriptedSource source(tests::makeSnapshot(2, 2));
        SnapshotFeed feed(source);
        tests::RecordingNavigator navigator;
        ForwardingPage page(feed, navigator, nullptr);
        page.keepSecretsIn(std::make_unique<tests::FakeSecretStore>(), {});
        page.resize(1300, 700);
        page.show();
        page.update(nullptr, feed.current());
        page.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&page));
        page.showEndpoint("billing");
        QTest::mouseClick(buttonOf(&page, QStringLiteral("Test")), Qt::LeftButton);
        QTest::mouseClick(buttonOf(&page, QStringLiteral("Pause")), Qt::LeftButton);
        QCOMPARE(source.posted().size(), 2U);
        QCOMPARE(
            std::get<pipeline::TestEndpoint>(source.posted()[0]).options.name,
            std::string("billing")
        );
        QCOMPARE(
            std::get<pipeline::PauseEndpoint>(source.posted()[1]).name, std::string("billing")
        );
        page.table()->setFocus();
        QTest::keyClick(page.table(), Qt::Key_Delete);
        auto* question = page.findChild<QMessageBox*>();
        QVERIFY(question != nullptr);
        QCOMPARE(source.posted().size(), 2U);
        QTest::mouseClick(buttonOf(question, QStringLiteral("Remove")), Qt::LeftButton);
        QCOMPARE(
            std::get<pipeline::RemoveEndpoint>(source.posted()[2]).name, std::string("billing")
        );
    }

    void anEndpointIsAddedByTyping() {
        tests::ScriptedSource source(tests::makeSnapshot(2, 2));
        SnapshotFeed feed(source);
        tests::RecordingNavigator navigator;
        ForwardingPage page(feed, navigator, nullptr);
        page.keepSecretsIn(std::make_unique<tests::FakeSecretStore>(), {});
        page.resize(1300, 700);
        page.show();
        page.update(nullptr, feed.current());
        QTest::mouseClick(buttonOf(&page, QStringLiteral("Add endpoint")), Qt::LeftButton);
        auto* dialog = page.findChild<EndpointDialog*>();
        QVERIFY(dialog != nullptr);
        QPushButton* add = buttonOf(dialog, QStringLiteral("Add endpoint"));
        QVERIFY(!add->isEnabled());
        QLineEdit* url = fieldOf(dialog, QStringLiteral("Address"));
        QTest::keyClicks(url, QStringLiteral("http://127.0.0.1:9/write"));
        QVERIFY(add->isEnabled());
        QTest::mouseClick(add, Qt::LeftButton);
        const auto put = std::get<pipeline::PutEndpoint>(source.posted().at(0));
        QCOMPARE(put.options.url, std::string("http://127.0.0.1:9/write"));
        QCOMPARE(put.options.name, std::string("127.0.0.1"));
        QVERIFY(put.replaces.empty());
    }

    void onANarrowPageTheInspectorComesWhenAskedAndGoesWithEscape() {
        tests::ScriptedSource source(tests::makeSnapshot(2, 2));
        SnapshotFeed feed(source);
        tests::RecordingNavigator navigator;
        ForwardingPage page(feed, navigator, nullptr);
        page.keepSecretsIn(std::make_unique<tests::FakeSecretStore>(), {});
        page.resize(700, 500);
        page.show();
        page.update(nullptr, feed.current());
        QPushButton* test = buttonOf(&page, QStringLiteral("Test"));
        QVERIFY(!test->isVisible());
        page.showEndpoint("billing");
        QVERIFY(test->isVisible());
        QTest::keyClick(page.table(), Qt::Key_Escape);
        QVERIFY(!test->isVisible());
    }
};

QTEST_MAIN(ForwardingPageTest)
#include "forwarding_page_test.moc"
