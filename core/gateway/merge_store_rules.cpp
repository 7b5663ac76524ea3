// MergeStore: rules that change while it runs, and the expiry by them.
#include "core/gateway/merge_store.h"

#include <algorithm>
#include <span>
#include <utility>

namespace meterbench::gateway {

namespace {

using base::Code;
using base::Error;
using base::Status;

std::int64_t sooner(std::int64_t a, std::int64_t b) {
    return a == 0 ? b : b == 0 ? a : std::min(a, b);
}

Status check(const StoreRules& rules) {
    for (const PolicyRule& rule : rules.policies) {
        if (rule.family.empty()) {
            return Error{Code::InvalidInput, "a policy needs the name of a family; * is any text"};
        }
    }
    for (const ExpiryRule& rule : rules.expiries) {
        if (rule.family.empty() || rule.afterMs < 0) {
            return Error{
                Code::InvalidInput,
                "an expiry needs the name of a family (* is any text) and a time of 0 or more"};
        }
    }
    for (const std::string& pattern : rules.cumulative) {
        if (pattern.empty()) {
            return Error{Code::InvalidInput, "cumulative needs the name of a job; * is any text"};
        }
    }
    return {};
}

} // namespace

std::int64_t MergeStore::afterMsOf(std::string_view family) const {
    for (const ExpiryRule& rule : m_rules.expiries) {
        if (matchesPattern(rule.family, family)) {
            return rule.afterMs;
        }
    }
    return 0;
}

/// Some of its series may be over.
bool MergeStore::isDue(const Family& family, std::int64_t nowMs) const {
    if (family.earliestMs > nowMs) {
        return false;
    }
    const std::int64_t after = afterMsOf(family.name);
    return after != 0 && nowMs - family.earliestMs >= after;
}

bool MergeStore::isOver(const Family& family, const Series& series, std::int64_t nowMs) const {
    return series.pushedMs <= nowMs && nowMs - series.pushedMs >= afterMsOf(family.name);
}

/// Families whose earliest push is not old enough are not looked through.
std::int64_t MergeStore::expire(std::int64_t nowMs) {
    if (m_nextExpiryMs == 0 || nowMs < m_nextExpiryMs) {
        return m_nextExpiryMs;
    }
    std::size_t looked = 0;
    const bool isAnyOver = std::ranges::any_of(m_merger.families(), [&](const Family& family) {
        const bool due = isDue(family, nowMs);
        looked += due ? family.series.size() : 0;
        return due && std::ranges::any_of(family.series, [&](const Series& series) {
                   return isOver(family, series, nowMs);
               });
    });
    if (isAnyOver) {
        begin(m_record, MergeRecord::Expire, nowMs);
        if (!write(m_record)) {
            return m_nextExpiryMs = nowMs + 1'000; // nothing goes that is not written down
        }
    }
    m_counts.expired += expireNow(nowMs);
    // Where very many are looked through, not at every millisecond at which one of them goes.
    const auto pause = static_cast<std::int64_t>(std::min<std::size_t>(1'000, looked / 100));
    m_nextExpiryMs = m_nextExpiryMs == 0 ? 0 : std::max(m_nextExpiryMs, nowMs + pause);
    return m_nextExpiryMs;
}

/// Groups that lose their last series go with it.
std::size_t MergeStore::expireNow(std::int64_t nowMs) {
    std::set<std::uint32_t> losers;
    const std::size_t count = removeSeries(
        [&](const Family& family, const Series& series) {
            const bool over = isOver(family, series, nowMs);
            if (over) {
                losers.insert(series.owner);
            }
            return over;
        },
        nullptr,
        [&](const Family& family) { return isDue(family, nowMs); }
    );
    removeGroups(
        [&](const MergeGroup& group) { return group.series == 0 && losers.contains(group.number); },
        nullptr
    );
    noteExpiryOfAll();
    return count;
}

void MergeStore::noteExpiryOfAll() {
    m_nextExpiryMs = 0;
    for (const Family& family : m_merger.families()) {
        const std::int64_t after = afterMsOf(family.name);
        m_nextExpiryMs =
            after == 0 ? m_nextExpiryMs : sooner(m_nextExpiryMs, family.earliestMs + after);
    }
}

void MergeStore::noteExpiry(const std::vector<std::uint32_t>& places) {
    if (m_rules.expiries.empty()) {
        return;
    }
    for (const std::uint32_t place : places) {
        if (place != SlotTable::kNone) {
            const Family& family = m_merger.families()[place];
            const std::int64_t after = afterMsOf(family.name);
            m_nextExpiryMs =
                after == 0 ? m_nextExpiryMs : sooner(m_nextExpiryMs, family.earliestMs + after);
        }
    }
}

/// The rules and, of groups that re-send totals from now on, what they sent last: one write.
Status MergeStore::setRules(StoreRules rules, std::int64_t nowMs) {
    if (Status good = check(rules); !good) {
        return good;
    }
    StoreRules before = std::exchange(m_rules, std::move(rules));
    std::set<std::uint32_t> fresh;
    for (const auto& [key, group] : m_groups.all()) {
        if (!group->totals && isCumulative(group->labels)) {
            fresh.insert(group->number);
        }
    }
    std::map<std::uint32_t, PusherTotals> totals = lastTotals(fresh);
    begin(m_record, MergeRecord::Rules, nowMs);
    m_record += rulesText();
    base::appendVarint(m_record, totals.size());
    for (const auto& [number, total] : totals) {
        MergeGroup group = *m_groups.at(number);
        group.totals = total;
        appendGroup(m_record, group);
    }
    Status written = write(m_record);
    if (!written) {
        m_rules = std::move(before);
        return written;
    }
    useRules();
    for (auto& [number, total] : totals) {
        m_groups.at(number)->totals = std::move(total);
    }
    ++m_generation;
    return {};
}

/// m_rules, which may have changed.
void MergeStore::useRules() {
    m_merger.setPolicies(PolicyTable(m_profile, m_rules.policies));
    for (const auto& [key, group] : m_groups.all()) {
        if (!isCumulative(group->labels)) {
            group->totals.reset();
        } else if (!group->totals) {
            group->totals.emplace();
        }
    }
    noteExpiryOfAll();
}

} // namespace meterbench::gateway
