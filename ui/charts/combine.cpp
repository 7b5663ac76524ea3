#include "ui/charts/combine.h"

#include "ui/charts/derive.h"

#include <algorithm>
#include <cmath>

namespace meterbench::ui {

namespace {

/// Reads one member forward, remembering what it said last.
class Cursor {
public:
    Cursor(const Curve& curve, std::int64_t fromMs)
        : m_curve(&curve)
        , m_block(curve.blockAt(fromMs)) {
        if (m_block < curve.blocks().size()) {
            m_index = curve.blocks()[m_block]->lowerBound(fromMs);
        }
    }

    /// The time of the next point; the largest possible at the end.
    [[nodiscard]] std::int64_t nextMs() const {
        return isAtEnd() ? std::numeric_limits<std::int64_t>::max() : block().timestampsMs[m_index];
    }

    void advanceTo(std::int64_t timestampMs) {
        while (nextMs() <= timestampMs) {
            m_atMs = nextMs();
            m_value = block().values[m_index];
            if (++m_index == block().size) {
                ++m_block;
                m_index = 0;
            }
        }
    }

    [[nodiscard]] double valueAt(std::int64_t timestampMs, std::int64_t limitMs) const {
        return timestampMs - m_atMs > limitMs ? kBreak : m_value;
    }

private:
    [[nodiscard]] bool isAtEnd() const { return m_block >= m_curve->blocks().size(); }

    [[nodiscard]] const CurveBlock& block() const { return *m_curve->blocks()[m_block]; }

