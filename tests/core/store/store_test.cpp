// The store: what a chart sees of a watched series, and what is kept for one that is watched later.
#include "core/store/store.h"

#include <QTest>

using namespace meterbench;

namespace {

model::LayoutPtr layoutOf(const std::vector<std::string>& names, model::SourceId source = 1) {
    model::LayoutBuilder builder(source);
    for (const std::string& name : names) {
        builder.append(model::Labels{{"__name__", name}}.views());
    }
    return builder.finish(nullptr);
}

model::SeriesRef refOf(const std::string& name) {
    return model::Labels{{"__name__", name}}.ref();
}

model::BatchPtr
batchOf(const model::LayoutPtr& layout, std::int64_t timestampMs, std::vector<double> values) {
    auto batch = std::make_shared<model::Batch>();
    batch->layout = layout;
    batch->timestampMs = timestampMs;
    for (const double value : values) {
        batch->absentCount += model::isAbsent(value) ? 1 : 0;
    }
    batch->values = std::move(values);
    return batch;
}

void add(store::Store& store, const model::BatchPtr& batch) {
    store.add(std::vector<model::BatchPtr>{batch});
}

} // namespace

class StoreTest : public QObject {
    Q_OBJECT

private slots:
    void watchedSeriesGrowsAndSealsBlocks();
    void pastIsThereWhenWatchedLater();
    void budgetCutsThePast();
    void absentIsNotASampleButStaleIs();
    void seriesThatMovesToAnotherLayoutGoesOn();
    void watchingOtherThingsKeepsWhatIsStillWatched();
    void windowCutsOldBlocks();
    void viewsAreTheSameUntilSomethingChanges();
};

void StoreTest::watchedSeriesGrowsAndSealsBlocks() {
    store::Store store(0);
    const model::LayoutPtr layout = layoutOf({"a", "b"});
    store.watch(std::vector<model::SeriesRef>{refOf("b")}, std::chrono::hours(1));
    for (int i = 0; i < 250; ++i) {
        add(store, batchOf(layout, 1'000 + i, {0, static_cast<double>(i)}));
    }
    const store::SeriesView view = store.views()->front();
    QCOMPARE(view.sampleCount(), std::size_t{250});
    QCOMPARE(view.blocks.size(), std::size_t{3});
    QCOMPARE(view.blocks[0]->values.size(), store::kBlockSamples);
    QCOMPARE(view.blocks[2]->values.back(), 249.0);
    QCOMPARE(view.labels->toString(), std::string("b"));
    add(store, batchOf(layout, 2'000, {0, 1}));
    QCOMPARE(
        view.blocks[2]->values.size(), std::size_t{10}
    ); // a view does not move under its holder
    QCOMPARE(store.views()->front().blocks[0], view.blocks[0]);
}

void StoreTest::pastIsThereWhenWatchedLater() {
    store::Store store(1 << 20);
    const model::LayoutPtr layout = layoutOf({"a"});
    for (int i = 0; i < 10; ++i) {
        add(store, batchOf(layout, i + 1, {static_cast<double>(i)}));
    }
    store.watch(std::vector<model::SeriesRef>{refOf("a"), refOf("nobody")}, std::chrono::hours(1));
    QCOMPARE(store.views()->at(0).sampleCount(), std::size_t{10});
    QCOMPARE(store.views()->at(1).sampleCount(), std::size_t{0});
}

void StoreTest::budgetCutsThePast() {
    const model::LayoutPtr layout = layoutOf({"a"});
    const std::uint64_t one = batchOf(layout, 1, {1})->sizeBytes();
    store::Store store(3 * one);
    for (int i = 0; i < 10; ++i) {
        add(store, batchOf(layout, i + 1, {static_cast<double>(i)}));
    }
    QVERIFY(store.sizeBytes() <= 3 * one);
    store.watch(std::vector<model::SeriesRef>{refOf("a")}, std::chrono::hours(1));
    QCOMPARE(store.views()->front().blocks.front()->values, (std::vector<double>{7, 8, 9}));
}

void StoreTest::absentIsNotASampleButStaleIs() {
    store::Store store(0);
    const model::LayoutPtr layout = layoutOf({"a"});
    store.watch(std::vector<model::SeriesRef>{refOf("a")}, std::chrono::hours(1));
    add(store, batchOf(layout, 1, {1}));
    add(store, batchOf(layout, 2, {model::kStale}));
    add(store, batchOf(layout, 3, {model::kAbsent}));
    const store::SeriesView view = store.views()->front();
    QCOMPARE(view.sampleCount(), std::size_t{2});
    QVERIFY(model::isStale(view.blocks.back()->values[1]));
}

void StoreTest::seriesThatMovesToAnotherLayoutGoesOn() {
    store::Store store(0);
    store.watch(std::vector<model::SeriesRef>{refOf("a")}, std::chrono::hours(1));
    add(store, batchOf(layoutOf({"a"}), 1, {1}));
    add(store, batchOf(layoutOf({"x", "a"}), 2, {9, 2}));
    QCOMPARE(store.views()->front().blocks.front()->values, (std::vector<double>{1, 2}));
    // Late ones do not disturb the order that charts rely on.
    add(store, batchOf(layoutOf({"a"}), 1, {5}));
    QCOMPARE(store.views()->front().sampleCount(), std::size_t{2});
}

void StoreTest::watchingOtherThingsKeepsWhatIsStillWatched() {
    store::Store store(0);
    const model::LayoutPtr layout = layoutOf({"a", "b"});
    store.watch(std::vector<model::SeriesRef>{refOf("a")}, std::chrono::hours(1));
    add(store, batchOf(layout, 1, {1, 2}));
    store.watch(std::vector<model::SeriesRef>{refOf("b"), refOf("a")}, std::chrono::hours(1));
    add(store, batchOf(layout, 2, {3, 4}));
    QCOMPARE(store.views()->at(0).blocks.front()->values, (std::vector<double>{4}));
    QCOMPARE(store.views()->at(1).blocks.front()->values, (std::vector<double>{1, 3}));
}

void StoreTest::windowCutsOldBlocks() {
    store::Store store(0);
    const model::LayoutPtr layout = layoutOf({"a"});
    store.watch(std::vector<model::SeriesRef>{refOf("a")}, std::chrono::milliseconds(150));
    for (int i = 0; i < 1'200; ++i) {
        add(store, batchOf(layout, i, {1}));
    }
    QVERIFY(store.views()->front().sampleCount() <= 3 * store::kBlockSamples);
    QVERIFY(store.views()->front().sampleCount() >= 150);
}

void StoreTest::viewsAreTheSameUntilSomethingChanges() {
    store::Store store(0);
    store.watch(std::vector<model::SeriesRef>{refOf("a")}, std::chrono::hours(1));
    const auto views = store.views();
    add(store, batchOf(layoutOf({"x"}), 1, {1}));
    QCOMPARE(store.views(), views);
    add(store, batchOf(layoutOf({"a"}), 1, {1}));
    QVERIFY(store.views() != views);
}

QTEST_GUILESS_MAIN(StoreTest)
#include "store_test.moc"
