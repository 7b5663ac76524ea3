#include "core/wal/log.h"

#include "core/base/duration.h"
#include "core/base/text.h"
#include "core/wal/group_record.h"
#include "core/wal/record_cursor.h"
#include "core/wal/repair.h"
#include "core/wal/saved_position.h"
#include "core/wal/segment.h"
#include "core/wal/segment_list.h"
#include "core/wal/segment_writer.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace meterbench::wal {

namespace {

constexpr std::string_view kComponent = "log";
/// The disk is asked for its free space this often, and after each failure.
constexpr std::uint64_t kAskEveryBytes = 16ULL << 20;
/// A budget is kept by removing whole segments, so there must be several.
constexpr std::uint64_t kSegmentsInBudget = 4;

base::Error withWords(std::string_view words, const base::Error& error) {
    return base::Error{error.code, std::string(words) + ": " + error.context};
}

/// Of the first group that can be read; nothing when there is none.
base::Result<std::optional<GroupCounts>>
firstCounts(RecordCursor& cursor, std::uint64_t limitBytes) {
    while (true) {
        const base::Result<RecordStep> step = cursor.next(limitBytes);
        if (!step) {
            return step.error();
        }
        if (*step == RecordStep::End) {
            return std::optional<GroupCounts>();
        }
        if (*step == RecordStep::Record && cursor.record().kind == RecordKind::Group) {
            return groupCounts(cursor.record().payload);
        }
    }
}

} // namespace

class Log::State {
public:
    State(
        base::FileSystem& files, const base::Clock& clock, LogOptions options, base::LogSink& sink
    )
        : m_files(files)
        , m_clock(clock)
        , m_options(std::move(options))
        , m_sink(sink) {
        const std::uint64_t most =
            std::max<std::uint64_t>(m_options.budgetBytes / kSegmentsInBudget, kPageBytes);
        m_options.segmentBytes = std::min(m_options.segmentBytes, most);
        m_stats.budgetBytes = m_options.budgetBytes;
    }

    ~State();
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    [[nodiscard]] base::Status open();
    [[nodiscard]] base::Result<Position> append(std::span<const model::BatchPtr> batches);
    [[nodiscard]] base::Status sync();
    [[nodiscard]] Position release(Position slowest);
    [[nodiscard]] std::size_t goneAfterRelease(Position slowest) const;
    [[nodiscard]] Position beginWithout(std::size_t gone) const;
    [[nodiscard]] std::optional<std::uint64_t> samplesIn(Position from, Position to);
    void noteDamage(std::span<const DamagedPage> pages);

    [[nodiscard]] std::uint64_t samplesWritten() const { return m_samplesWritten; }

    [[nodiscard]] Position end() const { return {m_writer->number(), m_writer->offset()}; }

    [[nodiscard]] Ledger& ledger() { return *m_ledger; }

    [[nodiscard]] const std::string& folder() const { return m_options.folder; }

    [[nodiscard]] const LogStats& stats() const { return m_stats; }

private:
    [[nodiscard]] base::Status repairLast();
    [[nodiscard]] base::Status cutTail(std::uint64_t number, const Inspection& inspection);
    [[nodiscard]] std::uint64_t nextNumber();
    [[nodiscard]] base::Status askForRoom();
    [[nodiscard]] base::Error refused(base::Error error);
    void roll();
    [[nodiscard]] std::uint64_t countBefore(std::uint64_t number);
    [[nodiscard]] std::optional<std::uint64_t> samplesBefore(Position at);
    void refreshStats();

    base::FileSystem& m_files;
    const base::Clock& m_clock;
    LogOptions m_options;
    base::LogSink& m_sink;
    std::unique_ptr<base::FileLock> m_lock;
    std::optional<Ledger> m_ledger;
    SegmentList m_segments; // closed ones
    std::unique_ptr<SegmentWriter> m_writer;
    SegmentEntry m_open;                                 // the writer's
    std::vector<std::unique_ptr<base::File>> m_unsynced; // closed since the last sync
    bool m_isSynced = true;
    bool m_rollNext = false; // after a failed sync
    bool m_askForRoom = true;
    std::uint64_t m_sinceAsked = 0;
    std::string m_group;
    std::uint64_t m_samplesWritten = 0; // by all processes
    std::set<DamagedPage> m_damaged;    // of segments that are still there
    LogStats m_stats;
};

