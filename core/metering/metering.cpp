#include "core/metering/metering.h"

#include "core/metering/thing.h"
#include "core/model/special_values.h"
#include "core/relabel/selector.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace meterbench::metering {

namespace {

using base::Code;
using base::Decimal;
using base::Error;
using base::Result;
using model::LabelView;
using relabel::Selector;

/// Groups after which a layout that was not seen again is forgotten.
constexpr std::uint64_t kForgetAfter = 100'000;

} // namespace

/// What is made of the meters once.
struct Metering::Compiled {
    struct Join {
        std::string text; ///< its selector as it was written: what its keys begin with
        Selector selector;
        std::vector<std::string> on;
    };

    TaggingSchema schema;
    std::vector<Selector> selectors; ///< per meter
    std::vector<MeterRule> rules;
    std::vector<std::uint32_t> joinOf; ///< per meter, into joins; kNone
    std::vector<Join> joins;

    explicit Compiled(TaggingSchema made)
        : schema(std::move(made)) {}

    [[nodiscard]] base::Status addMeter(const Meter& meter);
    [[nodiscard]] base::Status addJoin(const Meter& meter);
};

base::Status Metering::Compiled::addMeter(const Meter& meter) {
    if (base::Status checked = check(meter); !checked) {
        return checked;
    }
    const auto wrong = [&](const char* field, const Error& error) {
        return Error{Code::InvalidInput, "meter \"" + meter.name + "\", " + field + error.context};
    };
    auto selector = Selector::parse(meter.selector);
    if (!selector) {
        return wrong("selector: ", selector.error());
    }
    auto calendar = Calendar::open(meter.window, meter.timeZone);
    if (!calendar) {
        return wrong("", calendar.error());
    }
    selectors.push_back(std::move(selector).value());
    rules.emplace_back(meter, std::move(calendar).value());
    return addJoin(meter);
}

base::Status Metering::Compiled::addJoin(const Meter& meter) {
    joinOf.push_back(kNone);
    if (!meter.join) {
        return {};
    }
    const auto same = std::ranges::find_if(joins, [&](const Join& join) {
        return join.text == meter.join->selector && join.on == meter.join->on;
    });
    if (same != joins.end()) {
        joinOf.back() = static_cast<std::uint32_t>(same - joins.begin());
        return {};
    }
    auto selector = Selector::parse(meter.join->selector);
    if (!selector) {
        return Error{
            Code::InvalidInput, "meter \"" + meter.name + "\", join: " + selector.error().context};
    }
    joinOf.back() = static_cast<std::uint32_t>(joins.size());
    joins.push_back({meter.join->selector, std::move(selector).value(), meter.join->on});
    return {};
}

Metering::Metering() = default;
Metering::~Metering() = default;

Result<std::unique_ptr<Metering>>
Metering::make(const SchemaOptions& schema, std::vector<Meter> meters) {
    auto compiled = TaggingSchema::compile(schema);
    if (!compiled) {
        return compiled.error();
    }
    std::unique_ptr<Metering> metering(new Metering);
    metering->m_compiled = std::make_unique<Compiled>(std::move(compiled).value());
    for (const Meter& meter : meters) {
        if (const base::Status added = metering->m_compiled->addMeter(meter); !added) {
            return added.error();
        }
        if (std::ranges::count(meters, meter.name, &Meter::name) > 1) {
            return Error{
                Code::InvalidInput, "meter \"" + meter.name + "\": two meters have this name"};
        }
    }
    metering->m_meters = std::move(meters);
    return metering;
}

void Metering::take(const GroupView& group) {
    ++m_groups;
    const auto [origin, isNew] = m_origins.try_emplace(group.source);
    if (isNew) {
        origin->second.number = static_cast<std::uint32_t>(m_sources.size());
        m_sources.push_back(group.source);
    }
    m_origin = &origin->second;
    const std::int64_t learnedMs = learnStep(*m_origin, group.timeMs);
    m_origin->stepMs = group.stepMs != 0 ? group.stepMs : learnedMs;
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
    return 1; // nothing is bridged before there are two readings
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
    for (const Use& one : use.uses) {
        const double value = batch.values[one.position];
        if (!model::isStale(value) && !model::isAbsent(value)) {
            takeSample(one, batch.timestampMs, value);
        }
    }
    for (const model::LooseSample& loose : batch.loose) {
        auto at = std::ranges::lower_bound(use.uses, loose.position, {}, &Use::position);
        for (; at != use.uses.end() && at->position == loose.position; ++at) {
            takeSample(*at, loose.timestampMs, loose.value);
        }
    }
}

