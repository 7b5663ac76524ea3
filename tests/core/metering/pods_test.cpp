// Pod time over a day of a scripted cluster, metered with the templates from the text of
// kube-state-metrics and held against the script's truth: within an interval at each edge, exact
// where the evidence is (pod_rules.h), everything somebody's or nobody's, and what is unmetered
// told.
#include "core/metering/templates.h"
#include "tests/core/metering/pod_rules.h"

#include <QTest>

#include <ranges>
#include <tuple>

using namespace meterbench;
using metering::Meter;
using metering::Metering;
using metering::UsageRecord;
using metering::Window;
using tests::Day;
using tests::DayOptions;
using tests::kStepMs;
using tests::Pod;
using tests::PodTime;
using tests::Usage;
using tests::What;

namespace {

constexpr int kSeeds = 8;

Meter meterOf(What what) {
    const char* const name =
        what == What::Running ? "kubernetes_pod_running" : "kubernetes_pod_ready";
    return metering::findTemplate(name)->meter;
}

std::unique_ptr<Metering> metered(const std::vector<Meter>& meters) {
    auto made = Metering::make({}, meters);
    return made ? std::move(made).value() : nullptr;
}

std::vector<UsageRecord> recordsOf(Metering& metering) {
    std::vector<UsageRecord> records = metering.takeClosed();
    std::ranges::copy(metering.open(), std::back_inserter(records));
    std::ranges::sort(records, {}, [](const UsageRecord& record) {
        return std::tie(record.meter, record.thing, record.beginMs, record.customer);
    });
    return records;
}

std::int64_t milliseconds(const base::Decimal& seconds) {
    const auto parts = seconds.parts();
    return parts.units * 1'000 + parts.fraction / 1'000'000'000;
}

Usage usageOf(const std::vector<UsageRecord>& records) {
    Usage usage;
    for (const UsageRecord& record : records) {
        PodTime& time = usage[record.thing];
        add(time, record.customer, milliseconds(record.value));
        time.measuredMs += record.evidence.measuredMs;
        time.inferredMs += record.evidence.inferredMs;
        time.unmeteredMs += record.evidence.unmeteredMs;
    }
    return usage;
}

Usage usageOf(const Day& day, const Meter& meter) {
    const auto metering = metered({meter});
    day.feed(*metering, 0, day.groups.size());
    return usageOf(recordsOf(*metering));
}

QString shown(const Usage& usage) {
    QString text;
    for (const auto& [thing, time] : usage) {
        text += QString::fromStdString(thing) + "\n";
        for (const auto& [customer, usedMs] : time.usedMs) {
            text += QString("  %1: %2 ms\n").arg(QString::fromStdString(customer)).arg(usedMs);
        }
        text += QString("  measured %1, inferred %2, unmetered %3\n")
                    .arg(time.measuredMs)
                    .arg(time.inferredMs)
                    .arg(time.unmeteredMs);
    }
    return text;
}

/// The first line that differs, so that a failure can be read.
QString difference(const QString& actual, const QString& expected) {
    const QStringList have = actual.split('\n');
    const QStringList want = expected.split('\n');
    for (qsizetype i = 0; i < std::max(have.size(), want.size()); ++i) {
        if (have.value(i) != want.value(i)) {
            return "line " + QString::number(i) + " of " + have.value(0) + ": is " + have.value(i) +
                   ", should be " + want.value(i);
        }
    }
    return {};
}

const std::map<std::string, DayOptions> kDays{
    {"a quiet day", {}},
    {"a day whose readings come unevenly", {.jitterMs = 400}},
    {"a day with readings that fail", {.jitterMs = 400, .fails = true}},
    {"a day with readings by hand", {.fails = true, .isByHand = true, .pods = 30}},
    {"a day with restarts of kube-state-metrics", {.fails = true, .restarts = true}},
    {"a day with two of them", {.targets = 2, .jitterMs = 400}},
    {"a day with two of them that fail", {.targets = 2, .fails = true}},
    {"a day with two of them that fail, restart and are slow",
     {.targets = 2,
      .jitterMs = 400,
      .slowMs = 40'000,
      .fails = true,
      .restarts = true,
      .pods = 40}},
};

void rows() {
    QTest::addColumn<DayOptions>("options");
    QTest::addColumn<What>("what");
    for (const auto& [name, options] : kDays) {
        for (int seed = 1; seed <= kSeeds; ++seed) {
            const What what = seed % 2 == 0 ? What::Ready : What::Running;
            DayOptions seeded = options;
            seeded.seed = static_cast<std::uint32_t>(seed);
            QTest::newRow((name + ", seed " + std::to_string(seed)).c_str()) << seeded << what;
        }
    }
}

} // namespace