Log::State::~State() {
    if (m_writer && m_writer->file() != nullptr) {
        roll();
        static_cast<void>(sync()); // best effort: who needs it to be sure calls sync() before
    }
}

base::Status Log::State::open() {
    const std::string& folder = m_options.folder;
    if (const base::Status made = m_files.createFolders(folder); !made) {
        return withWords("the log's folder cannot be made", made.error());
    }
    base::Result<std::unique_ptr<base::FileLock>> lock = m_files.lock(folder + "/lock");
    if (!lock) {
        return lock.error().code == base::Code::Limit
                   ? withWords("the log's folder is in use", lock.error())
                   : withWords("the log's folder cannot be written to", lock.error());
    }
    m_lock = std::move(lock).value();
    base::Result<Ledger> ledger = Ledger::open(m_files, folder + "/ledger");
    if (!ledger) {
        return ledger.error();
    }
    m_ledger = std::move(ledger).value();
    base::Result<SegmentList> segments = SegmentList::read(m_files, folder);
    if (!segments) {
        return segments.error();
    }
    m_segments = std::move(segments).value();
    if (base::Status repaired = repairLast(); !repaired) {
        return repaired;
    }
    m_writer = std::make_unique<SegmentWriter>(m_files, folder, nextNumber());
    m_open = {m_writer->number(), 0};
    refreshStats();
    return {};
}

base::Status Log::State::repairLast() {
    if (m_segments.empty()) {
        return {};
    }
    SegmentEntry& last = m_segments.newest();
    base::Result<Inspection> inspection = inspectSegment(m_files, m_options.folder, last.number);
    if (!inspection) {
        return withWords("the newest segment of the log cannot be read", inspection.error());
    }
    noteDamage(inspection->damagedPages);
    for (const Gap& gap : inspection->gaps) {
        m_sink.write(
            base::LogLevel::Warn,
            kComponent,
            "damage in segment " + std::to_string(last.number) + " at offset " +
                std::to_string(gap.offsetBytes) + ", " + base::counted(gap.sizeBytes, "byte") +
                ": " + gap.what
        );
    }
    if (inspection->goodBytes < inspection->sizeBytes) {
        if (base::Status cut = cutTail(last.number, *inspection); !cut) {
            return cut;
        }
        last.sizeBytes = inspection->goodBytes;
    }
    m_samplesWritten =
        inspection->samplesAfter ? *inspection->samplesAfter : countBefore(last.number);
    return {};
}

/// Where the count of samples has come to in the segments before one that does not say.
std::uint64_t Log::State::countBefore(std::uint64_t number) {
    const auto& entries = m_segments.entries();
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
        if (entry->number >= number) {
            continue;
        }
        const auto inspection = inspectSegment(m_files, m_options.folder, entry->number);
        if (inspection && inspection->samplesAfter) {
            return *inspection->samplesAfter;
        }
    }
    return 0;
}

void Log::State::noteDamage(std::span<const DamagedPage> pages) {
    for (const DamagedPage& page : pages) {
        m_stats.damagedPages += m_damaged.insert(page).second ? 1 : 0;
    }
}

base::Status Log::State::cutTail(std::uint64_t number, const Inspection& inspection) {
    const auto file =
        m_files.open(segmentPath(m_options.folder, number), base::OpenMode::ReadWrite);
    const base::Status cut =
        file ? (*file)->truncate(inspection.goodBytes) : base::Status(file.error());
    if (!cut) {
        return withWords("the torn end of the log cannot be cut off", cut.error());
    }
    LedgerEntry entry;
    entry.timeMs = m_clock.nowMs();
    entry.who = "log";
    entry.reason = "torn end cut off";
    entry.samples = inspection.tailSamples.value_or(0);
    entry.detail = "segment " + std::to_string(number) + " at offset " +
                   std::to_string(inspection.goodBytes) + ", " +
                   base::counted(inspection.sizeBytes - inspection.goodBytes, "byte") +
                   (inspection.tailSamples ? "" : ", samples not countable");
    m_sink.write(base::LogLevel::Warn, kComponent, entry.reason + ": " + entry.detail);
    // On a full disk the entry cannot be written; it is kept in memory and the line above has told
    // it.
    static_cast<void>(m_ledger->add(std::move(entry)));
    return {};
}

