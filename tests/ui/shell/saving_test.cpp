// Saving from the window: keys, the mark, the questions and what each answer does, what is said of
// secrets. The file itself is a fake; app/kept_workspace_test has the real one.
#include "tests/support/scripted_address.h"
#include "tests/support/scripted_source.h"
#include "tests/support/scripted_usage.h"
#include "ui/shell/dialogs.h"
#include "ui/shell/main_window.h"
#include "ui/shell/saving.h"
#include "ui/shell/toast.h"
#include "ui/widgets/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QFileDialog>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QTest>

using namespace meterbench;
using namespace meterbench::ui;
using config::SaveResult;

namespace {

class FakeDesk final : public config::WorkspaceDesk {
public:
    [[nodiscard]] config::KeepState look() override { return state; }

    [[nodiscard]] config::SaveOutcome save(const std::string& path, bool isSure) override {
        saves.emplace_back(path, isSure);
        const SaveResult result = isSure ? SaveResult::Saved : answer;
        if (result == SaveResult::Saved) {
            state = {path, true, false, false};
        }
        return {result, "the disk is full", leftOut};
    }

    config::KeepState state{"/somewhere/shop.yml", true, true, false};
    SaveResult answer = SaveResult::Saved;
    std::vector<config::LeftOut> leftOut;
    std::vector<std::pair<std::string, bool>> saves;
};

struct Bench {
    Bench() {
        WindowActions actions;
        actions.openConfiguration = [this](const QString& path) { opened += path; };
        actions.reload = [this] { ++reloads; };
        actions.file = &desk;
        actions.saved = [this](const QString& path) { saved += path; };
        window = makeWindow(source, address, usage, actions, {}, {});
        window->resize(1280, 800);
        window->show();
        window->activateWindow();
    }

    void press(Qt::Key key, Qt::KeyboardModifiers more = Qt::NoModifier) {
        QTest::keyClick(window.get(), key, Qt::ControlModifier | more);
    }

    [[nodiscard]] QMessageBox* box() const {
        for (auto* one : window->findChildren<QMessageBox*>()) {
            if (one->isVisible()) {
                return one;
            }
        }
        return nullptr;
    }

    [[nodiscard]] QString toast() const { return window->findChild<Toast*>()->text(); }

    void answerWith(const QString& text) {
        for (QAbstractButton* button : box()->buttons()) {
            if (button->text().remove(QLatin1Char('&')) == text) {
                button->click();
                return;
            }
        }
        qFatal("no such button");
    }

    FakeDesk desk;
    tests::ScriptedSource source{tests::makeSnapshot(6, 3)};
    tests::ScriptedAddress address;
    tests::ScriptedUsage usage;
    QStringList opened;
    QStringList saved;
    int reloads = 0;
    std::unique_ptr<MainWindow> window;
};

} // namespace

class SavingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() {
        QApplication::setStyle(new Theme(Appearance::Dark));
        QApplication::setQuitOnLastWindowClosed(false);
        QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    }

    void theKeySavesAndTheMarkGoes() {
        Bench bench;
        QVERIFY(QTest::qWaitForWindowActive(bench.window.get()));
        QTRY_VERIFY(bench.window->isWindowModified());
        QVERIFY(bench.window->windowTitle().startsWith(QStringLiteral("shop.yml[*]")));
        bench.press(Qt::Key_S);
        QCOMPARE(bench.desk.saves.size(), std::size_t(1));
        QCOMPARE(bench.desk.saves[0], std::pair(std::string("/somewhere/shop.yml"), false));
        QVERIFY(!bench.window->isWindowModified());
        QCOMPARE(bench.saved, QStringList{QStringLiteral("/somewhere/shop.yml")});
        bench.press(Qt::Key_S); // nothing is new
        QCOMPARE(bench.desk.saves.size(), std::size_t(1));
    }

    void aPrometheusYmlIsSavedBeside() {
        Bench bench;
        bench.desk.state = {"/tmp/prometheus.yml", false, true, false};
        QVERIFY(QTest::qWaitForWindowActive(bench.window.get()));
        bench.press(Qt::Key_S);
        QVERIFY(bench.desk.saves.empty());
        auto* dialog = bench.window->findChild<QFileDialog*>();
        QVERIFY(dialog != nullptr && dialog->isVisible());
        QCOMPARE(dialog->selectedFiles(), QStringList{QStringLiteral("/tmp/workspace.yml")});
        Q_EMIT dialog->fileSelected(QStringLiteral("/tmp/other.yml"));
        QCOMPARE(bench.desk.saves.size(), std::size_t(1));
        QCOMPARE(bench.desk.saves[0].first, std::string("/tmp/other.yml"));
    }

    void aFileThatWouldBeWrittenOverIsAskedAbout() {
        Bench bench;
        bench.desk.answer = SaveResult::ChangedOutside;
        QVERIFY(QTest::qWaitForWindowActive(bench.window.get()));
        bench.press(Qt::Key_S);
        QVERIFY(bench.box() != nullptr);
        QVERIFY(bench.box()->text().contains(QStringLiteral("changed outside")));
        bench.answerWith(QStringLiteral("Cancel"));
        QCOMPARE(bench.desk.saves.size(), std::size_t(1));
        QTRY_VERIFY(bench.box() == nullptr);
        bench.press(Qt::Key_S);
        bench.answerWith(QStringLiteral("Write over it"));
        QCOMPARE(bench.desk.saves.back().second, true);
        QCOMPARE(bench.desk.saves.size(), std::size_t(3));
    }

    void whatIsMissingIsSaidAtLengthOnce() {
        Bench bench;
        bench.desk.leftOut = {
            {config::SecretOwner::Endpoint, "far", config::SecretKind::Password}};
        QVERIFY(QTest::qWaitForWindowActive(bench.window.get()));
        bench.press(Qt::Key_S);
        auto* dialog = bench.window->findChild<ProblemsDialog*>();
        QVERIFY(dialog != nullptr);
        QVERIFY(dialog->findChild<QPlainTextEdit*>()->toPlainText().startsWith(
            QStringLiteral("The password of endpoint far does not go into the file")
        ));
        dialog->close();
        QTRY_VERIFY(bench.window->findChild<ProblemsDialog*>() == nullptr);
        bench.window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(bench.window.get()));
        bench.desk.state.isChanged = true;
        bench.press(Qt::Key_S);
        QCOMPARE(bench.desk.saves.size(), std::size_t(2));
        QVERIFY(bench.window->findChild<ProblemsDialog*>() == nullptr);
        QVERIFY(bench.toast().contains(QStringLiteral("without")));
    }

    void closingAsksOnce_data() {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<bool>("closes");
        QTest::addColumn<int>("saves");
        QTest::newRow("save") << QStringLiteral("Save") << true << 1;
        QTest::newRow("discard") << QStringLiteral("Discard") << true << 0;
        QTest::newRow("cancel") << QStringLiteral("Cancel") << false << 0;
    }

    void closingAsksOnce() {
        QFETCH(const QString, answer);
        QFETCH(const bool, closes);
        QFETCH(const int, saves);
        Bench bench;
        bench.window->close();
        bench.window->close(); // while it is asked
        QVERIFY(bench.window->isVisible());
        QCOMPARE(bench.window->findChildren<QMessageBox*>().size(), 1);
        bench.answerWith(answer);
        QCOMPARE(bench.window->isVisible(), !closes);
        QCOMPARE(static_cast<int>(bench.desk.saves.size()), saves);
    }

    void whatIsMissingIsSaidBeforeItCloses() {
        Bench bench;
        bench.desk.leftOut = {
            {config::SecretOwner::Endpoint, "far", config::SecretKind::Password}};
        bench.window->close();
        bench.answerWith(QStringLiteral("Save"));
        QTRY_VERIFY(bench.box() != nullptr && bench.box()->text().contains(QStringLiteral("without")));
        QVERIFY(bench.window->isVisible());
        bench.answerWith(QStringLiteral("Close"));
        QVERIFY(!bench.window->isVisible());
    }

    void whatCannotBeSavedKeepsTheWindow() {
        Bench bench;
        bench.desk.answer = SaveResult::NotWritten;
        bench.window->close();
        bench.answerWith(QStringLiteral("Save"));
        QVERIFY(bench.window->isVisible());
        QVERIFY(bench.window->findChild<ProblemsDialog*>() != nullptr);
    }

    void aDemoAndASavedFileCloseAtOnce() {
        Bench demo;
        demo.desk.state = {"", false, true, true};
        QVERIFY(demo.window->close());
        Bench same;
        same.desk.state.isChanged = false;
        QVERIFY(same.window->close());
        Bench told;
        told.window->closeUnasked();
        QVERIFY(told.window->close());
    }

    void openingAndReadingAgainAskToo() {
        Bench bench;
        QVERIFY(QTest::qWaitForWindowActive(bench.window.get()));
        bench.press(Qt::Key_R);
        QCOMPARE(bench.reloads, 0);
        bench.answerWith(QStringLiteral("Discard"));
        QCOMPARE(bench.reloads, 1);
        QTRY_VERIFY(bench.box() == nullptr);
        bench.window->openFile(QStringLiteral("/tmp/next.yml"));
        QVERIFY(bench.opened.isEmpty());
        bench.answerWith(QStringLiteral("Cancel"));
        QVERIFY(bench.opened.isEmpty());
        bench.desk.state.isChanged = false;
        bench.window->openFile(QStringLiteral("/tmp/next.yml"));
        QCOMPARE(bench.opened.size(), 1);
    }
};

QTEST_MAIN(SavingTest)
#include "saving_test.moc"
