#include "app/check_workspace.h"

#include "app/problem_report.h"
#include "app/workspace_words.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/config/workspace.h"
#include "core/exposition/lint.h"
#include "core/exposition/pull_parser.h"
#include "core/metering/preview.h"

#include <iostream>
#include <iterator>
#include <map>
#include <optional>

namespace meterbench::app {

namespace {

using config::Workspace;
using metering::SeenSeries;

constexpr const char* kUsage =
    "usage: meterbench check workspace [flags] FILE...\n"
    "\n"
    "Reads each workspace strictly, with its prometheus.yml, and prints what is wrong as\n"
    "file:line:column, or what it holds: meters, what each matches, plans, customers.\n"
    "\n"
    "  --metrics=FILE       also reads an exposition body (-: standard input) and says for each\n"
    "                       meter how many of its series would count, and why the others would "
    "not\n"
    "  --label=NAME=VALUE   a label of the target that exposes this body; may be repeated\n"
    "  --lint=all|none      all: errors and warnings (default); none: errors only\n"
    "  --print              prints the whole as YAML in place of this: defaults filled in, its\n"
    "                       prometheus.yml inside, secrets hidden; problems go to standard error\n"
    "  --billable-rules     prints relabel rules in place of this, to put under a remote_write: "
    "it\n"
    "                       is then sent only billable series. With --metrics, says of that body\n"
    "                       what is dropped, and why\n"
    "  --help               this text\n"
    "\n"
    "exit code: 0 clean, 1 errors, 2 wrong use, 3 only warnings or series that would not count\n";

struct Request {
    std::vector<std::string> files;
    std::optional<std::string> metrics;
    std::map<std::string, std::string> labels; ///< of the target
    bool warnings = true;
    bool print = false;
    bool rules = false;
    bool help = false;
    std::string wrong; ///< what is wrong with the arguments; empty: nothing
};

std::string takeLabel(const std::string& text, Request& request) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
        return "--label=" + text + ": expected NAME=VALUE";
    }
    request.labels[text.substr(0, equals)] = text.substr(equals + 1);
    return {};
}

/// Why it is wrong; empty when it was taken.
std::string takeFlag(const std::string& name, const std::string& value, Request& request) {
    if (name == "--label") {
        return takeLabel(value, request);
    }
    if (name == "--lint") {
        request.warnings = value == "all";
        return value == "all" || value == "none" ? ""
                                                 : "--lint=" + value + ": expected all or none";
    }
    request.metrics = value;
    return value.empty() ? "--metrics: expected a file, or - for standard input" : "";
}

std::string unknownFlag(const std::string& name) {
    const std::string_view near = base::nearestWord(
        name, {"--metrics", "--label", "--lint", "--print", "--billable-rules", "--help"}
    );
    return "unknown flag " + name +
           (near.empty() ? "" : "; did you mean " + std::string(near) + "?");
}

Request parse(const std::vector<std::string>& args) {
    Request request;
    for (std::size_t i = 0; i < args.size() && request.wrong.empty(); ++i) {
        const std::string& arg = args[i];
        const std::size_t equals = arg.find('=');
        const std::string name = arg.substr(0, equals);
        if (arg == "--") {
            request.files.insert(
                request.files.end(), args.begin() + static_cast<std::ptrdiff_t>(i) + 1, args.end()
            );
            break;
        }
        if (!arg.starts_with('-')) {
            request.files.push_back(arg);
        } else if (arg == "--help" || arg == "-h") {
            request.help = true;
        } else if (arg == "--print") {
            request.print = true;
        } else if (arg == "--billable-rules") {
            request.rules = true;
        } else if (name != "--metrics" && name != "--label" && name != "--lint") {
            request.wrong = unknownFlag(name);
        } else if (equals == std::string::npos && i + 1 == args.size()) {
            request.wrong = name + " needs a value";
        } else {
            request.wrong = takeFlag(
                name, equals == std::string::npos ? args[++i] : arg.substr(equals + 1), request
            );
        }
    }
    if (request.wrong.empty() && request.files.empty()) {
        request.wrong = "name at least one FILE";
    }
    if (request.wrong.empty() && request.print && request.rules) {
        request.wrong = "--print and --billable-rules print different things: choose one";
    }
    return request;
}

/// A label of the target counts more than one of the body, which is kept as Prometheus does.
model::Labels labelsOf(
    const std::vector<model::LabelView>& own, const std::map<std::string, std::string>& target
) {
    model::Labels labels;
    for (const model::LabelView& label : own) {
        const bool isHidden = target.contains(std::string(label.name));
        labels.set(isHidden ? "exported_" + std::string(label.name) : label.name, label.value);
    }
    for (const auto& [name, value] : target) {
        labels.set(name, value);
    }
    return labels;
}

