#include "core/base/number.h"
#include "core/base/text.h"
#include "core/instruments/bench.h"
#include "core/instruments/definition_check.h"
#include "core/instruments/drive.h"
#include "core/instruments/name_advice.h"
#include "core/instruments/series_state.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace meterbench::instruments {

namespace {

using base::Code;
using base::Error;

std::string listOf(const std::vector<std::string>& words) {
    std::string list;
    for (const std::string& word : words) {
        list += (list.empty() ? "" : ", ") + word;
    }
    return list;
}

/// The labels in the definition's order; those left out are empty.
base::Result<LabelValues>
valuesOf(const Definition& definition, const std::vector<model::Label>& labels) {
    LabelValues values(definition.labelNames.size());
    std::vector<bool> given(values.size());
    for (const model::Label& label : labels) {
        const auto name = std::ranges::find(definition.labelNames, label.name);
        if (name == definition.labelNames.end()) {
            const std::string known = definition.labelNames.empty()
                                          ? "it has no labels"
                                          : "its labels are " + listOf(definition.labelNames);
            return Error{
                Code::InvalidInput,
                fullName(definition.type, definition.name) + " has no label " + label.name + "; " +
                    known};
        }
        const auto at = static_cast<std::size_t>(name - definition.labelNames.begin());
        if (given[at]) {
            return Error{Code::InvalidInput, "the label " + label.name + " is given twice"};
        }
        if (!base::isValidUtf8(label.value)) {
            return Error{
                Code::InvalidInput, "the value of the label " + label.name + " is not valid UTF-8"};
        }
        given[at] = true;
        values[at] = label.value;
    }
    return values;
}

} // namespace

base::Result<Bench::Found> Bench::locate(const Place& place) {
    const auto index = indexOf(place.name);
    if (!index) {
        return index.error();
    }
    Instrument& instrument = m_instruments[*index];
    auto values = valuesOf(instrument.definition, place.labels);
    if (!values) {
        return values.error();
    }
    return Found{instrument, std::move(values).value()};
}

/// What moves a series: `change` gets the definition and a copy of the state (a fresh one when the
/// series is not there), and answers a Status; the copy is taken over when that is good.
template <class Move>
base::Result<Edit> Bench::move(const Place& place, Type type, std::int64_t nowMs, Move&& change) {
    auto found = locate(place);
    if (!found) {
        return found.error();
    }
    Instrument& instrument = found->instrument;
    const Definition& definition = instrument.definition;
    if (definition.type != type) {
        return Error{
            Code::InvalidInput,
            fullName(definition.type, definition.name) + " is a " +
                std::string(typeName(definition.type)) + ", not a " + std::string(typeName(type))};
    }
    const auto there = instrument.series.find(found->values);
    const bool isThere = there != instrument.series.end();
    State state = isThere ? there->second : freshState(definition, nowMs);
    if (const base::Status status = change(definition, state); !status) {
        return status.error();
    }
    touch(instrument);
    if (!isThere) {
        instrument.series.emplace(found->values, std::move(state));
        return Edit(RemoveSeries{place});
    }
    State before = std::exchange(there->second, std::move(state));
    return Edit(PutState{definition.name, std::move(found->values), std::move(before), {}});
}

base::Result<Edit> Bench::run(const AddSeries& edit, std::int64_t nowMs) {
    const Instrument* const instrument = find(edit.place.name);
    const Type type = instrument == nullptr ? Type::Gauge : instrument->definition.type;
    return move(edit.place, type, nowMs, [](const Definition&, State&) { return base::Status(); });
}

base::Result<Edit> Bench::run(const RemoveSeries& edit, std::int64_t) {
    auto found = locate(edit.place);
    if (!found) {
        return found.error();
    }
    auto& series = found->instrument.series;
    const auto there = series.find(found->values);
    if (there == series.end()) {
        return Error{
            Code::NotFound,
            fullName(found->instrument.definition.type, found->instrument.definition.name) +
                " has no series with these labels"};
    }
    PutState inverse{
        found->instrument.definition.name, found->values, std::move(there->second), {}};
    series.erase(there);
    auto& drivers = found->instrument.drivers;
    if (const auto driver = drivers.find(found->values); driver != drivers.end()) {
        inverse.driver = std::move(driver->second);
        drivers.erase(driver);
    }
    touch(found->instrument);
    return Edit(std::move(inverse));
}

