// The entry of the window's module for `meterbench statement --format=pdf`: pages as the window's
// statement dialog saves them, drawn without a display. Main thread; the program has no other
// QCoreApplication.
#pragma once

#include "core/usage/view.h"

#include <cstdint>
#include <string>
#include <vector>

namespace meterbench::app {

constexpr const char* kWindowFile = "meterbench_window";
constexpr const char* kStatementPdf = "meterbenchStatementPdf";

/// The bytes of one file for each; what is wrong, empty: all well.
using StatementPdf = void (*)(
    const std::vector<usage::CustomerPtr>& statements,
    std::int64_t nowMs,
    std::vector<std::string>& files,
    std::string& problem
);

} // namespace meterbench::app
