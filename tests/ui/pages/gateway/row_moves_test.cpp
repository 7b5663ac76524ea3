// Where rows stand after others have come and gone, against a slow, obvious search.
#include "ui/pages/gateway/row_moves.h"

#include <QTest>

#include <algorithm>
#include <random>
#include <set>

using namespace meterbench::ui;

namespace {

struct Row {
    int key = 0;
};

std::weak_ordering byKey(const Row& a, const Row& b) {
    return a.key <=> b.key;
}

std::vector<const Row*> pointers(const std::vector<Row>& rows) {
    std::vector<const Row*> all;
    for (const Row& row : rows) {
        all.push_back(&row);
    }
    return all;
}

std::vector<Row> randomRows(std::mt19937& random, int most) {
    std::set<int> keys;
    const int count = std::uniform_int_distribution<int>(0, most)(random);
    for (int i = 0; i < count; ++i) {
        keys.insert(std::uniform_int_distribution<int>(0, 2 * most)(random));
    }
    std::vector<Row> rows;
    for (const int key : keys) {
        rows.push_back({key});
    }
    return rows;
}

std::vector<int> keysOf(const std::vector<const Row*>& rows) {
    std::vector<int> keys;
    for (const Row* row : rows) {
        keys.push_back(row->key);
    }
    return keys;
}

/// What a model does: takes rows out and puts rows in, from the end.
std::vector<const Row*> applied(
    std::vector<const Row*> rows, const std::vector<const Row*>& wanted, const RowSteps& steps
) {
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        const auto at = rows.begin() + static_cast<std::ptrdiff_t>(step->at);
        const auto next = rows.erase(at, at + static_cast<std::ptrdiff_t>(step->gone));
        const auto from = wanted.begin() + static_cast<std::ptrdiff_t>(step->from);
        rows.insert(next, from, from + static_cast<std::ptrdiff_t>(step->come));
    }
    return rows;
}

} // namespace

class RowMovesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void stepsLeadToTheWantedRows() {
        std::mt19937 random(11);
        for (int round = 0; round < 2'000; ++round) {
            const std::vector<Row> before = randomRows(random, round % 60);
            const std::vector<Row> after = randomRows(random, round % 60);
            const auto former = pointers(before);
            const auto wanted = pointers(after);
            const RowSteps steps = stepsBetween(former, wanted, byKey);
            QCOMPARE(keysOf(applied(former, wanted, steps)), keysOf(wanted));
            if (!steps.empty()) {
                QCOMPARE(keysOf(applied(former, wanted, {joined(steps)})), keysOf(wanted));
            }
        }
    }

    void everyRowIsFoundAgain() {
        std::mt19937 random(12);
        for (int round = 0; round < 2'000; ++round) {
            const std::vector<Row> before = randomRows(random, round % 60);
            const std::vector<Row> after = randomRows(random, round % 60);
            const RowSteps steps = stepsBetween(pointers(before), pointers(after), byKey);
            for (std::size_t i = 0; i < before.size(); ++i) {
                const auto at = std::find_if(after.begin(), after.end(), [&](const Row& row) {
                    return row.key == before[i].key;
                });
                QCOMPARE(isGone(steps, static_cast<int>(i)), at == after.end());
                if (at != after.end()) {
                    QCOMPARE(placeAfter(steps, static_cast<int>(i)), int(at - after.begin()));
                }
            }
        }
    }

    void theSuccessorStandsForARowThatWent_data() {
        QTest::addColumn<QList<int>>("before");
        QTest::addColumn<QList<int>>("after");
        QTest::addColumn<int>("row");
        QTest::addColumn<int>("place");
        QTest::newRow("the next one") << QList{1, 2, 3} << QList{1, 3} << 1 << 1;
        QTest::newRow("the next one that stays") << QList{1, 2, 3, 4} << QList{1, 4} << 1 << 1;
        QTest::newRow("behind those that came in its place")
            << QList{10, 20, 30} << QList{10, 21, 22, 30} << 1 << 3;
        QTest::newRow("behind the last when it was the last")
            << QList{1, 2, 3} << QList{1, 2} << 2 << 2;
        QTest::newRow("the first of none") << QList{1} << QList<int>{} << 0 << 0;
    }

    void theSuccessorStandsForARowThatWent() {
        QFETCH(QList<int>, before);
        QFETCH(QList<int>, after);
        QFETCH(int, row);
        QFETCH(int, place);
        const auto rowsOf = [](const QList<int>& keys) {
            std::vector<Row> rows;
            for (const int key : keys) {
                rows.push_back({key});
            }
            return rows;
        };
        const std::vector<Row> former = rowsOf(before);
        const std::vector<Row> wanted = rowsOf(after);
        QCOMPARE(placeAfter(stepsBetween(pointers(former), pointers(wanted), byKey), row), place);
    }
};

QTEST_APPLESS_MAIN(RowMovesTest)
#include "row_moves_test.moc"
