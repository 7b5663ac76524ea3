// PeriodChoice: which periods are looked at: the present ones, or those that end in a month, which
// are the same whenever somebody looks. Plain functions, any thread.
#pragma once

#include "core/config/workspace.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace meterbench::usage {

/// Nothing: the present ones.
using PeriodChoice = std::optional<std::chrono::year_month>;

[[nodiscard]] std::chrono::year_month monthWith(std::int64_t timeMs);
/// In the chosen period of any customer (periodOf), whatever day it begins at.
[[nodiscard]] std::int64_t momentIn(const PeriodChoice& choice, std::int64_t nowMs);
/// The months that can be chosen, newest first: those before the present one as far back as there
/// are records, and the present one too if a customer's period ended in it that is present no more.
/// fromMs: of the first record; 0: there is none.
[[nodiscard]] std::vector<std::chrono::year_month>
monthsToChoose(const config::Workspace& workspace, std::int64_t fromMs, std::int64_t nowMs);

} // namespace meterbench::usage
