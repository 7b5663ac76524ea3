// meterbench statement: what customers owe for a period, as text, CSV, JSON or PDF, on the terminal
// or in files, also while the agent runs. Reads only; files are written whole or not at all, and
// only when every statement could be made. PDF is made by the window's module (statement_pdf.h),
// without a display. Exit codes: 0 done, 1 it could not be done, 2 wrong use.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace meterbench::app {

/// `args`: what stands behind "statement".
[[nodiscard]] int
showStatement(const std::vector<std::string>& args, std::ostream& out, std::ostream& err);

} // namespace meterbench::app
