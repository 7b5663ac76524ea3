// A typed secret goes where its owner wants it, comes back at the next start, and only to where it
// belongs.
#include "tests/support/fake_secret_store.h"
#include "tests/support/recording_navigator.h"
#include "tests/support/scripted_source.h"
#include "ui/pages/forwarding/endpoint_dialog.h"
#include "ui/pages/forwarding/forwarding_page.h"
#include "ui/pages/forwarding/secret_return.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardItemModel>
#include <QTemporaryDir>
#include <QTest>

using namespace meterbench;
using namespace meterbench::ui;

namespace {

QLineEdit* fieldOf(QWidget* parent, const QString& name) {
    for (QLineEdit* field : parent->findChildren<QLineEdit*>()) {
        if (field->accessibleName() == name) {
            return field;
        }
    }
    return nullptr;
}

QComboBox* placeOf(EndpointDialog* dialog) {
    return dialog->findChild<AuthFields*>()->placeBox();
}

struct Stage {
    explicit Stage(QString folder = {})
        : source(tests::makeSnapshot(2, 2))
        , feed(source)
        , page(feed, navigator, nullptr) {
        page.keepSecretsIn(std::make_unique<tests::FakeSecretStore>(kept), std::move(folder));
        page.resize(1300, 700);
        page.show();
        page.update(nullptr, feed.current());
    }

    /// An OAuth2 endpoint with a typed secret.
    EndpointDialog* typed() {
        EndpointDialog* dialog = page.openNew();
        dialog->usePreset(EndpointPreset::Paigo);
        fieldOf(dialog, QStringLiteral("Client id"))->setText(QStringLiteral("me"));
        fieldOf(dialog, QStringLiteral("Client secret"))->setText(QStringLiteral("hush"));
        QCoreApplication::processEvents();
        return dialog;
    }

    pipeline::PutEndpoint put() { return std::get<pipeline::PutEndpoint>(source.posted().at(0)); }

    std::shared_ptr<tests::Kept> kept = std::make_shared<tests::Kept>();
    tests::ScriptedSource source;
    SnapshotFeed feed;
    tests::RecordingNavigator navigator;
    ForwardingPage page;
};

const QString kKey = QStringLiteral("paigo client secret of me at https://auth.paigo.tech");

} // namespace

class KeptSecretTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QApplication::setStyle(new Theme(Appearance::Dark)); }

    void theKeychainIsProposedWhereThereIsOne() {
        Stage stage;
        EndpointDialog* dialog = stage.typed();
        QCOMPARE(dialog->place(), std::optional(SecretPlace::Keychain));
        dialog->accept();
        QCOMPARE(stage.kept->secrets.value(kKey), QStringLiteral("hush"));
        QCOMPARE(stage.put().options.http.oauth2.clientSecret.value, std::string("hush"));
    }

    void whereThereIsNoneTheChoiceSaysSo() {
        Stage stage;
        stage.kept->problem = QStringLiteral("no Secret Service runs here");
        EndpointDialog* dialog = stage.typed();
        QComboBox* place = placeOf(dialog);
        QCOMPARE(dialog->place(), std::optional(SecretPlace::ProgramEnd));
        QVERIFY(place->itemText(0).contains(QStringLiteral("no Secret Service runs here")));
        QVERIFY(!qobject_cast<QStandardItemModel*>(place->model())->item(0)->isEnabled());
        dialog->accept();
        QVERIFY(stage.kept->secrets.isEmpty());
        QCOMPARE(stage.put().options.http.oauth2.clientSecret.value, std::string("hush"));
    }

    void aFileTakesThePlaceOfTheSecret() {
        const QTemporaryDir home;
        Stage stage(home.path());
        EndpointDialog* dialog = stage.typed();
        placeOf(dialog)->setCurrentIndex(static_cast<int>(SecretPlace::File));
        dialog->accept();
        const http::Secret secret = stage.put().options.http.oauth2.clientSecret;
        QVERIFY(secret.value.empty());
        QFile file(QString::fromStdString(secret.file));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("hush"));
        QVERIFY(secret.file.starts_with(home.path().toStdString()));
        QVERIFY(stage.kept->secrets.isEmpty());
    }

    void aFileThatCannotBeWrittenIsTold() {
        Stage stage(QStringLiteral("/dev/null/secrets"));
        EndpointDialog* dialog = stage.typed();
        placeOf(dialog)->setCurrentIndex(static_cast<int>(SecretPlace::File));
        dialog->accept();
        QCOMPARE(stage.put().options.http.oauth2.clientSecret.value, std::string("hush"));
        QVERIFY(stage.navigator.said.last().contains(QStringLiteral("only until the program ends"))
        );
        QVERIFY(!stage.navigator.said.last().contains(QStringLiteral("hush")));
    }

    void itComesBackAtTheNextStart() {
        auto kept = std::make_shared<tests::Kept>();
        kept->secrets[kKey] = QStringLiteral("hush");
        auto now = std::make_shared<pipeline::Snapshot>(*tests::makeSnapshot(2, 2));
        tests::ScriptedSource source(now);
        SnapshotFeed feed(source);
        SecretReturn back(feed, std::make_unique<tests::FakeSecretStore>(kept), nullptr);
        back.look(now);
        QCOMPARE(kept->reads, 0); // nobody lacks one, so nothing is asked
        auto view = std::make_shared<pipeline::EndpointView>(*now->endpoints[0]);
        view->options.name = "paigo";
        view->options.http = {};
        view->options.http.hasOAuth2 = true;
        view->options.http.oauth2.clientId = "me";
        view->options.http.oauth2.tokenUrl = "https://auth.paigo.tech/oauth/token";
        view->options.http.oauth2.clientSecret.value = "<secret>";
        auto other = std::make_shared<pipeline::EndpointView>(*view);
        other->options.http.oauth2.tokenUrl = "https://auth.evil.test/oauth/token";
        auto next = std::make_shared<pipeline::Snapshot>(*now);
        next->endpoints = {view, other};
        back.look(next);
        back.look(next);
        QCoreApplication::processEvents();
        QCOMPARE(kept->reads, 2);
        QCOMPARE(source.posted().size(), 1U); // it goes only to where it was given
        const auto put = std::get<pipeline::PutEndpoint>(source.posted()[0]);
        QCOMPARE(put.options.http.oauth2.clientSecret.value, std::string("hush"));
        QCOMPARE(
            put.options.http.oauth2.tokenUrl, std::string("https://auth.paigo.tech/oauth/token")
        );
    }

    void aUsageEndpointGetsItsOwnBack() {
        auto kept = std::make_shared<tests::Kept>();
        kept->secrets[QStringLiteral("lago token at https://lago.test:3000")] =
            QStringLiteral("key");
        auto now = std::make_shared<pipeline::Snapshot>(*tests::makeSnapshot(2, 2));
        delivery::UsageEndpointOptions lago;
        lago.name = "lago";
        lago.url = "https://lago.test:3000/api/v1/events/batch";
        lago.http.hasAuthorization = true;
        now->usageEndpoints =
            std::make_shared<const std::vector<delivery::UsageEndpointOptions>>(1, lago);
        auto state = std::make_shared<pipeline::MetererState>();
        state->options = std::make_shared<const pipeline::MetererOptions>();
        now->metered = state;
        tests::ScriptedSource source(now);
        SnapshotFeed feed(source);
        SecretReturn back(feed, std::make_unique<tests::FakeSecretStore>(kept), nullptr);
        back.look(now);
        QCoreApplication::processEvents();
        QCOMPARE(source.posted().size(), 1U);
        const auto apply = std::get<pipeline::ApplyBilling>(source.posted()[0]);
        QCOMPARE(apply.endpoints[0].http.authorization.credentials.value, std::string("key"));
        auto given = std::make_shared<pipeline::Snapshot>(*now);
        given->usageEndpoints =
            std::make_shared<const std::vector<delivery::UsageEndpointOptions>>(apply.endpoints);
        back.look(given);
        back.look(now); // the workspace was read again
        QCoreApplication::processEvents();
        QCOMPARE(kept->reads, 2);
        QCOMPARE(source.posted().size(), 2U);
    }
};

QTEST_MAIN(KeptSecretTest)
#include "kept_secret_test.moc"
