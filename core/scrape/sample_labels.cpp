#include "core/scrape/sample_labels.h"

#include "core/base/text.h"

#include <algorithm>

namespace meterbench::scrape {

namespace {

constexpr std::string_view kExported = "exported_";

bool contains(std::span<const model::LabelView> labels, std::string_view name) {
    return std::any_of(labels.begin(), labels.end(), [&](const model::LabelView& label) {
        return label.name == name;
    });
}

base::Error labelLimitError(const std::string& what, std::uint64_t limit, std::string_view metric) {
    return limitError(
        LimitHit::Labels,
        what + " (limit " + std::to_string(limit) + ") in a series of " + std::string(metric)
    );
}

} // namespace

SampleLabels::SampleLabels(
    const JobOptions& job, const model::Labels& targetLabels, const relabel::Program& program
)
    : m_job(job)
    , m_targetLabels(targetLabels)
    , m_program(program) {}

base::Result<std::span<const model::LabelView>>
SampleLabels::resolve(std::vector<model::LabelView>& exposed) {
    for (std::size_t i = 1; i < exposed.size(); ++i) {
        if (exposed[i].name == exposed[i - 1].name) {
            return base::Error{
                base::Code::InvalidInput,
                "label name \"" + std::string(exposed[i].name) + "\" is not unique in a sample"};
        }
    }
    merge(exposed);
    if (!m_program.apply(m_editor)) {
        return std::span<const model::LabelView>();
    }
    const std::span<const model::LabelView> labels = m_editor.labels();
    if (const base::Status checked = check(labels); !checked) {
        return checked.error();
    }
    return labels;
}

void SampleLabels::merge(std::span<const model::LabelView> exposed) {
    m_editor.reset({});
    for (const model::LabelView& label : exposed) {
        m_editor.set(label.name, label.value);
    }
    for (const model::Label& label : m_targetLabels) {
        const bool clash = contains(exposed, label.name);
        if (clash && m_job.honorLabels) {
            continue; // the exposed one wins; an empty one removes the target's
        }
        if (clash) {
            // Prefixed until free among the exposed names and the target's own.
            std::string moved = std::string(kExported) + label.name;
            while (contains(exposed, moved) || m_targetLabels.has(moved)) {
                moved.insert(0, kExported);
            }
            m_editor.set(moved, std::string(m_editor.get(label.name)));
        }
        m_editor.set(label.name, label.value);
    }
}

base::Status SampleLabels::check(std::span<const model::LabelView> labels) const {
    const auto nameAt =
        std::find_if(labels.begin(), labels.end(), [](const model::LabelView& label) {
            return label.name == model::kMetricName;
        });
    if (nameAt == labels.end()) {
        return base::Error{
            base::Code::InvalidInput, "a sample has no metric name after metric relabeling"};
    }
    const bool legacy = m_job.nameScheme == relabel::NameScheme::Legacy;
    if (legacy ? !model::isLegacyMetricName(nameAt->value) : !base::isValidUtf8(nameAt->value)) {
        return base::Error{
            base::Code::InvalidInput,
            "\"" + std::string(nameAt->value) + "\" is not a valid metric name"};
    }
    for (const model::LabelView& label : labels) {
        if (legacy && !model::isLegacyLabelName(label.name)) {
            return base::Error{
                base::Code::InvalidInput,
                "\"" + std::string(label.name) + "\" is not a valid label name"};
        }
        if (!base::isValidUtf8(label.name) || !base::isValidUtf8(label.value)) {
            return base::Error{
                base::Code::InvalidInput,
                "a label of " + std::string(nameAt->value) + " is not valid UTF-8"};
        }
    }
    const Limits& limits = m_job.limits;
    if (limits.labels != 0 && labels.size() > limits.labels) {
        return labelLimitError(
            std::to_string(labels.size()) + " labels", limits.labels, nameAt->value
        );
    }
    for (const model::LabelView& label : labels) {
        if (limits.labelNameLength != 0 && label.name.size() > limits.labelNameLength) {
            return labelLimitError(
                "label name of " + std::to_string(label.name.size()) + " bytes",
                limits.labelNameLength,
                nameAt->value
            );
        }
        if (limits.labelValueLength != 0 && label.value.size() > limits.labelValueLength) {
            return labelLimitError(
                "value of label " + std::string(label.name) + " of " +
                    std::to_string(label.value.size()) + " bytes",
                limits.labelValueLength,
                nameAt->value
            );
        }
    }
    return {};
}

model::Labels reportLabels(std::string_view name, const model::Labels& targetLabels) {
    model::Labels labels = targetLabels;
    if (targetLabels.has(model::kMetricName)) {
        labels.set(
            std::string(kExported) + std::string(model::kMetricName),
            targetLabels.get(model::kMetricName)
        );
    }
    labels.set(model::kMetricName, name);
    return labels;
}

} // namespace meterbench::scrape
