#include "app/statement.h"

#include "app/arguments.h"
#include "app/ledger_files.h"
#include "app/module.h"
#include "app/statement_pdf.h"
#include "app/statement_texts.h"
#include "app/statement_wish.h"
#include "app/usage_report.h"
#include "core/base/file.h"
#include "core/usage/priced_usage.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <ostream>
#include <set>

namespace meterbench::app {

namespace {

using base::Code;
using base::Error;
using base::Result;
using usage::CustomerPtr;

constexpr const char* kUsage =
    "Usage: meterbench statement --workspace=FILE --customer=ID [flags]\n"
    "       meterbench statement --workspace=FILE --all [flags]\n"
    "What customers owe for a period by their plans, also while the agent runs: estimates, not\n"
    "invoices. A time of several periods gives a statement for each. Exit codes: 0 done, 1 it\n"
    "could not be done, 2 wrong use.\n";

constexpr std::array<std::string_view, 4> kFormats{"text", "csv", "json", "pdf"};

std::vector<Flag> statementFlags() {
    return {
        {"workspace", "", "the agent's workspace, with meters, plans and customers"},
        {"storage.agent.path", "data-agent/", "folder of the agent; its journal is in usage/"},
        {"customer", "", "id of one customer"},
        {"all", "false", "every customer who has a plan"},
        {"period", "", "2026-11: the period that begins in that month; empty: the present one"},
        {"from", "", "in place of a period, usage from then on: 2026-11-30, or with a time"},
        {"to", "", "and before this"},
        {"format", "text", "text, csv, json or pdf"},
        {"output", "", "file, or folder for a file of each statement; empty: the terminal"},
    };
}

struct Request {
    StatementWish wish;
    std::string format;
    std::string output;
    bool isFolder = false;
    std::int64_t nowMs = 0;
};

struct OutFile {
    std::string path;
    std::string bytes;
};

base::Status checkUse(const Arguments& arguments) {
    const std::string& format = arguments.value("format");
    std::string wrong;
    if (arguments.value("workspace").empty()) {
        wrong = "plans and customers are in the workspace: give --workspace=FILE";
    } else if (arguments.isOn("all") == !arguments.value("customer").empty()) {
        wrong = "whose? give --customer=ID or --all";
    } else if (std::ranges::find(kFormats, format) == kFormats.end()) {
        wrong = "--format is text, csv, json or pdf, not \"" + format + "\"";
    } else if (format == "pdf" && arguments.value("output").empty()) {
        wrong = "--format=pdf needs --output=FILE, or a folder";
    } else if (!arguments.rest().empty()) {
        wrong = "\"" + arguments.rest().front() + "\" is no flag";
    }
    return wrong.empty() ? base::Status() : Error{Code::InvalidInput, wrong};
}

Result<Request> requestOf(const Arguments& arguments) {
    if (const base::Status use = checkUse(arguments); !use) {
        return use.error();
    }
    Request request;
    request.nowMs = base::SystemClock().nowMs();
    auto wish = statementWishOf(
        {arguments.value("customer"),
         arguments.value("period"),
         arguments.value("from"),
         arguments.value("to")},
        "--",
        request.nowMs
    );
    if (!wish) {
        return wish.error();
    }
    request.wish = std::move(*wish);
    request.format = arguments.value("format");
    request.output = arguments.value("output");
    std::error_code error;
    request.isFolder =
        request.output.ends_with('/') || std::filesystem::is_directory(request.output, error);
    return request;
}

std::string
textIn(const std::string& format, const std::vector<CustomerPtr>& statements, std::int64_t nowMs) {
    return format == "csv"    ? statementsCsv(statements)
           : format == "json" ? statementsJson(statements)
                              : statementsText(statements, nowMs);
}

Result<std::vector<std::string>>
pdfsOf(const std::vector<CustomerPtr>& statements, std::int64_t nowMs) {
    std::string problem;
    std::vector<std::string> made;
    void* const entry = entryOf(kWindowFile, kStatementPdf, problem);
    if (entry == nullptr) {
        return Error{
            Code::Unsupported,
            "PDF needs a build with the window: " + problem +
                "; --format=text, csv and json do without it"};
    }
    reinterpret_cast<StatementPdf>(entry)(statements, nowMs, made, problem);
    return problem.empty() ? Result<std::vector<std::string>>(std::move(made))
                           : Error{Code::Io, problem};
}

/// The bytes of each statement for itself.
Result<std::vector<std::string>>
bytesOf(const Request& request, const std::vector<CustomerPtr>& statements) {
    if (request.format == "pdf") {
        return pdfsOf(statements, request.nowMs);
    }
    std::vector<std::string> made;
    for (const CustomerPtr& one : statements) {
        made.push_back(textIn(request.format, {one}, request.nowMs));
    }
    return made;
}

Result<std::vector<OutFile>>
filesOf(const Request& request, const std::vector<CustomerPtr>& statements) {
    if (!request.isFolder && request.format != "pdf") {
        return std::vector<OutFile>{
            {request.output, textIn(request.format, statements, request.nowMs)}};
    }
    if (!request.isFolder && statements.size() > 1) {
        return Error{
            Code::InvalidInput,
            "there are " + std::to_string(statements.size()) +
                " statements, and each is a PDF of its own: give a folder to --output"};
    }
    auto bytes = bytesOf(request, statements);
    if (!bytes) {
        return bytes.error();
    }
    std::vector<OutFile> files;
    std::set<std::string> names;
    for (std::size_t i = 0; i < statements.size(); ++i) {
        std::string path = request.output;
        if (request.isFolder) {
            const std::string name = usage::statementFileName(*statements[i]);
            std::string free = name;
            for (int again = 2; !names.insert(free).second; ++again) {
                free = name + '-' + std::to_string(again); // two ids that look alike as a file
            }
            path += (path.ends_with('/') ? "" : "/") + free + '.' +
                    (request.format == "text" ? "txt" : request.format);
        }
        files.push_back({std::move(path), std::move((*bytes)[i])});
    }
    return files;
}

base::Status write(const Request& request, const std::vector<OutFile>& files, std::ostream& err) {
    base::PosixFileSystem disk;
    if (request.isFolder) {
        if (const base::Status made = disk.createFolders(request.output); !made) {
            return made;
        }
    }
    for (const OutFile& file : files) {
        if (const base::Status written = disk.replace(file.path, file.bytes); !written) {
            return written;
        }
        err << file.path << '\n';
    }
    return {};
}

/// What a file would not tell by itself.
void tell(
    const config::Workspace& workspace,
    const Request& request,
    const std::vector<CustomerPtr>& statements,
    std::ostream& err
) {
    for (const config::Customer& customer : workspace.customers) {
        if (!request.wish.customer && usage::planOf(workspace, customer.id) == nullptr) {
            err << "no plan, so no statement: " << plainText(customer.id) << '\n';
        }
    }
    for (const CustomerPtr& one : statements) {
        if (request.format != "text" && usage::isUnused(*one)) {
            err << "nothing was used by " << plainText(one->id) << " in " << periodText(one->period)
                << '\n';
        }
    }
}

base::Status
run(const Arguments& arguments, const Request& request, std::ostream& out, std::ostream& err) {
    const auto workspace = workspaceOf(arguments.value("workspace"));
    if (!workspace) {
        return workspace.error();
    }
    const base::SystemClock clock;
    const auto journal = journalIn(arguments.value("storage.agent.path"), clock);
    if (!journal) {
        return journal.error();
    }
    const auto statements = statementsIn(**journal, *workspace, request.wish, request.nowMs);
    if (!statements) {
        return statements.error();
    }
    if (request.output.empty()) {
        out << textIn(request.format, *statements, request.nowMs);
    } else {
        const auto files = filesOf(request, *statements);
        const base::Status done = files ? write(request, *files, err) : files.error();
        if (!done) {
            return done;
        }
    }
    tell(**workspace, request, *statements, err);
    return {};
}

} // namespace

int showStatement(const std::vector<std::string>& args, std::ostream& out, std::ostream& err) {
    const auto arguments = Arguments::parse(args, statementFlags());
    if (arguments && arguments->wantsHelp()) {
        out << helpText(kUsage, statementFlags());
        return 0;
    }
    const auto request = arguments ? requestOf(*arguments) : Result<Request>(arguments.error());
    const base::Status done =
        request ? run(*arguments, *request, out, err) : base::Status(request.error());
    if (!done) {
        err << "meterbench statement: " << done.error().context << '\n';
    }
    return done ? 0 : request ? 1 : 2;
}

} // namespace meterbench::app
