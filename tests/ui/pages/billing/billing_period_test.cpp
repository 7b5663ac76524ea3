// Billing of periods that are over: chosen by keys, in the list and by a click; what the page shows
// of them, while they are read, and how one comes back to the present.
#include "tests/support/made_usage.h"
#include "tests/support/recording_navigator.h"
#include "tests/support/scripted_source.h"
#include "tests/support/scripted_usage.h"
#include "ui/pages/billing/billing_inspector.h"
#include "ui/pages/billing/billing_page.h"
#include "ui/pages/billing/figure_strip.h"
#include "ui/pages/billing/line_table.h"
#include "ui/pages/billing/period_chooser.h"
#include "ui/pages/billing/statement_dialog.h"
#include "ui/pages/billing/usage_model.h"
#include "ui/widgets/page_head.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace meterbench;
using namespace meterbench::ui;
using namespace std::chrono_literals;

namespace {

constexpr auto kNovember = 2023y / std::chrono::November;
constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kNowMs = tests::made::kMonth.endMs + kDayMs / 2; // 1 December 2023, noon

/// On 1 December; records since September.
usage::View present() {
    static const auto kWorkspace = tests::made::usageView().workspace; // the same one in all views
    usage::View view = tests::made::usageView();
    view.workspace = kWorkspace;
    view.timeMs = kNowMs;
    view.period = usage::monthOf(kNowMs);
    view.journalFromMs = tests::made::kMonth.beginMs - 40 * kDayMs;
    view.notMeasured = {};
    auto customers = std::make_shared<std::vector<usage::CustomerPtr>>();
    for (const usage::CustomerPtr& one : *view.customers) {
        auto row = std::make_shared<usage::CustomerRow>(*one);
        row->period = view.period;
        customers->push_back(row);
    }
    view.customers = customers;
    return view;
}

usage::View november() {
    usage::View view = present();
    view.chosen = kNovember;
    view.period = tests::made::kMonth;
    view.notMeasured = {3'600'000, {"acme · Storage"}, "acme", "Storage"};
    auto customers = std::make_shared<std::vector<usage::CustomerPtr>>();
    for (const usage::CustomerPtr& one : *view.customers) {
        auto row = std::make_shared<usage::CustomerRow>(*one);
        row->period = view.period;
        row->projected.reset();
        customers->push_back(row);
    }
    view.customers = customers;
    return view;
}

usage::View reading() {
    usage::View view = november();
    view.isReading = true;
    view.customers = std::make_shared<const std::vector<usage::CustomerPtr>>();
    view.money.clear();
    view.notMeasured = {};
    return view;
}

std::shared_ptr<pipeline::Snapshot> snapshot() {
    auto now = std::make_shared<pipeline::Snapshot>(*tests::makeSnapshot(3, 4));
    auto metered = std::make_shared<pipeline::MetererState>();
    metering::Unbilled cause;
    cause.meter = "calls";
    cause.things = 2;
    cause.source = 1000;
    metered->unbilled = {cause};
    now->metered = metered;
    return now;
}

struct Bench {
    tests::ScriptedSource source{snapshot()};
    tests::ScriptedUsage book;
    std::unique_ptr<SnapshotFeed> feed;
    std::unique_ptr<UsageFeed> usage;
    tests::RecordingNavigator navigator;
    std::unique_ptr<BillingPage> page;

