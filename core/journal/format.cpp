#include "core/journal/format.h"

#include "core/base/bytes.h"
#include "core/base/hash.h"

#include <algorithm>
#include <limits>

namespace meterbench::journal {

namespace {

using base::Code;
using base::Error;

constexpr std::uint8_t kVersion = 1;
/// A disk writes this much whole or not at all.
constexpr std::uint64_t kSectorBytes = 512;

/// A record is only good at its place in its file: after a loss of power old blocks can turn up.
std::uint64_t seedOf(std::uint64_t number, std::uint64_t offsetBytes) {
    return number * 0x9e3779b97f4a7c15ULL + offsetBytes;
}

std::uint32_t lengthCheck(std::string_view lengthBytes, std::uint64_t seed) {
    return static_cast<std::uint32_t>(base::hash64(lengthBytes, seed));
}

struct RecordHeader {
    std::uint32_t length = 0;
    std::uint64_t payloadHash = 0;
    bool isGood = false;
};

RecordHeader readRecordHeader(std::string_view bytes, std::uint64_t seed) {
    RecordHeader header;
    std::uint32_t check = 0;
    base::ByteReaderView reader(bytes);
    header.isGood = reader.readU32(header.length) && reader.readU32(check) &&
                    reader.readU64(header.payloadHash) &&
                    lengthCheck(bytes.substr(0, 4), seed) == check;
    return header;
}

/// After a loss of power the end of a file that has grown can read as zeros: from the record's
/// first byte, or from a sector that was not written. Nothing but zeros follows then.
bool endsInZeros(std::string_view bytes, std::uint64_t begin, std::uint64_t end) {
    const std::size_t last = bytes.find_last_not_of('\0');
    const std::uint64_t zeros = last == std::string_view::npos ? 0 : last + 1;
    const std::uint64_t sector = (zeros + kSectorBytes - 1) / kSectorBytes * kSectorBytes;
    return zeros <= begin || sector < end;
}

Error damaged(std::string words) {
    return {Code::Corrupt, std::move(words)};
}

base::Status readHeader(std::string_view magic, std::string_view bytes, Scan& scan) {
    if (bytes.size() < kHeaderBytes) {
        return damaged("the header is cut");
    }
    base::ByteReaderView reader(bytes.substr(kMagicBytes));
    std::uint8_t version = 0;
    std::uint64_t recordBytes = 0;
    std::uint64_t hash = 0;
    const bool isRead = reader.readU8(version) && reader.readU64(scan.number) &&
                        reader.readU64(recordBytes) && reader.readU64(hash);
    const std::string_view hashed = bytes.substr(0, kHeaderBytes - sizeof hash);
    if (!isRead || base::hash64(hashed) != hash || !bytes.starts_with(magic)) {
        return damaged("the header's checksum does not fit");
    }
    if (version != kVersion) {
        return Error{
            Code::Unsupported,
            "it is of version " + std::to_string(version) + ", this program reads version " +
                std::to_string(kVersion)};
    }
    if (recordBytes > bytes.size() - kHeaderBytes) {
        return damaged(
            "the snapshot is cut: it had " + std::to_string(recordBytes) + " bytes, " +
            std::to_string(bytes.size() - kHeaderBytes) + " are left"
        );
    }
    scan.snapshotBytes = kHeaderBytes + recordBytes;
    return {};
}

enum class Step : std::uint8_t { Taken, Cut, Damaged };

/// Looks at the record at scan.goodBytes.
Step takeRecord(std::string_view bytes, Scan& scan, const TakeRecord& take) {
    const std::uint64_t begin = scan.goodBytes;
    // A snapshot was on the disk before the file had its name: no crash cuts it.
    const bool canBeCut = begin >= scan.snapshotBytes;
    const std::string_view rest = bytes.substr(begin);
    const std::uint64_t seed = seedOf(scan.number, begin);
    const RecordHeader header = readRecordHeader(rest, seed);
    const std::uint64_t size = kRecordHeaderBytes + (header.isGood ? header.length : 0);
    const bool isComplete = header.isGood && rest.size() >= size;
    const std::string_view payload = rest.substr(std::min(kRecordHeaderBytes, rest.size()));
    const std::string_view own = payload.substr(0, isComplete ? header.length : 0);
    if (!isComplete || base::hash64(own, seed) != header.payloadHash) {
        if (canBeCut && (rest.size() < size || endsInZeros(bytes, begin, begin + size))) {
            return Step::Cut;
        }
        scan.damage = damaged(
            !header.isGood ? "the checksum of the record's length does not fit"
            : isComplete   ? "the record's checksum does not fit"
                           : "the snapshot's last record is cut"
        );
        return Step::Damaged;
    }
    scan.damage = take(own);
    if (!scan.damage) {
        return Step::Damaged;
    }
    scan.goodBytes += size;
    ++scan.records;
    return Step::Taken;
}

} // namespace

base::Status appendRecord(
    std::string& out, std::uint64_t number, std::uint64_t offsetBytes, std::string_view payload
) {
    if (payload.size() > std::numeric_limits<std::uint32_t>::max()) {
        return Error{
            Code::Limit,
            "a record of a journal holds 4 GiB, not " + std::to_string(payload.size()) + " bytes"};
    }
    const std::uint64_t seed = seedOf(number, offsetBytes);
    const std::size_t begin = out.size();
    base::appendU32(out, static_cast<std::uint32_t>(payload.size()));
    base::appendU32(out, lengthCheck(std::string_view(out).substr(begin), seed));
    base::appendU64(out, base::hash64(payload, seed));
    out.append(payload);
    return {};
}

std::string headerOf(std::string_view magic, std::uint64_t number, std::uint64_t snapshotBytes) {
    std::string header(magic);
    header.push_back(static_cast<char>(kVersion));
    base::appendU64(header, number);
    base::appendU64(header, snapshotBytes);
    base::appendU64(header, base::hash64(header));
    return header;
}

Scan scanJournal(std::string_view magic, std::string_view bytes, const TakeRecord& take) {
    Scan scan;
    scan.damage = readHeader(magic, bytes, scan);
    if (!scan.damage) {
        return scan;
    }
    scan.goodBytes = kHeaderBytes;
    while (scan.goodBytes < bytes.size()) {
        const Step step = takeRecord(bytes, scan, take);
        if (step == Step::Cut) {
            scan.cutBytes = bytes.size() - scan.goodBytes;
        }
        if (step != Step::Taken) {
            break;
        }
    }
    return scan;
}

} // namespace meterbench::journal
