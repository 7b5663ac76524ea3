#include "core/gateway/series_rows.h"

#include "core/gateway/render.h"
#include "core/gateway/series_key.h"

#include <algorithm>
#include <string>
#include <utility>

namespace meterbench::gateway {

namespace {

std::string unescaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) {
            ++i;
            out += text[i] == 'n' ? '\n' : text[i];
        } else {
            out += text[i];
        }
    }
    return out;
}

} // namespace

std::vector<model::Label> labelsOfKey(std::string_view key) {
    std::vector<model::Label> labels;
    while (!key.empty()) {
        const std::string_view label = takeLabel(key);
        const std::size_t name = label.find('=');
        labels.push_back(
            {std::string(label.substr(0, name)),
             unescaped(label.substr(name + 2, label.size() - name - 3))}
        );
    }
    return labels;
}

model::Labels labelsOf(std::string_view family, std::string_view key) {
    model::Labels labels;
    for (const model::Label& label : labelsOfKey(key)) {
        labels.set(label.name, label.value);
    }
    labels.set(model::kMetricName, family);
    return labels;
}

void appendRows(
    std::vector<SeriesRow>& out, const Family& family, const Series& series, std::int64_t expiresMs
) {
    const std::vector<model::Label> labels = labelsOfKey(series.key);
    const auto add = [&](std::string_view suffix, double value) -> SeriesRow& {
        out.push_back({family.name + std::string(suffix), labels, value, series.pushedMs, expiresMs}
        );
        return out.back();
    };
    if (!series.distribution) {
        add("", shownValue(series));
        return;
    }
    const bool isHistogram = family.type == model::MetricType::Histogram;
    double reached = 0;
    for (const Point& point : series.distribution->points) {
        reached = isHistogram ? std::max(reached, point.value) : point.value;
        std::string bound;
        appendNumber(bound, point.bound);
        add(isHistogram ? "_bucket" : "", reached)
            .labels.push_back({isHistogram ? "le" : "quantile", bound});
    }
    if (series.distribution->hasSum) {
        add("_sum", series.distribution->sum);
    }
    if (series.distribution->hasCount) {
        add("_count", series.distribution->count);
    }
}

} // namespace meterbench::gateway
