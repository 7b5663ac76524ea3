#include "ui/models/present_series.h"

#include "core/metering/thing.h"
#include "core/relabel/selector.h"

#include <algorithm>
#include <functional>

namespace meterbench::ui {

namespace {

using Visit = std::function<void(const pipeline::TargetState&)>;

void forEach(
    const pipeline::Snapshot& now, const std::vector<model::SourceId>& sources, const Visit& visit
) {
    if (now.targets == nullptr) {
        return;
    }
    for (const pipeline::TargetPtr& target : *now.targets) {
        if (sources.empty() || std::ranges::binary_search(sources, target->id)) {
            visit(*target);
        }
    }
}

void addOnce(std::vector<std::string>& texts, const std::string& text) {
    if (std::ranges::find(texts, text) == texts.end()) {
        texts.push_back(text);
    }
}

} // namespace

std::vector<metering::SeenSeries>
presentSeries(const pipeline::Snapshot& now, const std::vector<model::SourceId>& sources) {
    std::vector<metering::SeenSeries> seen;
    forEach(now, sources, [&](const pipeline::TargetState& target) {
        for (const model::BatchPtr& batch : target.batches) {
            for (std::size_t i = 0; i < batch->layout->size(); ++i) {
                seen.push_back({batch->layout->labels.at(i), batch->values[i]});
            }
        }
    });
    return seen;
}

std::vector<model::SeriesRef> seriesOfThing(
    const pipeline::Snapshot& now, const metering::Meter& meter, const std::string& thing
) {
    std::vector<model::SeriesRef> refs;
    const auto selector = relabel::Selector::parse(meter.selector);
    if (!selector) {
        return refs;
    }
    forEach(now, {}, [&](const pipeline::TargetState& target) {
        for (const model::BatchPtr& batch : target.batches) {
            for (std::size_t i = 0; i < batch->layout->size(); ++i) {
                const model::Labels& labels = batch->layout->labels.at(i);
                if (selector->matches(labels) &&
                    metering::thingOf(meter, labels.views()) == thing) {
                    refs.push_back(batch->layout->refs[i]);
                }
            }
        }
    });
    return refs;
}

std::vector<std::string>
jobsOf(const pipeline::Snapshot& now, const std::vector<model::SourceId>& sources) {
    std::vector<std::string> jobs;
    forEach(now, sources, [&](const pipeline::TargetState& target) { addOnce(jobs, target.pool); });
    return jobs;
}

std::vector<std::string>
addressesOf(const pipeline::Snapshot& now, const std::vector<model::SourceId>& sources) {
    std::vector<std::string> addresses;
    forEach(now, sources, [&](const pipeline::TargetState& target) {
        addOnce(addresses, std::string(target.discoveredLabels.get("__address__")));
    });
    return addresses;
}

} // namespace meterbench::ui
