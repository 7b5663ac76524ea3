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
