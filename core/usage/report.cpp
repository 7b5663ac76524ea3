#include "core/usage/report.h"

#include "core/usage/priced_usage.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace meterbench::usage {

namespace {

using base::Decimal;
using base::Result;
using metering::UsageTotal;

/// Rows are asked for by meter, as each has its own unit; what is not asked for falls together
/// here.
class Rows {
public:
    Rows(const ReportRequest& request, const config::Workspace* workspace)
        : m_by(request.by)
        , m_workspace(workspace) {}

    /// False when a number leaves its range.
    bool add(UsageTotal total, bool isOpen) {
        const metering::Meter* const meter =
            m_workspace == nullptr ? nullptr : meterOf(*m_workspace, total.meter);
        const auto units = meter == nullptr
                               ? std::optional(total.value)
                               : total.value.dividedBy(meter->unitSize, base::Rounding::HalfEven);
        if (!units) {
            return false;
        }
        total.meter = m_by.meter ? total.meter : std::string();
        const std::string unit = meter == nullptr ? std::string() : meter->unit;
        ReportRow& row =
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

    [[nodiscard]] std::vector<ReportRow> take() {
        std::vector<ReportRow> rows;
        for (auto& [key, row] : m_rows) {
            rows.push_back(std::move(row));
        }
        return rows;
    }

private:
    using Key = std::tuple<bool, std::string, std::string, std::string, std::int64_t, std::string>;

    metering::TotalsBy m_by;
    const config::Workspace* m_workspace;
    std::map<Key, ReportRow> m_rows;
};

metering::TotalsQuery queryOf(const ReportRequest& request, const config::Workspace* workspace) {
    metering::TotalsQuery query;
    query.filter.fromMs = request.fromMs;
    query.filter.toMs = request.toMs;
    query.by = request.by;
    query.by.meter = true;
    if (workspace != nullptr) {
        query.measures = measuresOf(*workspace);
    }
    return query;
}

UsageTotal totalOf(const metering::UsageRecord& record, const ReportRequest& request) {
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

} // namespace

Result<Report> reportOf(
    metering::UsageJournal& journal,
    const ReportRequest& request,
    std::shared_ptr<const config::Workspace> workspace
) {
    auto totals = journal.totals(queryOf(request, workspace.get()));
    if (!totals) {
        return totals.error();
    }
    Rows rows(request, workspace.get());
    for (UsageTotal& total : *totals) {
        if (!rows.add(std::move(total), false)) {
            return beyond();
        }
    }
    Report report;
    if (workspace == nullptr) {
        report.rows = rows.take();
        return report;
    }
    auto open = openRecords(journal, *workspace);
    if (!open) {
        return open.error();
    }
    for (const metering::UsageRecord& record : *open) {
        const bool isAsked = record.beginMs >= request.fromMs && record.beginMs < request.toMs;
        if (isAsked && !rows.add(totalOf(record, request), true)) {
            return beyond();
        }
    }
    report.rows = rows.take();
    if (request.by.customer && request.by.dimension) {
        const Ledger ledger{
            journal,
            std::move(workspace),
            std::make_shared<const std::vector<metering::UsageRecord>>(std::move(*open)),
            request.nowMs};
        auto statements = statementsOf(ledger, {}, {{}, {}, request.fromMs, request.toMs});
        if (!statements) {
            return statements.error();
        }
        report.statements = std::move(*statements);
    }
    return report;
}

bool spansPeriods(const std::vector<CustomerPtr>& statements) {
    return std::ranges::adjacent_find(
               statements,
               [](const CustomerPtr& one, const CustomerPtr& next) { return one->id == next->id; }
           ) != statements.end();
}

} // namespace meterbench::usage
