#include "ui/models/family_values.h"

#include "core/base/number.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace meterbench::ui {

namespace {

using model::MetricType;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::FamilyValues)
};

bool endsWith(std::string_view text, std::string_view end) {
    return text.ends_with(end);
}

wording::Unit unitOf(const model::Family& family) {
    return wording::unitOf(family.name, family.unit);
}

/// Counts of things, whatever the family measures.
bool isCount(const model::Family& family, std::string_view name) {
    const bool distribution = family.type == MetricType::Histogram ||
                              family.type == MetricType::GaugeHistogram ||
                              family.type == MetricType::Summary;
    return distribution && (endsWith(name, "_bucket") || endsWith(name, "_count"));
}

wording::Unit seriesUnit(const model::Family& family, std::string_view name) {
    return isCount(family, name) ? wording::Unit::None : wording::unitOf(name, family.unit);
}

FamilyFigure counterFigure(
    const ScrapeValues& values, const model::Family& family, std::span<const SeriesPlace> series
) {
    double sum = 0;
    bool any = false;
    for (const SeriesPlace& place : series) {
        if (endsWith(values.label(place, model::kMetricName), "_created")) {
            continue;
        }
        if (const std::optional<double> rate = values.rate(place); rate && std::isfinite(*rate)) {
            sum += *rate;
            any = true;
        }
    }
    if (any) {
        return {wording::valueRate(sum, unitOf(family)), sum, false};
    }
    if (series.size() == 1) {
        const double value = values.value(series.front());
        return {wording::value(value, unitOf(family)), kNone, false};
    }
    return {QStringLiteral("–"), kNone, false};
}

FamilyFigure histogramFigure(
    const ScrapeValues& values, const model::Family& family, std::span<const SeriesPlace> series
) {
    std::map<double, double> recent;
    std::map<double, double> all;
    for (const SeriesPlace& place : series) {
        const std::optional<double> bound = base::parseNumber(values.label(place, "le"));
        const double value = values.value(place);
        if (!bound || !std::isfinite(value)) {
            continue;
        }
        all[*bound] += value;
        recent[*bound] += values.rate(place).value_or(0);
    }
    bool isOverAllTime = false;
    std::optional<double> p99 = quantileOf(0.99, {recent.begin(), recent.end()});
    if (!p99) {
        isOverAllTime = true;
        p99 = quantileOf(0.99, {all.begin(), all.end()});
    }
    if (!p99) {
        return {QStringLiteral("–"), kNone, false};
    }
    return {Words::tr("p99 %1").arg(wording::value(*p99, unitOf(family))), *p99, isOverAllTime};
}

FamilyFigure summaryFigure(
    const ScrapeValues& values, const model::Family& family, std::span<const SeriesPlace> series
) {
    double best = -1;
    double highest = kNone;
    for (const SeriesPlace& place : series) {
        const std::optional<double> quantile = base::parseNumber(values.label(place, "quantile"));
        const double value = values.value(place);
        if (!quantile || !std::isfinite(value) || *quantile < best) {
            continue;
        }
        highest = *quantile > best ? value : std::max(highest, value);
        best = *quantile;
    }
    if (best < 0) {
        return counterFigure(values, family, series);
    }
    return {
        QStringLiteral("p%1 %2").arg(
            wording::number(best * 100), wording::value(highest, unitOf(family))
        ),
        highest,
        false};
}

FamilyFigure gaugeFigure(
    const ScrapeValues& values, const model::Family& family, std::span<const SeriesPlace> series
) {
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    double sum = 0;
    double any = kNone;
    for (const SeriesPlace& place : series) {
        const double value = values.value(place);
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
            sum += value;
        }
        any = model::isAbsent(value) ? any : value;
    }
    const wording::Unit unit = unitOf(family);
    if (low > high) {
        return {series.size() == 1 ? wording::value(any, unit) : QStringLiteral("–"), kNone, false};
    }
    if (low == high) {
        return {wording::value(low, unit), sum, false};
    }
    return {
        Words::tr("%1 … %2").arg(wording::value(low, unit), wording::value(high, unit)),
        sum,
        false};
}

/// An info metric says its version, else its first label of its own.
FamilyFigure infoFigure(
    const ScrapeValues& values, const std::string& pool, std::span<const SeriesPlace> series
) {
    if (series.empty()) {
        return {};
    }
    const std::string_view version = values.label(series.front(), "version");
    if (!version.empty()) {
        return {wording::text(version), kNone, false};
    }
    for (const model::Label& label : values.labels(series.front())) {
        if (label.name != model::kMetricName && label.name != "instance" && label.name != "job" &&
            label.value != pool) {
            return {wording::text(label.value), kNone, false};
        }
    }
    return {QStringLiteral("1"), kNone, false};
}

