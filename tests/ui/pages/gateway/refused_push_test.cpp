// A refused push: explained under its row, the place marked in its body.
#include "tests/ui/pages/gateway/gateway_world.h"
#include "ui/pages/gateway/push_body.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QTableView>
#include <QTest>

using namespace meterbench;
using namespace meterbench::ui;

class RefusedPushTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QApplication::setStyle(new Theme(Appearance::Dark)); }

    void aRefusedPushIsExplainedUnderItsRowAndMarkedInItsBody() {
        tests::GatewayWorld world;
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
};

QTEST_MAIN(RefusedPushTest)
#include "refused_push_test.moc"
