#include "ui/pages/gateway/series_labels.h"

#include "ui/pages/gateway/gateway_words.h"

#include <algorithm>
#include <set>

namespace meterbench::ui {

std::vector<std::string> jobsOf(const std::vector<const gateway::SeriesRow*>& series) {
    std::set<std::string> jobs;
    for (const gateway::SeriesRow* row : series) {
        const std::string_view job = labelOf(row->labels, "job");
        if (!job.empty()) {
            jobs.emplace(job);
        }
    }
    return {jobs.begin(), jobs.end()};
}

bool isOfFamily(const gateway::SeriesRow& row, const std::string& family) {
    return row.name.starts_with(family) &&
           (row.name.size() == family.size() || row.name[family.size()] == '_');
}

std::vector<model::Label> sharedLabels(const std::vector<gateway::SeriesRow>& series) {
    if (series.size() < 2) {
        return {};
    }
    std::vector<model::Label> shared = series.front().labels;
    for (const gateway::SeriesRow& row : series) {
        std::erase_if(shared, [&row](const model::Label& label) {
            return std::find(row.labels.begin(), row.labels.end(), label) == row.labels.end();
        });
    }
    return shared;
}

} // namespace meterbench::ui
