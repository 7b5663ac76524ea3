#include "core/metering/meter.h"

#include "core/base/bytes.h"

#include <algorithm>
#include <array>
#include <utility>

namespace meterbench::metering {

namespace {

using base::Code;
using base::Error;
using base::Status;

constexpr std::array<std::pair<Measure, std::string_view>, 9> kMeasures{{
    {Measure::Increase, "increase"},
    {Measure::LevelTime, "level_time"},
    {Measure::StateTime, "state_time"},
    {Measure::Average, "average"},
    {Measure::Max, "max"},
    {Measure::Min, "min"},
    {Measure::Last, "last"},
    {Measure::Count, "count"},
    {Measure::Unique, "unique"},
}};

constexpr std::array<std::pair<Window, std::string_view>, 4> kWindows{{
    {Window::None, "none"},
    {Window::Hour, "hour"},
    {Window::Day, "day"},
    {Window::Month, "month"},
}};

template <class Table, class Value>
std::string_view nameIn(const Table& table, Value value) {
    return std::ranges::find(table, value, &Table::value_type::first)->second;
}

template <class Table>
auto valueIn(const Table& table, std::string_view name) {
    const auto found = std::ranges::find(table, name, &Table::value_type::second);
    return found == table.end() ? std::nullopt : std::optional(found->first);
}

} // namespace

std::string_view measureName(Measure measure) {
    return nameIn(kMeasures, measure);
}

std::optional<Measure> measureOf(std::string_view name) {
    return valueIn(kMeasures, name);
}

std::string_view windowName(Window window) {
    return nameIn(kWindows, window);
}

std::optional<Window> windowOf(std::string_view name) {
    return valueIn(kWindows, name);
}

std::string fingerprintOf(const Meter& meter) {
    std::string text;
    for (const std::string_view part :
         {std::string_view(meter.name),
          std::string_view(meter.selector),
          std::string_view(meter.dimension),
          meter.join ? std::string_view(meter.join->selector) : std::string_view(),
          measureName(meter.measure),
          windowName(meter.window),
          std::string_view(meter.timeZone)}) {
        base::appendString(text, part);
    }
    for (const auto& list :
         {meter.join ? meter.join->on : std::vector<std::string>(), meter.identity}) {
        base::appendVarint(text, list.size());
        for (const std::string& name : list) {
            base::appendString(text, name);
        }
    }
    base::appendVarint(text, static_cast<std::uint64_t>(meter.combine));
    base::appendVarint(text, meter.countsFirst ? 1 : 0);
    base::appendVarint(text, meter.maxGapSteps);
    return text;
}

Status check(const Meter& meter) {
    const auto wrong = [&](std::string_view field, std::string_view what) -> Status {
        return Error{
            Code::InvalidInput,
            "meter \"" + meter.name + "\", " + std::string(field) + ": " + std::string(what)};
    };
    if (meter.name.empty()) {
        return wrong("name", "a meter needs one");
    }
    if (meter.selector.empty()) {
        return wrong("selector", "which series? A selector as kube_pod_info or {job=\"api\"}");
    }
    if (meter.join && (meter.join->selector.empty() || meter.join->on.empty())) {
        return wrong("join", "needs a selector and the labels that both series have");
    }
    if (meter.measure == Measure::Increase && meter.combine != Combine::Refuse) {
        return wrong(
            "combine", "counters cannot be brought together: a reset of one would not be seen"
        );
    }
    if (meter.unitSize <= base::Decimal()) {
        return wrong("unit_size", "must be more than 0");
    }
    if (meter.maxGapSteps == 0) {
        return wrong("max_gap_steps", "must be 1 or more");
    }
    return {};
}

} // namespace meterbench::metering
