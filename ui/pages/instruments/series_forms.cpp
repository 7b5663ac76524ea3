#include "ui/pages/instruments/series_forms.h"

#include "ui/pages/instruments/bench_words.h"
#include "ui/pages/instruments/info_text.h"

#include <QCoreApplication>

#include <cmath>
#include <utility>

namespace meterbench::ui::bench {

namespace {

using instruments::Definition;
using instruments::Instrument;
using instruments::LabelValues;
using instruments::Type;
using Values = EditPanel::Values;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::InstrumentsPage)
};

EditPanel::Spec gaugeForm(const Instrument& instrument, const LabelValues& values, EditSink edit) {
    const QString series = seriesWords(instrument, values);
    EditPanel::Spec spec;
    spec.title = Words::tr("Set %1").arg(series);
    spec.action = Words::tr("Set");
    spec.fields = {field("to", Words::tr("Value"), plain(instrument.series.at(values).value))};
    spec.check = [](const Values& now) -> Problem {
        return numberIn(now, "to")
                   ? Problem()
                   : Problem(
                         Words::tr("A gauge is a number, NaN, +Inf or -Inf"), QStringLiteral("to")
                     );
    };
    spec.accept = [series,
                   place = placeOf(instrument, values),
                   edit = std::move(edit)](const Values& now) {
        const double to = numberIn(now, "to").value_or(0);
        edit({instruments::SetValue{place, to}}, Words::tr("set %1 to %2").arg(series, plain(to)));
    };
    return spec;
}

EditPanel::Spec
histogramForm(const Instrument& instrument, const LabelValues& values, EditSink edit) {
    const QString series = seriesWords(instrument, values);
    EditPanel::Spec spec;
    spec.title = Words::tr("Observe a value in %1").arg(series);
    spec.action = Words::tr("Observe");
    spec.fields = {field("value", Words::tr("Value"), QStringLiteral("1"))};
    spec.check = [](const Values& now) -> Problem {
        const auto value = numberIn(now, "value");
        return value && !std::isnan(*value)
                   ? Problem()
                   : Problem(Words::tr("What is observed is a number"), QStringLiteral("value"));
    };
    spec.accept =
        [series, place = placeOf(instrument, values), edit = std::move(edit)](const Values& now) {
            const double value = numberIn(now, "value").value_or(0);
            edit(
                {instruments::Observe{place, value}},
                Words::tr("observe %1 in %2").arg(plain(value), series)
            );
        };
    return spec;
}

EditPanel::Spec enumForm(const Instrument& instrument, const LabelValues& values, EditSink edit) {
    const QString series = seriesWords(instrument, values);
    EditPanel::Spec spec;
    spec.title = Words::tr("State of %1").arg(series);
    spec.action = Words::tr("Choose");
    EditPanel::Field choice = field(
        "state",
        Words::tr("State"),
        QString::number(static_cast<int>(instrument.series.at(values).chosen))
    );
    choice.kind = EditPanel::Kind::Choice;
    for (const std::string& one : instrument.definition.states) {
        choice.choices << QString::fromStdString(one);
    }
    spec.fields = {choice};
    spec.accept = [series,
                   place = placeOf(instrument, values),
                   states = instrument.definition.states,
                   edit = std::move(edit)](const Values& now) {
        const std::string& chosen =
            states[now.value(QStringLiteral("state")).toUInt() % states.size()];
        edit(
            {instruments::Choose{place, chosen}},
            Words::tr("set %1 to %2").arg(series, QString::fromStdString(chosen))
        );
    };
    return spec;
}

