// Statements as text for a terminal, as CSV and as JSON, one behind the other. Plain functions.
#pragma once

#include "core/usage/view.h"

#include <cstdint>
#include <string>
#include <vector>

namespace meterbench::app {

/// As of nowMs.
[[nodiscard]] std::string
statementsText(const std::vector<usage::CustomerPtr>& statements, std::int64_t nowMs);
/// One header, then the lines of each (core/pricing/statement_writer.h).
[[nodiscard]] std::string statementsCsv(const std::vector<usage::CustomerPtr>& statements);
/// {"statements": […], "spansPeriods": false}
[[nodiscard]] std::string statementsJson(const std::vector<usage::CustomerPtr>& statements);

} // namespace meterbench::app
