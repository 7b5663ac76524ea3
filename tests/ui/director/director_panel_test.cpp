// DirectorPanel: keys of the whole window, and what the script says.
#include "ui/director/director_panel.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

using namespace meterbench::ui;

namespace {

Script playing() {
    Script script;
    script.scenes = {QStringLiteral("Three customers appear"), QStringLiteral("A <b>spike</b>")};
    script.scene = 1;
    script.step = 2;
    script.steps = 6;
    script.says = QStringLiteral("globex <i>runs</i> a campaign.");
    script.shown = {QStringLiteral("acme: 12 calls"), QStringLiteral("globex: 9 calls")};
    script.time = QStringLiteral("30 Nov 2026, 15:20");
    script.pace = QStringLiteral("60 × as fast");
    return script;
}

/// A window with a field that has the focus, as a page's filter has.
struct Window {
    QWidget widget;
    DirectorPanel* panel = nullptr;
    QLineEdit* field = nullptr;

    Window() {
        auto* column = new QVBoxLayout(&widget);
        field = new QLineEdit(&widget);
        panel = new DirectorPanel(&widget);
        column->addWidget(field);
        column->addWidget(panel);
        widget.show();
        widget.activateWindow();
        field->setFocus();
        static_cast<void>(QTest::qWaitForWindowActive(&widget));
    }

    [[nodiscard]] QPushButton* button(const QString& text) const {
        for (QPushButton* one : panel->findChildren<QPushButton*>()) {
            if (one->text() == text) {
                return one;
            }
        }
        return nullptr;
    }

    [[nodiscard]] bool shows(const QString& text) const {
        for (const QLabel* label : panel->findChildren<QLabel*>()) {
            if (label->isVisible() && label->text().contains(text) &&
                label->textFormat() == Qt::PlainText) {
                return true;
            }
        }
        return false;
    }
};

} // namespace

class DirectorPanelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void itBeginsWithTheFirstScene() {
        Window window;
        Script script = playing();
        script.scene = -1;
        window.panel->setScript(script);
        QSignalSpy play(window.panel, &DirectorPanel::playRequested);
        QTest::keyClick(window.field, Qt::Key_PageDown);
        QCOMPARE(play.size(), 1);
        QCOMPARE(play[0][0].toInt(), 0);
        QVERIFY(window.button(QStringLiteral("Begin")) != nullptr);
    }

    void theNextStepIsPageDownWhateverHasTheFocus() {
        Window window;
        window.panel->setScript(playing());
        QSignalSpy next(window.panel, &DirectorPanel::nextRequested);
        QTest::keyClick(window.field, Qt::Key_PageDown);
        QCOMPARE(next.size(), 1);
    }

    void nothingIsAskedWhileAStepIsUnderWay() {
        Window window;
        Script script = playing();
        script.isBusy = true;
        window.panel->setScript(script);
        QSignalSpy next(window.panel, &DirectorPanel::nextRequested);
        QSignalSpy play(window.panel, &DirectorPanel::playRequested);
        QTest::keyClick(window.field, Qt::Key_PageDown);
        QCOMPARE(next.size() + play.size(), 0);
        QVERIFY(!window.button(QStringLiteral("It happens now…"))->isEnabled());
    }

    void afterTheLastStepComesTheNextScene() {
        Window window;
        Script script = playing();
        script.isOver = true;
        script.scene = 0;
        window.panel->setScript(script);
        QSignalSpy play(window.panel, &DirectorPanel::playRequested);
        QTest::keyClick(window.field, Qt::Key_PageDown);
        script.scene = 1;
        window.panel->setScript(script);
        QTest::keyClick(window.field, Qt::Key_PageDown);
        QCOMPARE(play.size(), 2);
        QCOMPARE(play[0][0].toInt(), 1);
        QCOMPARE(play[1][0].toInt(), 0);
    }

    void theOtherKeys() {
        Window window;
        window.panel->setScript(playing());
        QSignalSpy play(window.panel, &DirectorPanel::playRequested);
        QSignalSpy reset(window.panel, &DirectorPanel::resetRequested);
        QSignalSpy pace(window.panel, &DirectorPanel::paceRequested);
        QTest::keyClick(window.field, Qt::Key_PageUp);
        QCOMPARE(play.value(0).value(0).toInt(), 1);
        QTest::keyClick(window.field, Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(reset.size(), 1);
        QTest::keyClick(window.field, Qt::Key_Period, Qt::ControlModifier);
        QTest::keyClick(window.field, Qt::Key_Comma, Qt::ControlModifier);
        QCOMPARE(pace.value(0).value(0).toDouble(), 2.0);
        QCOMPARE(pace.value(1).value(0).toDouble(), 0.5);
        const int before = window.panel->width();
        QTest::keyClick(window.field, Qt::Key_L, Qt::ControlModifier);
        QVERIFY(window.panel->isLargeType());
        QVERIFY(window.panel->width() > before);
    }

    void textsArePlain() {
        Window window;
        window.panel->setScript(playing());
        QVERIFY(window.shows(QStringLiteral("globex <i>runs</i> a campaign.")));
        QVERIFY(window.shows(QStringLiteral("acme: 12 calls\nglobex: 9 calls")));
        QVERIFY(window.shows(QStringLiteral("Step 2 of 6")));
        QVERIFY(window.shows(QStringLiteral("30 Nov 2026, 15:20, 60 × as fast")));
    }

    void aComparisonIsMarkedByShapeToo() {
        Window window;
        Script script = playing();
        script.verdict = QStringLiteral("EUR 4.00 metered = sent = accepted = billed");
        window.panel->setScript(script);
        QVERIFY(window.shows(QStringLiteral("● EUR 4.00")));
        script.isAsIntended = false;
        window.panel->setScript(script);
        QVERIFY(window.shows(QStringLiteral("▲ EUR 4.00")));
    }
};

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication::setStyle(new Theme(Appearance::Light));
    QApplication application(argc, argv);
    DirectorPanelTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "director_panel_test.moc"