/// A body that was read; nothing when it cannot be, which is then told.
std::optional<std::vector<SeenSeries>>
readBody(const std::string& body, const Request& request, std::ostream& out) {
    std::vector<SeenSeries> seen;
    std::vector<model::LabelView> labels;
    exposition::PullParser parser(body, exposition::guessFormat(body));
    for (auto kind = parser.next(); kind != exposition::EntryKind::End; kind = parser.next()) {
        const bool isSample = kind == exposition::EntryKind::Sample;
        if (kind == exposition::EntryKind::Error || (isSample && !parser.labels(labels))) {
            const exposition::ParseProblem& problem = parser.problem();
            out << *request.metrics << ':' << problem.line << ':' << problem.column
                << ": error: " << problem.message << (*problem.hint == 0 ? "" : "; ")
                << problem.hint << '\n';
            return std::nullopt;
        }
        if (isSample) {
            seen.push_back({labelsOf(labels, request.labels), parser.sample().value});
        }
    }
    return seen;
}

int previewBody(
    const Workspace& workspace, const std::vector<SeenSeries>& body, std::ostream& out
) {
    const auto previews = metering::preview(workspace.schema, workspace.meters, body);
    if (!previews) {
        out << previews.error().context << '\n';
        return kCheckedErrors;
    }
    int code = kCheckedClean;
    for (std::size_t i = 0; i < previews->size(); ++i) {
        code = worseOf(
            code, describePreview((*previews)[i], workspace.meters[i], workspace, body, out)
        );
    }
    return code;
}

/// The text of --metrics; nothing when it cannot be read.
std::optional<std::string> textOf(const Request& request, std::istream& in, std::ostream& err) {
    if (*request.metrics == "-") {
        return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
    base::PosixFileSystem files;
    const auto text = files.readAll(*request.metrics);
    if (!text) {
        err << "meterbench check workspace: cannot read " << *request.metrics << ": "
            << text.error().context << '\n';
        return std::nullopt;
    }
    return *text;
}

int checkFile(
    const std::string& file,
    const Request& request,
    const std::optional<std::vector<SeenSeries>>& body,
    std::ostream& out,
    std::ostream& err
) {
    base::PosixFileSystem files;
    const config::WorkspaceOutcome outcome = config::loadWorkspaceFile(file, files);
    const std::optional<Workspace>& workspace = outcome.workspace;
    if ((request.print || request.rules) && workspace) {
        int code = kCheckedClean;
        if (request.print) {
            out << config::toYaml(*workspace);
        } else {
            code = printBillableRules(*workspace, body ? &*body : nullptr, out);
        }
        // That all is well needs no word there.
        return outcome.problems.empty()
                   ? code
                   : worseOf(
                         code, reportProblems(file, outcome.problems, request.warnings, "", err)
                     );
    }
    const int code = reportProblems(
        file,
        outcome.problems,
        request.warnings,
        workspace ? contentsOf(*workspace) : "",
        request.print || request.rules ? err : out
    );
    if (!workspace) {
        return code;
    }
    describeWorkspace(*workspace, out);
    const int counted = body ? previewBody(*workspace, *body, out) : kCheckedClean;
    return request.warnings ? worseOf(code, counted) : code;
}

} // namespace

int checkWorkspace(
    const std::vector<std::string>& args, std::istream& in, std::ostream& out, std::ostream& err
) {
    const Request request = parse(args);
    if (request.help) {
        out << kUsage;
        return kCheckedClean;
    }
    if (!request.wrong.empty()) {
        err << "meterbench check workspace: " << request.wrong << "\n\n" << kUsage;
        return kCheckWrongUse;
    }
    int code = kCheckedClean;
    std::optional<std::vector<SeenSeries>> body;
    if (request.metrics) {
        const std::optional<std::string> text = textOf(request, in, err);
        if (!text) {
            return kCheckWrongUse;
        }
        // Rules without what they would do to a body are not what was asked for.
        body = readBody(*text, request, request.rules ? err : out);
        code = body ? kCheckedClean : kCheckedErrors;
        if (!body && request.rules) {
            return code;
        }
    }
    for (const std::string& file : request.files) {
        code = worseOf(code, checkFile(file, request, body, out, err));
    }
    return code;
}

} // namespace meterbench::app