base::Result<Edit> Bench::run(const Increment& edit, std::int64_t nowMs) {
    const Instrument* const instrument = find(edit.place.name);
    const bool isGauge = instrument != nullptr && instrument->definition.type == Type::Gauge;
    const auto add = [&edit, isGauge](const Definition& definition, State& state) -> base::Status {
        if (!isGauge && !(edit.by >= 0 && std::isfinite(edit.by))) {
            return Error{
                Code::InvalidInput,
                "the counter " + fullName(definition.type, definition.name) +
                    " can only grow: by 0 or more, not by " + base::formatNumber(edit.by)};
        }
        state.value += edit.by;
        return {};
    };
    return move(edit.place, isGauge ? Type::Gauge : Type::Counter, nowMs, add);
}

base::Result<Edit> Bench::run(const SetValue& edit, std::int64_t nowMs) {
    return move(edit.place, Type::Gauge, nowMs, [&edit](const Definition&, State& state) {
        state.value = edit.to;
        return base::Status();
    });
}

base::Result<Edit> Bench::run(const Choose& edit, std::int64_t nowMs) {
    const auto choose = [&edit](const Definition& definition, State& state) -> base::Status {
        const auto at = std::ranges::find(definition.states, edit.state);
        if (at == definition.states.end()) {
            return Error{
                Code::InvalidInput,
                definition.name + " has no state \"" + edit.state + "\"; its states are " +
                    listOf(definition.states)};
        }
        state.chosen = static_cast<std::size_t>(at - definition.states.begin());
        return {};
    };
    return move(edit.place, Type::Enum, nowMs, choose);
}

base::Result<Edit> Bench::run(const SetInfo& edit, std::int64_t nowMs) {
    const auto set = [&edit](const Definition& definition, State& state) -> base::Status {
        if (base::Status status = checkInfo(definition, edit.info); !status) {
            return status;
        }
        state.info = edit.info;
        return {};
    };
    return move(edit.place, Type::Info, nowMs, set);
}

base::Result<Edit> Bench::run(const Observe& edit, std::int64_t nowMs) {
    const auto observe = [&edit](const Definition& definition, State& state) -> base::Status {
        if (std::isnan(edit.value)) {
            return Error{Code::InvalidInput, "NaN cannot be observed: it belongs to no bucket"};
        }
        const auto bound = std::ranges::lower_bound(definition.bounds, edit.value);
        ++state.counts[static_cast<std::size_t>(bound - definition.bounds.begin())];
        state.value += edit.value;
        return {};
    };
    return move(edit.place, Type::Histogram, nowMs, observe);
}

base::Result<Edit> Bench::run(const PutState& edit, std::int64_t) {
    const auto index = indexOf(edit.name);
    if (!index) {
        return index.error();
    }
    Instrument& instrument = m_instruments[*index];
    const Definition& definition = instrument.definition;
    if (!fits(definition, edit.labelValues, edit.state)) {
        return misfit(definition);
    }
    touch(instrument);
    if (edit.driver) {
        instrument.drivers[edit.labelValues] = *edit.driver;
    }
    const auto there = instrument.series.find(edit.labelValues);
    if (there != instrument.series.end()) {
        State before = std::exchange(there->second, edit.state);
        return Edit(PutState{definition.name, edit.labelValues, std::move(before), {}});
    }
    instrument.series.emplace(edit.labelValues, edit.state);
    Place place{definition.name, {}};
    for (std::size_t i = 0; i < edit.labelValues.size(); ++i) {
        place.labels.push_back({definition.labelNames[i], edit.labelValues[i]});
    }
    return Edit(RemoveSeries{std::move(place)});
}

base::Result<Edit> Bench::run(const PutDriver& edit, std::int64_t nowMs) {
    auto found = locate(edit.place);
    if (!found) {
        return found.error();
    }
    Instrument& instrument = found->instrument;
    if (base::Status status = checkDriver(instrument.definition, edit.driver); !status) {
        return status.error();
    }
    touch(instrument);
    if (!instrument.series.contains(found->values)) {
        instrument.series.emplace(found->values, freshState(instrument.definition, nowMs));
        instrument.drivers.insert_or_assign(std::move(found->values), edit.driver);
        return Edit(RemoveSeries{edit.place});
    }
    const auto there = instrument.drivers.find(found->values);
    if (there == instrument.drivers.end()) {
        instrument.drivers.emplace(std::move(found->values), edit.driver);
        return Edit(RemoveDriver{edit.place});
    }
    return Edit(PutDriver{edit.place, std::exchange(there->second, edit.driver)});
}

base::Result<Edit> Bench::run(const RemoveDriver& edit, std::int64_t) {
    auto found = locate(edit.place);
    if (!found) {
        return found.error();
    }
    const auto there = found->instrument.drivers.find(found->values);
    if (there == found->instrument.drivers.end()) {
        return Error{Code::NotFound, "nothing drives this series"};
    }
    PutDriver inverse{edit.place, std::move(there->second)};
    found->instrument.drivers.erase(there);
    touch(found->instrument);
    return Edit(std::move(inverse));
}

} // namespace meterbench::instruments
