// The requests in which a service gets usage records. One file a service beside this; what is sent
// of a record, and when it counts, is the same in all of them (README.md). The same records always
// make the same bytes, so that a repeat is one. Any thread.
#pragma once

#include "core/delivery/endpoint_options.h"
#include "core/http/client.h"
#include "core/metering/usage_journal.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meterbench::delivery {

using metering::StoredRecord;

/// What differs from one record to the next: method, address, time-outs are the sender's.
struct Wire {
    std::string body;
    std::vector<http::Header> headers;
};

/// At least one record; no more than mostRecords().
[[nodiscard]] Wire
wireOf(const UsageEndpointOptions& options, std::span<const StoredRecord> records);

/// A request with nothing in it that anybody could be billed for: to see whether the service
/// answers. One record services get an object without fields and refuse it.
[[nodiscard]] Wire emptyWireOf(Service service);

/// How many records a request may carry, as the service and the options say.
[[nodiscard]] std::size_t mostRecords(const UsageEndpointOptions& options);

/// By which a receiver knows a record again: id and revision.
[[nodiscard]] std::string keyOf(const StoredRecord& record);

/// The last millisecond of its window. The end itself belongs to the window, day and month that
/// follow, and a receiver that counts from a start up to, not with, an end would bill it there.
[[nodiscard]] std::int64_t usageTimeMs(const StoredRecord& record);

/// What shows the value, as names and texts, for where a service takes such.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> evidenceOf(const StoredRecord& record
);

[[nodiscard]] Wire paigoWire(const StoredRecord& record);
[[nodiscard]] Wire openMeterWire(std::span<const StoredRecord> records);
[[nodiscard]] Wire lagoWire(std::span<const StoredRecord> records);

} // namespace meterbench::delivery
