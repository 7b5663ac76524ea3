// A customer's statement as the rows and texts of its PDF. Numbers of money have all their digits:
// lines are rounded to the currency, the parts of a line are shown as they were before. Coverage
// and units come from the view's rows, the rest from the statement. Plain text, any thread.
#pragma once

#include "core/usage/view.h"
#include "ui/statement/statement_pdf.h"

#include <cstdint>

namespace meterbench::ui {

/// The customer must have a statement; its period is the paper's. nowMs says whether the period is
/// over.
[[nodiscard]] StatementPaper statementPaper(const usage::CustomerRow& customer, std::int64_t nowMs);
/// "20 of 30 days of the period: fees are those of 20 days."; empty for a whole period.
[[nodiscard]] QString shareText(const pricing::Statement& statement);

} // namespace meterbench::ui
