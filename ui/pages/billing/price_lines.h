// Statement lines as rows for people: which tier took how many units at what price. Plain text. Any
// thread.
#pragma once

#include "core/pricing/statement.h"
#include "ui/pages/billing/line_table.h"

namespace meterbench::ui {

/// Columns: Tier, Units, Each, Price. With a total at the end.
[[nodiscard]] std::vector<LineColumn> tierColumns();
[[nodiscard]] std::vector<LineRow>
tierRows(const pricing::Line& line, const pricing::Currency& currency);
/// "next 1,000", "3 package(s)": what a part is of; place counts from 0 within its line.
[[nodiscard]] QString partText(const pricing::Part& part, std::size_t place);
/// A whole statement: lines, fees, total.
[[nodiscard]] std::vector<LineRow> statementRows(const pricing::Statement& statement);

} // namespace meterbench::ui
