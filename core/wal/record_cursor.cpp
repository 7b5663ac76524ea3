#include "core/wal/record_cursor.h"

#include "core/wal/group_record.h"
#include "core/wal/segment.h"

#include <utility>

namespace meterbench::wal {

RecordCursor::RecordCursor(
    base::File& file, std::uint64_t segment, std::uint64_t offsetBytes, Want want
)
    : m_fragments(file, segment, offsetBytes)
    , m_want(want)
    , m_orphansExpected(offsetBytes % kPageBytes == 0)
    , m_lastGoodEnd(offsetBytes) {}

base::Result<RecordStep> RecordCursor::next(std::uint64_t limitBytes) {
    while (true) {
        const base::Result<FragmentStep> step =
            m_fragments.next(limitBytes, m_want == Want::Everything);
        if (!step) {
            return step.error();
        }
        if (*step == FragmentStep::Damage) {
            return breakOff(m_fragments.gap());
        }
        if (*step == FragmentStep::End) {
            return m_building ? breakOff({m_fragments.offset(), 0, "a record has no end"})
                              : RecordStep::End;
        }
        if (const std::optional<RecordStep> answer = take(m_fragments.fragment())) {
            return *answer;
        }
    }
}

std::optional<RecordStep> RecordCursor::take(const FragmentView& fragment) {
    if (m_want == Want::Layouts && fragment.kind != RecordKind::Layout) {
        m_building = false;
        return std::nullopt;
    }
    const bool begins = fragment.part == Part::Full || fragment.part == Part::First;
    if (begins) {
        if (m_building) {
            m_fragments.seek(m_fragments.fragmentOffset()); // told first, read after
            return breakOff({m_fragments.fragmentOffset(), 0, "a record has no end"});
        }
        start(fragment);
        return fragment.part == Part::Full ? std::optional(finish(fragment.payload)) : std::nullopt;
    }
    const bool continues =
        m_building && fragment.recordNumber == m_recordNumber && fragment.kind == m_record.kind;
    if (!continues) {
        if (!m_building && m_orphansExpected) {
            return std::nullopt;
        }
        return breakOff(
            {m_fragments.fragmentOffset(), fragment.sizeBytes(), "a fragment without its record"}
        );
    }
    if (m_joined.size() + fragment.payload.size() > kMaxRecordBytes) {
        return breakOff(
            {m_fragments.fragmentOffset(), fragment.sizeBytes(), "a record is too large"}
        );
    }
    m_joined += fragment.payload;
    return fragment.part == Part::Last ? std::optional(finish(m_joined)) : std::nullopt;
}

void RecordCursor::start(const FragmentView& fragment) {
    m_orphansExpected = false;
    m_record.kind = fragment.kind;
    m_record.beginBytes = m_fragments.fragmentOffset();
    m_recordNumber = fragment.recordNumber;
    if (fragment.part == Part::First) {
        m_building = true;
        m_joined.assign(fragment.payload);
    }
}

RecordStep RecordCursor::finish(std::string_view payload) {
    m_building = false;
    m_record.payload = payload;
    m_record.endBytes = m_fragments.offset();
    m_lastGoodEnd = m_record.endBytes;
    return RecordStep::Record;
}

/// The gap, and with it the record that was being put together.
RecordStep RecordCursor::breakOff(Gap gap) {
    m_samplesInGap.reset();
    if (std::exchange(m_building, false)) {
        if (m_record.kind == RecordKind::Group) {
            if (const std::optional<GroupCounts> counts = groupCounts(m_joined)) {
                m_samplesInGap = counts->samples;
            }
        }
        gap.what +=
            "; the record that begins at " + std::to_string(m_record.beginBytes) + " is lost";
        gap.sizeBytes += gap.offsetBytes - m_record.beginBytes;
        gap.offsetBytes = m_record.beginBytes;
    }
    m_orphansExpected = true;
    m_gap = std::move(gap);
    return RecordStep::Damage;
}

} // namespace meterbench::wal
