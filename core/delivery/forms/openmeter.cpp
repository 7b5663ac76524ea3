// A batch of CloudEvents 1.0 in the JSON batch format. Source and id together are what OpenMeter
// knows a repeat by, for 32 days.
#include "core/delivery/forms/form.h"
#include "core/metering/calendar.h"

#include <nlohmann/json.hpp>

namespace meterbench::delivery {

Wire openMeterWire(std::span<const StoredRecord> records) {
    using Json = nlohmann::ordered_json;
    Json events = Json::array();
    for (const StoredRecord& record : records) {
        Json data{{"value", record.record.value.toText()}};
        for (const auto& [name, text] : evidenceOf(record)) {
            data[name] = text;
        }
        events.push_back(
            {{"specversion", "1.0"},
             {"id", keyOf(record)},
             {"source", "meterbench"},
             {"type", record.record.dimension},
             {"subject", record.record.customer},
             {"time", metering::timeText(usageTimeMs(record))},
             {"datacontenttype", "application/json"},
             {"data", std::move(data)}}
        );
    }
    return {
        events.dump(-1, ' ', false, Json::error_handler_t::replace),
        {{"Content-Type", "application/cloudevents-batch+json"}}};
}

} // namespace meterbench::delivery
