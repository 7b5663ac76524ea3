// A workspace of arbitrary bytes: it loads or has errors, never both and never neither; of what
// loads, metering takes the meters and pricing the plans. There are no files but the one.
#include "core/config/workspace.h"
#include "core/metering/metering.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace meterbench;

namespace {

base::Error absent(const std::string& path) {
    return {base::Code::NotFound, path};
}

class NoFiles final : public base::FileSystem {
public:
    base::Result<std::unique_ptr<base::File>>
    open(const std::string& path, base::OpenMode /*mode*/) override {
        return absent(path);
    }

    base::Result<std::vector<std::string>> list(const std::string& folder) override {
        return absent(folder);
    }

    base::Status createFolders(const std::string& folder) override { return absent(folder); }

    base::Status remove(const std::string& path) override { return absent(path); }

    base::Status rename(const std::string& from, const std::string& /*to*/) override {
        return absent(from);
    }

    base::Result<std::uint64_t> freeBytes(const std::string& folder) override {
        return absent(folder);
    }

    base::Result<std::unique_ptr<base::FileLock>> lock(const std::string& path) override {
        return absent(path);
    }

    base::Result<std::string> readAll(const std::string& path) override { return absent(path); }

    base::Status replace(const std::string& path, std::string_view /*bytes*/) override {
        return absent(path);
    }
};

void require(bool promise) {
    if (!promise) {
        std::abort();
    }
}

bool hasErrors(const config::WorkspaceOutcome& outcome) {
    return std::any_of(
        outcome.problems.begin(),
        outcome.problems.end(),
        [](const config::Problem& problem) { return problem.severity == config::Severity::Error; }
    );
}

/// What was taken is all that metering and pricing ask for.
void requireUsable(const config::Workspace& workspace) {
    require(metering::Metering::make(workspace.schema, workspace.meters).ok());
    for (const pricing::Plan& plan : workspace.plans) {
        require(pricing::check(plan).ok());
    }
    for (const config::Customer& customer : workspace.customers) {
        require(
            customer.plan.empty() ||
            std::any_of(
                workspace.plans.begin(),
                workspace.plans.end(),
                [&](const pricing::Plan& plan) { return plan.id == customer.plan; }
            )
        );
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    NoFiles files;
    const auto outcome = config::loadWorkspace(text, "workspace.yml", files);
    require(outcome.workspace.has_value() != hasErrors(outcome));
    for (const config::Problem& problem : outcome.problems) {
        require(!problem.toString().empty() && !problem.message.empty());
    }
    if (outcome.workspace) {
        requireUsable(*outcome.workspace);
    }
    return 0;
}
