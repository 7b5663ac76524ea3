#include "core/wal/segment_list.h"

#include "core/wal/group_record.h"
#include "core/wal/record_cursor.h"
#include "core/wal/repair.h"
#include "core/wal/segment.h"

#include <algorithm>
#include <utility>

namespace meterbench::wal {

base::Result<SegmentList> SegmentList::read(base::FileSystem& files, std::string folder) {
    SegmentList list;
    list.m_files = &files;
    const base::Result<std::vector<std::uint64_t>> numbers = listSegments(files, folder);
    if (!numbers) {
        return numbers.error();
    }
    for (const std::uint64_t number : *numbers) {
        const auto file = files.open(segmentPath(folder, number), base::OpenMode::Read);
        if (!file) {
            return file.error();
        }
        const base::Result<std::uint64_t> size = (*file)->sizeBytes();
        if (!size) {
            return size.error();
        }
        list.m_entries.push_back({number, *size, std::nullopt});
    }
    list.m_folder = std::move(folder);
    return list;
}

std::uint64_t SegmentList::totalBytes() const {
    std::uint64_t total = 0;
    for (const SegmentEntry& entry : m_entries) {
        total += entry.sizeBytes;
    }
    return total;
}

std::size_t SegmentList::firstToStay(
    Position slowest, std::uint64_t openBytes, std::uint64_t budgetBytes, std::size_t keep
) const {
    const std::size_t mayGo = m_entries.size() - std::min(keep, m_entries.size());
    std::uint64_t left = totalBytes() + openBytes;
    std::size_t first = 0;
    while (first < mayGo && (m_entries[first].number < slowest.segment || left > budgetBytes)) {
        left -= m_entries[first].sizeBytes;
        ++first;
    }
    return first;
}

base::Status SegmentList::removeOldest(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        base::Status removed = m_files->remove(segmentPath(m_folder, m_entries.front().number));
        // One that is gone already is what was wanted.
        if (!removed && removed.error().code != base::Code::NotFound) {
            return removed;
        }
        m_entries.pop_front();
    }
    return {};
}

std::optional<std::uint64_t> SegmentList::samplesBefore(
    SegmentEntry& entry, std::uint64_t offsetBytes, std::uint64_t limitBytes
) {
    if (!entry.index) {
        base::Result<Inspection> inspection = inspectSegment(*m_files, m_folder, entry.number);
        if (!inspection) {
            return std::nullopt;
        }
        entry.index = std::move(inspection->index);
    }
    if (offsetBytes >= limitBytes) {
        return entry.index->total();
    }
    const SampleIndex::Mark mark = entry.index->before(offsetBytes);
    const auto file = m_files->open(segmentPath(m_folder, entry.number), base::OpenMode::Read);
    if (!file) {
        return offsetBytes == 0 ? std::optional<std::uint64_t>(0) : std::nullopt;
    }
    std::uint64_t samples = mark.samples;
    RecordCursor cursor(**file, entry.number, mark.offsetBytes);
    while (true) {
        const base::Result<RecordStep> step = cursor.next(offsetBytes);
        if (!step) {
            return std::nullopt;
        }
        if (*step == RecordStep::End) {
            return samples;
        }
        if (*step == RecordStep::Record && cursor.record().kind == RecordKind::Group) {
            samples += groupSampleCount(cursor.record().payload).value_or(0);
        }
    }
}

SegmentEntry* SegmentList::find(std::uint64_t number) {
    const auto at = std::lower_bound(
        m_entries.begin(),
        m_entries.end(),
        number,
        [](const SegmentEntry& entry, std::uint64_t wanted) { return entry.number < wanted; }
    );
    return at != m_entries.end() && at->number == number ? &*at : nullptr;
}

} // namespace meterbench::wal
