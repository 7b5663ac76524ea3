// Which positions a meter takes, kept in runs: whatever they are, they come out as they went in,
// all of them and those of one position.
#include "core/metering/use_list.h"

#include <QTest>

#include <algorithm>
#include <random>
#include <tuple>

using namespace meterbench;
using metering::Use;
using metering::UseList;

namespace {

using Row = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t>;

Row rowOf(const Use& use) {
    return {use.position, use.live, use.owner, use.key};
}

std::vector<Row> rowsOf(const UseList& list) {
    std::vector<Row> rows;
    list.forEach([&](const Use& use) { rows.push_back(rowOf(use)); });
    return rows;
}

std::vector<Row> rowsAt(const UseList& list, std::uint32_t position) {
    std::vector<Row> rows;
    list.forPosition(position, [&](const Use& use) { rows.push_back(rowOf(use)); });
    return rows;
}

void hold(const std::vector<Use>& uses) {
    const UseList list(uses);
    std::vector<Row> rows;
    std::ranges::transform(uses, std::back_inserter(rows), rowOf);
    QCOMPARE(rowsOf(list), rows);
    for (std::uint32_t position = 0; position < 40; ++position) {
        std::vector<Row> there;
        std::ranges::copy_if(rows, std::back_inserter(there), [&](const Row& row) {
            return std::get<0>(row) == position;
        });
        QCOMPARE(rowsAt(list, position), there);
    }
}

} // namespace

class UseListTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void ofNothingIsEmpty() { hold({}); }

    void oneRun() { hold({{3, 7, 1}, {4, 8, 1}, {5, 9, 2}}); }

    void liveValuesMayGoByTwoOrBackwards() {
        hold({{3, 7, 1}, {4, 9, 1}, {5, 11, 2}, {6, 10, 2}, {7, 9, 2}, {8, 9, 2}});
    }

    void aGapOfPositionsBeginsAnew() { hold({{3, 7, 1}, {5, 8, 1}, {6, 9, 1}, {9, 10, 4}}); }

    void keysComeWithTheirs() { hold({{3, 7, 1}, {4, 8, 1, 5}, {5, 9, 2}, {7, 10, 2, 0}}); }

    void severalMetersTakeOnePosition() {
        hold({{3, 7, 1}, {4, 8, 1}, {9, 9, 1}, {3, 1, 1}, {4, 2, 1}, {9, 3, 1}, {4, 5, 6, 7}});
    }

    void whateverItIs() {
        std::mt19937 random(7);
        for (int round = 0; round < 500; ++round) {
            std::vector<Use> uses;
            for (std::uint32_t meter = 0; meter < random() % 4; ++meter) {
                for (std::uint32_t position = 0; position < 40; ++position) {
                    if (random() % 3 != 0) {
                        const auto live = std::uint32_t(random() % 4 == 0 ? random() : position);
                        const auto key = random() % 5 == 0 ? Use::kNoKey : std::uint32_t(random());
                        uses.push_back({position, live, std::uint32_t(random() % 9), key});
                    }
                }
            }
            hold(uses);
        }
    }
};

QTEST_APPLESS_MAIN(UseListTest)
#include "use_list_test.moc"
