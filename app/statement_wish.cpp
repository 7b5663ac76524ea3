#include "app/statement_wish.h"

#include "app/ledger_files.h"

#include <algorithm>
#include <charconv>

namespace meterbench::app {

namespace {

using base::Code;
using base::Error;
using base::Result;
using std::chrono::year_month;

template <class Number>
bool takeNumber(std::string_view text, Number& out) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

/// "2026-11".
std::optional<year_month> monthOf(std::string_view text) {
    int year = 0;
    unsigned month = 0;
    if (text.size() != 7 || text[4] != '-' || !takeNumber(text.substr(0, 4), year) ||
        !takeNumber(text.substr(5), month)) {
        return std::nullopt;
    }
    const year_month found{std::chrono::year(year), std::chrono::month(month)};
    return year > 0 && found.ok() ? std::optional(found) : std::nullopt;
}

base::Status
takeTimes(const StatementWords& words, const std::string& prefix, usage::StatementTime& time) {
    for (const base::Status& status :
         {takeTime(words.from, prefix + "from", time.fromMs),
          takeTime(words.to, prefix + "to", time.toMs)}) {
        if (!status) {
            return status;
        }
    }
    if (time.fromMs >= time.toMs) {
        return Error{Code::InvalidInput, prefix + "to is not behind " + prefix + "from"};
    }
    return {};
}

} // namespace

Result<StatementWish>
statementWishOf(const StatementWords& words, const std::string& prefix, std::int64_t nowMs) {
    StatementWish wish;
    if (!words.customer.empty()) {
        wish.customer = words.customer;
    }
    const bool hasTimes = !words.from.empty() || !words.to.empty();
    if (!words.period.empty() && hasTimes) {
        return Error{
            Code::InvalidInput,
            prefix + "period and " + prefix + "from, " + prefix + "to: give one of them"};
    }
    if (hasTimes) {
        const base::Status taken = takeTimes(words, prefix, wish.time);
        return taken ? Result<StatementWish>(std::move(wish)) : taken.error();
    }
    if (words.period.empty()) {
        wish.time.atMs = nowMs;
        return wish;
    }
    wish.time.month = monthOf(words.period);
    if (!wish.time.month) {
        return Error{
            Code::InvalidInput,
            prefix + "period: \"" + words.period + "\" is no month; 2026-11 would be"};
    }
    return wish;
}

Result<std::vector<usage::CustomerPtr>> statementsIn(
    metering::UsageJournal& journal,
    std::shared_ptr<const config::Workspace> workspace,
    const StatementWish& wish,
    std::int64_t nowMs
) {
    auto open = usage::openRecords(journal, *workspace);
    if (!open) {
        return open.error();
    }
    const usage::Ledger ledger{
        journal,
        std::move(workspace),
        std::make_shared<const std::vector<metering::UsageRecord>>(std::move(*open)),
        nowMs};
    auto statements = usage::statementsOf(ledger, wish.customer, wish.time);
    if (statements && statements->empty()) {
        return Error{
            Code::NotFound,
            "no customer of the workspace has a plan: write plans, and customers with one of them"};
    }
    return statements;
}

} // namespace meterbench::app
