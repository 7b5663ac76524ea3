// What a person sees of a table stays where it is while rows come and go, in short tables and in
// those that other threads prepare; only cells on the screen that look otherwise are painted.
#include "tests/ui/pages/gateway/pushed_world.h"
#include "ui/pages/gateway/gateway_models.h"
#include "ui/pages/gateway/push_table.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QPaintEvent>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>

using namespace meterbench;
using namespace meterbench::ui;

namespace {

constexpr int kRow = 30;

/// What a widget painted.
class PaintWatch : public QObject {
public:
    explicit PaintWatch(QWidget* widget) { widget->installEventFilter(this); }

    QRegion painted;
    int paints = 0;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::Paint) {
            painted += static_cast<QPaintEvent*>(event)->region();
            ++paints;
        }
        return QObject::eventFilter(watched, event);
    }
};

struct World {
    PushGroupsModel model;
    PushTable table{&model, QStringLiteral("Groups"), nullptr};
    std::shared_ptr<address::GatewayView> view;

    explicit World(int count)
        : view(tests::largeGateway(count)) {
        table.setSelectionMode(QAbstractItemView::SingleSelection);
        table.resize(700, 28 + 10 * kRow); // ten rows to be seen
        table.show();
        (void)QTest::qWaitForWindowExposed(&table);
        table.viewport()->setAttribute(Qt::WA_UnderMouse, false); // wherever the pointer is
        show(view);
    }

    /// Shown when other threads have done their part too.
    void show(const GatewayViewPtr& now) {
        model.show(now, nullptr, tests::kPushedNowMs);
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::processEvents();
    }

    template <class Keep>
    void showThose(Keep keep) {
        auto now = std::make_shared<address::GatewayView>(*view);
        std::vector<gateway::GroupRow> kept;
        for (std::size_t i = 0; i < now->groups.size(); ++i) {
            if (keep(static_cast<int>(i))) {
                kept.push_back(now->groups[i]);
            }
        }
        now->groups = std::move(kept);
        show(now);
    }

    void scrollTo(int row) {
        table.verticalScrollBar()->setValue(row * kRow + 7);
        QCoreApplication::processEvents();
    }

    /// Where a group of the first view stands on the screen.
    [[nodiscard]] int top(int former) const {
        const auto row = model.placeOfLabels(view->groups[static_cast<std::size_t>(former)].labels);
        return row < 0 ? -100'000 : table.rowViewportPosition(row);
    }

    [[nodiscard]] QString currentText() const { return table.currentIndex().data().toString(); }
};

} // namespace

class PushTableTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QApplication::setStyle(new Theme(Appearance::Dark)); }

    void nothingJumps_data() {
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("current");
        QTest::addColumn<int>("every");
        for (const int count : {300, 5'000}) {
            const QByteArray rows = QByteArray::number(count) + " rows, ";
            const auto add = [&](const char* what, int current, int every) {
                QTest::newRow(rows + what) << count << current << every;
            };
            add("the current one on the screen, a few come and go", 104, 25);
            add("the current one on the screen, many come and go", 104, 3);
            add("the current one above, a few come and go", 20, 25);
            add("the current one above, many come and go", 20, 3);
            add("the current one below, many come and go", 250, 3);
        }
    }

    void nothingJumps() {
        QFETCH(int, count);
        QFETCH(int, current);
        QFETCH(int, every);
        World world(count);
        world.table.selectRow(current);
        world.scrollTo(100);
        const QString text = world.currentText();
        const bool isSeen = current >= 100 && current < 110;
        const int anchor = isSeen ? current : 100;
        const int top = world.top(anchor);
        for (int round = 0; round < 6; ++round) {
            world.showThose([&](int i) {
                return i == current || i == anchor || i % every != round % every;
            });
            QCOMPARE(world.top(anchor), top);
            QCOMPARE(world.currentText(), text);
            QCOMPARE(world.table.selectionModel()->selectedRows().size(), 1);
            QCOMPARE(
                world.table.selectionModel()->selectedRows().first(), world.table.currentIndex()
            );
        }
    }

    void aRowThatIsPointedAtStays() {
        World world(300);
        world.table.viewport()->setAttribute(Qt::WA_UnderMouse);
        world.showThose([](int i) { return i != 0; });
        const int top = world.top(4);
        world.show(world.view);
        QCOMPARE(world.top(4), top);
    }

    void atItsTopATableShowsWhatComesThere() {
        World world(300);
        world.showThose([](int i) { return i >= 5; });
        world.show(world.view);
        QCOMPARE(world.table.verticalScrollBar()->value(), 0);
        QCOMPARE(world.top(0), 0);
    }

    void atItsTopATableDoesNotFollowACurrentRowBelow() {
        World world(300);
        world.table.selectRow(250);
        world.scrollTo(0);
        world.table.verticalScrollBar()->setValue(0);
        world.showThose([](int i) { return i != 250 && i % 3 != 0; });
        QCOMPARE(world.currentText(), QStringLiteral("instance=\"host-00251\" job=\"batch\""));
        QCOMPARE(world.table.verticalScrollBar()->value(), 0);
    }

    void rowsThatComeArePaintedOnce() {
        World world(300);
        world.showThose([](int i) { return i >= 5; });
        PaintWatch watch(world.table.viewport());
        world.show(world.view);
        QCoreApplication::processEvents();
        QCOMPARE(watch.paints, 1);
    }

    void whoAsksWhileRowsGoGetsTheRowsOfThen() {
        World world(300);
        QString first;
        connect(&world.model, &QAbstractItemModel::rowsRemoved, &world.table, [&] {
            first = world.model.index(0, 0).data().toString();
        });
        world.showThose([](int i) { return i >= 5; });
        QCOMPARE(first, QStringLiteral("instance=\"host-00005\" job=\"batch\""));
    }

    void aRowThatSomebodyChoseStaysAlsoAtTheTop() {
        World world(300);
        world.showThose([](int i) { return i >= 5; });
        QTest::keyClick(&world.table, Qt::Key_Down);
        const int top = world.top(6);
        world.show(world.view);
        QCOMPARE(world.top(6), top);
        QCOMPARE(world.table.currentIndex().row(), 6);
    }

    void whenTheCurrentOneGoesItsSuccessorIsCurrent() {
        World world(300);
        world.table.selectRow(104);
        world.scrollTo(100);
        const int top = world.top(104);
        const int next = world.top(105);
        QCOMPARE(next - top, kRow);
        world.showThose([](int i) { return i != 104 && i % 4 != 1; });
        QCOMPARE(world.currentText(), QStringLiteral("instance=\"host-00106\" job=\"batch\""));
        QCOMPARE(world.top(106), top);
    }

    void whenTheLastGoesTheOneBeforeIsCurrent() {
        World world(300);
        world.table.selectRow(299);
        world.showThose([](int i) { return i < 250; });
        QCOMPARE(world.table.currentIndex().row(), 249);
    }

    void aSelectionOfSeveralStaysWithItsRows() {
        World world(300);
        world.table.setSelectionMode(QAbstractItemView::ExtendedSelection);
        world.table.clearSelection();
        for (const int row : {101, 105, 106}) {
            world.table.selectionModel()->select(
                world.model.index(row, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows
            );
        }
        world.showThose([](int i) { return i % 5 != 1; }); // 101 and 106 go
        QModelIndexList selected = world.table.selectionModel()->selectedRows();
        QCOMPARE(selected.size(), 1);
        QCOMPARE(
            selected.first().data().toString(),
            QStringLiteral("instance=\"host-00105\" job=\"batch\"")
        );
    }

    void onlyWhatLooksOtherwiseIsTold() {
        World world(300);
        world.scrollTo(100);
        world.show(world.view);
        QSignalSpy told(&world.model, &QAbstractItemModel::dataChanged);
        auto now = std::make_shared<address::GatewayView>(*world.view);
        now->groups[104].pushes += 1;
        now->groups[20].pushes += 1; // not on the screen
        world.show(now);
        QCOMPARE(told.count(), 1);
        QCOMPARE(told[0][0].toModelIndex(), world.model.index(104, PushGroupsModel::Pushes));
        QCOMPARE(told[0][1].toModelIndex(), world.model.index(104, PushGroupsModel::Pushes));
        world.scrollTo(15);
        QCOMPARE(
            world.model.index(20, PushGroupsModel::Pushes).data().toString(), QStringLiteral("813")
        );
        QCOMPARE(
            world.model.index(104, PushGroupsModel::Pushes).data().toString(), QStringLiteral("813")
        );
    }

    void timeLeftCountsDownWhereItStands() {
        World world(300);
        auto now = std::make_shared<address::GatewayView>(*world.view);
        for (gateway::GroupRow& row : now->groups) {
            row.pushedMs = 0;
        }
        now->groups[3].expiresMs = tests::kPushedNowMs + 90'000;
        world.show(now);
        const QModelIndex cell = world.model.index(3, PushGroupsModel::Expires);
        QCOMPARE(cell.data().toString(), QStringLiteral("1 min 30 s"));
        QSignalSpy told(&world.model, &QAbstractItemModel::dataChanged);
        PaintWatch watch(world.table.viewport());
        world.model.setNow(tests::kPushedNowMs + 1'000);
        QCoreApplication::processEvents();
        QCOMPARE(cell.data().toString(), QStringLiteral("1 min 29 s"));
        QCOMPARE(told.count(), 1);
        QCOMPARE(watch.painted.boundingRect(), world.table.visualRect(cell));
    }

    void whatIsBeingPreparedWhenTheTableGoesIsForgotten() {
        const auto view = tests::largeGateway(5'000);
        {
            PushGroupsModel model;
            model.show(view, nullptr, tests::kPushedNowMs);
            model.show(view, nullptr, tests::kPushedNowMs);
        }
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::processEvents();
    }

    void theNewestOfWhatWaitedIsShown() {
        PushGroupsModel model;
        QSignalSpy arranged(&model, &LiveRows::arranged);
        for (const int count : {5'000, 4'000, 3'000, 1}) {
            model.show(tests::largeGateway(count), nullptr, tests::kPushedNowMs);
        }
        QCOMPARE(model.rowCount(), 0);
        QTRY_COMPARE(model.rowCount(), 1);
        QCOMPARE(arranged.count(), 2); // the first and the newest
    }
};

QTEST_MAIN(PushTableTest)
#include "push_table_test.moc"
