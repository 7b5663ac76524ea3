// Metrics: each type is made by keys and by mouse, what is posted is applied to a real bench, and
// its view is shown again. Names are advised on while they are typed.
#include "core/instruments/exposition.h"
#include "core/instruments/history.h"
#include "tests/support/recording_navigator.h"
#include "tests/support/scripted_address.h"
#include "tests/support/scripted_source.h"
#include "ui/pages/instruments/code_panel.h"
#include "ui/pages/instruments/instruments_page.h"
#include "ui/pages/instruments/new_metric_form.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include <algorithm>
#include <bit>

using namespace meterbench;
using namespace meterbench::ui;
using instruments::Type;

namespace {

/// A page with a bench behind it that does at once what is posted.
struct World {
    tests::ScriptedAddress script;
    AddressFeed address{script};
    tests::ScriptedSource source;
    SnapshotFeed feed{source};
    tests::RecordingNavigator navigator;
    InstrumentsPage page{address, feed, navigator, nullptr};
    instruments::Bench bench;
    instruments::History history{bench};
    std::string refusal; ///< of the next edits, when not empty
    address::AddressView view;
    std::size_t done = 0;

    World() {
        page.resize(1300, 700);
        page.show();
        page.activateWindow();
        (void)QTest::qWaitForWindowActive(&page);
        serve();
    }

    /// Carries out what was posted and shows what came of it.
    void serve() {
        for (; done < script.commands.size(); ++done) {
            const base::Status status = run(script.commands[done]);
            const std::string problem =
                status ? std::exchange(refusal, {}) : status.error().context;
            view.outcomes.push_back({done + 1, problem.empty(), problem, {}});
        }
        auto held = std::make_shared<address::BenchView>();
        for (const instruments::Instrument& one : bench.instruments()) {
            const auto isSame = [&one](const auto& before) { return *before == one; };
            const auto known = view.bench == nullptr ? std::vector<address::InstrumentPtr>()
                                                     : view.bench->instruments;
            const auto at = std::ranges::find_if(known, isSame);
            held->instruments.push_back(
                at != known.end() ? *at : std::make_shared<const instruments::Instrument>(one)
            );
        }
        held->text =
            std::make_shared<const std::string>(instruments::expose(bench, exposition::Format::Text)
            );
        held->openMetrics = std::make_shared<const std::string>(
            instruments::expose(bench, exposition::Format::OpenMetrics)
        );
        held->undoWords = history.undoWords();
        held->redoWords = history.redoWords();
        view.bench = held;
        view.instrumentCount = static_cast<std::uint32_t>(held->instruments.size());
        script.show(view);
        address.poll();
    }

