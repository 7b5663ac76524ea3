// Advice on names while they are typed: can it be used, what is wrong or unwise, what would be
// right. Source: Prometheus "Metric and label naming" and the data model; OpenMetrics 1.0 on
// suffixes. Any thread.
#pragma once

#include "core/instruments/instrument.h"

#include <string>
#include <string_view>
#include <vector>

namespace meterbench::instruments {

struct NameAdvice {
    bool isUsable = true;
    std::string problem;  ///< plain English; empty: nothing to say
    std::string proposal; ///< a name without the problem; empty when there is none

    friend bool operator==(const NameAdvice&, const NameAdvice&) = default;
};

/// A metric's name as a person writes it: with or without the suffix of its type.
[[nodiscard]] NameAdvice adviseName(Type type, std::string_view name, std::string_view unit);

/// One of the label names, given those before it.
[[nodiscard]] NameAdvice
adviseLabel(Type type, std::string_view label, const std::vector<std::string>& before);

/// The family of a name as it is written: without _total (Counter) or _info (Info).
[[nodiscard]] std::string_view familyOf(Type type, std::string_view name);

/// What people call it: "requests_total" for the family "requests".
[[nodiscard]] std::string fullName(Type type, std::string_view family);

} // namespace meterbench::instruments
