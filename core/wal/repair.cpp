#include "core/wal/repair.h"

#include "core/wal/group_record.h"
#include "core/wal/segment.h"

#include <algorithm>

namespace meterbench::wal {

base::Result<Inspection>
inspectSegment(base::FileSystem& files, const std::string& folder, std::uint64_t number) {
    const base::Result<std::unique_ptr<base::File>> file =
        files.open(segmentPath(folder, number), base::OpenMode::Read);
    if (!file) {
        return file.error();
    }
    const base::Result<std::uint64_t> size = (*file)->sizeBytes();
    if (!size) {
        return size.error();
    }
    Inspection inspection;
    inspection.sizeBytes = *size;
    RecordCursor cursor(**file, number, 0);
    while (true) {
        const base::Result<RecordStep> step = cursor.next(kNoLimit);
        if (!step) {
            return step.error();
        }
        if (*step == RecordStep::End) {
            break;
        }
        if (*step == RecordStep::Damage) {
            inspection.gaps.push_back(cursor.gap());
            addPages(inspection.damagedPages, number, cursor.gap());
            inspection.tailSamples = cursor.samplesInGap();
        } else if (cursor.record().kind == RecordKind::Group) {
            if (const std::optional<GroupCounts> counts = groupCounts(cursor.record().payload)) {
                inspection.samplesAfter = counts->samplesAfter();
            }
        }
    }
    const base::Result<std::string> header = (*file)->readAt(0, kSegmentHeaderBytes);
    if (!header) {
        return header.error();
    }
    inspection.isForeign = checkSegmentHeader(*header, number) == HeaderState::Foreign;
    if (inspection.isForeign) {
        inspection.goodBytes = *size;
        return inspection;
    }
    // A segment without one whole record still has its header, unless that is torn too.
    const std::uint64_t headerEnd = std::min<std::uint64_t>(*size, kSegmentHeaderBytes);
    inspection.goodBytes = std::max(cursor.lastGoodEnd(), headerEnd);
    return inspection;
}

} // namespace meterbench::wal
