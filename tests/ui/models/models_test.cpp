// Targets and families under QAbstractItemModelTester: in place, in ranges, without resets.
#include "tests/support/scripted_source.h"
#include "ui/feed/snapshot_feed.h"
#include "ui/models/families_model.h"
#include "ui/models/present_layouts.h"
#include "ui/models/targets_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

namespace meterbench::ui {

namespace {

using pipeline::Snapshot;
using pipeline::TargetPtr;
using pipeline::TargetState;
using Kind = TargetsModel::RowKind;

/// A later snapshot in which `change` was done to some targets.
template <class Change>
std::shared_ptr<Snapshot> later(const Snapshot& before, int everyNth, Change change) {
    auto next = std::make_shared<Snapshot>(before);
    auto targets = std::make_shared<std::vector<TargetPtr>>(*before.targets);
    for (std::size_t i = 0; i < targets->size(); i += static_cast<std::size_t>(everyNth)) {
        auto changed = std::make_shared<TargetState>(*(*targets)[i]);
        change(*changed);
        (*targets)[i] = changed;
    }
    next->targets = targets;
    ++next->generation;
    next->timeMs += 100;
    return next;
}

QStringList endpoints(const TargetsModel& model) {
    QStringList shown;
    for (int row = 0; row < model.rowCount(); ++row) {
        if (model.kindAt(row) == Kind::Target) {
            shown.push_back(TargetsModel::endpointText(*model.targetAt(row)));
        }
    }
    return shown;
}

constexpr auto kTester = QAbstractItemModelTester::FailureReportingMode::QtTest;

} // namespace

class ModelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void targetsStandByPoolWithTheReasonUnderThoseThatAreDown();
    void aRefreshTellsMergedRangesAndNeverResets();
    void aTargetThatGoesDownGetsItsReasonInPlace();
    void targetsThatComeAndGoAreRanges();
    void aFilterAndAStateNarrow();
    void aPoolFolds();
    void aSortByAMovingValueWaitsASecondAndForThePointer();
    void rowsAreReadAloudAsASentence();
    void familiesFollowValuesInPlace();
    void seriesSayWhetherTheyAreBillable();
    void aJoinDecidesWhoseASeriesIs();
    void familiesFollowNewAndGoneSeriesWithoutReset();
    void familiesShowRateQuantileAndRange();
    void quantilesInterpolateAsPrometheusDoes();
};

void ModelsTest::targetsStandByPoolWithTheReasonUnderThoseThatAreDown() {
    TargetsModel model;
    QAbstractItemModelTester tester(&model, kTester);
    model.update(tests::makeSnapshot(12, 4));
    QCOMPARE(model.kindAt(0), Kind::Group);
    QCOMPARE(model.groupName(0), QStringLiteral("node"));
    QCOMPARE(model.groupSummary(0), QStringLiteral("4 targets, 3 up, 12 series"));
    QCOMPARE(model.kindAt(5), Kind::Problem);
    QVERIFY(
        model.index(5, TargetsModel::Endpoint).data().toString().startsWith("Connection refused")
    );
    QCOMPARE(model.totalCount(), 12);
    QCOMPARE(model.matchedCount(), 12);
}

