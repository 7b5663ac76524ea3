// DeliveryFile: how far an endpoint has come, what it counted and what was refused, on disk: one
// journal (core/journal) an endpoint in the folder of the usage journal. An answer stands in it by
// one write before the next step: after KILL only requests under way, and at most one answer, go
// again. Sequences that are done ahead of a gap are kept too. One thread; one process at a time,
// but anybody may read(). Errors: those of journal::JournalFile.
#pragma once

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/log_sink.h"
#include "core/base/result.h"
#include "core/delivery/delivery_state.h"
#include "core/journal/journal_file.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace meterbench::delivery {

/// What became of the records of these sequences; those that are neither accepted nor refused were
/// passed over.
struct Outcome {
    std::int64_t first = 0;
    std::int64_t last = 0;
    std::uint64_t accepted = 0;
    std::vector<RefusedRecord> refused;
};

/// Everything that the file says.
struct DeliveryBook {
    std::int64_t doneThrough = 0;
    std::map<std::int64_t, std::int64_t> ahead; ///< first → last, behind a gap
    std::uint64_t accepted = 0;
    std::uint64_t refused = 0;
    std::uint64_t passedOver = 0;
    std::vector<RefusedRecord> refusals;

    /// False, and nothing changes, when some of it is done already.
    bool add(const Outcome& outcome);
    [[nodiscard]] bool isDone(std::int64_t sequence) const;
};

class DeliveryFile {
public:
    [[nodiscard]] static base::Result<std::unique_ptr<DeliveryFile>> open(
        base::FileSystem& files,
        const base::Clock& clock,
        const std::string& folder,
        const std::string& name,
        base::LogSink& sink
    );
    /// To look into, also while an agent owns it. NotFound: nothing was ever sent there.
    [[nodiscard]] static base::Result<DeliveryBook>
    read(base::FileSystem& files, const std::string& folder, const std::string& name);

    ~DeliveryFile() = default;
    DeliveryFile(const DeliveryFile&) = delete;
    DeliveryFile& operator=(const DeliveryFile&) = delete;

    [[nodiscard]] const DeliveryBook& book() const { return m_content.book; }

    /// The book has it whatever happens; on an error the file has not, and the next call of save()
    /// or note() tries again.
    [[nodiscard]] base::Status note(const Outcome& outcome);
    /// What could not be written, and now and then the disk itself.
    [[nodiscard]] base::Status save();
    [[nodiscard]] base::Status sync();

    [[nodiscard]] bool isDirty() const { return m_isUnwritten || m_file->isDirty(); }

private:
    struct Content final : journal::Content {
        [[nodiscard]] base::Status take(std::string_view payload) override;
        [[nodiscard]] base::Status write(journal::Snapshot& snapshot) const override;
        [[nodiscard]] std::string words() const override;

        DeliveryBook book;
    };

    DeliveryFile() = default;

    Content m_content;
    std::unique_ptr<journal::JournalFile> m_file; // goes first, for it borrows the content
    bool m_isUnwritten = false;
};

} // namespace meterbench::delivery
