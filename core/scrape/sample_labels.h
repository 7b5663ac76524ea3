// SampleLabels: from the labels of a sample as exposed to the labels of the series as kept: target
// labels, clashes, metric relabeling, checks and limits. Runs once for each series of a layout,
// never per scrape. Source: prometheus scrape/scrape.go mutateSampleLabels, verifyLabelLimits;
// facts 3.4.
#pragma once

#include "core/base/result.h"
#include "core/model/labels.h"
#include "core/relabel/program.h"
#include "core/scrape/job_options.h"

#include <span>
#include <vector>

namespace meterbench::scrape {

class SampleLabels {
public:
    /// job, targetLabels and program must outlive it.
    SampleLabels(
        const JobOptions& job, const model::Labels& targetLabels, const relabel::Program& program
    );

    /// Sorted final labels, valid until the next call; empty: dropped by relabeling. An error fails
    /// the whole scrape.
    [[nodiscard]] base::Result<std::span<const model::LabelView>>
    resolve(std::vector<model::LabelView>& exposed);

private:
    [[nodiscard]] base::Status check(std::span<const model::LabelView> labels) const;
    void merge(std::span<const model::LabelView> exposed);

    const JobOptions& m_job;
    const model::Labels& m_targetLabels;
    const relabel::Program& m_program;
    relabel::LabelEditor m_editor;
};

/// The labels of a report series such as up: the target's, with exported_ before a clashing name.
[[nodiscard]] model::Labels reportLabels(std::string_view name, const model::Labels& targetLabels);

} // namespace meterbench::scrape
