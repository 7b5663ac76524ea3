// GroupStore: pushes as the Pushgateway keeps them: the last value of each group. PUT replaces all
// of a group, POST the families with the pushed names, DELETE removes the group; a push that would
// make a scrape inconsistent is refused whole and stamped as failed. What was answered with 2xx is
// in the journal. See README.md, "Groups". One thread.
#pragma once

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/log_sink.h"
#include "core/gateway/group_index.h"
#include "core/gateway/group_reader.h"
#include "core/gateway/push_store.h"
#include "core/journal/journal_file.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace meterbench::gateway {

class MergeReaderView;

/// A group, or a part of one, that was taken away.
struct TakenGroup {
    PathLabels labels;
    std::uint64_t pushes = 0;
    std::int64_t pushedMs = 0;
    std::int64_t failedMs = 0;
    bool isWhole = false;         ///< the group itself went
    std::vector<GroupPart> parts; ///< with what was taken of each
};

struct GroupStoreOptions {
    bool checksConsistency = true; ///< false: 202 also for what is not taken, as a failed push
    bool allowsUtf8Names = false;
    StoreRules rules; ///< those set while it ran go on, unless these are others than last time
    StoreLimits limits;
    std::string folder; ///< of the journal
    std::uint64_t rewriteAboveBytes = 16 << 20;
};

class GroupStore final : public PushStore, private journal::Content {
public:
    /// Reads the journal. Everything referred to must outlive the store.
    [[nodiscard]] static base::Result<std::unique_ptr<GroupStore>> open(
        GroupStoreOptions options,
        base::FileSystem& files,
        const base::Clock& clock,
        base::LogSink& sink,
        IsTaken isTaken
    );

    /// As journal::JournalFile::salvage.
    [[nodiscard]] static base::Result<std::string>
    salvage(base::FileSystem& files, const std::string& folder);

    [[nodiscard]] Verdict take(const Delivery& delivery, std::int64_t nowMs) override;
    void expose(std::string& out, ExposeFormat format) const override;

    [[nodiscard]] std::uint64_t generation() const override { return m_generation; }

    [[nodiscard]] bool holds(std::string_view name) const override { return m_index.holds(name); }

    [[nodiscard]] StoreCounts counts() const override;
    [[nodiscard]] std::vector<FamilyRow> families() const override;
    [[nodiscard]] std::vector<GroupRow> groups() const override;
    [[nodiscard]] std::vector<SeriesRow>
    series(const Selection& selection, std::size_t most) const override;
    [[nodiscard]] base::Result<std::unique_ptr<Removed>>
    erase(const Selection& selection, std::int64_t nowMs) override;
    [[nodiscard]] base::Result<std::unique_ptr<Removed>> wipe(std::int64_t nowMs) override;
    [[nodiscard]] base::Status putBack(const Removed& removed, std::int64_t nowMs) override;
    [[nodiscard]] std::int64_t expire(std::int64_t nowMs) override;

    [[nodiscard]] const StoreRules& rules() const override { return m_rules; }

    [[nodiscard]] base::Status setRules(StoreRules rules, std::int64_t nowMs) override;

    [[nodiscard]] base::Status maintain() override { return m_file->maintain(); }

    [[nodiscard]] base::Status sync() override { return m_file->sync(); }

    [[nodiscard]] bool isDirty() const override { return m_file->isDirty(); }

    [[nodiscard]] const GroupIndex& index() const { return m_index; }

private:
    class Taken;

    /// What is over at a time, and when something is next.
    struct Expiry {
        std::vector<SeriesAt> series;
        std::vector<std::uint32_t> groups;
        std::int64_t nextMs = 0;
    };

    using Question = std::function<bool(const GroupPart&, std::uint32_t metric)>;

    GroupStore(GroupStoreOptions options, IsTaken isTaken);