    [[nodiscard]] base::Status run(const address::Command& command) {
        const auto* const edit = std::get_if<address::EditBench>(&command);
        if (edit != nullptr && refusal.empty()) {
            return history.applyAll(edit->edits, edit->words, 1'000);
        }
        return std::holds_alternative<address::UndoBench>(command)   ? history.undo(1'000)
               : std::holds_alternative<address::RedoBench>(command) ? history.redo(1'000)
                                                                     : base::Status();
    }

    void make(Type type, const QString& name, const QString& labels, const QString& extra) {
        QTest::keyClick(page.table(), Qt::Key_Insert);
        QTest::mouseClick(page.form()->typeButton(type), Qt::LeftButton);
        QTest::keyClicks(page.form()->nameField(), name);
        QTest::keyClicks(page.form()->labelsField(), labels);
        if (!extra.isEmpty()) {
            QTest::keyClicks(page.form()->valuesField(), extra);
        }
        QTest::keyClick(page.form()->nameField(), Qt::Key_Return);
        serve();
    }

    /// The row of the first series, chosen.
    void chooseSeries() {
        for (int row = 0; row < page.model()->rowCount(); ++row) {
            if (!page.model()->rowAt(row)->isGroup) {
                page.table()->setCurrentIndex(page.table()->model()->index(row, BenchModel::Series)
                );
                return;
            }
        }
        QFAIL("there is no series");
    }

    template <class Edit>
    [[nodiscard]] Edit last() const {
        return std::get<Edit>(
            std::get<address::EditBench>(script.commands.at(script.commands.size() - 1)).edits.at(0)
        );
    }
};

} // namespace

class InstrumentsPageTest : public QObject {
    Q_OBJECT

private slots:

    void eachTypeIsMade_data() {
        QTest::addColumn<int>("type");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("extra");
        QTest::newRow("counter") << int(Type::Counter) << "jobs_total"
                                 << "";
        QTest::newRow("gauge") << int(Type::Gauge) << "level"
                               << "";
        QTest::newRow("info") << int(Type::Info) << "build_info"
                              << "";
        QTest::newRow("enum") << int(Type::Enum) << "state"
                              << "up, down";
        QTest::newRow("histogram") << int(Type::Histogram) << "took_seconds"
                                   << "0.1, 1";
    }

    void eachTypeIsMade() {
        QFETCH(int, type);
        QFETCH(QString, name);
        QFETCH(QString, extra);
        World world;
        world.make(static_cast<Type>(type), name, QStringLiteral("zone, dc"), extra);
        QCOMPARE(world.bench.instruments().size(), std::size_t(1));
        const instruments::Definition& made = world.bench.instruments().front().definition;
        QCOMPARE(int(made.type), type);
        QVERIFY(world.bench.find(name.toStdString()) != nullptr);
        QCOMPARE(made.labelNames, (std::vector<std::string>{"zone", "dc"}));
        QVERIFY(!world.page.form()->isVisible()); // it closes when all went well
        QVERIFY(world.page.model()->rowCount() >= 1);
    }

    void labelsBecomeChips_data() {
        QTest::addColumn<QString>("typed"); // '<': Backspace
        QTest::addColumn<QStringList>("chips");
        QTest::addColumn<QStringList>("words");
        QTest::newRow("one that is being typed") << "zone" << QStringList() << QStringList{"zone"};
        QTest::newRow("a comma") << "zone," << QStringList{"zone"} << QStringList{"zone"};
        QTest::newRow("a blank") << "zone " << QStringList{"zone"} << QStringList{"zone"};
        QTest::newRow("both") << "zone, dc" << QStringList{"zone"} << QStringList{"zone", "dc"};
        QTest::newRow("commas alone") << ", ,," << QStringList() << QStringList();
        QTest::newRow("the last is taken back")
            << "zone,dc,<" << QStringList{"zone"} << QStringList{"zone"};
        QTest::newRow("a letter is taken back")
            << "zone,dc<" << QStringList{"zone"} << QStringList{"zone", "d"};
    }

    void labelsBecomeChips() {
        QFETCH(QString, typed);
        QFETCH(QStringList, chips);
        QFETCH(QStringList, words);
        World world;
        QTest::keyClick(world.page.table(), Qt::Key_Insert);
        ChipField* const field = world.page.form()->labelsField();
        for (const QChar c : typed) {
            c == QLatin1Char('<') ? QTest::keyClick(field, Qt::Key_Backspace)
                                  : QTest::keyClick(field, c.toLatin1());
        }
        QCOMPARE(field->chips(), chips);
        QCOMPARE(field->words(), words);
        field->setFocus();
        world.page.form()->nameField()->setFocus();
        QCOMPARE(field->chips(), words); // who leaves has finished
        QCOMPARE(
            world.page.form()->definition().labelNames.size(),
            static_cast<std::size_t>(words.size())
        );
        world.page.openNew();
        QVERIFY(field->words().isEmpty());
    }

    void anEnumKeepsTheOrderOfItsStates() {
        World world;
        world.make(Type::Enum, QStringLiteral("state"), {}, QStringLiteral("up, down"));
        QCOMPARE(
            world.bench.instruments().front().definition.states,
            (std::vector<std::string>{"up", "down"})
        );
    }

    void badNamesAreToldWhileTheyAreTyped() {
        World world;
        QTest::keyClick(world.page.table(), Qt::Key_Insert);
        NewMetricForm* const form = world.page.form();
        QVERIFY(!form->createButton()->isEnabled());
        QTest::mouseClick(form->typeButton(Type::Gauge), Qt::LeftButton);
        QTest::keyClicks(form->nameField(), QStringLiteral("jobs_total"));
        QVERIFY2(form->advice().contains(QStringLiteral("_total")), qPrintable(form->advice()));
        QVERIFY(!form->createButton()->isEnabled());
        QTest::keyClick(form->nameField(), Qt::Key_Return);
        QVERIFY(world.script.commands.empty());
        form->nameField()->clear();
        QTest::keyClicks(form->nameField(), QStringLiteral("level"));
        QVERIFY(form->createButton()->isEnabled());
        QTest::keyClicks(form->labelsField(), QStringLiteral("a, a"));
        QVERIFY(!form->createButton()->isEnabled());
    }

    void whatTheAddressRefusesIsSaidInTheForm() {
        World world;
        world.make(Type::Gauge, QStringLiteral("level"), {}, {});
        world.make(Type::Gauge, QStringLiteral("level"), {}, {});
        QCOMPARE(world.bench.instruments().size(), std::size_t(1));
        QVERIFY(world.page.form()->isVisible());
    }

    void plusAddsOneToTheChosenSeries() {
        World world;
        world.make(Type::Counter, QStringLiteral("jobs_total"), {}, {});
        world.chooseSeries();
        QTest::keyClick(world.page.table(), Qt::Key_Plus);
        world.serve();
        QCOMPARE(world.last<instruments::Increment>().by, 1.0);
        QTest::keyClick(world.page.table(), Qt::Key_Plus);
        world.serve();
        QCOMPARE(world.bench.instruments().front().series.begin()->second.value, 2.0);
        QVERIFY(world.page.table()->currentIndex().isValid()); // the choice stays
    }

    void aGaugeIsSetByKeysAlone() {
        World world;
        world.make(Type::Gauge, QStringLiteral("level"), {}, {});
        world.chooseSeries();
        QTest::keyClick(world.page.table(), Qt::Key_Return);
        QVERIFY(world.page.panel()->isOpen());
        auto* const field =
            qobject_cast<QLineEdit*>(world.page.panel()->fieldWidget(QStringLiteral("to")));
        QVERIFY(field != nullptr);
        field->selectAll();
        QTest::keyClicks(field, QStringLiteral("abc"));
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(!world.page.panel()->problem().isEmpty());
        field->selectAll();
        QTest::keyClicks(field, QStringLiteral("-2.5"));
        QTest::keyClick(field, Qt::Key_Return);
        world.serve();
        QCOMPARE(world.last<instruments::SetValue>().to, -2.5);
        QVERIFY(!world.page.panel()->isOpen());
    }

    void anInfoIsNotSetByBadLines() {
        World world;
        world.make(Type::Info, QStringLiteral("build_info"), {}, {});
        world.chooseSeries();
        QTest::keyClick(world.page.table(), Qt::Key_Return);
        auto* const field =
            qobject_cast<QPlainTextEdit*>(world.page.panel()->fieldWidget(QStringLiteral("pairs")));
        QVERIFY(field != nullptr);
        const std::size_t before = world.script.commands.size();
        field->setPlainText(QStringLiteral("version=2\ncommit"));
        QVERIFY(world.page.panel()->problem().startsWith(QStringLiteral("Line 2")));
        QVERIFY(!world.page.panel()->acceptButton()->isEnabled());
        field->setPlainText(QStringLiteral("version=2\ncommit=7f"));
        QTest::mouseClick(world.page.panel()->acceptButton(), Qt::LeftButton);
        QCOMPARE(world.script.commands.size(), before + 1);
        QCOMPARE(
            world.last<instruments::SetInfo>().info,
            (instruments::InfoPairs{{"version", "2"}, {"commit", "7f"}})
        );
    }

    void whatIsCutIsInTheToolTip() {
        World world;
        world.make(Type::Histogram, QStringLiteral("took_seconds"), {}, QStringLiteral("1"));
        const QModelIndex value = world.page.model()->index(1, BenchModel::Value);
        QCOMPARE(value.data(Qt::DisplayRole).toString(), QStringLiteral("0, sum 0 s"));
        QCOMPARE(value.data(Qt::ToolTipRole).toString(), QStringLiteral("0 observed, sum 0 s"));
        QCOMPARE(
            value.siblingAtColumn(BenchModel::DrivenBy).data(Qt::ToolTipRole).toString(),
            QStringLiteral("none")
        );
    }

    void aDriverReplaysASeriesOfTheEngine() {
        World world;
        auto snapshot = tests::makeSnapshot(2, 6);
        world.source.setSnapshot(snapshot);
        world.feed.poll();
        world.make(Type::Gauge, QStringLiteral("level"), {}, {});
        world.chooseSeries();
        QTest::keyClick(world.page.table(), Qt::Key_D);
        EditPanel* const panel = world.page.panel();
        const auto choose = [panel](const char* key, const QString& text) {
            auto* const box = qobject_cast<QComboBox*>(panel->fieldWidget(QLatin1String(key)));
            QVERIFY(box != nullptr && box->findText(text) >= 0);
            box->setCurrentIndex(box->findText(text));
        };
        choose("kind", QStringLiteral("replay"));
        QVERIFY(!panel->fieldWidget(QStringLiteral("series"))->isVisible());
        choose("source", QStringLiteral("a series, its recent samples"));
        auto* const field = qobject_cast<QLineEdit*>(panel->fieldWidget(QStringLiteral("series")));
        QVERIFY(field != nullptr && field->isVisible());
        field->setText(QStringLiteral("there is none"));
        QVERIFY(panel->problem().startsWith(QStringLiteral("No series")));
        field->setText(QStringLiteral("http_requests_total"));
        QVERIFY(panel->problem().startsWith(QStringLiteral("Several")));
        QVERIFY(!panel->acceptButton()->isEnabled());

        const model::Layout& layout = *snapshot->targets->front()->batches.front()->layout;
        std::vector<model::LabelView> labels;
        layout.labels.labelsAt(1, labels);
        const QString name = QString::fromStdString(model::toSeriesText(labels));
        field->setText(name);
        QVERIFY(panel->problem().contains(QStringLiteral("not here yet")));
        QVERIFY(std::ranges::count(world.source.watched().series, layout.refs[1]) == 1);

        auto next = std::make_shared<pipeline::Snapshot>(*snapshot);
        ++next->generation;
        auto block = std::make_shared<store::Block>();
        block->timestampsMs = {10'000, 15'000, 20'000, 30'500};
        block->values = {4, 7, std::bit_cast<double>(model::kStaleBits), 1.5};
        store::SeriesView view;
        view.ref = layout.refs[1];
        view.blocks = {block};
        next->watched = std::make_shared<const std::vector<store::SeriesView>>(1, std::move(view));
        world.source.setSnapshot(next);
        world.feed.poll();
        world.page.update(snapshot, next);
        QVERIFY2(panel->problem().isEmpty(), qPrintable(panel->problem()));
        QTest::mouseClick(panel->acceptButton(), Qt::LeftButton);
        const instruments::Driver driver = world.last<instruments::PutDriver>().driver;
        QCOMPARE(driver.kind, instruments::DriverKind::Replay);
        QCOMPARE(driver.recording.name, name.toStdString());
        QCOMPARE(driver.recording.seconds, (std::vector<double>{0, 5, 20.5}));
        QCOMPARE(driver.recording.values, (std::vector<double>{4, 7, 1.5}));
        world.serve();
        QVERIFY(!panel->isOpen());
        QVERIFY(std::ranges::count(world.source.watched().series, layout.refs[1]) == 0);
    }

    void deleteAndUndoAreCommands() {
        World world;
        world.make(Type::Gauge, QStringLiteral("level"), {}, {});
        QTest::keyClick(&world.page, Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(std::holds_alternative<address::UndoBench>(world.script.commands.back()));
        QTest::keyClick(&world.page, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        world.serve();
        world.chooseSeries();
        QTest::keyClick(world.page.table(), Qt::Key_Delete);
        QVERIFY(std::holds_alternative<address::EditBench>(world.script.commands.back()));
    }

    void codeIsAskedForOnceAChange() {
        World world;
        world.make(Type::Counter, QStringLiteral("jobs_total"), {}, {});
        world.chooseSeries();
        world.page.code()->setTab(CodePanel::Curl);
        Q_EMIT world.page.code()->codeWanted(address::CopyForm::Curl);
        world.serve();
        const std::size_t asked = world.script.commands.size();
        QVERIFY(std::holds_alternative<address::CopyAs>(world.script.commands.back()));
        for (int i = 0; i < 5; ++i) {
            world.serve(); // an answer is a new view, and nothing else has changed
        }
        QCOMPARE(world.script.commands.size(), asked);
    }

    void aFilterShowsOnlyMetricsWithASeriesThatPasses() {
        World world;
        for (const char* const name : {"alpha", "beta"}) {
            world.make(Type::Gauge, QString::fromLatin1(name), QStringLiteral("zone"), {});
        }
        auto edit = [&](const char* name, const char* zone) {
            QVERIFY(world.bench.apply(instruments::SetValue{{name, {{"zone", zone}}}, 1}, 2'000));
        };
        edit("alpha", "eu");
        edit("beta", "us");
        world.serve();
        QTest::keyClicks(world.page.filterField(), QStringLiteral("zone!=eu"));
        QTRY_COMPARE(world.page.model()->shownCount(), 1);
        QTRY_COMPARE(
            world.page.model()->rowAt(0)->instrument->definition.name, std::string("beta")
        );
    }

    void theTextIsReachedOnANarrowPage() {
        World world;
        QVERIFY(world.page.code()->isVisible()); // beside the table
        QVERIFY(!world.page.codeButton()->isVisible());
        world.page.resize(716, 480); // of a window of 900 x 600
        QCOMPARE(world.page.size(), QSize(716, 480));
        QVERIFY(!world.page.code()->isVisible());
        const auto isInside = [&world](const QWidget* widget) {
            const QRect place(widget->mapTo(&world.page, QPoint()), widget->size());
            return widget->isVisible() && world.page.rect().contains(place);
        };
        QCoreApplication::processEvents();
        for (const QPushButton* const button :
             {world.page.newButton(),
              world.page.undoButton(),
              world.page.redoButton(),
              world.page.codeButton()}) {
            QVERIFY(isInside(button));
        }
        QTest::mouseClick(world.page.codeButton(), Qt::LeftButton);
        QVERIFY(isInside(world.page.code()));
        QVERIFY(isInside(world.page.codeButton()));
        QTest::keyClick(&world.page, Qt::Key_Escape);
        QVERIFY(!world.page.code()->isVisible());
        world.page.resize(1300, 700);
        QVERIFY(isInside(world.page.code()));
    }

    void theLargestFormFitsOnASmallPage() {
        World world;
        world.make(Type::Gauge, QStringLiteral("level"), {}, {});
        world.page.resize(716, 480);
        world.chooseSeries();
        world.page.openDriver();
        EditPanel* const panel = world.page.panel();
        const auto choose = [panel](const char* key, int index) {
            qobject_cast<QComboBox*>(panel->fieldWidget(QLatin1String(key)))
                ->setCurrentIndex(index);
        };
        choose("kind", 6); // replay
        choose("source", 1);
        QCoreApplication::processEvents();
        int bottom = 0;
        for (const char* const key : {"kind", "source", "series", "csv", "repeats", "speed"}) {
            const QWidget* const field = panel->fieldWidget(QLatin1String(key));
            QVERIFY(field->isVisible());
            QVERIFY2(field->y() >= bottom, key);
            bottom = field->geometry().bottom();
        }
        const QPoint corner = panel->acceptButton()->rect().bottomRight();
        QVERIFY(world.page.rect().contains(panel->acceptButton()->mapTo(&world.page, corner)));
    }

    void aFilterWithoutAMatchSaysSo() {
        World world;
        world.make(Type::Gauge, QStringLiteral("level"), {}, {});
        QVERIFY(!world.page.nothingMatches()->isVisible());
        QTest::keyClicks(world.page.filterField(), QStringLiteral("other"));
        QVERIFY(world.page.nothingMatches()->isVisible());
        QVERIFY(!world.page.table()->isVisible());
        QTest::mouseClick(world.page.nothingMatches()->button(), Qt::LeftButton);
        QVERIFY(world.page.filterField()->text().isEmpty());
        QVERIFY(world.page.table()->isVisible());
        QCOMPARE(world.page.model()->shownCount(), 1);
    }

    void undoAndRedoNameTheirStep() {
        World world;
        QCOMPARE(world.page.undoButton()->toolTip(), QStringLiteral("Undo"));
        QVERIFY(!world.page.undoButton()->isEnabled());
        world.make(Type::Counter, QStringLiteral("http_requests_total"), {}, {});
        world.chooseSeries();
        QTest::keyClick(world.page.table(), Qt::Key_Plus);
        world.serve();
        const QString step = QStringLiteral("increment http_requests_total by 1");
        QCOMPARE(world.page.undoButton()->toolTip(), QStringLiteral("Undo: ") + step);
        QCOMPARE(world.page.undoAction()->text(), QStringLiteral("Undo: ") + step);
        QVERIFY(world.page.undoAction()->isEnabled());
        QVERIFY(!world.page.redoAction()->isEnabled());
        world.page.undoAction()->trigger();
        world.serve();
        QCOMPARE(world.page.redoButton()->toolTip(), QStringLiteral("Redo: ") + step);
        QCOMPARE(world.page.redoAction()->text(), QStringLiteral("Redo: ") + step);
        QCOMPARE(
            world.page.undoButton()->toolTip(), QStringLiteral("Undo: create http_requests_total")
        );
    }

    void whatIsRemovedIsSaidWhenItIs() {
        World world;
        world.make(Type::Gauge, QStringLiteral("level"), {}, {});
        world.chooseSeries();
        world.refusal = "the disk is full";
        QTest::keyClick(world.page.table(), Qt::Key_Delete);
        QVERIFY(world.navigator.said.isEmpty()); // nobody knows yet
        world.serve();
        QCOMPARE(world.navigator.said, QStringList{QStringLiteral("the disk is full")});
        QTest::keyClick(world.page.table(), Qt::Key_Delete);
        world.serve();
        QCOMPARE(
            world.navigator.said.last(), QStringLiteral("level is removed; Undo brings it back")
        );
        QVERIFY(world.bench.instruments().empty());
    }

    void aMetricIsFolded_data() {
        QTest::addColumn<bool>("byMouse");
        QTest::newRow("by the mouse") << true;
        QTest::newRow("by keys") << false;
    }

    void aMetricIsFolded() {
        QFETCH(bool, byMouse);
        World world;
        world.make(Type::Gauge, QStringLiteral("alpha"), QStringLiteral("zone"), {});
        world.make(Type::Gauge, QStringLiteral("beta"), {}, {});
        for (const char* const zone : {"eu", "us"}) {
            QVERIFY(world.bench.apply(instruments::AddSeries{{"alpha", {{"zone", zone}}}}, 2'000));
        }
        world.serve();
        BenchModel* const model = world.page.model();
        QTableView* const table = world.page.table();
        QCOMPARE(model->rowCount(), 5);
        const auto toggle = [&](Qt::Key key) {
            const QRect name = table->visualRect(model->index(0, BenchModel::Series));
            byMouse ? QTest::mouseClick(
                          table->viewport(),
                          Qt::LeftButton,
                          {},
                          name.topLeft() + QPoint(14, name.height() / 2)
                      )
                    : QTest::keyClick(table, key);
        };
        table->setCurrentIndex(model->index(1, 0));
        toggle(Qt::Key_Left);
        QCOMPARE(model->rowCount(), 3); // both names and the series of beta
        QCOMPARE(table->currentIndex().row(), 0);
        QVERIFY(model->index(0, 0)
                    .data(Qt::AccessibleTextRole)
                    .toString()
                    .endsWith(QStringLiteral(", folded, 2 series")));
        world.serve(); // a new view does not open it
        QCOMPARE(model->rowCount(), 3);
        QTest::keyClicks(world.page.filterField(), QStringLiteral("zone=us"));
        QCOMPARE(model->shownCount(), 1); // found, though it is folded
        world.page.filterField()->clear();
        table->setCurrentIndex(model->index(0, 0));
        toggle(Qt::Key_Right);
        QCOMPARE(model->rowCount(), 5);
    }

    void rowsChangeInPlace() {
        World world;
        const QAbstractItemModelTester tester(
            world.page.model(), QAbstractItemModelTester::FailureReportingMode::QtTest
        );
        world.make(Type::Counter, QStringLiteral("jobs_total"), {}, {});
        QSignalSpy resets(world.page.model(), &QAbstractItemModel::modelReset);
        world.chooseSeries();
        QTest::keyClick(world.page.table(), Qt::Key_Plus);
        world.serve();
        world.make(Type::Gauge, QStringLiteral("level"), {}, {});
        QCOMPARE(resets.count(), 0);
    }
};

QTEST_MAIN(InstrumentsPageTest)
#include "instruments_page_test.moc"
