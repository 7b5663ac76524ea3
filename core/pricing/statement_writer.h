// Statements as CSV and JSON. CSV: RFC 4180 (lines end in CRLF, texts in quotes); a text that a
// spreadsheet would run as a formula gets an apostrophe in front, numbers are written plainly.
// JSON: decimals as texts. Amounts have all digits of their currency ("1250.00"), exact ones as
// many as they need. No words for people: names of columns and fields are the program's. Any
// thread, no errors.
#pragma once

#include "core/pricing/statement.h"

#include <string>
#include <string_view>

namespace meterbench::pricing {

/// Whose statement it is and of which period, as texts of the caller's choice.
struct Heading {
    std::string customer;
    std::string periodFrom; ///< RFC 3339, included
    std::string periodTo;   ///< RFC 3339, not included
};

/// "1250.00", "-0.5", "7.125": at least the currency's digits.
[[nodiscard]] std::string amountText(Decimal amount, const Currency& currency);

/// A text as a cell: always in quotes, so that no reader with another separator parts it, and
/// nothing that a spreadsheet would take for a formula. Nothing for an empty one.
[[nodiscard]] std::string csvCell(std::string_view text);

/// The one header line of a CSV file.
[[nodiscard]] std::string csvHeader();

/// A statement's lines, to stand behind a header and other statements. Column kind says what a line
/// is: "line" (one of each dimension), "part" (what the line above consists of; its amount, not
/// rounded, stands in a column of its own), "flatFee", "topUp", "total", "unpriced". The column
/// amount of the first, third and fourth adds up to that of "total". The last two columns say of
/// how many days of the period the statement is; empty: of all.
void appendCsv(std::string& out, const Heading& heading, const Statement& statement);

[[nodiscard]] std::string toJson(const Heading& heading, const Statement& statement);

} // namespace meterbench::pricing
