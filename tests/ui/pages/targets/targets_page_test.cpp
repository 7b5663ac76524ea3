// The Targets page by real clicks and keys on a scripted engine; and with MB_SHOTS=folder its
// pictures, to be looked at.
#include "tests/support/scripted_source.h"
#include "ui/feed/snapshot_feed.h"
#include "ui/models/families_model.h"
#include "ui/pages/targets/add_target_dialog.h"
#include "ui/pages/targets/inspector.h"
#include "ui/pages/targets/metrics_tab.h"
#include "ui/pages/targets/raw_view.h"
#include "ui/pages/targets/targets_page.h"
#include "ui/pages/targets/targets_view.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTabBar>
#include <QTest>
#include <QTreeView>

#include <memory>

using namespace meterbench;
using namespace meterbench::ui;

namespace {

class RecordingNavigator final : public Navigator {
public:
    void showPage(PageId) override {}

    void showTarget(pipeline::TargetId) override {}

    void showEndpoint(const std::string&) override {}

    void addToChart(const std::vector<model::SeriesRef>& series) override { charted = series; }

    void inspectExporter() override {}

    void openConfiguration() override {}

    void runDemo() override {}

    void say(const QString& text) override { said = text; }

    std::vector<model::SeriesRef> charted;
    QString said;
};

std::string body() {
    std::string text = "# HELP http_requests_total Requests answered.\n"
                       "# TYPE http_requests_total counter\n";
    for (int i = 0; i < 400; ++i) {
        text += "http_requests_total{path=\"/api/item/" + std::to_string(i) +
                "\",status=\"200\"} " + std::to_string(i * 7) + "\n";
    }
    return text + "# TYPE queue gauge\nqueue 3\n";
}

std::shared_ptr<pipeline::Snapshot> world(int targets) {
    auto made = tests::makeSnapshot(targets, 60);
    auto config = std::make_shared<config::Config>(*made->config);
    for (scrape::JobOptions& job : config->jobs) {
        relabel::Rule rule;
        rule.sourceLabels = {"__address__"};
        rule.regex = "(.*):.*";
        rule.targetLabel = "host";
        relabel::Rule drop;
        drop.action = relabel::Action::LabelDrop;
        drop.regex = "nothing";
        job.relabelRules = {rule, drop};
    }
    made->config = config;
    auto all = std::make_shared<std::vector<pipeline::TargetPtr>>();
    const char* zones[] = {"eu-1", "eu-2"};
    const char* customers[] = {"acme", "globex", "initech"};
    std::size_t i = 0;
    for (const pipeline::TargetPtr& target : *made->targets) {
        auto copy = std::make_shared<pipeline::TargetState>(*target);
        copy->labels.set("zone", zones[i % 2]);
        if (copy->pool == "shop") {
            copy->labels.set("customer", customers[i % 3]);
            copy->labels.set("paigoCustomerID", "e8369f10-77a2-4c0e-9a58-0c8b1d2f8cc7");
        }
        if (copy->lastScrapeMs > 0) {
            copy->lastScrapeMs -= static_cast<std::int64_t>(i % 5) * 1'000;
        }
        ++i;
        all->push_back(copy);
    }
    made->targets = all;
    if (!all->empty()) {
        made->inspected.target = all->front()->id;
        made->inspected.contentType = "text/plain; version=0.0.4";
        made->inspected.body = std::make_shared<const std::string>(body());
    }
    return made;
}

/// A page in a window of its own, on a scripted engine.
struct Bench {
    explicit Bench(int targets = 12, QSize size = {1280, 800})
        : snapshot(world(targets))
        , source(snapshot)
        , feed(source)
        , page(feed, navigator) {
        page.resize(size);
        page.show();
        if (!QTest::qWaitForWindowExposed(&page)) {
            qWarning("the window did not come up");
        }
    }

