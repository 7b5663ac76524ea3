// The rules of Gateway: written, moved, removed and saved; and those that the page proposes.
#include "tests/ui/pages/gateway/gateway_world.h"
#include "ui/pages/gateway/rule_list.h"
#include "ui/pages/gateway/rules_dialog.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QTest>

using namespace meterbench;
using namespace meterbench::ui;

class GatewayRulesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QApplication::setStyle(new Theme(Appearance::Dark)); }

    void aProposalIsAcceptedForTheJobsThatPush() {
        tests::GatewayWorld world;
        QVERIFY(world.page.inspector()->proposal().isEmpty());
        world.page.table(GatewayPage::Families)->selectRow(4);
        world.showAgain();
        QVERIFY(world.page.inspector()->proposal().contains(QStringLiteral("the job backup?")));
        world.click("Count differences");
        const auto rules = world.last<address::SetPushRules>().rules;
        QCOMPARE(rules.cumulative, std::vector<std::string>{"backup"});
        QCOMPARE(rules.policies.size(), 1U); // the others stay
        QCOMPARE(rules.expiries.size(), 1U);
    }

    void rulesAreWrittenMovedAndSaved() {
        tests::GatewayWorld world;
        world.click("Rules…");
        RulesDialog* dialog = world.page.rulesDialog();
        QPushButton* save = tests::buttonOf(dialog, QStringLiteral("Save"));
        QVERIFY(save->isEnabled());
        QCOMPARE(
            dialog->policies()->noteAt(0),
            QStringLiteral("The newest push wins. 1 held now: queue_depth")
        );
        dialog->policies()->addEmpty();
        QVERIFY(!save->isEnabled());
        auto* pattern = dialog->policies()->findChildren<QLineEdit*>().last();
        QTest::keyClicks(pattern, QStringLiteral("*"));
        QVERIFY(save->isEnabled());
        QCOMPARE(
            dialog->policies()->noteAt(1),
            QStringLiteral("Values of all pushes are added; histograms and summaries are merged. "
                           "5 held now: backup_bytes_total, "
                           "backup_last_success_timestamp_seconds, build_info … · "
                           "1 taken by a rule above")
        );
        dialog->policies()->findChildren<QComboBox*>().last()->setCurrentIndex(2);
        QVERIFY(dialog->policies()->noteAt(1).contains(QStringLiteral("does not suit the type of 1")
        ));
        QTest::keyClick(pattern, Qt::Key_Up, Qt::AltModifier);
        QTest::keyClick(pattern, Qt::Key_Up, Qt::AltModifier); // stays at the top
        auto* duration = dialog->expiries()->findChildren<QLineEdit*>().last();
        duration->selectAll();
        QTest::keyClicks(duration, QStringLiteral("1x"));
        QVERIFY(!save->isEnabled());
        QVERIFY(dialog->expiries()->noteAt(0).contains(QStringLiteral("“1x” is not a duration")));
        duration->setText(QStringLiteral("1h30m"));
        dialog->jobs()->add({QStringLiteral("back*")});
        QCOMPARE(dialog->jobs()->noteAt(0), QStringLiteral("1 job now: backup"));
        QTest::mouseClick(save, Qt::LeftButton);
        const auto rules = world.last<address::SetPushRules>().rules;
        QCOMPARE(rules.policies.size(), 2U);
        QCOMPARE(rules.policies[0].family, std::string("*"));
        QCOMPARE(rules.policies[0].policy, gateway::Policy::Max);
        QCOMPARE(rules.policies[1].family, std::string("queue_*"));
        QCOMPARE(rules.policies[1].policy, gateway::Policy::Last);
        QCOMPARE(rules.expiries[0].afterMs, std::int64_t(5'400'000));
        QCOMPARE(rules.cumulative, std::vector<std::string>{"back*"});
        world.answer(false, "the journal cannot be written");
        QVERIFY(dialog->isVisible());
        QVERIFY(world.page.notice().isEmpty());
        QTest::mouseClick(save, Qt::LeftButton);
        world.answer(true, {});
        QVERIFY(!dialog->isVisible());
    }

    void aRuleIsRemoved() {
        tests::GatewayWorld world;
        world.click("Rules…");
        QVERIFY(QTest::qWaitForWindowExposed(world.page.rulesDialog()));
        RuleList* list = world.page.rulesDialog()->policies();
        for (QPushButton* button : list->findChildren<QPushButton*>()) {
            if (button->accessibleName() == QStringLiteral("Remove rule")) {
                QTest::mouseClick(button, Qt::LeftButton);
            }
        }
        QCOMPARE(list->ruleCount(), 0);
        QTest::mouseClick(
            tests::buttonOf(world.page.rulesDialog(), QStringLiteral("Save")), Qt::LeftButton
        );
        QVERIFY(world.last<address::SetPushRules>().rules.policies.empty());
    }

    void pushgatewayModeHasExpiryAloneAndKeepsTheRest() {
        address::AddressView view = tests::pushedView(tests::smallGateway());
        view.mode = address::Mode::Pushgateway;
        tests::GatewayWorld world(view);
        QVERIFY(world.page.table(GatewayPage::Families)->isColumnHidden(PushedFamiliesModel::Policy)
        );
        world.click("Rules…");
        QVERIFY(!world.page.rulesDialog()->policies()->isVisible());
        QVERIFY(world.page.rulesDialog()->expiries()->isVisible());
        QTest::mouseClick(
            tests::buttonOf(world.page.rulesDialog(), QStringLiteral("Save")), Qt::LeftButton
        );
        QCOMPARE(world.last<address::SetPushRules>().rules.policies.size(), 1U);
    }
};

QTEST_MAIN(GatewayRulesTest)
#include "gateway_rules_test.moc"
