// The rows of the metrics page: a row stays itself whatever comes, goes or moves around it. What is
// selected is followed by a persistent index, as a table does; each sequence ends with the rows
// that the bench has.
#include "ui/pages/instruments/bench_model.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QRandomGenerator>
#include <QTest>

using namespace meterbench;
using namespace meterbench::ui;

namespace {

/// "a:1,2 b:" is the metric a with the series 1 and 2, and b with none; "c:-" has no labels and one
/// series. '!' behind a name: another help, so that its rows have other values.
address::BenchView benchOf(const QString& text) {
    address::BenchView view;
    for (const QString& word : text.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        auto made = std::make_shared<instruments::Instrument>();
        const QStringList parts = word.split(QLatin1Char(':'));
        made->definition.type = instruments::Type::Gauge;
        made->definition.name = parts[0].left(1).toStdString();
        made->definition.help = parts[0].toStdString();
        made->definition.labelNames = {"zone"};
        for (const QString& series : parts[1].split(QLatin1Char(','), Qt::SkipEmptyParts)) {
            const bool isBare = series == QLatin1String("-");
            made->series
                [isBare ? instruments::LabelValues()
                        : instruments::LabelValues{series.toStdString()}] = {};
        }
        view.instruments.push_back(made);
    }
    return view;
}

QString nameOf(const BenchModel::Row& row) {
    const QString name = QString::fromStdString(row.instrument->definition.name);
    return row.isGroup          ? name
           : row.values.empty() ? name + QLatin1Char('-')
                                : name + QString::fromStdString(row.values.front());
}

QStringList namesIn(const BenchModel& model) {
    QStringList names;
    for (int row = 0; row < model.rowCount(); ++row) {
        names << nameOf(*model.rowAt(row));
    }
    return names;
}

/// By the words of benchOf.
QStringList namesOf(const QString& text) {
    QStringList names;
    for (const QString& word : text.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const QStringList parts = word.split(QLatin1Char(':'));
        names << parts[0].left(1);
        for (const QString& series : parts[1].split(QLatin1Char(','), Qt::SkipEmptyParts)) {
            names << parts[0].left(1) + series;
        }
    }
    return names;
}

void show(BenchModel& model, const QString& text) {
    const address::BenchView view = benchOf(text);
    model.show(&view);
}

} // namespace

class BenchModelTest : public QObject {
    Q_OBJECT

private slots:

    void rowsKeepTheirIdentity_data() {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<int>("moved"); // rows, at most
        QTest::addColumn<int>("removed");
        QTest::addColumn<int>("inserted");
        QTest::newRow("nothing changes") << "a:1,2 b:1"
                                         << "a:1,2 b:1" << 0 << 0 << 0;
        QTest::newRow("two come in different places") << "a:2 b:2 c:2"
                                                      << "a:1,2 b:2 c:2,3" << 0 << 0 << 2;
        QTest::newRow("one goes above and one comes below") << "a:1,2 b:2 c:2"
                                                            << "a:2 b:2 c:2,3" << 0 << 1 << 1;
        QTest::newRow("two go in different places") << "a:1,2 b:2 c:2,3"
                                                    << "a:1 b:2 c:2" << 0 << 2 << 0;
        QTest::newRow("a metric goes and another comes") << "a:1 b:1 c:1"
                                                         << "b:1 c:1 d:1" << 0 << 2 << 2;
        QTest::newRow("the first goes to the end") << "a:1,2 b:1 c:1"
                                                   << "b:1 c:1 a:1,2" << 3 << 0 << 0;
        QTest::newRow("the last goes to the front") << "a:1 b:1 c:1,2"
                                                    << "c:1,2 a:1 b:1" << 3 << 0 << 0;
        QTest::newRow("everything turns around") << "a: b: c: d:"
                                                 << "d: c: b: a:" << 3 << 0 << 0;
        QTest::newRow("one moves, one comes, one goes") << "a:1 b:1,2 c:1"
                                                        << "c:1 a:1,2 b:2" << 2 << 1 << 1;
        QTest::newRow("a metric without labels moves") << "a:- b:1 c:1"
                                                       << "b:1 c:1 a:-" << 2 << 0 << 0;
        QTest::newRow("all come") << ""
                                  << "a:1 b:1" << 0 << 0 << 4;
        QTest::newRow("all go") << "a:1 b:1"
                                << "" << 0 << 4 << 0;
    }

