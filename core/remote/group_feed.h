// GroupFeed: every group of the log from a cursor on, in order, each once. What was delivered and
// still fits in memory comes from there; everything else is read from the log up to where memory
// begins. Groups that the cursor has passed are skipped. The endpoint's thread. Io errors of the
// disk are answered as Failed and may be tried again.
#pragma once

#include "core/base/file.h"
#include "core/wal/position.h"
#include "core/wal/reader.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meterbench::remote {

using GroupPtr = std::shared_ptr<const wal::Group>;

/// A group with its place in the order of deliveries: a gap in the numbers means that something did
/// not fit.
struct Delivery {
    GroupPtr group;
    std::uint64_t number = 0;
};

enum class FeedOutcome : std::uint8_t { Group, Nothing, Damage, Missing, Failed };

struct FeedStep {
    FeedOutcome outcome = FeedOutcome::Nothing;
    GroupPtr group;
    std::string what;                         ///< Damage, Missing, Failed: in words, with the place
    std::optional<std::uint64_t> samples;     ///< Damage: how many it cost, if that can be said
    std::vector<wal::DamagedPage> pages = {}; ///< Damage
};

class GroupFeed {
public:
    GroupFeed(
        base::FileSystem& files,
        std::string folder,
        wal::Position cursor,
        wal::Position end,
        std::size_t limitBytes,
        std::optional<std::uint64_t> samplesBefore = std::nullopt
    );

    /// Called for a new reader, which may be told layouts.
    void setOnReader(std::function<void(wal::Reader&)> onReader) {
        m_onReader = std::move(onReader);
    }

    void offer(Delivery&& delivery);

    void noteEnd(wal::Position end) { m_end = std::max(m_end, end); }

    [[nodiscard]] FeedStep next();

    /// Everything before it has been answered by next() or is known to be lost.
    [[nodiscard]] wal::Position cursor() const { return m_cursor; }

    /// The log's running count of samples at the cursor, if it is known.
    [[nodiscard]] std::optional<std::uint64_t> samplesBefore() const { return m_samplesBefore; }

    [[nodiscard]] wal::Position end() const { return m_end; }

    [[nodiscard]] bool hasMore() const { return m_cursor < m_end; }

    /// Whether the log must be read before memory can go on.
    [[nodiscard]] bool isBehindMemory() const;
    /// Where memory begins; the end of the log when there is nothing in it.
    [[nodiscard]] wal::Position memoryBegin() const;

    [[nodiscard]] std::uint64_t samplesInMemory() const { return m_samples; }

    /// Left to the log as far as that is known: at least so many samples stand between the cursor
    /// and memory.
    [[nodiscard]] std::uint64_t samplesLeftToLog() const { return m_samplesLeftToLog; }

    [[nodiscard]] std::size_t bytesInMemory() const { return m_bytes; }

    /// Of the oldest group in memory; nothing when it is empty.
    [[nodiscard]] const GroupPtr* front() const {
        return m_memory.empty() ? nullptr : &m_memory.front().group;
    }

private:
    void dropPassed();
    GroupPtr takeFront();
    FeedStep readLog(wal::Position limit);
    void passed(const wal::Group& group);
    void skippedTo(wal::Position position, std::optional<std::uint64_t> samplesBefore);

    base::FileSystem& m_files;
    std::string m_folder;
    wal::Position m_cursor;
    std::optional<std::uint64_t> m_samplesBefore; ///< the cursor
    wal::Position m_end;
    std::size_t m_limitBytes;
    std::deque<Delivery> m_memory; // without gaps
    std::size_t m_bytes = 0;
    std::uint64_t m_samples = 0;
    std::uint64_t m_samplesLeftToLog = 0;
    std::optional<wal::Reader> m_reader;
    std::function<void(wal::Reader&)> m_onReader;
};

[[nodiscard]] std::size_t groupBytes(const wal::Group& group);
[[nodiscard]] std::uint64_t groupSamples(const wal::Group& group);

} // namespace meterbench::remote
