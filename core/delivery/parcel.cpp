#include "core/delivery/parcel.h"

#include <utility>

namespace meterbench::delivery {

bool isBillable(const StoredRecord& record) {
    return !record.record.customer.empty() && !record.record.dimension.empty();
}

std::list<Parcel> parcelsOf(std::vector<StoredRecord>&& rows, std::size_t most) {
    std::list<Parcel> out;
    for (StoredRecord& row : rows) {
        if (out.empty() || (isBillable(row) && out.back().records.size() == most)) {
            out.emplace_back().first = row.sequence;
        }
        out.back().last = row.sequence;
        if (isBillable(row)) {
            out.back().records.push_back(std::move(row));
        }
    }
    return out;
}

std::list<Parcel> singles(Parcel&& parcel) {
    std::list<Parcel> out;
    std::int64_t first = parcel.first;
    for (StoredRecord& record : parcel.records) {
        Parcel& one = out.emplace_back();
        one.first = first;
        one.last = record.sequence;
        one.records.push_back(std::move(record));
        first = one.last + 1;
    }
    if (!out.empty()) {
        out.back().last = parcel.last;
    }
    return out;
}

Outcome acceptedOf(const Parcel& parcel) {
    return {parcel.first, parcel.last, parcel.records.size(), {}};
}

Outcome refusedOf(const Parcel& parcel, const std::string& words, std::int64_t answeredMs) {
    Outcome outcome{parcel.first, parcel.last, 0, {}};
    for (const StoredRecord& record : parcel.records) {
        const metering::UsageRecord& usage = record.record;
        outcome.refused.push_back(
            {record.sequence, usage.customer, usage.dimension, usage.value, answeredMs, words}
        );
    }
    return outcome;
}

} // namespace meterbench::delivery
