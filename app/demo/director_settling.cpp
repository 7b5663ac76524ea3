// Director: the four sums of a scene.

#include "app/demo/director.h"
#include "core/usage/reconciliation.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <map>

namespace meterbench::app {

namespace {

using base::Decimal;
using delivery::ReconcileRow;
using Units = std::map<Tally::Line, Decimal>;

/// Dimensions of the demo are each of one meter.
Decimal unitsOf(const config::Workspace& workspace, const std::string& dimension, Decimal value) {
    const std::map<std::string, std::string, std::less<>> meters{
        {"api-calls", "API calls"}, {"storage", "Storage"}, {"jobs", "Jobs"}};
    const auto name = meters.find(dimension);
    for (const metering::Meter& meter : workspace.meters) {
        if (name != meters.end() && meter.name == name->second) {
            return value.dividedBy(meter.unitSize, base::Rounding::HalfAwayFromZero)
                .value_or(value);
        }
    }
    return value;
}

} // namespace

void Director::startSettling() {
    usage::ReconcileScope scope;
    scope.folder = m_journalFolder;
    scope.toMs = m_settledToMs;
    scope.withOpen = false;
    // It waits for the disk and for the receiver.
    m_settling = std::async(
        std::launch::async,
        [workspace = m_workspace,
         scope,
         tools = usage::ReconcileTools{
             m_program.clock(), m_program.files(), m_program.client()}] {
            auto found =
                usage::reconcile(workspace, workspace.usageEndpoints.front(), scope, tools);
            return found ? base::Result<std::vector<ReconcileRow>>(std::move(found->rows))
                         : base::Result<std::vector<ReconcileRow>>(found.error());
        }
    );
}

bool Director::isSettled() {
    if (!m_settling.valid() ||
        m_settling.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
        return m_settlement.has_value();
    }
    const auto rows = m_settling.get();
    Settlement sums;
    sums.currency = m_workspace.plans.front().currency.code;
    if (!rows) {
        sums.differences.push_back({"", "", rows.error().context, "", false});
        m_settlement = std::move(sums);
        return true;
    }
    Units metered;
    Units sent;
    Units accepted;
    Units billed;
    for (const ReconcileRow& row : *rows) {
        const Tally::Line line{row.customer, row.dimension};
        const auto units = [&](Decimal value) { return unitsOf(m_workspace, line.second, value); };
        metered[line] = units(row.metered);
        sent[line] = units(row.sent);
        accepted[line] = units(row.accepted);
        billed[line] = units(row.billed.value_or(Decimal()));
        for (const delivery::Difference& one : row.differences) {
            const bool isIntended = one.cause == delivery::Cause::NoCustomer &&
                                    line.second == "jobs" &&
                                    units(one.value) ==
                                        Decimal::fromInteger(m_stage->shop().unlabeledJobs());
            sums.differences.push_back(
                {line.first,
                 line.second,
                 std::string(nameOf(one.cause)) + (one.words.empty() ? "" : ": " + one.words),
                 units(one.value).toText(),
                 isIntended}
            );
        }
    }
    compareWithTruth(metered, sums);
    sums.metered = priceOfAll(metered);
    sums.sent = priceOfAll(sent);
    sums.accepted = priceOfAll(accepted);
    sums.billed = priceOfAll(billed);
    m_settlement = std::move(sums);
    return true;
}

/// The shop knows what was really used; all of it was before the windows that are settled ended.
void Director::compareWithTruth(const Units& units, Settlement& sums) {
    const auto compareOne = [&](const std::string& customer, const char* dimension, std::int64_t used) {
        const auto at = units.find({customer, dimension});
        const Decimal metered = at == units.end() ? Decimal() : at->second;
        if (!(metered == Decimal::fromInteger(used))) {
            sums.differences.push_back(
                {customer,
                 dimension,
                 "really used were " + std::to_string(used),
                 metered.toText(),
                 false}
            );
        }
    };
    for (const auto& [customer, used] : m_stage->shop().used()) {
        compareOne(customer, "api-calls", used.calls);
        compareOne(customer, "jobs", used.jobs);
    }
    compareOne("", "jobs", m_stage->shop().unlabeledJobs());
}

std::string verdictOf(const Settlement& settlement) {
    const auto same = [](const base::Decimal& a, const base::Decimal& b) { return a == b; };
    const bool areAll = same(settlement.metered, settlement.sent) &&
                        same(settlement.sent, settlement.accepted) &&
                        same(settlement.accepted, settlement.billed);
    std::string text = settlement.currency + " " + settlement.metered.toText(2) + " metered";
    text += areAll ? " = sent = accepted = billed"
                   : ", " + settlement.sent.toText(2) + " sent, " +
                         settlement.accepted.toText(2) + " accepted, " +
                         settlement.billed.toText(2) + " billed";
    for (const Settlement::Difference& one : settlement.differences) {
        text += "; " + (one.customer.empty() ? std::string("nobody") : one.customer) + ", " +
                one.dimension + ": " + one.amount + ", " + one.cause;
    }
    return text;
}

std::string toJson(const Settlement& settlement) {
    nlohmann::ordered_json out;
    out["metered"] = settlement.metered.toText();
    out["sent"] = settlement.sent.toText();
    out["accepted"] = settlement.accepted.toText();
    out["billed"] = settlement.billed.toText();
    out["currency"] = settlement.currency;
    out["differences"] = nlohmann::ordered_json::array();
    for (const Settlement::Difference& one : settlement.differences) {
        out["differences"].push_back(
            {{"customer", one.customer},
             {"dimension", one.dimension},
             {"cause", one.cause},
             {"amount", one.amount},
             {"intended", one.isIntended}}
        );
    }
    return out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace meterbench::app
