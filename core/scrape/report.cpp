#include "core/scrape/report.h"

#include "core/scrape/sample_labels.h"

#include <array>

namespace meterbench::scrape {

namespace {

constexpr std::array<std::string_view, 5> kNames{
    "up",
    "scrape_duration_seconds",
    "scrape_samples_scraped",
    "scrape_samples_post_metric_relabeling",
    "scrape_series_added"};

} // namespace

Report::Report(const model::Labels& targetLabels, model::SourceId source) {
    static const auto families = std::make_shared<const model::FamilyTable>(model::FamilyTable{
        {"up", model::MetricType::Gauge, "1 when the last scrape succeeded, else 0.", ""},
        {"scrape_duration_seconds",
         model::MetricType::Gauge,
         "How long the scrape took.",
         "seconds"},
        {"scrape_samples_scraped",
         model::MetricType::Gauge,
         "Samples that the target exposed.",
         ""},
        {"scrape_samples_post_metric_relabeling",
         model::MetricType::Gauge,
         "Samples left after metric relabeling.",
         ""},
        {"scrape_series_added",
         model::MetricType::Gauge,
         "Series that were not in the scrape before.",
         ""},
    });
    model::LayoutBuilder builder(source);
    for (std::uint32_t i = 0; i < kNames.size(); ++i) {
        builder.append(reportLabels(kNames[i], targetLabels).views(), i);
    }
    m_layout = builder.finish(families, true);
}

model::BatchPtr Report::make(std::int64_t timestampMs, const ReportValues& values) const {
    return batch(
        timestampMs,
        {values.up ? 1.0 : 0.0,
         values.durationSeconds,
         static_cast<double>(values.scraped),
         static_cast<double>(values.postRelabeling),
         static_cast<double>(values.added)}
    );
}

model::BatchPtr Report::end(std::int64_t timestampMs) const {
    return batch(timestampMs, std::vector<double>(kNames.size(), model::kStale));
}

model::BatchPtr Report::batch(std::int64_t timestampMs, std::vector<double> values) const {
    auto made = std::make_shared<model::Batch>();
    made->layout = m_layout;
    made->timestampMs = timestampMs;
    made->values = std::move(values);
    return made;
}

} // namespace meterbench::scrape
