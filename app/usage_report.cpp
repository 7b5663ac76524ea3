#include "app/usage_report.h"

#include "core/metering/calendar.h"
#include "core/pricing/statement_writer.h"
#include "core/usage/reconciliation.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace meterbench::app {

namespace {

using base::Decimal;
using base::Result;
using base::Rounding;
using metering::Meter;
using metering::UsageTotal;
using Json = nlohmann::ordered_json;

const Meter* meterOf(const config::Workspace* workspace, const std::string& name) {
    if (workspace == nullptr) {
        return nullptr;
    }
    const auto found = std::ranges::find(workspace->meters, name, &Meter::name);
    return found == workspace->meters.end() ? nullptr : &*found;
}

/// Rows are asked for by meter, as each has its own unit; what is not asked for falls together
/// here.
class Rows {
public:
    Rows(const UsageRequest& request, const config::Workspace* workspace)
        : m_by(request.by)
        , m_workspace(workspace) {}

    /// False when a number leaves its range.
    bool add(UsageTotal total, bool isOpen) {
        const Meter* const meter = meterOf(m_workspace, total.meter);
        const auto units = meter == nullptr
                               ? std::optional(total.value)
                               : total.value.dividedBy(meter->unitSize, Rounding::HalfEven);
        if (!units) {
            return false;
        }
        total.meter = m_by.meter ? total.meter : std::string();
        const std::string unit = meter == nullptr ? std::string() : meter->unit;
        UsageRow& row =
            m_rows[{isOpen, total.customer, total.dimension, total.meter, total.endMs, unit}];
        const auto value = row.total.value + total.value;
        const auto sum = row.units + *units;
        if (!value || !sum) {
            return false;
        }
        metering::addCounts(total.evidence, row.total.evidence);
        total.things += row.total.things;
        total.records += row.total.records;
        row = {std::move(total), *sum, unit, isOpen};
        row.total.value = *value;
        return true;
    }

    [[nodiscard]] std::vector<UsageRow> take() {
        std::vector<UsageRow> rows;
        for (auto& [key, row] : m_rows) {
            rows.push_back(std::move(row));
        }
        return rows;
    }

private:
    using Key = std::tuple<bool, std::string, std::string, std::string, std::int64_t, std::string>;

