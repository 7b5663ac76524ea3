// POST /api/v1/events/batch, at most 100 events. A transaction_id is unique for a subscription for
// ever; one that is there fails its whole batch. Times are whole seconds.
#include "core/delivery/forms/form.h"
#include "core/metering/calendar.h"

#include <nlohmann/json.hpp>

namespace meterbench::delivery {

namespace {

std::int64_t secondOf(std::int64_t timeMs) {
    return timeMs >= 0 ? timeMs / 1'000 : (timeMs - 999) / 1'000;
}

} // namespace

Wire lagoWire(std::span<const StoredRecord> records) {
    using Json = nlohmann::ordered_json;
    Json events = Json::array();
    for (const StoredRecord& record : records) {
        Json properties{{"value", record.record.value.toText()}};
        for (const auto& [name, text] : evidenceOf(record)) {
            properties[name] = text;
        }
        events.push_back(
            {{"transaction_id", keyOf(record)},
             {"external_subscription_id", record.record.customer},
             {"code", record.record.dimension},
             {"timestamp", secondOf(usageTimeMs(record))},
             {"properties", std::move(properties)}}
        );
    }
    const Json json{{"events", std::move(events)}};
    return {
        json.dump(-1, ' ', false, Json::error_handler_t::replace),
        {{"Content-Type", "application/json"}}};
}

} // namespace meterbench::delivery
