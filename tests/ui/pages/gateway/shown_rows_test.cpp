// What tables prepare: what did not change is not made again, what did change is; and the filter
// finds what a fresh look would find.
#include "tests/ui/pages/gateway/pushed_world.h"
#include "ui/pages/gateway/row_senses.h"
#include "ui/pages/gateway/shown_rows.h"

#include <QTest>

#include <random>

using namespace meterbench;
using namespace meterbench::ui;

namespace {

using Groups = std::vector<gateway::GroupRow>;
using Shown = ShownRowsPtr<GroupSense>;

FilterPtr filterOf(const char* text) {
    return std::make_shared<const Filter>(*Filter::parse(text));
}

std::shared_ptr<const Groups> share(Groups groups) {
    return std::make_shared<const Groups>(std::move(groups));
}

Shown next(const Shown& former, Groups groups, const FilterPtr& filter) {
    return shownRows<GroupSense>(former, share(std::move(groups)), filter);
}

std::vector<std::vector<model::Label>> labelsOf(const Shown& shown) {
    std::vector<std::vector<model::Label>> all;
    for (const gateway::GroupRow* row : shown->rows) {
        all.push_back(row->labels);
    }
    return all;
}

} // namespace

class ShownRowsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void whatStayedTheSameIsNotMadeAgain() {
        const FilterPtr filter = filterOf("job=backup");
        const Groups groups = tests::smallGateway()->groups;
        const Shown first = next(nullptr, groups, filter);
        Groups later = groups;
        later[1].pushes += 7;
        const Shown second = next(first, later, filter);
        QCOMPARE(second->text, first->text);
        QCOMPARE(second->matched, first->matched);
        QVERIFY(second->steps.empty());
        QCOMPARE(second->rows[1]->pushes, later[1].pushes); // of the new publication
    }

    void withoutAFilterNoTextIsMade() {
        const Shown shown = next(nullptr, tests::smallGateway()->groups, nullptr);
        QCOMPARE(shown->text, nullptr);
        QCOMPARE(shown->rows.size(), 3U);
        QCOMPARE(next(shown, tests::smallGateway()->groups, filterOf(""))->text, nullptr);
    }

    void aNewFilterLooksInTheSameText() {
        const Groups groups = tests::smallGateway()->groups;
        const Shown first = next(nullptr, groups, filterOf("job=backup"));
        const Shown second = next(first, groups, filterOf("job=ci"));
        QCOMPARE(second->text, first->text);
        QCOMPARE(second->rows.size(), 1U);
        QCOMPARE(second->steps.size(), 1U);
    }

    void aChangeOfWhatAFilterLooksForIsSeen() {
        const FilterPtr filter = filterOf("state=failed");
        Groups groups = tests::smallGateway()->groups;
        const Shown first = next(nullptr, groups, filter);
        QCOMPARE(first->rows.size(), 1U);
        groups[2].failedMs = groups[2].pushedMs + 1;
        const Shown second = next(first, groups, filter);
        QCOMPARE(second->text, first->text); // the state is beside it
        QCOMPARE(second->rows.size(), 2U);
    }

    void aFamilysTextFollowsWhatItSays_data() {
        QTest::addColumn<QString>("filter");
        QTest::newRow("help") << QStringLiteral("help=\"newly said\"");
        QTest::newRow("type") << QStringLiteral("name=build_info type=histogram");
        QTest::newRow("policy") << QStringLiteral("name=build_info policy=min");
        QTest::newRow("proposed") << QStringLiteral("name=build_info totals=proposed");
        QTest::newRow("differences") << QStringLiteral("name=queue_depth totals=differences");
    }

    void aFamilysTextFollowsWhatItSays() {
        QFETCH(QString, filter);
        const FilterPtr wanted = filterOf(qPrintable(filter));
        const auto share = [](std::vector<gateway::FamilyRow> rows) {
            return std::make_shared<const std::vector<gateway::FamilyRow>>(std::move(rows));
        };
        std::vector<gateway::FamilyRow> rows = tests::smallGateway()->families;
        const auto first = shownRows<FamilySense>(nullptr, share(rows), wanted);
        QCOMPARE(first->rows.size(), 0U);
        const QString what = QString::fromLatin1(QTest::currentDataTag());
        rows[2].help = what == QStringLiteral("help") ? "newly said" : rows[2].help;
        rows[2].type = what == QStringLiteral("type") ? model::MetricType::Histogram : rows[2].type;
        rows[2].policy = what == QStringLiteral("policy") ? gateway::Policy::Min : rows[2].policy;
        rows[2].proposesCumulative = what == QStringLiteral("proposed");
        rows[5].isCumulative = what == QStringLiteral("differences");
        QCOMPARE(shownRows<FamilySense>(first, share(rows), wanted)->rows.size(), 1U);
    }

    /// Publications in which groups come, go and fail, with filters that change now and then.
    void nothingStaleIsEverShown() {
        std::mt19937 random(13);
        const auto pick = [&random](int most) {
            return std::uniform_int_distribution<int>(0, most)(random);
        };
        const FilterPtr filters[] = {
            nullptr,
            filterOf("state=failed"),
            filterOf("instance=~\".*[02468]\""),
            filterOf("!host-01")};
        const auto base = tests::largeGateway(60);
        FilterPtr filter;
        Shown shown;
        for (int round = 0; round < 500; ++round) {
            Groups groups;
            for (const gateway::GroupRow& row : base->groups) {
                if (pick(20) > 0) {
                    groups.push_back(row);
                    groups.back().failedMs = pick(30) == 0 ? tests::kPushedNowMs : 0;
                }
            }
            if (round % 3 == 0 && shown != nullptr) {
                groups = *shown->all; // nothing came or went
                groups[0].failedMs = groups[0].failedMs == 0 ? tests::kPushedNowMs : 0;
            }
            filter = pick(4) == 0 ? filters[pick(3)] : filter;
            const Shown former = shown;
            shown = next(former, groups, filter);
            const Shown fresh = next(nullptr, groups, filter);
            QCOMPARE(labelsOf(shown), labelsOf(fresh));
            for (const gateway::GroupRow* row : shown->rows) {
                QVERIFY(row >= shown->all->data() && row < shown->all->data() + groups.size());
            }
            const RowSteps steps = former == nullptr
                                       ? shown->steps
                                       : stepsBetween(former->rows, shown->rows, GroupSense::order);
            QCOMPARE(shown->steps, steps);
        }
    }
};

QTEST_APPLESS_MAIN(ShownRowsTest)
#include "shown_rows_test.moc"
