// The tables of Gateway keep their rows while others come and go, in their order.
#include "tests/ui/pages/gateway/pushed_world.h"
#include "ui/pages/gateway/gateway_models.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace meterbench;
using namespace meterbench::ui;

namespace {

template <class Model>
void keepsItsRows(Model& model, const GatewayViewPtr& before, const GatewayViewPtr& after) {
    const auto show = [&model](const GatewayViewPtr& view) {
        if constexpr (std::is_same_v<Model, LastPushesModel>) {
            model.show(view, nullptr);
        } else {
            model.show(view, nullptr, tests::kPushedNowMs);
        }
    };
    const QAbstractItemModelTester tester(
        &model, QAbstractItemModelTester::FailureReportingMode::Fatal
    );
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    show(before);
    const int rows = model.rowCount();
    const QPersistentModelIndex kept = model.index(model.rowCount() - 1, 0);
    const QString text = kept.data().toString();
    show(after);
    QVERIFY(kept.isValid());
    QCOMPARE(kept.data().toString(), text);
    show(before);
    QCOMPARE(model.rowCount(), rows);
    QCOMPARE(kept.data().toString(), text);
    show(std::make_shared<address::GatewayView>());
    QCOMPARE(model.rowCount(), 0);
    show(after);
    QCOMPARE(resets.count(), 0);
}

} // namespace

class GatewayModelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void rowsStayWhileOthersComeAndGo() {
        const auto before = tests::smallGateway();
        const auto after = std::make_shared<address::GatewayView>(*before);
        after->families.erase(after->families.begin() + 2);
        after->families.insert(
            after->families.begin(),
            tests::pushedFamily("a_first", model::MetricType::Gauge, gateway::Policy::Sum, 1)
        );
        after->families[3].series = 99;
        after->groups.erase(after->groups.begin());
        after->pushes.push_back(tests::refusedPush(15, "x", 1, 1, "no"));
        after->pushes.push_back(tests::takenPush(16, "/metrics"));
        PushedFamiliesModel families;
        keepsItsRows(families, before, after);
        PushGroupsModel groups;
        keepsItsRows(groups, before, after);
        LastPushesModel pushes;
        keepsItsRows(pushes, before, after);
    }

    void rowsStayWhileThousandsChange() {
        const auto before = tests::largeGateway(2'000);
        const auto after = std::make_shared<address::GatewayView>();
        for (std::size_t i = 0; i < before->families.size(); ++i) {
            if (i % 3 != 0 || i + 1 == before->families.size()) {
                after->families.push_back(before->families[i]);
                after->groups.push_back(before->groups[i]);
            }
        }
        PushedFamiliesModel families;
        keepsItsRows(families, before, after);
        PushGroupsModel groups;
        keepsItsRows(groups, before, after);
    }

    void familiesOutOfOrderAreSorted() {
        const auto view = tests::smallGateway();
        std::swap(view->families.front(), view->families.back());
        PushedFamiliesModel model;
        model.show(view, nullptr, tests::kPushedNowMs);
        QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("backup_bytes_total"));
        QCOMPARE(model.placeOfName("queue_depth"), 5);
        QCOMPARE(model.placeOfName("unknown"), -1);
    }

    void agesFollowTheTime() {
        PushGroupsModel model;
        model.show(tests::smallGateway(), {}, tests::kPushedNowMs);
        const QModelIndex age = model.index(0, PushGroupsModel::Pushed);
        QCOMPARE(age.data().toString(), QStringLiteral("12 s ago"));
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        model.setNow(tests::kPushedNowMs + 8'000);
        QCOMPARE(age.data().toString(), QStringLiteral("20 s ago"));
        QCOMPARE(changes.count(), 1);
    }
};

QTEST_MAIN(GatewayModelsTest)
#include "gateway_models_test.moc"
