// Pictures of Gateway for people to look at: MB_SHOTS names a folder; without it nothing is done.
#include "tests/support/recording_navigator.h"
#include "tests/support/scripted_address.h"
#include "tests/support/scripted_source.h"
#include "tests/ui/pages/gateway/pushed_world.h"
#include "ui/pages/gateway/gateway_page.h"
#include "ui/pages/gateway/rule_list.h"
#include "ui/pages/gateway/rules_dialog.h"
#include "ui/pages/gateway/selector_dialog.h"
#include "ui/widgets/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLineEdit>
#include <QTableView>
#include <QTest>
#include <QThreadPool>

using namespace meterbench;
using namespace meterbench::ui;

class GatewayShots : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void pictures_data() {
        QTest::addColumn<bool>("isDark");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<QString>("content");
        for (const bool isDark : {true, false}) {
            for (const QSize size : {QSize(1280, 800), QSize(900, 600)}) {
                for (const char* content :
                     {"empty",
                      "empty-pushgateway",
                      "silent",
                      "typical",
                      "proposal",
                      "groups",
                      "groups-pushgateway",
                      "expiring",
                      "many",
                      "refused",
                      "filter",
                      "notice",
                      "rules",
                      "rules-pushgateway",
                      "selector"}) {
                    const QString name =
                        QStringLiteral("%1-%2-%3")
                            .arg(
                                isDark ? QStringLiteral("dark") : QStringLiteral("light"),
                                QString::number(size.width()),
                                QString::fromLatin1(content)
                            );
                    QTest::newRow(qPrintable(name))
                        << isDark << size << QString::fromLatin1(content);
                }
            }
        }
    }

    void pictures() {
        const QString folder = qEnvironmentVariable("MB_SHOTS");
        if (folder.isEmpty()) {
            QSKIP("MB_SHOTS names no folder");
        }
        QFETCH(bool, isDark);
        QFETCH(QSize, size);
        QFETCH(QString, content);
        QApplication::setStyle(new Theme(isDark ? Appearance::Dark : Appearance::Light));
        tests::ScriptedAddress script;
        AddressFeed address(script);
        tests::ScriptedSource source;
        SnapshotFeed feed(source);
        tests::RecordingNavigator navigator;
        // Rail and bars of the window are not part of the page.
        QWidget window;
        const int rail = size.width() <= 900 ? 52 : 184;
        window.resize(size.width() - rail, size.height() - 72);
        GatewayPage page(address, feed, navigator, &window);
        page.resize(window.size());
        window.show();
        script.show(viewOf(content));
        address.poll();
        prepare(page, content);
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::processEvents();
        if (script.watched.gateway && !content.startsWith(QStringLiteral("empty"))) {
            address::AddressView view = viewOf(content);
            auto held = std::make_shared<address::GatewayView>(*view.gateway);
            tests::fillSeries(*held, script.watched.selection);
            if (content == QStringLiteral("expiring")) {
                addLongSeries(*held);
            }
            view.gateway = held;
            script.show(view);
            address.poll();
        }
        finish(page, content);
        QThreadPool::globalInstance()->waitForDone();
        for (int pass = 0; pass < 4; ++pass) {
            QCoreApplication::processEvents(); // a layout asks the one around it
        }
        const QString file = folder + QStringLiteral("/gateway-") +
                             QString::fromLatin1(QTest::currentDataTag()) + QStringLiteral(".png");
        QDialog* dialog = page.findChild<QDialog*>();
        QVERIFY((dialog == nullptr ? page.grab() : dialog->grab()).save(file));
    }

private:
    static address::AddressView viewOf(const QString& content) {
        auto held =
            content.startsWith(QStringLiteral("empty")) || content == QStringLiteral("silent")
                ? std::make_shared<address::GatewayView>()
            : content == QStringLiteral("many") ? tests::largeGateway(10'000)
                                                : tests::smallGateway();
        if (content == QStringLiteral("notice")) {
            held->undoWords = "Delete family queue_depth";
        }
        address::AddressView view = tests::pushedView(held);
        if (content.endsWith(QStringLiteral("pushgateway"))) {
            view.mode = address::Mode::Pushgateway;
        }
        if (content == QStringLiteral("silent")) {
            view.url.clear();
            view.problem = "127.0.0.1:9091 is taken by another program (address already in use)";
        }
        return view;
    }

    /// Long names, long ages, times left of every size.
    static void addLongSeries(address::GatewayView& held) {
        std::vector<model::Label> labels{
            {"device", "/dev/mapper/vg0-data"}, {"instance", "db-1"}, {"job", "backup"}};
        const std::int64_t lefts[] = {4'000, 243'000, 3'599'000, 18'000'000, 900'000'000, -1, 0};
        std::int64_t ageMs = 59 * 60'000;
        for (const std::int64_t left : lefts) {
            held.series.push_back(
                {"backup_last_success_timestamp_seconds",
                 labels,
                 1.795e9,
                 tests::kPushedNowMs - ageMs,
                 left == 0 ? 0 : tests::kPushedNowMs + left}
            );
            labels[0].value += "-2";
            ageMs *= 3;
        }
    }

    static void prepare(GatewayPage& page, const QString& content) {
        if (content == QStringLiteral("proposal")) {
            page.table(GatewayPage::Families)->selectRow(4);
        } else if (content == QStringLiteral("expiring")) {
            page.showTab(GatewayPage::Groups);
        } else if (content.startsWith(QStringLiteral("groups")) || content == QStringLiteral("many")) {
            page.showTab(GatewayPage::Groups);
        } else if (content == QStringLiteral("refused")) {
            page.showTab(GatewayPage::Pushes);
            page.table(GatewayPage::Pushes)->selectRow(1);
        } else if (content == QStringLiteral("filter")) {
            page.filterField()->setText(QStringLiteral("type=gauge bogus=~("));
        }
    }

    static void finish(GatewayPage& page, const QString& content) {
        if (content == QStringLiteral("refused") && page.width() < 900) {
            Q_EMIT page.table(GatewayPage::Pushes)
                ->activated(page.table(GatewayPage::Pushes)->currentIndex());
        } else if (content == QStringLiteral("expiring") && page.width() < 900) {
            Q_EMIT page.table(GatewayPage::Groups)
                ->activated(page.table(GatewayPage::Groups)->currentIndex());
        } else if (content == QStringLiteral("notice")) {
            QMetaObject::invokeMethod(page.inspector(), "chartRequested", Qt::DirectConnection);
        } else if (content.startsWith(QStringLiteral("rules"))) {
            for (auto* button : page.findChildren<QAbstractButton*>()) {
                if (button->text() == QStringLiteral("Rules…")) {
                    button->click();
                }
            }
            RulesDialog* dialog = page.rulesDialog();
            dialog->policies()->add({QStringLiteral("*_total"), gateway::Policy::Max, {}});
            dialog->expiries()->add({QStringLiteral("build_info"), {}, QStringLiteral("five")});
            dialog->jobs()->add({QStringLiteral("ci")});
            dialog->showProblem(QStringLiteral("the journal cannot be written: disk full"));
        } else if (content == QStringLiteral("selector")) {
            Q_EMIT page.inspector()->deleteSomeRequested();
        }
    }
};

QTEST_MAIN(GatewayShots)
#include "gateway_shots.moc"
