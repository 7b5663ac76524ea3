#include "core/usage/live.h"

namespace meterbench::usage {

UsageEndpoints
endpointsInForce(const Live& live, const std::shared_ptr<const config::Workspace>& workspace) {
    static const UsageEndpoints kNone =
        std::make_shared<const std::vector<delivery::UsageEndpointOptions>>();
    if (workspace == nullptr) {
        return kNone;
    }
    if (live.folder.empty() || live.endpoints == nullptr) {
        return {workspace, &workspace->usageEndpoints};
    }
    return live.endpoints;
}

} // namespace meterbench::usage
