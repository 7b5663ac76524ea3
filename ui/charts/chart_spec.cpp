#include "ui/charts/chart_spec.h"

#include <QStringList>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace meterbench::ui {

namespace {

using model::kMetricName;

QString text(std::string_view utf8) {
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QString pairText(std::string_view name, std::string_view value) {
    return text(name) + QStringLiteral("=\"") + text(model::escapedLabelValue(value)) +
           QLatin1Char('"');
}

bool isOfFamily(const model::Family& family) {
    return !family.name.empty() && (family.type == model::MetricType::Histogram ||
                                    family.type == model::MetricType::GaugeHistogram ||
                                    family.type == model::MetricType::Summary);
}

/// Each label name, with every value that occurs; a missing label counts as the empty value.
std::map<std::string_view, std::set<std::string_view>>
valuesByName(std::span<const model::Labels* const> series) {
    std::map<std::string_view, std::set<std::string_view>> values;
    for (const model::Labels* labels : series) {
        for (const model::Label& label : *labels) {
            values[label.name];
        }
    }
    for (auto& [name, seen] : values) {
        for (const model::Labels* labels : series) {
            seen.insert(labels->get(name));
        }
    }
    return values;
}

std::vector<const model::Labels*> labelsOf(std::span<const store::SeriesView* const> views) {
    std::vector<const model::Labels*> labels;
    labels.reserve(views.size());
    for (const store::SeriesView* view : views) {
        labels.push_back(view->labels.get());
    }
    return labels;
}

QString metricsText(std::span<const store::SeriesView* const> views, Function function) {
    std::vector<std::string> names;
    for (const store::SeriesView* view : views) {
        const std::string name = function == Function::Quantile
                                     ? metricNameOf(*view)
                                     : std::string(view->labels->get(kMetricName));
        if (std::find(names.begin(), names.end(), name) == names.end()) {
            names.push_back(name);
        }
    }
    QStringList words;
    for (const std::string& name : names) {
        words.append(text(name));
    }
    if (views.size() == 1 && function != Function::Quantile) {
        return text(views[0]->labels->toString());
    }
    return words.join(QStringLiteral(", "));
}

} // namespace

std::string_view functionWord(Function function) {
    switch (function) {
    case Function::Value:
        return "value";
    case Function::Rate:
        return "rate";
    case Function::Increase:
        return "increase";
    case Function::Delta:
        return "delta";
    case Function::Quantile:
        break;
    }
    return "quantile";
}

std::string metricNameOf(const store::SeriesView& view) {
    return isOfFamily(view.family) ? view.family.name : std::string(view.labels->get(kMetricName));
}

QString expressionOf(const ChartSpec& spec, std::span<const store::SeriesView* const> views) {
    QString expression = metricsText(views, spec.function);
    if (spec.function == Function::Quantile) {
        QStringList quantiles;
        for (const double quantile : spec.quantiles) {
            quantiles.append(QString::number(quantile));
        }
        const QString by = spec.isSummed && !spec.sumLabel.empty()
                               ? QStringLiteral(" by (") + text(spec.sumLabel) + QLatin1Char(')')
                               : QString();
        return QStringLiteral("quantile") + by + QLatin1Char('(') +
               quantiles.join(QStringLiteral(" | ")) + QStringLiteral(", ") + expression +
               QLatin1Char(')');
    }
    if (spec.function != Function::Value) {
        expression =
            text(functionWord(spec.function)) + QLatin1Char('(') + expression + QLatin1Char(')');
    }
    if (!spec.isSummed) {
        return expression;
    }
    const QString by = spec.sumLabel.empty()
                           ? QString()
                           : QStringLiteral(" by (") + text(spec.sumLabel) + QStringLiteral(") ");
    return QStringLiteral("sum") + by + QLatin1Char('(') + expression + QLatin1Char(')');
}

std::vector<QString> differingNames(std::span<const model::Labels* const> series) {
    const auto values = valuesByName(series);
    std::vector<QString> names;
    names.reserve(series.size());
    for (const model::Labels* labels : series) {
        QStringList parts;
        QString metric;
        for (const model::Label& label : *labels) {
            if (values.at(label.name).size() < 2) {
                continue;
            }
            if (label.name == kMetricName) {
                metric = text(label.value);
            } else {
                parts.append(pairText(label.name, label.value));
            }
        }
        QString name = metric;
        if (!parts.isEmpty()) {
            name += (metric.isEmpty() ? QString() : QStringLiteral(" ")) +
                    parts.join(QStringLiteral(", "));
        }
        names.push_back(name.isEmpty() ? text(labels->get(kMetricName)) : name);
    }
    return names;
}

std::vector<std::string> groupingLabels(std::span<const store::SeriesView* const> views) {
    const std::vector<const model::Labels*> labels = labelsOf(views);
    std::vector<std::string> names;
    for (const auto& [name, values] : valuesByName(labels)) {
        if (values.size() > 1 && name != kMetricName && name != "le" && name != "quantile") {
            names.emplace_back(name);
        }
    }
    return names;
}

QString titleOf(std::string_view metricName) {
    static constexpr std::array<std::string_view, 5> kEnds{
        "_total", "_seconds", "_bytes", "_ratio", "_bucket"};
    for (bool again = true; again;) {
        again = false;
        for (const std::string_view end : kEnds) {
            if (metricName.size() > end.size() && metricName.ends_with(end)) {
                metricName.remove_suffix(end.size());
                again = true;
            }
        }
    }
    QString title = text(metricName).replace(QLatin1Char('_'), QLatin1Char(' ')).trimmed();
    if (!title.isEmpty()) {
        title[0] = title[0].toUpper();
    }
    return title;
}

} // namespace meterbench::ui
