#include "app/usage_route.h"

#include "app/ledger_files.h"
#include "app/statement_texts.h"
#include "app/statement_wish.h"
#include "app/usage.h"
#include "app/usage_report.h"
#include "core/api/json_answer.h"
#include "core/base/clock.h"

#include <utility>

namespace meterbench::app {

namespace {

using WorkspacePtr = std::shared_ptr<const config::Workspace>;

api::HttpResponse refused(const base::Error& error) {
    return error.code == base::Code::NotFound ? api::notFound(error.context)
                                              : api::badData(error.context);
}

/// Worker thread.
api::HttpResponse
usageOf(const std::string& storage, const WorkspacePtr& workspace, usage::ReportRequest asked) {
    const base::SystemClock clock;
    const auto journal = journalIn(storage, clock);
    if (!journal) {
        return refused(journal.error());
    }
    asked.nowMs = clock.nowMs();
    const auto report = usage::reportOf(**journal, asked, workspace);
    return report ? api::success(api::Json::parse(toJson(*report))) : refused(report.error());
}

/// Worker thread.
api::HttpResponse statementOf(
    const std::string& storage,
    const WorkspacePtr& workspace,
    const StatementWish& wish,
    std::int64_t nowMs,
    bool isCsv
) {
    const base::SystemClock clock;
    const auto journal = journalIn(storage, clock);
    if (!journal) {
        return refused(journal.error());
    }
    const auto statements = statementsIn(**journal, workspace, wish, nowMs);
    if (!statements) {
        return refused(statements.error());
    }
    if (isCsv) {
        return {200, "text/csv; charset=utf-8; header=present", statementsCsv(*statements), {}};
    }
    return api::success(api::Json::parse(statementsJson(*statements)));
}

api::HttpResponse later(std::function<api::HttpResponse()> make) {
    api::HttpResponse response;
    response.later = std::move(make);
    return response;
}

} // namespace

Route usageRoute(const UsageRoutes& routes) {
    return [routes](const api::HttpRequest& request) {
        auto asked = usageRequestOf(
            api::textParameter(request, "by"),
            api::textParameter(request, "from"),
            api::textParameter(request, "to"),
            {}
        );
        if (!asked) {
            return api::badData(asked.error().context);
        }
        return later([storage = routes.storage, workspace = routes.workspace(), asked = *asked] {
            return usageOf(storage, workspace, asked);
        });
    };
}

Route statementRoute(const UsageRoutes& routes) {
    return [routes](const api::HttpRequest& request) {
        const std::string format = api::textParameter(request, "format");
        if (!format.empty() && format != "json" && format != "csv") {
            return api::badData("format is json or csv, not \"" + format + "\"");
        }
        const std::int64_t nowMs = base::SystemClock().nowMs();
        const auto wish = statementWishOf(
            {api::textParameter(request, "customer"),
             api::textParameter(request, "period"),
             api::textParameter(request, "from"),
             api::textParameter(request, "to")},
            {},
            nowMs
        );
        if (!wish) {
            return api::badData(wish.error().context);
        }
        const WorkspacePtr workspace = routes.workspace();
        if (workspace == nullptr) {
            return api::notFound("no workspace is in force");
        }
        return later(
            [storage = routes.storage, workspace, wish = *wish, nowMs, isCsv = format == "csv"] {
                return statementOf(storage, workspace, wish, nowMs, isCsv);
            }
        );
    };
}

} // namespace meterbench::app