FamilyFigure stateFigure(
    const ScrapeValues& values, const std::string& name, std::span<const SeriesPlace> series
) {
    QStringList active;
    for (const SeriesPlace& place : series) {
        if (values.value(place) == 1) {
            active.push_back(wording::text(values.label(place, name)));
        }
    }
    if (active.size() > 2) {
        return {Words::tr("%1 active").arg(active.size()), kNone, false};
    }
    return {
        active.isEmpty() ? QStringLiteral("–") : active.join(QStringLiteral(", ")), kNone, false};
}

} // namespace

ScrapeValues::ScrapeValues(const pipeline::TargetState& target)
    : m_batches(target.batches)
    , m_formerSame(target.batches.size()) {
    bool complete = true;
    for (std::size_t i = 0; i < m_batches.size(); ++i) {
        for (const model::BatchPtr& former : target.previous) {
            if (former->layout == m_batches[i]->layout) {
                m_formerSame[i] = former;
            }
        }
        complete = complete && m_formerSame[i] != nullptr;
    }
    if (!target.previous.empty()) {
        m_formerMs = target.previous.front()->timestampMs;
    }
    if (complete) {
        return;
    }
    for (const model::BatchPtr& former : target.previous) {
        for (std::size_t i = 0; i < former->values.size(); ++i) {
            if (!model::isAbsent(former->values[i])) {
                m_formerByRef.emplace(former->layout->refs[i], former->values[i]);
            }
        }
    }
}

double ScrapeValues::value(const SeriesPlace& place) const {
    return m_batches[place.batch]->values[place.position];
}

std::optional<double> ScrapeValues::former(const SeriesPlace& place) const {
    if (const model::BatchPtr& same = m_formerSame[place.batch]; same != nullptr) {
        const double value = same->values[place.position];
        if (!model::isAbsent(value)) {
            return value;
        }
    }
    const auto found = m_formerByRef.find(place.ref);
    return found == m_formerByRef.end() ? std::nullopt : std::optional<double>(found->second);
}

std::optional<double> ScrapeValues::rate(const SeriesPlace& place) const {
    const std::optional<double> before = former(place);
    const double now = value(place);
    const double seconds = static_cast<double>(timestampMs() - m_formerMs) / 1'000;
    if (!before || seconds <= 0 || std::isnan(now) || std::isnan(*before)) {
        return std::nullopt;
    }
    return (now < *before ? now : now - *before) / seconds;
}

std::string_view ScrapeValues::label(const SeriesPlace& place, std::string_view name) const {
    return m_batches[place.batch]->layout->labels.get(place.position, name);
}

model::Labels ScrapeValues::labels(const SeriesPlace& place) const {
    return m_batches[place.batch]->layout->labels.at(place.position);
}

std::int64_t ScrapeValues::timestampMs() const {
    return m_batches.empty() ? 0 : m_batches.front()->timestampMs;
}

FamilyFigure familyFigure(
    const ScrapeValues& values, const model::Family& family, std::span<const SeriesPlace> series
) {
    switch (family.type) {
    case MetricType::Counter:
        return counterFigure(values, family, series);
    case MetricType::Histogram:
    case MetricType::GaugeHistogram:
        return histogramFigure(values, family, series);
    case MetricType::Summary:
        return summaryFigure(values, family, series);
    case MetricType::Info:
        return infoFigure(values, {}, series);
    case MetricType::StateSet:
        return stateFigure(values, family.name, series);
    case MetricType::Unknown:
    case MetricType::Gauge:
        break;
    }
    if (family.name.ends_with("_info")) {
        return infoFigure(values, {}, series);
    }
    return gaugeFigure(values, family, series);
}

std::optional<double> quantileOf(double quantile, std::vector<std::pair<double, double>> buckets) {
    if (buckets.empty() || !std::isinf(buckets.back().first) || buckets.back().second <= 0) {
        return std::nullopt;
    }
    const double rank = quantile * buckets.back().second;
    double lowerBound = 0;
    double lowerCount = 0;
    for (const auto& [bound, count] : buckets) {
        if (count >= rank) {
            if (std::isinf(bound)) {
                return lowerBound;
            }
            const double inside = count - lowerCount;
            const double share = inside > 0 ? (rank - lowerCount) / inside : 1;
            const double from = bound <= 0 ? bound : lowerBound;
            return from + (bound - from) * share;
        }
        lowerBound = bound;
        lowerCount = count;
    }
    return lowerBound;
}

QString seriesValueText(double value, const model::Family& family, std::string_view metricName) {
    if (model::isAbsent(value)) {
        return QStringLiteral("–");
    }
    return wording::value(value, seriesUnit(family, metricName));
}

QString seriesChangeText(
    double value,
    std::optional<double> former,
    const model::Family& family,
    std::string_view metricName
) {
    if (!former || !std::isfinite(value) || !std::isfinite(*former)) {
        return {};
    }
    const double change = value - *former;
    if (change == 0) {
        return QStringLiteral("=");
    }
    const QString size = wording::value(std::abs(change), seriesUnit(family, metricName));
    return (change > 0 ? QStringLiteral("+") : QStringLiteral("−")) + size;
}

} // namespace meterbench::ui
