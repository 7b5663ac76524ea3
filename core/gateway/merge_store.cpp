#include "core/gateway/merge_store.h"

#include "core/gateway/protobuf_text.h"
#include "core/gateway/series_key.h"

#include <algorithm>
#include <array>
#include <utility>

namespace meterbench::gateway {

namespace {

using base::Code;
using base::Result;
using base::Status;
using model::MetricType;

constexpr std::size_t kMostGroups = 1'000'000;

Verdict taken(const Push& push, std::uint32_t families) {
    Verdict verdict;
    verdict.families = families;
    verdict.series = static_cast<std::uint32_t>(push.series.size());
    return verdict;
}

std::uint32_t familiesOf(const Push& push) {
    return static_cast<std::uint32_t>(std::ranges::count_if(
        push.families, [](const PushFamily& family) { return family.series != 0; }
    ));
}

Refusal over(int status, std::string_view what, std::uint64_t limit, std::uint64_t number) {
    return {
        status,
        std::string(what) + ": " + std::to_string(number) + ", the limit is " +
            std::to_string(limit),
        0,
        0};
}

} // namespace

MergeStore::MergeStore(MergeStoreOptions options, IsTaken isTaken)
    : m_options(std::move(options))
    , m_profile(m_options.profile)
    , m_givenRules(m_options.rules)
    , m_rules(m_options.rules)
    , m_isTaken(std::move(isTaken))
    , m_reader(m_options.profile)
    , m_merger(PolicyTable(m_options.profile, m_options.rules.policies)) {}

Verdict MergeStore::take(const Delivery& delivery, std::int64_t nowMs) {
    if (delivery.method == PushMethod::Delete) {
        return deleteGroup(delivery, nowMs);
    }
    if (!isProtobuf(delivery.contentType)) {
        return takeBody(delivery.path, delivery.body, nowMs);
    }
    auto text = textOfProtobuf(delivery.body, false);
    if (auto* const refusal = std::get_if<Refusal>(&text)) {
        return refused(std::move(*refusal), nullptr, nowMs);
    }
    Verdict verdict = takeBody(delivery.path, std::get<std::string>(text), nowMs);
    if (verdict.refusal) {
        verdict.refusal->line = 0; // of a text that nobody has seen
        verdict.refusal->column = 0;
    }
    return verdict;
}

Verdict MergeStore::takeBody(std::string_view path, std::string_view body, std::int64_t nowMs) {
    const auto found = m_paths.find(path);
    Path* const known = found == m_paths.end() ? nullptr : &found->second;
    const KnownText* const own = known == nullptr ? nullptr : textAt(known->text);
    const bool fast = own != nullptr && isFast(*known);
    if (fast) {
        m_merger.prefetch(own->push(), known->plan);
    }
    KnownText* const text = textOf(known, body);
    if (fast && text == own) {
        if (const Push* const push = text->refill(m_reader, m_values)) {
            return takeKnown(path, *known, *text, *push, nowMs);
        }
    }
    return takeRead(path, body, text, nowMs);
}

/// Whether a push of the path's own text finds everything at its place.
bool MergeStore::isFast(const Path& path) const {
    return m_merger.isValid(path.plan) && !m_groups.at(path.group)->totals;
}

/// Only numbers differ from the last push under this path: nothing is looked up, nothing is new.
Verdict MergeStore::takeKnown(
    std::string_view rawPath,
    Path& path,
    const KnownText& text,
    const Push& push,
    std::int64_t nowMs
) {
    MergeGroup& group = *m_groups.at(path.group);
    if (!m_isReplaying) {
        begin(m_record, MergeRecord::Known, nowMs);
        base::appendVarint(m_record, text.id());
        base::appendString(m_record, rawPath);
        appendNumbers(m_record, m_values);
        if (const Status written = write(m_record); !written) {
            return refused({503, written.error().context, 0, 0}, &group, nowMs);
        }
    }
    m_merger.commit(push, path.plan, nowMs, path.group);
    watch(path, text);
    ++group.pushes;
    group.pushedMs = nowMs;
    ++m_generation;
    ++m_counts.pushes;
    return taken(push, text.familyCount());
}

Verdict MergeStore::takeRead(
    std::string_view rawPath, std::string_view body, KnownText* text, std::int64_t nowMs
) {
    const Push* read = text == nullptr ? nullptr : text->moveTo(rawPath, m_reader, m_values);
    if (read == nullptr) {
        if (auto refusal = m_reader.read(rawPath, body, m_push)) {
            const auto labels = readPathLabels(rawPath, m_profile);
            const auto* const path = std::get_if<PathLabels>(&labels);
            return refused(
                std::move(*refusal),
                path == nullptr ? nullptr : m_groups.find(groupKeyOf(*path)),
                nowMs
            );
        }
        read = &m_push;
    }
    MergeGroup* const group = m_groups.find(groupKeyOf(read->path));
    const Push& push = differencesOf(*read, group);
    std::optional<Refusal> refusal = m_merger.plan(push, m_plan);
    refusal = refusal ? std::move(refusal) : checkNames(*read);
    refusal = refusal ? std::move(refusal) : checkLimits(*read, group);
    refusal = refusal ? std::move(refusal) : checkBounds(*read);
    if (refusal) {
        return refused(std::move(*refusal), group, nowMs);
    }
    begin(m_record, text != nullptr ? MergeRecord::Known : MergeRecord::Push, nowMs);
    base::appendVarint(m_record, text != nullptr ? text->id() : m_textCount + 1);
    base::appendString(m_record, rawPath);
    if (text != nullptr) {
        appendNumbers(m_record, m_values);
    } else {
        base::appendString(m_record, body);
    }
    if (const Status written = write(m_record); !written) {
        return refused({503, written.error().context, 0, 0}, group, nowMs);
    }
    const Verdict verdict = taken(*read, familiesOf(*read));
    merge(*read, push, {rawPath, body, text}, nowMs);
    return verdict;
}

/// Of a pusher that re-sends totals: what they grew by.
const Push& MergeStore::differencesOf(const Push& push, const MergeGroup* group) {
    if (!isCumulative(push.path)) {
        return push;
    }
    m_changed = push;
    if (group != nullptr && group->totals) {
        group->totals->makeDifferences(m_changed, m_merger);
    } else {
        PusherTotals().makeDifferences(m_changed, m_merger);
    }
    return m_changed;
}

/// Merges a push as m_plan has it (changed: its differences, or the same) and keeps what is known
/// of its origin.
void MergeStore::merge(
    const Push& push, const Push& changed, const Origin& origin, std::int64_t nowMs
) {
    MergeGroup* group = m_groups.find(groupKeyOf(push.path));
    if (group == nullptr && !push.series.empty()) {
        group = &m_groups.make(push.path);
    }
    const std::uint32_t owner = group == nullptr ? 0 : group->number;
    m_merger.commit(changed, m_plan, nowMs, owner);
    for (const Series& gone : m_merger.replaced()) {
        --m_groups.at(gone.owner)->series;
    }
    ++m_generation;
    ++m_counts.pushes;
    if (group != nullptr) {
        group->series += m_plan.newSeries;
        ++group->pushes;
        group->pushedMs = nowMs;
        group->families = familiesOf(push);
        if (&changed != &push) {
            (group->totals ? *group->totals : group->totals.emplace()).remember(push);
        }
        noteExpiry(m_plan.families);
    }
    const KnownText* const text =
        origin.text != nullptr ? origin.text : learn(m_push, origin.body, m_textCount + 1);
    if (group != nullptr) {
        keepPath(origin.rawPath, owner, text);
    }
}

std::optional<Refusal> MergeStore::checkNames(const Push& push) const {
    static constexpr std::array<std::string_view, 4> kParts{"", "_bucket", "_sum", "_count"};
    if (m_plan.newFamilies == 0 || !m_isTaken) {
        return std::nullopt; // what is held was asked for when it came
    }
    for (std::size_t i = 0; i < push.families.size(); ++i) {
        const PushFamily& family = push.families[i];
        if (family.series == 0 || m_plan.families[i] != SlotTable::kNone) {
            continue;
        }
        const bool hasParts =
            family.type == MetricType::Histogram || family.type == MetricType::Summary;
        for (const std::string_view part : kParts) {
            const std::string name = std::string(family.name).append(part);
            if ((part.empty() || hasParts) && m_isTaken(name)) {
                return Refusal{400, "metric '" + name + "' is made at this address itself", 0, 0};
            }
        }
    }
    return std::nullopt;
}

std::optional<Refusal> MergeStore::checkLimits(const Push& push, const MergeGroup* group) const {
    const StoreLimits& limits = m_options.limits;
    const std::uint64_t made = m_plan.newSeries;
    if (made == 0) {
        return std::nullopt;
    }
    const std::uint64_t inAll = m_merger.seriesCount() + made;
    if (limits.series != 0 && inAll > limits.series) {
        return over(429, "too many series in all", limits.series, inAll);
    }
    const std::uint64_t own = (group == nullptr ? 0 : group->series) + made;
    if (limits.seriesPerPusher != 0 && own > limits.seriesPerPusher) {
        return over(429, "too many series under this path", limits.seriesPerPusher, own);
    }
    const std::uint64_t families = m_merger.families().size() + m_plan.newFamilies;
    if (limits.families != 0 && families > limits.families) {
        return over(429, "too many families", limits.families, families);
    }
    if (group == nullptr && m_groups.all().size() >= kMostGroups) {
        return over(429, "too many sets of path labels", kMostGroups, kMostGroups + 1);
    }
    return checkLabels(push);
}

std::optional<Refusal> MergeStore::checkLabels(const Push& push) const {
    const StoreLimits& limits = m_options.limits;
    for (std::size_t i = 0; i < push.series.size(); ++i) {
        if (m_plan.series[i] != SlotTable::kNone) {
            continue;
        }
        std::uint32_t labels = 0;
        for (std::string_view key = push.key(push.series[i]); !key.empty(); ++labels) {
            const std::string_view label = takeLabel(key);
            const std::size_t name = label.find('=');
            const std::size_t value = label.size() - name - 3; // quotes and equals sign
            if (limits.labelNameBytes != 0 && name > limits.labelNameBytes) {
                return over(400, "a label name is too long, in bytes", limits.labelNameBytes, name);
            }
            if (limits.labelValueBytes != 0 && value > limits.labelValueBytes) {
                return over(
                    400, "a label value is too long, in bytes", limits.labelValueBytes, value
                );
            }
        }
        if (limits.labelsPerSeries != 0 && labels > limits.labelsPerSeries) {
            return over(400, "a series has too many labels", limits.labelsPerSeries, labels);
        }
    }
    return std::nullopt;
}

/// A histogram has the bounds of all who push it, so that it can grow without a new series.
std::optional<Refusal> MergeStore::checkBounds(const Push& push) const {
    const std::size_t limit = m_options.limits.boundsPerSeries;
    for (const PushSeries& series : push.series) {
        if (series.distribution == kNoDistribution || limit == 0) {
            continue;
        }
        const auto& points = push.distributions[series.distribution].points;
        const Series* const held = m_merger.heldOf(push, series);
        const std::size_t bounds =
            held == nullptr ? points.size() : boundsTogether(points, held->distribution->points);
        if (bounds > limit) {
            return over(
                400,
                "metric '" + std::string(push.families[series.family].name) +
                    "' has too many buckets or quantiles",
                limit,
                bounds
            );
        }
    }
    return std::nullopt;
}

Verdict MergeStore::deleteGroup(const Delivery& delivery, std::int64_t nowMs) {
    auto labels = readPathLabels(delivery.path, m_profile);
    if (auto* refusal = std::get_if<Refusal>(&labels)) {
        return refused(std::move(*refusal), nullptr, nowMs);
    }
    Selection selection;
    selection.group = std::get<PathLabels>(std::move(labels));
    const auto erased = erase(selection, nowMs);
    if (!erased && erased.error().code != Code::NotFound) {
        return refused({503, erased.error().context, 0, 0}, nullptr, nowMs);
    }
    return {}; // also for what was not there, as at the Pushgateway
}

Verdict MergeStore::refused(Refusal refusal, MergeGroup* group, std::int64_t nowMs) {
    ++m_counts.refused;
    if (group != nullptr) {
        group->failedMs = nowMs;
    }
    Verdict verdict;
    verdict.status = refusal.status;
    verdict.body = refusal.message + "\n";
    verdict.refusal = std::move(refusal);
    return verdict;
}

/// Before the change, which cannot fail then.
Status MergeStore::write(std::string_view record) {
    Status done = m_file->isReady() ? Status() : m_file->rewrite();
    done = done ? m_file->append(record) : done;
    return done ? done
                : base::Error{
                      done.error().code,
                      "not done, for it could not be written down: " + done.error().context};
}

} // namespace meterbench::gateway
