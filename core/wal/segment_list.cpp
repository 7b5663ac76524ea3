#include "core/wal/segment_list.h"

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
        list.m_entries.push_back({number, *size});
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

bool SegmentList::has(std::uint64_t number) const {
    return std::ranges::binary_search(m_entries, number, {}, &SegmentEntry::number);
}

} // namespace meterbench::wal
