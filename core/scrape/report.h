// Report: the series that a scrape makes about itself: up, scrape_duration_seconds,
// scrape_samples_scraped, scrape_samples_post_metric_relabeling, scrape_series_added. Not
// metric-relabelled, not counted by sample_limit. Source: prometheus scrape/scrape.go report();
// facts 3.6.
#pragma once

#include "core/model/batch.h"

#include <cstdint>

namespace meterbench::scrape {

struct ReportValues {
    bool up = false;
    double durationSeconds = 0;
    std::uint32_t scraped = 0;
    std::uint32_t postRelabeling = 0;
    std::uint32_t added = 0;
};

class Report {
public:
    Report(const model::Labels& targetLabels, model::SourceId source);

    [[nodiscard]] model::BatchPtr make(std::int64_t timestampMs, const ReportValues& values) const;
    /// Stale markers for the report series themselves (the target is gone).
    [[nodiscard]] model::BatchPtr end(std::int64_t timestampMs) const;

private:
    [[nodiscard]] model::BatchPtr batch(std::int64_t timestampMs, std::vector<double> values) const;

    model::LayoutPtr m_layout;
};

} // namespace meterbench::scrape
