#include "core/gateway/merger.h"

#include "core/base/hash.h"
#include "core/gateway/series_key.h"

#include <algorithm>
#include <cmath>

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

/// Whether the key has all the labels of the path.
bool isUnder(std::string_view key, const PathLabels& path) {
    return std::all_of(path.begin(), path.end(), [&](const model::Label& label) {
        std::string wanted;
        appendLabel(wanted, 0, label.name, label.value);
        std::string_view rest = key;
        while (!rest.empty()) {
            if (takeLabel(rest) == wanted) {
                return true;
            }
        }
        return label.value.empty();
    });
}

void mergeNumber(Series& series, double pushed) {
    switch (series.policy) {
    case Policy::Sum:
    case Policy::Mean:
        series.value += pushed;
        return;
    case Policy::Last:
    case Policy::Info:
        series.value = pushed;
        return;
    case Policy::Max:
        series.value = std::fmax(series.value, pushed); // a number wins over NaN
        return;
    case Policy::Min:
        series.value = std::fmin(series.value, pushed);
        return;
    }
}

} // namespace

double shownValue(const Series& series) {
    return series.policy == Policy::Mean ? series.value / series.pushes : series.value;
}

std::uint32_t Merger::placeOf(std::string_view name, std::uint64_t hash) const {
    return m_places.find(hash, [&](std::uint32_t at) { return m_families[at].name == name; });
}

const Family* Merger::find(std::string_view name) const {
    const std::uint32_t place = placeOf(name, base::hash64(name));
    return place == SlotTable::kNone ? nullptr : &m_families[place];
}

std::optional<Refusal> Merger::apply(const Push& push, std::int64_t nowMs) {
    if (auto refusal = plan(push)) {
        return refusal;
    }
    makeFamilies(push);
    replaceInfos(push);
    for (std::size_t i = 0; i < push.series.size(); ++i) {
        const PushSeries& from = push.series[i];
        Family& family = m_families[m_familyPlan[from.family]];
        if (m_seriesPlan[i] == SlotTable::kNone) {
            addSeries(family, push, from, nowMs);
        } else {
            mergeSeries(family, family.series[m_seriesPlan[i]], push, from, nowMs);
        }
    }
    return std::nullopt;
}