    void click(int row, int column = 1, Qt::MouseButton button = Qt::LeftButton) {
        const QRect cell = page.view()->visualRect(page.model().index(row, column));
        QTest::mouseClick(page.view()->viewport(), button, {}, cell.center());
    }

    template <class Command>
    [[nodiscard]] Command last() const {
        const std::vector<pipeline::Command> posted = source.posted();
        const auto* command = posted.empty() ? nullptr : std::get_if<Command>(&posted.back());
        return command != nullptr ? *command : Command{};
    }

    std::shared_ptr<pipeline::Snapshot> snapshot;
    tests::ScriptedSource source;
    SnapshotFeed feed;
    RecordingNavigator navigator;
    TargetsPage page;
};

} // namespace

class TargetsPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QApplication::setStyle(new Theme(Appearance::Dark)); }

    void typingFiltersAndEscapeClears();
    void aWrongFilterKeepsTheRows();
    void aClickInspectsAndTheEngineIsToldWhatIsInSight();
    void keysScrapePauseAndCopy();
    void enterOnAFamilyGoesToAChart();
    void aNarrowWindowOpensTheInspectorOnlyWhenAsked();
    void showTargetWaitsForATargetThatIsNotThereYet();
    void theHistoryLinkOpensTheHistory();
    void eachTabSpeaks();
    void emptyStatesOfferTheNextStep();
    void urlsAreUnderstoodWhileTyping_data();
    void urlsAreUnderstoodWhileTyping();
    void aBodyOfTenMegabytesIsSearched();
    void pictures_data();
    void pictures();
};

void TargetsPageTest::typingFiltersAndEscapeClears() {
    Bench bench;
    QTest::keyClicks(bench.page.filterField(), "zone=eu-1 !job=db");
    QCOMPARE(bench.page.model().matchedCount(), 4);
    QTest::keyClick(bench.page.filterField(), Qt::Key_Escape);
    QCOMPARE(bench.page.model().matchedCount(), 12);
}

void TargetsPageTest::aWrongFilterKeepsTheRows() {
    Bench bench;
    QTest::keyClicks(bench.page.filterField(), "job=~shop");
    QTest::keyClicks(bench.page.filterField(), "(");
    QCOMPARE(bench.page.model().matchedCount(), 4);
    QVERIFY(bench.page.filterField()->property("mbWrong").toBool());
}

void TargetsPageTest::aClickInspectsAndTheEngineIsToldWhatIsInSight() {
    Bench bench;
    QVERIFY(!bench.page.isInspecting());
    bench.click(1);
    QVERIFY(bench.page.isInspecting());
    QCOMPARE(bench.page.inspector()->target(), pipeline::TargetId{1000});
    QCOMPARE(bench.source.watched().inspected, pipeline::TargetId{1000});
    QVERIFY(!bench.source.watched().series.empty());
    QTest::keyClick(bench.page.view(), Qt::Key_Down);
    QCOMPARE(bench.source.watched().inspected, pipeline::TargetId{1001});
    QTest::keyClick(bench.page.view(), Qt::Key_Escape);
    QVERIFY(!bench.page.isInspecting());
    QCOMPARE(bench.source.watched().inspected, pipeline::TargetId{0});
}

void TargetsPageTest::keysScrapePauseAndCopy() {
    Bench bench;
    bench.click(2);
    QTest::keyClick(bench.page.view(), Qt::Key_S);
    QCOMPARE(bench.last<pipeline::ScrapeNow>().target, pipeline::TargetId{1001});
    QTest::keyClick(bench.page.view(), Qt::Key_P);
    QCOMPARE(bench.last<pipeline::PauseTarget>().target, pipeline::TargetId{1001});
    QVERIFY(bench.last<pipeline::PauseTarget>().paused);
    QTest::keyClick(bench.page.view(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("http://10.0.3.1:9100/metrics"));
}

void TargetsPageTest::enterOnAFamilyGoesToAChart() {
    Bench bench;
    bench.click(1);
    QTreeView* tree = bench.page.inspector()->metrics()->tree();
    const QModelIndex family = tree->model()->index(1, 0);
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualRect(family).center());
    QVERIFY(tree->isExpanded(family));
    QTest::keyClick(tree, Qt::Key_Return);
    QCOMPARE(static_cast<int>(bench.navigator.charted.size()), tree->model()->rowCount(family));
}

