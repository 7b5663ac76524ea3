// Usage and money in words: amounts with the sign of their currency, usage with its unit, rates,
// coverage, periods, what a meter does, why something is not billable. Digits are exact where they
// are money. Plain text, translated. Any thread.
#pragma once

#include "core/metering/meter.h"
#include "core/metering/metering.h"
#include "core/usage/view.h"

#include <QString>

#include <optional>

namespace meterbench::ui {

/// "1,250.5"; at most so many digits behind the point, half away from zero, no zeros at the end.
[[nodiscard]] QString decimalText(base::Decimal value, int mostFractionDigits);
/// "€ 41.86", "CHF 12.00"; with the digits of the currency, or more where an amount is not rounded.
[[nodiscard]] QString moneyText(base::Decimal amount, const pricing::Currency& currency);
/// A price of one unit: as many digits as it has.
[[nodiscard]] QString eachText(base::Decimal price, const pricing::Currency& currency);
/// "12,480 calls", "133.2 min", "18.4 GBh".
[[nodiscard]] QString unitsText(base::Decimal units, const std::string& unit);
/// "calls", "min": the unit alone, for so many of it.
[[nodiscard]] QString unitWord(const std::string& unit, bool isOne);
/// "+10 /s", "+3 min/h", "0".
[[nodiscard]] QString changeText(double perSecond, const std::string& unit);
/// "99.8 %", rounded down: never 100 too soon; "–" when nothing could be seen.
[[nodiscard]] QString coverageText(std::optional<double> coverage);
[[nodiscard]] bool isCoverageLow(std::optional<double> coverage);
/// "November 2026".
[[nodiscard]] QString monthText(std::chrono::year_month month);
/// "November 2026, day 21 of 30"; "Nov 2026 …" where there is little room.
[[nodiscard]] QString periodText(usage::Period period, std::int64_t nowMs, bool isShort = false);
/// "increase of api_calls_total, per call, day windows".
[[nodiscard]] QString meterText(const metering::Meter& meter);
/// "API calls" of a dimension; where none is known, of which meter it is.
[[nodiscard]] QString dimensionText(const usage::DimensionRow& row);
[[nodiscard]] QString customerText(const usage::CustomerRow& customer);
/// "35 jobs of nobody", "usage of nobody: 3 dimensions"; empty: all usage has a customer.
[[nodiscard]] QString nobodyText(const usage::View& usage);
/// "no paigoCustomerID", "paigoDimensionId does not match [a-z]+".
[[nodiscard]] QString verdictText(
    metering::Verdict verdict, const std::string& label, const metering::SchemaOptions& schema
);

} // namespace meterbench::ui
