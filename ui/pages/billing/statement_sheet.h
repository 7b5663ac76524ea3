// A customer's statement as the rows and texts of its PDF. Numbers of money have all their digits:
// lines are rounded to the currency, the parts of a line are shown as they were before. Coverage
// and units come from the view's rows, the rest from the statement. Plain text, any thread.
#pragma once

#include "core/usage/view.h"
#include "ui/statement/statement_pdf.h"

#include <cstdint>

namespace meterbench::ui {

/// The customer must have a statement. nowMs says whether the period is over.
[[nodiscard]] StatementPaper
statementPaper(const usage::CustomerRow& customer, usage::Period period, std::int64_t nowMs);

} // namespace meterbench::ui