void TargetsPageTest::aNarrowWindowOpensTheInspectorOnlyWhenAsked() {
    Bench bench(12, {880, 600});
    bench.click(1);
    QVERIFY(!bench.page.isInspecting());
    QTest::keyClick(bench.page.view(), Qt::Key_Return);
    QVERIFY(bench.page.isInspecting());
    QTRY_COMPARE(bench.page.inspector()->geometry(), QRect(480, 0, 400, 600));
    QTest::keyClick(bench.page.inspector(), Qt::Key_Escape);
    QTRY_VERIFY(!bench.page.inspector()->isVisible());
}

void TargetsPageTest::showTargetWaitsForATargetThatIsNotThereYet() {
    Bench bench(6);
    bench.page.showTarget(1009);
    QVERIFY(!bench.page.isInspecting());
    auto more = world(12);
    more->generation = 99;
    bench.page.update(bench.snapshot, more);
    QVERIFY(bench.page.isInspecting());
    QCOMPARE(bench.page.inspector()->target(), pipeline::TargetId{1009});
}

void TargetsPageTest::theHistoryLinkOpensTheHistory() {
    Bench bench;
    const QModelIndex reason = bench.page.model().index(5, TargetsModel::Endpoint);
    QCOMPARE(bench.page.model().kindAt(5), TargetsModel::RowKind::Problem);
    const QRect row = bench.page.view()->visualRect(reason);
    // The link follows the sentence: walk along the row until the hand shows.
    for (int x = row.left(); x < bench.page.view()->viewport()->width(); x += 10) {
        QTest::mouseMove(bench.page.view()->viewport(), {x, row.center().y()});
        QTest::mouseClick(bench.page.view()->viewport(), Qt::LeftButton, {}, {x, row.center().y()});
        if (bench.page.inspector()->tabs()->currentIndex() == Inspector::History) {
            return;
        }
    }
    QFAIL("no link in the row");
}

void TargetsPageTest::eachTabSpeaks() {
    Bench bench;
    bench.click(1);
    for (int tab = 0; tab < bench.page.inspector()->tabs()->count(); ++tab) {
        QTest::mouseClick(
            bench.page.inspector()->tabs(),
            Qt::LeftButton,
            {},
            bench.page.inspector()->tabs()->tabRect(tab).center()
        );
        QCOMPARE(bench.page.inspector()->tabs()->currentIndex(), tab);
        QVERIFY(!bench.page.inspector()->grab().isNull());
    }
    QTRY_VERIFY(bench.page.inspector()->tabs()->tabText(Inspector::Lint).contains(' '));
}

void TargetsPageTest::emptyStatesOfferTheNextStep() {
    Bench none(0);
    const auto buttons = none.page.findChildren<QPushButton*>();
    QVERIFY(std::any_of(buttons.begin(), buttons.end(), [](const QPushButton* button) {
        return button->isVisible() && button->text() == QLatin1String("Add target");
    }));
    Bench some;
    QTest::keyClicks(some.page.filterField(), "nowhere");
    const auto more = some.page.findChildren<QPushButton*>();
    for (QPushButton* button : more) {
        if (button->isVisible() && button->text() == QLatin1String("Clear the filter")) {
            QTest::mouseClick(button, Qt::LeftButton);
            break;
        }
    }
    QCOMPARE(some.page.model().matchedCount(), 12);
}

