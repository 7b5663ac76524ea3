#include "core/delivery/forms/form.h"

#include "core/base/number.h"
#include "core/metering/calendar.h"

#include <algorithm>
#include <cmath>

namespace meterbench::delivery {

namespace {

constexpr std::size_t kMostOfLago = 100;
constexpr std::size_t kMostOfAll = 1'000;

/// Parts of a million, rounded down: a whole coverage is never claimed where something is missing.
std::string coverageText(double coverage) {
    return base::formatNumber(std::floor(coverage * 1e6) / 1e6);
}

} // namespace

std::size_t mostRecords(const UsageEndpointOptions& options) {
    const std::size_t wanted = std::max<std::size_t>(options.mostRecordsPerRequest, 1);
    switch (options.service) {
    case Service::Paigo:
        return 1;
    case Service::Lago:
        return std::min(wanted, kMostOfLago);
    case Service::OpenMeter:
        break;
    }
    return std::min(wanted, kMostOfAll);
}

std::string keyOf(const StoredRecord& record) {
    return record.id + "-" + std::to_string(record.revision);
}

std::int64_t usageTimeMs(const StoredRecord& record) {
    return record.record.endMs - 1;
}

std::vector<std::pair<std::string, std::string>> evidenceOf(const StoredRecord& record) {
    const metering::UsageRecord& usage = record.record;
    const metering::Evidence& evidence = usage.evidence;
    std::vector<std::pair<std::string, std::string>> out{
        {"id", keyOf(record)},
        {"meter", usage.meter},
        {"thing", usage.thing},
        {"begin", metering::timeText(usage.beginMs)},
        {"end", metering::timeText(usage.endMs)},
        {"unit", "base unit of the meter"},
        {"revision", std::to_string(record.revision)},
        {"samples", std::to_string(evidence.samples)},
        {"measuredMs", std::to_string(evidence.measuredMs)},
        {"inferredMs", std::to_string(evidence.inferredMs)},
        {"unmeteredMs", std::to_string(evidence.unmeteredMs)},
        {"resets", std::to_string(evidence.resets)},
        {"possibleLosses", std::to_string(evidence.possibleLosses)},
    };
    // Of a correction the times are differences, which cover nothing.
    const auto coverage = metering::coverage(evidence);
    if (coverage && record.revision == 0) {
        out.emplace_back("coverage", coverageText(*coverage));
    }
    return out;
}

Wire wireOf(const UsageEndpointOptions& options, std::span<const StoredRecord> records) {
    switch (options.service) {
    case Service::OpenMeter:
        return openMeterWire(records);
    case Service::Lago:
        return lagoWire(records);
    case Service::Paigo:
        break;
    }
    return paigoWire(records.front());
}

Wire emptyWireOf(Service service) {
    switch (service) {
    case Service::OpenMeter:
        return openMeterWire({});
    case Service::Lago:
        return lagoWire({});
    case Service::Paigo:
        break;
    }
    return {"{}", {{"Content-Type", "application/json"}}};
}

} // namespace meterbench::delivery
