#include "app/usage_route.h"

#include "app/usage.h"
#include "app/usage_report.h"
#include "core/api/json_answer.h"
#include "core/base/clock.h"
#include "core/metering/usage_journal.h"

#include <utility>

namespace meterbench::app {

namespace {

api::HttpResponse answer(
    const std::string& folder, const config::Workspace* workspace, const api::HttpRequest& request
) {
    const auto asked = usageRequestOf(
        api::textParameter(request, "by"),
        api::textParameter(request, "from"),
        api::textParameter(request, "to"),
        {}
    );
    if (!asked) {
        return api::badData(asked.error().context);
    }
    const base::SystemClock clock;
    auto journal = metering::UsageJournal::openToRead(folder, clock);
    if (!journal) {
        return api::notFound(journal.error().context);
    }
    const auto report = reportOf(**journal, *asked, workspace);
    if (!report) {
        return api::badData(report.error().context);
    }
    return api::success(api::Json::parse(toJson(*report)));
}

} // namespace

std::function<api::HttpResponse(const api::HttpRequest&)> usageRoute(
    const std::string& folder, std::function<std::shared_ptr<const config::Workspace>()> workspace
) {
    return [folder, workspace = std::move(workspace)](const api::HttpRequest& request) {
        const auto inForce = workspace();
        return answer(folder, inForce.get(), request);
    };
}

} // namespace meterbench::app
