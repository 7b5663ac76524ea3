// The window: keys that work everywhere, the palette, what the bars say, the dialogs' words, the
// cost of a tick.
#include "tests/support/scripted_address.h"
#include "tests/support/scripted_source.h"
#include "tests/support/scripted_usage.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/dialogs.h"
#include "ui/shell/main_window.h"
#include "ui/shell/rail.h"
#include "ui/shell/status_bar.h"
#include "ui/shell/toast.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QDropEvent>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace meterbench;
using namespace meterbench::ui;

namespace {

/// What the window asked the program for.
struct Asked {
    QStringList files;
    QStringList urls;
    int demos = 0;
};

std::unique_ptr<MainWindow>
makeWindowFor(tests::ScriptedSource& source, Asked& asked, const QString& settingsFile = {}) {
    WindowActions actions;
    actions.openConfiguration = [&asked](const QString& path) { asked.files += path; };
    actions.inspectUrl = [&asked](const QString& url) { asked.urls += url; };
    actions.runDemo = [&asked] { ++asked.demos; };
    static tests::ScriptedAddress address;
    static tests::ScriptedUsage usage;
    auto window = makeWindow(source, address, usage, actions, loadSettings(settingsFile), settingsFile);
    window->resize(1280, 800);
    window->show();
    window->activateWindow();
    return window;
}

void drop(QWidget& window, QMimeData& mime) {
    QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &enter);
    QDropEvent event(QPointF(10, 10), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &event);
}

} // namespace

class MainWindowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QApplication::setStyle(new Theme(Appearance::Dark)); }

    void controlAndADigitGoToAPage() {
        tests::ScriptedSource source(tests::makeSnapshot(6, 3));
        Asked asked;
        const auto window = makeWindowFor(source, asked);
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        const std::vector<PageEntry> pages = allPages();
        for (std::size_t i = pages.size(); i-- > 0;) {
            QTest::keyClick(
                window.get(),
                static_cast<Qt::Key>(Qt::Key_1 + static_cast<int>(i)),
                Qt::ControlModifier
            );
            QCOMPARE(window->currentPage(), pages[i].id);
        }
    }

    void pagesAreMadeWhenTheyAreFirstShown() {
        tests::ScriptedSource source(tests::makeSnapshot(6, 3));
        Asked asked;
        const auto window = makeWindowFor(source, asked);
        QCOMPARE(window->findChildren<Page*>().size(), 1);
        window->showPage(PageId::Events);
        QCOMPARE(window->findChildren<Page*>().size(), 2);
    }

    void howATableStoodIsRemembered() {
        tests::ScriptedSource source(tests::makeSnapshot(6, 3));
        Asked asked;
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("window.ini"));
        const auto window = makeWindowFor(source, asked, file);
        QVERIFY(window->remembered(QStringLiteral("billing")).isEmpty());
        window->remember(QStringLiteral("billing"), "2 down");
        window->close();
        const auto next = makeWindowFor(source, asked, file);
        QCOMPARE(next->remembered(QStringLiteral("billing")), QByteArray("2 down"));
    }

    void slashGoesToTheFilterAndSpacePauses() {
        tests::ScriptedSource source(tests::makeSnapshot(6, 3));
        Asked asked;
        const auto window = makeWindowFor(source, asked);
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        window->showPage(PageId::Events);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QVERIFY(window->feed().isPaused());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QVERIFY(!window->feed().isPaused());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Slash);
        QCOMPARE(QApplication::focusWidget(), window->page(PageId::Events)->filterField());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QVERIFY(!window->feed().isPaused());
    }

    void thePaletteFindsPagesTargetsAndMetrics() {
        tests::ScriptedSource source(tests::makeSnapshot(6, 3));
        Asked asked;
        const auto window = makeWindowFor(source, asked);
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        QTest::keyClick(window.get(), Qt::Key_K, Qt::ControlModifier);
        auto* palette = window->findChild<CommandPalette*>();
        QVERIFY(palette != nullptr && palette->isVisible());
        QTest::keyClicks(palette->field(), QStringLiteral("http_requests"));
        QCOMPARE(palette->list()->model()->rowCount(), 1);
        palette->field()->setText(QStringLiteral("10.0.3.2:9100"));
        QCOMPARE(palette->list()->model()->rowCount(), 1);
        palette->field()->setText(QStringLiteral("run demo"));
        QTest::keyClick(palette->field(), Qt::Key_Return);
        QCOMPARE(asked.demos, 1);
        QVERIFY(!palette->isVisible());
    }

    void theStatusBarSpeaksAndLeads() {
        auto now = tests::makeSnapshot(24, 3);
        tests::ScriptedSource source(now);
        Asked asked;
        const auto window = makeWindowFor(source, asked);
        auto* bar = window->findChild<StatusBar*>();
        QCOMPARE(
            bar->item(PageId::Targets)->accessibleName(), QStringLiteral("Targets 20 up / 3 down")
        );
        QCOMPARE(bar->item(PageId::Events)->accessibleName(), QStringLiteral("3 new events"));
        QTest::mouseClick(bar->item(PageId::Events), Qt::LeftButton);
        QCOMPARE(window->currentPage(), PageId::Events);
        QCOMPARE(bar->item(PageId::Events)->accessibleName(), QStringLiteral("0 new events"));
    }

    void theRailCountsWhatCallsForAttention() {
        tests::ScriptedSource source(tests::makeSnapshot(24, 3));
        Asked asked;
        const auto window = makeWindowFor(source, asked);
        QCOMPARE(window->findChild<Rail*>()->button(PageId::Forwarding)->attention(), 1);
    }

    void droppedFilesAndAddressesAreOpened() {
        tests::ScriptedSource source;
        Asked asked;
        const auto window = makeWindowFor(source, asked);
        QMimeData file;
        file.setUrls({QUrl::fromLocalFile(QStringLiteral("/tmp/prometheus.yml"))});
        drop(*window, file);
        QMimeData address;
        address.setText(QStringLiteral("http://localhost:9100"));
        drop(*window, address);
        QCOMPARE(asked.files, QStringList{QStringLiteral("/tmp/prometheus.yml")});
        QCOMPARE(asked.urls, QStringList{QStringLiteral("http://localhost:9100/metrics")});
    }

    void anOutcomeIsSaid() {
        tests::ScriptedSource source(tests::makeSnapshot(2, 2));
        Asked asked;
        const auto window = makeWindowFor(source, asked);
        const std::uint64_t number = window->feed().post(pipeline::ScrapeNow{1000});
        auto next = tests::makeSnapshot(2, 2);
        next->generation = 43;
        next->outcomes = {{number, true, "scraped <b>3</b> samples"}};
        source.setSnapshot(next);
        window->feed().poll();
        QCOMPARE(window->findChild<Toast*>()->text(), QStringLiteral("scraped <b>3</b> samples"));
    }

    void theWindowRemembersItself() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("window.ini"));
        tests::ScriptedSource source;
        Asked asked;
        {
            const auto window = makeWindowFor(source, asked, path);
            window->showPage(PageId::Events);
            window->openFile(QStringLiteral("/tmp/a.yml"));
            window->setAppearance(Appearance::Light);
            window->close();
        }
        const auto window = makeWindowFor(source, asked, path);
        QCOMPARE(window->currentPage(), PageId::Events);
        QCOMPARE(window->settings().recentFiles, QStringList{QStringLiteral("/tmp/a.yml")});
        QCOMPARE(window->settings().appearance, QStringLiteral("light"));
        window->setAppearance(Appearance::Dark);
    }

    void addresses_data() {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("url");
        QTest::newRow("host and port") << "localhost:9100"
                                       << "http://localhost:9100/metrics";
        QTest::newRow("a path is kept") << "http://h:1/probe?x=1"
                                        << "http://h:1/probe?x=1";
        QTest::newRow("https") << "https://h"
                               << "https://h/metrics";
        QTest::newRow("spaces around") << "  h:1 "
                                       << "http://h:1/metrics";
        QTest::newRow("another scheme") << "ftp://h"
                                        << "";
        QTest::newRow("no host") << "http://"
                                 << "";
        QTest::newRow("nothing") << ""
                                 << "";
        QTest::newRow("a space inside") << "my host"
                                        << "";
    }

    void addresses() {
        QFETCH(QString, typed);
        QFETCH(QString, url);
        const TypedUrl read = readScrapeUrl(typed);
        QCOMPARE(read.url, url);
        QCOMPARE(read.problem.isEmpty(), !url.isEmpty());
    }

    void everyControlHasAName() {
        tests::ScriptedSource source(tests::makeSnapshot(6, 3));
        Asked asked;
        const auto window = makeWindowFor(source, asked);
        for (const PageId id : {PageId::Overview, PageId::Forwarding, PageId::Events}) {
            window->showPage(id);
        }
        for (const QWidget* widget : window->findChildren<QWidget*>()) {
            if (widget->focusPolicy() == Qt::NoFocus ||
                !widget->isVisibleTo(widget->parentWidget())) {
                continue;
            }
            const auto* button = qobject_cast<const QAbstractButton*>(widget);
            const bool named = !widget->accessibleName().isEmpty() ||
                               (button != nullptr && !button->text().isEmpty()) ||
                               widget->inherits("QScrollArea") || widget->inherits("QHeaderView") ||
                               !widget->accessibleDescription().isEmpty();
            QVERIFY2(named, widget->metaObject()->className());
        }
    }

    void aTickWithAThousandTargetsIsCheap() {
        tests::ScriptedSource source(tests::makeSnapshot(1'000, 20));
        Asked asked;
        const auto window = makeWindowFor(source, asked);
        window->showPage(PageId::Overview);
        std::vector<qint64> took;
        auto base = tests::makeSnapshot(1'000, 20);
        for (int i = 0; i < 21; ++i) {
            auto next = std::make_shared<pipeline::Snapshot>(*base);
            next->generation = 100 + static_cast<std::uint64_t>(i);
            next->rates.samplesInPerSecond += i;
            source.setSnapshot(next);
            QElapsedTimer timer;
            timer.start();
            window->feed().poll();
            took.push_back(timer.nsecsElapsed());
        }
        std::nth_element(took.begin(), took.begin() + 10, took.end());
        QVERIFY2(
            took[10] < 8'000'000, qPrintable(QStringLiteral("median %1 µs").arg(took[10] / 1'000))
        );
    }
};

QTEST_MAIN(MainWindowTest)
#include "main_window_test.moc"
