#include "core/address/open_store.h"

#include "core/gateway/group_store.h"
#include "core/gateway/merge_store.h"

namespace meterbench::address {

base::Result<std::unique_ptr<gateway::PushStore>> openStore(
    const AddressOptions& options,
    base::FileSystem& files,
    const base::Clock& clock,
    base::LogSink& sink,
    gateway::PushStore::IsTaken isTaken
) {
    if (options.mode == Mode::Pushgateway) {
        gateway::GroupStoreOptions own;
        own.checksConsistency = options.checkConsistency;
        own.allowsUtf8Names = options.utf8Names;
        own.rules = options.rules;
        own.limits = options.limits;
        own.folder = options.dataFolder + "/groups";
        auto groups =
            gateway::GroupStore::open(std::move(own), files, clock, sink, std::move(isTaken));
        if (!groups) {
            return groups.error();
        }
        return std::unique_ptr<gateway::PushStore>(std::move(*groups));
    }
    auto store = gateway::MergeStore::open(
        {options.profile, options.rules, options.limits, options.dataFolder + "/pushes"},
        files,
        clock,
        sink,
        std::move(isTaken)
    );
    if (!store) {
        return store.error();
    }
    return std::unique_ptr<gateway::PushStore>(std::move(*store));
}

} // namespace meterbench::address
