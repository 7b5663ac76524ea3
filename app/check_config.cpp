#include "app/check_config.h"

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/config/config.h"

#include <algorithm>
#include <ostream>

namespace meterbench::app {

namespace {

constexpr int kClean = 0;
constexpr int kErrors = 1;
constexpr int kWrongUse = 2;
constexpr int kOnlyWarnings = 3;

constexpr const char* kUsage =
    "usage: meterbench check config [--lint=all|none] FILE...\n"
    "\n"
    "Reads each file as Prometheus's agent mode would, strictly, with its scrape_config_files,\n"
    "and prints what is wrong as file:line:column.\n"
    "\n"
    "  --lint=all    errors and warnings (default)\n"
    "  --lint=none   errors only\n"
    "  --help        this text\n"
    "\n"
    "exit code: 0 clean, 1 errors, 2 wrong use, 3 only warnings\n";

struct Request {
    std::vector<std::string> files;
    bool warnings = true;
    bool help = false;
    std::string wrong; ///< what is wrong with the arguments; empty: nothing
};

Request parse(const std::vector<std::string>& args) {
    Request request;
    bool onlyFiles = false;
    for (const std::string& arg : args) {
        if (onlyFiles || !arg.starts_with('-') || arg == "-") {
            request.files.push_back(arg);
        } else if (arg == "--") {
            onlyFiles = true;
        } else if (arg == "--help" || arg == "-h") {
            request.help = true;
        } else if (arg == "--lint=all" || arg == "--lint=none") {
            request.warnings = arg == "--lint=all";
        } else {
            request.wrong = "unknown flag " + arg;
        }
    }
    if (request.wrong.empty() && request.files.empty()) {
        request.wrong = "name at least one FILE";
    }
    return request;
}

std::string contents(const config::Config& config) {
    std::size_t targets = 0;
    for (const auto& job : config.jobs) {
        for (const auto& group : job.staticGroups) {
            targets += group.addresses.size();
        }
    }
    return base::counted(config.jobs.size(), "job") + ", " + base::counted(targets, "target") +
           ", " + base::counted(config.endpoints.size(), "endpoint");
}

std::string line(const config::Problem& problem) {
    const bool isError = problem.severity == config::Severity::Error;
    std::string text = problem.file;
    if (problem.line > 0) {
        text += ":" + std::to_string(problem.line) + ":" + std::to_string(problem.column);
    }
    text += isError ? ": error: " : ": warning: ";
    text += problem.field.empty() ? problem.message : problem.field + ": " + problem.message;
    return problem.hint.empty() ? text : text + "; " + problem.hint;
}

int checkFile(const std::string& file, bool withWarnings, std::ostream& out) {
    base::PosixFileSystem files;
    const config::LoadOutcome outcome = config::loadFile(file, files);
    std::size_t errors = 0;
    std::size_t warnings = 0;
    for (const config::Problem& problem : outcome.problems) {
        const bool isError = problem.severity == config::Severity::Error;
        errors += isError ? 1 : 0;
        warnings += !isError && withWarnings ? 1 : 0;
        if (isError || withWarnings) {
            out << line(problem) << '\n';
        }
    }
    out << file << ": " << (outcome.config ? contents(*outcome.config) + "; " : "")
        << base::counted(errors, "error") << ", " << base::counted(warnings, "warning") << '\n';
    if (errors > 0) {
        return kErrors;
    }
    return warnings > 0 ? kOnlyWarnings : kClean;
}

/// Errors count more than warnings, warnings more than nothing.
int worse(int a, int b) {
    if (a == kErrors || b == kErrors) {
        return kErrors;
    }
    return std::max(a, b);
}

} // namespace

int checkConfig(const std::vector<std::string>& args, std::ostream& out, std::ostream& err) {
    const Request request = parse(args);
    if (request.help) {
        out << kUsage;
        return kClean;
    }
    if (!request.wrong.empty()) {
        err << "meterbench check config: " << request.wrong << "\n\n" << kUsage;
        return kWrongUse;
    }
    int code = kClean;
    for (const std::string& file : request.files) {
        code = worse(code, checkFile(file, request.warnings, out));
    }
    return code;
}

} // namespace meterbench::app
