// Calendar: windows at the changes of clocks, against Python's zoneinfo.
#include "core/metering/calendar.h"

#include <QProcess>
#include <QTest>

#include <random>

using namespace meterbench;
using metering::Calendar;
using metering::Slot;
using metering::Window;

namespace {

/// begin and end of the window in which each time is, one line each, as Python's zoneinfo has it.
constexpr const char* kPython = R"PY(
import sys
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo
for line in sys.stdin:
    window, zone, ms = line.split()
    zone, ms = ZoneInfo(zone), int(ms)
    at = datetime.fromtimestamp(ms // 1000, zone)
    if window == 'day':
        begin = datetime(at.year, at.month, at.day, tzinfo=zone)
        after = begin + timedelta(days=1)
    else:
        begin = datetime(at.year, at.month, 1, tzinfo=zone)
        after = datetime(at.year + at.month // 12, at.month % 12 + 1, 1, tzinfo=zone)
    print(int(begin.timestamp()) * 1000, int(after.timestamp()) * 1000)
)PY";

} // namespace

class CalendarTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void hours() {
        const auto utc = Calendar::open(Window::Hour, "UTC");
        QVERIFY(utc.ok());
        QVERIFY((utc->slotOf(0) == Slot{0, 3'600'000}));
        QVERIFY((utc->slotOf(3'599'999) == Slot{0, 3'600'000}));
        QVERIFY((utc->slotOf(3'600'000) == Slot{3'600'000, 7'200'000}));
        QVERIFY((utc->slotOf(-1) == Slot{-3'600'000, 0}));
        const auto india = Calendar::open(Window::Hour, "Asia/Kolkata"); // 5:30 ahead
        QVERIFY((india->slotOf(0) == Slot{-1'800'000, 1'800'000}));
    }

    void aDayHasAsManyHoursAsItsClock() {
        const auto berlin = Calendar::open(Window::Day, "Europe/Berlin");
        const auto hoursAt = [&](std::int64_t seconds) {
            const Slot slot = berlin->slotOf(seconds * 1000);
            return (slot.endMs - slot.beginMs) / 3'600'000;
        };
        QCOMPARE(hoursAt(1'774'738'800 + 7'200), 23); // 2026-03-29
        QCOMPARE(hoursAt(1'792'882'800 + 7'200), 25); // 2026-10-25
        QCOMPARE(hoursAt(1'790'000'000), 24);
    }

    void windowsAreThoseOfZoneinfo() {
        std::mt19937_64 random(4);
        QByteArray questions;
        std::vector<Slot> ours;
        for (const char* const zone :
             {"UTC",
              "Europe/Berlin",
              "America/New_York",
              "Asia/Kathmandu",
              "Australia/Lord_Howe"}) {
            for (const Window window : {Window::Day, Window::Month}) {
                const auto calendar = Calendar::open(window, zone);
                QVERIFY(calendar.ok());
                for (int i = 0; i < 500; ++i) {
                    const auto ms = static_cast<std::int64_t>(random() % 2'000'000'000'000ULL);
                    ours.push_back(calendar->slotOf(ms));
                    questions += QByteArray::fromStdString(
                        std::string(metering::windowName(window)) + ' ' + zone + ' ' +
                        std::to_string(ms) + '\n'
                    );
                }
            }
        }
        QProcess python;
        python.start(
            QStringLiteral("/usr/bin/python3"), {QStringLiteral("-c"), QString::fromUtf8(kPython)}
        );
        python.write(questions);
        python.closeWriteChannel();
        QVERIFY2(python.waitForFinished(60'000), qPrintable(python.errorString()));
        const QList<QByteArray> lines = python.readAllStandardOutput().trimmed().split('\n');
        QCOMPARE(static_cast<std::size_t>(lines.size()), ours.size());
        for (std::size_t i = 0; i < ours.size(); ++i) {
            QCOMPARE(
                QByteArray::number(qlonglong(ours[i].beginMs)) + ' ' +
                    QByteArray::number(qlonglong(ours[i].endMs)),
                lines[static_cast<int>(i)]
            );
        }
    }

    void timesAreThoseOfRfc3339_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qlonglong>("ms");
        QTest::addColumn<QString>("shown");
        QTest::newRow("in UTC") << "2026-11-30T01:02:03Z" << 1'796'000'523'000LL
                                << "2026-11-30T01:02:03Z";
        QTest::newRow("with an offset")
            << "2026-11-30T01:02:03+01:00" << 1'795'996'923'000LL << "2026-11-30T00:02:03Z";
        QTest::newRow("with milliseconds")
            << "1970-01-01T00:00:00.25Z" << 250LL << "1970-01-01T00:00:00.25Z";
        QTest::newRow("a day") << "1970-01-02" << 86'400'000LL << "1970-01-02T00:00:00Z";
        QTest::newRow("before 1970")
            << "1969-12-31T23:59:59Z" << -1'000LL << "1969-12-31T23:59:59Z";
        QTest::newRow("a day that is none") << "2026-02-30" << 0LL << "";
        QTest::newRow("without an offset") << "2026-11-30T01:02:03" << 0LL << "";
        QTest::newRow("words") << "yesterday" << 0LL << "";
    }

    void timesAreThoseOfRfc3339() {
        QFETCH(QString, text);
        QFETCH(qlonglong, ms);
        QFETCH(QString, shown);
        const auto time = metering::timeOf(text.toStdString());
        QCOMPARE(time.has_value(), !shown.isEmpty());
        if (time) {
            QCOMPARE(qlonglong(*time), ms);
            QCOMPARE(QString::fromStdString(metering::timeText(*time)), shown);
        }
    }

    void anUnknownZoneIsNamed() {
        const auto calendar = Calendar::open(Window::Day, "Europe/Atlantis");
        QVERIFY(!calendar.ok());
        QVERIFY(calendar.error().context.find("Europe/Atlantis") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(CalendarTest)
#include "calendar_test.moc"
