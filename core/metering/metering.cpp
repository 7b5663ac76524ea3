#include "core/base/check.h"
#include "core/metering/metering_compiled.h"
#include "core/metering/metering_order.h"
#include "core/model/special_values.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace meterbench::metering {

namespace {

using base::Decimal;

} // namespace

Metering::Metering() = default;
Metering::~Metering() = default;

void Metering::take(const GroupView& group) {
    ++m_groups;
    const auto [origin, isNew] = m_origins.try_emplace(group.source);
    if (isNew) {
        MB_CHECK(m_sources.size() < kMostOrigins, "a metering has fewer than 2^21 targets");
        origin->second.number = static_cast<std::uint32_t>(m_sources.size());
        m_sources.push_back(group.source);
    }
    m_origin = &origin->second;
    m_group = group.number;
    if (m_order) {
        m_order->read(m_origin->number, group.timeMs);
    }
    std::ranges::replace(m_sinceMs, kNever, group.timeMs);
    const std::int64_t learnedMs = learnStep(*m_origin, group.timeMs);
    const bool isTold = group.stepMs != 0;
    if (isTold || m_origin->stepMs <= kUnknownStepMs) {
        m_origin->stepMs = isTold ? group.stepMs : learnedMs;
    }
    for (const model::BatchPtr& batch : group.batches) {
        if (group.timeMs >= m_origin->lastMs) { // else it says whose it was
            takeSays(group, *batch, useOf(*batch->layout));
        }
    }
    m_origin->lastMs = std::max(m_origin->lastMs, group.timeMs);
    for (const model::BatchPtr& batch : group.batches) {
        takeSamples(*batch, useOf(*batch->layout));
    }
    // Behind the samples: a series whose tags changed ends and begins, and stays the same thing.
    for (const model::BatchPtr& batch : group.batches) {
        takeMarkers(group, *batch, useOf(*batch->layout));
    }
    if (group.isUp) {
        endMissed(group);
    }
    // Not before: a gap is measured by the interval that the target had when the gap began, whoever
    // looks at it meanwhile, and however the failed readings in it come.
    if (group.isUp && !isTold) {
        m_origin->stepMs = learnedMs;
    }
    m_origin->wasUp = m_origin->wasUp || group.isUp;
    if (m_groups % kForgetAfter == 0) {
        forgetLayouts();
    }
}

/// The middle one of the last gaps between its groups: neither a scrape by hand nor a time without
/// the program makes another interval of it. It is in the log with every scrape, failed ones too.
std::int64_t Metering::learnStep(Origin& origin, std::int64_t timeMs) {
    if (origin.lastMs != kNever && timeMs > origin.lastMs) {
        std::shift_right(origin.gaps.begin(), origin.gaps.end(), 1);
        origin.gaps[0] = timeMs - origin.lastMs;
    }
    const auto known = std::ranges::count_if(origin.gaps, [](std::int64_t gap) { return gap > 0; });
    for (const std::int64_t gap : origin.gaps) {
        const auto below = std::ranges::count_if(origin.gaps, [&](std::int64_t other) {
            return other > 0 && other < gap;
        });
        const auto equal = std::ranges::count(origin.gaps, gap);
        if (gap > 0 && below <= (known - 1) / 2 && (known - 1) / 2 < below + equal) {
            return gap;
        }
    }
    return kUnknownStepMs; // nothing is bridged before there are two readings
}

void Metering::takeSays(const GroupView& group, const model::Batch& batch, const LayoutUse& use) {
    for (const Says& says : use.says) {
        const double value = batch.values[says.position];
        if (model::isStale(value)) {
            if (group.isUp && m_saidOwner[says.key] == says.tags) {
                m_saidOwner[says.key] = kNobody;
            }
        } else if (!model::isAbsent(value)) {
            m_saidOwner[says.key] = says.tags;
        }
    }
}

void Metering::takeSamples(const model::Batch& batch, const LayoutUse& use) {
    use.uses.forEach([&](const Use& one) {
        const double value = batch.values[one.position];
        if (!model::isStale(value) && !model::isAbsent(value)) {
            takeSample(one, batch.timestampMs, value);
        }
    });
    for (const model::LooseSample& loose : batch.loose) {
        use.uses.forPosition(loose.position, [&](const Use& one) {
            takeSample(one, loose.timestampMs, loose.value);
        });
    }
}

