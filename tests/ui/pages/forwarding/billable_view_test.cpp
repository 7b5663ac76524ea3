// The switch "Send only billable series": what it would drop is shown before it is taken over, the
// rule is one that a configuration holds, and what it dropped stands in the inspector.
#include "core/base/file.h"
#include "core/config/config.h"
#include "core/config/yaml_writer.h"
#include "tests/support/fake_secret_store.h"
#include "tests/support/scripted_source.h"
#include "ui/pages/forwarding/billable_view.h"
#include "ui/pages/forwarding/endpoint_dialog.h"
#include "ui/pages/forwarding/endpoint_words.h"
#include "ui/widgets/basics.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace meterbench;
using namespace meterbench::ui;

namespace {

QString allTextOf(QWidget* widget) {
    QString all;
    for (const QLabel* label : widget->findChildren<QLabel*>()) {
        all += label->text() + QLatin1Char('\n');
    }
    for (const PlainLabel* label : widget->findChildren<PlainLabel*>()) {
        all += label->text() + QLatin1Char('\n');
    }
    return all;
}

QString valueOf(const std::vector<Fact>& facts, const QString& name) {
    for (const Fact& fact : facts) {
        if (fact.name == name) {
            return fact.value;
        }
    }
    return QStringLiteral("there is no such fact");
}

} // namespace

class BillableViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QApplication::setStyle(new Theme(Appearance::Dark)); }

    void saysWhatItDropsBeforeItIsTakenOver() {
        const auto now = tests::makeSnapshot(2, 4);
        BillableView view(schemaOf(*now), now, nullptr);
        view.show();
        QVERIFY(view.rules().empty());
        QSignalSpy previewed(&view, &BillableView::previewed);
        view.box()->setChecked(true);
        QVERIFY(previewed.wait());
        const QString said = allTextOf(&view);
        QVERIFY2(said.contains(QStringLiteral("0 would go on")), qPrintable(said));
        QVERIFY2(
            said.contains(QStringLiteral("no customer: without paigoCustomerID")), qPrintable(said)
        );
        QCOMPARE(view.rules(), billableRulesOf(schemaOf(*now)));
        view.box()->setChecked(false);
        QVERIFY(view.rules().empty());
    }

    void theRuleIsWhatAConfigurationHolds() {
        const std::vector<relabel::Rule> rules = billableRulesOf({});
        std::string text = "remote_write:\n- url: http://h/w\n";
        for (const QString& line :
             QString::fromStdString(config::relabelYaml("write_relabel_configs", rules))
                 .split(QLatin1Char('\n'))) {
            text += "  " + line.toStdString() + "\n";
        }
        base::PosixFileSystem files;
        const auto read = config::load(text, "prometheus.yml", files);
        QVERIFY(read.config);
        QCOMPARE(read.config->endpoints.front().writeRelabelRules, rules);
    }

    void otherRulesStayAndTheSwitchIsFoundAmongThem() {
        std::vector<relabel::Rule> rules(1);
        rules[0].targetLabel = "zone";
        rules[0].replacement = "eu";
        const auto billable = billableRulesOf({});
        BillableView view({}, nullptr, nullptr);
        view.setRules(rules);
        QVERIFY(!view.box()->isChecked());
        view.box()->setChecked(true);
        QCOMPARE(view.rules().size(), 3U);
        BillableView again({}, nullptr, nullptr);
        again.setRules(view.rules());
        QVERIFY(again.box()->isChecked());
        again.box()->setChecked(false);
        QCOMPARE(again.rules(), rules);
    }

    void theDialogTakesTheRulesOver() {
        tests::FakeSecretStore keychain;
        EndpointSubject subject;
        subject.base = tests::made::endpoint("billing", true)->options;
        subject.now = tests::makeSnapshot(2, 2);
        EndpointDialog dialog(subject, keychain, nullptr);
        dialog.show();
        dialog.billable()->box()->setChecked(true);
        QCOMPARE(dialog.options().writeRelabelRules, billableRulesOf({}));
    }

    void aPatternThatLosesWhatIsBillableIsNotTakenOver() {
        metering::BillableCut cut;
        cut.lost.series = 2;
        cut.lost.examples = {"a{b=\"<b>\"}"};
        const std::vector<CutLine> lines = cutLines(cut, {});
        QCOMPARE(lines.size(), 1U);
        QVERIFY(lines[0].isWarning);
        QVERIFY(lines[0].words.startsWith(QLatin1Char('2')));
        QCOMPARE(lines[0].example, QStringLiteral("a{b=\"<b>\"}"));
    }

    void whatEachRuleDroppedIsShown() {
        pipeline::EndpointView endpoint = *tests::made::endpoint("billing", true);
        const auto billable = billableRulesOf({});
        endpoint.options.writeRelabelRules = billable;
        endpoint.options.writeRelabelRules.insert(
            endpoint.options.writeRelabelRules.begin(), relabel::Rule()
        );
        endpoint.state.samplesDroppedByRule = {0, 40'000, 12};
        const std::vector<Fact> facts = relabelFacts(endpoint, billable);
        QCOMPARE(
            valueOf(facts, QStringLiteral("No customer, or malformed")), QStringLiteral("40,000")
        );
        QCOMPARE(
            valueOf(facts, QStringLiteral("No dimension, or malformed")), QStringLiteral("12")
        );
        QCOMPARE(valueOf(facts, QStringLiteral("1: replace")), QStringLiteral("0"));
    }
};

QTEST_MAIN(BillableViewTest)
#include "billable_view_test.moc"
