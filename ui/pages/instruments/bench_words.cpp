#include "ui/pages/instruments/bench_words.h"

#include "core/base/number.h"
#include "core/instruments/bench.h"
#include "core/instruments/name_advice.h"
#include "ui/wording/numbers.h"

#include <QCoreApplication>

#include <cmath>
#include <numeric>

namespace meterbench::ui::bench {

namespace {

using instruments::Instrument;
using instruments::LabelValues;
using instruments::State;
using instruments::Type;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::InstrumentsPage)
};

QString text(std::string_view value) {
    return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()));
}

QString pair(std::string_view name, std::string_view value) {
    return text(name) + QStringLiteral("=\"") + text(value) + QLatin1Char('"');
}

/// A counter that people click is shown with every digit.
QString exact(double value) {
    const bool isWhole = std::fabs(value) < 1e15 && value == std::floor(value) && value >= 0;
    return isWhole ? wording::count(static_cast<std::uint64_t>(value)) : wording::number(value);
}

QString amount(const Instrument& instrument, double value) {
    const wording::Unit unit =
        wording::unitOf(instrument.definition.name, instrument.definition.unit);
    return unit == wording::Unit::None ? exact(value) : wording::value(value, unit);
}

QString infoText(const State& state) {
    QStringList pairs;
    for (const auto& [name, value] : state.info) {
        pairs << pair(name, value);
    }
    return pairs.isEmpty() ? Words::tr("says nothing yet") : pairs.join(QStringLiteral(", "));
}

QString statesText(const instruments::Definition& definition) {
    QStringList states;
    for (const std::string& state : definition.states) {
        states << text(state);
    }
    return states.join(QStringLiteral(", "));
}

std::uint64_t observed(const State& state) {
    return std::accumulate(state.counts.begin(), state.counts.end(), std::uint64_t{0});
}

} // namespace

QString typeTitle(Type type) {
    switch (type) {
    case Type::Counter:
        return Words::tr("Counter");
    case Type::Gauge:
        return Words::tr("Gauge");
    case Type::Info:
        return Words::tr("Info");
    case Type::Enum:
        return Words::tr("Enum");
    case Type::Histogram:
        break;
    }
    return Words::tr("Histogram");
}

QString nameWords(const instruments::Definition& definition) {
    return text(instruments::fullName(definition.type, definition.name));
}

QString helpWords(const instruments::Definition& definition) {
    const QString says = text(definition.help).simplified();
    return says.isEmpty() && definition.type == Type::Enum ? statesText(definition) : says;
}

QString groupWords(const Instrument& instrument) {
    const QString name = nameWords(instrument.definition);
    const QString type = typeTitle(instrument.definition.type);
    const QString says = helpWords(instrument.definition);
    return says.isEmpty() ? Words::tr("%1, %2").arg(name, type)
                          : Words::tr("%1, %2: %3").arg(name, type, says);
}

QString seriesCount(const Instrument& instrument) {
    return Words::tr("%1 series").arg(wording::count(instrument.series.size()));
}

QString labelsText(const Instrument& instrument, const LabelValues& values) {
    QStringList pairs;
    for (std::size_t i = 0; i < values.size(); ++i) {
        pairs << pair(instrument.definition.labelNames[i], values[i]);
    }
    return pairs.isEmpty() ? Words::tr("no labels") : pairs.join(QStringLiteral(", "));
}

QString valueText(const Instrument& instrument, const LabelValues& values) {
    const auto found = instrument.series.find(values);
    if (found == instrument.series.end()) {
        return {};
    }
    const State& state = found->second;
    switch (instrument.definition.type) {
    case Type::Info:
        return infoText(state);
    case Type::Enum:
        return text(instrument.definition.states[state.chosen]);
    case Type::Histogram:
        return Words::tr("%1, sum %2")
            .arg(wording::count(observed(state)), amount(instrument, state.value));
    default:
        return amount(instrument, state.value);
    }
}

