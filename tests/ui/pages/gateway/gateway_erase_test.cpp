// Deleting on Gateway: by key, by mouse, by selector, everything; and putting it back.
#include "tests/ui/pages/gateway/gateway_world.h"
#include "ui/pages/gateway/selector_dialog.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QTest>

using namespace meterbench;
using namespace meterbench::ui;

class GatewayEraseTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QApplication::setStyle(new Theme(Appearance::Dark)); }

    void deleteByKeyAndByMouse() {
        tests::GatewayWorld world;
        QTest::keyClick(world.page.table(GatewayPage::Families), Qt::Key_Delete);
        auto erase = world.last<address::ErasePushes>();
        QCOMPARE(erase.selection.family, std::string("backup_bytes_total"));
        QVERIFY(!erase.selection.group);
        QCOMPARE(erase.words, std::string("Delete family backup_bytes_total"));
        world.page.showTab(GatewayPage::Groups);
        world.click("Delete");
        erase = world.last<address::ErasePushes>();
        QCOMPARE(erase.selection.group, std::optional(world.shown.gateway->groups[0].labels));
        QVERIFY(erase.selection.family.empty());
        QCOMPARE(erase.words, std::string("Delete group instance=\"db-1\" job=\"backup\""));
        world.answer(true, {});
        QCOMPARE(
            world.navigator.said.last(),
            QStringLiteral(
                "Deleted group instance=\"db-1\" job=\"backup\", 9 series. Ctrl+Z puts it "
                "back until the next delete or exit."
            )
        );
        world.page.showTab(GatewayPage::Pushes);
        world.page.table(GatewayPage::Pushes)->setFocus();
        const std::size_t before = world.script.commands.size();
        QTest::keyClick(world.page.table(GatewayPage::Pushes), Qt::Key_Delete);
        QCOMPARE(world.script.commands.size(), before); // what came cannot be deleted
    }

    void whatWentWrongIsSaidOnThePage() {
        tests::GatewayWorld world;
        QTest::keyClick(world.page.table(GatewayPage::Families), Qt::Key_Delete);
        world.answer(false, "nothing is selected by <b>this</b>");
        QCOMPARE(
            world.page.notice(), QStringLiteral("Not deleted: nothing is selected by <b>this</b>")
        );
        for (const QLabel* label : world.page.findChildren<QLabel*>()) {
            QCOMPARE(label->textFormat(), Qt::PlainText);
        }
        QTest::keyClick(world.page.table(GatewayPage::Families), Qt::Key_Escape);
        QVERIFY(world.page.notice().isEmpty());
    }

    void undoIsThereWhileSomethingCanBePutBack() {
        tests::GatewayWorld world;
        QPushButton* undo = tests::buttonOf(&world.page, QStringLiteral("Undo"));
        QVERIFY(!undo->isVisible());
        world.page.table(GatewayPage::Families)->setFocus();
        QTest::keyClick(world.page.table(GatewayPage::Families), Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(world.script.commands.empty());
        QVERIFY(world.navigator.said.last().startsWith(QStringLiteral("There is nothing to put back"
        )));
        address::AddressView view = world.shown;
        auto held = std::make_shared<address::GatewayView>(*view.gateway);
        held->undoWords = "Delete group job=\"a\"";
        view.gateway = held;
        world.show(view);
        QVERIFY(undo->isVisible());
        QVERIFY(undo->toolTip().contains(QStringLiteral("Delete group job=&quot;a&quot;")));
        QVERIFY(undo->toolTip().contains(QStringLiteral("until the next delete")));
        QTest::mouseClick(undo, Qt::LeftButton);
        QCOMPARE(world.script.commands.size(), 1U);
        (void)world.last<address::PutBackPushes>();
        QTest::keyClick(world.page.table(GatewayPage::Families), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(world.script.commands.size(), 2U);
        (void)world.last<address::PutBackPushes>();
        held = std::make_shared<address::GatewayView>(*held);
        held->undoWords.clear();
        world.shown.gateway = held;
        world.answer(true, {});
        QCOMPARE(world.navigator.said.last(), QStringLiteral("Undone: Delete group job=\"a\""));
        QVERIFY(!undo->isVisible());
        QVERIFY(world.page.notice().isEmpty());
    }

    void whatCannotBePutBackAnyMoreIsSaid() {
        address::AddressView view = tests::pushedView(tests::smallGateway());
        auto held = std::make_shared<address::GatewayView>(*view.gateway);
        held->undoWords = "Delete family queue_depth";
        view.gateway = held;
        tests::GatewayWorld world(view);
        QTest::keyClick(world.page.table(GatewayPage::Families), Qt::Key_Z, Qt::ControlModifier);
        world.answer(false, "queue_depth was pushed again meanwhile");
        QCOMPARE(
            world.page.notice(),
            QStringLiteral("“Delete family queue_depth” cannot be undone any more: "
                           "queue_depth was pushed again meanwhile")
        );
    }

    /// From the row to the button that deletes it and to the one that puts it back, by Tab alone.
    void deletingAndUndoingAreReachedByKeys_data() {
        QTest::addColumn<QString>("button");
        QTest::newRow("the delete") << QStringLiteral("Delete");
        QTest::newRow("the delete of some") << QStringLiteral("Delete some…");
        QTest::newRow("the undo") << QStringLiteral("Undo");
        QTest::newRow("the wipe") << QStringLiteral("Wipe all");
    }

    void deletingAndUndoingAreReachedByKeys() {
        QFETCH(QString, button);
        address::AddressView view = tests::pushedView(tests::smallGateway());
        auto held = std::make_shared<address::GatewayView>(*view.gateway);
        held->undoWords = "Delete family queue_depth";
        view.gateway = held;
        tests::GatewayWorld world(view);
        QWidget* wanted = tests::buttonOf(&world.page, button);
        for (int i = 0; i < 40 && QApplication::focusWidget() != wanted; ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        }
        QCOMPARE(QApplication::focusWidget(), wanted);
        QTest::keyClick(wanted, Qt::Key_Space);
        QVERIFY(!world.script.commands.empty() || world.page.selectorDialog() != nullptr);
    }

    void aLongNameLeavesRoomForTheRest() {
        address::AddressView view = tests::pushedView(tests::smallGateway());
        auto held = std::make_shared<address::GatewayView>(*view.gateway);
        held->groups = {tests::pushedGroup({{"job", std::string(300, 'j')}}, 9)};
        view.gateway = held;
        tests::GatewayWorld world(view);
        world.page.showTab(GatewayPage::Groups);
        world.click("Delete");
        world.answer(true, {});
        const QString said = world.navigator.said.last();
        QVERIFY2(said.size() < 130, qPrintable(said));
        QVERIFY2(
            said.endsWith(
                QStringLiteral("jj\", 9 series. Ctrl+Z puts it back until the next delete or exit.")
            ),
            qPrintable(said)
        );
    }

    void wipeAsksNothing() {
        tests::GatewayWorld world;
        world.click("Wipe all");
        (void)world.last<address::WipePushes>();
        QCOMPARE(world.script.commands.size(), 1U);
        world.answer(true, {});
        QVERIFY(world.navigator.said.last().startsWith(
            QStringLiteral("Deleted all pushes, 30 series. Ctrl+Z puts it back until")
        ));
        QVERIFY(world.page.findChild<QDialog*>() == nullptr);
    }

    void deleteBySelector() {
        tests::GatewayWorld world;
        QTest::keyClick(world.page.table(GatewayPage::Families), Qt::Key_Delete, Qt::ShiftModifier);
        SelectorDialog* dialog = world.page.selectorDialog();
        QVERIFY(dialog != nullptr);
        QPushButton* remove = tests::buttonOf(dialog, QStringLiteral("Delete"));
        QVERIFY(!remove->isEnabled());
        auto* field = dialog->findChild<QLineEdit*>();
        QTest::keyClicks(field, QStringLiteral("{disk=\"sda\"}"));
        QVERIFY(remove->isEnabled());
        QTest::keyClick(field, Qt::Key_Return);
        const auto erase = world.last<address::ErasePushes>();
        QCOMPARE(erase.selection.family, std::string("backup_bytes_total"));
        QCOMPARE(erase.selection.selector, std::string("{disk=\"sda\"}"));
        world.answer(false, "no series has disk=\"sda\"");
        QVERIFY(dialog->isVisible());
        QCOMPARE(dialog->problem(), QStringLiteral("no series has disk=\"sda\""));
        QVERIFY(world.page.notice().isEmpty());
        QTest::mouseClick(remove, Qt::LeftButton);
        world.answer(true, {});
        QVERIFY(!dialog->isVisible());
        QVERIFY(world.navigator.said.last().startsWith(
            QStringLiteral("Deleted {disk=\"sda\"} of the family backup_bytes_total. Ctrl+Z")
        ));
    }
};

QTEST_MAIN(GatewayEraseTest)
#include "gateway_erase_test.moc"
