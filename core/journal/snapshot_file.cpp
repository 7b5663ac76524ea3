#include "core/journal/snapshot_file.h"

#include "core/journal/format.h"

namespace meterbench::journal {

namespace {

using base::Result;
using base::Status;

constexpr std::size_t kPieceBytes = 4 << 20;

/// Records one behind the other, to the file whenever a piece is full. The header comes last, for
/// it says how many bytes there are.
class SnapshotFile final : public Snapshot {
public:
    SnapshotFile(base::File& file, std::uint64_t number)
        : m_file(file)
        , m_number(number)
        , m_piece(kHeaderBytes, '\0') {}

    Status add(std::string_view payload) override {
        if (const Status made = appendRecord(m_piece, m_number, sizeBytes(), payload); !made) {
            return made;
        }
        return m_piece.size() < kPieceBytes ? Status() : flush();
    }

    Status finish(std::string_view magic) {
        const std::string header = headerOf(magic, m_number, sizeBytes() - kHeaderBytes);
        if (m_flushedBytes == 0) {
            m_piece.replace(0, kHeaderBytes, header);
            return flush();
        }
        const Status flushed = flush();
        return flushed ? m_file.writeAt(0, header) : flushed;
    }

    [[nodiscard]] std::uint64_t sizeBytes() const { return m_flushedBytes + m_piece.size(); }

private:
    Status flush() {
        if (Status written = m_file.writeAt(m_flushedBytes, m_piece); !written) {
            return written;
        }
        m_flushedBytes += m_piece.size();
        m_piece.clear();
        return {};
    }

    base::File& m_file;
    const std::uint64_t m_number;
    std::string m_piece;
    std::uint64_t m_flushedBytes = 0;
};

template <class Fill>
Result<std::unique_ptr<base::File>>
fillAndPlace(base::FileSystem& files, const std::string& path, const Fill& fill) {
    const std::string temporary = path + ".new";
    auto file = files.open(temporary, base::OpenMode::CreateOrOpen);
    if (!file) {
        return file;
    }
    Status done = (*file)->truncate(0);
    done = done ? fill(**file) : done;
    done = done ? (*file)->sync() : done;
    done = done ? files.rename(temporary, path) : done;
    if (!done) {
        static_cast<void>(files.remove(temporary)); // it takes room that a full disk may need
        return done.error();
    }
    return file;
}

} // namespace

Status putInPlace(base::FileSystem& files, const std::string& path, std::string_view bytes) {
    const auto placed =
        fillAndPlace(files, path, [bytes](base::File& file) { return file.writeAt(0, bytes); });
    return placed ? Status() : Status(placed.error());
}

Result<PlacedFile> putSnapshotInPlace(
    base::FileSystem& files,
    const std::string& path,
    std::string_view magic,
    std::uint64_t number,
    const Content& content
) {
    std::uint64_t sizeBytes = 0;
    auto placed = fillAndPlace(files, path, [&](base::File& file) {
        SnapshotFile snapshot(file, number);
        Status done = content.write(snapshot);
        done = done ? snapshot.finish(magic) : done;
        sizeBytes = snapshot.sizeBytes();
        return done;
    });
    if (!placed) {
        return placed.error();
    }
    return PlacedFile{std::move(placed).value(), sizeBytes};
}

} // namespace meterbench::journal
