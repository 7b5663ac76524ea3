#include "app/usage_report.h"

#include "core/metering/calendar.h"
#include "core/pricing/statement_writer.h"
#include "core/usage/priced_usage.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace meterbench::app {

namespace {

using metering::UsageTotal;
using usage::CustomerPtr;
using usage::Report;
using usage::ReportRow;
using Json = nlohmann::ordered_json;

constexpr std::int64_t kDayMs = 86'400'000;

/// Empty without a time in which it could be seen.
std::string coverageOf(const metering::Evidence& evidence, int digits) {
    return metering::coverage(evidence) ? usage::coveragePercent(evidence).toText(digits)
                                        : std::string();
}

std::string coverageText(const metering::Evidence& evidence) {
    const std::string percent = coverageOf(evidence, 1);
    return percent.empty() ? "-" : percent + " %";
}

std::string beginText(const UsageTotal& total) {
    return total.beginMs == INT64_MIN ? std::string() : metering::timeText(total.beginMs);
}

std::string endText(const UsageTotal& total) {
    return total.endMs == INT64_MAX ? std::string() : metering::timeText(total.endMs);
}

} // namespace

std::string plainText(const std::string& text) {
    std::string out;
    for (const char c : text) {
        out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
    }
    return out.empty() ? "-" : out;
}

std::string
tableText(const std::vector<std::vector<std::string>>& table, const std::vector<bool>& right) {
    std::vector<std::size_t> widths(table.front().size());
    for (const auto& line : table) {
        for (std::size_t i = 0; i < line.size(); ++i) {
            widths[i] = std::max(widths[i], line[i].size());
        }
    }
    std::string out;
    for (const auto& line : table) {
        std::string text;
        for (std::size_t i = 0; i < line.size(); ++i) {
            const std::string blanks(widths[i] - line[i].size(), ' ');
            text += (i == 0 ? "" : "  ") + (right[i] ? blanks + line[i] : line[i] + blanks);
        }
        out += text.substr(0, text.find_last_not_of(' ') + 1) + '\n';
    }
    return out;
}

std::string periodText(const usage::Period& period) {
    if (period.beginMs % kDayMs == 0 && period.endMs % kDayMs == 0) {
        return metering::timeText(period.beginMs).substr(0, 10) + " to " +
               metering::timeText(period.endMs - 1).substr(0, 10);
    }
    return metering::timeText(period.beginMs) + " until " + metering::timeText(period.endMs);
}

std::string remarksOf(const usage::CustomerRow& customer) {
    const pricing::Statement& statement = *customer.statement;
    std::string out;
    if (!statement.share.isWhole()) {
        out += "  of " + std::to_string(statement.share.days) + " of the " +
               std::to_string(statement.share.ofDays) + " days of the period: " +
               (statement.isProrated
                    ? "flat fee and minimum by days, rounded half away from zero"
                    : "flat fee and minimum are those of a whole period (proration: none)") +
               '\n';
    }
    for (const std::string& dimension : customer.withoutFees) {
        out += "  without the fee for each event of " + plainText(dimension) +
               ": events are not metered\n";
    }
    return out;
}

std::string toText(const Report& report) {
    std::vector<std::vector<std::string>> table{
        {"CUSTOMER", "DIMENSION", "METER", "WINDOW", "USAGE", "UNIT", "COVERAGE", ""}};
    for (const ReportRow& row : report.rows) {
        table.push_back(
            {plainText(row.total.customer),
             plainText(row.total.dimension),
             plainText(row.total.meter),
             plainText(beginText(row.total)),
             row.units.toText(),
             plainText(row.unit),
             coverageText(row.total.evidence),
             row.isOpen ? "so far" : ""}
        );
    }
    std::string out =
        tableText(table, {false, false, false, false, true, false, true, false});
    if (usage::spansPeriods(report.statements)) {
        out += "This time spans several periods: each is estimated for itself.\n";
    }
    for (const CustomerPtr& one : report.statements) {
        const pricing::Statement& statement = *one->statement;
        out += "Estimate for " + plainText(one->id) + " by plan " + plainText(statement.planId) +
               ": " + statement.currency.code + ' ' +
               pricing::amountText(statement.total, statement.currency) + ", " +
               periodText(one->period) + '\n' + remarksOf(*one);
    }
    return out;
}

std::string toJson(const Report& report) {
    Json rows = Json::array();
    for (const ReportRow& row : report.rows) {
        const metering::Evidence& evidence = row.total.evidence;
        Json one{
            {"customer", row.total.customer},
            {"dimension", row.total.dimension},
            {"meter", row.total.meter},
            {"value", row.total.value.toText()},
            {"units", row.units.toText()},
            {"unit", row.unit},
            {"open", row.isOpen},
            {"measuredMs", evidence.measuredMs},
            {"inferredMs", evidence.inferredMs},
            {"unmeteredMs", evidence.unmeteredMs},
            {"samples", evidence.samples},
            {"resets", evidence.resets},
            {"possibleLosses", evidence.possibleLosses},
            {"records", row.total.records}};
        if (row.total.beginMs != INT64_MIN) {
            one["begin"] = metering::timeText(row.total.beginMs);
        }
        if (row.total.endMs != INT64_MAX) {
            one["end"] = metering::timeText(row.total.endMs);
        }
        rows.push_back(std::move(one));
    }
    Json statements = Json::array();
    for (const CustomerPtr& one : report.statements) {
        statements.push_back(Json::parse(statementJson(*one)));
    }
    const Json whole{
        {"usage", std::move(rows)},
        {"estimates", std::move(statements)},
        {"spansPeriods", usage::spansPeriods(report.statements)}};
    return whole.dump(1, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::string toCsv(const Report& report) {
    std::string out = "customer,dimension,meter,begin,end,value,units,unit,open,coveragePercent,"
                      "measuredMs,inferredMs,unmeteredMs,samples,resets,possibleLosses,records\r\n";
    for (const ReportRow& row : report.rows) {
        const metering::Evidence& evidence = row.total.evidence;
        out += pricing::csvCell(row.total.customer) + ',' + pricing::csvCell(row.total.dimension) +
               ',' + pricing::csvCell(row.total.meter) + ',' + beginText(row.total) + ',' +
               endText(row.total) + ',' + row.total.value.toText() + ',' + row.units.toText() +
               ',' + pricing::csvCell(row.unit) + ',' + (row.isOpen ? "true" : "false") + ',' +
               coverageOf(evidence, 0);
        for (const std::int64_t count :
             {evidence.measuredMs,
              evidence.inferredMs,
              evidence.unmeteredMs,
              evidence.samples,
              evidence.resets,
              evidence.possibleLosses,
              static_cast<std::int64_t>(row.total.records)}) {
            out += ',' + std::to_string(count);
        }
        out += "\r\n";
    }
    return out;
}

std::string statementJson(const usage::CustomerRow& customer) {
    Json made = Json::parse(pricing::toJson(
        {customer.id,
         metering::timeText(customer.period.beginMs),
         metering::timeText(customer.period.endMs)},
        *customer.statement
    ));
    made["withoutFees"] = customer.withoutFees;
    return made.dump(1, ' ', false, Json::error_handler_t::replace);
}

} // namespace meterbench::app
