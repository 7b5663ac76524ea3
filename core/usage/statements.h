// Statements: what customers owe for periods, out of a journal that is only looked into: whole
// periods or parts of them, one statement for each period. Prices as the book of usage makes them
// (usage_book.h), with what is not closed yet. Not texts for people. Any thread that owns the
// journal. Errors: those of the journal and the meters; NotFound for a customer who cannot be
// priced, Limit for too many periods, with words that say what would be right.
#pragma once

#include "core/base/result.h"
#include "core/metering/usage_journal.h"
#include "core/usage/view.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meterbench::usage {

/// What the journal holds, opened for this.
struct Ledger {
    metering::UsageJournal& journal;
    std::shared_ptr<const config::Workspace> workspace;
    /// What is not closed yet (openRecords).
    std::shared_ptr<const std::vector<metering::UsageRecord>> open;
    std::int64_t nowMs = 0;
};

/// The periods: the one that begins in a month, or the one that a moment is in, or those that a
/// time touches, of which only that time is counted then. A time without begin or end goes as far
/// as the customer used something, and holds the present period if it never did.
struct StatementTime {
    std::optional<std::chrono::year_month> month;
    std::optional<std::int64_t> atMs;
    std::int64_t fromMs = INT64_MIN;
    std::int64_t toMs = INT64_MAX;
};

/// What the meters have under way, as it was written down last.
[[nodiscard]] base::Result<std::vector<metering::UsageRecord>>
openRecords(metering::UsageJournal& journal, const config::Workspace& workspace);

/// With a statement each, in the order of the workspace and of time. Without a customer: of all
/// that have a plan.
[[nodiscard]] base::Result<std::vector<CustomerPtr>> statementsOf(
    const Ledger& ledger, const std::optional<std::string>& customer, const StatementTime& time
);

/// Nothing was used in its period.
[[nodiscard]] bool isUnused(const CustomerRow& customer);

/// "statement-acme-2026-11" of a calendar month, else with the days that it begins and ends.
/// Nothing in it that a file system would refuse.
[[nodiscard]] std::string statementFileName(const CustomerRow& customer);

} // namespace meterbench::usage