/// Never a number that a saved position has gone into: what is written there would count as sent.
std::uint64_t Log::State::nextNumber() {
    std::uint64_t next = 1;
    if (!m_segments.empty()) {
        const SegmentEntry& last = m_segments.newest();
        next = last.sizeBytes <= kSegmentHeaderBytes ? last.number : last.number + 1;
    }
    const Position furthest = furthestSavedPosition(m_files, m_options.folder);
    if (furthest.segment >= next) {
        next = furthest.offsetBytes > kSegmentHeaderBytes ? furthest.segment + 1 : furthest.segment;
    }
    if (!m_segments.empty() && m_segments.newest().number == next) {
        m_segments.dropNewest(); // empty: it is the one to be written to
    }
    return next;
}

base::Result<Position> Log::State::append(std::span<const model::BatchPtr> batches) {
    if (batches.empty()) {
        return end();
    }
    m_group.clear();
    m_group.reserve(groupSizeHint(batches));
    encodeGroup(m_group, batches, m_samplesWritten);
    const std::uint64_t most = std::min<std::uint64_t>(kMaxRecordBytes, m_options.budgetBytes);
    if (m_group.size() > most) {
        return refused(
            {base::Code::Limit,
             "a group of " + base::formatSize(m_group.size()) +
                 " is larger than the log takes at once (" + base::formatSize(most) + ")"}
        );
    }
    if (base::Status room = askForRoom(); !room) {
        return refused(room.error());
    }
    const bool isFull = m_writer->offset() + m_group.size() > m_options.segmentBytes;
    if (!m_writer->isEmpty() && (isFull || m_rollNext)) {
        roll();
    }
    m_rollNext = false;
    const std::uint64_t before = m_writer->offset();
    if (base::Status appended = m_writer->append(m_group, batches); !appended) {
        return refused(appended.error());
    }
    const std::uint64_t samples = groupCounts(m_group).value_or(GroupCounts{}).samples;
    m_samplesWritten += samples;
    m_isSynced = false;
    m_open.sizeBytes = m_writer->offset();
    m_sinceAsked += m_open.sizeBytes - before;
    m_stats.batchesAppended += batches.size();
    m_stats.samplesAppended += samples;
    m_stats.bytesAppended += m_open.sizeBytes - before;
    refreshStats();
    return end();
}

base::Status Log::State::askForRoom() {
    if (!m_askForRoom && m_sinceAsked < kAskEveryBytes) {
        return {};
    }
    const base::Result<std::uint64_t> free = m_files.freeBytes(m_options.folder);
    m_sinceAsked = 0;
    // Who cannot say how much is free may still take what is written.
    m_askForRoom = free && *free < m_options.keepFreeBytes + m_group.size();
    if (!m_askForRoom) {
        return {};
    }
    return base::Error{
        base::Code::Limit,
        "the disk of " + m_options.folder + " is full: " + base::formatSize(*free) +
            " are free and " + base::formatSize(m_options.keepFreeBytes) + " stay untouched"};
}

base::Error Log::State::refused(base::Error error) {
    ++m_stats.failedAppends;
    m_askForRoom = true;
    return error;
}

/// Closes the segment that is being written; the next one gets its file with the next append.
void Log::State::roll() {
    m_unsynced.push_back(m_writer->close());
    m_open.sizeBytes = m_writer->offset();
    m_isSynced = false;
    m_segments.add(std::exchange(m_open, {m_writer->number() + 1, 0}));
    m_writer = std::make_unique<SegmentWriter>(m_files, m_options.folder, m_open.number);
}

base::Status Log::State::sync() {
    if (m_isSynced) {
        return {};
    }
    const std::int64_t start = m_clock.steadyNs();
    base::Status result;
    for (const std::unique_ptr<base::File>& file : m_unsynced) {
        if (base::Status synced = file ? file->sync() : base::Status(); !synced && result) {
            result = synced;
        }
    }
    if (m_writer->file() != nullptr) {
        if (base::Status synced = m_writer->file()->sync(); !synced && result) {
            result = synced;
        }
    }
    if (base::Status synced = m_files.syncFolder(m_options.folder); !synced && result) {
        result = synced;
    }
    m_unsynced.clear();
    m_stats.lastSyncUs = (m_clock.steadyNs() - start) / 1000;
    // A kernel reports a failed sync once and may have dropped the pages: what follows goes to a
    // new file.
    m_rollNext = m_rollNext || !result;
    m_isSynced = true;
    return result;
}

