#include "ui/pages/instruments/driver_form.h"

#include "core/instruments/drive.h"
#include "ui/pages/instruments/bench_words.h"
#include "ui/pages/instruments/recording_text.h"

#include <QCoreApplication>

#include <limits>
#include <optional>
#include <utility>

namespace meterbench::ui::bench {

namespace {

using instruments::Definition;
using instruments::Driver;
using instruments::DriverKind;
using instruments::Type;
using Values = EditPanel::Values;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::InstrumentsPage)
};

std::vector<DriverKind> kindsOf(Type type) {
    switch (type) {
    case Type::Counter:
        return {DriverKind::Constant, DriverKind::Ramp, DriverKind::Poisson, DriverKind::Replay};
    case Type::Enum:
        return {DriverKind::Cycle};
    case Type::Histogram:
        return {
            DriverKind::Constant,
            DriverKind::Ramp,
            DriverKind::Sine,
            DriverKind::RandomWalk,
            DriverKind::Replay};
    default:
        return {
            DriverKind::Constant,
            DriverKind::Ramp,
            DriverKind::Sine,
            DriverKind::RandomWalk,
            DriverKind::Poisson,
            DriverKind::Replay};
    }
}

/// Nothing: none is chosen.
std::optional<DriverKind> kindIn(const Values& values, Type type) {
    const std::vector<DriverKind> kinds = kindsOf(type);
    const auto chosen = values.value(QStringLiteral("kind")).toUInt();
    return chosen == 0 || chosen > kinds.size() ? std::nullopt : std::optional(kinds[chosen - 1]);
}

EditPanel::Field kindField(Type type, const Driver* driver) {
    EditPanel::Field kind = field("kind", Words::tr("Driver"), QStringLiteral("1"));
    kind.kind = EditPanel::Kind::Choice;
    kind.choices << Words::tr("none");
    int number = 0;
    for (const DriverKind one : kindsOf(type)) {
        ++number;
        const std::string_view name = instruments::driverName(one);
        kind.choices << QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size()));
        if (driver != nullptr && one == driver->kind) {
            kind.initial = QString::number(number);
        }
    }
    return kind;
}

EditPanel::Field sourceField() {
    EditPanel::Field source = field("source", Words::tr("Replays"), QStringLiteral("0"));
    source.kind = EditPanel::Kind::Choice;
    source.choices << Words::tr("what is pasted below")
                   << Words::tr("a series, its recent samples");
    return source;
}

EditPanel::Field seriesField(const RecordedSeries& recorded) {
    EditPanel::Field series = field(
        "series", Words::tr("Series"), {}, Words::tr("node_load1{instance=\"10.0.0.7:9100\"}")
    );
    series.kind = EditPanel::Kind::Name;
    series.proposals = recorded.proposals;
    return series;
}

/// The last hour of a series is replayed, rather than what was pasted.
bool replaysSeries(const Values& values, Type type) {
    return kindIn(values, type) == DriverKind::Replay &&
           values.value(QStringLiteral("source")) == QLatin1String("1");
}

EditPanel::Field recordingField(const instruments::Recording& recording) {
    EditPanel::Field csv = field(
        "csv",
        Words::tr("Recording"),
        writeRecording(recording),
        Words::tr("seconds,value — one a line; paste a CSV")
    );
    csv.kind = EditPanel::Kind::Lines;
    return csv;
}

EditPanel::Field repeatsField(bool repeats) {
    EditPanel::Field made = field(
        "repeats",
        Words::tr("At the end"),
        repeats ? QStringLiteral("1") : QStringLiteral("0"),
        Words::tr("begin again")
    );
    made.kind = EditPanel::Kind::Check;
    return made;
}

/// Is a field of use to a kind?
bool uses(DriverKind kind, bool isHistogram, const QString& key) {
    const bool isWalk = kind == DriverKind::RandomWalk;
    const bool isWave = kind == DriverKind::Ramp || kind == DriverKind::Sine;
    const bool isConstant = kind == DriverKind::Constant;
    if (key == QLatin1String("rate")) {
        return isHistogram || isConstant || kind == DriverKind::Poisson || isWalk;
    }
    if (key == QLatin1String("step")) {
        return kind == DriverKind::Poisson || isWalk;
    }
    if (key == QLatin1String("from")) {
        return isWave || isWalk || (isHistogram && isConstant);
    }
    if (key == QLatin1String("to")) {
        return isWave || isWalk;
    }
    if (key == QLatin1String("period")) {
        return isWave || kind == DriverKind::Cycle;
    }
    if (key == QLatin1String("csv") || key == QLatin1String("source")) {
        return kind == DriverKind::Replay;
    }
    return key != QLatin1String("repeats") || kind == DriverKind::Ramp ||
           kind == DriverKind::Replay;
}

