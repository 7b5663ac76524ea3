// Director: the four sums of a scene.

#include "app/demo/director.h"
#include "core/delivery/billed.h"
#include "core/delivery/delivery_file.h"
#include "core/metering/usage_journal.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <map>

namespace meterbench::app {

namespace {

using base::Decimal;
using delivery::ReconcileRow;
using Units = std::map<Tally::Line, Decimal>;

/// What an own thread needs to compare: it waits for the disk and for the receiver.
struct Question {
    std::string folder;
    delivery::UsageEndpointOptions endpoint;
    std::int64_t toMs = 0; ///< of the windows' begin
    http::Client& client;
    base::FileSystem& files;
    const base::Clock& clock;
};

base::Result<std::vector<ReconcileRow>> compare(const Question& question) {
    auto book =
        delivery::DeliveryFile::read(question.files, question.folder, question.endpoint.name);
    if (!book) {
        return book.error();
    }
    auto journal = metering::UsageJournal::openToRead(question.folder, question.clock);
    if (!journal) {
        return journal.error();
    }
    const auto records = (*journal)->recordsAfter(0, 1'000'000);
    if (!records) {
        return records.error();
    }
    delivery::Reconciler reconciler(*book);
    delivery::BilledQuestion asked;
    asked.toMs = question.toMs + 1; // a record's time is the end of its window
    for (const metering::StoredRecord& one : *records) {
        if (one.record.beginMs < question.toMs) {
            reconciler.addClosed(one);
            asked.customers.insert(one.record.customer);
        }
    }
    const auto billed = delivery::askBilled(question.endpoint, asked, question.client);
    if (!billed) {
        return billed.error();
    }
    reconciler.setBilled(*billed);
    return reconciler.rows();
}

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
    Question question{
        m_journalFolder,
        m_workspace.usageEndpoints.front(),
        m_settledToMs,
        m_program.client(),
        m_program.files(),
        m_program.clock()};
    m_settling = std::async(std::launch::async, [question = std::move(question)] {
        return compare(question);
    });
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
