// Parcel: what one request carries: records that follow each other in the journal, without those
// that nobody can be billed for. A plain value.
#pragma once

#include "core/delivery/delivery_file.h"
#include "core/delivery/forms/form.h"

#include <cstdint>
#include <list>
#include <string>
#include <vector>

namespace meterbench::delivery {

struct Parcel {
    std::int64_t first = 0; ///< sequences, with those passed over
    std::int64_t last = 0;
    std::vector<StoredRecord> records; ///< to be sent; may be none
    Wire wire;                         ///< made at the first attempt, the same at every other
    std::uint64_t attempts = 0;
    std::uint64_t number = 0; ///< of the request
    http::RequestId request = 0;
    bool inFlight = false;
};

/// Whether anybody can be billed for it.
[[nodiscard]] bool isBillable(const StoredRecord& record);

/// Rows without gaps, dealt out to parcels of at most so many records.
[[nodiscard]] std::list<Parcel> parcelsOf(std::vector<StoredRecord>&& rows, std::size_t most);

/// One parcel for each record.
[[nodiscard]] std::list<Parcel> singles(Parcel&& parcel);

[[nodiscard]] Outcome acceptedOf(const Parcel& parcel);
[[nodiscard]] Outcome
refusedOf(const Parcel& parcel, const std::string& words, std::int64_t answeredMs);

} // namespace meterbench::delivery
