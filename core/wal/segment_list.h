// SegmentList: the segments before the one that is being written, with their sizes. Decides what
// may be removed. The log thread owns it.
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"
#include "core/wal/position.h"

#include <cstdint>
#include <deque>
#include <string>
#include <utility>

namespace meterbench::wal {

struct SegmentEntry {
    std::uint64_t number = 0;
    std::uint64_t sizeBytes = 0;
};

class SegmentList {
public:
    /// Reads the folder; sizes only.
    [[nodiscard]] static base::Result<SegmentList>
    read(base::FileSystem& files, std::string folder);

    [[nodiscard]] bool empty() const { return m_entries.empty(); }

    [[nodiscard]] SegmentEntry& newest() { return m_entries.back(); }

    [[nodiscard]] std::size_t size() const { return m_entries.size(); }

    [[nodiscard]] std::uint64_t totalBytes() const;

    [[nodiscard]] const std::deque<SegmentEntry>& entries() const { return m_entries; }

    void add(SegmentEntry entry) { m_entries.push_back(std::move(entry)); }

    void dropNewest() { m_entries.pop_back(); }

    /// The first segment that stays when those before `slowest` go, and then the oldest until all
    /// that is left (with `openBytes` of the one being written) is within the budget. At least
    /// `keep` of them stay.
    [[nodiscard]] std::size_t firstToStay(
        Position slowest, std::uint64_t openBytes, std::uint64_t budgetBytes, std::size_t keep
    ) const;
    /// Removes the oldest ones; stops at the first failure.
    [[nodiscard]] base::Status removeOldest(std::size_t count);

    [[nodiscard]] bool has(std::uint64_t number) const;

private:
    base::FileSystem* m_files = nullptr;
    std::string m_folder;
    std::deque<SegmentEntry> m_entries; // ascending
};

} // namespace meterbench::wal
