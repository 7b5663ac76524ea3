// MergeStore: what is taken away by hand, and put back.
#include "core/gateway/merge_store.h"
#include "core/gateway/merge_store_taken.h"
#include "core/gateway/series_rows.h"
#include "core/relabel/selector.h"

#include <algorithm>
#include <utility>

namespace meterbench::gateway {

namespace {

using base::Code;
using base::Error;
using base::Result;
using base::Status;

} // namespace

/// A group's series are those that it made: a label set alone does not tell whether job="a" was
/// meant or a part of job="a",instance="1".
Result<Merger::Question> MergeStore::questionOf(const Selection& selection) const {
    std::shared_ptr<const relabel::Selector> selector;
    if (!selection.selector.empty()) {
        auto parsed = relabel::Selector::parse(selection.selector);
        if (!parsed) {
            return parsed.error();
        }
        selector = std::make_shared<const relabel::Selector>(std::move(*parsed));
    }
    const MergeGroup* const group =
        selection.group ? m_groups.find(groupKeyOf(*selection.group)) : nullptr;
    const bool isNone = (selection.group && group == nullptr) ||
                        (!selection.group && selection.family.empty() && !selector);
    const std::uint32_t owner = group == nullptr ? 0 : group->number;
    return Merger::Question([isNone,
                             isGroup = group != nullptr,
                             owner,
                             selector = std::move(selector),
                             name = selection.family](const Family& family, const Series& series) {
        return !isNone && (!isGroup || series.owner == owner) &&
               (name.empty() || family.name == name) &&
               (!selector || selector->matches(labelsOf(family.name, series.key)));
    });
}

bool MergeStore::isAny(const Merger::Question& isIt) const {
    return std::ranges::any_of(m_merger.families(), [&](const Family& family) {
        return std::ranges::any_of(family.series, [&](const Series& series) {
            return isIt(family, series);
        });
    });
}

std::size_t MergeStore::removeSeries(
    const Merger::Question& isGone, Taken* taken, const std::function<bool(const Family&)>& isAsked
) {
    std::vector<Family> gone;
    const std::size_t count = m_merger.remove(isGone, &gone, isAsked);
    std::set<std::uint32_t> owners;
    for (const Family& family : gone) {
        for (const Series& series : family.series) {
            --m_groups.at(series.owner)->series;
            owners.insert(series.owner);
        }
    }
    if (taken != nullptr) {
        taken->families = std::move(gone);
        for (const std::uint32_t owner : owners) {
            taken->groups.push_back(*m_groups.at(owner));
        }
    }
    ++m_generation;
    return count;
}

/// What is known of the paths of a group goes with it, for its number can be given again.
void MergeStore::removeGroups(const std::function<bool(const MergeGroup&)>& isGone, Taken* taken) {
    std::vector<MergeGroup*> gone;
    std::set<std::uint32_t> numbers;
    for (const auto& [key, group] : m_groups.all()) {
        if (isGone(*group)) {
            gone.push_back(group.get());
            numbers.insert(group->number);
        }
    }
    if (gone.empty()) {
        return;
    }
    std::erase_if(m_paths, [&](const auto& path) { return numbers.contains(path.second.group); });
    for (MergeGroup* const group : gone) {
        if (taken != nullptr) {
            const bool isThere = std::ranges::any_of(taken->groups, [&](const MergeGroup& other) {
                return other.number == group->number;
            });
            if (!isThere) {
                taken->groups.push_back(*group);
            }
        }
        m_groups.remove(*group);
    }
}

Result<std::unique_ptr<Removed>> MergeStore::erase(const Selection& selection, std::int64_t nowMs) {
    const auto question = questionOf(selection);
    if (!question) {
        return question.error();
    }
    const bool isGroup = selection.group && selection.family.empty() &&
                         selection.selector.empty() &&
                         m_groups.find(groupKeyOf(*selection.group)) != nullptr;
    if (!isGroup && !isAny(*question)) {
        return Error{Code::NotFound, "no series is selected"};
    }
    begin(m_record, MergeRecord::Erase, nowMs);
    appendSelection(m_record, selection);
    if (const Status written = write(m_record); !written) {
        return written.error();
    }
    auto taken = std::make_unique<Taken>();
    eraseNow(selection, *question, taken.get());
    return std::unique_ptr<Removed>(std::move(taken));
}

void MergeStore::eraseNow(
    const Selection& selection, const Merger::Question& isGone, Taken* taken
) {
    removeSeries(isGone, taken);
    if (selection.group && selection.family.empty() && selection.selector.empty()) {
        const std::string key = groupKeyOf(*selection.group);
        const MergeGroup* const group = m_groups.find(key);
        removeGroups([group](const MergeGroup& other) { return &other == group; }, taken);
    }
}

Result<std::unique_ptr<Removed>> MergeStore::wipe(std::int64_t nowMs) {
    begin(m_record, MergeRecord::Wipe, nowMs);
    if (const Status written = write(m_record); !written) {
        return written.error();
    }
    auto taken = std::make_unique<Taken>();
    wipeNow(taken.get());
    return std::unique_ptr<Removed>(std::move(taken));
}

void MergeStore::wipeNow(Taken* taken) {
    removeSeries([](const Family&, const Series&) { return true; }, taken);
    removeGroups([](const MergeGroup&) { return true; }, taken);
    m_nextExpiryMs = 0;
}

Status MergeStore::checkPutBack(const std::vector<Family>& families) const {
    for (const Family& family : families) {
        const Family* const held = m_merger.find(family.name);
        const bool isThere =
            held == nullptr ? m_isTaken && m_isTaken(family.name)
                            : held->type != family.type ||
                                  std::ranges::any_of(family.series, [&](const Series& series) {
                                      return m_merger.has(*held, series);
                                  });
        if (isThere) {
            return Error{
                Code::InvalidInput,
                family.name +
                    " was pushed again meanwhile; what was taken away cannot be put back"};
        }
    }
    return {};
}

Status MergeStore::putBack(const Removed& removed, std::int64_t nowMs) {
    const auto& taken = static_cast<const Taken&>(removed);
    if (Status can = checkPutBack(taken.families); !can) {
        return can;
    }
    begin(m_record, MergeRecord::PutBack, nowMs);
    base::appendVarint(m_record, taken.groups.size());
    for (const MergeGroup& group : taken.groups) {
        appendGroup(m_record, group);
    }
    base::appendVarint(m_record, taken.families.size());
    for (const Family& family : taken.families) {
        appendFamily(m_record, family, 0, family.series.size());
    }
    if (Status written = write(m_record); !written) {
        return written;
    }
    // The record is what a restart will read: reading it now gives the same.
    m_isReplaying = true;
    const Status done = take(m_record);
    m_isReplaying = false;
    return done;
}

/// Groups that went come back under the number that is free now.
bool MergeStore::putBackNow(std::vector<Family> families, const std::vector<MergeGroup>& groups) {
    std::map<std::uint32_t, MergeGroup*> owners;
    for (const MergeGroup& group : groups) {
        MergeGroup* held = m_groups.find(groupKeyOf(group.labels));
        if (held == nullptr) {
            held = &m_groups.make(group.labels);
            const std::uint32_t number = held->number;
            *held = group;
            held->number = number;
            held->series = 0;
        }
        owners[group.number] = held;
    }
    for (Family& family : families) {
        for (Series& series : family.series) {
            const auto owner = owners.find(series.owner);
            if (owner == owners.end()) {
                return false;
            }
            series.owner = owner->second->number;
            ++owner->second->series;
        }
        if (!m_merger.put(std::move(family))) {
            return false;
        }
    }
    ++m_generation;
    noteExpiryOfAll();
    return true;
}

} // namespace meterbench::gateway
