// Explore as people use it: find a metric, chart it, change what it shows, remove it and want it
// back, save it.
#include "tests/ui/pages/explore/explore_world.h"
#include "ui/charts/legend_view.h"
#include "ui/feed/series_mime.h"
#include "ui/pages/explore/browser_model.h"
#include "ui/pages/explore/browser_view.h"
#include "ui/pages/explore/chart_stack.h"
#include "ui/pages/explore/explore_page.h"
#include "ui/pages/explore/family_detail.h"
#include "ui/pages/explore/feed_lookup.h"
#include "ui/pages/explore/metric_browser.h"
#include "ui/widgets/filter_field.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QDropEvent>
#include <QGuiApplication>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QTemporaryDir>
#include <QtTest>

using namespace meterbench;
using namespace meterbench::ui;

namespace {

void choose(QMenu* menu, const QString& text) {
    bool isFound = false;
    for (QAction* action : menu->actions()) {
        if (action->text() == text) {
            action->trigger();
            isFound = true;
        }
    }
    delete menu;
    QVERIFY2(isFound, qPrintable(text));
}

QStringList textsOf(QMenu* menu) {
    QStringList texts;
    for (const QAction* action : menu->actions()) {
        if (!action->isSeparator()) {
            texts.append(action->text());
        }
    }
    delete menu;
    return texts;
}

void drop(QWidget* target, const std::vector<model::SeriesRef>& series) {
    QMimeData mime;
    setSeries(mime, series, QStringLiteral("x"));
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(target, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event(
        QPointF(target->width() - 20, target->height() - 5),
        Qt::CopyAction,
        &mime,
        Qt::LeftButton,
        Qt::NoModifier
    );
    QCoreApplication::sendEvent(target, &event);
}

} // namespace

class ExplorePageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void init() {
        m_source = std::make_unique<tests::ScriptedSource>(m_world.snapshot({}));
        m_feed = std::make_unique<SnapshotFeed>(*m_source);
        m_navigator = std::make_unique<tests::SilentNavigator>();
        m_page = std::make_unique<ExplorePage>(*m_feed, *m_navigator);
        m_page->resize(1100, 760);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        m_page->update(nullptr, m_feed->current());
        QTRY_VERIFY(m_page->browser()->isSettled());
    }

    void cleanup() {
        m_page.reset();
        m_feed.reset();
    }

    void theTreeIsAsItShouldBe() {
        BrowserModel* model = m_page->browser()->model();
        const QAbstractItemModelTester tester(model);
        const QModelIndex family = model->findFamily(QStringLiteral("http_requests_total"));
        QVERIFY(family.isValid());
        QCOMPARE(family.data(BrowserModel::LetterRole).toString(), QStringLiteral("C"));
        QCOMPARE(family.data(BrowserModel::CountRole).toString(), QStringLiteral("18"));
        QCOMPARE(family.parent().data().toString(), QStringLiteral("http_"));
        QCOMPARE(
            family.parent().data(BrowserModel::CountRole).toString(), QStringLiteral("3 families")
        );
        QCOMPARE(model->rowCount(family), 18);
        // A histogram's parts are one family under its own name.
        const QModelIndex histogram =
            model->findFamily(QStringLiteral("http_request_duration_seconds"));
        QCOMPARE(histogram.data(BrowserModel::CountRole).toString(), QStringLiteral("27"));
        // What scrapes say about themselves stands together, last.
        const QModelIndex last = model->index(model->rowCount() - 1, 0);
        QCOMPARE(last.data().toString(), QStringLiteral("up, scrape_*"));
        m_page->filterField()->setText(QStringLiteral("acme"));
        QTRY_VERIFY(m_page->browser()->isSettled());
        QCOMPARE(model->rowCount(model->findFamily(QStringLiteral("http_requests_total"))), 6);
    }

    void seriesSayWhetherTheyAreBillable() {
        using Kind = SeriesVerdict::Kind;
        BrowserModel* model = m_page->browser()->model();
        const auto at = [&](const char* name) {
            return model->findFamily(QString::fromLatin1(name));
        };
        const auto words = [](const QModelIndex& place) {
            return place.data(BrowserModel::VerdictTextRole).toString();
        };
        QVERIFY(!at("http_requests_total").data(BrowserModel::VerdictRole).isValid());
        const auto options = tests::worldMetering();
        m_page->update(nullptr, tests::metered(m_world.snapshot({}), options));
        const QModelIndex calls = at("http_requests_total");
        QCOMPARE(words(calls), QStringLiteral("6 not billable"));
        QVERIFY(!calls.data(BrowserModel::VerdictRole).isValid()); // they differ
        int billable = 0;
        for (int row = 0; row < model->rowCount(calls); ++row) {
            const QModelIndex series = model->index(row, 0, calls);
            const bool isGood = series.data(BrowserModel::VerdictRole).toInt() == int(Kind::Billable);
            billable += isGood ? 1 : 0;
            QVERIFY(series.data(Qt::ToolTipRole).toString().endsWith(
                isGood ? QStringLiteral("\nbillable") : QStringLiteral("\nmalformed id")
            ));
        }
        QCOMPARE(billable, 12);
        QVERIFY(!words(at("jobs_done_total")).contains(QStringLiteral("billable")));
        QVERIFY(!at("http_").data(BrowserModel::VerdictRole).isValid());
        m_page->browser()->view()->setCurrentIndex(calls);
        QVERIFY(m_page->browser()->detail()->text().about.contains(QStringLiteral("6 not billable"))
        );
    }

