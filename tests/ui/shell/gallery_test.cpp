// Every page of the window on a scripted engine, filled and empty, dark and light, in three sizes:
// each can be built, shown and painted. With MB_SHOTS=folder the pictures are kept there, to be
// looked at.
#include "tests/support/scripted_address.h"
#include "tests/support/fake_secret_store.h"
#include "tests/support/made_usage.h"
#include "tests/support/scripted_source.h"
#include "tests/support/scripted_usage.h"
#include "ui/pages/forwarding/endpoint_dialog.h"
#include "ui/shell/dialogs.h"
#include "ui/shell/main_window.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QDir>
#include <QTest>

#include <cmath>
#include <random>

using namespace meterbench;

namespace {

/// A world with the tempo of a real one: rates that move, drops, one endpoint more.
std::shared_ptr<pipeline::Snapshot> world(int step) {
    auto now = tests::makeSnapshot(24, 60);
    now->generation = static_cast<std::uint64_t>(100 + step);
    now->timeMs += step * 1'000;
    const double wave = 1 + 0.04 * std::sin(step / 5.0) + 0.01 * std::sin(step / 1.7);
    now->rates = {4'812 * wave, 22, 4'790 * wave, 4'790 * wave, 103'000 * wave, 12};
    now->activeSeries = 24'060 + static_cast<std::uint64_t>(step % 7);
    now->layoutBytes = 3'400'000;
    std::vector<pipeline::EndpointPtr> endpoints;
    for (const pipeline::EndpointPtr& endpoint : now->endpoints) {
        auto copy = std::make_shared<pipeline::EndpointView>(*endpoint);
        copy->samplesPerSecond = endpoint->samplesPerSecond > 0 ? 4'790 * wave : 0;
        endpoints.push_back(copy);
    }
    now->endpoints = endpoints;
    return now;
}

} // namespace

class GalleryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QApplication::setStyle(new ui::Theme(ui::Appearance::Dark)); }

    void paints_data() {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("dark");
        QTest::addColumn<bool>("filled");
        for (const QSize& size : {QSize(1280, 800), QSize(880, 600), QSize(1920, 1080)}) {
            for (const bool dark : {true, false}) {
                for (const bool filled : {true, false}) {
                    const QString name =
                        QStringLiteral("%1x%2 %3 %4")
                            .arg(size.width())
                            .arg(size.height())
                            .arg(dark ? QStringLiteral("dark") : QStringLiteral("light"))
                            .arg(filled ? QStringLiteral("filled") : QStringLiteral("empty"));
                    QTest::newRow(qPrintable(name)) << size << dark << filled;
                }
            }
        }
    }

    void paints() {
        QFETCH(QSize, size);
        QFETCH(bool, dark);
        QFETCH(bool, filled);
        auto nothing = std::make_shared<pipeline::Snapshot>();
        nothing->generation = 1;
        tests::ScriptedSource source(filled ? world(0) : nothing);
        ui::WindowActions actions{[](const QString&) {}, [](const QString&) {}, [] {}, [] {}};
        ui::Settings settings = ui::defaultSettings();
        settings.appearance = dark ? QStringLiteral("dark") : QStringLiteral("light");
        tests::ScriptedAddress address;
        tests::ScriptedUsage usage;
        if (filled) {
            usage.show(tests::made::usageView());
        }
        ui::MainWindow window(source, address, usage, actions, settings, {}, ui::allPages());
        window.resize(size);
        window.show();
        for (int step = 1; filled && step < 90; ++step) {
            source.setSnapshot(world(step));
            window.feed().poll();
        }
        for (const ui::PageEntry& entry : ui::allPages()) {
            window.showPage(entry.id);
            QCoreApplication::processEvents();
            const QPixmap picture = window.grab();
            QCOMPARE(picture.size(), size);
            const QString folder = qEnvironmentVariable("MB_SHOTS");
            if (!folder.isEmpty()) {
                QDir().mkpath(folder);
                const QString name = QString::fromLatin1(QTest::currentDataTag())
                                         .replace(QLatin1Char(' '), QLatin1Char('-'));
                QVERIFY(picture.save(QStringLiteral("%1/%2-%3.png").arg(folder, entry.key, name)));
            }
        }
    }

    void paintsDialogs() {
        ui::InspectDialog inspect({}, nullptr);
        keep(inspect, QStringLiteral("dialog-inspect"));
        remote::EndpointOptions options = tests::made::endpoint("long-term", true)->options;
        options.http.hasAuthorization = false;
        options.http.hasBasicAuth = true;
        tests::FakeSecretStore keychain;
        ui::EndpointDialog endpoint(
            {options, std::nullopt, {QStringLiteral("long-term")}, nullptr}, keychain, nullptr
        );
        keep(endpoint, QStringLiteral("dialog-endpoint"));
        ui::KeyMapDialog keys(
            {{QStringLiteral("Go to Overview"), QStringLiteral("Ctrl+1")}}, nullptr
        );
        keep(keys, QStringLiteral("dialog-keys"));
        ui::ProblemsDialog problems(
            QStringLiteral("prometheus.yml is not in force"),
            {QStringLiteral(
                "prometheus.yml:12:5: unknown key \"intervall\"; did you mean scrape_interval?"
            )},
            nullptr
        );
        keep(problems, QStringLiteral("dialog-problems"));
        tests::ScriptedSource source(world(0));
        tests::ScriptedAddress address;
        tests::ScriptedUsage usage;
        ui::MainWindow window(source, address, usage, {}, ui::defaultSettings(), {}, ui::allPages());
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("re"));
        keep(window, QStringLiteral("palette"));
    }

private:
    static void keep(QWidget& widget, const QString& name) {
        widget.ensurePolished();
        const QPixmap picture = widget.grab();
        QVERIFY(!picture.isNull());
        const QString folder = qEnvironmentVariable("MB_SHOTS");
        if (!folder.isEmpty()) {
            QVERIFY(picture.save(QStringLiteral("%1/%2.png").arg(folder, name)));
        }
    }
};

QTEST_MAIN(GalleryTest)
#include "gallery_test.moc"
