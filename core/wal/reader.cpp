#include "core/wal/reader.h"

#include "core/wal/group_record.h"
#include "core/wal/layout_record.h"
#include "core/wal/record_cursor.h"
#include "core/wal/segment.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace meterbench::wal {

namespace {

/// Layouts by id; those that the last two segments did not need are let go.
class KnownLayouts {
public:
    void add(model::LayoutPtr layout, std::uint64_t segment) {
        const model::LayoutId id = layout->id;
        m_known.insert_or_assign(id, Entry{std::move(layout), segment});
    }

    [[nodiscard]] model::LayoutPtr find(model::LayoutId id, std::uint64_t segment) {
        const auto at = m_known.find(id);
        if (at == m_known.end()) {
            return nullptr;
        }
        at->second.lastUsed = segment;
        return at->second.layout;
    }

    void forgetUnused(std::uint64_t segment) {
        std::erase_if(m_known, [&](const auto& entry) {
            return entry.second.lastUsed + 1 < segment;
        });
    }

private:
    struct Entry {
        model::LayoutPtr layout;
        std::uint64_t lastUsed = 0;
    };

    std::unordered_map<model::LayoutId, Entry> m_known;
};

} // namespace

struct Reader::State {
    base::FileSystem& files;
    std::string folder;
    Position position;
    Group group;
    Damage damage;
    KnownLayouts layouts;
    LayoutCodec codec;
    std::unique_ptr<base::File> file;
    std::unique_ptr<RecordCursor> cursor;
    std::unique_ptr<RecordCursor>
        layoutScan; ///< the same segment from its start, for layouts alone
    base::Status scanFailure;
    std::optional<std::uint64_t> samplesBefore; ///< the position
    std::optional<Damage> pending; ///< not told yet: the next group says how many samples it cost
    bool isHeld = false;           ///< a group was read and is answered after the damage before it

    State(
        base::FileSystem& fileSystem,
        std::string logFolder,
        Position from,
        std::optional<std::uint64_t> samples
    )
        : files(fileSystem)
        , folder(std::move(logFolder))
        , position(from)
        , samplesBefore(samples) {}

    base::Result<ReadOutcome> next(Position limit, std::optional<std::uint64_t> samplesAtLimit);
    base::Result<ReadOutcome> readOn(Position limit);
    base::Result<ReadOutcome> openSegment(Position limit);
    base::Result<ReadOutcome> standAtOldest(Position limit, bool isLoss);
    void leaveSegment();
    base::Result<bool> readGroup(std::uint64_t segmentLimit);
    ReadOutcome answerGroup();
    ReadOutcome answerDamage(std::optional<std::uint64_t> samplesAt);
    bool learn(std::string_view payload);
    model::LayoutPtr layoutFor(model::LayoutId id, std::uint64_t segmentLimit);
    void damaged(const Gap& gap);
};

base::Result<ReadOutcome>
Reader::State::next(Position limit, std::optional<std::uint64_t> samplesAtLimit) {
    if (std::exchange(isHeld, false)) {
        return answerGroup();
    }
    const base::Result<ReadOutcome> outcome = readOn(limit);
    if (!outcome || *outcome == ReadOutcome::Missing) {
        return outcome;
    }
    if (*outcome == ReadOutcome::End) {
        return pending ? answerDamage(samplesAtLimit) : ReadOutcome::End;
    }
    // Even where every byte is good, something may have been cut off cleanly.
    const bool isShort = samplesBefore && *samplesBefore < group.samplesBefore;
    if (!pending && isShort) {
        pending = {position, 0, "what stood before is gone", std::nullopt, {}};
    }
    if (!pending) {
        return answerGroup();
    }
    isHeld = true;
    return answerDamage(group.samplesBefore);
}

/// Up to the next group that can be read; the position is where it begins. Damage on the way is
/// gathered.
base::Result<ReadOutcome> Reader::State::readOn(Position limit) {
    Position stoodAt = position;
    while (position < limit) {
        if (!cursor) {
            base::Result<ReadOutcome> opened = openSegment(limit);
            if (!opened || *opened == ReadOutcome::Missing) {
                return opened;
            }
            continue; // the position may have moved
        }
        const bool isLast = position.segment == limit.segment;
        const std::uint64_t segmentLimit = isLast ? limit.offsetBytes : kNoLimit;
        const base::Result<RecordStep> step = cursor->next(segmentLimit);
        if (!step) {
            return step.error();
        }
        position.offsetBytes = cursor->offset();
        if (*step == RecordStep::Damage) {
            damaged(cursor->gap());
            stoodAt = position;
        } else if (*step == RecordStep::End) {
            if (isLast) {
                return ReadOutcome::End;
            }
            leaveSegment();
        } else if (cursor->record().kind == RecordKind::Group) {
            const base::Result<bool> isGood = readGroup(segmentLimit);
            if (!isGood) {
                return isGood.error();
            }
            if (*isGood) {
                group.before = stoodAt;
                position = {position.segment, cursor->record().beginBytes};
                return ReadOutcome::Group;
            }
            stoodAt = position;
        } else if (!learn(cursor->record().payload)) {
            const RecordView& record = cursor->record();
            damaged(
                {record.beginBytes, record.endBytes - record.beginBytes, "a layout cannot be read"}
            );
            stoodAt = position;
        }
    }
    return ReadOutcome::End;
}

ReadOutcome Reader::State::answerGroup() {
    position = group.after;
    samplesBefore = group.samplesBefore;
    for (const model::BatchPtr& batch : group.batches) {
        *samplesBefore += batch->sampleCount();
    }
    return ReadOutcome::Group;
}

