#include "core/metering/thing.h"

#include <algorithm>

namespace meterbench::metering {

namespace {

using model::LabelView;

template <class IsWanted>
std::string textIf(std::span<const LabelView> labels, IsWanted isWanted) {
    std::vector<LabelView> kept;
    std::ranges::copy_if(labels, std::back_inserter(kept), isWanted);
    return model::toSeriesText(kept);
}

bool isNamed(const LabelView& label, const std::vector<std::string>& names) {
    return std::ranges::find(names, label.name) != names.end();
}

} // namespace

std::string
thingOf(const Meter& meter, const TaggingSchema& schema, std::span<const LabelView> labels) {
    return textIf(labels, [&](const LabelView& label) {
        const bool isTag = schema.isTag(label.name);
        const bool byName = meter.identity.empty() ? !isTag : isNamed(label, meter.identity);
        return byName || (meter.tagsIdentify && isTag);
    });
}

std::string textOf(std::span<const LabelView> labels, const std::vector<std::string>& names) {
    return textIf(labels, [&](const LabelView& label) { return isNamed(label, names); });
}

} // namespace meterbench::metering