/// Looks everything up and everything over; changes nothing that is held.
std::optional<Refusal> Merger::plan(const Push& push) {
    m_familyPlan.assign(push.families.size(), SlotTable::kNone);
    m_seriesPlan.assign(push.series.size(), SlotTable::kNone);
    for (std::size_t i = 0; i < push.families.size(); ++i) {
        const PushFamily& family = push.families[i];
        if (family.series == 0) {
            continue;
        }
        m_familyPlan[i] = placeOf(family.name, family.hash);
        if (auto refusal = planFamily(push, i, m_familyPlan[i])) {
            return refusal;
        }
    }
    for (std::size_t i = 0; i < push.series.size(); ++i) {
        const PushSeries& series = push.series[i];
        const std::uint32_t held = m_familyPlan[series.family];
        if (held != SlotTable::kNone) {
            m_seriesPlan[i] = placeIn(m_families[held], push.key(series), series.hash);
        }
        if (m_seriesPlan[i] == SlotTable::kNone) {
            continue;
        }
        const Series& stored = m_families[held].series[m_seriesPlan[i]];
        const bool loses =
            profile() == Profile::Strict && stored.distribution &&
            (stored.distribution->hasSum != push.distributions[series.distribution].hasSum ||
             stored.distribution->hasCount != push.distributions[series.distribution].hasCount);
        if (loses) {
            return refused(
                "cannot merge metric '" + m_families[held].name +
                "': one push of a series has _sum and _count, another lacks one of them"
            );
        }
    }
    return std::nullopt;
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

void Merger::makeFamilies(const Push& push) {
    for (std::size_t i = 0; i < push.families.size(); ++i) {
        const PushFamily& from = push.families[i];
        if (from.series == 0) {
            continue;
        }
        std::uint32_t& place = m_familyPlan[i];
        if (place != SlotTable::kNone) {
            std::string& help = m_families[place].help;
            if (help.empty() && profile() == Profile::Strict) {
                help = from.help;
            }
            continue;
        }
        place = static_cast<std::uint32_t>(m_families.size());
        Family& family = m_families.emplace_back();
        family.name = from.name;
        family.help = from.help;
        family.hash = from.hash;
        family.type = from.type;
        family.policy = m_policies.of(from.name, from.type);
        m_places.insert(from.hash, place, [&](std::uint32_t at) { return m_families[at].hash; });
    }
}

void Merger::addSeries(
    Family& family, const Push& push, const PushSeries& from, std::int64_t nowMs
) {
    const auto place = static_cast<std::uint32_t>(family.series.size());
    Series& series = family.series.emplace_back();
    series.key = push.key(from);
    series.hash = from.hash;
    series.value = from.value;
    series.timestampMs = from.timestampMs;
    series.pushedMs = nowMs;
    series.pushes = 1;
    series.policy = from.policy.value_or(family.policy);
    if (from.distribution != kNoDistribution) {
        series.distribution = std::make_unique<Distribution>(push.distributions[from.distribution]);
    }
    family.places.insert(from.hash, place, [&](std::uint32_t at) {
        return family.series[at].hash;
    });
}

void Merger::mergeSeries(
    const Family& family,
    Series& series,
    const Push& push,
    const PushSeries& from,
    std::int64_t nowMs
) {
    const Policy policy = from.policy.value_or(family.policy);
    const bool restarts = policy != series.policy; // what two policies made cannot be mixed
    series.policy = policy;
    series.pushedMs = nowMs;
    series.timestampMs = kNoTimestamp;
    series.pushes = restarts ? 1 : series.pushes + 1;
    const bool replaces = restarts || policy == Policy::Last || policy == Policy::Info;
    if (!series.distribution) {
        if (replaces) {
            series.value = from.value;
        } else {
            mergeNumber(series, from.value);
        }
        return;
    }
    const Distribution& pushed = push.distributions[from.distribution];
    if (replaces) {
        *series.distribution = pushed;
    } else if (family.type == MetricType::Histogram) {
        mergeHistogram(*series.distribution, pushed, profile());
    } else {
        mergeSummary(*series.distribution, pushed);
    }
}

void Merger::replaceInfos(const Push& push) {
    bool removes = false;
    std::vector<bool> isReplaced(m_families.size(), false);
    for (const PushSeries& from : push.series) {
        const std::uint32_t place = m_familyPlan[from.family];
        if (from.policy.value_or(m_families[place].policy) == Policy::Info) {
            isReplaced[place] = true;
            removes = removes || !m_families[place].series.empty();
        }
    }
    if (!removes) {
        return;
    }
    for (std::size_t place = 0; place < m_families.size(); ++place) {
        if (!isReplaced[place]) {
            continue;
        }
        Family& family = m_families[place];
        std::erase_if(family.series, [&](const Series& series) {
            return isUnder(series.key, push.path);
        });
        family.places.clear();
        for (std::uint32_t at = 0; at < family.series.size(); ++at) {
            family.places.insert(family.series[at].hash, at, [&](std::uint32_t other) {
                return family.series[other].hash;
            });
        }
    }
    for (std::size_t i = 0; i < push.series.size(); ++i) {
        const PushSeries& from = push.series[i];
        m_seriesPlan[i] = placeIn(m_families[m_familyPlan[from.family]], push.key(from), from.hash);
    }
}

std::size_t Merger::remove(const std::function<bool(const Family&, const Series&)>& isGone) {
    std::size_t removed = 0;
    for (Family& family : m_families) {
        removed += std::erase_if(family.series, [&](const Series& series) {
            return isGone(family, series);
        });
    }
    if (removed != 0) {
        std::erase_if(m_families, [](const Family& family) { return family.series.empty(); });
        indexAgain();
    }
    return removed;
}

void Merger::indexAgain() {
    m_places.clear();
    for (std::uint32_t i = 0; i < m_families.size(); ++i) {
        Family& family = m_families[i];
        m_places.insert(family.hash, i, [&](std::uint32_t at) { return m_families[at].hash; });
        family.places.clear();
        for (std::uint32_t at = 0; at < family.series.size(); ++at) {
            family.places.insert(family.series[at].hash, at, [&](std::uint32_t other) {
                return family.series[other].hash;
            });
        }
    }
}

} // namespace meterbench::gateway
