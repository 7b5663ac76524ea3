#include "ui/charts/derive.h"

#include <algorithm>
#include <cmath>

namespace meterbench::ui {

namespace {

bool endsWith(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool looksLikeCounter(std::string_view name) {
    return endsWith(name, "_total") || endsWith(name, "_count") || endsWith(name, "_sum") ||
           endsWith(name, "_bucket");
}

} // namespace

Function defaultFunction(const model::Family& family, std::string_view metricName) {
    switch (family.type) {
    case model::MetricType::Histogram:
        return endsWith(metricName, "_bucket") || metricName == family.name ? Function::Quantile
                                                                            : Function::Rate;
    case model::MetricType::Counter:
        return endsWith(metricName, "_created") ? Function::Value : Function::Rate;
    case model::MetricType::Summary:
    case model::MetricType::Unknown:
        return looksLikeCounter(metricName) ? Function::Rate : Function::Value;
    case model::MetricType::Gauge:
    case model::MetricType::GaugeHistogram:
    case model::MetricType::Info:
    case model::MetricType::StateSet:
        break;
    }
    return Function::Value;
}

std::int64_t typicalIntervalMs(const store::SeriesView& view) {
    std::vector<std::int64_t> steps;
    std::int64_t later = 0;
    for (auto block = view.blocks.rbegin();
         block != view.blocks.rend() && steps.size() < store::kBlockSamples;
         ++block) {
        const std::vector<std::int64_t>& times = (*block)->timestampsMs;
        for (auto time = times.rbegin(); time != times.rend(); ++time) {
            if (later != 0 && later > *time) {
                steps.push_back(later - *time);
            }
            later = *time;
        }
    }
    if (steps.empty()) {
        return 0;
    }
    const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
    std::nth_element(steps.begin(), middle, steps.end());
    return *middle;
}

void Derivation::update(const store::SeriesView& view, std::int64_t intervalMs, Curve& curve) {
    if (view.blocks.empty() || (view.ref == m_ref && view.version == m_version)) {
        return;
    }
    const std::vector<std::int64_t>& newest = view.blocks.back()->timestampsMs;
    const bool wentBack = !newest.empty() && newest.back() < m_lastSeenMs;
    if (view.ref != m_ref || wentBack) {
        curve.clear();
        *this = Derivation(m_function);
    }
    m_ref = view.ref;
    m_version = view.version;
    const std::int64_t limitMs = gapLimitMs(intervalMs > 0 ? intervalMs : typicalIntervalMs(view));
    for (const store::BlockPtr& block : view.blocks) {
        const std::vector<std::int64_t>& times = block->timestampsMs;
        const auto fresh = std::upper_bound(times.begin(), times.end(), m_lastSeenMs);
        for (auto i = static_cast<std::size_t>(fresh - times.begin()); i < times.size(); ++i) {
            take(times[i], block->values[i], limitMs, curve);
        }
    }
    if (!view.blocks.front()->timestampsMs.empty()) {
        curve.dropBefore(view.blocks.front()->timestampsMs.front());
    }
}

void Derivation::take(std::int64_t timestampMs, double value, std::int64_t limitMs, Curve& curve) {
    m_lastSeenMs = timestampMs;
    if (model::isStale(value) || !std::isfinite(value)) {
        end(timestampMs, model::isStale(value), curve);
        return;
    }
    if (m_hasLast && limitMs > 0 && timestampMs - m_lastMs > limitMs) {
        end(m_lastMs + 1, false, curve);
    }
    if (m_function == Function::Value) {
        curve.append(timestampMs, value);
    } else if (m_hasLast) {
        const bool countsUp = m_function != Function::Delta;
        if (countsUp && value < m_lastValue) {
            curve.addMark({timestampMs, MarkKind::Reset, kBreak});
        }
        curve.append(timestampMs, between(timestampMs, value));
    }
    m_lastMs = timestampMs;
    m_lastValue = value;
    m_hasLast = true;
}

void Derivation::end(std::int64_t timestampMs, bool isStale, Curve& curve) {
    if (isStale && m_hasLast) {
        const double drawn = curve.empty() ? kBreak : curve.last().value;
        curve.addMark({m_lastMs, MarkKind::Stale, drawn});
    }
    if (!curve.empty() && std::isfinite(curve.last().value)) {
        curve.append(timestampMs, kBreak);
    }
    m_hasLast = false;
}

double Derivation::between(std::int64_t timestampMs, double value) const {
    const bool isReset = m_function != Function::Delta && value < m_lastValue;
    const double change = isReset ? value : value - m_lastValue;
    if (m_function == Function::Increase || m_function == Function::Delta) {
        return change;
    }
    return change * 1000.0 / static_cast<double>(timestampMs - m_lastMs);
}

} // namespace meterbench::ui
