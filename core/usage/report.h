// Report: rows of usage out of a journal, with units, coverage and prices where a workspace is at
// hand. What terminal and HTTP interface show; their texts are in app. A plain value. Errors: those
// of the journal, of the meters and of statements.h.
#pragma once

#include "core/base/result.h"
#include "core/usage/statements.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace meterbench::usage {

struct ReportRequest {
    std::int64_t fromMs = INT64_MIN; ///< of the windows' begin
    std::int64_t toMs = INT64_MAX;
    metering::TotalsBy by{true, true, true, false};
    std::int64_t nowMs = 0;
};

struct ReportRow {
    metering::UsageTotal total;
    base::Decimal units; ///< of the meter's unit
    std::string unit;
    bool isOpen = false; ///< of windows that are not over: it can still grow
};

struct Report {
    std::vector<ReportRow> rows; ///< closed ones first; by customer, dimension, meter, window
    /// By customer and period; only where rows are by customer and dimension.
    std::vector<CustomerPtr> statements;
};

/// `workspace` may be null: then values are in the meters' base units and summed, and nothing open
/// or priced is known.
[[nodiscard]] base::Result<Report> reportOf(
    metering::UsageJournal& journal,
    const ReportRequest& request,
    std::shared_ptr<const config::Workspace> workspace
);

/// One customer has statements of several periods.
[[nodiscard]] bool spansPeriods(const std::vector<CustomerPtr>& statements);

} // namespace meterbench::usage
