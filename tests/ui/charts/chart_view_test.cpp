// What people do to a chart and its legend: wheel, drags, keys, clicks, all while data go on.
#include "tests/ui/charts/made_series.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/legend_model.h"
#include "ui/charts/legend_view.h"

#include <QAbstractItemModelTester>
#include <QGraphicsLineItem>
#include <QSignalSpy>
#include <QWheelEvent>
#include <QtTest>

#include <memory>

using namespace meterbench;
using namespace meterbench::ui;

namespace {

constexpr double kNow = 1'700'000'000'000;
constexpr double kMinute = 60'000;

void wheel(
    ChartView& view,
    const QPointF& position,
    int angle,
    Qt::KeyboardModifiers modifiers = Qt::NoModifier
) {
    QWheelEvent event(
        position,
        view.viewport()->mapToGlobal(position),
        {},
        {0, angle},
        Qt::NoButton,
        modifiers,
        Qt::NoScrollPhase,
        false
    );
    QCoreApplication::sendEvent(view.viewport(), &event);
}

/// A move as the window system sends it; QTest's own depends on where the real pointer was.
void moveTo(QWidget* widget, const QPointF& position) {
    QMouseEvent move(
        QEvent::MouseMove,
        position,
        widget->mapToGlobal(position),
        Qt::NoButton,
        Qt::NoButton,
        Qt::NoModifier
    );
    QCoreApplication::sendEvent(widget, &move);
}

void drag(
    ChartView& view,
    Qt::MouseButton button,
    Qt::KeyboardModifiers modifiers,
    const QPoint& from,
    const QPoint& to
) {
    QTest::mousePress(view.viewport(), button, modifiers, from);
    const QPointF target = to;
    QMouseEvent move(
        QEvent::MouseMove,
        target,
        view.viewport()->mapToGlobal(target),
        Qt::NoButton,
        button,
        modifiers
    );
    QCoreApplication::sendEvent(view.viewport(), &move);
    QTest::mouseRelease(view.viewport(), button, modifiers, to);
}

} // namespace

class ChartViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void init() {
        m_lookup = std::make_unique<tests::MadeLookup>();
        m_curves = std::make_unique<CurveSet>();
        m_window = std::make_unique<TimeWindow>();
        ChartSpec spec;
        for (const char* name : {"a", "b", "c"}) {
            std::vector<tests::MadeSample> samples;
            for (int i = 0; i < 720; ++i) {
                samples.push_back(
                    {static_cast<std::int64_t>(kNow) - (719 - i) * 5'000LL,
                     100.0 + name[0] + i % 10}
                );
            }
            store::SeriesView view =
                tests::madeSeries(samples, {{"__name__", "made"}, {"name", name}});
            spec.series.push_back(view.ref);
            m_lookup->put(std::move(view));
        }
        m_curves->setSpec(spec);
        m_curves->update(*m_lookup);
        m_window->setNow(kNow);
        m_view = std::make_unique<ChartView>(*m_curves, *m_window);
        m_view->resize(600, 240);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
        m_view->refresh();
        m_view->setFocus();
    }

    void cleanup() { m_view.reset(); }

    void wheelZoomsAtThePointer() {
        const PlotMap& map = m_view->content().map;
        const QPointF position(map.left + map.width * 0.25, map.top + 50);
        const double anchor = map.timeAt(position.x());
        wheel(*m_view, position, 120);
        QVERIFY(qAbs(m_window->lengthMs() - 0.8 * 5 * kMinute) < 1);
        QVERIFY(qAbs(map.timeAt(position.x()) - anchor) < 2 * map.msPerPixel);
        QVERIFY(!m_window->isLive());
        wheel(*m_view, position, -120);
        QVERIFY(qAbs(m_window->lengthMs() - 5 * kMinute) < 1);
    }

    void wheelAtTheLiveEndStaysLive() {
        const PlotMap& map = m_view->content().map;
        wheel(*m_view, {map.left + map.width - 5, map.top + 50}, 240);
        QVERIFY(m_window->isLive());
        m_window->setNow(kNow + 30'000);
        QCOMPARE(m_window->endMs(), kNow + 30'000);
    }

    void wheelBesideThePlotIsForThePage() {
        wheel(*m_view, {5, 50}, 120);
        QCOMPARE(m_window->lengthMs(), 5 * kMinute);
    }

    void ctrlWheelZoomsValues() {
        const PlotMap before = m_view->content().map;
        const QPointF position(before.left + 100, before.top + before.height / 2);
        const double anchor = before.valueAt(position.y());
        wheel(*m_view, position, 120, Qt::ControlModifier);
        const PlotMap& map = m_view->content().map;
        QVERIFY(map.high - map.low < before.high - before.low);
        QVERIFY(qAbs(map.valueAt(position.y()) - anchor) < 1e-6);
        QVERIFY(m_view->hasOwnValueRange());
        QCOMPARE(m_window->lengthMs(), 5 * kMinute);
    }

    void dragSelectsARange() {
        const PlotMap map = m_view->content().map;
        const int left = static_cast<int>(map.left) + 100;
        const int right = static_cast<int>(map.left) + 200;
        drag(*m_view, Qt::LeftButton, Qt::NoModifier, {left, 100}, {right, 120});
        QVERIFY(qAbs(m_window->startMs() - map.timeAt(left)) < map.msPerPixel);
        QVERIFY(qAbs(m_window->endMs() - map.timeAt(right)) < map.msPerPixel);
        QVERIFY(!m_window->isLive());
    }

    void aClickSelectsNothing() {
        drag(*m_view, Qt::LeftButton, Qt::NoModifier, {200, 100}, {202, 100});
        QCOMPARE(m_window->lengthMs(), 5 * kMinute);
        QVERIFY(m_window->isLive());
    }

    void middleAndShiftDragPan_data() {
        QTest::addColumn<int>("button");
        QTest::addColumn<int>("modifier");
        QTest::newRow("middle drag")
            << static_cast<int>(Qt::MiddleButton) << static_cast<int>(Qt::NoModifier);
        QTest::newRow("Shift and drag")
            << static_cast<int>(Qt::LeftButton) << static_cast<int>(Qt::ShiftModifier);
    }

    void middleAndShiftDragPan() {
        QFETCH(int, button);
        QFETCH(int, modifier);
        const PlotMap map = m_view->content().map;
        drag(
            *m_view,
            static_cast<Qt::MouseButton>(button),
            Qt::KeyboardModifiers(modifier),
            {200, 100},
            {300, 100}
        );
        QVERIFY(qAbs(m_window->endMs() - (kNow - 100 * map.msPerPixel)) < 1);
        QCOMPARE(m_window->lengthMs(), 5 * kMinute);
        drag(
            *m_view,
            static_cast<Qt::MouseButton>(button),
            Qt::KeyboardModifiers(modifier),
            {300, 100},
            {150, 100}
        );
        QVERIFY(m_window->isLive());
    }

    void doubleClickFits() {
        wheel(*m_view, {200, 100}, 360);
        wheel(*m_view, {200, 100}, 360, Qt::ControlModifier);
        QTest::mouseDClick(m_view->viewport(), Qt::LeftButton, Qt::NoModifier, {200, 100});
        QVERIFY(m_window->isLive());
        QCOMPARE(m_window->lengthMs(), 5 * kMinute);
        QVERIFY(!m_view->hasOwnValueRange());
    }

    void keysDoTheSame() {
        QTest::keyClick(m_view.get(), Qt::Key_Plus);
        QCOMPARE(m_window->lengthMs(), 0.7 * 5 * kMinute);
        QVERIFY(m_window->isLive());
        QTest::keyClick(m_view.get(), Qt::Key_Left);
        QVERIFY(!m_window->isLive());
        QTest::keyClick(m_view.get(), Qt::Key_Right);
        QVERIFY(m_window->isLive());
        QTest::keyClick(m_view.get(), Qt::Key_Minus);
        QTest::keyClick(m_view.get(), Qt::Key_Minus);
        QVERIFY(m_window->lengthMs() > 5 * kMinute);
        QTest::keyClick(m_view.get(), Qt::Key_Home);
        QCOMPARE(m_window->lengthMs(), 5 * kMinute);
        QSignalSpy pause(m_view.get(), &ChartView::pauseRequested);
        QTest::keyClick(m_view.get(), Qt::Key_Space);
        QCOMPARE(pause.count(), 1);
    }

    void aHeldWindowStaysWhileDataGoOn() {
        QTest::keyClick(m_view.get(), Qt::Key_Left);
        const double end = m_window->endMs();
        m_window->setNow(kNow + 60'000);
        m_view->refresh();
        QCOMPARE(m_window->endMs(), end);
        QTest::keyClick(m_view.get(), Qt::Key_Home);
        QCOMPARE(m_window->endMs(), kNow + 60'000);
    }

    void theCrosshairIsForAllCharts() {
        ChartView other(*m_curves, *m_window);
        other.resize(400, 200);
        const QPoint position(300, 100);
        moveTo(m_view->viewport(), position);
        QVERIFY(m_window->crosshairMs().has_value());
        QCOMPARE(other.content().crosshairMs, m_window->crosshairMs());
        QVERIFY(!other.content().pointer.has_value());
        moveTo(m_view->viewport(), QPoint(2, 2));
        QVERIFY(!m_window->crosshairMs().has_value());
    }

    void theValueAxisFollowsWhatShows() {
        const double before = m_view->content().map.high;
        m_curves->setHidden(0, true);
        m_curves->setHidden(1, true);
        m_curves->setHidden(2, true);
        m_view->refresh();
        QCOMPARE(m_view->content().map.high, before); // nothing to follow: it stays
        m_curves->setHidden(0, false);
        m_view->refresh();
        QVERIFY(m_view->content().map.high >= 100 + 'a' + 9);
    }

    void legendClicks() {
        LegendModel model(*m_curves, *m_window);
        const QAbstractItemModelTester tester(&model);
        model.rebuild();
        LegendView legend(model);
        legend.resize(420, 200);
        legend.show();
        QVERIFY(QTest::qWaitForWindowExposed(&legend));
        const auto place = [&](int row) { return legend.visualRect(model.index(row, 0)).center(); };
        QTest::mouseClick(legend.viewport(), Qt::LeftButton, Qt::NoModifier, place(1));
        QVERIFY(model.isHidden(1));
        QTest::mouseClick(legend.viewport(), Qt::LeftButton, Qt::NoModifier, place(1));
        QVERIFY(!model.isHidden(1));
        doubleClick(legend, place(2));
        QVERIFY(model.isHidden(0) && model.isHidden(1) && !model.isHidden(2));
        doubleClick(legend, place(2));
        QVERIFY(!model.isHidden(0) && !model.isHidden(1) && !model.isHidden(2));
        QSignalSpy hovered(&legend, &LegendView::rowHovered);
        moveTo(legend.viewport(), place(0));
        QVERIFY(!hovered.isEmpty());
        QCOMPARE(hovered.last().at(0).toInt(), 0);
    }

    void legendKeys() {
        LegendModel model(*m_curves, *m_window);
        model.rebuild();
        LegendView legend(model);
        legend.resize(420, 200);
        legend.show();
        legend.setCurrentIndex(model.index(0, 0));
        QTest::keyClick(&legend, Qt::Key_Down);
        QTest::keyClick(&legend, Qt::Key_Space);
        QVERIFY(model.isHidden(1));
        QTest::keyClick(&legend, Qt::Key_Return);
        QVERIFY(!model.isHidden(1));
        QTest::keyClick(&legend, Qt::Key_Return, Qt::ShiftModifier);
        QVERIFY(model.isHidden(0) && !model.isHidden(1) && model.isHidden(2));
    }

    void legendFiguresAreOfTheVisibleWindow() {
        LegendModel model(*m_curves, *m_window);
        model.rebuild();
        QCOMPARE(
            model.index(0, LegendModel::Series).data().toString(), QStringLiteral("name=\"a\"")
        );
        QCOMPARE(
            model.index(0, LegendModel::Max).data().toString(), QString::number(100 + 'a' + 9)
        );
        QCOMPARE(model.index(0, LegendModel::Min).data().toString(), QString::number(100 + 'a'));
        m_window->select(kNow - 5'000, kNow);
        model.refresh();
        QCOMPARE(
            model.index(0, LegendModel::Min).data().toString(), QString::number(100 + 'a' + 8)
        );
        m_window->setCrosshair(kNow - 2 * 5'000 - 100);
        model.refresh();
        QCOMPARE(
            model.index(0, LegendModel::Last).data().toString(), QString::number(100 + 'a' + 7)
        );
        QVERIFY(model.headerData(LegendModel::Last, Qt::Horizontal, Qt::DisplayRole)
                    .toString()
                    .contains(QLatin1Char(':')));
    }

    void theCurveIsWhereItShouldBe() {
        m_curves->setHidden(1, true);
        m_curves->setHidden(2, true);
        m_view->refresh();
        const QImage image = m_view->grab().toImage();
        const PlotMap& map = m_view->content().map;
        const auto point =
            m_curves->curves()[0].curve->nearest(static_cast<std::int64_t>(kNow) - 100'000, 5'000);
        const QPointF place(
            map.xOf(static_cast<double>(point->timestampMs)), map.yOf(point->value)
        );
        const QColor wanted = Theme::of(m_view.get()).curveColor(0);
        bool isFound = false;
        for (int dx = -2; dx <= 2; ++dx) {
            for (int dy = -2; dy <= 2; ++dy) {
                const QColor seen = image.pixelColor(
                    static_cast<int>(place.x()) + dx, static_cast<int>(place.y()) + dy
                );
                isFound = isFound || (qAbs(seen.red() - wanted.red()) < 60 &&
                                      qAbs(seen.blue() - wanted.blue()) < 60);
            }
        }
        QVERIFY(isFound);
    }

    /// Qt Charts draws the grid, we the labels: they have to agree after every change of size and
    /// range.
    void theGridIsWhereTheLabelsAre() {
        for (const QSize& size : {QSize(600, 240), QSize(480, 180), QSize(700, 320)}) {
            m_view->resize(size);
            m_view->refresh();
            wheel(*m_view, {200, 80}, 120, Qt::ControlModifier);
            checkGrid();
            m_view->fitValues();
            checkGrid();
        }
    }

private:
    void checkGrid() {
        const PlotMap& map = m_view->content().map;
        const ValueRange& range = m_view->content().range;
        QCOMPARE(m_view->chart()->plotArea(), QRectF(map.left, map.top, map.width, map.height));
        std::vector<double> lines;
        for (const QGraphicsItem* item : m_view->scene()->items()) {
            const auto* line = dynamic_cast<const QGraphicsLineItem*>(item);
            const bool isAcross = line != nullptr && line->isVisible() && line->line().dy() == 0 &&
                                  line->line().dx() > 50;
            if (isAcross) {
                lines.push_back(line->mapToScene(line->line().p1()).y());
            }
        }
        QVERIFY(lines.size() >= 2);
        for (const double y : lines) {
            const double steps = map.valueAt(y) / range.step;
            QVERIFY2(
                std::abs(steps - std::round(steps)) * range.step / (range.high - range.low) *
                        map.height <
                    1.01,
                qPrintable(QString::number(map.valueAt(y)))
            );
        }
    }

    /// A real double click: press, release, press again, release.
    static void doubleClick(LegendView& legend, const QPoint& place) {
        QTest::mouseClick(legend.viewport(), Qt::LeftButton, Qt::NoModifier, place);
        const QPointF at = place;
        QMouseEvent second(
            QEvent::MouseButtonDblClick,
            at,
            legend.viewport()->mapToGlobal(at),
            Qt::LeftButton,
            Qt::LeftButton,
            Qt::NoModifier
        );
        QCoreApplication::sendEvent(legend.viewport(), &second);
        QMouseEvent release(
            QEvent::MouseButtonRelease,
            at,
            legend.viewport()->mapToGlobal(at),
            Qt::LeftButton,
            Qt::NoButton,
            Qt::NoModifier
        );
        QCoreApplication::sendEvent(legend.viewport(), &release);
    }

    std::unique_ptr<tests::MadeLookup> m_lookup;
    std::unique_ptr<CurveSet> m_curves;
    std::unique_ptr<TimeWindow> m_window;
    std::unique_ptr<ChartView> m_view;
};

QTEST_MAIN(ChartViewTest)
#include "chart_view_test.moc"
