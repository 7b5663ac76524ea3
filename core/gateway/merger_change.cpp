// Merger: what comes and goes other than by a push of values.
#include "core/gateway/merger.h"
#include "core/gateway/series_key.h"

#include <algorithm>

namespace meterbench::gateway {

namespace {

/// The path's labels as a key has them; an empty one is in every key.
std::vector<std::string> wantedOf(const PathLabels& path) {
    std::vector<std::string> wanted;
    for (const model::Label& label : path) {
        if (!label.value.empty()) {
            appendLabel(wanted.emplace_back(), 0, label.name, label.value);
        }
    }
    return wanted;
}

bool hasAll(std::string_view key, const std::vector<std::string>& wanted) {
    return std::ranges::all_of(wanted, [key](const std::string& label) {
        for (std::string_view rest = key; !rest.empty();) {
            if (takeLabel(rest) == label) {
                return true;
            }
        }
        return false;
    });
}

void indexSeries(Family& family) {
    family.places.clear();
    for (std::uint32_t at = 0; at < family.series.size(); ++at) {
        family.places.insert(family.series[at].hash, at, [&](std::uint32_t other) {
            return family.series[other].hash;
        });
    }
}

/// How many went. The question is asked before anything moves.
std::size_t
removeFrom(Family& family, const std::function<bool(const Series&)>& isGone, Family* gone) {
    std::vector<bool> goes;
    goes.reserve(family.series.size());
    for (const Series& series : family.series) {
        goes.push_back(isGone(series));
    }
    std::size_t kept = 0;
    family.earliestMs = INT64_MAX;
    for (std::size_t at = 0; at < goes.size(); ++at) {
        Series& series = family.series[at];
        if (!goes[at]) {
            family.earliestMs = std::min(family.earliestMs, series.pushedMs);
            std::swap(family.series[kept++], series);
        } else if (gone != nullptr) {
            gone->series.push_back(std::move(series));
        }
    }
    if (kept != goes.size()) {
        family.series.erase(
            family.series.begin() + static_cast<std::ptrdiff_t>(kept), family.series.end()
        );
        ++family.structure;
        indexSeries(family);
    }
    return goes.size() - kept;
}

} // namespace

/// The newest push of an info says all that there is under its path.
void Merger::replaceInfos(const Push& push, MergePlan& plan) {
    std::vector<std::vector<std::uint32_t>> kept(push.families.size());
    std::vector<bool> isInfo(push.families.size(), false);
    for (std::size_t i = 0; i < push.series.size(); ++i) {
        const PushSeries& from = push.series[i];
        const Family& family = m_families[plan.families[from.family]];
        isInfo[from.family] =
            isInfo[from.family] || from.policy.value_or(family.policy) == Policy::Info;
        if (plan.series[i] != SlotTable::kNone) {
            kept[from.family].push_back(plan.series[i]);
        }
    }
    const std::vector<std::string> wanted = wantedOf(push.path);
    for (std::size_t i = 0; i < push.families.size(); ++i) {
        if (!isInfo[i]) {
            continue;
        }
        Family& family = m_families[plan.families[i]];
        family.isInfo = true;
        std::ranges::sort(kept[i]);
        const auto isReplaced = [&](const Series& series) {
            const auto at = static_cast<std::uint32_t>(&series - family.series.data());
            return !std::ranges::binary_search(kept[i], at) && hasAll(series.key, wanted);
        };
        const std::size_t count = removeFrom(family, isReplaced, &m_replaced);
        m_seriesCount -= count;
        if (count == 0) {
            continue;
        }
        for (std::size_t s = 0; s < push.series.size(); ++s) {
            const PushSeries& from = push.series[s];
            if (from.family == i) {
                const std::string_view key = push.key(from);
                plan.series[s] = family.places.find(from.hash, [&](std::uint32_t place) {
                    return family.series[place].key == key;
                });
            }
        }
    }
}

std::size_t Merger::remove(
    const Question& isGone,
    std::vector<Family>* gone,
    const std::function<bool(const Family&)>& isAsked
) {
    std::size_t removed = 0;
    for (Family& family : m_families) {
        if (isAsked && !isAsked(family)) {
            continue;
        }
        Family part;
        const std::size_t count = removeFrom(
            family,
            [&](const Series& series) { return isGone(family, series); },
            gone == nullptr ? nullptr : &part
        );
        removed += count;
        if (gone != nullptr && count != 0) {
            part.name = family.name;
            part.help = family.help;
            part.hash = family.hash;
            part.type = family.type;
            gone->push_back(std::move(part));
        }
    }
    m_seriesCount -= removed;
    if (removed != 0) {
        dropEmptyFamilies();
    }
    return removed;
}

void Merger::dropEmptyFamilies() {
    const auto isEmpty = [](const Family& family) { return family.series.empty(); };
    if (std::erase_if(m_families, isEmpty) == 0) {
        return;
    }
    ++m_structure;
    m_places.clear();
    for (std::uint32_t i = 0; i < m_families.size(); ++i) {
        m_places.insert(m_families[i].hash, i, [&](std::uint32_t at) {
            return m_families[at].hash;
        });
    }
}

bool Merger::put(Family family) {
    std::uint32_t place = placeOf(family.name, family.hash);
    if (place != SlotTable::kNone) {
        const Family& held = m_families[place];
        const bool isThere = std::ranges::any_of(family.series, [&](const Series& series) {
            return has(held, series);
        });
        if (held.type != family.type || isThere) {
            return false;
        }
    } else if (family.series.empty()) {
        return true;
    } else {
        place = makeFamily(family.name, family.help, family);
    }
    Family& held = m_families[place];
    held.structure += held.isInfo ? 1 : 0;
    held.series.reserve(held.series.size() + family.series.size());
    for (Series& series : family.series) {
        const auto at = static_cast<std::uint32_t>(held.series.size());
        held.earliestMs = std::min(held.earliestMs, series.pushedMs);
        held.series.push_back(std::move(series));
        held.places.insert(held.series[at].hash, at, [&](std::uint32_t other) {
            return held.series[other].hash;
        });
    }
    m_seriesCount += family.series.size();
    return true;
}

void Merger::setPolicies(PolicyTable policies) {
    m_policies = std::move(policies);
    for (Family& family : m_families) {
        family.policy = m_policies.of(family.name, family.type);
    }
    ++m_structure; // an info may have become one just now
}

} // namespace meterbench::gateway
