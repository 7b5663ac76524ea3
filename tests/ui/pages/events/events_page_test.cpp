// Events: newest first, filtered by words and level, copied as text, rows that stay where they are.
#include "tests/support/recording_navigator.h"
#include "tests/support/scripted_source.h"
#include "ui/pages/events/events_model.h"
#include "ui/pages/events/events_page.h"
#include "ui/widgets/filter_field.h"
#include "ui/widgets/theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QTableView>
#include <QTest>

using namespace meterbench;
using namespace meterbench::ui;

namespace {

using Events = std::vector<pipeline::EventPtr>;

std::shared_ptr<const Events> numbered(std::uint64_t first, std::uint64_t last) {
    auto made = std::make_shared<Events>();
    for (std::uint64_t id = first; id <= last; ++id) {
        auto event = std::make_shared<pipeline::Event>();
        event->id = id;
        event->timeMs = static_cast<std::int64_t>(id) * 1'000;
        event->level = id % 3 == 0 ? base::LogLevel::Error : base::LogLevel::Info;
        event->subject = "subject-" + std::to_string(id);
        event->detail = "<b>detail</b>";
        made->push_back(event);
    }
    return made;
}

} // namespace

class EventsPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QApplication::setStyle(new Theme(Appearance::Dark)); }

    void newEventsComeInAtTheTopAndOldOnesGo() {
        EventsModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal
        );
        model.show(numbered(1, 5));
        const QPersistentModelIndex third = model.index(2, 0);
        model.show(numbered(2, 7));
        QCOMPARE(model.rowCount(), 6);
        QCOMPARE(model.event(0).id, 7ULL);
        QCOMPARE(model.event(5).id, 2ULL);
        QCOMPARE(model.event(third.row()).id, 3ULL);
    }

    void whatIsOnlySaidAgainCountsInItsRow() {
        const auto said = [](Events& all, const char* subject, const char* detail) {
            auto event = std::make_shared<pipeline::Event>();
            event->id = all.size() + 1;
            event->timeMs = static_cast<std::int64_t>(event->id) * 60'000;
            event->kind = pipeline::EventKind::EndpointRefused;
            event->subject = subject;
            event->detail = detail;
            all.push_back(event);
        };
        Events all;
        EventsModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal
        );
        const auto show = [&] { model.show(std::make_shared<const Events>(all)); };
        said(all, "strict", "no");
        said(all, "other", "up");
        show();
        const QPersistentModelIndex strict = model.index(1, 0);
        said(all, "strict", "no");
        said(all, "strict", "no");
        show();
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(strict.row(), 0);
        QCOMPARE(model.times(0), 3ULL);
        QCOMPARE(model.event(0).id, 4ULL);
        QCOMPARE(model.shownCount(), 4ULL);
        const QString words = model.index(0, EventsModel::Detail).data().toString();
        QVERIFY2(words.startsWith(QStringLiteral("3 times since ")), qPrintable(words));
        QVERIFY2(words.endsWith(QStringLiteral(": no")), qPrintable(words));
        // Something else that is wrong with it is a row of its own, and both go on counting.
        said(all, "strict", "1 sample lost");
        said(all, "strict", "no");
        said(all, "strict", "12 samples lost");
        show();
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.times(1), 4ULL);
        const QString lost = model.index(0, EventsModel::Detail).data().toString();
        QVERIFY2(lost.endsWith(QStringLiteral(": 13 samples lost")), qPrintable(lost));
        // After a turn for the better the same is news again.
        said(all, "strict", "yes");
        auto good = std::make_shared<pipeline::Event>(*all.back());
        good->kind = pipeline::EventKind::EndpointAccepted;
        all.back() = good;
        said(all, "strict", "no");
        show();
        QCOMPARE(model.rowCount(), 5);
        QCOMPARE(model.times(0), 1ULL);
        // Built anew, the table is the same.
        model.setFilter({}, base::LogLevel::Debug);
        QCOMPARE(model.rowCount(), 5);
        QCOMPARE(model.times(3), 4ULL);
        QCOMPARE(model.event(4).subject, std::string("other"));
    }

    void aRowThatStillRepeatsOutlivesItsFirstEvents() {
        Events all;
        for (std::uint64_t id = 1; id <= 6; ++id) {
            auto event = std::make_shared<pipeline::Event>();
            event->id = id;
            event->subject = id == 2 ? "once" : "again";
            all.push_back(event);
        }
        EventsModel model;
        model.show(std::make_shared<const Events>(all));
        QCOMPARE(model.rowCount(), 2);
        model.show(std::make_shared<const Events>(all.begin() + 3, all.end()));
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.times(0), 5ULL);
        QCOMPARE(model.shownCount(), 3ULL);
    }

    void filters_data() {
        QTest::addColumn<QString>("words");
        QTest::addColumn<bool>("errorsOnly");
        QTest::addColumn<int>("rows");
        QTest::newRow("no filter") << "" << false << 30;
        QTest::newRow("a word") << "SUBJECT-12" << false << 1;
        QTest::newRow("two words") << "subject-2 detail" << false << 11;
        QTest::newRow("without a word") << "!subject-1" << false << 19;
        QTest::newRow("errors") << "" << true << 10;
        QTest::newRow("nothing matches") << "xyzzy" << false << 0;
    }

    void filters() {
        QFETCH(QString, words);
        QFETCH(bool, errorsOnly);
        EventsModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal
        );
        model.setFilter(words, errorsOnly ? base::LogLevel::Error : base::LogLevel::Debug);
        model.show(numbered(1, 30));
        QTEST(model.rowCount(), "rows");
    }

    void typingFiltersAndCopyTakesWhatIsSelected() {
        auto now = std::make_shared<pipeline::Snapshot>();
        now->events = numbered(1, 30);
        tests::ScriptedSource source(now);
        SnapshotFeed feed(source);
        tests::RecordingNavigator navigator;
        EventsPage page(feed, navigator, nullptr);
        page.resize(900, 500);
        page.show();
        page.update(nullptr, feed.current());
        page.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&page));
        auto* field = qobject_cast<FilterField*>(page.filterField());
        QCOMPARE(field->count(), QStringLiteral("30 of 30"));
        QTest::keyClicks(field, QStringLiteral("subject-7"));
        QCOMPARE(page.model()->rowCount(), 1);
        QCOMPARE(field->count(), QStringLiteral("1 of 30"));
        page.table()->selectRow(0);
        page.table()->setFocus();
        QTest::keyClick(page.table(), Qt::Key_C, Qt::ControlModifier);
        const QString copied = QGuiApplication::clipboard()->text();
        QVERIFY2(copied.contains(QStringLiteral("subject-7\t<b>detail</b>")), qPrintable(copied));
        QCOMPARE(copied.count(QLatin1Char('\n')), 0);
        QTest::keyClick(field, Qt::Key_Escape);
        QCOMPARE(page.model()->rowCount(), 30);
    }

    void enterLeadsToTheTarget() {
        tests::ScriptedSource source(tests::makeSnapshot(6, 2));
        SnapshotFeed feed(source);
        tests::RecordingNavigator navigator;
        EventsPage page(feed, navigator, nullptr);
        page.show();
        page.update(nullptr, feed.current());
        page.filterField()->setText(QStringLiteral("Target down"));
        page.table()->setCurrentIndex(page.model()->index(0, 0));
        QTest::keyClick(page.table(), Qt::Key_Return);
        QCOMPARE(navigator.targets, std::vector<pipeline::TargetId>{1003});
    }
};

QTEST_MAIN(EventsPageTest)
#include "events_page_test.moc"
