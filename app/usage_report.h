// UsageReport: rows of usage out of a journal, with units, coverage and prices where a workspace is
// at hand, and how they are written. A plain value. Errors: those of the journal and of the plans.
#pragma once

#include "core/base/result.h"
#include "core/config/workspace.h"
#include "core/metering/usage_journal.h"
#include "core/pricing/statement.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace meterbench::app {

struct UsageRequest {
    std::int64_t fromMs = INT64_MIN; ///< of the windows' begin
    std::int64_t toMs = INT64_MAX;
    metering::TotalsBy by{true, true, true, false};
};

struct UsageRow {
    metering::UsageTotal total;
    base::Decimal units; ///< of the meter's unit
    std::string unit;
    bool isOpen = false; ///< of windows that are not over: it can still grow
};

struct CustomerStatement {
    std::string customer;
    pricing::Statement statement;
    /// Dimensions whose plan has a fee for each event: it is not in the statement, as a meter of
    /// amounts knows no events.
    std::vector<std::string> withoutFees;
};

struct UsageReport {
    std::vector<UsageRow> rows; ///< closed ones first; by customer, dimension, meter, window
    std::vector<CustomerStatement> statements;
};

/// `workspace` may be null: then values are in the meters' base units and summed, and nothing open
/// or priced is known.
[[nodiscard]] base::Result<UsageReport> reportOf(
    metering::UsageJournal& journal, const UsageRequest& request, const config::Workspace* workspace
);

/// In a terminal: no byte of a label moves the cursor.
[[nodiscard]] std::string plainText(const std::string& text);
/// Columns as wide as their widest cell; `right`: numbers, which end together.
[[nodiscard]] std::string
tableText(const std::vector<std::vector<std::string>>& table, const std::vector<bool>& right);

[[nodiscard]] std::string toText(const UsageReport& report);
[[nodiscard]] std::string toJson(const UsageReport& report);

} // namespace meterbench::app
