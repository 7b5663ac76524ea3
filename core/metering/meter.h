// Meter: what is counted, of whom, and how (M2). It is written down in the workspace and compiled
// once; README.md has what each measure means. Values are in the meter's base unit: what the series
// has, or that times seconds for measures over time. Constant; any thread. Errors of check():
// InvalidInput, naming meter and field.
#pragma once

#include "core/base/decimal.h"
#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::metering {

enum class Measure : std::uint8_t {
    Increase,  ///< of a counter: the sum of its steps; a fall counts the new value
    LevelTime, ///< level × seconds
    StateTime, ///< seconds in which the value was not 0
    Average,   ///< LevelTime by the seconds it covers
    Max,
    Min,
    Last,
    Count,  ///< samples
    Unique, ///< things that were seen
};

[[nodiscard]] constexpr bool isOverTime(Measure measure) {
    return measure == Measure::LevelTime || measure == Measure::StateTime ||
           measure == Measure::Average;
}

/// How two series of one target that are the same thing come together at one time.
enum class Combine : std::uint8_t { Refuse, Max, Sum };

enum class Window : std::uint8_t { None, Hour, Day, Month };

/// Takes customer and dimension from another series, found by labels that both have: pod labels by
/// namespace, pod and uid.
struct Join {
    std::string selector;        ///< kube_pod_labels
    std::vector<std::string> on; ///< namespace, pod, uid

    friend bool operator==(const Join&, const Join&) = default;
};

struct Meter {
    std::string name;      ///< of the meter, unique
    std::string selector;  ///< kube_pod_container_status_running
    std::string dimension; ///< fixed; empty: as the tags say
    std::optional<Join> join;
    Measure measure = Measure::Increase;
    /// Labels by which a thing is known again: two agents that see one pod, a counter that changes
    /// its customer. Empty: all labels, the tags too, as one service may count for many customers.
    std::vector<std::string> identity;
    Combine combine = Combine::Refuse;
    bool countsFirst = false; ///< Increase: the first value of a series that is new to a target
    std::uint32_t maxGapSteps = 2; ///< a longer gap is not bridged but reported as unmetered
    Window window = Window::Hour;
    std::string timeZone = "UTC"; ///< IANA; for days and months
    std::string unit;             ///< of what is billed: calls, minute, gigabyte hour
    base::Decimal unitSize = base::Decimal::fromInteger(1); ///< in base units: a minute is 60

    friend bool operator==(const Meter&, const Meter&) = default;
};

/// One wrong field: its key in a workspace, what is wrong, what would be right.
struct MeterFault {
    std::string field; ///< "selector", "join.selector", "unit_size"
    std::string message;
    std::string hint;
};

/// All that is wrong with a meter for itself, in the order of its fields; empty: it can be
/// compiled.
[[nodiscard]] std::vector<MeterFault> faultsOf(const Meter& meter);
/// The first of them.
[[nodiscard]] base::Status check(const Meter& meter);

/// Equal for meters that measure alike: what is under way under one can go on under the other. Not
/// of it: unit and unit size, which are about what is shown.
[[nodiscard]] std::string fingerprintOf(const Meter& meter);

[[nodiscard]] std::string_view measureName(Measure measure);
[[nodiscard]] std::optional<Measure> measureOf(std::string_view name);
[[nodiscard]] std::string_view combineName(Combine combine);
[[nodiscard]] std::optional<Combine> combineOf(std::string_view name);
[[nodiscard]] std::string_view windowName(Window window);
[[nodiscard]] std::optional<Window> windowOf(std::string_view name);

/// As they are written, in the order of the enums.
[[nodiscard]] std::vector<std::string_view> measureNames();
[[nodiscard]] std::vector<std::string_view> combineNames();
[[nodiscard]] std::vector<std::string_view> windowNames();

} // namespace meterbench::metering
