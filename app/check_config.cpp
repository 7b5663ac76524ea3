#include "app/check_config.h"

#include "app/problem_report.h"
#include "core/base/file.h"
#include "core/config/config.h"

#include <ostream>

namespace meterbench::app {

namespace {

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

int checkFile(const std::string& file, bool withWarnings, std::ostream& out) {
    base::PosixFileSystem files;
    const config::LoadOutcome outcome = config::loadFile(file, files);
    const std::string contents = outcome.config ? contentsOf(*outcome.config) : std::string();
    return reportProblems(file, outcome.problems, withWarnings, contents, out);
}

} // namespace

int checkConfig(const std::vector<std::string>& args, std::ostream& out, std::ostream& err) {
    const Request request = parse(args);
    if (request.help) {
        out << kUsage;
        return kCheckedClean;
    }
    if (!request.wrong.empty()) {
        err << "meterbench check config: " << request.wrong << "\n\n" << kUsage;
        return kCheckWrongUse;
    }
    int code = kCheckedClean;
    for (const std::string& file : request.files) {
        code = worseOf(code, checkFile(file, request.warnings, out));
    }
    return code;
}

} // namespace meterbench::app
