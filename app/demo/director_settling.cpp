// Director: the four sums of a scene.

#include "app/demo/director.h"

#include <nlohmann/json.hpp>

namespace meterbench::app {

void Director::settle() {
    Settlement sums;
    const Tally now = tally(m_settledToMs);
    sums.currency = "EUR";
    sums.metered = priceOfAll(now.units);
    m_settlement = sums;
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
