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
        QVERIFY(world.navigator.said.last().contains(QStringLiteral("Ctrl+Z")));
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
        QCOMPARE(world.page.notice(), QStringLiteral("nothing is selected by <b>this</b>"));
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
        address::AddressView view = world.shown;
        auto held = std::make_shared<address::GatewayView>(*view.gateway);
        held->undoWords = "Delete group job=\"a\"";
        view.gateway = held;
        world.show(view);
        QVERIFY(undo->isVisible());
        QVERIFY(undo->toolTip().contains(QStringLiteral("Delete group job=&quot;a&quot;")));
        QTest::mouseClick(undo, Qt::LeftButton);
        QCOMPARE(world.script.commands.size(), 1U);
        (void)world.last<address::PutBackPushes>();
        QTest::keyClick(world.page.table(GatewayPage::Families), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(world.script.commands.size(), 2U);
        (void)world.last<address::PutBackPushes>();
    }

    void wipeAsksNothing() {
        tests::GatewayWorld world;
        world.click("Wipe all");
        (void)world.last<address::WipePushes>();
        QCOMPARE(world.script.commands.size(), 1U);
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
    }
};

QTEST_MAIN(GatewayEraseTest)
#include "gateway_erase_test.moc"
