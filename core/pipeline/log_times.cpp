#include "core/pipeline/log_times.h"

#include "core/metering/metering.h"
#include "core/wal/reader.h"
#include "core/wal/segment.h"

#include <algorithm>
#include <iterator>

namespace meterbench::pipeline {

namespace {

constexpr std::int64_t kApartMs = 60'000;

} // namespace

base::Result<LogTimes>
LogTimes::read(base::FileSystem& files, const std::string& folder, wal::Position end) {
    const auto segments = wal::listSegments(files, folder);
    if (!segments) {
        return segments.error();
    }
    LogTimes times;
    for (const std::uint64_t segment : *segments) {
        const wal::Position place{segment, 0};
        if (place >= end) {
            break;
        }
        wal::Reader reader(files, folder, place);
        const auto outcome = reader.next(std::min(end, wal::Position{segment + 1, 0}));
        if (!outcome) {
            return outcome.error();
        }
        if (*outcome == wal::ReadOutcome::Group && !reader.group().batches.empty()) {
            times.note(reader.group().batches.front()->timestampMs, place);
        }
    }
    return times;
}

void LogTimes::note(std::int64_t newestMs, wal::Position place) {
    if (!m_places.empty() && newestMs - m_places.back().newestMs < kApartMs) {
        return;
    }
    m_places.push_back({newestMs, place});
    const std::int64_t oldestMs = newestMs - metering::kForgetAfterMs;
    const auto old = std::ranges::lower_bound(m_places, oldestMs, {}, &Place::newestMs);
    if (old - m_places.begin() > 1) {
        m_places.erase(m_places.begin(), std::prev(old));
    }
}

wal::Position LogTimes::before(std::int64_t timeMs) const {
    const auto next = std::ranges::upper_bound(m_places, timeMs, {}, &Place::newestMs);
    return next == m_places.begin() ? wal::Position{} : std::prev(next)->position;
}

} // namespace meterbench::pipeline
