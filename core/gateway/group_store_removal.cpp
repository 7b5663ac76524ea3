// GroupStore: what is taken away, by hand or by time, and put back.
#include "core/gateway/group_record.h"
#include "core/gateway/group_store.h"
#include "core/gateway/group_store_taken.h"
#include "core/gateway/merge_codec.h"
#include "core/relabel/selector.h"

#include <algorithm>
#include <utility>

namespace meterbench::gateway {

namespace {

using base::Code;
using base::Error;
using base::Result;
using base::Status;

/// Only a whole group goes with its stamps.
bool isWholeGroup(const Selection& selection) {
    return selection.group && selection.family.empty() && selection.selector.empty();
}

std::int64_t sooner(std::int64_t a, std::int64_t b) {
    return a == 0 ? b : b == 0 ? a : std::min(a, b);
}

model::Labels labelsWithName(const GroupIndex& index, const GroupPart& part, std::uint32_t metric) {
    model::Labels labels;
    labels.set(model::kMetricName, part.layout->familyOf(metric).name);
    for (const model::LabelView& label : index.labels(part, metric)) {
        labels.set(label.name, label.value);
    }
    return labels;
}

} // namespace

Result<GroupStore::Question> GroupStore::questionOf(const Selection& selection) const {
    std::shared_ptr<const relabel::Selector> selector;
    if (!selection.selector.empty()) {
        auto parsed = relabel::Selector::parse(selection.selector);
        if (!parsed) {
            return parsed.error();
        }
        selector = std::make_shared<const relabel::Selector>(std::move(*parsed));
    }
    const std::uint32_t group = selection.group ? m_index.find(*selection.group) : kNoGroup;
    const bool isAnything = selection.group || !selection.family.empty() || selector;
    return Question([this,
                     group,
                     isAnything,
                     isGroup = selection.group.has_value(),
                     family = selection.family,
                     selector = std::move(selector)](const GroupPart& part, std::uint32_t metric) {
        return isAnything && (!isGroup || part.group == group) &&
               (family.empty() || part.layout->familyOf(metric).name == family) &&
               (!selector || selector->matches(labelsWithName(m_index, part, metric)));
    });
}

std::vector<SeriesAt> GroupStore::found(const Question& isIt) const {
    std::vector<SeriesAt> out;
    for (const HeldGroup& group : m_index.groups()) {
        for (const std::uint32_t at : group.parts) {
            const GroupPart& part = m_index.part(at);
            for (std::uint32_t i = 0; i < part.layout->metricCount(); ++i) {
                if (part.holds(i) && isIt(part, i)) {
                    out.push_back({at, i});
                }
            }
        }
    }
    return out;
}

Result<std::unique_ptr<Removed>>
GroupStore::erase(const Selection& selection, std::int64_t nowMs) {
    const auto isIt = questionOf(selection);
    if (!isIt) {
        return isIt.error();
    }
    const std::vector<SeriesAt> gone = found(*isIt);
    const bool isGroup = isWholeGroup(selection) && m_index.find(*selection.group) != kNoGroup;
    if (gone.empty() && !isGroup) {
        return Error{Code::NotFound, "nothing is held that this selects"};
    }
    startRecords();
    appendSelection(newRecord(kEraseRecord, nowMs), selection);
    if (const Status written = append(); !written) {
        return written.error();
    }
    auto taken = std::make_unique<Taken>();
    eraseNow(selection, gone, taken.get());
    return std::unique_ptr<Removed>(std::move(taken));
}

void GroupStore::eraseNow(
    const Selection& selection, const std::vector<SeriesAt>& gone, Taken* taken
) {
    const std::uint32_t whole = isWholeGroup(selection) ? m_index.find(*selection.group) : kNoGroup;
    if (taken != nullptr) {
        keepTaken(gone, whole, *taken);
    }
    static_cast<void>(m_index.tryChange(gone, nullptr));
    m_index.settle(gone, nullptr);
    if (whole != kNoGroup) {
        m_index.dropGroup(whole);
    }
    ++m_generation;
}

/// Series of one part stand together in `gone`.
void GroupStore::keepTaken(
    const std::vector<SeriesAt>& gone, std::uint32_t whole, Taken& taken
) const {
    std::uint32_t lastGroup = kNoGroup;
    const auto groupFor = [&](std::uint32_t number) -> TakenGroup& {
        if (number != lastGroup) {
            const HeldGroup& group = m_index.group(number);
            taken.groups.push_back(
                {group.labels, group.pushes, group.pushedMs, group.failedMs, number == whole, {}}
            );
            lastGroup = number;
        }
        return taken.groups.back();
    };
    for (std::size_t i = 0; i < gone.size();) {
        const std::uint32_t at = gone[i].part;
        GroupPart part = m_index.part(at);
        part.gone.assign(part.layout->metricCount(), true);
        part.held = 0;
        for (; i < gone.size() && gone[i].part == at; ++i, ++part.held) {
            part.gone[gone[i].metric] = false;
        }
        groupFor(part.group).parts.push_back(std::move(part));
    }
    if (whole != kNoGroup) {
        static_cast<void>(groupFor(whole));
    }
}

Result<std::unique_ptr<Removed>> GroupStore::wipe(std::int64_t nowMs) {
    startRecords();
    static_cast<void>(newRecord(kWipeRecord, nowMs));
    if (const Status written = append(); !written) {
        return written.error();
    }
    auto taken = std::make_unique<Taken>();
    wipeNow(taken.get());
    return std::unique_ptr<Removed>(std::move(taken));
}

void GroupStore::wipeNow(Taken* taken) {
    for (std::uint32_t i = 0; i < m_index.groups().size(); ++i) {
        if (!m_index.group(i).isUsed) {
            continue;
        }
        if (taken != nullptr) {
            keepTaken(m_index.replacedBy(i, nullptr), i, *taken);
        }
        m_index.dropGroup(i);
    }
    ++m_generation;
}

/// All of it or nothing: what was put in is taken out again when something is in the way or cannot
/// be written down.
Status GroupStore::putBack(const Removed& removed, std::int64_t nowMs) {
    const auto* const taken = dynamic_cast<const Taken*>(&removed);
    if (taken == nullptr) {
        return Error{Code::InvalidInput, "it was taken from another kind of store"};
    }
    startRecords();
    std::vector<std::uint32_t> made;
    std::vector<SeriesAt> added;
    Status done;
    for (const TakenGroup& group : taken->groups) {
        const bool isThere = m_index.find(group.labels) != kNoGroup;
        if (isThere && group.isWhole) {
            done = Error{Code::InvalidInput, "the group was pushed to again meanwhile"};
        }
        if (!isThere && done) {
            made.push_back(makeAgain(group, nowMs));
        }
        for (std::size_t i = 0; done && i < group.parts.size(); ++i) {
            done = addAgain(m_index.find(group.labels), group.parts[i], added, nowMs);
        }
    }
    done = done ? append() : done;
    if (!done) {
        static_cast<void>(m_index.tryChange(added, nullptr));
        m_index.settle(added, nullptr);
        std::ranges::for_each(made, [this](std::uint32_t group) { m_index.dropGroup(group); });
        return done;
    }
    ++m_generation;
    noteExpiry(nowMs);
    return {};
}

std::uint32_t GroupStore::makeAgain(const TakenGroup& group, std::int64_t nowMs) {
    const std::uint32_t number = m_index.makeGroup(group.labels);
    HeldGroup& held = m_index.group(number);
    held.pushes = group.pushes;
    held.pushedMs = group.pushedMs;
    held.failedMs = group.failedMs;
    recordGroup(newRecord(kGroupRecord, nowMs), number, group.labels);
    recordStamps(newRecord(kStampsRecord, nowMs), number, held);
    return number;
}

Status GroupStore::addAgain(
    std::uint32_t group, const GroupPart& part, std::vector<SeriesAt>& added, std::int64_t nowMs
) {
    GroupPart again = part;
    again.group = group;
    const std::vector<std::string> complaints = m_index.tryChange({}, &again);
    if (!complaints.empty()) {
        return Error{
            Code::InvalidInput, "something else has taken its place: " + complaints.front()};
    }
    if (shapeAt(again.shape->id()) == nullptr) {
        recordShape(newRecord(kShapeRecord, nowMs), *again.shape);
        keepShape(again.shape);
    }
    recordPart(newRecord(kPartRecord, again.pushedMs), group, again);
    m_index.settle({}, &again);
    const std::uint32_t at = m_index.group(group).parts.back();
    for (std::uint32_t i = 0; i < m_index.part(at).layout->metricCount(); ++i) {
        if (m_index.part(at).holds(i)) {
            added.push_back({at, i});
        }
    }
    return {};
}

std::int64_t GroupStore::afterMsOf(std::string_view family) const {
    for (const ExpiryRule& rule : m_rules.expiries) {
        if (matchesPattern(rule.family, family)) {
            return rule.afterMs;
        }
    }
    return 0;
}

void GroupStore::noteExpiry(std::int64_t now) {
    for (const ExpiryRule& rule : m_rules.expiries) {
        m_nextExpiryMs =
            rule.afterMs == 0 ? m_nextExpiryMs : sooner(m_nextExpiryMs, now + rule.afterMs);
    }
}

std::int64_t GroupStore::expire(std::int64_t nowMs) {
    if (m_nextExpiryMs == 0 || nowMs < m_nextExpiryMs) {
        return m_nextExpiryMs;
    }
    const Expiry over = overAt(nowMs);
    if (!over.series.empty() || !over.groups.empty()) {
        startRecords();
        static_cast<void>(newRecord(kExpireRecord, nowMs));
        if (!append()) {
            return m_nextExpiryMs = nowMs + 1'000; // nothing goes that is not written down
        }
    }
    m_counts.expired += expireNow(nowMs);
    return m_nextExpiryMs;
}

std::size_t GroupStore::expireNow(std::int64_t nowMs) {
    const Expiry over = overAt(nowMs);
    static_cast<void>(m_index.tryChange(over.series, nullptr));
    m_index.settle(over.series, nullptr);
    for (const std::uint32_t group : over.groups) {
        m_index.dropGroup(group);
    }
    m_generation += over.series.empty() && over.groups.empty() ? 0 : 1;
    m_nextExpiryMs = over.nextMs;
    return over.series.size();
}

/// A series is as old as the push that brought it; a group goes with its stamps when it holds
/// nothing any more and a rule for push_time_seconds says so.
GroupStore::Expiry GroupStore::overAt(std::int64_t nowMs) const {
    Expiry out;
    const std::int64_t stampAfter = afterMsOf(kPushTime);
    const auto isOver = [&](std::int64_t sinceMs, std::int64_t after) {
        const bool over = after != 0 && nowMs - sinceMs >= after;
        out.nextMs = after == 0 || over ? out.nextMs : sooner(out.nextMs, sinceMs + after);
        return over;
    };
    const std::vector<HeldGroup>& groups = m_index.groups();
    for (std::uint32_t g = 0; g < groups.size(); ++g) {
        std::uint64_t left = groups[g].series;
        for (const std::uint32_t at : groups[g].parts) {
            const GroupPart& part = m_index.part(at);
            for (const GroupFamily& family : part.shape->body().families) {
                const bool over = isOver(part.pushedMs, afterMsOf(family.name));
                for (std::uint32_t i = 0; over && i < family.metrics.size(); ++i) {
                    if (part.holds(family.firstMetric + i)) {
                        out.series.push_back({at, family.firstMetric + i});
                        --left;
                    }
                }
            }
        }
        const std::int64_t lastMs = std::max(groups[g].pushedMs, groups[g].failedMs);
        if (groups[g].isUsed && left == 0 && isOver(lastMs, stampAfter)) {
            out.groups.push_back(g);
        }
    }
    return out;
}

Status GroupStore::setRules(StoreRules rules, std::int64_t nowMs) {
    for (const ExpiryRule& rule : rules.expiries) {
        if (rule.afterMs < 0) {
            return Error{Code::InvalidInput, "an expiry cannot be before the push"};
        }
    }
    startRecords();
    std::string& record = newRecord(kRulesRecord, nowMs);
    appendRules(record, m_givenRules);
    appendRules(record, rules);
    if (const Status written = append(); !written) {
        return written;
    }
    m_rules = std::move(rules);
    m_nextExpiryMs = m_rules.expiries.empty() ? 0 : 1;
    ++m_generation;
    return {};
}

} // namespace meterbench::gateway
