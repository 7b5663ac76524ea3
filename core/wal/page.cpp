#include "core/wal/page.h"

#include "core/base/bytes.h"
#include "core/base/hash.h"
#include "core/wal/segment.h"

#include <algorithm>
#include <cstring>

namespace meterbench::wal {

namespace {

/// A different number for each place in each segment.
std::uint32_t placeMark(std::uint64_t segment, std::uint64_t offsetBytes) {
    const std::uint64_t mixed =
        (segment * 0x9e3779b97f4a7c15ULL) ^ (offsetBytes * 0xc2b2ae3d27d4eb4fULL);
    return static_cast<std::uint32_t>(mixed >> 32);
}

Part partOf(bool isFirst, bool isLast) {
    if (isFirst) {
        return isLast ? Part::Full : Part::First;
    }
    return isLast ? Part::Last : Part::Middle;
}

void putFragment(
    std::string& out, std::uint64_t segment, std::uint64_t offsetBytes, const FragmentView& fragment
) {
    const std::size_t start = out.size();
    base::appendU32(out, 0);
    base::appendU16(out, static_cast<std::uint16_t>(fragment.payload.size()));
    const auto kind = static_cast<unsigned>(fragment.kind) << 4;
    out.push_back(static_cast<char>(kind | static_cast<unsigned>(fragment.part)));
    out.push_back(static_cast<char>(fragment.recordNumber));
    out.append(fragment.payload);
    const std::string_view covered = std::string_view(out).substr(start + sizeof(std::uint32_t));
    const std::uint32_t checksum = base::checksum32(covered) ^ placeMark(segment, offsetBytes);
    std::memcpy(out.data() + start, &checksum, sizeof checksum);
}

} // namespace

void cutRecord(
    std::string& out,
    WritePlace place,
    RecordKind kind,
    std::uint8_t recordNumber,
    std::string_view payload
) {
    bool isFirst = true;
    do {
        const std::uint64_t offset = place.offsetBytes + out.size();
        const std::size_t room = kPageBytes - static_cast<std::size_t>(offset % kPageBytes);
        if (room < kMinFragmentBytes) {
            out.append(room, '\0');
            continue;
        }
        const std::string_view piece = payload.substr(0, room - kFragmentHeaderBytes);
        payload.remove_prefix(piece.size());
        const Part part = partOf(isFirst, payload.empty());
        putFragment(out, place.segment, offset, {kind, part, recordNumber, piece});
        isFirst = false;
    } while (!payload.empty());
}

FragmentState parseFragment(
    std::string_view restOfPage,
    std::uint64_t segment,
    std::uint64_t offsetBytes,
    bool verifyGroups,
    FragmentView& fragment
) {
    base::ByteReaderView reader(restOfPage);
    std::uint32_t checksum = 0;
    std::uint16_t length = 0;
    std::uint8_t kindAndPart = 0;
    if (!reader.readU32(checksum) || !reader.readU16(length) || !reader.readU8(kindAndPart) ||
        !reader.readU8(fragment.recordNumber)) {
        return FragmentState::Torn;
    }
    if (checksum == 0 && length == 0 && kindAndPart == 0 && fragment.recordNumber == 0) {
        return FragmentState::Empty;
    }
    const unsigned kind = kindAndPart >> 4;
    const unsigned part = kindAndPart & 0x0f;
    if (length == 0 || kind < 1 || kind > 2 || part < 1 || part > 4) {
        return FragmentState::BadHeader;
    }
    if (!reader.readBytes(length, fragment.payload)) {
        return FragmentState::Torn;
    }
    fragment.kind = static_cast<RecordKind>(kind);
    fragment.part = static_cast<Part>(part);
    if (fragment.kind == RecordKind::Group && !verifyGroups) {
        return FragmentState::Good;
    }
    const std::string_view covered =
        restOfPage.substr(sizeof checksum, fragment.sizeBytes() - sizeof checksum);
    const std::uint32_t expected = base::checksum32(covered) ^ placeMark(segment, offsetBytes);
    return checksum == expected ? FragmentState::Good : FragmentState::BadChecksum;
}

const char* fragmentStateWords(FragmentState state) {
    switch (state) {
    case FragmentState::Torn:
        return "a fragment reaches beyond what there is";
    case FragmentState::Empty:
        return "zeros where a record should be";
    case FragmentState::BadHeader:
        return "a fragment's header is damaged";
    case FragmentState::BadChecksum:
        return "checksum mismatch";
    case FragmentState::Good:
        break;
    }
    return "good";
}

} // namespace meterbench::wal