    void aJoinDecidesOnceItWasHeard() {
        using Kind = SeriesVerdict::Kind;
        BrowserModel* model = m_page->browser()->model();
        const auto memory = [model] {
            return model->findFamily(QStringLiteral("node_memory_Active_bytes"));
        };
        const auto kind = [&] { return memory().data(BrowserModel::VerdictRole).toInt(); };
        auto options = tests::worldMetering();
        m_page->update(nullptr, tests::metered(m_world.snapshot({}), options));
        QCOMPARE(kind(), int(Kind::Undecided));
        QCOMPARE(
            memory().data(BrowserModel::VerdictTextRole).toString(),
            QStringLiteral("decided by the join with storage_used_bytes")
        );
        // No series of the API speaks of a node.
        QTRY_COMPARE(kind(), int(Kind::Lacking));
        QCOMPARE(
            memory().data(BrowserModel::VerdictTextRole).toString(),
            QStringLiteral("2 not billable")
        );
        options = tests::worldMetering();
        options->meters[2].join = metering::Join{"http_requests_in_flight{customer=\"acme\"}", {"dc"}};
        m_page->update(nullptr, tests::metered(m_world.snapshot({}), options));
        QTRY_COMPARE(kind(), int(Kind::Billable)); // there is one that has the same (no) dc
    }

    void aWrongFilterKeepsTheLastGoodResult() {
        QLineEdit* field = m_page->filterField();
        QTest::keyClicks(field, QStringLiteral("name=~http.*"));
        QTRY_VERIFY(m_page->browser()->isSettled());
        const int families = m_page->browser()->model()->familyCount();
        QCOMPARE(families, 3);
        QTest::keyClicks(field, QStringLiteral("("));
        QTRY_VERIFY(m_page->browser()->isSettled());
        QVERIFY(!m_page->browser()->filterField()->problem().isEmpty());
        QCOMPARE(m_page->browser()->model()->familyCount(), families);
        QTest::keyClick(field, Qt::Key_Escape);
        QTRY_VERIFY(m_page->browser()->model()->familyCount() > 20);
    }

