// MergeStore: pushes merged by family and series (aggregation mode), with what a merger lacks:
// groups, expiry, pushers that re-send totals, budgets, deletion, rules that can change, and a
// journal. A push is looked over and planned first, then written down, then merged, which cannot
// fail. README.md says what each part promises and what stands in the journal. One thread.
#pragma once

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/log_sink.h"
#include "core/gateway/known_text.h"
#include "core/gateway/merge_codec.h"
#include "core/gateway/merge_groups.h"
#include "core/gateway/merger.h"
#include "core/gateway/push_store.h"
#include "core/journal/journal_file.h"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace meterbench::gateway {

struct MergeStoreOptions {
    Profile profile = Profile::Strict;
    StoreRules rules; ///< those set while it ran go on, unless these are others than last time
    StoreLimits limits;
    std::string folder; ///< of the journal
    std::uint64_t rewriteAboveBytes = 16 << 20;
};

class MergeStore final : public PushStore, private journal::Content {
public:
    /// Reads the journal. Everything referred to must outlive the store.
    [[nodiscard]] static base::Result<std::unique_ptr<MergeStore>> open(
        MergeStoreOptions options,
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

    [[nodiscard]] bool holds(std::string_view name) const override;
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

private:
    /// What is known of a raw path: a cache, of which anything may be forgotten at any time.
    struct Path {
        std::uint32_t group = 0;
        std::uint64_t text = 0;   ///< its id; 0: none
        MergePlan plan;           ///< of the text
        std::vector<double> last; ///< the numbers that came last with this text
        std::uint32_t steady = 0; ///< pushes in a row in which no total fell
        bool hasGrown = false;    ///< in them, one grew
        bool isCreatedSame = false;
    };

    struct TextHash {
        using is_transparent = void;

        std::size_t operator()(std::string_view text) const;
    };

    using Paths = std::unordered_map<std::string, Path, TextHash, std::equal_to<>>;

    /// Where a push came from. Without a text it is m_push, read from the body, which is learned.
    struct Origin {
        std::string_view rawPath;
        std::string_view body;
        const KnownText* text = nullptr;
    };

    class Taken;

    MergeStore(MergeStoreOptions options, IsTaken isTaken);

    // merge_store.cpp: pushes
    [[nodiscard]] Verdict
    takeBody(std::string_view path, std::string_view body, std::int64_t nowMs);
    [[nodiscard]] bool isFast(const Path& path) const;
    [[nodiscard]] Verdict takeKnown(
        std::string_view rawPath,
        Path& path,
        const KnownText& text,
        const Push& push,
        std::int64_t nowMs
    );
    [[nodiscard]] Verdict
    takeRead(std::string_view rawPath, std::string_view body, KnownText* text, std::int64_t nowMs);
    void merge(const Push& push, const Push& changed, const Origin& origin, std::int64_t nowMs);
    [[nodiscard]] const Push& differencesOf(const Push& push, const MergeGroup* group);
    [[nodiscard]] std::optional<Refusal> checkNames(const Push& push) const;
    [[nodiscard]] std::optional<Refusal>
    checkLimits(const Push& push, const MergeGroup* group) const;
    [[nodiscard]] std::optional<Refusal> checkLabels(const Push& push) const;
    [[nodiscard]] std::optional<Refusal> checkBounds(const Push& push) const;
    [[nodiscard]] Verdict deleteGroup(const Delivery& delivery, std::int64_t nowMs);
    [[nodiscard]] Verdict refused(Refusal refusal, MergeGroup* group, std::int64_t nowMs);
    [[nodiscard]] base::Status write(std::string_view record);

    // merge_store_texts.cpp: what is known of paths and texts
    [[nodiscard]] KnownText* textOf(const Path* path, std::string_view body);
    [[nodiscard]] KnownText* textAt(std::uint64_t id);
    KnownText* learn(Push& push, std::string_view body, std::uint64_t id);
    void keepPath(std::string_view rawPath, std::uint32_t group, const KnownText* text);
    void watch(Path& path, const KnownText& text) const;
    void forgetTexts();
    [[nodiscard]] std::map<std::uint32_t, PusherTotals>
    lastTotals(const std::set<std::uint32_t>& groups);
    [[nodiscard]] bool isCumulative(const PathLabels& path) const;
    [[nodiscard]] static bool looksCumulative(const Path& path);

    // merge_store_rows.cpp
    void markCumulative(std::vector<FamilyRow>& rows) const;

    // merge_store_removal.cpp: what goes, and what comes back
    [[nodiscard]] base::Result<Merger::Question> questionOf(const Selection& selection) const;
    [[nodiscard]] bool isAny(const Merger::Question& isIt) const;
    std::size_t removeSeries(
        const Merger::Question& isGone,
        Taken* taken,
        const std::function<bool(const Family&)>& isAsked = {}
    );
    void removeGroups(const std::function<bool(const MergeGroup&)>& isGone, Taken* taken);
    void eraseNow(const Selection& selection, const Merger::Question& isGone, Taken* taken);
    void wipeNow(Taken* taken);
    [[nodiscard]] base::Status checkPutBack(const std::vector<Family>& families) const;
    [[nodiscard]] bool
    putBackNow(std::vector<Family> families, const std::vector<MergeGroup>& groups);

    // merge_store_rules.cpp: rules and the expiry by them
    [[nodiscard]] std::int64_t afterMsOf(std::string_view family) const;
    [[nodiscard]] bool isDue(const Family& family, std::int64_t nowMs) const;
    [[nodiscard]] bool isOver(const Family& family, const Series& series, std::int64_t nowMs) const;
    std::size_t expireNow(std::int64_t nowMs);
    void noteExpiry(const std::vector<std::uint32_t>& places);
    void noteExpiryOfAll();
    void useRules();
    void useProfile(Profile profile);

    // merge_store_journal.cpp: journal::Content
    [[nodiscard]] base::Status take(std::string_view payload) override;
    [[nodiscard]] base::Status write(journal::Snapshot& snapshot) const override;
    [[nodiscard]] std::string words() const override;
    [[nodiscard]] base::Status takePush(MergeReaderView& reader, std::int64_t timeMs);
    [[nodiscard]] base::Status takeKnownPush(MergeReaderView& reader, std::int64_t timeMs);
    [[nodiscard]] base::Status takeRules(MergeReaderView& reader);
    [[nodiscard]] base::Status takeGroup(MergeReaderView& reader);
    [[nodiscard]] base::Status takeErase(MergeReaderView& reader);
    [[nodiscard]] base::Status takePutBack(MergeReaderView& reader);
    [[nodiscard]] base::Status takeFamily(MergeReaderView& reader);
    [[nodiscard]] base::Status takeText(MergeReaderView& reader);
    [[nodiscard]] base::Status takePath(MergeReaderView& reader);
    [[nodiscard]] base::Status replay(const Push& push, const Origin& origin, std::int64_t timeMs);
    [[nodiscard]] std::string rulesText() const;
    [[nodiscard]] base::Status writeTexts(journal::Snapshot& snapshot) const;
    [[nodiscard]] base::Status useOptions();

    MergeStoreOptions m_options;
    Profile m_profile;       ///< of what stands in the journal, while it is read
    StoreRules m_givenRules; ///< the options' when the journal was written
    StoreRules m_rules;
    IsTaken m_isTaken;
    PushReader m_reader;
    Merger m_merger;
    MergeGroups m_groups;
    Paths m_paths;
    std::unordered_map<std::uint64_t, std::shared_ptr<KnownText>> m_texts; ///< by id
    std::unordered_map<std::uint64_t, std::uint64_t> m_textUses;           ///< when last
    std::uint64_t m_lastText = 0;
    std::uint64_t m_textCount = 0; ///< the highest id
    std::size_t m_textBytes = 0;
    Push m_push;    ///< read last
    Push m_changed; ///< of a pusher that re-sends totals, as differences
    MergePlan m_plan;
    std::vector<double> m_values;
    std::string m_record;
    StoreCounts m_counts;
    std::uint64_t m_generation = 0;
    std::int64_t m_nextExpiryMs = 0; ///< nothing expires before; 0: nothing does
    bool m_isReplaying = true;
    std::unique_ptr<journal::JournalFile> m_file; // goes before what it reads
};

} // namespace meterbench::gateway
