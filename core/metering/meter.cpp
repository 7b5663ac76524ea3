#include "core/metering/meter.h"

#include "core/base/bytes.h"
#include "core/metering/calendar.h"
#include "core/relabel/selector.h"

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

constexpr std::array<std::pair<Combine, std::string_view>, 3> kCombines{{
    {Combine::Refuse, "refuse"},
    {Combine::Max, "max"},
    {Combine::Sum, "sum"},
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

template <class Table>
std::vector<std::string_view> namesIn(const Table& table) {
    std::vector<std::string_view> names;
    for (const auto& [value, name] : table) {
        names.push_back(name);
    }
    return names;
}

void addSelectorFault(
    const char* field, const std::string& selector, std::vector<MeterFault>& faults
) {
    constexpr const char* kHint = "a selector as kube_pod_info or {job=\"api\"}";
    if (selector.empty()) {
        faults.push_back({field, "which series?", kHint});
    } else if (const auto read = relabel::Selector::parse(selector); !read) {
        faults.push_back({field, read.error().context, kHint});
    }
}

void addLabelsFault(
    const char* field, const std::vector<std::string>& labels, std::vector<MeterFault>& faults
) {
    for (auto at = labels.begin(); at != labels.end(); ++at) {
        if (at->empty()) {
            faults.push_back({field, "an empty label name", "remove it"});
        } else if (std::find(labels.begin(), at, *at) != at) {
            faults.push_back({field, '"' + *at + "\" stands here twice", "remove one of the two"});
        }
    }
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

std::string_view combineName(Combine combine) {
    return nameIn(kCombines, combine);
}

std::optional<Combine> combineOf(std::string_view name) {
    return valueIn(kCombines, name);
}

std::vector<std::string_view> measureNames() {
    return namesIn(kMeasures);
}

std::vector<std::string_view> combineNames() {
    return namesIn(kCombines);
}

std::vector<std::string_view> windowNames() {
    return namesIn(kWindows);
}

std::vector<MeterFault> faultsOf(const Meter& meter) {
    std::vector<MeterFault> faults;
    if (meter.name.empty()) {
        faults.push_back({"name", "a meter needs one", "write a short name that stays"});
    }
    addSelectorFault("selector", meter.selector, faults);
    if (meter.join) {
        addSelectorFault("join.selector", meter.join->selector, faults);
        addLabelsFault("join.on", meter.join->on, faults);
        if (meter.join->on.empty()) {
            faults.push_back(
                {"join.on", "needs the labels that both series have", "as [namespace, pod, uid]"}
            );
        }
    }
    addLabelsFault("identity", meter.identity, faults);
    if (meter.measure == Measure::Increase && meter.combine != Combine::Refuse) {
        faults.push_back(
            {"combine",
             "counters cannot be brought together: a reset of one would not be seen",
             "remove it, and name the labels that tell them apart in identity"}
        );
    }
    if (meter.countsFirst && meter.measure != Measure::Increase) {
        faults.push_back(
            {"counts_first",
             std::string("only an increase has a first step, not ") +
                 std::string(measureName(meter.measure)),
             "remove it"}
        );
    }
    if (meter.maxGapSteps == 0) {
        faults.push_back({"max_gap_steps", "must be 1 or more", "1 bridges no missed scrape"});
    }
    if (const auto calendar = Calendar::open(meter.window, meter.timeZone); !calendar) {
        faults.push_back(
            {"time_zone",
             '"' + meter.timeZone + "\" is not known here",
             "a name of the IANA database, as Europe/Berlin or UTC"}
        );
    }
    if (meter.unitSize <= base::Decimal()) {
        faults.push_back({"unit_size", "must be more than 0", "a minute is 60 (seconds)"});
    }
    return faults;
}

Status check(const Meter& meter) {
    const std::vector<MeterFault> faults = faultsOf(meter);
    if (faults.empty()) {
        return {};
    }
    const MeterFault& fault = faults.front();
    return Error{
        Code::InvalidInput,
        "meter \"" + meter.name + "\", " + fault.field + ": " + fault.message + "; " + fault.hint};
}

} // namespace meterbench::metering
