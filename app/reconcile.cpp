#include "app/reconcile.h"

#include "app/arguments.h"
#include "app/usage_report.h"
#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/delivery/billed.h"
#include "core/delivery/reconcile.h"
#include "core/http/curl_client.h"
#include "core/metering/calendar.h"
#include "core/remote/answer.h"

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
using delivery::DeliveryBook;
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
constexpr int kMostLooks = 5;

std::vector<Flag> reconcileFlags() {
    return {
        {"workspace", "", "the agent's workspace, with billing.endpoints"},
        {"storage.agent.path", "data-agent/", "folder of the agent; its journal is in usage/"},
        {"endpoint", "", "only this one, by its name"},
        {"from", "", "windows that begin then or later: 2026-11-30T12:00:00Z, or a day"},
        {"to", "", "and before this"},
        {"format", "text", "text or json"},
    };
}

struct Request {
    std::string folder; ///< of the journal
    std::string endpoint;
    std::int64_t fromMs = INT64_MIN;
    std::int64_t toMs = INT64_MAX;
    bool isJson = false;
};

/// One endpoint's.
struct Report {
    const UsageEndpointOptions* endpoint = nullptr;
    std::vector<ReconcileRow> rows;
    std::string notAsked; ///< why nothing is known of what is billed; empty: it is known
};

base::Status takeTime(const Arguments& arguments, const std::string& flag, std::int64_t& timeMs) {
    const std::string& text = arguments.value(flag);
    const std::optional<std::int64_t> time = metering::timeOf(text);
    if (!text.empty() && !time) {
        return Error{
            Code::InvalidInput,
            "--" + flag + ": \"" + text +
                "\" is no time; 2026-11-30T12:00:00Z or 2026-11-30 would be"};
    }
    timeMs = time.value_or(timeMs);
    return {};
}

Result<Request> requestOf(const Arguments& arguments) {
    Request request;
    request.folder = arguments.value("storage.agent.path") + "/usage";
    request.endpoint = arguments.value("endpoint");
    const std::string& format = arguments.value("format");
    request.isJson = format == "json";
    for (const base::Status& status :
         {takeTime(arguments, "from", request.fromMs), takeTime(arguments, "to", request.toMs)}) {
        if (!status) {
            return status.error();
        }
    }
    if (format != "text" && format != "json") {
        return Error{Code::InvalidInput, "--format is text or json, not \"" + format + "\""};
    }
    if (arguments.value("workspace").empty()) {
        return Error{Code::InvalidInput, "--workspace: name the file that has billing.endpoints"};
    }
    if (!arguments.rest().empty()) {
        return Error{Code::InvalidInput, "\"" + arguments.rest().front() + "\" is no flag"};
    }
    return request;
}

Result<config::Workspace> workspaceOf(const std::string& path) {
    base::PosixFileSystem files;
    config::WorkspaceOutcome outcome = config::loadWorkspaceFile(path, files);
    if (!outcome.workspace) {
        std::string text;
        for (const config::Problem& problem : outcome.problems) {
            text += (text.empty() ? "" : "\n") + problem.toString();
        }
        return Error{Code::InvalidInput, text};
    }
    return std::move(*outcome.workspace);
}

/// Of an endpoint that has sent nothing yet, an empty one.
Result<DeliveryBook> bookOf(const std::string& folder, const std::string& name) {
    base::PosixFileSystem files;
    auto book = delivery::DeliveryFile::read(files, folder, name);
    if (!book && book.error().code == Code::NotFound) {
        return DeliveryBook();
    }
    return book;
}

bool isSame(const DeliveryBook& a, const DeliveryBook& b) {
    return a.doneThrough == b.doneThrough && a.accepted == b.accepted && a.refused == b.refused;
}

class Reconciliation {
public:
    Reconciliation(const config::Workspace& workspace, Request request)
        : m_workspace(workspace)
        , m_request(std::move(request))
        , m_client(m_clock) {}

