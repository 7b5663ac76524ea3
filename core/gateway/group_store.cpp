// GroupStore: a push from its path to its place.
#include "core/gateway/group_store.h"

#include "core/gateway/group_path.h"
#include "core/gateway/group_record.h"
#include "core/gateway/group_words.h"
#include "core/gateway/protobuf_text.h"

#include <algorithm>
#include <utility>

namespace meterbench::gateway {

namespace {

using base::Status;

constexpr std::string_view kInconsistent =
    "pushed metrics are invalid or inconsistent with existing metrics: ";

Refusal over(const char* what, std::uint64_t limit) {
    return {
        429,
        "this push would make more than " + std::to_string(limit) + " " + what,
        0,
        0,
    };
}

} // namespace

GroupStore::GroupStore(GroupStoreOptions options, IsTaken isTaken)
    : m_options(std::move(options))
    , m_isTaken(std::move(isTaken))
    , m_reader(m_options.allowsUtf8Names) {}

Verdict GroupStore::take(const Delivery& delivery, std::int64_t nowMs) {
    auto path = readGroupPath(delivery.path, m_options.allowsUtf8Names);
    if (auto* refusal = std::get_if<Refusal>(&path)) {
        return refused(std::move(*refusal));
    }
    PathLabels& labels = std::get<0>(path);
    if (delivery.method == PushMethod::Delete) {
        return deleteGroup(labels, nowMs);
    }
    if (!isProtobuf(delivery.contentType)) {
        return takePush(delivery, std::move(labels), nowMs);
    }
    auto text = textOfProtobuf(delivery.body, m_options.allowsUtf8Names);
    if (auto* refusal = std::get_if<Refusal>(&text)) {
        return refused(std::move(*refusal));
    }
    Delivery asText = delivery;
    asText.body = std::get<0>(text);
    return takePush(asText, std::move(labels), nowMs);
}

Verdict GroupStore::takePush(const Delivery& delivery, PathLabels&& labels, std::int64_t now) {
    const bool isPut = delivery.method == PushMethod::Put;
    std::uint32_t group = m_index.find(labels);
    GroupShapePtr shape = knownShape(group, delivery.body);
    const bool isNewShape = !shape;
    std::uint32_t timestampLine = 0;
    if (isNewShape) {
        GroupBody body;
        if (auto refusal = m_reader.read(delivery.body, body)) {
            return refused(std::move(*refusal));
        }
        timestampLine = body.timestampLine;
        m_values = body.values;
        shape = std::make_shared<const GroupShape>(m_nextShape, delivery.body, std::move(body));
    }
    startRecords();
    m_madeGroup = kNoGroup;
    if (group == kNoGroup) {
        if (auto refusal = checkLimits(HeldGroup(), shape->body(), 0)) {
            return refused(std::move(*refusal)); // or limits would not limit the groups
        }
        group = m_madeGroup = m_index.makeGroup(std::move(labels));
        recordGroup(newRecord(kGroupRecord, now), group, m_index.group(group).labels);
    }
    if (timestampLine != 0) {
        Verdict verdict = failed(group, {"pushed metrics must not have timestamps"}, now);
        if (verdict.refusal) {
            verdict.refusal->line = timestampLine;
            verdict.refusal->column = 1;
        }
        return verdict;
    }
    return shape->body().families.empty() ? pushNothing(group, isPut, now)
                                          : push(group, isPut, std::move(shape), isNewShape, now);
}

/// What the group sent last, else what anybody sent last, else nothing.
GroupShapePtr GroupStore::knownShape(std::uint32_t group, std::string_view body) {
    if (group != kNoGroup) {
        const std::vector<std::uint32_t>& parts = m_index.group(group).parts;
        for (auto at = parts.rbegin(); at != parts.rend(); ++at) {
            const GroupShapePtr& shape = m_index.part(*at).shape;
            if (shape->parse(body, m_values)) {
                return shape;
            }
        }
    }
    return m_recent && m_recent->parse(body, m_values) ? m_recent : nullptr;
}

Verdict GroupStore::push(
    std::uint32_t group, bool isPut, GroupShapePtr shape, bool isNewShape, std::int64_t now
) {
    if (isNewShape) { // the same text may have been read for another group
        const auto twin = m_shapesByText.find(shape->hash());
        std::vector<double> values;
        isNewShape = twin == m_shapesByText.end() || !twin->second->parse(shape->text(), values);
        shape = isNewShape ? std::move(shape) : twin->second;
    }
    Verdict verdict;
    verdict.status = m_options.checksConsistency ? 200 : 202;
    verdict.families = static_cast<std::uint32_t>(shape->body().families.size());
    verdict.series = shape->body().metrics;
    GroupPart* const same = samePart(group, isPut, *shape);
    std::vector<SeriesAt> gone;
    GroupPart added;
    if (same == nullptr) {
        gone = m_index.replacedBy(group, isPut ? nullptr : &shape->body());
        if (auto refusal = checkLimits(m_index.group(group), shape->body(), gone.size())) {
            return refused(std::move(*refusal));
        }
        added = partOf(group, shape, now);
        const std::vector<std::string> complaints = m_index.tryChange(gone, &added);
        if (!complaints.empty()) {
            return failed(group, complaints, now);
        }
    }
    if (isNewShape) {
        recordShape(newRecord(kShapeRecord, now), *shape);
    }
    recordPush(newRecord(kPushRecord, now), group, isPut, shape->id(), m_values);
    if (const Status written = append(); !written) {
        if (same == nullptr) {
            m_index.undo(gone, &added);
        }
        return notWritten(written);
    }
    if (same != nullptr) {
        std::ranges::copy(m_values, same->values.begin());
        same->pushedMs = now;
    } else {
        m_index.settle(gone, &added);
    }
    if (isNewShape) {
        keepShape(shape);
    }
    m_recent = std::move(shape);
    stamp(m_index.group(group), now);
    return verdict;
}

/// The part whose numbers are all that changes; null: other series come or go.
GroupPart* GroupStore::samePart(std::uint32_t group, bool isPut, const GroupShape& shape) {
    const std::vector<std::uint32_t>& parts = m_index.group(group).parts;
    if (isPut && parts.size() != 1) {
        return nullptr;
    }
    for (const std::uint32_t at : parts) {
        GroupPart& part = m_index.part(at);
        if (part.shape.get() == &shape && part.held == shape.body().metrics) {
            return &part;
        }
    }
    return nullptr;
}

GroupPart
GroupStore::partOf(std::uint32_t group, GroupShapePtr shape, std::int64_t now) const {
    GroupPart part;
    part.layout = &shape->layoutOf(m_index.group(group).labels);
    part.values.assign(m_values.begin(), m_values.end());
    part.group = group;
    part.held = shape->body().metrics;
    part.pushedMs = now;
    part.shape = std::move(shape);
    return part;
}

/// PUT of nothing takes all away, POST of nothing only says when.
Verdict GroupStore::pushNothing(std::uint32_t group, bool isPut, std::int64_t now) {
    recordEmpty(newRecord(kEmptyRecord, now), group, isPut);
    if (const Status written = append(); !written) {
        return notWritten(written);
    }
    if (isPut) {
        const std::vector<SeriesAt> gone = m_index.replacedBy(group, nullptr);
        static_cast<void>(m_index.tryChange(gone, nullptr));
        m_index.settle(gone, nullptr);
    }
    stamp(m_index.group(group), now);
    Verdict verdict;
    verdict.status = m_options.checksConsistency ? 200 : 202;
    return verdict;
}

/// A push that could be read and not be taken: the group exists from then on, with a stamp.
Verdict GroupStore::failed(
    std::uint32_t group, const std::vector<std::string>& complaints, std::int64_t now
) {
    recordNumber(newRecord(kFailedRecord, now), group);
    if (const Status written = append(); !written) {
        return notWritten(written);
    }
    m_index.group(group).failedMs = now;
    ++m_generation;
    noteExpiry(now);
    Refusal refusal{400, std::string(kInconsistent) + joinedComplaints(complaints), 0, 0};
    Verdict verdict = refused(std::move(refusal));
    if (!m_options.checksConsistency) {
        verdict.status = 202;
        verdict.body.clear();
    }
    return verdict;
}

Verdict GroupStore::deleteGroup(const PathLabels& labels, std::int64_t now) {
    const std::uint32_t group = m_index.find(labels);
    if (group == kNoGroup) {
        return {};
    }
    startRecords();
    m_madeGroup = kNoGroup;
    recordNumber(newRecord(kDropRecord, now), group);
    if (const Status written = append(); !written) {
        return notWritten(written);
    }
    m_index.dropGroup(group);
    ++m_generation;
    return {};
}

void GroupStore::stamp(HeldGroup& group, std::int64_t now) {
    group.pushedMs = now;
    ++group.pushes;
    ++m_generation;
    m_counts.pushes += m_isReplaying ? 0 : 1;
    noteExpiry(now);
}

Verdict GroupStore::refused(Refusal refusal) {
    m_counts.refused += m_isReplaying ? 0 : 1;
    Verdict verdict;
    verdict.status = refusal.status;
    verdict.body = refusal.message + "\n";
    verdict.refusal = std::move(refusal);
    return verdict;
}

Verdict GroupStore::notWritten(const Status& why) {
    if (m_madeGroup != kNoGroup) {
        m_index.dropGroup(std::exchange(m_madeGroup, kNoGroup));
    }
    return refused({503, why.error().context, 0, 0});
}

std::optional<Refusal>
GroupStore::checkLimits(const HeldGroup& group, const GroupBody& body, std::size_t gone) const {
    const StoreLimits& limits = m_options.limits;
    if (m_isReplaying) {
        return std::nullopt; // what was taken once stays
    }
    if (limits.series != 0 && m_index.seriesCount() + body.metrics > limits.series + gone) {
        return over("series in all", limits.series);
    }
    if (limits.seriesPerPusher != 0 &&
        group.series + body.metrics > limits.seriesPerPusher + gone) {
        return over("series in its group", limits.seriesPerPusher);
    }
    const auto fresh = std::ranges::count_if(body.families, [this](const GroupFamily& family) {
        return !m_index.holds(family.name);
    });
    if (m_index.familyCount() + static_cast<std::uint64_t>(fresh) > limits.families) {
        return over("families", limits.families);
    }
    for (const GroupFamily& family : body.families) {
        for (const GroupMetric& metric : family.metrics) {
            const bool isLong = std::ranges::any_of(metric.labels, [&](const model::Label& label) {
                return label.name.size() > limits.labelNameBytes ||
                       label.value.size() > limits.labelValueBytes;
            });
            if (metric.bounds.size() > limits.boundsPerSeries) {
                return Refusal{
                    400,
                    "a series of " + quoted(family.name) + " has " +
                        std::to_string(metric.bounds.size()) +
                        " buckets or quantiles, the limit is " +
                        std::to_string(limits.boundsPerSeries),
                    0,
                    0};
            }
            if (isLong || metric.labels.size() > limits.labelsPerSeries) {
                return Refusal{
                    400,
                    "a series of " + quoted(family.name) + " has more than " +
                        std::to_string(limits.labelsPerSeries) + " labels, or one longer than " +
                        std::to_string(limits.labelNameBytes) + " bytes of name and " +
                        std::to_string(limits.labelValueBytes) + " of value",
                    0,
                    0};
            }
        }
    }
    return std::nullopt;
}

GroupShapePtr GroupStore::shapeAt(std::uint64_t id) const {
    const auto at = m_shapes.find(id);
    return at == m_shapes.end() ? nullptr : at->second;
}

/// Shapes that nobody uses any more go when there are many: a later push makes them anew.
void GroupStore::keepShape(const GroupShapePtr& shape) {
    m_shapes[shape->id()] = shape;
    m_shapesByText[shape->hash()] = shape;
    m_nextShape = std::max(m_nextShape, shape->id() + 1);
    if (m_isReplaying || m_shapes.size() <= m_sweepAbove) {
        return;
    }
    m_recent.reset();
    m_shapesByText.clear();
    std::erase_if(m_shapes, [](const auto& entry) { return entry.second.use_count() == 1; });
    for (const auto& [id, held] : m_shapes) {
        m_shapesByText[held->hash()] = held;
    }
    m_sweepAbove = 256 + 2 * m_shapes.size();
}

} // namespace meterbench::gateway
