// POST /usage, one record each (facts 4.3). Paigo knows no key; meterbench's own billing endpoint
// takes the header, and metadata.id where a proxy has dropped it.
#include "core/delivery/forms/form.h"
#include "core/metering/calendar.h"

#include <nlohmann/json.hpp>

namespace meterbench::delivery {

Wire paigoWire(const StoredRecord& record) {
    using Json = nlohmann::ordered_json;
    Json metadata = Json::object();
    for (const auto& [name, text] : evidenceOf(record)) {
        metadata[name] = text;
    }
    const Json json{
        {"dimensionId", record.record.dimension},
        {"customerId", record.record.customer},
        {"timestamp", metering::timeText(usageTimeMs(record))},
        {"recordValue", record.record.value.toText()},
        {"metadata", std::move(metadata)}};
    // Labels come over the wire and may be any bytes.
    return {
        json.dump(-1, ' ', false, Json::error_handler_t::replace),
        {{"Content-Type", "application/json"}, {"Idempotency-Key", keyOf(record)}}};
}

} // namespace meterbench::delivery
