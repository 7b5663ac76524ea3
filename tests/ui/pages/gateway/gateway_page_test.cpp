// Gateway: models keep their rows, clicks and keys become commands, outcomes are said where the
// person acts, a refused body is marked, empty pages teach.
#include "tests/support/recording_navigator.h"
#include "tests/support/scripted_address.h"
#include "tests/support/scripted_source.h"
#include "tests/ui/pages/gateway/pushed_world.h"
#include "ui/pages/gateway/first_push.h"
#include "ui/pages/gateway/gateway_page.h"
#include "ui/pages/gateway/push_body.h"
#include "ui/pages/gateway/rule_list.h"
#include "ui/pages/gateway/rules_dialog.h"
#include "ui/pages/gateway/selector_dialog.h"
#include "ui/widgets/filter_field.h"
#include "ui/widgets/theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
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

/// A page with a scripted address behind it.
struct World {
    tests::ScriptedAddress script;
    AddressFeed address{script};
    tests::ScriptedSource source;
    SnapshotFeed feed{source};
    tests::RecordingNavigator navigator;
    GatewayPage page{address, feed, navigator, nullptr};

    explicit World(const address::AddressView& view = tests::pushedView(tests::smallGateway())) {
        page.resize(1300, 700);
        page.show();
        page.activateWindow();
        // Shortcuts belong to the active window.
        (void)QTest::qWaitForWindowActive(&page);
        show(view);
        page.table(GatewayPage::Families)->setFocus();
    }

    /// The view, with the series of what the page watches.
    void show(address::AddressView view) {
        if (view.gateway != nullptr) {
            auto held = std::make_shared<address::GatewayView>(*view.gateway);
            tests::fillSeries(*held, script.watched.selection);
            view.gateway = held;
        }
        shown = view;
        script.show(view);
        address.poll();
    }

    /// Again, for what is watched now.
    void showAgain() { show(shown); }

    void answer(bool ok, const std::string& message) {
        shown.outcomes.push_back({script.commands.size(), ok, message, {}});
        script.show(shown);
        address.poll();
    }

    template <class Command>
    [[nodiscard]] Command last() const {
        return std::get<Command>(script.commands.at(script.commands.size() - 1));
    }

    void click(const char* text) {
        QTest::mouseClick(buttonOf(&page, QString::fromUtf8(text)), Qt::LeftButton);
    }

    address::AddressView shown;
};

template <class Model>
void keepsItsRows(Model& model, const GatewayViewPtr& before, const GatewayViewPtr& after) {
    const auto show = [&model](const GatewayViewPtr& view) {
        if constexpr (std::is_same_v<Model, LastPushesModel>) {
            model.show(view, nullptr);
        } else {
            model.show(view, nullptr, tests::kPushedNowMs);
        }
    };
    const QAbstractItemModelTester tester(
        &model, QAbstractItemModelTester::FailureReportingMode::Fatal
    );
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    show(before);
    const int rows = model.rowCount();
    const QPersistentModelIndex kept = model.index(model.rowCount() - 1, 0);
    const QString text = kept.data().toString();
    show(after);
    QVERIFY(kept.isValid());
    QCOMPARE(kept.data().toString(), text);
    show(before);
    QCOMPARE(model.rowCount(), rows);
    QCOMPARE(kept.data().toString(), text);
    show(std::make_shared<address::GatewayView>());
    QCOMPARE(model.rowCount(), 0);
    show(after);
    QCOMPARE(resets.count(), 0);
}

} // namespace

class GatewayPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QApplication::setStyle(new Theme(Appearance::Dark)); }

    void rowsStayWhileOthersComeAndGo() {
        const auto before = tests::smallGateway();
        const auto after = std::make_shared<address::GatewayView>(*before);
        after->families.erase(after->families.begin() + 2);
        after->families.insert(
            after->families.begin(),
            tests::pushedFamily("a_first", model::MetricType::Gauge, gateway::Policy::Sum, 1)
        );
        after->families[3].series = 99;
        after->groups.erase(after->groups.begin());
        after->pushes.push_back(tests::refusedPush(15, "x", 1, 1, "no"));
        after->pushes.push_back(tests::takenPush(16, "/metrics"));
        PushedFamiliesModel families;
        keepsItsRows(families, before, after);
        PushGroupsModel groups;
        keepsItsRows(groups, before, after);
        LastPushesModel pushes;
        keepsItsRows(pushes, before, after);
    }

    void rowsStayWhileThousandsChange() {
        const auto before = tests::largeGateway(2'000);
        const auto after = std::make_shared<address::GatewayView>();
        for (std::size_t i = 0; i < before->families.size(); ++i) {
            if (i % 3 != 0 || i + 1 == before->families.size()) {
                after->families.push_back(before->families[i]);
                after->groups.push_back(before->groups[i]);
            }
        }
        PushedFamiliesModel families;
        keepsItsRows(families, before, after);
        PushGroupsModel groups;
        keepsItsRows(groups, before, after);
    }

    void familiesOutOfOrderAreSorted() {
        const auto view = tests::smallGateway();
        std::swap(view->families.front(), view->families.back());
        PushedFamiliesModel model;
        model.show(view, nullptr, tests::kPushedNowMs);
        QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("backup_bytes_total"));
        QCOMPARE(model.placeOfName("queue_depth"), 5);
        QCOMPARE(model.placeOfName("unknown"), -1);
    }

    void agesFollowTheTime() {
        PushGroupsModel model;
        model.show(tests::smallGateway(), {}, tests::kPushedNowMs);
        const QModelIndex age = model.index(0, PushGroupsModel::Pushed);
        QCOMPARE(age.data().toString(), QStringLiteral("12 s ago"));
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        model.setNow(tests::kPushedNowMs + 8'000);
        QCOMPARE(age.data().toString(), QStringLiteral("20 s ago"));
        QCOMPARE(changes.count(), 1);
    }

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
        World world;
        world.page.showTab(static_cast<GatewayPage::Tab>(tab));
        auto* field = qobject_cast<FilterField*>(world.page.filterField());
        QTest::keyClicks(field, text);
        QCOMPARE(field->problem(), QString());
        QCOMPARE(field->count(), count);
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(field->text().isEmpty());
    }

    void aWrongFilterKeepsTheLastGoodOne() {
        World world;
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
        World world;
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

    void theSelectionStaysWithItsRow() {
        World world;
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

    void deleteByKeyAndByMouse() {
        World world;
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
        World world;
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
        World world;
        QPushButton* undo = buttonOf(&world.page, QStringLiteral("Undo"));
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
        World world;
        world.click("Wipe all");
        (void)world.last<address::WipePushes>();
        QCOMPARE(world.script.commands.size(), 1U);
        QVERIFY(world.page.findChild<QDialog*>() == nullptr);
    }

    void deleteBySelector() {
        World world;
        QTest::keyClick(world.page.table(GatewayPage::Families), Qt::Key_Delete, Qt::ShiftModifier);
        SelectorDialog* dialog = world.page.selectorDialog();
        QVERIFY(dialog != nullptr);
        QPushButton* remove = buttonOf(dialog, QStringLiteral("Delete"));
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

    void aProposalIsAcceptedForTheJobsThatPush() {
        World world;
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
        World world;
        world.click("Rules…");
        RulesDialog* dialog = world.page.rulesDialog();
        QPushButton* save = buttonOf(dialog, QStringLiteral("Save"));
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
        World world;
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
            buttonOf(world.page.rulesDialog(), QStringLiteral("Save")), Qt::LeftButton
        );
        QVERIFY(world.last<address::SetPushRules>().rules.policies.empty());
    }

    void pushgatewayModeHasExpiryAloneAndKeepsTheRest() {
        address::AddressView view = tests::pushedView(tests::smallGateway());
        view.mode = address::Mode::Pushgateway;
        World world(view);
        QVERIFY(world.page.table(GatewayPage::Families)->isColumnHidden(PushedFamiliesModel::Policy)
        );
        world.click("Rules…");
        QVERIFY(!world.page.rulesDialog()->policies()->isVisible());
        QVERIFY(world.page.rulesDialog()->expiries()->isVisible());
        QTest::mouseClick(
            buttonOf(world.page.rulesDialog(), QStringLiteral("Save")), Qt::LeftButton
        );
        QCOMPARE(world.last<address::SetPushRules>().rules.policies.size(), 1U);
    }

    void aRefusedPushIsExplainedUnderItsRowAndMarkedInItsBody() {
        World world;
        world.page.showTab(GatewayPage::Pushes);
        QTableView* table = world.page.table(GatewayPage::Pushes);
        const QModelIndex problem = table->model()->index(2, LastPushesModel::Outcome);
        QVERIFY(problem.data().toString().startsWith(QStringLiteral("At line 4, column 32: ")));
        QCOMPARE(table->columnSpan(2, LastPushesModel::Outcome), int(LastPushesModel::Columns) - 1);
        QCOMPARE(table->columnSpan(1, LastPushesModel::Outcome), 1);
        QTest::mouseClick(
            table->viewport(), Qt::LeftButton, {}, table->visualRect(problem).center()
        );
        QCOMPARE(table->currentIndex().row(), 1);
        PushBody* body = world.page.inspector()->body();
        QVERIFY(body->isVisible());
        QCOMPARE(body->lineCount(), 6);
        const ShownLine marked = body->markedLine();
        QCOMPARE(marked.text, QStringLiteral("backup_bytes_total{disk=\"sdb\"} 1,204"));
        QCOMPARE(marked.text.mid(marked.caret), QStringLiteral("1,204"));
        table->selectRow(0);
        QVERIFY(!body->isVisible());
        // A new push on top moves the explanation with its row.
        address::AddressView view = world.shown;
        auto held = std::make_shared<address::GatewayView>(*view.gateway);
        held->pushes.push_back(tests::takenPush(15, "/metrics"));
        view.gateway = held;
        world.show(view);
        QCOMPARE(table->columnSpan(3, LastPushesModel::Outcome), int(LastPushesModel::Columns) - 1);
        QCOMPARE(table->columnSpan(2, LastPushesModel::Outcome), 1);
        QCOMPARE(table->rowHeight(2), 30);
    }

    void linesOfABodyAreCounted_data() {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<uint>("line");
        QTest::addColumn<uint>("column");
        QTest::addColumn<int>("lines");
        QTest::addColumn<QString>("marked");
        QTest::newRow("with carriage returns")
            << QByteArray("a 1\r\nb x\r\n") << 2U << 3U << 2 << QStringLiteral("b x");
        QTest::newRow("without a last line break")
            << QByteArray("a 1\nb") << 2U << 2U << 2 << QStringLiteral("b");
        QTest::newRow("empty lines count")
            << QByteArray("\n\na x\n") << 3U << 3U << 3 << QStringLiteral("a x");
        QTest::newRow("a line behind the last")
            << QByteArray("a 1\n") << 2U << 1U << 2 << QString();
        QTest::newRow("a line that was cut off")
            << QByteArray("a 1\n") << 900U << 1U << 1 << QString();
        QTest::newRow("no mark") << QByteArray("a 1\n") << 0U << 0U << 1 << QString();
    }

    void linesOfABodyAreCounted() {
        QFETCH(QByteArray, body);
        QFETCH(uint, line);
        QFETCH(uint, column);
        QFETCH(int, lines);
        QFETCH(QString, marked);
        PushBody view(nullptr);
        view.resize(400, 300);
        view.setBody(std::make_shared<const std::string>(body.toStdString()), line, column);
        view.show();
        QCOMPARE(view.markedLine().text, marked);
        if (line < 900) {
            QCOMPARE(view.lineCount(), lines);
        }
        view.grab();
    }

    void anEmptyPageTeachesTheFirstPush() {
        World world(tests::pushedView(std::make_shared<address::GatewayView>()));
        FirstPush* first = world.page.firstPush();
        QVERIFY(first->isVisible());
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

    void aSilentAddressSaysWhyAndWhatToDo() {
        address::AddressView view = tests::pushedView(std::make_shared<address::GatewayView>());
        view.url.clear();
        view.problem = "127.0.0.1:9091 is taken";
        World world(view);
        const QString sentence = world.page.firstPush()->sentence();
        QVERIFY(sentence.startsWith(QStringLiteral("127.0.0.1:9091 is taken. ")));
        QVERIFY(sentence.contains(QStringLiteral("--gateway.listen-address")));
        QVERIFY(!world.page.firstPush()->button()->isVisible());
        QVERIFY(!buttonOf(&world.page, QStringLiteral("Copy address"))->isEnabled());
    }

    void commandsAreCopied() {
        World world;
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
        World world;
        world.showAgain();
        QTest::keyClick(world.page.table(GatewayPage::Families), Qt::Key_C);
        QVERIFY(world.navigator.series.empty());
        QVERIFY(world.page.notice().contains(QStringLiteral("not been scraped yet")));
    }

    void tabsAreReachedByKeys() {
        World world;
        world.page.table(GatewayPage::Families)->setFocus();
        QTest::keyClick(
            world.page.table(GatewayPage::Families),
            Qt::Key_3,
            Qt::ControlModifier | Qt::ShiftModifier
        );
        QVERIFY(world.page.table(GatewayPage::Pushes)->hasFocus());
    }

    void onANarrowPageTheInspectorComesWhenAskedAndGoesWithEscape() {
        World world;
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
        World world;
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