void Metering::takeMarkers(
    const GroupView& group, const model::Batch& batch, const LayoutUse& use
) {
    use.uses.forEach([&](const Use& one) {
        if (!model::isStale(batch.values[one.position])) {
            return;
        }
        if (m_order) { // it may make it this target's
            m_order->takeBefore(*this, one.live, group.timeMs);
        }
        LiveValue& live = m_live[one.live];
        if (live.origin != m_origin->number) {
            return;
        }
        const MeterRule& rule = m_compiled->rules[live.meter];
        if (group.isUp) {
            if (isShared(one.live)) {
                keepSteady(one.live, group.timeMs, m_origin->stepMs, true);
            }
            const bool endsWithTarget = group.isGone && live.lastMs != kNever;
            rule.end(live, group.timeMs, m_origin->stepMs, *this);
            live.markerMs = endsWithTarget ? live.creditedMs : kNever;
        } else {
            rule.miss(live, group.timeMs);
            m_origin->missed.push_back(one.live);
        }
    });
}

/// What was there before the target failed and is not there now that it answers again.
void Metering::endMissed(const GroupView& group) {
    for (const std::uint32_t at : std::exchange(m_origin->missed, {})) {
        LiveValue& live = m_live[at];
        if (m_order) {
            m_order->takeBefore(*this, at, group.timeMs);
        }
        if (live.origin == m_origin->number && isShared(at)) {
            keepSteady(at, group.timeMs, m_origin->stepMs, true);
        }
        if (live.origin == m_origin->number) { // and no sample has come, or this is too late
            m_compiled->rules[live.meter].end(live, group.timeMs, m_origin->stepMs, *this);
        }
    }
}

void Metering::takeSample(const Use& use, std::int64_t timeMs, double value) {
    const std::optional<Decimal> number = Decimal::fromSample(value);
    if (!number) {
        ++m_counts.unfit;
        return;
    }
    const std::uint32_t at = use.live;
    if (m_order && !m_order->takesNow(*this, at, timeMs, *number)) {
        return;
    }
    LiveValue& live = m_live[at];
    std::int64_t stepMs = m_origin->stepMs;
    bool isLate = live.creditedMs == kNever && timeMs < m_forgottenMs;
    if (live.origin != m_origin->number && !isLate) {
        const FromAnother found = fromAnother(at, *m_origin, timeMs, stepMs);
        if (found == FromAnother::Ignored) {
            ++m_counts.duplicates;
            return;
        }
        isLate = found == FromAnother::Late;
    } else if (isShared(at)) {
        keepSteady(at, timeMs, stepMs, false);
    }
    const Reading reading{timeMs, stepMs, *number, ownerOf(use, live.meter), m_origin->wasUp};
    if (isLate) {
        keepLate(live, reading);
        return;
    }
    switch (m_compiled->rules[live.meter].take(live, reading, *this)) {
    case MeterRule::Taken::Yes:
        ++m_counts.samples;
        break;
    case MeterRule::Taken::SameTime:
        m_counts.samples += m_meters[live.meter].combine == Combine::Refuse ? 0 : 1;
        m_counts.duplicates += m_meters[live.meter].combine == Combine::Refuse ? 1 : 0;
        break;
    case MeterRule::Taken::Late:
        keepLate(live, reading);
        break;
    case MeterRule::Taken::Refused:
        ++m_counts.duplicates;
        break;
    }
}

std::uint32_t Metering::ownerOf(const Use& use, std::uint32_t meter) {
    if (use.key == Use::kNoKey) {
        return use.owner;
    }
    const std::uint32_t said = m_saidOwner[use.key];
    if (m_meters[meter].dimension.empty() || said == kNobody) {
        return said == kNobody ? use.owner : said;
    }
    return billedAs(meter, said);
}

/// It is asked for each sample, so that it is looked up once only.
std::uint32_t Metering::billedAs(std::uint32_t meter, std::uint32_t said) {
    std::vector<std::uint32_t>& known = m_billedAs[meter];
    if (said >= known.size()) {
        known.resize(m_owners.size(), kNone);
    }
    if (known[said] == kNone) {
        known[said] = addOwner(billedBy(m_meters[meter], m_owners[said]));
    }
    return known[said];
}

void Metering::passTime(std::int64_t timeMs) {
    for (std::uint32_t at = 0; at < m_live.size(); ++at) {
        LiveValue& live = m_live[at];
        if (m_order) {
            m_order->takeBefore(*this, at, timeMs);
        }
        const std::int64_t stepMs = m_origins.at(m_sources[live.origin]).stepMs;
        m_compiled->rules[live.meter].passTime(live, timeMs, stepMs, *this);
    }
}

} // namespace meterbench::metering
