#include "core/metering/thing.h"

#include <algorithm>
#include <iterator>

namespace meterbench::metering {

using model::LabelView;

std::string thingOf(const Meter& meter, std::span<const LabelView> labels) {
    return meter.identity.empty() ? model::toSeriesText(labels) : textOf(labels, meter.identity);
}

std::string textOf(std::span<const LabelView> labels, const std::vector<std::string>& names) {
    std::vector<LabelView> kept;
    std::ranges::copy_if(labels, std::back_inserter(kept), [&](const LabelView& label) {
        return std::ranges::find(names, label.name) != names.end();
    });
    return model::toSeriesText(kept);
}

} // namespace meterbench::metering
