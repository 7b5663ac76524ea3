// Overview: the start page and where its buttons lead; the picture's boxes, flows and drops; keys
// lead from each box.
#include "tests/support/recording_navigator.h"
#include "tests/support/scripted_source.h"
#include "ui/pages/overview/overview_page.h"
#include "ui/pages/overview/pipeline_picture.h"
#include "ui/pages/overview/start_page.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QTest>

using namespace meterbench;
using namespace meterbench::ui;

class OverviewPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QApplication::setStyle(new Theme(Appearance::Dark)); }

    void beforeTheEngineSpeaksThePageIsAnEmptyFrame() {
        tests::ScriptedSource source;
        SnapshotFeed feed(source);
        tests::RecordingNavigator navigator;
        OverviewPage page(feed, navigator, nullptr);
        page.show();
        page.update(nullptr, feed.current());
        QVERIFY(!page.showsStart());
        QCOMPARE(page.findChildren<QWidget*>().size(), 0);
    }

    void anEmptyEngineShowsTheThreeBeginnings() {
        auto nothing = std::make_shared<pipeline::Snapshot>();
        nothing->generation = 1;
        tests::ScriptedSource source(nothing);
        SnapshotFeed feed(source);
        tests::RecordingNavigator navigator;
        OverviewPage page(feed, navigator, nullptr);
        page.resize(900, 600);
        page.show();
        page.update(nullptr, feed.current());
        QVERIFY(page.showsStart());
        QTest::mouseClick(page.start()->buttons()[0], Qt::LeftButton);
        QTest::keyClick(page.start()->buttons()[1], Qt::Key_Return);
        QTest::keyClick(page.start()->buttons()[2], Qt::Key_Space);
        QCOMPARE(navigator.inspected, 1);
        QCOMPARE(navigator.opened, 1);
        QCOMPARE(navigator.demos, 1);
        page.update(feed.current(), tests::makeSnapshot(3, 4));
        QVERIFY(!page.showsStart());
    }

    void everyBoxLeadsSomewhereByKey() {
        tests::ScriptedSource source(tests::makeSnapshot(24, 10));
        SnapshotFeed feed(source);
        tests::RecordingNavigator navigator;
        OverviewPage page(feed, navigator, nullptr);
        page.resize(1000, 700);
        page.show();
        page.update(nullptr, feed.current());
        const auto& boxes = page.picture()->boxes();
        QCOMPARE(boxes.size(), 6U);
        for (BoxButton* box : boxes) {
            QVERIFY(!box->accessibleName().isEmpty());
            QVERIFY(!box->accessibleDescription().isEmpty());
            QTest::keyClick(box, Qt::Key_Return);
        }
        const std::vector<PageId> wanted{
            PageId::Targets, PageId::Targets, PageId::Forwarding, PageId::Forwarding};
        QCOMPARE(navigator.pages, wanted);
        QCOMPARE(navigator.endpoints, (std::vector<std::string>{"long-term", "billing"}));
    }

    void boxesDoNotOverlapAndStayInside_data() {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("endpoints");
        QTest::newRow("small, none") << QSize(780, 200) << 0;
        QTest::newRow("small, nine") << QSize(780, 200) << 9;
        QTest::newRow("wide, two") << QSize(1700, 400) << 2;
        QTest::newRow("wide, nine") << QSize(1700, 400) << 9;
    }

    void boxesDoNotOverlapAndStayInside() {
        QFETCH(QSize, size);
        QFETCH(int, endpoints);
        auto now = tests::makeSnapshot(4, 4);
        now->endpoints.clear();
        for (int i = 0; i < endpoints; ++i) {
            now->endpoints.push_back(tests::made::endpoint("e" + std::to_string(i), i % 2 == 0));
        }
        const PipelineScene scene = makeScene(*now, size);
        for (std::size_t i = 0; i < scene.boxes.size(); ++i) {
            QVERIFY2(
                QRect(QPoint(0, 0), size).contains(scene.boxes[i].rect),
                qPrintable(scene.boxes[i].title)
            );
            for (std::size_t j = 0; j < i; ++j) {
                QVERIFY(!scene.boxes[i].rect.intersects(scene.boxes[j].rect));
            }
        }
    }

    void aConnectionGrowsWithItsRate() {
        auto now = tests::makeSnapshot(4, 4);
        now->rates.samplesInPerSecond = 4'000;
        now->rates.samplesLoggedPerSecond = 1'000;
        now->rates.samplesOutPerSecond = 0;
        const PipelineScene scene = makeScene(*now, QSize(1000, 400));
        QVERIFY(scene.edges[0].width > scene.edges[1].width);
        QVERIFY(scene.edges[1].width > scene.edges[2].width);
        QCOMPARE(scene.edges[2].width, 1.0);
    }

    void whatIsDroppedIsNamedWithItsNumber() {
        auto now = tests::makeSnapshot(4, 4);
        now->rates.samplesDroppedPerSecond = 22;
        const PipelineScene scene = makeScene(*now, QSize(1000, 400));
        QCOMPARE(scene.drops.size(), 2U);
        QVERIFY2(
            scene.drops[0].text.contains(QStringLiteral("22 /s dropped by relabeling")),
            qPrintable(scene.drops[0].text)
        );
        QCOMPARE(scene.drops[1].text, QStringLiteral("2,000 refused"));
    }
};

QTEST_MAIN(OverviewPageTest)
#include "overview_page_test.moc"