/// The driver that the fields describe; what the form does not show stays as in `before`. The
/// recording has no name yet.
Driver driverIn(const Values& values, DriverKind kind, const Driver& before, QString& problem) {
    Driver made = before;
    made.kind = kind;
    const auto read = [&](const char* key, double& into) {
        into = numberIn(values, key).value_or(std::numeric_limits<double>::quiet_NaN());
    };
    read("rate", made.rate);
    read("step", made.step);
    read("from", made.from);
    read("to", made.to);
    read("period", made.periodSeconds);
    read("speed", made.speed);
    made.repeats = values.value(QStringLiteral("repeats")) == QLatin1String("1");
    made.recording = {};
    if (kind == DriverKind::Replay) {
        problem = readRecording(values.value(QStringLiteral("csv")), made.recording);
    }
    return made;
}

bool isSame(const instruments::Recording& a, const instruments::Recording& b) {
    return a.seconds == b.seconds && a.values == b.values;
}

/// Of the series, or what it was called before; else of nothing in particular.
std::string recordingName(
    const instruments::Recording& recording, const Driver& before, const QString& series
) {
    return !series.isEmpty()                     ? series.toStdString()
           : isSame(recording, before.recording) ? before.recording.name
                                                 : "a recording";
}

Problem problemIn(const Values& values, const Definition& definition, const Driver& before) {
    const auto kind = kindIn(values, definition.type);
    if (!kind) {
        return {};
    }
    QString problem;
    const Driver made = driverIn(values, *kind, before, problem);
    if (!problem.isEmpty()) {
        return {problem, QStringLiteral("csv")};
    }
    const base::Status status = instruments::checkDriver(definition, made);
    return status ? Problem() : Problem(QString::fromStdString(status.error().context), {});
}

} // namespace

EditPanel::Spec driverForm(
    const instruments::Instrument& instrument,
    const instruments::LabelValues& labelValues,
    const RecordedSeries& recorded,
    EditSink edit,
    std::function<void()> closed
) {
    const Definition& definition = instrument.definition;
    const QString series = seriesWords(instrument, labelValues);
    const auto held = instrument.drivers.find(labelValues);
    const bool isDriven = held != instrument.drivers.end();
    const Driver driver = isDriven ? held->second : Driver();
    EditPanel::Spec spec;
    spec.title = Words::tr("Drive %1").arg(series);
    spec.action = Words::tr("Drive");
    spec.fields = {
        kindField(definition.type, isDriven ? &driver : nullptr),
        field("rate", Words::tr("Rate, a second"), plain(driver.rate)),
        field("step", Words::tr("Step"), plain(driver.step)),
        field("from", Words::tr("From"), plain(driver.from)),
        field("to", Words::tr("To"), plain(driver.to)),
        field("period", Words::tr("Period, seconds"), plain(driver.periodSeconds)),
        sourceField(),
        seriesField(recorded),
        recordingField(driver.recording),
        repeatsField(driver.repeats),
        field("speed", Words::tr("Speed"), plain(driver.speed))};
    spec.isShown = [type = definition.type](const QString& key, const Values& values) {
        if (key == QLatin1String("series")) {
            return replaysSeries(values, type);
        }
        const auto kind = kindIn(values, type);
        return key == QLatin1String("kind") || (kind && uses(*kind, type == Type::Histogram, key));
    };
    spec.changed = [type = definition.type, choose = recorded.choose](const Values& values) {
        const bool isSeries = replaysSeries(values, type);
        choose(isSeries ? values.value(QStringLiteral("series")) : QString());
    };
    spec.check = [definition, driver, missing = recorded.problem](const Values& values) -> Problem {
        if (replaysSeries(values, definition.type) && !missing().isEmpty()) {
            return {missing(), QStringLiteral("series")};
        }
        return problemIn(values, definition, driver);
    };
    spec.accept = [type = definition.type,
                   place = placeOf(instrument, labelValues),
                   series,
                   isDriven,
                   driver,
                   name = recorded.name,
                   edit = std::move(edit),
                   closed = std::move(closed)](const Values& values) {
        QString problem;
        if (const auto kind = kindIn(values, type)) {
            Driver made = driverIn(values, *kind, driver, problem);
            made.recording.name = recordingName(
                made.recording, driver, replaysSeries(values, type) ? name() : QString()
            );
            edit({instruments::PutDriver{place, made}}, Words::tr("drive %1").arg(series));
        } else if (isDriven) {
            edit({instruments::RemoveDriver{place}}, Words::tr("stop driving %1").arg(series));
        } else {
            closed();
        }
    };
    return spec;
}

} // namespace meterbench::ui::bench
