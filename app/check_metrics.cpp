#include "app/check_metrics.h"

#include "core/base/text.h"
#include "core/exposition/lint.h"

#include <iostream>
#include <iterator>

namespace meterbench::app {

namespace {

using exposition::Format;
using exposition::Level;
using exposition::LintScope;

constexpr int kClean = 0;
constexpr int kFormatProblem = 1;
constexpr int kUsage = 2;
constexpr int kOnlyStyle = 3;

constexpr const char* kHelp =
    R"(Usage: meterbench check metrics [--format=auto|text|openmetrics] [--lint=all|none] < body

Reads a metrics body from stdin and prints each problem as
  line:column: error|style: message; hint

  --format=auto|text|openmetrics   how to read the body (auto: OpenMetrics when it has # EOF
                                   or anything else that only OpenMetrics has)
  --lint=all|none                  all: style too; none: judge the format alone
  --help                           this text

Exit code: 0 clean, 1 the body does not follow its format, 2 wrong usage, 3 only style.
)";

struct Options {
    bool guess = true;
    Format format = Format::Text;
    LintScope scope = LintScope::All;
    bool help = false;
};

/// Why an argument is wrong; empty when it was taken.
std::string wrongValue(std::string_view flag, std::string_view value, std::string_view allowed) {
    return std::string(flag) + "=" + std::string(value) + ": expected " + std::string(allowed);
}

std::string setFormat(Options& options, std::string_view value) {
    if (value != "auto" && value != "text" && value != "openmetrics") {
        return wrongValue("--format", value, "auto, text or openmetrics");
    }
    options.guess = value == "auto";
    options.format = value == "openmetrics" ? Format::OpenMetrics : Format::Text;
    return {};
}

std::string setLint(Options& options, std::string_view value) {
    if (value != "all" && value != "none") {
        return wrongValue("--lint", value, "all or none");
    }
    options.scope = value == "all" ? LintScope::All : LintScope::FormatOnly;
    return {};
}

std::string unknownArgument(std::string_view argument) {
    if (!argument.starts_with('-')) {
        return "unexpected argument " + std::string(argument) + ": the body is read from stdin";
    }
    const std::string_view name = argument.substr(0, argument.find('='));
    const std::string_view near = base::nearestWord(name, {"--format", "--lint", "--help"});
    return "unknown flag " + std::string(name) +
           (near.empty() ? "" : "; did you mean " + std::string(near) + "?");
}

std::string takeArguments(const std::vector<std::string>& args, Options& options) {
    for (std::size_t i = 0; i < args.size(); ++i) {
        const std::string_view argument = args[i];
        const std::size_t equals = argument.find('=');
        const std::string_view name = argument.substr(0, equals);
        if (argument == "--help" || argument == "-h") {
            options.help = true;
            continue;
        }
        if (name != "--format" && name != "--lint") {
            return unknownArgument(argument);
        }
        if (equals == std::string_view::npos && i + 1 == args.size()) {
            return std::string(name) + " needs a value";
        }
        const std::string_view value =
            equals == std::string_view::npos ? args[++i] : argument.substr(equals + 1);
        const std::string wrong =
            name == "--format" ? setFormat(options, value) : setLint(options, value);
        if (!wrong.empty()) {
            return wrong;
        }
    }
    return {};
}

int judge(const std::string& body, const Options& options, std::ostream& out) {
    const Format format = options.guess ? exposition::guessFormat(body) : options.format;
    int code = kClean;
    for (const exposition::Problem& problem : exposition::lint(body, format, options.scope)) {
        const bool error = problem.level == Level::Format;
        out << problem.line << ':' << problem.column << ": " << (error ? "error" : "style") << ": "
            << problem.message;
        if (!problem.hint.empty()) {
            out << "; " << problem.hint;
        }
        out << '\n';
        code = error ? kFormatProblem : code == kClean ? kOnlyStyle : code;
    }
    return code;
}

} // namespace

int checkMetrics(
    const std::vector<std::string>& args, std::istream& in, std::ostream& out, std::ostream& err
) {
    Options options;
    const std::string wrong = takeArguments(args, options);
    if (!wrong.empty()) {
        err << "check metrics: " << wrong << "\n(--help shows the usage)\n";
        return kUsage;
    }
    if (options.help) {
        out << kHelp;
        return kClean;
    }
    const std::string body((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (in.bad()) {
        err << "check metrics: stdin could not be read\n";
        return kUsage;
    }
    return judge(body, options, out);
}

} // namespace meterbench::app
