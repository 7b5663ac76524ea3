#include "app/workspace_in_force.h"

#include <algorithm>
#include <vector>

namespace meterbench::app {

namespace {

/// Those that `before` has, in its order, then the others as they are.
template <class Options>
std::vector<Options>
inOrderOf(const std::vector<Options>& before, std::vector<Options> now) {
    const auto placeOf = [&](const Options& one) {
        return std::find_if(before.begin(), before.end(), [&](const Options& other) {
            return other.name == one.name;
        });
    };
    std::stable_sort(now.begin(), now.end(), [&](const Options& left, const Options& right) {
        return placeOf(left) < placeOf(right);
    });
    return now;
}

/// A workspace that is not metered (yet), for want of meters or because they could not begin, has
/// its endpoints all the same.
bool isMetered(const pipeline::Snapshot& now, const config::Workspace& opened) {
    return now.usageEndpoints != nullptr && now.metered != nullptr &&
           now.metered->options != nullptr && now.metered->options->meters == opened.meters;
}

} // namespace

config::Workspace
workspaceInForce(const pipeline::Snapshot& now, const config::Workspace* opened) {
    config::Workspace made = opened == nullptr ? config::Workspace() : *opened;
    made.prometheus = now.config == nullptr ? config::Config() : *now.config;
    if (now.wantedEndpoints != nullptr) {
        made.prometheus->endpoints =
            inOrderOf(made.prometheus->endpoints, *now.wantedEndpoints);
    }
    if (isMetered(now, made)) {
        made.usageEndpoints = inOrderOf(made.usageEndpoints, *now.usageEndpoints);
    }
    return made;
}

} // namespace meterbench::app