    void rowsKeepTheirIdentity() {
        QFETCH(QString, before);
        QFETCH(QString, after);
        QFETCH(int, moved);
        QFETCH(int, removed);
        QFETCH(int, inserted);
        BenchModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest
        );
        show(model, before);
        QList<std::pair<QString, QPersistentModelIndex>> followed;
        for (int row = 0; row < model.rowCount(); ++row) {
            followed.append({nameOf(*model.rowAt(row)), model.index(row, 0)});
        }
        int wandered = 0;
        connect(&model, &QAbstractItemModel::rowsMoved, this, [&](const auto&, int a, int b) {
            wandered += b - a + 1;
        });
        int went = 0;
        int came = 0;
        connect(&model, &QAbstractItemModel::rowsRemoved, this, [&](const auto&, int a, int b) {
            went += b - a + 1;
        });
        connect(&model, &QAbstractItemModel::rowsInserted, this, [&](const auto&, int a, int b) {
            came += b - a + 1;
        });
        show(model, after);
        QCOMPARE(namesIn(model), namesOf(after));
        QCOMPARE(went, removed);
        QCOMPARE(came, inserted);
        QVERIFY2(wandered <= moved, qPrintable(QString::number(wandered)));
        for (const auto& [name, index] : followed) {
            QCOMPARE(index.isValid(), namesOf(after).contains(name));
            if (index.isValid()) {
                QCOMPARE(nameOf(*model.rowAt(index.row())), name);
            }
        }
    }

    void anyListBecomesAnyOther() {
        QRandomGenerator random(7);
        BenchModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest
        );
        for (int round = 0; round < 300; ++round) {
            QStringList names;
            for (char name = 'a'; name <= 'h'; ++name) {
                if (random.bounded(4) > 0) {
                    QStringList series;
                    for (int i = 0; i < 3; ++i) {
                        if (random.bounded(2) > 0) {
                            series << QString::number(i);
                        }
                    }
                    names.insert(
                        static_cast<int>(random.bounded(int(names.size()) + 1)),
                        QLatin1Char(name) + QStringLiteral(":") + series.join(QLatin1Char(','))
                    );
                }
            }
            QHash<QString, QPersistentModelIndex> followed;
            for (int row = 0; row < model.rowCount(); ++row) {
                followed.insert(nameOf(*model.rowAt(row)), model.index(row, 0));
            }
            const QString text = names.join(QLatin1Char(' '));
            show(model, text);
            const QStringList now = namesIn(model);
            QCOMPARE(now, namesOf(text));
            for (auto it = followed.constBegin(); it != followed.constEnd(); ++it) {
                QCOMPARE(it.value().row(), int(now.indexOf(it.key())));
            }
        }
    }

    void onlyRowsWithNewValuesAreTold() {
        BenchModel model;
        const address::BenchView before = benchOf(QStringLiteral("a:1 b:1 c:1 d:1"));
        model.show(&before);
        address::BenchView after = before;
        after.instruments[0] = benchOf(QStringLiteral("a!:1")).instruments[0];
        after.instruments[2] = benchOf(QStringLiteral("c!:1")).instruments[0];
        QList<std::pair<int, int>> told;
        connect(&model, &QAbstractItemModel::dataChanged, this, [&](const auto& a, const auto& b) {
            told.append({a.row(), b.row()});
        });
        model.show(&after);
        std::sort(told.begin(), told.end());
        QCOMPARE(told, (QList<std::pair<int, int>>{{0, 1}, {4, 5}}));
        QCOMPARE(model.rowAt(4)->instrument->definition.help, std::string("c!"));
    }
};

QTEST_MAIN(BenchModelTest)
#include "bench_model_test.moc"
