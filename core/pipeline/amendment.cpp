#include "core/pipeline/amendment.h"

#include <algorithm>
#include <set>
#include <utility>

namespace meterbench::pipeline {

namespace {

using base::Decimal;
using base::Result;
using base::Status;
using metering::Evidence;
using metering::Measure;
using metering::Tail;
using metering::UsageRecord;

bool isSame(const Tail& one, const Tail& other) {
    return one.live.last == other.live.last && one.live.lastMs == other.live.lastMs &&
           one.live.markerMs == other.live.markerMs &&
           one.live.creditedMs == other.live.creditedMs && one.owner == other.owner &&
           one.open.has_value() == other.open.has_value() &&
           one.source == other.source &&
           (!one.open || metering::idOf(*one.open) == metering::idOf(*other.open));
}

bool isOfOne(const UsageRecord& one, const UsageRecord& other) {
    return one.meter == other.meter && one.thing == other.thing && one.customer == other.customer &&
           one.dimension == other.dimension && one.endMs == other.endMs;
}

/// A record of which the log shows only the end begins there with its window. In truth it may have
/// begun later, when its owner changed: it gets the begin of the one that is known.
Status beginAsKnown(Reordered& thing, const Tail& tail, const KnownRecord& known) {
    const auto truth = [&](const UsageRecord& record) -> Result<UsageRecord> {
        UsageRecord made = record;
        if (record.beginMs > thing.coverMs || record.evidence.samples == 0) {
            return made;
        }
        const std::int64_t lastBeginMs = record.evidence.firstMs;
        const auto isIt = [&](const UsageRecord& one) {
            return isOfOne(one, record) && one.beginMs >= record.beginMs &&
                   one.beginMs <= lastBeginMs;
        };
        if (tail.open && isIt(*tail.open)) {
            made.beginMs = tail.open->beginMs;
            return made;
        }
        auto found = known(record, lastBeginMs);
        if (!found) {
            return found.error();
        }
        made.beginMs = *found && isIt(**found) ? (*found)->beginMs : record.beginMs;
        return made;
    };
    for (Reordered::Records* const records : {&thing.before, &thing.after}) {
        for (auto& [id, record] : std::exchange(*records, {})) {
            auto made = truth(record);
            if (!made) {
                return made.error();
            }
            std::string now = metering::idOf(*made);
            records->emplace(std::move(now), std::move(*made));
        }
    }
    for (std::optional<Tail>* const end : {&thing.tailBefore, &thing.tailAfter}) {
        if (*end && (*end)->open) {
            auto made = truth(*(*end)->open);
            if (!made) {
                return made.error();
            }
            (*end)->open = std::move(*made);
        }
    }
    return {};
}

/// What comes of `known`, of which this metering saw a part.
struct Change {
    const UsageRecord* before = nullptr; ///< null: not there
    const UsageRecord* after = nullptr;
    bool isWhole = false; ///< it saw all of it

    [[nodiscard]] std::optional<UsageRecord> of(const UsageRecord& known, Measure measure) const;
};

/// 0 where there is no record.
Decimal valueOr0(const UsageRecord* record) {
    return record == nullptr ? Decimal() : record->value;
}

std::optional<UsageRecord> Change::of(const UsageRecord& known, Measure measure) const {
    UsageRecord made = known;
    if (isWhole) {
        made.value = valueOr0(after);
        made.evidence = after == nullptr ? Evidence{} : after->evidence;
        return made;
    }
    const Evidence none;
    const Evidence& was = before == nullptr ? none : before->evidence;
    const Evidence& now = after == nullptr ? none : after->evidence;
    Evidence& evidence = made.evidence;
    evidence.measuredMs += now.measuredMs - was.measuredMs;
    evidence.inferredMs += now.inferredMs - was.inferredMs;
    evidence.unmeteredMs += now.unmeteredMs - was.unmeteredMs;
    evidence.samples += now.samples - was.samples;
    evidence.resets += now.resets - was.resets;
    evidence.possibleLosses += now.possibleLosses - was.possibleLosses;
    // Behind the log's begin the log shows all: of what lies before it only `known` tells.
    if (now.samples > 0) {
        const bool isFromLog = known.evidence.samples == 0 ||
                               (was.samples > 0 && known.evidence.firstMs == was.firstMs);
        evidence.firstMs = isFromLog ? now.firstMs : known.evidence.firstMs;
        evidence.lastMs = now.lastMs;
    } else if (was.samples > 0) {
        if (evidence.samples > 0) {
            return std::nullopt; // which one is the last now?
        }
        evidence.firstMs = 0;
        evidence.lastMs = 0;
    }
    switch (measure) {
    case Measure::Max:
    case Measure::Min:
        if (now.samples > 0) {
            const Decimal value = after->value;
            const auto isBetter = [&](Decimal other) {
                return measure == Measure::Max ? value >= other : value <= other;
            };
            if (known.evidence.samples == 0 || isBetter(known.value)) {
                made.value = value;
            } else if (was.samples > 0 && before->value == known.value) {
                return std::nullopt; // what the log does not show may have been as high
            }
        }
        break;
    case Measure::Last:
        made.value = now.samples > 0 ? after->value : made.value;
        break;
    case Measure::Unique:
        made.value = Decimal::fromInteger(evidence.samples > 0 ? 1 : 0);
        break;
    default: {
        const auto change = valueOr0(after) - valueOr0(before);
        const auto value = change ? known.value + *change : std::nullopt;
        if (!value) {
            return std::nullopt;
        }
        made.value = *value;
    }
    }
    return made;
}

} // namespace

Result<std::optional<Amendment>>
amended(Reordered thing, Measure measure, const Tail& tail, const KnownRecord& known) {
    if (const Status done = beginAsKnown(thing, tail, known); !done) {
        return done.error();
    }
    if (!thing.tailBefore || !thing.tailAfter || !isSame(*thing.tailBefore, tail)) {
        return std::optional<Amendment>();
    }
    Amendment made{{}, *thing.tailAfter};
    const std::string growing = tail.open ? metering::idOf(*tail.open) : std::string();
    const std::string grows =
        thing.tailAfter->open ? metering::idOf(*thing.tailAfter->open) : std::string();
    std::set<std::string> ids;
    for (const Reordered::Records* const records : {&thing.before, &thing.after}) {
        for (const auto& [id, record] : *records) {
            ids.insert(id);
        }
    }
    for (const std::string& id : ids) {
        const auto before = thing.before.find(id);
        const auto after = thing.after.find(id);
        Change change;
        change.before = before == thing.before.end() ? nullptr : &before->second;
        change.after = after == thing.after.end() ? nullptr : &after->second;
        const UsageRecord& any = change.after != nullptr ? *change.after : *change.before;
        change.isWhole = any.beginMs > thing.coverMs;
        const bool isChanged = change.before == nullptr || change.after == nullptr ||
                               !(*change.before == *change.after);
        if (!isChanged && id != grows && id != growing) {
            continue;
        }
        auto was = id == growing ? Result(std::optional(*tail.open)) : known(any, any.beginMs);
        if (!was) {
            return was.error();
        }
        if (!*was && change.before != nullptr) {
            return std::optional<Amendment>(); // it should be known
        }
        UsageRecord none = any;
        none.value = {};
        none.evidence = {};
        auto now = change.of(was->value_or(none), measure);
        if (!now) {
            return std::optional<Amendment>();
        }
        if (id == grows) {
            made.tail.open = std::move(*now);
        } else if (isChanged || id == growing) {
            made.closed.push_back(std::move(*now));
        }
    }
    return std::optional(std::move(made));
}

} // namespace meterbench::pipeline
