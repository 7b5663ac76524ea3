// RequestBody: a remote write request being put together: snappy elements and the raw length they
// stand for. Bodies join by adding. Not for retries: what is sent is wire(), kept as it is until
// the receiver has answered.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace meterbench::remote {

/// What a request carries.
struct Cargo {
    std::uint32_t samples = 0;
    std::uint32_t exemplars = 0;
    std::int64_t oldestMs = std::numeric_limits<std::int64_t>::max();
    std::int64_t newestMs = std::numeric_limits<std::int64_t>::min();

    void add(const Cargo& other) {
        samples += other.samples;
        exemplars += other.exemplars;
        oldestMs = std::min(oldestMs, other.oldestMs);
        newestMs = std::max(newestMs, other.newestMs);
    }

    void addSamples(std::uint32_t count, std::int64_t timestampMs) {
        samples += count;
        oldestMs = std::min(oldestMs, timestampMs);
        newestMs = std::max(newestMs, timestampMs);
    }
};

struct RequestBody {
    std::string elements;
    std::uint64_t rawBytes = 0;
    Cargo cargo;

    [[nodiscard]] bool empty() const { return rawBytes == 0; }

    void clear();
    void join(const RequestBody& other);
    /// Compresses a raw message with libsnappy, by way of `packed`, and joins it.
    void compress(std::string_view raw, const Cargo& what, std::string& packed);
    /// The complete snappy block.
    [[nodiscard]] std::string wire() const;
};

} // namespace meterbench::remote
