// RecordCursor: puts the fragments of one segment together to records. A record of which a fragment
// is missing is never answered; its loss is part of the damage that caused it, and its left-over
// fragments pass without another word. Borrows the file, which must outlive it. Any one thread.
#pragma once

#include "core/wal/fragment_cursor.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace meterbench::wal {

struct RecordView {
    RecordKind kind = RecordKind::Group;
    std::string_view payload; ///< until the next call
    std::uint64_t beginBytes = 0;
    std::uint64_t endBytes = 0;
};

enum class RecordStep : std::uint8_t { Record, End, Damage };
enum class Want : std::uint8_t { Everything, Layouts };

class RecordCursor {
public:
    RecordCursor(
        base::File& file,
        std::uint64_t segment,
        std::uint64_t offsetBytes,
        Want want = Want::Everything
    );

    [[nodiscard]] base::Result<RecordStep> next(std::uint64_t limitBytes);

    [[nodiscard]] const RecordView& record() const { return m_record; }

    [[nodiscard]] const Gap& gap() const { return m_gap; }

    /// Samples of a lost group whose first fragment was still read; nothing when that cannot be
    /// said.
    [[nodiscard]] std::optional<std::uint64_t> samplesInGap() const { return m_samplesInGap; }

    /// A place to start again from.
    [[nodiscard]] std::uint64_t offset() const {
        return m_building ? m_record.beginBytes : m_fragments.offset();
    }

    /// Behind the last record that was answered whole, or where it began to read.
    [[nodiscard]] std::uint64_t lastGoodEnd() const { return m_lastGoodEnd; }

private:
    [[nodiscard]] std::optional<RecordStep> take(const FragmentView& fragment);
    void start(const FragmentView& fragment);
    [[nodiscard]] RecordStep finish(std::string_view payload);
    [[nodiscard]] RecordStep breakOff(Gap gap);

    FragmentCursor m_fragments;
    const Want m_want;
    bool m_building = false;
    bool m_orphansExpected; ///< fragments without a beginning are what is left of a loss already
                            ///< told
    std::uint8_t m_recordNumber = 0;
    std::string m_joined;
    RecordView m_record;
    Gap m_gap;
    std::optional<std::uint64_t> m_samplesInGap;
    std::uint64_t m_lastGoodEnd;
};

} // namespace meterbench::wal
