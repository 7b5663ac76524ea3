// Pictures of Explore for people to look at: MB_SHOTS names a folder; without it nothing is done.
#include "tests/ui/pages/explore/explore_world.h"
#include "ui/pages/explore/browser_model.h"
#include "ui/pages/explore/browser_view.h"
#include "ui/pages/explore/chart_stack.h"
#include "ui/pages/explore/explore_page.h"
#include "ui/pages/explore/metric_browser.h"
#include "ui/widgets/filter_field.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QMenu>
#include <QtTest>

using namespace meterbench;
using namespace meterbench::ui;

class ExploreShots : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void pictures_data() {
        QTest::addColumn<bool>("isDark");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<QString>("content");
        for (const bool isDark : {true, false}) {
            for (const QSize size : {QSize(1280, 800), QSize(880, 600), QSize(1920, 1080)}) {
                for (const char* content : {"empty", "full", "crosshair", "many", "filter", "metered"}) {
                    const QString name =
                        QStringLiteral("%1-%2-%3")
                            .arg(
                                isDark ? QStringLiteral("dark") : QStringLiteral("light"),
                                QString::number(size.width()),
                                QString::fromLatin1(content)
                            );
                    QTest::newRow(qPrintable(name))
                        << isDark << size << QString::fromLatin1(content);
                }
            }
        }
    }

    void pictures() {
        const QString folder = qEnvironmentVariable("MB_SHOTS");
        if (folder.isEmpty()) {
            QSKIP("MB_SHOTS names no folder");
        }
        QFETCH(bool, isDark);
        QFETCH(QSize, size);
        QFETCH(QString, content);
        auto* theme = new Theme(isDark ? Appearance::Dark : Appearance::Light);
        QApplication::setStyle(theme);
        const tests::World world;
        tests::ScriptedSource source(world.snapshot({}));
        SnapshotFeed feed(source);
        tests::SilentNavigator navigator;
        // Rail and bars of the window are not part of the page.
        QWidget window;
        ExplorePage page(feed, navigator, &window);
        const int rail = size.width() < 900 ? 52 : 184;
        window.resize(size.width() - rail, size.height() - 72);
        page.resize(window.size());
        window.show();
        const auto options = tests::worldMetering();
        const auto feedAgain = [&] {
            const auto now = world.snapshot(source.watched().series);
            const bool isMetered = content == QStringLiteral("metered");
            source.setSnapshot(isMetered ? tests::metered(now, options) : now);
            feed.poll();
            page.update(nullptr, feed.current());
        };
        page.update(nullptr, feed.current());
        QTRY_VERIFY(page.browser()->isSettled());
        if (content != QStringLiteral("empty")) {
            fill(page, world, content, feedAgain);
        }
        QCoreApplication::processEvents();
        QVERIFY(page.grab().save(
            folder + QStringLiteral("/explore-") + QString::fromLatin1(QTest::currentDataTag()) +
            QStringLiteral(".png")
        ));
    }

private:
    template <typename Again>
    void
    fill(ExplorePage& page, const tests::World& world, const QString& content, Again feedAgain) {
        if (content == QStringLiteral("many")) {
            page.addChart(world.refsOf("node_cpu_seconds_total"));
            page.addChart(world.refsOf("storage_used_bytes"));
            feedAgain();
            feedAgain();
            choose(page.stack()->cards()[0]->groupingMenu(), QStringLiteral("sum by mode"));
            page.addChart(world.refsOf("node_cpu_seconds_total"));
            feedAgain();
            feedAgain();
            page.window().chooseLength(3'600'000);
        } else {
            page.addChart(world.refsOf("http_requests_total"));
            page.addChart(world.refsOf("http_request_duration_seconds"));
            page.addChart(world.refsOf("node_memory_Active_bytes"));
            feedAgain();
            choose(page.stack()->cards()[0]->groupingMenu(), QStringLiteral("sum by customer"));
            feedAgain();
        }
        if (content == QStringLiteral("filter")) {
            page.addChart(world.refsOf("jobs_done_total"));
            feedAgain();
            page.filterField()->setText(QStringLiteral("customer=acme !bucket"));
            QTRY_VERIFY(page.browser()->isSettled());
        }
        const QModelIndex family =
            page.browser()->model()->findFamily(QStringLiteral("http_requests_total"));
        page.browser()->view()->setCurrentIndex(family);
        if (content == QStringLiteral("metered")) {
            page.browser()->view()->expand(family);
            page.browser()->view()->scrollTo(family, QAbstractItemView::PositionAtTop);
        }
        if (content == QStringLiteral("crosshair")) {
            QCoreApplication::processEvents();
            ChartView* chart = page.stack()->cards()[0]->chart();
            const PlotMap& map = chart->content().map;
            QTest::mouseMove(
                chart->viewport(),
                QPoint(
                    static_cast<int>(map.left + map.width * 0.7),
                    static_cast<int>(map.top + map.height * 0.3)
                )
            );
        }
    }

    static void choose(QMenu* menu, const QString& text) {
        for (QAction* action : menu->actions()) {
            if (action->text() == text) {
                action->trigger();
            }
        }
        delete menu;
    }
};

QTEST_MAIN(ExploreShots)
#include "explore_shots.moc"
