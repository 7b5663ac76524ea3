#include "core/pipeline/late_samples.h"

#include <algorithm>
#include <map>
#include <utility>

namespace meterbench::pipeline {

namespace {

using base::Result;
using metering::LateSample;
using metering::TimeOrder;

/// What comes to its place may bring more there; how often that is looked at.
constexpr int kMostRounds = 8;

using Thing = std::pair<std::uint32_t, std::string>; // place of the meter, text

/// By thing.
std::map<Thing, Reordered::Records>
recordsOf(const SecondMetering& second, const std::vector<metering::Meter>& meters) {
    std::map<std::string, std::uint32_t> places;
    for (std::uint32_t meter = 0; meter < meters.size(); ++meter) {
        places[meters[meter].name] = meter;
    }
    std::map<Thing, Reordered::Records> records;
    for (const auto& [id, record] : second.records()) {
        records[{places.at(record.meter), record.thing}].emplace(id, record);
    }
    return records;
}

/// INT64_MAX: there is none.
std::int64_t firstSampleMs(const Reordered::Records& records) {
    std::int64_t firstMs = INT64_MAX;
    for (const auto& [id, record] : records) {
        firstMs =
            record.evidence.samples > 0 ? std::min(firstMs, record.evidence.firstMs) : firstMs;
    }
    return firstMs;
}

/// Where there is a sample of the thing before it, and what it was read from is known.
using KnownFrom = std::map<Thing, std::int64_t>;

KnownFrom knownFrom(const SecondMetering& second, const std::vector<metering::Meter>& meters) {
    KnownFrom known;
    for (const auto& [thing, records] : recordsOf(second, meters)) {
        known[thing] = std::max(
            second.coverOf(thing.first, thing.second).fromMs, firstSampleMs(records)
        );
    }
    return known;
}

/// Takes out what has no place, and what came later than `upTo`.
void keepPlaced(std::vector<LateSample>& late, const KnownFrom& known, std::uint64_t upTo) {
    std::erase_if(late, [&](const LateSample& sample) {
        const auto at = known.find({sample.meter, sample.thing});
        return sample.group > upTo || at == known.end() || sample.timeMs <= at->second;
    });
}

/// A sample that was ignored, as it was another target's turn, may be late when it is not.
bool mayBringMore(const SecondMetering& second, const std::vector<LateSample>& late) {
    return std::ranges::any_of(late, [&](const LateSample& sample) {
        return second.coverOf(sample.meter, sample.thing).isSeveral;
    });
}

void append(std::vector<LateSample>& to, const std::vector<LateSample>& more) {
    to.insert(to.end(), more.begin(), more.end());
}

struct Former {
    std::vector<LateSample> late;
    KnownFrom known;
};

Result<Former>
formerOf(const LogPart& part, const WorkedIn& workedIn, const TimeOrder::Things& things) {
    const std::uint64_t upTo = wal::numberOf(workedIn.upTo);
    Former former;
    for (int round = 0; round < kMostRounds; ++round) {
        const auto again = meterAgain(part, {TimeOrder{things, former.late, {}, {}}});
        if (!again) {
            return again.error();
        }
        SecondMetering& second = *again->seconds.front();
        former.known = round == 0 ? knownFrom(second, part.meters) : std::move(former.known);
        std::vector<LateSample> found = second.metering().takeLate();
        std::erase_if(found, [&](const LateSample& sample) { return sample.group > upTo; });
        append(former.late, found);
        if (!mayBringMore(second, found)) {
            break;
        }
    }
    for (const LateSample& sample : workedIn.since) {
        if (things.contains({sample.meter, sample.thing})) {
            former.late.push_back(sample);
        }
    }
    return former;
}

} // namespace

Result<MeteredAgain> meterInOrder(const LogPart& part) {
    std::vector<LateSample> late;
    KnownFrom known;
    for (int round = 0;; ++round) {
        auto again = meterAgain(part, {TimeOrder{std::nullopt, late, {}, {}}});
        if (!again) {
            return again;
        }
        SecondMetering& second = *again->seconds.front();
        std::vector<LateSample> found = second.metering().takeLate();
        if (!found.empty() && round == 0) {
            known = knownFrom(second, part.meters);
        }
        keepPlaced(found, known, UINT64_MAX);
        if (found.empty() || round == kMostRounds) {
            return again;
        }
        append(late, found);
    }
}

Result<Reorder>
reorder(const LogPart& part, const WorkedIn& workedIn, std::vector<LateSample>& late) {
    TimeOrder::Things things;
    for (const LateSample& sample : late) {
        things.emplace(sample.meter, sample.thing);
    }
    const auto former = formerOf(part, workedIn, things);
    if (!former) {
        return former.error();
    }
    Reorder out;
    const TimeOrder asItWas{things, former->late, late, {}};
    TimeOrder inOrder = asItWas;
    std::vector<LateSample> placed = late;
    keepPlaced(placed, former->known, UINT64_MAX);
    out.hasUnplaced = placed.size() < late.size();
    if (placed.empty()) {
        return out;
    }
    append(inOrder.early, placed);
    auto again = meterAgain(part, {asItWas, inOrder});
    for (int round = 0; again.ok() && round < kMostRounds; ++round) {
        std::vector<LateSample> found = again->seconds[1]->metering().takeLate();
        keepPlaced(found, former->known, UINT64_MAX);
        if (found.empty()) {
            break;
        }
        append(late, found);
        append(inOrder.early, found);
        again = meterAgain(part, {asItWas, inOrder});
    }
    if (!again) {
        return again.error();
    }
    const SecondMetering& before = *again->seconds[0];
    const SecondMetering& after = *again->seconds[1];
    auto recordsBefore = recordsOf(before, part.meters);
    auto recordsAfter = recordsOf(after, part.meters);
    std::map<Thing, std::uint64_t> shares;
    for (const LateSample& sample : placed) {
        ++shares[{sample.meter, sample.thing}];
    }
    for (const auto& [thing, samples] : shares) {
        out.things.push_back(
            {thing.first,
             thing.second,
             samples,
             before.coverOf(thing.first, thing.second).fromMs,
             std::move(recordsBefore[thing]),
             std::move(recordsAfter[thing]),
             before.metering().tailOf(thing.first, thing.second),
             after.metering().tailOf(thing.first, thing.second)}
        );
    }
    return out;
}

} // namespace meterbench::pipeline
