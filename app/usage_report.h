// A usage report (core/usage/report.h) as text for a terminal, as JSON and as CSV. Plain functions.
#pragma once

#include "core/usage/report.h"

#include <string>
#include <vector>

namespace meterbench::app {

/// In a terminal: no byte of a label moves the cursor.
[[nodiscard]] std::string plainText(const std::string& text);
/// Columns as wide as their widest cell; `right`: numbers, which end together.
[[nodiscard]] std::string
tableText(const std::vector<std::vector<std::string>>& table, const std::vector<bool>& right);
/// "2026-11-01 to 2026-11-30", both days included; with times where it is not of whole days.
[[nodiscard]] std::string periodText(const usage::Period& period);
/// What a statement lacks and how much of its period it is of, a line each.
[[nodiscard]] std::string remarksOf(const usage::CustomerRow& customer);

[[nodiscard]] std::string toText(const usage::Report& report);
[[nodiscard]] std::string toJson(const usage::Report& report);
/// One row for each total, as RFC 4180 has it; without estimates.
[[nodiscard]] std::string toCsv(const usage::Report& report);

/// A statement with what stands beside it, as JSON.
[[nodiscard]] std::string statementJson(const usage::CustomerRow& customer);

} // namespace meterbench::app