void ModelsTest::aRefreshTellsMergedRangesAndNeverResets() {
    TargetsModel model;
    QAbstractItemModelTester tester(&model, kTester);
    const auto first = tests::makeSnapshot(1'000, 2);
    model.update(first);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    model.update(later(*first, 1, [](TargetState& target) { target.lastScrapeMs += 50; }));
    QCOMPARE(resets.count(), 0);
    QVERIFY2(changes.count() <= 3, qPrintable(QString::number(changes.count())));
    changes.clear();
    model.update(std::make_shared<Snapshot>(*first));
    QCOMPARE(resets.count(), 0);
}

void ModelsTest::aTargetThatGoesDownGetsItsReasonInPlace() {
    TargetsModel model;
    QAbstractItemModelTester tester(&model, kTester);
    const auto first = tests::makeSnapshot(3, 2);
    model.update(first);
    const int rows = model.rowCount();
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    const QPersistentModelIndex second(model.index(model.rowOf(1001), 1));
    const auto down = later(*first, 3, [](TargetState& target) {
        target.health = pipeline::Health::Down;
        target.lastError = base::Error{base::Code::Timeout, "no answer"};
    });
    model.update(down);
    QCOMPARE(inserted.count(), 1);
    QCOMPARE(resets.count(), 0);
    QCOMPARE(model.rowCount(), rows + 1);
    QCOMPARE(model.targetAt(second.row())->id, pipeline::TargetId{1001});
    model.update(later(*down, 3, [](TargetState& target) {
        target.health = pipeline::Health::Up;
        target.lastError.reset();
    }));
    QCOMPARE(model.rowCount(), rows);
}

void ModelsTest::targetsThatComeAndGoAreRanges() {
    TargetsModel model;
    QAbstractItemModelTester tester(&model, kTester);
    const auto all = tests::makeSnapshot(12, 2);
    auto fewer = std::make_shared<Snapshot>(*all);
    auto targets = std::make_shared<std::vector<TargetPtr>>(*all->targets);
    targets->erase(targets->begin() + 1, targets->begin() + 3);
    targets->pop_back();
    fewer->targets = targets;
    model.update(all);
    const QStringList before = endpoints(model);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    const QPersistentModelIndex kept(model.index(model.rowOf(1004), 0));
    model.update(fewer);
    QCOMPARE(model.totalCount(), 9);
    QCOMPARE(model.targetAt(kept.row())->id, pipeline::TargetId{1004});
    model.update(all);
    QCOMPARE(endpoints(model), before);
    QCOMPARE(model.targetAt(kept.row())->id, pipeline::TargetId{1004});
    QCOMPARE(resets.count(), 0);
}

void ModelsTest::aFilterAndAStateNarrow() {
    TargetsModel model;
    QAbstractItemModelTester tester(&model, kTester);
    model.update(tests::makeSnapshot(12, 2));
    model.setFilterText("job=shop");
    QCOMPARE(model.matchedCount(), 4);
    QCOMPARE(model.groupName(0), QStringLiteral("shop"));
    model.setFilterText("");
    model.setShow(TargetsModel::Show::Down);
    QCOMPARE(endpoints(model), QStringList({"10.0.3.3:9100", "10.0.3.10:9100"}));
    model.setFilterText("10.0.3.1");
    QCOMPARE(endpoints(model), QStringList({"10.0.3.10:9100"}));
    model.setShow(TargetsModel::Show::Up);
    QCOMPARE(endpoints(model), QStringList({"10.0.3.1:9100"}));
}

void ModelsTest::aPoolFolds() {
    TargetsModel model;
    QAbstractItemModelTester tester(&model, kTester);
    model.update(tests::makeSnapshot(12, 2));
    const int rows = model.rowCount();
    model.toggleGroup(0);
    QCOMPARE(model.kindAt(1), Kind::Group);
    QVERIFY(model.isCollapsed(0));
    QCOMPARE(model.rowOf(1000), -1);
    QCOMPARE(model.reveal(1000), 1);
    QCOMPARE(model.rowCount(), rows);
}

void ModelsTest::aSortByAMovingValueWaitsASecondAndForThePointer() {
    TargetsModel model;
    QAbstractItemModelTester tester(&model, kTester);
    const auto first = tests::makeSnapshot(3, 2);
    auto now = later(*first, 1, [](TargetState& t) {
        t.pool = "one";
        t.lastError.reset();
        t.health = pipeline::Health::Up;
        t.samplesScraped = static_cast<std::uint32_t>(t.id % 10);
    });
    model.update(now);
    model.sort(TargetsModel::Samples, Qt::DescendingOrder);
    const QStringList descending{"10.0.3.2:9100", "10.0.3.1:9100", "10.0.3.0:9100"};
    QCOMPARE(endpoints(model), descending);
    now = later(*now, 3, [](TargetState& t) { t.samplesScraped = 99; });
    model.update(now);
    QCOMPARE(endpoints(model), descending);
    model.setHeld(true);
    now = later(*now, 1, [](TargetState&) {});
    now->timeMs += 2'000;
    model.update(now);
    QCOMPARE(endpoints(model), descending);
    model.setHeld(false);
    now = later(*now, 1, [](TargetState&) {});
    model.update(now);
    QCOMPARE(endpoints(model).front(), QStringLiteral("10.0.3.0:9100"));
}

void ModelsTest::rowsAreReadAloudAsASentence() {
    TargetsModel model;
    model.update(tests::makeSnapshot(12, 4));
    const auto spoken = [&model](int row) {
        return model.index(row, 0).data(Qt::AccessibleTextRole).toString();
    };
    QCOMPARE(spoken(0), QStringLiteral("Pool node: 4 targets, 3 up, 12 series"));
    QCOMPARE(spoken(1), QStringLiteral("10.0.3.0:9100, up, scraped 4 s ago in 12 ms, 4 samples"));
}

void ModelsTest::familiesFollowValuesInPlace() {
    const auto snapshot = tests::makeSnapshot(2, 12);
    tests::ScriptedSource source(snapshot);
    SnapshotFeed feed(source);
    FamiliesModel model(feed);
    QAbstractItemModelTester tester(&model, kTester);
    const TargetPtr target = snapshot->targets->front();
    model.update(target);
    QCOMPARE(model.familyCount(), 6);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    auto next = std::make_shared<TargetState>(*target);
    next->previous = target->batches;
    model.update(next);
    QCOMPARE(resets.count(), 0);
    QCOMPARE(changes.count(), 1);
    const QModelIndex gauge = model.index(0, 0);
    QCOMPARE(gauge.data().toString(), QStringLiteral("process_resident_memory_bytes"));
    QCOMPARE(gauge.data(FamiliesModel::LetterRole).toString(), QStringLiteral("G"));
    QCOMPARE(model.index(0, 0, gauge).data(FamiliesModel::DetailRole).toString(), "no change");
}

void ModelsTest::seriesSayWhetherTheyAreBillable() {
    const auto snapshot = tests::makeSnapshot(2, 12);
    tests::ScriptedSource source(snapshot);
    SnapshotFeed feed(source);
    FamiliesModel model(feed);
    model.update(snapshot->targets->front());
    const QModelIndex family = model.index(1, 0);
    QCOMPARE(family.data().toString(), QStringLiteral("http_requests_total"));
    const QModelIndex series = model.index(0, 0, family);
    QVERIFY(!series.data(FamiliesModel::VerdictRole).isValid());
    auto options = std::make_shared<pipeline::MetererOptions>();
    options->schema.customerLabels = {"path"};
    options->schema.customerPattern = "/api/.*";
    options->schema.dimensionLabels = {"kind"};
    metering::Meter meter;
    meter.name = "calls";
    meter.selector = "http_requests_total";
    options->meters = {meter};
    const auto said = [&](const std::shared_ptr<pipeline::MetererOptions>& now) {
        model.setMetering(now);
        return series.data(FamiliesModel::DetailRole).toString();
    };
    QVERIFY(said(options).endsWith(QStringLiteral(" · no dimension")));
    auto fixed = std::make_shared<pipeline::MetererOptions>(*options);
    fixed->meters.front().dimension = "API calls";
    QVERIFY(said(fixed).endsWith(QStringLiteral(" · billable")));
    QVERIFY(family.data(FamiliesModel::DetailRole).toString().contains(QStringLiteral("billable")));
    auto wrong = std::make_shared<pipeline::MetererOptions>(*fixed);
    wrong->schema.customerPattern = "[a-z]+";
    QVERIFY(said(wrong).endsWith(QStringLiteral(" · malformed id")));
    auto joined = std::make_shared<pipeline::MetererOptions>(*fixed);
    joined->meters.front().join = metering::Join{"owners", {"path"}};
    // The labels alone do not tell, and nobody has listened to the owners yet.
    QVERIFY(said(joined).endsWith(QStringLiteral(" · decided by the join with owners")));
    QCOMPARE(
        series.data(FamiliesModel::VerdictRole).toInt(), int(SeriesVerdict::Kind::Undecided)
    );
    model.setMetering(fixed);
    const QModelIndex gauge = model.index(0, 0);
    QVERIFY(!gauge.data(FamiliesModel::VerdictRole).isValid()); // no meter asks for it
}

/// As metering::preview has it: what the other series says; without one, what its own labels say.
void ModelsTest::aJoinDecidesWhoseASeriesIs() {
    const auto snapshot = tests::makeSnapshot(2, 12);
    tests::ScriptedSource source(snapshot);
    SnapshotFeed feed(source);
    FamiliesModel model(feed);
    model.update(snapshot->targets->front());
    const QModelIndex series = model.index(0, 0, model.index(1, 0));
    const auto said = [&](const std::string& owners, const std::string& customerLabel) {
        auto options = std::make_shared<pipeline::MetererOptions>();
        options->schema.customerLabels = {customerLabel};
        metering::Meter meter;
        meter.name = "calls";
        meter.selector = "http_requests_total";
        meter.dimension = "API calls";
        meter.join = metering::Join{owners, {"job"}};
        options->meters = {meter};
        model.setMetering(options, JoinSayings::hear(options, layoutsOf(*snapshot)));
        return series.data(FamiliesModel::DetailRole).toString();
    };
    QVERIFY(said("http_requests_total", "path").endsWith(QStringLiteral(" · billable")));
    QVERIFY(said("process_resident_memory_bytes", "path")
                .endsWith(QStringLiteral(" · no customer, by process_resident_memory_bytes")));
    QVERIFY(said("nothing", "nobody").endsWith(QStringLiteral(" · no customer, by nothing")));
    QVERIFY(said("nothing", "path").endsWith(QStringLiteral(" · billable")));
}

void ModelsTest::familiesFollowNewAndGoneSeriesWithoutReset() {
    const auto snapshot = tests::makeSnapshot(2, 12);
    tests::ScriptedSource source(snapshot);
    SnapshotFeed feed(source);
    FamiliesModel model(feed);
    QAbstractItemModelTester tester(&model, kTester);
    const TargetPtr target = snapshot->targets->front();
    model.update(target);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    for (const int series : {20, 1, 12}) {
        auto next = std::make_shared<TargetState>(*target);
        next->previous = target->batches;
        const auto layout = tests::made::mainLayout(target->id, target->labels, series);
        next->batches.front() = tests::made::batch(layout, target->lastScrapeMs + 5'000, 3.0);
        model.update(next);
        int shown = 0;
        for (int row = 0; row < model.rowCount(); ++row) {
            shown += model.rowCount(model.index(row, 0));
        }
        QCOMPARE(shown, series + 3);
    }
    QCOMPARE(resets.count(), 0);
    model.setFilterText("status=500");
    QCOMPARE(model.shownCount(), 1);
    QCOMPARE(model.rowCount(model.index(0, 0)), 2);
}

void ModelsTest::familiesShowRateQuantileAndRange() {
    const auto snapshot = tests::makeSnapshot(2, 12);
    const ScrapeValues values(*snapshot->targets->front());
    model::Family counter{"things_total", model::MetricType::Counter, "", ""};
    model::Family gauge{"things", model::MetricType::Gauge, "", ""};
    const auto& layout = *snapshot->targets->front()->batches.front()->layout;
    const std::vector<SeriesPlace> two{{0, 3, layout.refs[3]}, {0, 6, layout.refs[6]}};
    // Each value grew by its position within the 15 s between the scrapes.
    QCOMPARE(familyFigure(values, counter, two).number, 9.0 / 15);
    QCOMPARE(familyFigure(values, counter, two).text, QStringLiteral("0.6 /s"));
    QCOMPARE(familyFigure(values, gauge, two).text, QStringLiteral("406 … 712"));
}

void ModelsTest::quantilesInterpolateAsPrometheusDoes() {
    const double inf = std::numeric_limits<double>::infinity();
    QCOMPARE(*quantileOf(0.5, {{1, 0}, {2, 10}, {inf, 10}}), 1.5);
    QCOMPARE(*quantileOf(0.99, {{1, 5}, {2, 5}, {inf, 10}}), 2.0);
    QCOMPARE(*quantileOf(0.5, {{1, 10}, {inf, 10}}), 0.5);
    QVERIFY(!quantileOf(0.5, {{1, 0}, {inf, 0}}).has_value());
    QVERIFY(!quantileOf(0.5, {{1, 10}}).has_value());
}

} // namespace meterbench::ui

QTEST_GUILESS_MAIN(meterbench::ui::ModelsTest)
#include "models_test.moc"