void Metering::takeMarkers(
    const GroupView& group, const model::Batch& batch, const LayoutUse& use
) {
    for (const Use& one : use.uses) {
        LiveValue& live = m_live[one.live];
        if (!model::isStale(batch.values[one.position]) || live.origin != m_origin->number) {
            continue;
        }
        const MeterRule& rule = m_compiled->rules[live.meter];
        if (group.isUp) {
            rule.end(live, group.timeMs, m_origin->stepMs, *this);
        } else {
            rule.miss(live, group.timeMs);
            m_origin->missed.push_back(one.live);
        }
    }
}

/// What was there before the target failed and is not there now that it answers again.
void Metering::endMissed(const GroupView& group) {
    for (const std::uint32_t at : std::exchange(m_origin->missed, {})) {
        LiveValue& live = m_live[at];
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
    LiveValue& live = m_live[use.live];
    if (live.origin != m_origin->number) {
        const bool isSilent = live.lastMs == kNever || live.markerMs != kNever ||
                              timeMs - live.lastMs > m_origin->stepMs + m_origin->stepMs / 2;
        if (!isSilent) {
            ++m_counts.duplicates;
            return;
        }
        live.origin = m_origin->number;
    }
    const Reading reading{
        timeMs, m_origin->stepMs, *number, ownerOf(use, live.meter), m_origin->wasUp};
    switch (m_compiled->rules[live.meter].take(live, reading, *this)) {
    case MeterRule::Taken::Yes:
        ++m_counts.samples;
        break;
    case MeterRule::Taken::SameTime:
        m_counts.samples += m_meters[live.meter].combine == Combine::Refuse ? 0 : 1;
        m_counts.duplicates += m_meters[live.meter].combine == Combine::Refuse ? 1 : 0;
        break;
    case MeterRule::Taken::Late:
        ++m_counts.late;
        break;
    case MeterRule::Taken::Refused:
        ++m_counts.duplicates;
        break;
    }
}

std::uint32_t Metering::ownerOf(const Use& use, std::uint32_t meter) {
    if (use.key == kNone) {
        return use.owner;
    }
    const std::uint32_t said = m_saidOwner[use.key];
    if (m_meters[meter].dimension.empty() || said == kNobody) {
        return said == kNobody ? use.owner : said;
    }
    Owner owner = m_owners[said];
    owner.dimension = m_meters[meter].dimension;
    owner.verdict = owner.verdict == Verdict::NoDimension ? Verdict::Billable : owner.verdict;
    return addOwner(std::move(owner));
}

void Metering::passTime(std::int64_t timeMs) {
    for (LiveValue& live : m_live) {
        const std::int64_t stepMs = m_origins.at(m_sources[live.origin]).stepMs;
        m_compiled->rules[live.meter].passTime(live, timeMs, stepMs, *this);
    }
}

const Metering::LayoutUse& Metering::useOf(const model::Layout& layout) {
    const auto [at, isNew] = m_layouts.try_emplace(layout.id);
    if (isNew) {
        compile(layout, at->second);
    }
    at->second.usedAt = m_groups;
    return at->second;
}

void Metering::compile(const model::Layout& layout, LayoutUse& use) {
    std::vector<LabelView> views;
    for (std::uint32_t position = 0; position < layout.size(); ++position) {
        const model::Labels labels = layout.labels.at(position);
        views = labels.views();
        const Tags tags = m_compiled->schema.judge(views);
        const Owner said{
            std::string(tags.customer),
            std::string(tags.dimension),
            std::string(tags.label),
            tags.verdict};
        const auto keyOf = [&](std::uint32_t number) {
            const Compiled::Join& join = m_compiled->joins[number];
            return addKey(join.text + ' ' + textOf(views, join.on));
        };
        for (std::uint32_t join = 0; join < m_compiled->joins.size(); ++join) {
            if (m_compiled->joins[join].selector.matches(labels)) {
                use.says.push_back({position, keyOf(join), addOwner(said)});
            }
        }
        for (std::uint32_t meter = 0; meter < m_meters.size(); ++meter) {
            if (!m_compiled->selectors[meter].matches(labels)) {
                continue;
            }
            const std::string thing = thingOf(m_meters[meter], views);
            Owner owner = said;
            if (!m_meters[meter].dimension.empty()) {
                owner.dimension = m_meters[meter].dimension;
                owner.verdict =
                    owner.verdict == Verdict::NoDimension ? Verdict::Billable : owner.verdict;
            }
            const std::uint32_t join = m_compiled->joinOf[meter];
            use.uses.push_back(
                {position,
                 addLive(meter, addThing(thing), m_origin->number),
                 addOwner(std::move(owner)),
                 join == kNone ? kNone : keyOf(join)}
            );
        }
    }
}

std::uint32_t Metering::addOwner(Owner owner) {
    const auto [at, isNew] =
        m_ownerOf.try_emplace(owner, static_cast<std::uint32_t>(m_owners.size()));
    if (isNew) {
        m_owners.push_back(std::move(owner));
    }
    return at->second;
}

std::uint32_t Metering::addThing(std::string text) {
    const auto [at, isNew] =
        m_thingOf.try_emplace(text, static_cast<std::uint32_t>(m_things.size()));
    if (isNew) {
        m_things.push_back(std::move(text));
    }
    return at->second;
}

std::uint32_t Metering::addLive(std::uint32_t meter, std::uint32_t thing, std::uint32_t origin) {
    const std::uint64_t key = (std::uint64_t{meter} << 32U) | thing;
    const auto [at, isNew] = m_liveOf.try_emplace(key, static_cast<std::uint32_t>(m_live.size()));
    if (isNew) {
        LiveValue& live = m_live.emplace_back();
        live.meter = meter;
        live.thing = thing;
        live.origin = origin;
    }
    return at->second;
}

std::uint32_t Metering::addKey(std::string text) {
    const auto [at, isNew] =
        m_keyOf.try_emplace(std::move(text), static_cast<std::uint32_t>(m_saidOwner.size()));
    if (isNew) {
        m_saidOwner.push_back(kNobody);
    }
    return at->second;
}

void Metering::forgetLayouts() {
    std::erase_if(m_layouts, [this](const auto& entry) {
        return entry.second.usedAt + kForgetAfter < m_groups;
    });
}

void Metering::close(const LiveValue& live) {
    m_closed.push_back(recordOf(live, m_meters[live.meter].name));
    ++m_counts.records;
}

UsageRecord Metering::recordOf(const LiveValue& live, const std::string& meter) const {
    UsageRecord record;
    record.meter = meter;
    record.thing = m_things[live.thing];
    const Owner* const owner = live.owner == kNobody ? nullptr : &m_owners[live.owner];
    if (owner != nullptr && owner->verdict != Verdict::MalformedId) {
        record.customer = owner->customer;
        record.dimension = owner->dimension;
    }
    record.beginMs = live.open.beginMs;
    record.endMs = live.open.endMs;
    record.value = live.total;
    record.evidence = live.evidence;
    return record;
}

std::vector<UsageRecord> Metering::takeClosed() {
    return std::exchange(m_closed, {});
}

std::vector<UsageRecord> Metering::open() const {
    std::vector<UsageRecord> records;
    for (const LiveValue& live : m_live) {
        if (live.open.endMs != 0) {
            records.push_back(recordOf(live, m_meters[live.meter].name));
        }
    }
    return records;
}

std::vector<Unbilled> Metering::unbilled() const {
    std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, Unbilled> causes;
    for (const LiveValue& live : m_live) {
        if (live.lastMs == kNever || live.owner == kNobody ||
            m_owners[live.owner].verdict == Verdict::Billable) {
            continue;
        }
        const Owner& owner = m_owners[live.owner];
        Unbilled& cause = causes[{live.meter, live.owner, live.origin}];
        if (cause.things++ == 0) {
            cause.meter = m_meters[live.meter].name;
            cause.verdict = owner.verdict;
            cause.label = owner.label;
            cause.source = m_sources[live.origin];
            cause.example = m_things[live.thing];
        }
    }
    std::vector<Unbilled> list;
    for (auto& [key, cause] : causes) {
        list.push_back(std::move(cause));
    }
    return list;
}

} // namespace meterbench::metering
