#include "app/statement_texts.h"

#include "app/usage_report.h"
#include "core/base/text.h"
#include "core/metering/calendar.h"
#include "core/pricing/statement_writer.h"
#include "core/usage/report.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace meterbench::app {

namespace {

using usage::CustomerPtr;
using usage::CustomerRow;
using Json = nlohmann::ordered_json;
using Table = std::vector<std::vector<std::string>>;

constexpr std::size_t kColumns = 6;

const usage::DimensionRow* rowOf(const CustomerRow& customer, const std::string& dimension) {
    const auto found = std::ranges::find_if(customer.dimensions, [&](const auto& row) {
        return row->dimension == dimension;
    });
    return found == customer.dimensions.end() ? nullptr : found->get();
}

/// "above 1000 to 5000", "3 packages": what a part is of.
std::string partText(const pricing::Part& part) {
    switch (part.kind) {
    case pricing::PartKind::Packages:
        return part.count.toText() + " packages";
    case pricing::PartKind::Share:
        return "share of the amount, percent";
    case pricing::PartKind::Events:
        return part.count.toText() + " events";
    case pricing::PartKind::Units:
        break;
    }
    std::string text = part.from.isZero() ? "" : "above " + part.from.toText();
    if (part.to) {
        text += (text.empty() ? "up to " : " to ") + part.to->toText();
    }
    return text.empty() ? "units" : text;
}

void addLine(const CustomerRow& customer, const pricing::Line& line, Table& table) {
    const pricing::Currency& currency = customer.statement->currency;
    const usage::DimensionRow* const row = rowOf(customer, line.dimension);
    table.push_back(
        {plainText(line.dimension),
         line.unitsBilled.toText(),
         row == nullptr ? "" : plainText(row->unit),
         "",
         line.coveragePercent ? line.coveragePercent->toText(1) + " %" : "-",
         pricing::amountText(line.amount, currency)}
    );
    if (!line.freeUnits.isZero()) {
        table.push_back({"  free", line.freeUnits.toText(), "", "", "", ""});
    }
    for (const pricing::Part& part : line.parts) {
        const bool isEvents = part.kind == pricing::PartKind::Events;
        std::string name = "  " + partText(part);
        if (!part.flatFee.isZero()) {
            name += ", and " + pricing::amountText(part.flatFee, currency) + " once";
        }
        table.push_back(
            {name,
             isEvents ? "" : part.units.toText(),
             "",
             part.unitPrice.toText(),
             "",
             "(" + pricing::amountText(part.amount, currency) + ")"}
        );
    }
}

void addSum(const std::string& name, const std::string& amount, Table& table) {
    std::vector<std::string> line(kColumns);
    line.front() = name;
    line.back() = amount;
    table.push_back(std::move(line));
}

Table tableOf(const CustomerRow& customer) {
    const pricing::Statement& statement = *customer.statement;
    const auto money = [&](base::Decimal amount) {
        return pricing::amountText(amount, statement.currency);
    };
    Table table{{"LINE", "UNITS", "UNIT", "EACH", "COVERAGE", statement.currency.code}};
    for (const pricing::Line& line : statement.lines) {
        addLine(customer, line, table);
    }
    for (const pricing::Usage& usage : statement.unpriced) {
        table.push_back({plainText(usage.dimension), usage.units.toText(), "", "", "", "no price"});
    }
    if (!statement.wholeFlatFee.isZero()) {
        addSum("flat fee", money(statement.flatFee), table);
    }
    if (!statement.topUp.isZero()) {
        addSum(
            "to the minimum of " + money(statement.minimumCharge), money(statement.topUp), table
        );
    }
    addSum("total", money(statement.total), table);
    return table;
}

std::string openText(const CustomerRow& customer, std::int64_t nowMs) {
    std::string out;
    if (usage::isUnused(customer)) {
        out += "  nothing was used in this time\n";
    }
    if (nowMs < customer.period.beginMs) {
        out += "  this time has not begun\n";
    } else if (nowMs < customer.period.endMs) {
        out += "  the period is not over: what was used until " + metering::timeText(nowMs);
        if (customer.projected) {
            out += "; if it goes on like this, " +
                   pricing::amountText(*customer.projected, customer.statement->currency) +
                   " at its end";
        }
        out += '\n';
    }
    std::uint64_t open = 0;
    for (const usage::DimensionPtr& row : customer.dimensions) {
        open += row->open;
    }
    if (open > 0) {
        out += "  not closed yet, and may grow: " + base::counted(open, "record") + '\n';
    }
    return out;
}

std::string textOf(const CustomerRow& customer, std::int64_t nowMs) {
    const std::string name = customer.name.empty() ? "" : " (" + plainText(customer.name) + ")";
    return "Statement for " + plainText(customer.id) + name + " by plan " +
           plainText(customer.plan) + ", " + periodText(customer.period) +
           " (UTC): an estimate, not an invoice\n" +
           tableText(tableOf(customer), {false, true, false, true, true, true}) +
           remarksOf(customer) + openText(customer, nowMs);
}

} // namespace

std::string statementsText(const std::vector<CustomerPtr>& statements, std::int64_t nowMs) {
    std::string out;
    if (usage::spansPeriods(statements)) {
        out += "This time spans several periods: each has its own statement.\n\n";
    }
    for (const CustomerPtr& one : statements) {
        out += (one == statements.front() ? "" : "\n") + textOf(*one, nowMs);
    }
    return out;
}

std::string statementsCsv(const std::vector<CustomerPtr>& statements) {
    std::string out = pricing::csvHeader();
    for (const CustomerPtr& one : statements) {
        pricing::appendCsv(
            out,
            {one->id,
             metering::timeText(one->period.beginMs),
             metering::timeText(one->period.endMs)},
            *one->statement
        );
    }
    return out;
}

std::string statementsJson(const std::vector<CustomerPtr>& statements) {
    Json made = Json::array();
    for (const CustomerPtr& one : statements) {
        made.push_back(Json::parse(statementJson(*one)));
    }
    const Json whole{
        {"statements", std::move(made)}, {"spansPeriods", usage::spansPeriods(statements)}};
    return whole.dump(1, ' ', false, Json::error_handler_t::replace) + '\n';
}

} // namespace meterbench::app
