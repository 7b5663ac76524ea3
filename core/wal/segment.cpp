#include "core/wal/segment.h"

#include "core/base/bytes.h"
#include "core/base/hash.h"

#include <algorithm>
#include <charconv>

namespace meterbench::wal {

namespace {

constexpr std::string_view kMagic("mblog\r\n\x1a", 8);
constexpr std::string_view kSuffix = ".segment";
constexpr std::size_t kNameDigits = 10;

} // namespace

std::string segmentName(std::uint64_t number) {
    std::string digits = std::to_string(number);
    if (digits.size() < kNameDigits) {
        digits.insert(0, kNameDigits - digits.size(), '0');
    }
    return digits + std::string(kSuffix);
}

std::string segmentPath(const std::string& folder, std::uint64_t number) {
    return folder + "/" + segmentName(number);
}

std::optional<std::uint64_t> segmentNumber(std::string_view name) {
    if (!name.ends_with(kSuffix)) {
        return std::nullopt;
    }
    std::uint64_t number = 0;
    const std::string_view digits = name.substr(0, name.size() - kSuffix.size());
    const char* end = digits.data() + digits.size();
    const auto [rest, error] = std::from_chars(digits.data(), end, number);
    const bool whole = error == std::errc() && rest == end && number != 0;
    return whole && segmentName(number) == name ? std::optional(number) : std::nullopt;
}

base::Result<std::vector<std::uint64_t>>
listSegments(base::FileSystem& files, const std::string& folder) {
    const base::Result<std::vector<std::string>> names = files.list(folder);
    if (!names) {
        return names.error();
    }
    std::vector<std::uint64_t> numbers;
    for (const std::string& name : *names) {
        if (const std::optional<std::uint64_t> number = segmentNumber(name)) {
            numbers.push_back(*number);
        }
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

void appendSegmentHeader(std::string& out, std::uint64_t number) {
    const std::size_t start = out.size();
    out += kMagic;
    base::appendU16(out, kFormatVersion);
    base::appendU16(out, 0);
    base::appendU32(out, kPageBytes);
    base::appendU64(out, number);
    base::appendU32(out, 0);
    base::appendU32(out, base::checksum32(std::string_view(out).substr(start)));
}

HeaderState checkSegmentHeader(std::string_view bytes, std::uint64_t number) {
    if (bytes.size() < kSegmentHeaderBytes) {
        return HeaderState::Damaged;
    }
    base::ByteReaderView reader(bytes.substr(kMagic.size(), kSegmentHeaderBytes - kMagic.size()));
    std::uint16_t version = 0;
    std::uint16_t flags = 0;
    std::uint32_t pageBytes = 0;
    std::uint64_t storedNumber = 0;
    std::uint32_t reserved = 0;
    std::uint32_t checksum = 0;
    const bool whole = reader.readU16(version) && reader.readU16(flags) &&
                       reader.readU32(pageBytes) && reader.readU64(storedNumber) &&
                       reader.readU32(reserved) && reader.readU32(checksum);
    const std::string_view covered = bytes.substr(0, kSegmentHeaderBytes - sizeof checksum);
    if (!whole || !bytes.starts_with(kMagic) || base::checksum32(covered) != checksum) {
        return HeaderState::Damaged;
    }
    const bool ours = version == kFormatVersion && flags == 0 && pageBytes == kPageBytes;
    return !ours || storedNumber != number ? HeaderState::Foreign : HeaderState::Good;
}

} // namespace meterbench::wal
