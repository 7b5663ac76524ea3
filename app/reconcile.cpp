#include "app/reconcile.h"

#include "app/arguments.h"
#include "app/ledger_files.h"
#include "app/usage_report.h"
#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/delivery/reconcile.h"
#include "core/http/curl_client.h"
#include "core/remote/answer.h"
#include "core/usage/reconciliation.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <ostream>
#include <utility>

namespace meterbench::app {

namespace {

using base::Code;
using base::Error;
using base::Result;
using delivery::ReconcileRow;
using delivery::UsageEndpointOptions;
using Json = nlohmann::ordered_json;

constexpr const char* kUsage =
    "Usage: meterbench reconcile --workspace=FILE [flags]\n"
    "Compares what was metered with what each usage endpoint was sent, what it accepted and what\n"
    "its receiver bills, and names the cause of every difference; also while the agent runs. Exit\n"
    "codes: 0 nothing is wrong, 1 it could not be read, 2 wrong use, 3 there are differences that\n"
    "time does not bring right.\n";

constexpr int kDifferences = 3;

std::vector<Flag> reconcileFlags() {
    return {
        {"workspace", "", "the agent's workspace, with billing.endpoints"},
        {"storage.agent.path", "data-agent/", "folder of the agent; its journal is in usage/"},
        {"endpoint", "", "only this one, by its name"},
        {"from", "", "windows that begin then or later: 2026-11-30T12:00:00Z, or a day"},
        {"to", "", "and before this"},
        {"format", "text", "text, json or csv"},
    };
}

struct Request {
    usage::ReconcileScope scope;
    std::string endpoint;
    std::string format;
};

/// One endpoint's.
struct Report {
    const UsageEndpointOptions* endpoint = nullptr;
    usage::Reconciliation found;
};

Result<Request> requestOf(const Arguments& arguments) {
    Request request;
    request.scope.folder = arguments.value("storage.agent.path") + "/usage";
    request.endpoint = arguments.value("endpoint");
    request.format = arguments.value("format");
    for (const base::Status& status :
         {takeTime(arguments.value("from"), "--from", request.scope.fromMs),
          takeTime(arguments.value("to"), "--to", request.scope.toMs)}) {
        if (!status) {
            return status.error();
        }
    }
    if (request.format != "text" && request.format != "json" && request.format != "csv") {
        return Error{
            Code::InvalidInput, "--format is text, json or csv, not \"" + request.format + "\""};
    }
    if (arguments.value("workspace").empty()) {
        return Error{Code::InvalidInput, "--workspace: name the file that has billing.endpoints"};
    }
    if (!arguments.rest().empty()) {
        return Error{Code::InvalidInput, "\"" + arguments.rest().front() + "\" is no flag"};
    }
    return request;
}

Result<std::vector<Report>>
reportsOf(const config::Workspace& workspace, const Request& request) {
    base::SystemClock clock;
    base::PosixFileSystem files;
    http::CurlClient client(clock);
    std::vector<Report> out;
    for (const UsageEndpointOptions& endpoint : workspace.usageEndpoints) {
        if (!request.endpoint.empty() && endpoint.name != request.endpoint) {
            continue;
        }
        auto found = usage::reconcile(workspace, endpoint, request.scope, {clock, files, client});
        if (!found) {
            return Error{found.error().code, endpoint.name + ": " + found.error().context};
        }
        out.push_back({&endpoint, std::move(*found)});
    }
    if (out.empty()) {
        return Error{
            Code::InvalidInput,
            request.endpoint.empty()
                ? "the workspace has no billing.endpoints"
                : "the workspace has no usage endpoint \"" + request.endpoint + "\""};
    }
    return out;
}

std::string differenceText(const delivery::Difference& one) {
    return std::string(delivery::nameOf(one.cause)) + ": " + one.value.toText() + " in " +
           base::counted(one.records, "record") +
           (one.words.empty() ? "" : ": " + plainText(one.words));
}

std::string toText(const Report& report) {
    std::string out = "Endpoint " + plainText(report.endpoint->name) + ", " +
                      std::string(delivery::nameOf(report.endpoint->service)) + ", " +
                      remote::urlWithoutSecrets(report.endpoint->url) + "\n";
    std::vector<std::vector<std::string>> table{
        {"CUSTOMER", "DIMENSION", "METERED", "SENT", "ACCEPTED", "BILLED", "DIFFERENCE"}};
    for (const ReconcileRow& row : report.found.rows) {
        table.push_back(
            {plainText(row.customer),
             plainText(row.dimension),
             row.metered.toText(),
             row.sent.toText(),
             row.accepted.toText(),
             row.billed ? row.billed->toText() : "?",
             row.differences.empty() ? "" : differenceText(row.differences.front())}
        );
        for (std::size_t i = 1; i < row.differences.size(); ++i) {
            table.push_back({"", "", "", "", "", "", differenceText(row.differences[i])});
        }
    }
    out += tableText(table, {false, false, true, true, true, true, false});
    return out + (report.found.notAsked.empty() ? "" : "BILLED: " + report.found.notAsked + "\n");
}

Json toJson(const Report& report) {
    Json rows = Json::array();
    for (const ReconcileRow& row : report.found.rows) {
        Json differences = Json::array();
        for (const delivery::Difference& one : row.differences) {
            differences.push_back(
                {{"cause", delivery::nameOf(one.cause)},
                 {"value", one.value.toText()},
                 {"records", one.records},
                 {"words", one.words},
                 {"trouble", delivery::isTrouble(one.cause)}}
            );
        }
        rows.push_back(
            {{"customer", row.customer},
             {"dimension", row.dimension},
             {"metered", row.metered.toText()},
             {"open", row.open.toText()},
             {"sent", row.sent.toText()},
             {"accepted", row.accepted.toText()},
             {"billed", row.billed ? Json(row.billed->toText()) : Json()},
             {"records", row.records},
             {"differences", std::move(differences)}}
        );
    }
    return {
        {"endpoint", report.endpoint->name},
        {"service", delivery::nameOf(report.endpoint->service)},
        {"url", remote::urlWithoutSecrets(report.endpoint->url)},
        {"notAsked", report.found.notAsked},
        {"rows", std::move(rows)}};
}

std::string
textOf(const std::vector<Report>& reports, const config::Workspace& workspace, const Request& request) {
    std::string out;
    Json whole{{"endpoints", Json::array()}};
    for (const Report& report : reports) {
        const bool isFirst = &report == &reports.front();
        if (request.format == "json") {
            whole["endpoints"].push_back(toJson(report));
        } else if (request.format == "csv") {
            const std::string csv = usage::toCsv(report.found, report.endpoint->name, workspace);
            out += isFirst ? csv : csv.substr(csv.find('\n') + 1);
        } else {
            out += (isFirst ? "" : "\n") + toText(report);
        }
    }
    return request.format == "json"
               ? whole.dump(1, ' ', false, Json::error_handler_t::replace) + '\n'
               : out;
}

} // namespace

int reconcile(const std::vector<std::string>& args, std::ostream& out, std::ostream& err) {
    const auto arguments = Arguments::parse(args, reconcileFlags());
    if (arguments && arguments->wantsHelp()) {
        out << helpText(kUsage, reconcileFlags());
        return 0;
    }
    const auto request = arguments ? requestOf(*arguments) : Result<Request>(arguments.error());
    if (!request) {
        err << "meterbench reconcile: " << request.error().context << '\n';
        return 2;
    }
    const auto workspace = workspaceOf(arguments->value("workspace"));
    const auto reports = workspace ? reportsOf(**workspace, *request)
                                   : Result<std::vector<Report>>(workspace.error());
    if (!reports) {
        err << "meterbench reconcile: " << reports.error().context << '\n';
        return 1;
    }
    out << textOf(*reports, **workspace, *request);
    const bool isWrong = std::ranges::any_of(*reports, [](const Report& report) {
        return delivery::hasTrouble(report.found.rows);
    });
    return isWrong ? kDifferences : 0;
}

} // namespace meterbench::app