    // A push
    [[nodiscard]] Verdict takePush(const Delivery& delivery, PathLabels&& labels, std::int64_t now);
    [[nodiscard]] GroupShapePtr knownShape(std::uint32_t group, std::string_view body);
    [[nodiscard]] Verdict
    push(std::uint32_t group, bool isPut, GroupShapePtr shape, bool isNewShape, std::int64_t now);
    [[nodiscard]] Verdict pushNothing(std::uint32_t group, bool isPut, std::int64_t now);
    [[nodiscard]] Verdict
    failed(std::uint32_t group, const std::vector<std::string>& complaints, std::int64_t now);
    [[nodiscard]] Verdict deleteGroup(const PathLabels& labels, std::int64_t now);
    [[nodiscard]] Verdict refused(Refusal refusal);
    [[nodiscard]] Verdict notWritten(const base::Status& why);
    [[nodiscard]] GroupPart* samePart(std::uint32_t group, bool isPut, const GroupShape& shape);
    [[nodiscard]] std::optional<Refusal>
    checkLimits(const HeldGroup& group, const GroupBody& body, std::size_t gone) const;
    [[nodiscard]] GroupPart partOf(std::uint32_t group, GroupShapePtr shape, std::int64_t now) const;
    void stamp(HeldGroup& group, std::int64_t now);
    void noteExpiry(std::int64_t now);

    // Shapes
    [[nodiscard]] GroupShapePtr shapeAt(std::uint64_t id) const;
    void keepShape(const GroupShapePtr& shape);

    // Taking away
    [[nodiscard]] base::Result<Question> questionOf(const Selection& selection) const;
    [[nodiscard]] std::vector<SeriesAt> found(const Question& isIt) const;
    void eraseNow(const Selection& selection, const std::vector<SeriesAt>& gone, Taken* taken);
    void wipeNow(Taken* taken);
    std::uint32_t makeAgain(const TakenGroup& group, std::int64_t nowMs);
    [[nodiscard]] base::Status addAgain(
        std::uint32_t group, const GroupPart& part, std::vector<SeriesAt>& added, std::int64_t nowMs
    );
    void keepTaken(const std::vector<SeriesAt>& gone, std::uint32_t whole, Taken& taken) const;
    [[nodiscard]] Expiry overAt(std::int64_t nowMs) const;
    [[nodiscard]] std::size_t expireNow(std::int64_t nowMs);
    [[nodiscard]] std::int64_t afterMsOf(std::string_view family) const;

    // journal::Content
    [[nodiscard]] base::Status take(std::string_view payload) override;
    [[nodiscard]] base::Status write(journal::Snapshot& snapshot) const override;
    [[nodiscard]] std::string words() const override;
    [[nodiscard]] base::Status takeGroup(MergeReaderView& reader);
    [[nodiscard]] base::Status takeShape(MergeReaderView& reader);
    [[nodiscard]] base::Status takePart(MergeReaderView& reader, std::int64_t timeMs);
    [[nodiscard]] base::Status
    takeChange(MergeReaderView& reader, std::uint8_t kind, std::int64_t timeMs);
    [[nodiscard]] base::Status takeStamps(MergeReaderView& reader);
    [[nodiscard]] base::Status takeErase(MergeReaderView& reader);
    [[nodiscard]] base::Status takeRules(MergeReaderView& reader);
    void startRecords();
    [[nodiscard]] base::Status append();
    [[nodiscard]] std::string& newRecord(std::uint8_t kind, std::int64_t timeMs);

    GroupStoreOptions m_options;
    StoreRules m_rules;
    StoreRules m_givenRules;
    IsTaken m_isTaken; ///< goes to the index when the journal has been read: a name may have
                       ///< changed hands since
    GroupReader m_reader;
    GroupIndex m_index;
    std::unordered_map<std::uint64_t, GroupShapePtr> m_shapes; ///< by id
    std::unordered_map<std::uint64_t, GroupShapePtr> m_shapesByText; ///< by hash
    std::uint64_t m_nextShape = 1;
    std::size_t m_sweepAbove = 256; ///< so many shapes: those that nobody uses go
    GroupShapePtr m_recent;         ///< the one that fitted last
    std::vector<double> m_values;   ///< of the push at hand
    std::vector<std::string> m_records; ///< for the next write; the first m_recordCount
    std::size_t m_recordCount = 0;
    base::Status m_ready; ///< why nothing can be written down now
    std::uint32_t m_madeGroup = kNoGroup; ///< by the push at hand
    std::uint64_t m_generation = 0;
    mutable std::size_t m_exposedBytes = 0; ///< by the last scrape
    StoreCounts m_counts;
    std::int64_t m_nextExpiryMs = 0;
    bool m_isReplaying = true;
    std::unique_ptr<journal::JournalFile> m_file; // goes before what it reads
};

} // namespace meterbench::gateway
