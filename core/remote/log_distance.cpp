#include "core/remote/log_distance.h"

#include "core/wal/segment.h"

#include <algorithm>

namespace meterbench::remote {

std::uint64_t LogDistance::bytesBetween(wal::Position from, wal::Position to) {
    if (to <= from) {
        return 0;
    }
    if (from.segment == to.segment) {
        return to.offsetBytes - from.offsetBytes;
    }
    std::uint64_t bytes = to.offsetBytes;
    // A position before everything has no number to count from; its first real segment is not known
    // here.
    for (std::uint64_t number = from.segment; number != 0 && number < to.segment; ++number) {
        bytes += segmentBytes(number);
    }
    return bytes - std::min(bytes, from.offsetBytes);
}

std::uint64_t LogDistance::segmentBytes(std::uint64_t number) {
    const auto [known, isNew] = m_sizes.try_emplace(number, 0);
    if (isNew) {
        const auto file = m_files.open(wal::segmentPath(m_folder, number), base::OpenMode::Read);
        const auto size =
            file ? (*file)->sizeBytes() : base::Result<std::uint64_t>(std::uint64_t{0});
        known->second = size ? *size : 0;
    }
    return known->second;
}

} // namespace meterbench::remote
