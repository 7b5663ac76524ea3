#include "ui/charts/curve_set.h"

#include "core/base/number.h"

#include <algorithm>
#include <map>

namespace meterbench::ui {

namespace {

bool endsWith(const store::SeriesView& view, std::string_view end) {
    return view.labels->get(model::kMetricName).ends_with(end);
}

bool isBucket(const store::SeriesView& view) {
    return view.labels->has("le") && endsWith(view, "_bucket");
}

bool isSummaryPart(const store::SeriesView& view) {
    return endsWith(view, "_sum") || endsWith(view, "_count") || endsWith(view, "_created");
}

template <typename Keep>
std::vector<const store::SeriesView*>
only(const std::vector<const store::SeriesView*>& views, Keep keep) {
    std::vector<const store::SeriesView*> kept;
    std::copy_if(views.begin(), views.end(), std::back_inserter(kept), [&](const auto* view) {
        return keep(*view);
    });
    return kept;
}

double upperBoundOf(const store::SeriesView& view) {
    return base::parseNumber(view.labels->get("le")).value_or(kBreak);
}

QString quantileName(double quantile) {
    return QLatin1Char('p') + QString::number(quantile * 100);
}

} // namespace

void CurveSet::setSpec(const ChartSpec& spec) {
    if (spec.function != m_spec.function) {
        m_series.clear(); // their points say something else now
    }
    m_spec = spec;
    m_isStale = true;
}

CurveSet::Views CurveSet::presentViews(const SeriesLookup& lookup) const {
    Views views;
    views.reserve(m_spec.series.size());
    for (const model::SeriesRef ref : m_spec.series) {
        const store::SeriesView* view = lookup.series(ref);
        if (view != nullptr && view->labels != nullptr) {
            views.push_back(view);
        }
    }
    return views;
}

CurveSet::Views CurveSet::concerned(const Views& views) const {
    if (m_spec.function == Function::Quantile) {
        return only(views, isBucket);
    }
    const bool wantsValues =
        m_spec.function == Function::Value || m_spec.function == Function::Delta;
    const Views counts = only(views, [](const auto& view) { return endsWith(view, "_count"); });
    const bool isWholeHistogram =
        !counts.empty() &&
        std::any_of(views.begin(), views.end(), [](const auto* v) { return isBucket(*v); });
    if (isWholeHistogram) {
        return counts;
    }
    const bool isSummary = !views.empty() && views[0]->family.type == model::MetricType::Summary;
    if (isSummary && wantsValues) {
        const Views quantiles = only(views, [](const auto& view) { return !isSummaryPart(view); });
        return quantiles.empty() ? views : quantiles;
    }
    return isSummary && !counts.empty() ? counts : views;
}

bool CurveSet::update(const SeriesLookup& lookup) {
    const Views all = presentViews(lookup);
    Views used = concerned(all);
    m_possibleCurves = used.size();
    const bool isEach = !m_spec.isSummed && m_spec.function != Function::Quantile;
    if (isEach && used.size() > kMostCurves) {
        used.resize(kMostCurves);
    }
    std::vector<model::SeriesRef> refs;
    refs.reserve(used.size());
    for (const store::SeriesView* view : used) {
        refs.push_back(view->ref);
    }
    const bool isOther = m_isStale || refs != m_present;
    if (isOther) {
        m_present = std::move(refs);
        describe(all, used);
        rebuild(used);
        m_isStale = false;
    }
    m_intervalMs = 0;
    for (std::size_t i = 0; i < used.size(); ++i) {
        const std::int64_t known = lookup.intervalMs(used[i]->targetId);
        const std::int64_t intervalMs = known > 0 ? known : typicalIntervalMs(*used[i]);
        m_intervalMs = std::max(m_intervalMs, intervalMs);
        m_series[i]->derivation.update(*used[i], intervalMs, m_series[i]->curve);
    }
    updateGroups();
    return isOther;
}

void CurveSet::describe(const Views& all, const Views& used) {
    m_expression = expressionOf(m_spec, used.empty() ? all : used);
    m_groupingLabels = meterbench::ui::groupingLabels(used);
    m_hasBuckets =
        std::any_of(all.begin(), all.end(), [](const auto* view) { return isBucket(*view); });
    m_targets.clear();
    for (const store::SeriesView* view : used) {
        m_targets.insert(view->targetId);
    }
    if (!used.empty()) {
        m_quantity =
            quantityOf(used[0]->family, used[0]->labels->get(model::kMetricName), m_spec.function);
    }
    m_title = !m_spec.title.isEmpty() ? m_spec.title
              : all.empty()           ? QString()
                                      : titleOf(metricNameOf(*all[0]));
}

void CurveSet::rebuild(const Views& used) {
    std::map<model::SeriesRef, std::unique_ptr<SeriesCurve>> kept;
    for (auto& series : m_series) {
        kept[series->ref] = std::move(series);
    }
    m_series.clear();
    for (const store::SeriesView* view : used) {
        std::unique_ptr<SeriesCurve>& series = kept[view->ref];
        if (series == nullptr) {
            series = std::make_unique<SeriesCurve>();
            series->ref = view->ref;
            const bool isQuantile = m_spec.function == Function::Quantile;
            // A gauge histogram's buckets hold what is there now; of all others what came in
            // counts.
            const bool isGauge = view->family.type == model::MetricType::GaugeHistogram;
            series->derivation = Derivation(
                !isQuantile ? m_spec.function
                : isGauge   ? Function::Value
                            : Function::Rate
            );
        }
        m_series.push_back(std::move(series));
    }
    m_groups.clear();
    m_before = std::exchange(m_curves, {});
    if (m_spec.isSummed || m_spec.function == Function::Quantile) {
        buildGroups(used);
    } else {
        buildEach(used);
    }
    m_before.clear();
}

void CurveSet::buildEach(const Views& used) {
    std::vector<const model::Labels*> labels;
    for (const store::SeriesView* view : used) {
        labels.push_back(view->labels.get());
    }
    const std::vector<QString> names = differingNames(labels);
    for (std::size_t i = 0; i < used.size(); ++i) {
        addCurve(names[i], m_series[i]->curve, m_before);
    }
}

void CurveSet::buildGroups(const Views& used) {
    std::map<std::string, std::vector<std::size_t>> members;
    const std::string& label = m_spec.isSummed ? m_spec.sumLabel : std::string();
    for (std::size_t i = 0; i < used.size(); ++i) {
        members[label.empty() ? std::string() : std::string(used[i]->labels->get(label))].push_back(
            i
        );
    }
    const std::vector<double> quantiles =
        m_spec.function == Function::Quantile ? m_spec.quantiles : std::vector{kBreak};
    m_possibleCurves = members.size() * quantiles.size();
    for (const auto& [value, indices] : members) {
        for (const double quantile : quantiles) {
            if (m_groups.size() == kMostCurves) {
                return;
            }
            QString name;
            if (!label.empty()) {
                name = QString::fromStdString(label) + QStringLiteral("=\"") +
                       QString::fromStdString(model::escapedLabelValue(value)) + QLatin1Char('"');
            }
            if (m_spec.function == Function::Quantile) {
                name += (name.isEmpty() ? QString() : QStringLiteral(" ")) + quantileName(quantile);
            }
            addGroup(name.isEmpty() ? QStringLiteral("sum") : name, indices, used, quantile);
        }
    }
}

void CurveSet::addGroup(
    const QString& name, const std::vector<std::size_t>& members, const Views& used, double quantile
) {
    auto group = std::make_unique<Group>();
    const bool isQuantile = m_spec.function == Function::Quantile;
    group->combination = isQuantile ? Combination::quantile(quantile) : Combination::sum();
    for (const std::size_t index : members) {
        group->members.push_back(
            {&m_series[index]->curve, isQuantile ? upperBoundOf(*used[index]) : 0}
        );
    }
    addCurve(name, group->curve, m_before);
    m_groups.push_back(std::move(group));
}

void CurveSet::addCurve(
    const QString& name, const Curve& curve, const std::vector<ChartCurve>& before
) {
    ChartCurve entry;
    entry.name = name;
    entry.curve = &curve;
    entry.style = static_cast<int>(m_curves.size());
    const auto known = std::find_if(before.begin(), before.end(), [&](const ChartCurve& c) {
        return c.name == name;
    });
    entry.isHidden = known != before.end() && known->isHidden;
    m_curves.push_back(entry);
}

void CurveSet::updateGroups() {
    for (const auto& group : m_groups) {
        std::uint64_t version = 1;
        for (const Member& member : group->members) {
            version += member.curve->version();
        }
        if (version != group->seenVersion) {
            group->combination.update(
                group->members, std::max<std::int64_t>(m_intervalMs, 1), group->curve
            );
            group->seenVersion = version;
        }
    }
}

std::uint64_t CurveSet::version() const {
    std::uint64_t version = m_curves.size();
    for (const ChartCurve& curve : m_curves) {
        version += curve.curve->version();
    }
    return version;
}

} // namespace meterbench::ui
