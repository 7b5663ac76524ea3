// SegmentWriter: the segment that is being written. Gathers an append (header, layouts that this
// segment has not seen, the group) in one buffer and writes it with one pwrite; keeps the offset
// itself. After a failure nothing of the append remains: the file is cut back, and if even that
// fails, nothing is written before it succeeds. A layout is defined twice, in different pages, so
// that one damaged page cannot make a whole segment unreadable. The log thread owns it.
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"
#include "core/model/batch.h"
#include "core/wal/layout_record.h"
#include "core/wal/page.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace meterbench::wal {

class SegmentWriter {
public:
    /// The file is made by the first append: a full disk does not keep a log from being opened.
    SegmentWriter(base::FileSystem& files, std::string folder, std::uint64_t number);

    [[nodiscard]] std::uint64_t number() const { return m_number; }

    [[nodiscard]] std::uint64_t offset() const { return m_offset; }

    [[nodiscard]] bool isEmpty() const { return m_offset == 0; }

    /// Null before the first append.
    [[nodiscard]] base::File* file() const { return m_file.get(); }

    /// `group` is the encoded record of these batches.
    [[nodiscard]] base::Status
    append(std::string_view group, std::span<const model::BatchPtr> batches);
    /// Writes the second definitions that are still owed (best effort) and gives the file away.
    [[nodiscard]] std::unique_ptr<base::File> close();

private:
    /// A definition that stands in the log once so far, in these pages.
    struct Owed {
        std::string record;
        std::uint64_t firstPage = 0;
        std::uint64_t lastPage = 0;
    };

    [[nodiscard]] base::Status makeReady();
    [[nodiscard]] base::Status addLayouts(std::span<const model::BatchPtr> batches);
    void addOwed(std::uint64_t page);
    void addRecord(RecordKind kind, std::string_view payload);
    [[nodiscard]] base::Status write();
    void undo(std::uint8_t recordNumber, std::size_t owed);

    base::FileSystem& m_files;
    const std::string m_folder;
    const std::uint64_t m_number;
    std::unique_ptr<base::File> m_file;
    std::uint64_t m_offset = 0;
    bool m_isTorn = false; ///< bytes of a failed append may stand behind the offset
    std::uint8_t m_recordNumber = 0;
    LayoutCodec m_codec;
    std::unordered_set<model::LayoutId> m_defined;
    std::vector<model::LayoutId> m_definedNow;
    std::vector<Owed> m_owed;
    std::size_t m_owedWritten = 0; ///< of them, in the buffer for the second time
    std::string m_out;
};

} // namespace meterbench::wal