void TargetsPageTest::urlsAreUnderstoodWhileTyping_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("url");
    QTest::newRow("host and port are enough") << "localhost:9100"
                                              << "http://localhost:9100/metrics";
    QTest::newRow("a path stays") << "http://a/x?y=1"
                                  << "http://a/x?y=1";
    QTest::newRow("https stays") << "https://a"
                                 << "https://a/metrics";
    QTest::newRow("another scheme is refused") << "ftp://a/"
                                               << "";
    QTest::newRow("a space is refused") << "a b"
                                        << "";
    QTest::newRow("a host is needed") << "http://"
                                      << "";
    QTest::newRow("a password is refused") << "http://u:p@a/"
                                           << "";
    QTest::newRow("nothing yet") << ""
                                 << "";
}

void TargetsPageTest::urlsAreUnderstoodWhileTyping() {
    QFETCH(QString, text);
    QFETCH(QString, url);
    const TargetUrl understood = understandTargetUrl(text);
    QCOMPARE(understood.url, url);
    QCOMPARE(understood.problem.isEmpty(), !url.isEmpty() || text.isEmpty());
}

void TargetsPageTest::aBodyOfTenMegabytesIsSearched() {
    std::string text;
    while (text.size() < 10'000'000) {
        text += "some_metric{line=\"" + std::to_string(text.size()) + "\"} 1\n";
    }
    text += "The_Last 2\n";
    RawView view(nullptr);
    view.resize(400, 600);
    view.setBody(std::make_shared<const std::string>(text));
    view.setSearch("the_last");
    QCOMPARE(view.hitCount(), 1);
    QVERIFY(!view.grab().isNull());
    view.goToLine(view.lineCount());
    QCOMPARE(view.selectedText(), QStringLiteral("The_Last 2\n"));
}

void TargetsPageTest::pictures_data() {
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("dark");
    for (const QSize& size : {QSize(1280, 800), QSize(880, 600), QSize(1920, 1080)}) {
        for (const bool dark : {true, false}) {
            const QString name = QStringLiteral("%1x%2-%3")
                                     .arg(size.width())
                                     .arg(size.height())
                                     .arg(dark ? QStringLiteral("dark") : QStringLiteral("light"));
            QTest::newRow(qPrintable(name)) << size << dark;
        }
    }
}

void TargetsPageTest::pictures() {
    QFETCH(QSize, size);
    QFETCH(bool, dark);
    const QString folder = qEnvironmentVariable("MB_SHOTS");
    if (folder.isEmpty()) {
        QSKIP("MB_SHOTS is not set");
    }
    QDir().mkpath(folder);
    QApplication::setStyle(new Theme(dark ? Appearance::Dark : Appearance::Light));
    const auto keep = [&folder](QWidget& widget, const QString& name) {
        const QString tag = QString::fromLatin1(QTest::currentDataTag());
        QCoreApplication::processEvents();
        widget.grab().save(QStringLiteral("%1/%2-%3.png").arg(folder, tag, name));
    };
    Bench bench(12, size);
    keep(bench.page, "table");
    bench.click(1);
    QTest::keyClick(bench.page.view(), Qt::Key_Return);
    QTRY_VERIFY(bench.page.inspector()->x() == size.width() - 400);
    QTRY_VERIFY(bench.page.inspector()->tabs()->tabText(Inspector::Lint).contains(' '));
    QTreeView* tree = bench.page.inspector()->metrics()->tree();
    tree->expand(tree->model()->index(1, 0));
    for (int tab = 0; tab < 6; ++tab) {
        bench.page.inspector()->showTab(static_cast<Inspector::Tab>(tab));
        keep(bench.page, QStringLiteral("tab%1").arg(tab));
    }
    Bench none(0, size);
    keep(none.page, "empty");
    QTest::keyClicks(bench.page.filterField(), "job=~(");
    keep(bench.page, "wrong");
    AddTargetDialog dialog(&bench.page);
    dialog.findChild<QLineEdit*>()->setText("localhost:9100");
    keep(dialog, "add");
}

QTEST_MAIN(TargetsPageTest)
#include "targets_page_test.moc"