    Result<std::vector<Report>> reports() {
        std::vector<Report> out;
        for (const UsageEndpointOptions& endpoint : m_workspace.usageEndpoints) {
            if (!m_request.endpoint.empty() && endpoint.name != m_request.endpoint) {
                continue;
            }
            auto report = reportOf(endpoint);
            if (!report) {
                return Error{report.error().code, endpoint.name + ": " + report.error().context};
            }
            out.push_back(std::move(*report));
        }
        if (out.empty()) {
            return Error{
                Code::InvalidInput,
                m_request.endpoint.empty()
                    ? "the workspace has no billing.endpoints"
                    : "the workspace has no usage endpoint \"" + m_request.endpoint + "\""};
        }
        return out;
    }

private:
    /// Book and ledger are of one moment when nothing was noted in between.
    Result<Report> reportOf(const UsageEndpointOptions& endpoint) {
        for (int look = 1;; ++look) {
            const auto book = bookOf(m_request.folder, endpoint.name);
            if (!book) {
                return book.error();
            }
            auto report = compared(endpoint, *book);
            const auto after = bookOf(m_request.folder, endpoint.name);
            if (!report || look == kMostLooks || (after && isSame(*book, *after))) {
                return report;
            }
        }
    }

    Result<Report> compared(const UsageEndpointOptions& endpoint, const DeliveryBook& book) {
        delivery::Reconciler reconciler(book);
        delivery::BilledQuestion question{{}, m_request.fromMs, m_request.toMs};
        if (const base::Status read = readJournal(reconciler, question.customers); !read) {
            return read.error();
        }
        Report report{&endpoint, {}, {}};
        const auto billed = delivery::askBilled(endpoint, question, m_client);
        if (billed) {
            reconciler.setBilled(*billed);
        } else if (billed.error().code == Code::Unsupported) {
            report.notAsked = billed.error().context;
        } else {
            return billed.error();
        }
        auto rows = reconciler.rows();
        if (!rows) {
            return rows.error();
        }
        report.rows = std::move(*rows);
        return report;
    }

    base::Status readJournal(delivery::Reconciler& reconciler, std::set<std::string>& customers) {
        auto journal = metering::UsageJournal::openToRead(m_request.folder, m_clock);
        if (!journal) {
            return journal.error();
        }
        metering::UsageFilter filter;
        filter.fromMs = m_request.fromMs;
        filter.toMs = m_request.toMs;
        constexpr std::size_t most = 10'000;
        for (std::int64_t after = 0;;) {
            const auto rows = (*journal)->records(filter, after, most);
            if (!rows) {
                return rows.error();
            }
            for (const metering::StoredRecord& row : *rows) {
                reconciler.addClosed(row);
                customers.insert(row.record.customer);
                after = row.sequence;
            }
            if (rows->size() < most) {
                break;
            }
        }
        customers.erase("");
        const auto open = openRecords(**journal, m_workspace);
        if (!open) {
            return open.error();
        }
        for (const metering::UsageRecord& record : *open) {
            if (record.beginMs >= m_request.fromMs && record.beginMs < m_request.toMs) {
                reconciler.addOpen(record);
            }
        }
        return {};
    }

    const config::Workspace& m_workspace;
    const Request m_request;
    base::SystemClock m_clock;
    http::CurlClient m_client;
};

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
    for (const ReconcileRow& row : report.rows) {
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
    return out + (report.notAsked.empty() ? "" : "BILLED: " + report.notAsked + "\n");
}

Json toJson(const Report& report) {
    Json rows = Json::array();
    for (const ReconcileRow& row : report.rows) {
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
        {"notAsked", report.notAsked},
        {"rows", std::move(rows)}};
}

void print(const std::vector<Report>& reports, bool isJson, std::ostream& out) {
    Json whole{{"endpoints", Json::array()}};
    for (const Report& report : reports) {
        if (isJson) {
            whole["endpoints"].push_back(toJson(report));
        } else {
            out << (&report == &reports.front() ? "" : "\n") << toText(report);
        }
    }
    if (isJson) {
        out << whole.dump(1, ' ', false, Json::error_handler_t::replace) << '\n';
    }
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
    const auto reports = workspace ? Reconciliation(*workspace, *request).reports()
                                   : Result<std::vector<Report>>(workspace.error());
    if (!reports) {
        err << "meterbench reconcile: " << reports.error().context << '\n';
        return 1;
    }
    print(*reports, request->isJson, out);
    const bool isWrong = std::ranges::any_of(*reports, [](const Report& report) {
        return delivery::hasTrouble(report.rows);
    });
    return isWrong ? kDifferences : 0;
}

} // namespace meterbench::app