    metering::TotalsBy m_by;
    const config::Workspace* m_workspace;
    std::map<Key, UsageRow> m_rows;
};

metering::TotalsQuery queryOf(const UsageRequest& request, const config::Workspace* workspace) {
    metering::TotalsQuery query;
    query.filter.fromMs = request.fromMs;
    query.filter.toMs = request.toMs;
    query.by = request.by;
    query.by.meter = true;
    if (workspace != nullptr) {
        for (const Meter& meter : workspace->meters) {
            query.measures[meter.name] = meter.measure;
        }
    }
    return query;
}

UsageTotal totalOf(const metering::UsageRecord& record, const UsageRequest& request) {
    UsageTotal total;
    total.customer = request.by.customer ? record.customer : std::string();
    total.dimension = request.by.dimension ? record.dimension : std::string();
    total.meter = record.meter;
    total.beginMs = request.by.window ? record.beginMs : request.fromMs;
    total.endMs = request.by.window ? record.endMs : request.toMs;
    total.value = record.value;
    total.evidence = record.evidence;
    total.things = 1;
    total.records = 1;
    return total;
}

base::Error beyond() {
    return {base::Code::Limit, "usage adds up to more than 10^24: ask for a shorter time"};
}

/// In tenths, rounded down: never 100 too soon. Nothing without a time in which it could be seen.
std::optional<Decimal> coveragePercent(const metering::Evidence& evidence) {
    const std::optional<double> share = metering::coverage(evidence);
    const auto tenths = static_cast<std::int64_t>(std::floor(share.value_or(0) * 1'000));
    return share ? Decimal::fromInteger(tenths).dividedBy(Decimal::fromInteger(10), Rounding::Floor)
                 : std::nullopt;
}

std::string coverageText(const metering::Evidence& evidence) {
    const std::optional<Decimal> percent = coveragePercent(evidence);
    return percent ? percent->toText(1) + " %" : "-";
}

std::vector<std::string> feesOf(const pricing::Plan& plan) {
    std::vector<std::string> dimensions;
    for (const pricing::DimensionPrice& price : plan.charges) {
        const auto* const share = std::get_if<pricing::Percentage>(&price.charge);
        if (share != nullptr && !share->fixedFee.isZero()) {
            dimensions.push_back(price.dimension);
        }
    }
    return dimensions;
}

/// Each customer with a plan, of what is asked for, open windows included.
Result<std::vector<CustomerStatement>>
statementsOf(const UsageReport& report, const config::Workspace& workspace) {
    std::vector<CustomerStatement> statements;
    for (const config::Customer& customer : workspace.customers) {
        const auto plan = std::ranges::find(workspace.plans, customer.plan, &pricing::Plan::id);
        if (plan == workspace.plans.end()) {
            continue;
        }
        std::vector<pricing::Usage> usage;
        for (const UsageRow& row : report.rows) {
            if (row.total.customer == customer.id && !row.total.dimension.empty()) {
                pricing::Usage used{row.total.dimension, row.units};
                used.coveragePercent =
                    coveragePercent(row.total.evidence).value_or(used.coveragePercent);
                usage.push_back(std::move(used));
            }
        }
        auto statement = pricing::price(*plan, usage);
        if (!statement) {
            return statement.error();
        }
        statements.push_back({customer.id, std::move(*statement), feesOf(*plan)});
    }
    return statements;
}

std::string windowText(const UsageTotal& total) {
    return total.beginMs == INT64_MIN ? std::string() : metering::timeText(total.beginMs);
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

Result<UsageReport> reportOf(
    metering::UsageJournal& journal, const UsageRequest& request, const config::Workspace* workspace
) {
    auto totals = journal.totals(queryOf(request, workspace));
    if (!totals) {
        return totals.error();
    }
    Rows rows(request, workspace);
    for (UsageTotal& total : *totals) {
        if (!rows.add(std::move(total), false)) {
            return beyond();
        }
    }
    if (workspace != nullptr) {
        auto open = usage::openRecords(journal, *workspace);
        if (!open) {
            return open.error();
        }
        for (const metering::UsageRecord& record : *open) {
            const bool isAsked = record.beginMs >= request.fromMs && record.beginMs < request.toMs;
            if (isAsked && !rows.add(totalOf(record, request), true)) {
                return beyond();
            }
        }
    }
    UsageReport report;
    report.rows = rows.take();
    if (workspace != nullptr && request.by.customer && request.by.dimension) {
        auto statements = statementsOf(report, *workspace);
        if (!statements) {
            return statements.error();
        }
        report.statements = std::move(*statements);
    }
    return report;
}

std::string toText(const UsageReport& report) {
    std::vector<std::vector<std::string>> table{
        {"CUSTOMER", "DIMENSION", "METER", "WINDOW", "USAGE", "UNIT", "COVERAGE", ""}};
    for (const UsageRow& row : report.rows) {
        table.push_back(
            {plainText(row.total.customer),
             plainText(row.total.dimension),
             plainText(row.total.meter),
             plainText(windowText(row.total)),
             row.units.toText(),
             plainText(row.unit),
             coverageText(row.total.evidence),
             row.isOpen ? "so far" : ""}
        );
    }
    std::string out =
        tableText(table, {false, false, false, false, true, false, true, false});
    for (const CustomerStatement& one : report.statements) {
        out += "Estimate for " + plainText(one.customer) + " by plan " + plainText(one.statement.planId) +
               ": " + one.statement.currency.code + ' ' +
               pricing::amountText(one.statement.total, one.statement.currency) + '\n';
        for (const std::string& dimension : one.withoutFees) {
            out += "  without the fee for each event of " + plainText(dimension) +
                   ": events are not metered\n";
        }
    }
    return out;
}

std::string toJson(const UsageReport& report) {
    Json rows = Json::array();
    for (const UsageRow& row : report.rows) {
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
    for (const CustomerStatement& one : report.statements) {
        Json made = Json::parse(pricing::toJson({one.customer, "", ""}, one.statement));
        made["withoutFees"] = one.withoutFees;
        statements.push_back(std::move(made));
    }
    const Json whole{{"usage", std::move(rows)}, {"estimates", std::move(statements)}};
    return whole.dump(1, ' ', false, Json::error_handler_t::replace) + '\n';
}

} // namespace meterbench::app
