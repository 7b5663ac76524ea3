// Which statements are asked for, in the words of a command line or of a query, and making them out
// of a journal. Shared by `meterbench statement` and /api/v1/statement. Any thread. Errors name the
// word that is wrong, after a prefix ("--", or nothing).
#pragma once

#include "core/base/result.h"
#include "core/usage/statements.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meterbench::app {

/// As they were written; empty: not at all.
struct StatementWords {
    std::string customer; ///< empty: all
    std::string period;   ///< 2026-11: the period that begins in that month
    std::string from;
    std::string to;
};

struct StatementWish {
    std::optional<std::string> customer;
    usage::StatementTime time; ///< without words: the period of now
};

[[nodiscard]] base::Result<StatementWish>
statementWishOf(const StatementWords& words, const std::string& prefix, std::int64_t nowMs);

/// At least one; of whoever has no plan there is none.
[[nodiscard]] base::Result<std::vector<usage::CustomerPtr>> statementsIn(
    metering::UsageJournal& journal,
    std::shared_ptr<const config::Workspace> workspace,
    const StatementWish& wish,
    std::int64_t nowMs
);

} // namespace meterbench::app
