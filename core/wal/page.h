// Page and fragment: a record is cut where a page of 32 KiB ends; each piece is a fragment with its
// own checksum, so that damage never costs more than the records that touch a page. The checksum
// also covers the fragment's place (segment and offset): old blocks that turn up in the wrong place
// are never taken for records. Learned from leveldb db/log_format.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace meterbench::wal {

inline constexpr std::size_t kFragmentHeaderBytes = 8;
/// What remains of a page is left empty when not even a fragment of one byte fits.
inline constexpr std::size_t kMinFragmentBytes = kFragmentHeaderBytes + 1;

enum class RecordKind : std::uint8_t { Layout = 1, Group = 2 };

enum class Part : std::uint8_t { Full = 1, First = 2, Middle = 3, Last = 4 };

/// A piece of a record; the payload is borrowed from the bytes that were parsed.
struct FragmentView {
    RecordKind kind = RecordKind::Group;
    Part part = Part::Full;
    std::uint8_t recordNumber =
        0; ///< the same in all fragments of a record; differs in its neighbours
    std::string_view payload;

    [[nodiscard]] std::size_t sizeBytes() const { return kFragmentHeaderBytes + payload.size(); }
};

/// Where the bytes of a write will stand.
struct WritePlace {
    std::uint64_t segment = 0;
    std::uint64_t offsetBytes = 0; ///< of out's first byte
};

/// Appends the record to out in fragments, as they will stand at that place.
void cutRecord(
    std::string& out,
    WritePlace place,
    RecordKind kind,
    std::uint8_t recordNumber,
    std::string_view payload
);

enum class FragmentState : std::uint8_t { Good, Torn, Empty, BadHeader, BadChecksum };

/// Reads the fragment at the front of what its page still holds. `verify` off leaves the checksum
/// of groups unread.
[[nodiscard]] FragmentState parseFragment(
    std::string_view restOfPage,
    std::uint64_t segment,
    std::uint64_t offsetBytes,
    bool verifyGroups,
    FragmentView& fragment
);

/// For people: "checksum mismatch" …
[[nodiscard]] const char* fragmentStateWords(FragmentState state);

} // namespace meterbench::wal
