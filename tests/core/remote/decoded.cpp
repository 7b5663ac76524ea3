// Reads requests with other people's code, so that a mistake of ours cannot hide behind itself.
#include "tests/core/remote/decoded.h"

#include "core/remote/remote_write.pb.h"

#include <snappy.h>

#include <algorithm>
#include <bit>

namespace meterbench::tests {

namespace {

template <class Message>
model::Labels labelsOf(const Message& message) {
    std::vector<model::LabelView> views;
    for (const auto& label : message.labels()) {
        views.push_back({label.name(), label.value()});
    }
    return model::Labels(views);
}

model::Labels
obviousLabels(const model::Layout& layout, std::size_t position, const remote::SeriesRules& rules) {
    model::Labels labels = layout.labels.at(position);
    for (const auto& external : rules.externalLabels) {
        if (!labels.has(external.name)) {
            labels.set(external.name, external.value);
        }
    }
    if (rules.program.empty()) {
        return labels;
    }
    relabel::LabelEditor editor;
    editor.reset(labels.views());
    return rules.program.apply(editor) ? model::Labels(editor.labels()) : model::Labels();
}

} // namespace

std::optional<std::vector<Said>> decode(const std::string& wire) {
    std::string raw;
    remote::wire::WriteRequest request;
    if (!snappy::Uncompress(wire.data(), wire.size(), &raw) || !request.ParseFromString(raw)) {
        return std::nullopt;
    }
    std::vector<Said> said;
    for (const auto& series : request.timeseries()) {
        for (int i = 1; i < series.labels_size(); ++i) {
            if (series.labels(i - 1).name() >= series.labels(i).name()) {
                return std::nullopt;
            }
        }
        if (series.samples().empty() || series.labels().empty()) {
            return std::nullopt;
        }
        const std::string name = labelsOf(series).toString();
        for (const auto& sample : series.samples()) {
            said.emplace_back(
                name, sample.timestamp(), std::bit_cast<std::uint64_t>(sample.value())
            );
        }
        for (const auto& exemplar : series.exemplars()) {
            said.emplace_back(
                "#" + name + labelsOf(exemplar).toString(),
                exemplar.timestamp(),
                std::bit_cast<std::uint64_t>(exemplar.value())
            );
        }
    }
    return said;
}

std::vector<Said> obvious(
    const model::Batch& batch,
    const remote::SeriesRules& rules,
    const remote::EncodeOptions& options
) {
    std::vector<Said> said;
    const auto isYoung = [&](std::int64_t time) {
        return !options.notBeforeMs || time >= *options.notBeforeMs;
    };
    for (std::uint32_t position = 0; position < batch.layout->size(); ++position) {
        const model::Labels labels = obviousLabels(*batch.layout, position, rules);
        if (labels.empty()) {
            continue;
        }
        const std::string name = labels.toString();
        std::vector<Said> own;
        for (const auto& loose : batch.loose) {
            if (loose.position == position && isYoung(loose.timestampMs)) {
                own.emplace_back(
                    name, loose.timestampMs, std::bit_cast<std::uint64_t>(loose.value)
                );
            }
        }
        if (!model::isAbsent(batch.values[position]) && isYoung(batch.timestampMs)) {
            own.emplace_back(
                name, batch.timestampMs, std::bit_cast<std::uint64_t>(batch.values[position])
            );
        }
        std::ranges::stable_sort(own, {}, [](const Said& one) { return std::get<1>(one); });
        const bool any = !own.empty();
        said.insert(said.end(), own.begin(), own.end());
        std::vector<const model::Exemplar*> exemplars;
        for (const auto& exemplar : batch.exemplars) {
            if (any && options.sendExemplars && exemplar.position == position) {
                exemplars.push_back(&exemplar);
            }
        }
        std::ranges::stable_sort(exemplars, {}, [](const auto* one) { return one->timestampMs; });
        for (const auto* exemplar : exemplars) {
            said.emplace_back(
                "#" + name + exemplar->labels.toString(),
                exemplar->timestampMs,
                std::bit_cast<std::uint64_t>(exemplar->value)
            );
        }
    }
    return said;
}

} // namespace meterbench::tests
