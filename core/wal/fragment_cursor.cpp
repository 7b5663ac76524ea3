#include "core/wal/fragment_cursor.h"

#include "core/wal/segment.h"

#include <algorithm>
#include <utility>

namespace meterbench::wal {

namespace {

constexpr std::uint64_t kBufferBytes = 256 * 1024;

std::uint64_t pageEnd(std::uint64_t offset) {
    return (offset / kPageBytes + 1) * kPageBytes;
}

} // namespace

FragmentCursor::FragmentCursor(base::File& file, std::uint64_t segment, std::uint64_t offsetBytes)
    : m_file(file)
    , m_segment(segment)
    , m_offset(offsetBytes) {}

base::Result<FragmentStep> FragmentCursor::next(std::uint64_t limitBytes, bool verifyGroups) {
    if (m_offset >= limitBytes) {
        return FragmentStep::End;
    }
    if (!m_headerPassed) {
        base::Result<FragmentStep> passed = passHeader(limitBytes);
        if (!passed || *passed != FragmentStep::Fragment) {
            return passed;
        }
    }
    if (const std::uint64_t room = pageEnd(m_offset) - m_offset; room < kMinFragmentBytes) {
        m_offset += room;
    }
    if (m_offset >= limitBytes) {
        return FragmentStep::End;
    }
    const base::Result<std::string_view> rest = restOfPage(limitBytes);
    if (!rest) {
        return rest.error();
    }
    if (rest->empty()) {
        return limitBytes == kNoLimit
                   ? FragmentStep::End
                   : skip(limitBytes - m_offset, "the file ends before the log does");
    }
    const FragmentState state = parseFragment(*rest, m_segment, m_offset, verifyGroups, m_fragment);
    if (state != FragmentState::Good) {
        return skip(rest->size(), fragmentStateWords(state));
    }
    m_fragmentOffset = m_offset;
    m_offset += m_fragment.sizeBytes();
    return FragmentStep::Fragment;
}

/// Fragment: go on; Damage is only told to who starts at the front.
base::Result<FragmentStep> FragmentCursor::passHeader(std::uint64_t limitBytes) {
    const base::Result<std::string> bytes = m_file.readAt(0, kSegmentHeaderBytes);
    if (!bytes) {
        return bytes.error();
    }
    m_headerPassed = true;
    if (bytes->empty() && limitBytes == kNoLimit) {
        return FragmentStep::End;
    }
    const HeaderState state = checkSegmentHeader(*bytes, m_segment);
    if (state == HeaderState::Foreign) {
        const base::Result<std::uint64_t> size = m_file.sizeBytes();
        if (!size) {
            return size.error();
        }
        const std::uint64_t end = limitBytes == kNoLimit ? std::max(*size, m_offset) : limitBytes;
        return skip(
            end - m_offset, "the segment is of another version of the log or another segment"
        );
    }
    if (m_offset >= kSegmentHeaderBytes) {
        return FragmentStep::Fragment;
    }
    const std::uint64_t start = std::exchange(m_offset, kSegmentHeaderBytes);
    if (state == HeaderState::Damaged) {
        m_gap = {
            start,
            std::min<std::uint64_t>(bytes->size(), kSegmentHeaderBytes),
            "the segment's header is damaged"};
        return FragmentStep::Damage;
    }
    return FragmentStep::Fragment;
}

/// What there is between the offset and the end of its page, empty at the end of the file.
base::Result<std::string_view> FragmentCursor::restOfPage(std::uint64_t limitBytes) {
    const std::uint64_t wantedEnd = std::min(pageEnd(m_offset), limitBytes);
    const std::uint64_t bufferEnd = m_bufferOffset + m_buffer.size();
    const bool starts = m_offset >= m_bufferOffset && m_offset <= bufferEnd && !m_buffer.empty();
    const bool complete = wantedEnd <= bufferEnd || (m_bufferEndsFile && limitBytes == kNoLimit);
    if (!starts || !complete) {
        const std::uint64_t lastPage = (m_offset + kBufferBytes) / kPageBytes * kPageBytes;
        const auto size = static_cast<std::size_t>(std::min(lastPage, limitBytes) - m_offset);
        base::Result<std::string> bytes = m_file.readAt(m_offset, size);
        if (!bytes) {
            return bytes.error();
        }
        m_buffer = std::move(bytes).value();
        m_bufferOffset = m_offset;
        m_bufferEndsFile = m_buffer.size() < size && limitBytes == kNoLimit;
    }
    const auto from = static_cast<std::size_t>(m_offset - m_bufferOffset);
    return std::string_view(m_buffer).substr(from, static_cast<std::size_t>(wantedEnd - m_offset));
}

FragmentStep FragmentCursor::skip(std::uint64_t sizeBytes, std::string what) {
    m_gap = {m_offset, sizeBytes, std::move(what)};
    m_offset += sizeBytes;
    return FragmentStep::Damage;
}

} // namespace meterbench::wal