    void typeAndEnterMakesAChart() {
        QLineEdit* field = m_page->filterField();
        QTest::keyClicks(field, QStringLiteral("requests_total"));
        QTRY_VERIFY(m_page->browser()->isSettled());
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(m_page->stack()->cards().size(), std::size_t(1));
        QCOMPARE(m_source->watched().series.size(), std::size_t(18));
        again();
        ChartCard* card = m_page->stack()->cards()[0];
        QCOMPARE(card->curves().expression(), QStringLiteral("rate(http_requests_total)"));
        QCOMPARE(card->curves().curves().size(), std::size_t(18));
        QCOMPARE(card->title(), QStringLiteral("Http requests"));
        choose(card->groupingMenu(), QStringLiteral("sum by customer"));
        QCOMPARE(
            card->curves().expression(),
            QStringLiteral("sum by (customer) (rate(http_requests_total))")
        );
        QCOMPARE(card->curves().curves()[0].name, QStringLiteral("customer=\"acme\""));
        const double last = card->curves().curves()[0].curve->last().value;
        QVERIFY2(last > 700 && last < 1'100, qPrintable(QString::number(last)));
        choose(card->functionMenu(), QStringLiteral("value"));
        QCOMPARE(
            card->curves().expression(), QStringLiteral("sum by (customer) (http_requests_total)")
        );
    }

    void arrowsAndEnterInTheTree() {
        BrowserView* view = m_page->browser()->view();
        view->setCurrentIndex(
            m_page->browser()->model()->findFamily(QStringLiteral("storage_used_bytes"))
        );
        QTest::keyClick(view, Qt::Key_Return);
        again();
        QCOMPARE(m_page->stack()->cards().size(), std::size_t(1));
        view->setCurrentIndex(
            m_page->browser()->model()->findFamily(QStringLiteral("node_memory_Active_bytes"))
        );
        QTest::keyClick(view, Qt::Key_Return, Qt::ControlModifier);
        again();
        QCOMPARE(m_page->stack()->cards().size(), std::size_t(1));
        QCOMPARE(m_page->stack()->cards()[0]->curves().curves().size(), std::size_t(5));
    }

    void aHistogramIsShownAsQuantiles() {
        add("http_request_duration_seconds");
        ChartCard* card = m_page->stack()->cards()[0];
        QCOMPARE(card->spec().function, Function::Quantile);
        QCOMPARE(card->curves().curves().size(), std::size_t(2));
        const double p99 = card->curves().curves()[0].curve->last().value;
        QVERIFY2(p99 > 0.15 && p99 < 0.2, qPrintable(QString::number(p99)));
        choose(card->functionMenu(), QStringLiteral("rate"));
        QCOMPARE(
            card->curves().expression(), QStringLiteral("rate(http_request_duration_seconds_count)")
        );
        QCOMPARE(card->curves().curves().size(), std::size_t(3));
        QVERIFY(textsOf(card->groupingMenu()).contains(QStringLiteral("sum by customer")));
    }

    void manySeriesAreLimitedAndItSaysSo() {
        add("node_cpu_seconds_total");
        ChartCard* card = m_page->stack()->cards()[0];
        QCOMPARE(card->curves().curves().size(), std::size_t(50));
        QCOMPARE(m_source->watched().series.size(), std::size_t(50));
        const auto labels = card->findChildren<PlainLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const PlainLabel* label) {
            return label->isVisible() && label->text().contains(QStringLiteral("50 of 64"));
        }));
        choose(card->groupingMenu(), QStringLiteral("sum by mode"));
        QCOMPARE(m_source->watched().series.size(), std::size_t(64));
        again();
        QCOMPARE(card->curves().curves().size(), std::size_t(8));
    }

    void droppingAddsOrMakes() {
        add("storage_used_bytes");
        ChartCard* card = m_page->stack()->cards()[0];
        drop(card, m_world.refsOf("node_memory_Active_bytes"));
        QCOMPARE(card->spec().series.size(), std::size_t(5));
        drop(m_page.get(), m_world.refsOf("jobs_done_total"));
        QCOMPARE(m_page->stack()->cards().size(), std::size_t(2));
    }

    void removedComesBack() {
        add("storage_used_bytes");
        add("http_requests_total");
        choose(m_page->stack()->cards()[0]->moreMenu(), QStringLiteral("Remove"));
        QCOMPARE(m_page->stack()->cards().size(), std::size_t(1));
        QCOMPARE(m_source->watched().series.size(), std::size_t(18));
        QTest::keyClick(m_page->browser()->view(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(m_page->stack()->cards().size(), std::size_t(2));
        QCOMPARE(m_page->stack()->cards()[0]->spec().series, m_world.refsOf("storage_used_bytes"));
        QCOMPARE(m_source->watched().series.size(), std::size_t(21));
    }

    void chartsMoveDuplicateAndAreRenamed() {
        add("storage_used_bytes");
        add("http_requests_total");
        ChartCard* first = m_page->stack()->cards()[0];
        choose(first->moreMenu(), QStringLiteral("Move down"));
        QCOMPARE(m_page->stack()->cards()[1], first);
        choose(first->moreMenu(), QStringLiteral("Duplicate"));
        QCOMPARE(m_page->stack()->cards().size(), std::size_t(3));
        choose(first->moreMenu(), QStringLiteral("Rename"));
        auto* edit = first->findChild<QLineEdit*>();
        edit->selectAll();
        QTest::keyClicks(edit, QStringLiteral("Disk"));
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(first->title(), QStringLiteral("Disk"));
    }

    void windowsPauseAndBackToLive() {
        add("http_requests_total");
        const auto buttons = m_page->findChildren<QPushButton*>();
        const auto press = [&](const QString& text) {
            for (QPushButton* button : buttons) {
                if (button->text() == text) {
                    QTest::mouseClick(button, Qt::LeftButton);
                }
            }
        };
        press(QStringLiteral("15 m"));
        QCOMPARE(m_page->window().lengthMs(), 900'000.0);
        ChartView* chart = m_page->stack()->cards()[0]->chart();
        QTest::keyClick(chart, Qt::Key_Space);
        QVERIFY(m_feed->isPaused());
        const std::uint64_t version = m_page->stack()->cards()[0]->curves().version();
        m_source->setSnapshot(m_world.snapshot(m_source->watched().series, tests::kWorldScrapes));
        m_feed->poll();
        QCOMPARE(m_page->stack()->cards()[0]->curves().version(), version);
        QTest::keyClick(chart, Qt::Key_Plus);
        QVERIFY(m_page->window().lengthMs() < 900'000.0); // zooming goes on while paused
        press(QStringLiteral("Back to live"));
        QVERIFY(!m_feed->isPaused());
        QVERIFY(m_page->window().isLive());
        QCOMPARE(m_page->window().lengthMs(), 900'000.0);
    }

    void failedScrapesAreShown() {
        add("http_requests_total");
        const auto& failures = m_page->stack()->cards()[0]->chart()->content().failures;
        QCOMPARE(failures.size(), std::size_t(1));
        QCOMPARE(failures[0].toMs - failures[0].fromMs, 3 * tests::kWorldIntervalMs);
    }

    void spansOfFailures() {
        const std::vector<pipeline::ScrapeMark> marks{
            {1'000, 0, 0, true},
            {2'000, 0, 0, false},
            {3'000, 0, 0, false},
            {4'000, 0, 0, true},
            {5'000, 0, 0, false}};
        const std::vector<FailedSpan> spans = failedSpans(marks, 1'000);
        QCOMPARE(spans, (std::vector<FailedSpan>{{2'000, 4'000}, {5'000, 6'000}}));
    }

    void theDetailTellsShares() {
        m_page->browser()->view()->setCurrentIndex(
            m_page->browser()->model()->findFamily(QStringLiteral("http_requests_total"))
        );
        const FamilyText& detail = m_page->browser()->detail()->text();
        QCOMPARE(
            detail.about,
            QStringLiteral("counter · Requests handled, by customer, method and code.")
        );
        QCOMPARE(detail.labels[1].name, QStringLiteral("customer"));
        QCOMPARE(detail.labels[1].count, QStringLiteral("3 values"));
        QVERIFY2(
            detail.labels[1].values.startsWith(QStringLiteral("acme\u00a04")),
            qPrintable(detail.labels[1].values)
        );
    }

    void aChartIsCopiedAsCsv() {
        add("storage_used_bytes");
        choose(m_page->stack()->cards()[0]->moreMenu(), QStringLiteral("Copy as CSV"));
        const QString csv = QGuiApplication::clipboard()->text();
        QVERIFY2(
            csv.startsWith(QStringLiteral("time,\"customer=\"\"acme")), qPrintable(csv.left(80))
        );
        QVERIFY(csv.count(QLatin1Char('\n')) > 40);
    }

    void filesAreWrittenOrItSaysWhyNot() {
        add("storage_used_bytes");
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a.csv"));
        m_page->saveText("time\r\n", path);
        QVERIFY(QFile::exists(path));
        QVERIFY(m_navigator->said.startsWith(QStringLiteral("Saved ")));
        m_page->savePicture(m_page->stack()->picture(), folder.filePath(QStringLiteral("a.png")));
        QVERIFY(!QImage(folder.filePath(QStringLiteral("a.png"))).isNull());
        m_page->saveText("x", folder.filePath(QStringLiteral("nowhere/a.csv")));
        QVERIFY2(
            m_navigator->said.startsWith(QStringLiteral("Could not write ")),
            qPrintable(m_navigator->said)
        );
    }

    void everythingHasAName() {
        add("http_requests_total");
        for (const QWidget* widget : m_page->findChildren<QWidget*>()) {
            if (widget->isVisible() && widget->focusPolicy() != Qt::NoFocus &&
                qobject_cast<const QScrollArea*>(widget) == nullptr &&
                widget->focusProxy() == nullptr) {
                const auto* button = qobject_cast<const QPushButton*>(widget);
                const bool isNamed = !widget->accessibleName().isEmpty() ||
                                     (button != nullptr && !button->text().isEmpty());
                QVERIFY2(
                    isNamed,
                    qPrintable(
                        QString::fromLatin1(widget->metaObject()->className()) +
                        widget->objectName() + QLatin1Char(' ') +
                        QString::fromLatin1(widget->parentWidget()->metaObject()->className())
                    )
                );
            }
        }
    }

private:
    void again() {
        m_source->setSnapshot(m_world.snapshot(m_source->watched().series));
        m_feed->poll();
        m_page->update(nullptr, m_feed->current());
    }

    void add(const char* name) {
        m_page->addChart(m_world.refsOf(name));
        again();
    }

    const tests::World m_world;
    std::unique_ptr<tests::ScriptedSource> m_source;
    std::unique_ptr<SnapshotFeed> m_feed;
    std::unique_ptr<tests::SilentNavigator> m_navigator;
    std::unique_ptr<ExplorePage> m_page;
};

QTEST_MAIN(ExplorePageTest)
#include "explore_page_test.moc"
