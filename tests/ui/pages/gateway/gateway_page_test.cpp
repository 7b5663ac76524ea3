// Gateway follows the address: filter, selection and what is watched; empty pages teach; everything
// is reached by keys.
#include "tests/ui/pages/gateway/gateway_world.h"
#include "ui/pages/gateway/first_push.h"
#include "ui/widgets/filter_field.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QTest>
#include <QTimer>

using namespace meterbench;
using namespace meterbench::ui;

class GatewayPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QApplication::setStyle(new Theme(Appearance::Dark)); }

    void theFilterNarrows_data() {
        QTest::addColumn<int>("tab");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("count");
        QTest::newRow("families by a word")
            << 0 << QStringLiteral("backup") << QStringLiteral("2 of 6");
        QTest::newRow("families by type")
            << 0 << QStringLiteral("type=gauge") << QStringLiteral("3 of 6");
        QTest::newRow("families by policy")
            << 0 << QStringLiteral("policy=~max|info") << QStringLiteral("2 of 6");
        QTest::newRow("families that seem to re-send totals")
            << 0 << QStringLiteral("totals=proposed") << QStringLiteral("1 of 6");
        QTest::newRow("groups by a label")
            << 1 << QStringLiteral("job=backup") << QStringLiteral("2 of 3");
        QTest::newRow("groups without a label")
            << 1 << QStringLiteral("instance=\"\"") << QStringLiteral("1 of 3");
        QTest::newRow("groups whose last push failed")
            << 1 << QStringLiteral("state=failed") << QStringLiteral("1 of 3");
        QTest::newRow("pushes that were refused")
            << 2 << QStringLiteral("outcome=refused") << QStringLiteral("1 of 14");
        QTest::newRow("pushes by path, turned round")
            << 2 << QStringLiteral("!job") << QStringLiteral("6 of 14");
    }

    void theFilterNarrows() {
        QFETCH(int, tab);
        QFETCH(QString, text);
        QFETCH(QString, count);
        tests::GatewayWorld world;
        world.page.showTab(static_cast<GatewayPage::Tab>(tab));
        auto* field = qobject_cast<FilterField*>(world.page.filterField());
        QTest::keyClicks(field, text);
        QCOMPARE(field->problem(), QString());
        QCOMPARE(field->count(), count);
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(field->text().isEmpty());
    }

    void aWrongFilterKeepsTheLastGoodOne() {
        tests::GatewayWorld world;
        auto* field = qobject_cast<FilterField*>(world.page.filterField());
        field->setText(QStringLiteral("type=gauge"));
        field->setText(QStringLiteral("type=~("));
        QVERIFY(!field->problem().isEmpty());
        QCOMPARE(field->count(), QStringLiteral("3 of 6"));
        field->setText(QStringLiteral("nothing-like-this"));
        world.click("Clear filter");
        QCOMPARE(field->count(), QStringLiteral("6 of 6"));
    }

    void theSelectedIsWatchedAndItsSeriesAreShown() {
        tests::GatewayWorld world;
        QCOMPARE(world.script.watched.selection.family, std::string("backup_bytes_total"));
        QTest::keyClick(world.page.table(GatewayPage::Families), Qt::Key_Down);
        const std::string second = "backup_last_success_timestamp_seconds";
        QCOMPARE(world.script.watched.selection.family, second);
        QCOMPARE(world.page.inspector()->series()->rowCount(), 0); // those of the first are gone
        world.showAgain();
        QCOMPARE(world.page.inspector()->series()->rowCount(), 6);
        world.page.showTab(GatewayPage::Groups);
        QCOMPARE(
            world.script.watched.selection.group,
            std::optional(world.shown.gateway->groups[0].labels)
        );
        QVERIFY(world.script.watched.selection.family.empty());
        world.page.showTab(GatewayPage::Pushes);
        QVERIFY(!world.script.watched.selection.group);
        QVERIFY(world.script.watched.gateway);
        world.page.hide();
        QVERIFY(!world.script.watched.gateway);
    }

    void aLongTableKeepsWhatIsSelected() {
        constexpr int kCount = 5'000;
        const auto base = tests::largeGateway(kCount);
        tests::GatewayWorld world(tests::pushedView(base));
        QTableView* table = world.page.table(GatewayPage::Groups);
        world.page.showTab(GatewayPage::Groups);
        QTRY_COMPARE(table->model()->rowCount(), kCount);
        table->selectRow(2'500);
        const auto selected = world.script.watched.selection.group;
        QCOMPARE(selected, std::optional(base->groups[2'500].labels));
        for (int round = 1; round < 6; ++round) {
            const auto held = std::make_shared<address::GatewayView>(*base);
            held->groups.erase(held->groups.begin(), held->groups.begin() + 100 * round);
            world.show(tests::pushedView(held));
            QTRY_COMPARE(table->model()->rowCount(), kCount - 100 * round);
            QCOMPARE(world.script.watched.selection.group, selected);
            QCOMPARE(table->currentIndex().row(), 2'500 - 100 * round);
        }
        auto* field = qobject_cast<FilterField*>(world.page.filterField());
        field->setText(QStringLiteral("instance=~\".*00\""));
        QTRY_COMPARE(field->count(), QStringLiteral("45 of 4,500"));
        QCOMPARE(world.script.watched.selection.group, selected); // host-02500
    }

    void timeGoesOnWhileNothingIsPushedAndNothingScraped() {
        tests::GatewayWorld world;
        const auto cell = [&world] {
            QTableView* table = world.page.table(GatewayPage::Families);
            return table->model()->index(1, PushedFamiliesModel::Expires).data().toString();
        };
        QCOMPARE(cell(), QStringLiteral("4 min 3 s"));
        auto* second = world.page.findChild<QTimer*>(QString(), Qt::FindDirectChildrenOnly);
        QVERIFY(second->isActive());
        QCOMPARE(second->interval(), 1'000);
        QMetaObject::invokeMethod(second, "timeout");
        QMetaObject::invokeMethod(second, "timeout");
        QCOMPARE(cell(), QStringLiteral("4 min 1 s"));
        world.showAgain(); // the address says what time it is
        QCOMPARE(cell(), QStringLiteral("4 min 3 s"));
        world.page.hide();
        QVERIFY(!second->isActive());
    }

    void theSelectionStaysWithItsRow() {
        tests::GatewayWorld world;
        QTableView* table = world.page.table(GatewayPage::Families);
        table->selectRow(4);
        address::AddressView view = world.shown;
        auto held = std::make_shared<address::GatewayView>(*view.gateway);
        held->families.erase(held->families.begin());
        view.gateway = held;
        world.show(view);
        QCOMPARE(table->currentIndex().row(), 3);
        QCOMPARE(table->currentIndex().data().toString(), QStringLiteral("jobs_done_total"));
        held = std::make_shared<address::GatewayView>(*held);
        held->families.erase(held->families.begin() + 3);
        view.gateway = held;
        world.show(view);
        QCOMPARE(world.script.watched.selection.family, std::string("queue_depth"));
    }

    void anEmptyPageTeachesTheFirstPush() {
        tests::GatewayWorld world(tests::pushedView(std::make_shared<address::GatewayView>()));
        FirstPush* first = world.page.firstPush();
        QVERIFY(first->isVisible());
        auto* field = qobject_cast<FilterField*>(world.page.filterField());
        QVERIFY(field->count().isEmpty()); // not "0 of 0"
        QCOMPARE(
            first->command(),
            QStringLiteral("echo \"jobs_total 1\" | curl --data-binary @- "
                           "http://127.0.0.1:9091/metrics/job/demo")
        );
        QTest::mouseClick(first->button(), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(), first->command());
        world.show(tests::pushedView(tests::smallGateway()));
        QVERIFY(!first->isVisible());
    }

    void whatStandsInTheInspectorIsNotCut_data() {
        QTest::addColumn<QString>("family");
        QTest::addColumn<qint64>("expires");
        QTest::newRow("sizes") << QStringLiteral("backup_bytes_total") << qint64(0);
        QTest::newRow("dates") << QStringLiteral("last_success_timestamp_seconds") << qint64(0);
        QTest::newRow("time left")
            << QStringLiteral("backup_bytes_total") << qint64(tests::kPushedNowMs + 3'540'000);
        QTest::newRow("dates and time left") << QStringLiteral("last_success_timestamp_seconds")
                                             << qint64(tests::kPushedNowMs + 3'540'000);
    }

    void whatStandsInTheInspectorIsNotCut() {
        QFETCH(QString, family);
        QFETCH(qint64, expires);
        address::AddressView view = tests::pushedView(tests::smallGateway());
        auto held = std::make_shared<address::GatewayView>(*view.gateway);
        held->series.push_back(
            {family.toStdString(), {{"a", "b"}}, 1.795e9, tests::kPushedNowMs - 3'599'000, expires}
        );
        view.gateway = held;
        GatewayInspector inspector(nullptr);
        inspector.resize(400, 500);
        inspector.show();
        inspector.showFamily(
            tests::pushedFamily(
                family.toStdString(), model::MetricType::Gauge, gateway::Policy::Sum, 1
            ),
            view,
            tests::kPushedNowMs
        );
        const QTableView* table = inspector.table();
        QFont strong = Theme::of(table).textFont();
        strong.setWeight(QFont::DemiBold);
        for (const int column :
             {HeldSeriesModel::Value, HeldSeriesModel::Pushed, HeldSeriesModel::Expires}) {
            const QString text = table->model()->index(0, column).data().toString();
            const int room = table->columnWidth(column) - 20;
            QVERIFY2(
                table->isColumnHidden(column) ||
                    QFontMetrics(strong).horizontalAdvance(text) <= room,
                qPrintable(text)
            );
        }
        QVERIFY(table->columnWidth(HeldSeriesModel::Name) > 120);
    }

    void aSilentAddressSaysWhyAndWhatToDo() {
        address::AddressView view = tests::pushedView(std::make_shared<address::GatewayView>());
        view.url.clear();
        view.problem = "127.0.0.1:9091 is taken";
        tests::GatewayWorld world(view);
        const QString sentence = world.page.firstPush()->sentence();
        QVERIFY(sentence.startsWith(QStringLiteral("127.0.0.1:9091 is taken. ")));
        QVERIFY(sentence.contains(QStringLiteral("--gateway.listen-address")));
        QVERIFY(!world.page.firstPush()->button()->isVisible());
        for (const int width : {560, 848, 1300}) {
            world.page.resize(width, 500);
            QCoreApplication::processEvents();
            for (const QLabel* label : world.page.firstPush()->findChildren<QLabel*>()) {
                QVERIFY(label->height() >= label->heightForWidth(label->width()));
            }
        }
        QVERIFY(!tests::buttonOf(&world.page, QStringLiteral("Copy address"))->isEnabled());
    }

    void commandsAreCopied() {
        tests::GatewayWorld world;
        world.click("Copy address");
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("http://127.0.0.1:9091"));
        world.showAgain();
        Q_EMIT world.page.inspector()->copyRequested(GatewayInspector::Copy::Scrape);
        QCOMPARE(
            QGuiApplication::clipboard()->text(),
            QStringLiteral("curl -sS --compressed 'http://127.0.0.1:9091/metrics'")
        );
        Q_EMIT world.page.inspector()->copyRequested(GatewayInspector::Copy::Push);
        QVERIFY(QGuiApplication::clipboard()->text().contains(
            QStringLiteral("# TYPE backup_bytes_total counter")
        ));
        world.page.showTab(GatewayPage::Groups);
        Q_EMIT world.page.inspector()->copyRequested(GatewayInspector::Copy::Delete);
        QCOMPARE(
            QGuiApplication::clipboard()->text(),
            QStringLiteral("curl -sS -X DELETE "
                           "'http://127.0.0.1:9091/metrics/job/backup/instance/db-1'")
        );
    }

    void aChartOfWhatIsNotScrapedYetIsExplained() {
        tests::GatewayWorld world;
        world.showAgain();
        QTest::keyClick(world.page.table(GatewayPage::Families), Qt::Key_C);
        QVERIFY(world.navigator.series.empty());
        QVERIFY(world.page.notice().contains(QStringLiteral("not been scraped yet")));
    }

    void tabsAreReachedByKeys() {
        tests::GatewayWorld world;
        world.page.table(GatewayPage::Families)->setFocus();
        QTest::keyClick(
            world.page.table(GatewayPage::Families),
            Qt::Key_3,
            Qt::ControlModifier | Qt::ShiftModifier
        );
        QVERIFY(world.page.table(GatewayPage::Pushes)->hasFocus());
    }

    void thePageGivesItsFocusToWhatIsShown() {
        tests::GatewayWorld world;
        world.page.showTab(GatewayPage::Groups);
        world.page.setFocus();
        QVERIFY(world.page.table(GatewayPage::Groups)->hasFocus());
        QCOMPARE(world.page.firstFocus(), world.page.table(GatewayPage::Groups));
        world.page.filterField()->setText(QStringLiteral("nothing-like-this"));
        world.page.setFocus();
        QVERIFY(world.page.filterField()->hasFocus());
    }

    void onANarrowPageTheInspectorComesWhenAskedAndGoesWithEscape() {
        tests::GatewayWorld world;
        world.page.resize(700, 500);
        QCOMPARE(world.page.width(), 700);
        QVERIFY(!world.page.inspector()->isVisible());
        QTableView* table = world.page.table(GatewayPage::Families);
        QTest::keyClick(table, Qt::Key_Return);
        QVERIFY(world.page.inspector()->isVisible());
        QTest::keyClick(table, Qt::Key_Escape);
        QVERIFY(!world.page.inspector()->isVisible());
    }

    void everyControlHasANameAndRefusedPushesCallForAttention() {
        tests::GatewayWorld world;
        world.click("Rules…");
        for (QWidget* widget : world.page.findChildren<QWidget*>()) {
            const bool isControl = qobject_cast<QPushButton*>(widget) != nullptr ||
                                   qobject_cast<QLineEdit*>(widget) != nullptr ||
                                   qobject_cast<QComboBox*>(widget) != nullptr ||
                                   qobject_cast<QTableView*>(widget) != nullptr;
            if (!isControl) {
                continue;
            }
            auto* button = qobject_cast<QPushButton*>(widget);
            const bool isNamed = !widget->accessibleName().isEmpty() ||
                                 (button != nullptr && !button->text().isEmpty());
            QVERIFY2(isNamed, widget->metaObject()->className());
        }
        const QModelIndex first = world.page.table(GatewayPage::Families)->model()->index(4, 0);
        QVERIFY(first.data(Qt::AccessibleTextRole)
                    .toString()
                    .contains(QStringLiteral("seem to re-send totals")));
        QCOMPARE(world.page.attentionCount({}), 1);
    }
};

QTEST_MAIN(GatewayPageTest)
#include "gateway_page_test.moc"