Q_DECLARE_METATYPE(meterbench::tests::DayOptions)
Q_DECLARE_METATYPE(meterbench::tests::What)

class PodsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void theTruthIsMetWithinAnIntervalAtEachEdge_data() { rows(); }

    void theTruthIsMetWithinAnIntervalAtEachEdge() {
        QFETCH(DayOptions, options);
        QFETCH(What, what);
        const Day day = tests::dayOf(options);
        Usage usage = usageOf(day, meterOf(what));
        const std::int64_t intervalMs = kStepMs + options.jitterMs;
        for (const Pod& pod : day.pods) {
            PodTime& time = usage[pod.thing()];
            auto truth = pod.truth(what, day.span());
            const std::int64_t edgesMs = edgesOf(day, pod, what) * intervalMs;
            const std::int64_t missingMs =
                time.unmeteredMs + time.inferredMs + unseenMs(day, pod, what, intervalMs);
            for (const char* customer : {"acme", "globex", "initech", ""}) {
                const std::int64_t usedMs = time.usedMs[customer];
                const QString where = QString::fromStdString(pod.thing() + " of " + customer) +
                                      QString(": %1 ms, in truth %2, edges %3, missing %4")
                                          .arg(usedMs)
                                          .arg(truth[customer])
                                          .arg(edgesMs)
                                          .arg(missingMs);
                QVERIFY2(usedMs <= truth[customer] + edgesMs + time.inferredMs, qPrintable(where));
                QVERIFY2(usedMs >= truth[customer] - edgesMs - missingMs, qPrintable(where));
            }
        }
    }

    void evidenceIsReadByTheRules_data() { rows(); }

    /// Exactly, and unmetered time is told.
    void evidenceIsReadByTheRules() {
        QFETCH(DayOptions, options);
        QFETCH(What, what);
        const Day day = tests::dayOf(options);
        const QString actual = shown(usageOf(day, meterOf(what)));
        const QString expected = shown(expectedOf(day, what));
        QVERIFY2(actual == expected, qPrintable(difference(actual, expected)));
    }

    void edgesOnReadingsAreExact_data() {
        QTest::addColumn<DayOptions>("options");
        for (const int targets : {1, 2}) {
            for (std::uint32_t seed = 1; seed <= 2 * kSeeds; ++seed) {
                QTest::addRow("%d that never fail, seed %u", targets, seed)
                    << DayOptions{.seed = seed, .gridMs = kStepMs, .targets = targets};
            }
        }
    }

    void edgesOnReadingsAreExact() {
        QFETCH(DayOptions, options);
        const Day day = tests::dayOf(options);
        const tests::Span span{tests::kDayBeginMs, tests::kDayBeginMs + tests::kDayMs};
        for (const What what : {What::Running, What::Ready}) {
            Usage usage = usageOf(day, meterOf(what));
            for (const Pod& pod : day.pods) {
                QCOMPARE(usage[pod.thing()].usedMs, pod.truth(what, span));
                QCOMPARE(usage[pod.thing()].inferredMs + usage[pod.thing()].unmeteredMs, 0);
            }
        }
    }

    void everySecondIsSomebodysOrNobodys_data() { rows(); }

    /// The same meter without its join knows no customers: it has the whole.
    void everySecondIsSomebodysOrNobodys() {
        QFETCH(DayOptions, options);
        QFETCH(What, what);
        const Day day = tests::dayOf(options);
        Meter whole = meterOf(what);
        whole.join.reset();
        const Usage parts = usageOf(day, meterOf(what));
        Usage wholes = usageOf(day, whole);
        QVERIFY(!parts.empty());
        QCOMPARE(parts.size(), wholes.size());
        for (const auto& [thing, time] : parts) {
            PodTime together = time;
            together.usedMs.clear();
            for (const auto& [customer, usedMs] : time.usedMs) {
                together.usedMs[""] += usedMs;
            }
            QVERIFY2(together == wholes[thing], thing.c_str());
        }
    }

    void windowsChangeNoSum_data() { rows(); }

    /// And no record has more time than its window.
    void windowsChangeNoSum() {
        QFETCH(DayOptions, options);
        QFETCH(What, what);
        const Day day = tests::dayOf(options);
        const QString expected = shown(usageOf(day, meterOf(what)));
        for (const Window window : {Window::None, Window::Hour, Window::Day, Window::Month}) {
            Meter meter = meterOf(what);
            meter.window = window;
            meter.timeZone = "Asia/Kolkata"; // half an hour beside the others
            const auto metering = metered({meter});
            day.feed(*metering, 0, day.groups.size());
            const std::vector<UsageRecord> records = recordsOf(*metering);
            for (const UsageRecord& record : records) {
                const std::int64_t knownMs =
                    record.evidence.measuredMs + record.evidence.inferredMs;
                QVERIFY2(knownMs <= record.endMs - record.beginMs, record.thing.c_str());
            }
            const QString actual = shown(usageOf(records));
            QVERIFY2(actual == expected, qPrintable(difference(actual, expected)));
        }
    }

    void restartsChangeNoRecord_data() { rows(); }

    /// Now and then, and always when a reading has failed; and no two records have one id.
    void restartsChangeNoRecord() {
        QFETCH(DayOptions, options);
        const Day day = tests::dayOf(options);
        const std::vector<Meter> meters{meterOf(What::Running), meterOf(What::Ready)};
        const auto once = metered(meters);
        day.feed(*once, 0, day.groups.size(), 0);
        const std::vector<UsageRecord> expected = recordsOf(*once);
        std::vector<UsageRecord> records;
        auto program = metered(meters);
        for (std::size_t at = 0; at < day.groups.size(); ++at) {
            if (at % 100 == 99 || (at > 0 && !day.groups[at - 1].isUp)) {
                std::ranges::copy(program->takeClosed(), std::back_inserter(records));
                const std::string state = program->state();
                program = metered(meters);
                QVERIFY(program->restore(state).ok());
            }
            day.feed(*program, at, at + 1, 0);
        }
        std::ranges::copy(recordsOf(*program), std::back_inserter(records));
        std::set<std::string> ids;
        for (const UsageRecord& record : records) {
            QVERIFY2(ids.insert(idOf(record)).second, record.thing.c_str());
            QVERIFY2(std::ranges::find(expected, record) != expected.end(), record.thing.c_str());
        }
        QCOMPARE(records.size(), expected.size());
    }

    void anIntervalThatIsLearnedIsTheOneThatIsTold_data() { rows(); }

    void anIntervalThatIsLearnedIsTheOneThatIsTold() {
        QFETCH(DayOptions, options);
        QFETCH(What, what);
        options.jitterMs = 0;
        options.isByHand = false;
        const Day day = tests::dayOf(options);
        const auto metering = metered({meterOf(what)});
        day.feed(*metering, 0, day.groups.size(), 0);
        const QString actual = shown(usageOf(recordsOf(*metering)));
        const QString expected = shown(usageOf(day, meterOf(what)));
        QVERIFY2(actual == expected, qPrintable(difference(actual, expected)));
    }

    void timeThatPassesChangesNoUsage_data() { rows(); }

    /// A record that is closed because its window is over is never written a second time.
    void timeThatPassesChangesNoUsage() {
        QFETCH(DayOptions, options);
        QFETCH(What, what);
        const Day day = tests::dayOf(options);
        const auto metering = metered({meterOf(what)});
        std::int64_t newestMs = 0;
        for (std::size_t i = 0; i < day.groups.size(); ++i) {
            day.feed(*metering, i, i + 1);
            newestMs = std::max(newestMs, day.groups[i].timeMs);
            metering->passTime(newestMs);
        }
        const std::vector<UsageRecord> records = recordsOf(*metering);
        std::set<std::string> ids;
        for (const UsageRecord& record : records) {
            QVERIFY2(ids.insert(idOf(record)).second, record.thing.c_str());
        }
        Usage usage = usageOf(records);
        for (const auto& [thing, time] : usageOf(day, meterOf(what))) {
            QCOMPARE(usage[thing].usedMs, time.usedMs);
            QCOMPARE(usage[thing].measuredMs, time.measuredMs);
            QCOMPARE(usage[thing].inferredMs, time.inferredMs);
            QVERIFY2(usage[thing].unmeteredMs >= time.unmeteredMs, thing.c_str());
        }
    }

    /// What the days above are made of is really in them.
    void theScriptHasItAll() {
        int shorts = 0;
        int again = 0;
        int changes = 0;
        int nobodys = 0;
        int late = 0;
        for (std::uint32_t seed = 1; seed <= kSeeds; ++seed) {
            std::set<std::string> names;
            for (const Pod& pod : tests::dayOf({.seed = seed}).pods) {
                shorts += pod.life.endMs - pod.life.beginMs < kStepMs ? 1 : 0;
                again += names.insert(pod.name).second ? 0 : 1;
                changes += pod.owners.size() > 1 ? 1 : 0;
                nobodys += pod.owners.front().customer.empty() ? 1 : 0;
                late += pod.owners.front().fromMs > pod.life.beginMs ? 1 : 0;
            }
        }
        for (const int count : {shorts, again, changes, nobodys, late}) {
            QVERIFY(count > 20);
        }
    }
};

QTEST_GUILESS_MAIN(PodsTest)
#include "pods_test.moc"