    const Curve* m_curve;
    std::size_t m_block;
    std::size_t m_index = 0;
    std::int64_t m_atMs = 0;
    double m_value = kBreak;
};

struct Span {
    std::int64_t firstMs = std::numeric_limits<std::int64_t>::max();
    std::int64_t newestMs = std::numeric_limits<std::int64_t>::min();
};

Span spanOf(std::span<const Member> members) {
    Span span;
    for (const Member& member : members) {
        if (!member.curve->empty()) {
            span.firstMs = std::min(span.firstMs, member.curve->first().timestampMs);
            span.newestMs = std::max(span.newestMs, member.curve->last().timestampMs);
        }
    }
    return span;
}

/// Targets begin within one interval of each other; a sum before the last of them has begun would
/// be a slope that never was.
std::int64_t
commonStartMs(std::span<const Member> members, std::int64_t firstMs, std::int64_t intervalMs) {
    std::int64_t start = firstMs;
    for (const Member& member : members) {
        const std::int64_t begin =
            member.curve->empty() ? firstMs : member.curve->first().timestampMs;
        if (begin <= firstMs + intervalMs) {
            start = std::max(start, begin);
        }
    }
    return start;
}

/// What every living member has already spoken about.
std::int64_t
settledMs(std::span<const Member> members, std::int64_t newestMs, std::int64_t limitMs) {
    std::int64_t settled = newestMs;
    for (const Member& member : members) {
        if (!member.curve->empty() && member.curve->last().timestampMs >= newestMs - limitMs) {
            settled = std::min(settled, member.curve->last().timestampMs);
        }
    }
    return settled;
}

void appendOrBreak(Curve& curve, std::int64_t timestampMs, double value) {
    const bool isOpen = !curve.empty() && std::isfinite(curve.last().value);
    if (std::isfinite(value)) {
        curve.append(timestampMs, value);
    } else if (isOpen) {
        curve.append(timestampMs, kBreak);
    }
}

void copyResets(std::span<const Member> members, std::int64_t fromMs, Curve& curve) {
    std::vector<std::int64_t> times;
    for (const Member& member : members) {
        for (const Mark& mark : member.curve->marks()) {
            if (mark.kind == MarkKind::Reset && mark.timestampMs >= fromMs) {
                times.push_back(mark.timestampMs);
            }
        }
    }
    std::sort(times.begin(), times.end());
    times.erase(std::unique(times.begin(), times.end()), times.end());
    for (const std::int64_t time : times) {
        curve.addMark({time, MarkKind::Reset, kBreak});
    }
}

void mergeSameBounds(std::vector<Bucket>& buckets) {
    std::sort(buckets.begin(), buckets.end(), [](const Bucket& a, const Bucket& b) {
        return a.upperBound < b.upperBound;
    });
    std::size_t kept = 0;
    for (std::size_t i = 1; i < buckets.size(); ++i) {
        if (buckets[i].upperBound == buckets[kept].upperBound) {
            buckets[kept].count += buckets[i].count;
        } else {
            buckets[++kept] = buckets[i];
        }
    }
    buckets.resize(buckets.empty() ? 0 : kept + 1);
}

} // namespace

double histogramQuantile(double quantile, std::vector<Bucket> buckets) {
    if (std::isnan(quantile)) {
        return kBreak;
    }
    if (quantile < 0 || quantile > 1) {
        return std::copysign(std::numeric_limits<double>::infinity(), quantile < 0 ? -1.0 : 1.0);
    }
    mergeSameBounds(buckets);
    if (buckets.size() < 2 || !std::isinf(buckets.back().upperBound)) {
        return kBreak;
    }
    // Buckets that were read at different moments may seem to fall; a cumulative count never does.
    for (std::size_t i = 1; i < buckets.size(); ++i) {
        buckets[i].count = std::max(buckets[i].count, buckets[i - 1].count);
    }
    const double observations = buckets.back().count;
    if (!(observations > 0)) {
        return kBreak;
    }
    double rank = quantile * observations;
    const auto found = std::find_if(buckets.begin(), buckets.end() - 1, [rank](const Bucket& b) {
        return b.count >= rank;
    });
    const auto at = static_cast<std::size_t>(found - buckets.begin());
    if (at == buckets.size() - 1) {
        return buckets[at - 1].upperBound;
    }
    if (at == 0 && buckets[0].upperBound <= 0) {
        return buckets[0].upperBound;
    }
    const double lowerBound = at == 0 ? 0 : buckets[at - 1].upperBound;
    const double below = at == 0 ? 0 : buckets[at - 1].count;
    const double inside = buckets[at].count - below;
    rank -= below;
    return inside > 0 ? lowerBound + (buckets[at].upperBound - lowerBound) * (rank / inside)
                      : lowerBound;
}

double
Combination::combined(std::span<const Member> members, std::span<const double> values) const {
    if (!std::isnan(m_quantile)) {
        std::vector<Bucket> buckets;
        buckets.reserve(members.size());
        for (std::size_t i = 0; i < members.size(); ++i) {
            if (std::isfinite(values[i])) {
                buckets.push_back({members[i].upperBound, values[i]});
            }
        }
        return histogramQuantile(m_quantile, std::move(buckets));
    }
    double sum = kBreak;
    for (const double value : values) {
        if (std::isfinite(value)) {
            sum = std::isnan(sum) ? value : sum + value;
        }
    }
    return sum;
}

void Combination::update(std::span<const Member> members, std::int64_t intervalMs, Curve& curve) {
    const Span span = spanOf(members);
    if (span.firstMs > span.newestMs) {
        curve.clear();
        return;
    }
    const std::int64_t limitMs = gapLimitMs(intervalMs);
    const bool isYoung = span.newestMs - span.firstMs < 4 * intervalMs;
    if (isYoung || span.newestMs < m_settledMs) {
        m_settledMs = kNothing;
    }
    if (m_settledMs == kNothing) {
        curve.clear();
    }
    const std::int64_t fromMs = m_settledMs == kNothing
                                    ? commonStartMs(members, span.firstMs, intervalMs)
                                    : m_settledMs + 1;
    curve.truncateFrom(fromMs);

    std::vector<Cursor> cursors;
    cursors.reserve(members.size());
    for (const Member& member : members) {
        cursors.emplace_back(*member.curve, fromMs - std::max<std::int64_t>(limitMs, 1));
        cursors.back().advanceTo(fromMs - 1);
    }
    std::vector<double> values(members.size());
    for (;;) {
        std::int64_t now = std::numeric_limits<std::int64_t>::max();
        for (const Cursor& cursor : cursors) {
            now = std::min(now, cursor.nextMs());
        }
        if (now == std::numeric_limits<std::int64_t>::max()) {
            break;
        }
        for (std::size_t i = 0; i < cursors.size(); ++i) {
            cursors[i].advanceTo(now);
            values[i] = cursors[i].valueAt(now, limitMs);
        }
        appendOrBreak(curve, now, combined(members, values));
    }
    copyResets(members, fromMs, curve);
    m_settledMs = settledMs(members, span.newestMs, limitMs);
    curve.dropBefore(span.firstMs);
}

} // namespace meterbench::ui
