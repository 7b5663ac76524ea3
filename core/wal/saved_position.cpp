#include "core/wal/saved_position.h"

#include "core/base/bytes.h"
#include "core/base/hash.h"
#include "core/wal/position_name.h"
#include "core/wal/segment.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <utility>

namespace meterbench::wal {

namespace {

constexpr std::uint64_t kSlotBytes = 8192;
constexpr std::uint64_t kNameOffset = 2 * kSlotBytes;
constexpr std::size_t kMaxKeyBytes = 4096;
constexpr std::uint16_t kPositionVersion = 2;

struct Slot {
    std::uint64_t sequence = 0;
    std::vector<SavedLane> lanes;
};

std::string folderOf(const std::string& folder) {
    return folder + "/positions";
}

std::string pathOf(const std::string& folder, const std::string& key) {
    return folderOf(folder) + "/" + positionFileName(key);
}

/// Puts the checksum of all that follows in front of the bytes.
void seal(std::string& bytes) {
    const std::uint32_t checksum =
        base::checksum32(std::string_view(bytes).substr(sizeof checksum));
    std::string front;
    base::appendU32(front, checksum);
    bytes.replace(0, front.size(), front);
}

void encodeSlot(std::string& out, std::uint64_t sequence, const std::vector<SavedLane>& lanes) {
    out.assign(sizeof(std::uint32_t), '\0');
    base::appendU16(out, static_cast<std::uint16_t>(lanes.size()));
    base::appendU16(out, kPositionVersion);
    base::appendU64(out, sequence);
    for (const SavedLane& lane : lanes) {
        base::appendU64(out, lane.at.segment);
        base::appendU64(out, lane.at.offsetBytes);
        base::appendU64(out, lane.samplesBefore);
        base::appendU64(out, lane.seriesDone);
    }
    seal(out);
}

std::optional<Slot> decodeSlot(std::string_view bytes) {
    base::ByteReaderView reader(bytes);
    std::uint32_t checksum = 0;
    std::uint16_t count = 0;
    std::uint16_t version = 0;
    Slot slot;
    if (!reader.readU32(checksum) || !reader.readU16(count) || !reader.readU16(version) ||
        !reader.readU64(slot.sequence) || count == 0 || version != kPositionVersion) {
        return std::nullopt;
    }
    for (std::uint16_t i = 0; i < count; ++i) {
        SavedLane lane;
        if (!reader.readU64(lane.at.segment) || !reader.readU64(lane.at.offsetBytes) ||
            !reader.readU64(lane.samplesBefore) || !reader.readU64(lane.seriesDone)) {
            return std::nullopt;
        }
        slot.lanes.push_back(lane);
    }
    const std::size_t covered = bytes.size() - reader.rest().size() - sizeof checksum;
    const bool good = base::checksum32(bytes.substr(sizeof checksum, covered)) == checksum;
    return good ? std::optional(std::move(slot)) : std::nullopt;
}

/// The newer of the two slots that are whole.
base::Result<std::optional<Slot>> newestSlot(base::File& file) {
    std::optional<Slot> best;
    for (const std::uint64_t offset : {std::uint64_t{0}, kSlotBytes}) {
        const base::Result<std::string> bytes = file.readAt(offset, kSlotBytes);
        if (!bytes) {
            return bytes.error();
        }
        std::optional<Slot> slot = decodeSlot(*bytes);
        if (slot && (!best || slot->sequence > best->sequence)) {
            best = std::move(slot);
        }
    }
    return best;
}

base::Status writeName(base::File& file, const std::string& key) {
    std::string bytes(sizeof(std::uint32_t), '\0');
    base::appendString(bytes, key);
    seal(bytes);
    return file.writeAt(kNameOffset, bytes);
}

/// What the file says its key is; nothing when that part is damaged.
std::optional<std::string> readName(base::FileSystem& files, const std::string& path) {
    const auto file = files.open(path, base::OpenMode::Read);
    const base::Result<std::string> bytes = file ? (*file)->readAt(kNameOffset, kMaxKeyBytes + 16)
                                                 : base::Result<std::string>(file.error());
    if (!bytes) {
        return std::nullopt;
    }
    base::ByteReaderView reader(*bytes);
    std::uint32_t checksum = 0;
    std::string_view key;
    if (!reader.readU32(checksum) || !reader.readString(key)) {
        return std::nullopt;
    }
    const std::size_t covered = bytes->size() - reader.rest().size() - sizeof checksum;
    const bool good =
        base::checksum32(std::string_view(*bytes).substr(sizeof checksum, covered)) == checksum;
    return good ? std::optional(std::string(key)) : std::nullopt;
}

} // namespace

base::Result<SavedPosition> SavedPosition::open(
    base::FileSystem& files, const std::string& folder, const std::string& key, Position ifNew
) {
    if (key.empty() || key.size() > kMaxKeyBytes) {
        return base::Error{
            base::Code::InvalidInput,
            "a saved position needs a name of 1 to 4096 bytes, this one has " +
                std::to_string(key.size())};
    }
    if (base::Status made = files.createFolders(folderOf(folder)); !made) {
        return made.error();
    }
    base::Result<std::unique_ptr<base::File>> file =
        files.open(pathOf(folder, key), base::OpenMode::CreateOrOpen);
    if (!file) {
        return file.error();
    }
    SavedPosition saved;
    saved.m_file = std::move(file).value();
    const base::Result<std::uint64_t> size = saved.m_file->sizeBytes();
    if (!size) {
        return size.error();
    }
    saved.m_isNew = *size == 0;
    if (saved.m_isNew) {
        // The slot first: a file that has only a name would look like a damaged one.
        if (base::Status written = saved.save({SavedLane{ifNew}}); !written) {
            static_cast<void>(saved.m_file->truncate(0));
            return written.error();
        }
        if (base::Status named = writeName(*saved.m_file, key); !named) {
            static_cast<void>(saved.m_file->truncate(0));
            return named.error();
        }
        return saved;
    }
    base::Result<std::optional<Slot>> slot = newestSlot(*saved.m_file);
    if (!slot) {
        return slot.error();
    }
    saved.m_lanes = *slot ? (*slot)->lanes : std::vector<SavedLane>(1);
    saved.m_sequence = *slot ? (*slot)->sequence : 0;
    return saved;
}

base::Status SavedPosition::save(std::vector<SavedLane> lanes) {
    if (lanes.empty() || lanes.size() > kMaxLanes) {
        return base::Error{
            base::Code::Limit,
            "between 1 and " + std::to_string(kMaxLanes) + " lanes can be saved, not " +
                std::to_string(lanes.size())};
    }
    encodeSlot(m_bytes, m_sequence + 1, lanes);
    const std::uint64_t offset = (m_sequence + 1) % 2 * kSlotBytes;
    if (base::Status written = m_file->writeAt(offset, m_bytes); !written) {
        return written;
    }
    ++m_sequence;
    m_lanes = std::move(lanes);
    return {};
}

base::Status SavedPosition::sync() {
    return m_file->sync();
}

base::Result<std::vector<std::string>>
SavedPosition::keys(base::FileSystem& files, const std::string& folder) {
    const base::Result<std::vector<std::string>> names = files.list(folderOf(folder));
    if (!names) {
        return names.error().code == base::Code::NotFound
                   ? base::Result<std::vector<std::string>>(std::vector<std::string>{})
                   : base::Result<std::vector<std::string>>(names.error());
    }
    std::vector<std::string> keys;
    for (const std::string& name : *names) {
        std::optional<std::string> key = positionKey(name);
        if (!key) {
            key = readName(files, folderOf(folder) + "/" + name);
        }
        if (key && positionFileName(*key) == name) {
            keys.push_back(std::move(*key));
        }
    }
    std::sort(keys.begin(), keys.end());
    return keys;
}

base::Status
SavedPosition::forget(base::FileSystem& files, const std::string& folder, const std::string& key) {
    return files.remove(pathOf(folder, key));
}

Position furthestSavedPosition(base::FileSystem& files, const std::string& folder) {
    Position furthest;
    const base::Result<std::vector<std::string>> names = files.list(folderOf(folder));
    if (!names) {
        return furthest;
    }
    for (const std::string& name : *names) {
        const auto file = files.open(folderOf(folder) + "/" + name, base::OpenMode::Read);
        if (!file) {
            continue;
        }
        const base::Result<std::optional<Slot>> slot = newestSlot(**file);
        if (slot && *slot) {
            for (const SavedLane& lane : (*slot)->lanes) {
                const bool isWithin = lane.seriesDone > 0;
                const std::uint64_t inside = isWithin ? kSegmentHeaderBytes + 1 : 0;
                const std::uint64_t offset = std::max(lane.at.offsetBytes, inside);
                furthest = std::max(furthest, Position{lane.at.segment, offset});
            }
        }
    }
    return furthest;
}

} // namespace meterbench::wal
