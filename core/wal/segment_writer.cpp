#include "core/wal/segment_writer.h"

#include "core/wal/segment.h"

#include <utility>

namespace meterbench::wal {

namespace {

/// A buffer that one huge append has swollen is given back.
constexpr std::size_t kKeptBufferBytes = 4U << 20;

} // namespace

SegmentWriter::SegmentWriter(base::FileSystem& files, std::string folder, std::uint64_t number)
    : m_files(files)
    , m_folder(std::move(folder))
    , m_number(number) {}

base::Status
SegmentWriter::append(std::string_view group, std::span<const model::BatchPtr> batches) {
    if (base::Status ready = makeReady(); !ready) {
        return ready;
    }
    const std::uint8_t recordNumber = m_recordNumber;
    const std::size_t owed = m_owed.size();
    m_out.clear();
    if (m_offset == 0) {
        appendSegmentHeader(m_out, m_number);
    }
    addOwed(m_offset / kPageBytes);
    base::Status done = addLayouts(batches);
    if (done) {
        addRecord(RecordKind::Group, group);
        done = write();
    }
    if (!done) {
        undo(recordNumber, owed);
        return done;
    }
    m_offset += m_out.size();
    m_owed.erase(m_owed.begin(), m_owed.begin() + static_cast<std::ptrdiff_t>(m_owedWritten));
    m_definedNow.clear();
    if (m_out.capacity() > kKeptBufferBytes) {
        std::string().swap(m_out); // "= {}" would keep the memory
    }
    return done;
}

std::unique_ptr<base::File> SegmentWriter::close() {
    m_out.clear();
    if (m_file && makeReady()) {
        for (const Owed& owed : m_owed) {
            if (owed.firstPage < m_offset / kPageBytes) {
                addRecord(RecordKind::Layout, owed.record);
            }
        }
        if (m_out.empty() || write()) {
            m_offset += m_out.size();
        }
    }
    m_owed.clear();
    return std::move(m_file);
}

/// Opens the file, or cuts off what a failed append has left.
base::Status SegmentWriter::makeReady() {
    if (!m_file) {
        base::Result<std::unique_ptr<base::File>> opened =
            m_files.open(segmentPath(m_folder, m_number), base::OpenMode::CreateOrOpen);
        if (!opened) {
            return opened.error();
        }
        m_file = std::move(opened).value();
        m_isTorn = true;
    }
    if (m_isTorn) {
        if (base::Status cut = m_file->truncate(m_offset); !cut) {
            return cut;
        }
        m_isTorn = false;
    }
    return {};
}

base::Status SegmentWriter::addLayouts(std::span<const model::BatchPtr> batches) {
    for (const model::BatchPtr& batch : batches) {
        const model::LayoutId id = batch->layout->id;
        if (!m_defined.insert(id).second) {
            continue;
        }
        m_definedNow.push_back(id);
        Owed owed;
        owed.firstPage = (m_offset + m_out.size()) / kPageBytes;
        if (base::Status encoded = m_codec.encode(owed.record, *batch->layout); !encoded) {
            return encoded;
        }
        addRecord(RecordKind::Layout, owed.record);
        owed.lastPage = (m_offset + m_out.size() - 1) / kPageBytes;
        m_owed.push_back(std::move(owed));
    }
    return {};
}

/// Second definitions, of layouts whose first one ends before that page.
void SegmentWriter::addOwed(std::uint64_t page) {
    m_owedWritten = 0;
    for (const Owed& owed : m_owed) {
        if (owed.lastPage >= page) {
            break;
        }
        addRecord(RecordKind::Layout, owed.record);
        ++m_owedWritten;
    }
}

void SegmentWriter::addRecord(RecordKind kind, std::string_view payload) {
    cutRecord(m_out, {m_number, m_offset}, kind, m_recordNumber++, payload);
}

base::Status SegmentWriter::write() {
    base::Status written = m_file->writeAt(m_offset, m_out);
    if (!written) {
        m_isTorn = !m_file->truncate(m_offset).ok();
    }
    return written;
}

void SegmentWriter::undo(std::uint8_t recordNumber, std::size_t owed) {
    m_recordNumber = recordNumber;
    m_owed.resize(owed);
    for (const model::LayoutId id : m_definedNow) {
        m_defined.erase(id);
    }
    m_definedNow.clear();
}

} // namespace meterbench::wal