QString valueDetail(const Instrument& instrument, const LabelValues& values) {
    const auto found = instrument.series.find(values);
    if (found == instrument.series.end()) {
        return {};
    }
    const State& state = found->second;
    switch (instrument.definition.type) {
    case Type::Info:
        return infoText(state);
    case Type::Enum:
        return Words::tr("%1 of %2")
            .arg(
                text(instrument.definition.states[state.chosen]), statesText(instrument.definition)
            );
    case Type::Histogram: {
        const std::uint64_t count = observed(state);
        const QString sum = Words::tr("%1 observed, sum %2")
                                .arg(wording::count(count), amount(instrument, state.value));
        return count == 0
                   ? sum
                   : Words::tr("%1, mean %2")
                         .arg(sum, amount(instrument, state.value / static_cast<double>(count)));
    }
    default:
        return text(base::formatNumber(state.value));
    }
}

QString driverText(const Instrument& instrument, const LabelValues& values) {
    const auto found = instrument.drivers.find(values);
    if (found == instrument.drivers.end()) {
        return Words::tr("none");
    }
    const instruments::Driver& driver = found->second;
    const auto seconds = [](double value) {
        return wording::duration(static_cast<std::int64_t>(value * 1'000));
    };
    QString words;
    switch (driver.kind) {
    case instruments::DriverKind::Constant:
        words =
            Words::tr("%1%2 constant")
                .arg(driver.rate < 0 ? QString() : QStringLiteral("+"), wording::rate(driver.rate));
        break;
    case instruments::DriverKind::Ramp:
        words = Words::tr("ramp, %1").arg(seconds(driver.periodSeconds));
        break;
    case instruments::DriverKind::Sine:
        words = Words::tr("sine, %1").arg(seconds(driver.periodSeconds));
        break;
    case instruments::DriverKind::RandomWalk:
        words = Words::tr("random walk");
        break;
    case instruments::DriverKind::Poisson:
        words = Words::tr("events, %1").arg(wording::rate(driver.rate));
        break;
    case instruments::DriverKind::Replay:
        words = Words::tr("replay of %1").arg(text(driver.recording.name));
        break;
    case instruments::DriverKind::Cycle:
        words = Words::tr("cycle, %1").arg(seconds(driver.periodSeconds));
        break;
    }
    if (driver.speed != 1) {
        words += Words::tr(", x %1").arg(wording::number(driver.speed));
    }
    return driver.isPaused ? Words::tr("paused: %1").arg(words) : words;
}

QString actionWords(Type type) {
    switch (type) {
    case Type::Counter:
        return Words::tr("+1");
    case Type::Gauge:
        return Words::tr("set");
    case Type::Info:
        return Words::tr("edit");
    case Type::Enum:
        return Words::tr("choose");
    case Type::Histogram:
        break;
    }
    return Words::tr("observe");
}

QString seriesWords(const Instrument& instrument, const LabelValues& values) {
    const QString name = nameWords(instrument.definition);
    return values.empty()
               ? name
               : name + QLatin1Char('{') + labelsText(instrument, values) + QLatin1Char('}');
}

instruments::Place placeOf(const Instrument& instrument, const LabelValues& values) {
    instruments::Place place{instrument.definition.name, {}};
    for (std::size_t i = 0; i < values.size(); ++i) {
        place.labels.push_back({instrument.definition.labelNames[i], values[i]});
    }
    return place;
}

QString menuText(QString text) {
    return text.replace(QLatin1Char('&'), QStringLiteral("&&"));
}

QStringList exposedNames(const instruments::Definition& definition) {
    QStringList names;
    for (const std::string& name : instruments::namesOf(definition)) {
        names << text(name);
    }
    return names;
}

QString exposedLabels(const Instrument& instrument, const LabelValues& values) {
    QStringList pairs;
    for (std::size_t i = 0; i < values.size(); ++i) {
        pairs << text(instrument.definition.labelNames[i]) + QStringLiteral("=\"") +
                     text(model::escapedLabelValue(values[i])) + QLatin1Char('"');
    }
    return pairs.isEmpty() ? QString() : QLatin1Char('{') + pairs.join(QLatin1Char(','));
}

} // namespace meterbench::ui::bench
