#include "core/remote/group_feed.h"

#include "core/base/text.h"

#include <utility>

namespace meterbench::remote {

namespace {

std::string placeOf(wal::Position position) {
    return "segment " + std::to_string(position.segment) + " at offset " +
           std::to_string(position.offsetBytes);
}

} // namespace

std::size_t groupBytes(const wal::Group& group) {
    std::size_t bytes = sizeof group;
    for (const model::BatchPtr& batch : group.batches) {
        bytes += batch->sizeBytes();
    }
    return bytes;
}

std::uint64_t groupSamples(const wal::Group& group) {
    std::uint64_t samples = 0;
    for (const model::BatchPtr& batch : group.batches) {
        samples += batch->sampleCount();
    }
    return samples;
}

GroupFeed::GroupFeed(
    base::FileSystem& files,
    std::string folder,
    wal::Position cursor,
    wal::Position end,
    std::size_t limitBytes,
    std::optional<std::uint64_t> samplesBefore
)
    : m_files(files)
    , m_folder(std::move(folder))
    , m_cursor(cursor)
    , m_samplesBefore(samplesBefore)
    , m_end(std::max(end, cursor))
    , m_limitBytes(limitBytes) {}

// Memory is kept without gaps: once something did not fit, what follows is left to the log until
// memory is used up.
void GroupFeed::offer(Delivery&& delivery) {
    noteEnd(delivery.group->after);
    if (delivery.group->after <= m_cursor) {
        return;
    }
    const std::size_t bytes = groupBytes(*delivery.group);
    const bool follows = m_memory.empty() || m_memory.back().number + 1 == delivery.number;
    if (!follows || (!m_memory.empty() && m_bytes + bytes > m_limitBytes)) {
        m_samplesLeftToLog += groupSamples(*delivery.group);
        return;
    }
    m_bytes += bytes;
    m_samples += groupSamples(*delivery.group);
    m_memory.push_back(std::move(delivery));
}

wal::Position GroupFeed::memoryBegin() const {
    return m_memory.empty() ? m_end : m_memory.front().group->before;
}

bool GroupFeed::isBehindMemory() const {
    return m_cursor < memoryBegin();
}

GroupPtr GroupFeed::takeFront() {
    GroupPtr group = std::move(m_memory.front().group);
    m_memory.pop_front();
    m_bytes -= groupBytes(*group);
    m_samples -= groupSamples(*group);
    return group;
}

void GroupFeed::dropPassed() {
    while (!m_memory.empty() && m_memory.front().group->after <= m_cursor) {
        (void)takeFront();
    }
}

FeedStep GroupFeed::next() {
    dropPassed();
    if (isBehindMemory()) {
        FeedStep step = readLog(memoryBegin());
        if (step.outcome != FeedOutcome::Nothing) {
            return step;
        }
    }
    if (m_memory.empty()) {
        return {};
    }
    m_reader.reset();
    GroupPtr group = takeFront();
    passed(*group);
    return {FeedOutcome::Group, std::move(group), {}, {}};
}

void GroupFeed::passed(const wal::Group& group) {
    m_cursor = group.after;
    m_samplesBefore = group.samplesBefore + groupSamples(group);
}

void GroupFeed::skippedTo(wal::Position position, std::optional<std::uint64_t> samplesBefore) {
    m_cursor = std::max(m_cursor, position);
    m_samplesBefore = samplesBefore;
}

FeedStep GroupFeed::readLog(wal::Position limit) {
    if (!m_reader) {
        m_reader.emplace(m_files, m_folder, m_cursor, m_samplesBefore);
        if (m_onReader) {
            m_onReader(*m_reader);
        }
    }
    const std::optional<std::uint64_t> samplesAtLimit =
        m_memory.empty() ? std::nullopt : std::optional(m_memory.front().group->samplesBefore);
    const auto outcome = m_reader->next(limit, samplesAtLimit);
    if (!outcome) {
        return {FeedOutcome::Failed, nullptr, outcome.error().context, {}};
    }
    switch (*outcome) {
    case wal::ReadOutcome::Group:
        passed(m_reader->group());
        m_samplesLeftToLog -= std::min(m_samplesLeftToLog, groupSamples(m_reader->group()));
        return {FeedOutcome::Group, std::make_shared<const wal::Group>(m_reader->group()), {}, {}};
    case wal::ReadOutcome::Damage: {
        const wal::Damage& damage = m_reader->damage();
        const auto before = damage.samples && m_samplesBefore
                                ? std::optional(*m_samplesBefore + *damage.samples)
                                : std::nullopt;
        skippedTo(m_reader->position(), before);
        return {
            FeedOutcome::Damage,
            nullptr,
            placeOf(damage.at) + ", " + base::counted(damage.bytes, "byte") + ": " + damage.what,
            damage.samples,
            damage.pages};
    }
    case wal::ReadOutcome::Missing: {
        const std::string from = placeOf(m_cursor);
        skippedTo(m_reader->position(), std::nullopt);
        return {
            FeedOutcome::Missing,
            nullptr,
            "everything from " + from + " to " + placeOf(m_cursor) +
                " was removed before it was sent",
            {}};
    }
    case wal::ReadOutcome::End:
        m_cursor = limit;
        m_samplesLeftToLog = m_memory.empty() ? 0 : m_samplesLeftToLog;
        m_reader.reset(); // its layouts are no longer needed
        break;
    }
    return {};
}

} // namespace meterbench::remote