/// `samplesAt`: what the running count is behind the damage.
ReadOutcome Reader::State::answerDamage(std::optional<std::uint64_t> samplesAt) {
    damage = std::move(*pending);
    pending.reset();
    if (samplesBefore && samplesAt) {
        damage.samples = *samplesAt - std::min(*samplesBefore, *samplesAt);
    }
    samplesBefore = samplesAt;
    return ReadOutcome::Damage;
}

/// End: the position stands in an open segment, or behind the limit.
base::Result<ReadOutcome> Reader::State::openSegment(Position limit) {
    if (position.segment == 0) {
        return standAtOldest(limit, false);
    }
    base::Result<std::unique_ptr<base::File>> opened =
        files.open(segmentPath(folder, position.segment), base::OpenMode::Read);
    if (!opened) {
        return opened.error().code == base::Code::NotFound
                   ? standAtOldest(limit, true)
                   : base::Result<ReadOutcome>(opened.error());
    }
    file = std::move(opened).value();
    cursor = std::make_unique<RecordCursor>(*file, position.segment, position.offsetBytes);
    return ReadOutcome::End;
}

base::Result<ReadOutcome> Reader::State::standAtOldest(Position limit, bool isLoss) {
    const base::Result<std::vector<std::uint64_t>> segments = listSegments(files, folder);
    if (!segments) {
        return segments.error();
    }
    const auto oldest = std::lower_bound(segments->begin(), segments->end(), position.segment);
    const bool found = oldest != segments->end() && *oldest <= limit.segment;
    if (isLoss && found && *oldest == position.segment) {
        return base::Error{base::Code::Io, "cannot open " + segmentPath(folder, position.segment)};
    }
    position = found ? Position{*oldest, 0} : limit;
    samplesBefore.reset(); // what was removed was counted by who removed it
    if (found && *oldest == 1) {
        samplesBefore = 0;
    }
    return isLoss ? ReadOutcome::Missing : ReadOutcome::End;
}

void Reader::State::leaveSegment() {
    layoutScan.reset();
    cursor.reset();
    file.reset();
    position = {position.segment + 1, 0};
    layouts.forgetUnused(position.segment);
}

/// False: it is part of the damage.
base::Result<bool> Reader::State::readGroup(std::uint64_t segmentLimit) {
    const RecordView& record = cursor->record();
    const auto lookup = [&](model::LayoutId id) { return layoutFor(id, segmentLimit); };
    const std::optional<std::string> wrong = decodeGroup(record.payload, lookup, group.batches);
    if (!scanFailure) {
        position.offsetBytes = record.beginBytes; // to be read again: the record is not to blame
        layoutScan.reset();
        cursor.reset();
        return std::exchange(scanFailure, {}).error();
    }
    if (wrong) {
        damaged({record.beginBytes, record.endBytes - record.beginBytes, *wrong});
        return false;
    }
    group.after = {position.segment, record.endBytes};
    group.samplesBefore = groupCounts(record.payload).value_or(GroupCounts{}).samplesBefore;
    return true;
}

/// False when it is not a layout; one that is known already is not unpacked again.
bool Reader::State::learn(std::string_view payload) {
    const std::optional<model::LayoutId> id = LayoutCodec::idOf(payload);
    if (id && layouts.find(*id, position.segment)) {
        return true;
    }
    base::Result<model::LayoutPtr> layout = codec.decode(payload);
    if (layout) {
        layouts.add(std::move(layout).value(), position.segment);
    }
    return layout.ok();
}

/// Looks through the whole segment when need be: a reader that starts in its middle has not seen
/// the definitions, and when the first one is damaged there is a second.
model::LayoutPtr Reader::State::layoutFor(model::LayoutId id, std::uint64_t segmentLimit) {
    if (model::LayoutPtr known = layouts.find(id, position.segment)) {
        return known;
    }
    if (!layoutScan) {
        layoutScan = std::make_unique<RecordCursor>(*file, position.segment, 0, Want::Layouts);
    }
    while (true) {
        const base::Result<RecordStep> step = layoutScan->next(segmentLimit);
        if (!step) {
            scanFailure = step.error();
            return nullptr;
        }
        if (*step == RecordStep::End) {
            return nullptr;
        }
        if (*step == RecordStep::Record && learn(layoutScan->record().payload)) {
            if (model::LayoutPtr found = layouts.find(id, position.segment)) {
                return found;
            }
        }
    }
}

void Reader::State::damaged(const Gap& gap) {
    if (!pending) {
        pending = {{position.segment, gap.offsetBytes}, 0, gap.what, std::nullopt, {}};
    }
    pending->bytes += gap.sizeBytes;
    addPages(pending->pages, position.segment, gap);
}

Reader::Reader(
    base::FileSystem& files,
    std::string folder,
    Position from,
    std::optional<std::uint64_t> samplesBefore
)
    : m_state(std::make_unique<State>(files, std::move(folder), from, samplesBefore)) {}

Reader::~Reader() = default;
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;

base::Result<ReadOutcome>
Reader::next(Position limit, std::optional<std::uint64_t> samplesAtLimit) {
    return m_state->next(limit, samplesAtLimit);
}

const Group& Reader::group() const {
    return m_state->group;
}

const Damage& Reader::damage() const {
    return m_state->damage;
}

Position Reader::position() const {
    return m_state->position;
}

void Reader::knowLayout(const model::LayoutPtr& layout) {
    m_state->layouts.add(layout, std::max(m_state->position.segment, std::uint64_t{1}));
}

} // namespace meterbench::wal