EditPanel::Spec infoForm(const Instrument& instrument, const LabelValues& values, EditSink edit) {
    const QString series = seriesWords(instrument, values);
    EditPanel::Spec spec;
    spec.title = Words::tr("What %1 says").arg(series);
    spec.action = Words::tr("Set");
    EditPanel::Field text = field(
        "pairs",
        Words::tr("Pairs"),
        writeInfo(instrument.series.at(values).info),
        Words::tr("version=2.14.1, one a line")
    );
    text.kind = EditPanel::Kind::Lines;
    spec.fields = {text};
    spec.check = [](const Values& now) -> Problem {
        instruments::InfoPairs pairs;
        return {readInfo(now.value(QStringLiteral("pairs")), pairs), QStringLiteral("pairs")};
    };
    spec.accept =
        [series, place = placeOf(instrument, values), edit = std::move(edit)](const Values& now) {
            instruments::InfoPairs pairs;
            (void)readInfo(now.value(QStringLiteral("pairs")), pairs);
            edit(
                {instruments::SetInfo{place, std::move(pairs)}},
                Words::tr("edit what %1 says").arg(series)
            );
        };
    return spec;
}

} // namespace

EditPanel::Spec addForm(const Instrument& instrument, const LabelValues& values, EditSink edit) {
    const QString series = seriesWords(instrument, values);
    EditPanel::Spec spec;
    spec.title = Words::tr("Add to %1").arg(series);
    spec.action = Words::tr("Add");
    spec.fields = {field("by", Words::tr("How much"), QStringLiteral("10"))};
    spec.check = [](const Values& now) -> Problem {
        const auto by = numberIn(now, "by");
        return by && *by >= 0 && std::isfinite(*by)
                   ? Problem()
                   : Problem(
                         Words::tr("A counter grows by a number that is 0 or more"),
                         QStringLiteral("by")
                     );
    };
    spec.accept =
        [series, place = placeOf(instrument, values), edit = std::move(edit)](const Values& now) {
            const double by = numberIn(now, "by").value_or(0);
            edit(
                {instruments::Increment{place, by}},
                Words::tr("increment %1 by %2").arg(series, plain(by))
            );
        };
    return spec;
}

EditPanel::Spec mainForm(const Instrument& instrument, const LabelValues& values, EditSink edit) {
    switch (instrument.definition.type) {
    case Type::Gauge:
        return gaugeForm(instrument, values, std::move(edit));
    case Type::Histogram:
        return histogramForm(instrument, values, std::move(edit));
    case Type::Enum:
        return enumForm(instrument, values, std::move(edit));
    case Type::Info:
        return infoForm(instrument, values, std::move(edit));
    case Type::Counter:
        break;
    }
    return addForm(instrument, values, std::move(edit));
}

EditPanel::Spec labelSetForm(const Definition& definition, EditSink edit) {
    EditPanel::Spec spec;
    const QString metric = nameWords(definition);
    spec.title = Words::tr("Add a label set to %1").arg(metric);
    spec.action = Words::tr("Add");
    for (const std::string& name : definition.labelNames) {
        EditPanel::Field one = field(name.c_str(), QString::fromStdString(name), {});
        one.kind = EditPanel::Kind::Name;
        spec.fields.push_back(one);
    }
    spec.accept = [words = Words::tr("add a label set to %1").arg(metric),
                   name = definition.name,
                   names = definition.labelNames,
                   edit = std::move(edit)](const Values& now) {
        instruments::Place place{name, {}};
        for (const std::string& label : names) {
            place.labels.push_back({label, now.value(QString::fromStdString(label)).toStdString()});
        }
        edit({instruments::AddSeries{place}}, words);
    };
    return spec;
}

EditPanel::Spec helpForm(const Definition& definition, EditSink edit) {
    const QString metric = nameWords(definition);
    EditPanel::Spec spec;
    spec.title = Words::tr("Help of %1").arg(metric);
    spec.action = Words::tr("Set");
    spec.fields = {field("help", Words::tr("Help"), QString::fromStdString(definition.help))};
    spec.accept = [metric, name = definition.name, edit = std::move(edit)](const Values& now) {
        edit(
            {instruments::SetHelp{name, now.value(QStringLiteral("help")).toStdString()}},
            Words::tr("edit the help of %1").arg(metric)
        );
    };
    return spec;
}

} // namespace meterbench::ui::bench
