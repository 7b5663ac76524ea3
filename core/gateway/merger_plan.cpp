#include "core/base/hash.h"
#include "core/gateway/merger.h"

namespace meterbench::gateway {

namespace {

using model::MetricType;

std::string_view typeWord(MetricType type) {
    switch (type) {
    case MetricType::Counter:
        return "COUNTER";
    case MetricType::Gauge:
        return "GAUGE";
    case MetricType::Histogram:
        return "HISTOGRAM";
    case MetricType::Summary:
        return "SUMMARY";
    default:
        return "UNTYPED";
    }
}

Refusal refused(std::string message) {
    return {400, std::move(message), 0, 0};
}

std::uint32_t placeIn(const Family& family, std::string_view key, std::uint64_t hash) {
    return family.places.find(hash, [&](std::uint32_t at) { return family.series[at].key == key; });
}

} // namespace

std::uint32_t Merger::placeOf(std::string_view name, std::uint64_t hash) const {
    return m_places.find(hash, [&](std::uint32_t at) { return m_families[at].name == name; });
}

const Family* Merger::find(std::string_view name) const {
    const std::uint32_t place = placeOf(name, base::hash64(name));
    return place == SlotTable::kNone ? nullptr : &m_families[place];
}

bool Merger::has(const Family& family, const Series& series) const {
    return placeIn(family, series.key, series.hash) != SlotTable::kNone;
}

const Series* Merger::heldOf(const Push& push, const PushSeries& series) const {
    const PushFamily& family = push.families[series.family];
    const std::uint32_t held = placeOf(family.name, family.hash);
    if (held == SlotTable::kNone) {
        return nullptr;
    }
    const std::uint32_t place = placeIn(m_families[held], push.key(series), series.hash);
    return place == SlotTable::kNone ? nullptr : &m_families[held].series[place];
}

std::optional<Refusal> Merger::plan(const Push& push, MergePlan& plan) const {
    plan.structure = 0;
    plan.newFamilies = 0;
    plan.newSeries = 0;
    plan.families.assign(push.families.size(), SlotTable::kNone);
    plan.series.assign(push.series.size(), SlotTable::kNone);
    for (std::size_t i = 0; i < push.families.size(); ++i) {
        const PushFamily& family = push.families[i];
        if (family.series == 0) {
            continue;
        }
        plan.families[i] = placeOf(family.name, family.hash);
        plan.newFamilies += plan.families[i] == SlotTable::kNone ? 1 : 0;
        if (auto refusal = planFamily(push, i, plan.families[i])) {
            return refusal;
        }
    }
    for (std::size_t i = 0; i < push.series.size(); ++i) {
        const std::uint32_t held = plan.families[push.series[i].family];
        if (held != SlotTable::kNone) {
            auto refusal = planSeries(push, push.series[i], m_families[held], plan.series[i]);
            if (refusal) {
                return refusal;
            }
        }
        plan.newSeries += plan.series[i] == SlotTable::kNone ? 1 : 0;
    }
    return std::nullopt;
}

std::optional<Refusal> Merger::planSeries(
    const Push& push, const PushSeries& series, const Family& held, std::uint32_t& place
) const {
    place = placeIn(held, push.key(series), series.hash);
    if (place == SlotTable::kNone || profile() != Profile::Strict) {
        return std::nullopt;
    }
    const Distribution* const stored = held.series[place].distribution.get();
    const bool loses =
        stored != nullptr && (stored->hasSum != push.distributions[series.distribution].hasSum ||
                              stored->hasCount != push.distributions[series.distribution].hasCount);
    return loses ? std::optional(refused(
                       "cannot merge metric '" + held.name +
                       "': one push of a series has _sum and _count, another lacks one of them"
                   ))
                 : std::nullopt;
}

std::optional<Refusal>
Merger::planFamily(const Push& push, std::size_t index, std::uint32_t held) const {
    const PushFamily& family = push.families[index];
    if (held == SlotTable::kNone) {
        return profile() == Profile::Strict ? checkParts(push, family) : std::nullopt;
    }
    const MetricType type = m_families[held].type;
    if (type == family.type) {
        return std::nullopt;
    }
    return refused(
        "cannot merge metric '" + std::string(family.name) + "': type " +
        std::string(typeWord(type)) + " != " + std::string(typeWord(family.type))
    );
}

/// A new family must not carry the name of a part of a histogram or summary, nor the other way
/// round: the exposition would have two things under one name.
std::optional<Refusal> Merger::checkParts(const Push& push, const PushFamily& family) const {
    const auto typeOf = [&](std::string_view name) -> std::optional<MetricType> {
        for (const PushFamily& other : push.families) {
            if (other.name == name && other.series != 0) {
                return other.type;
            }
        }
        const Family* found = find(name);
        return found != nullptr ? std::optional(found->type) : std::nullopt;
    };
    const auto hasPart = [](MetricType type, std::string_view suffix) {
        return type == MetricType::Histogram ||
               (type == MetricType::Summary && suffix != "_bucket");
    };
    for (const std::string_view suffix : {"_bucket", "_sum", "_count"}) {
        const std::string part = std::string(family.name) + std::string(suffix);
        if (hasPart(family.type, suffix) && typeOf(part)) {
            return refused(
                "metric '" + part + "' is already there: it is a part of '" +
                std::string(family.name) + "'"
            );
        }
        if (!family.name.ends_with(suffix)) {
            continue;
        }
        const std::string whole(family.name.substr(0, family.name.size() - suffix.size()));
        const auto type = typeOf(whole);
        if (type && hasPart(*type, suffix)) {
            return refused(
                "metric '" + std::string(family.name) + "' is a part of '" + whole +
                "', which is already there"
            );
        }
    }
    return std::nullopt;
}

bool Merger::isValid(const MergePlan& plan) const {
    if (plan.structure != m_structure) {
        return false;
    }
    for (std::size_t i = 0; i < plan.families.size(); ++i) {
        const std::uint32_t place = plan.families[i];
        if (place != SlotTable::kNone && m_families[place].structure != plan.structures[i]) {
            return false;
        }
    }
    return true;
}

} // namespace meterbench::gateway