std::size_t Log::State::goneAfterRelease(Position slowest) const {
    // The newest one stays while the next has no file yet: numbers must go on where they ended
    // after a restart.
    const std::size_t keep = m_writer->isEmpty() ? 1 : 0;
    return m_segments.firstToStay(slowest, m_open.sizeBytes, m_options.budgetBytes, keep);
}

Position Log::State::release(Position slowest) {
    const std::size_t gone = goneAfterRelease(slowest);
    if (const base::Status removed = m_segments.removeOldest(gone); !removed) {
        m_sink.write(
            base::LogLevel::Error, kComponent, "an old segment stays: " + removed.error().context
        );
    }
    if (gone > 0) {
        m_askForRoom = true;
        m_damaged.erase(m_damaged.begin(), m_damaged.lower_bound({beginWithout(0).segment, 0}));
    }
    refreshStats();
    return beginWithout(0);
}

Position Log::State::beginWithout(std::size_t gone) const {
    const auto& entries = m_segments.entries();
    return {gone < entries.size() ? entries[gone].number : m_open.number, 0};
}

std::optional<std::uint64_t> Log::State::samplesIn(Position from, Position to) {
    from = from.segment == 0 ? beginWithout(0) : from;
    to = std::min(to, end());
    if (from >= to) {
        return 0;
    }
    const std::optional<std::uint64_t> before = samplesBefore(from);
    const std::optional<std::uint64_t> all = samplesBefore(to);
    // What a damaged end has taken with it may have been counted anew.
    return before && all ? std::optional(*all - std::min(*before, *all)) : std::nullopt;
}

/// The first group that stands there or behind it says it.
std::optional<std::uint64_t> Log::State::samplesBefore(Position at) {
    if (at.segment != m_open.number && !m_segments.has(at.segment)) {
        return std::nullopt;
    }
    for (std::uint64_t number = at.segment; number <= m_open.number; ++number) {
        const std::uint64_t limit = number == m_open.number ? m_writer->offset() : kNoLimit;
        const std::uint64_t from = number == at.segment ? at.offsetBytes : 0;
        if (from >= limit || (number != m_open.number && !m_segments.has(number))) {
            continue;
        }
        const auto file = m_files.open(segmentPath(m_options.folder, number), base::OpenMode::Read);
        if (!file) {
            return std::nullopt;
        }
        RecordCursor cursor(**file, number, from);
        const base::Result<std::optional<GroupCounts>> counts = firstCounts(cursor, limit);
        if (!counts) {
            return std::nullopt;
        }
        if (*counts) {
            return (*counts)->samplesBefore;
        }
    }
    return m_samplesWritten;
}

void Log::State::refreshStats() {
    m_stats.sizeBytes = m_segments.totalBytes() + m_open.sizeBytes;
    m_stats.segments =
        static_cast<std::uint32_t>(m_segments.size() + (m_writer->isEmpty() ? 0 : 1));
    m_stats.begin = beginWithout(0);
    m_stats.end = end();
}

Log::Log(std::unique_ptr<State> state)
    : m_state(std::move(state)) {}

Log::~Log() = default;

base::Result<std::unique_ptr<Log>> Log::open(
    base::FileSystem& files, const base::Clock& clock, LogOptions options, base::LogSink& sink
) {
    auto state = std::make_unique<State>(files, clock, std::move(options), sink);
    if (base::Status opened = state->open(); !opened) {
        return opened.error();
    }
    return std::unique_ptr<Log>(new Log(std::move(state)));
}

base::Result<Position> Log::append(std::span<const model::BatchPtr> batches) {
    return m_state->append(batches);
}

base::Status Log::sync() {
    return m_state->sync();
}

Position Log::begin() const {
    return m_state->stats().begin;
}

Position Log::end() const {
    return m_state->end();
}

Position Log::release(Position slowest) {
    return m_state->release(slowest);
}

Position Log::beginAfterRelease(Position slowest) const {
    return m_state->beginWithout(m_state->goneAfterRelease(slowest));
}

std::optional<std::uint64_t> Log::samplesIn(Position from, Position to) {
    return m_state->samplesIn(from, to);
}

std::uint64_t Log::samplesWritten() const {
    return m_state->samplesWritten();
}

void Log::noteDamage(std::span<const DamagedPage> pages) {
    m_state->noteDamage(pages);
}

const LogStats& Log::stats() const {
    return m_state->stats();
}

Ledger& Log::ledger() {
    return m_state->ledger();
}

const std::string& Log::folder() const {
    return m_state->folder();
}

} // namespace meterbench::wal
