// Any bytes as a segment: read from its start and from its middle, inspected, repaired by opening a
// log on it. And any bytes as the payload of a record behind a good checksum, which is how bytes
// get past the fragments to the decoders. The first byte chooses.
#include "core/wal/group_record.h"
#include "core/wal/layout_record.h"
#include "core/wal/page.h"
#include "core/wal/segment.h"
#include "tests/core/wal/wal_fixture.h"

#include <cstdlib>

using namespace meterbench;
using namespace meterbench::tests;

namespace {

void readWhole(MemoryFileSystem& files, std::uint64_t offsetBytes) {
    wal::Reader reader(files, kFolder, {1, offsetBytes});
    wal::Position last = reader.position();
    while (true) {
        const base::Result<wal::ReadOutcome> outcome = reader.next(kEverything);
        if (!outcome || *outcome == wal::ReadOutcome::End) {
            return;
        }
        const bool mayStand = *outcome == wal::ReadOutcome::Damage; // told before its next group
        if (reader.position() < last || (reader.position() == last && !mayStand)) {
            std::abort(); // a reader that stands still reads for ever
        }
        last = reader.position();
        for (const model::BatchPtr& batch : reader.group().batches) {
            if (batch->values.size() != batch->layout->size() ||
                batch->absentCount > batch->values.size()) {
                std::abort();
            }
        }
    }
}

void openOn(MemoryFileSystem& files) {
    FakeClock clock;
    KeptLines lines;
    wal::LogOptions options;
    options.folder = kFolder;
    auto log = wal::Log::open(files, clock, options, lines);
    if (!log || !(*log)->append(std::vector{makeBatch(makeLayout(1, 2), 1)})) {
        std::abort(); // no damage keeps a log from being opened and written to
    }
    static_cast<void>((*log)->samplesIn({}, (*log)->end()));
}

std::string_view take(std::string_view& rest, std::size_t size) {
    const std::string_view front = rest.substr(0, size);
    rest.remove_prefix(front.size());
    return front;
}

/// A segment of good fragments: for each record a byte of kind and two of length, then its payload.
std::string sealedSegment(std::string_view rest) {
    std::string bytes;
    wal::appendSegmentHeader(bytes, 1);
    for (std::uint8_t number = 0; rest.size() > 3; ++number) {
        const std::string_view head = take(rest, 3);
        const auto kind = (head[0] & 1) != 0 ? wal::RecordKind::Layout : wal::RecordKind::Group;
        const std::size_t size =
            static_cast<unsigned char>(head[1]) + 256U * static_cast<unsigned char>(head[2]);
        wal::cutRecord(bytes, {1, 0}, kind, number, take(rest, std::max<std::size_t>(size, 1)));
    }
    return bytes;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    if (input.empty()) {
        return 0;
    }
    MemoryFileSystem files;
    const std::string_view rest = input.substr(1);
    files.put(
        kFolder + "/" + wal::segmentName(1),
        input[0] % 2 == 0 ? std::string(rest) : sealedSegment(rest)
    );
    readWhole(files, 0);
    readWhole(files, static_cast<unsigned char>(input[0]));
    openOn(files);
    return 0;
}