    explicit Bench(QSize size = {1'400, 700}) {
        book.show(present());
        feed = std::make_unique<SnapshotFeed>(source);
        usage = std::make_unique<UsageFeed>(book);
        page = std::make_unique<BillingPage>(*usage, *feed, navigator, nullptr);
        page->resize(size);
        page->show();
        page->update(nullptr, feed->current());
        page->activateWindow();
        page->table()->setFocus();
    }

    void show(usage::View view) {
        book.show(std::move(view));
        usage->poll();
    }

    void press(Qt::Key key) { QTest::keyClick(page->table(), key, Qt::AltModifier); }

    [[nodiscard]] QString note() const {
        QString all;
        for (const PlainLabel* label : page->findChild<PageHead*>()->findChildren<PlainLabel*>()) {
            all += label->text() + u'|';
        }
        return all;
    }

    [[nodiscard]] QPushButton* statement() const {
        for (QPushButton* button : page->findChildren<QPushButton*>()) {
            if (button->text() == QStringLiteral("Statement…")) {
                return button;
            }
        }
        return nullptr;
    }
};

} // namespace

class BillingPeriodTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QApplication::setStyle(new Theme(Appearance::Dark)); }

    void keysGoBackAndForth() {
        Bench bench;
        QVERIFY(QTest::qWaitForWindowActive(bench.page.get()));
        QVERIFY(bench.note().contains(QStringLiteral("December 2023, day 1 of 31")));
        bench.press(Qt::Key_Right);
        QVERIFY(bench.book.chosen.empty()); // there is nothing later
        bench.press(Qt::Key_Left);
        QCOMPARE(bench.book.chosen.size(), 1U);
        QVERIFY(bench.book.chosen.back() == kNovember);
        QVERIFY(bench.note().contains(QStringLiteral("Reading the journal for November 2023…")));
        QVERIFY(!bench.statement()->isEnabled());
        bench.press(Qt::Key_Left); // faster than it is read
        QVERIFY(bench.book.chosen.back() == kNovember - std::chrono::months(1));
        bench.press(Qt::Key_Right);
        bench.show(november());
        QVERIFY(bench.note().contains(QStringLiteral("November 2023 · ended")));
        QVERIFY(bench.statement()->isEnabled());
        bench.press(Qt::Key_Home);
        QVERIFY(!bench.book.chosen.back());
        bench.show(present());
        QVERIFY(bench.note().contains(QStringLiteral("December 2023, day 1 of 31")));
    }

    void theListGoesAsFarBackAsTheRecords() {
        Bench bench;
        PeriodChooser& chooser = *bench.page->periods();
        QStringList texts;
        for (int i = 0; i < chooser.list()->count(); ++i) {
            texts += chooser.list()->itemText(i);
        }
        QCOMPARE(
            texts.join(u','),
            QStringLiteral("Present period,November 2023,October 2023,September 2023")
        );
        QVERIFY(!chooser.toPresent()->isVisible());
        bench.show(november());
        QCOMPARE(chooser.list()->currentText(), QStringLiteral("November 2023"));
        QVERIFY(chooser.toPresent()->isVisible());
        QTest::mouseClick(chooser.toPresent(), Qt::LeftButton);
        QCOMPARE(bench.book.chosen.size(), 1U);
        QVERIFY(!bench.book.chosen.back());
        bench.show(present());
        QVERIFY(!chooser.toPresent()->isVisible());
        QTest::keyClick(chooser.list(), Qt::Key_Down);
        QVERIFY(bench.book.chosen.back() == kNovember);
    }

    void whatEndedHasNoNowAndNoCausesOfNow() {
        Bench bench;
        QVERIFY(!bench.page->table()->isColumnHidden(UsageModel::Now));
        QCOMPARE(bench.page->figures()->figures()[3].figure, QStringLiteral("1 cause"));
        bench.show(november());
        QVERIFY(bench.page->table()->isColumnHidden(UsageModel::Now));
        QVERIFY(bench.page->table()->isColumnHidden(UsageModel::Today));
        QVERIFY(!bench.page->table()->isColumnHidden(UsageModel::Coverage));
        QCOMPARE(bench.page->figures()->figures()[3].name, QStringLiteral("Not measured"));
        QCOMPARE(bench.page->causes()->model()->rowCount(), 1); // what was not measured
        bench.show(present());
        QVERIFY(!bench.page->table()->isColumnHidden(UsageModel::Now));
    }

    void whileItIsReadNoOldFigureIsShownAndNothingJumps() {
        Bench bench;
        bench.page->showUsage("acme", "API calls");
        const auto figureAt = [&bench](int row, int column) {
            return bench.page->model()->index(row, column).data().toString();
        };
        const auto places = [&bench] {
            QCoreApplication::processEvents();
            QStringList found;
            for (const QWidget* one :
                 {static_cast<QWidget*>(bench.page->table()),
                  static_cast<QWidget*>(bench.page->causes()),
                  static_cast<QWidget*>(bench.page->figures()),
                  static_cast<QWidget*>(bench.page->inspector())}) {
                const QPoint at = one->mapTo(bench.page.get(), QPoint());
                found += QStringLiteral("%1,%2 %3x%4 %5")
                             .arg(at.x())
                             .arg(at.y())
                             .arg(one->width())
                             .arg(one->height())
                             .arg(one->isVisible());
            }
            return found;
        };
        QStringList before;
        do { // until the layouts are done
            before = places();
        } while (before != places());
        QVERIFY(figureAt(1, UsageModel::Usage).contains(QStringLiteral("12,480")));
        bench.press(Qt::Key_Left);
        for (const bool isSaid : {false, true}) { // at once, and when the keeper says that it reads
            if (isSaid) {
                bench.show(reading());
            }
            QVERIFY(bench.note().contains(QStringLiteral("Reading the journal for November 2023…"))
            );
            QCOMPARE(bench.page->model()->rowCount(), 8);
            for (int row = 0; row < 8; ++row) {
                QVERIFY(!figureAt(row, UsageModel::Name).isEmpty());
                for (int column = UsageModel::Usage; column < UsageModel::ColumnCount; ++column) {
                    const QString text = figureAt(row, column);
                    QVERIFY2(text.isEmpty() || text == QStringLiteral("–"), qPrintable(text));
                }
                QVERIFY(bench.page->model()->todayAt(row) == nullptr);
            }
            for (const auto& one : bench.page->figures()->figures()) {
                QCOMPARE(one.figure, QStringLiteral("–"));
            }
            for (const LineTable* table : bench.page->inspector()->findChildren<LineTable*>()) {
                QVERIFY(!table->isVisible());
            }
            QCOMPARE(places(), before);
        }
        bench.page->openStatement();
        QVERIFY(bench.page->findChild<StatementDialog*>() == nullptr);
        bench.show(november());
        QCOMPARE(bench.page->model()->rowCount(), 8);
        QVERIFY(figureAt(1, UsageModel::Usage).contains(QStringLiteral("12,480")));
    }

    void aStatementOfAnEndedPeriodIsOver() {
        Bench bench;
        bench.show(november());
        bench.page->showUsage("acme", "Storage");
        bench.page->openStatement();
        const auto* dialog = bench.page->findChild<StatementDialog*>();
        QVERIFY(dialog != nullptr);
        QStringList words;
        for (const QLabel* label : dialog->findChildren<QLabel*>()) {
            words += label->text();
        }
        QVERIFY(words.join(u'|').contains(QStringLiteral("November 2023 · ended, plan Pro: an")));
        QVERIFY(!words.join(u'|').contains(QStringLiteral("as it stands")));
    }

    /// MB_SHOTS=FOLDER: how it looks.
    void picturesOfIt() {
        const QString folder = qEnvironmentVariable("MB_SHOTS");
        if (folder.isEmpty()) {
            QSKIP("MB_SHOTS names no folder");
        }
        for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
            QApplication::setStyle(new Theme(appearance));
            for (const QSize size : {QSize(1'224, 744), QSize(844, 544)}) {
                Bench bench(size);
                const auto take = [&](const char* name) {
                    for (int i = 0; i < 5; ++i) {
                        QApplication::processEvents(); // all has its place
                    }
                    bench.page->grab().save(QStringLiteral("%1/%2-%3-%4.png")
                                                .arg(
                                                    folder,
                                                    QString::fromLatin1(name),
                                                    appearance == Appearance::Light
                                                        ? QStringLiteral("light")
                                                        : QStringLiteral("dark")
                                                )
                                                .arg(size.width()));
                };
                take("present");
                bench.show(reading());
                take("reading");
                bench.show(november());
                take("ended");
            }
        }
    }
};

QTEST_MAIN(BillingPeriodTest)
#include "billing_period_test.moc"
