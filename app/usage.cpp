#include "app/usage.h"

#include "app/arguments.h"
#include "app/ledger_files.h"
#include "app/recompute.h"
#include "app/usage_report.h"
#include "core/base/clock.h"
#include "core/base/file.h"

#include <array>
#include <ostream>
#include <utility>

namespace meterbench::app {

namespace {

using base::Code;
using base::Error;
using base::Result;

constexpr const char* kUsage =
    "Usage: meterbench usage [flags]\n"
    "Shows what an agent with a workspace has metered, also while it runs. Exit codes: 0 done,\n"
    "1 it could not be read or is not whole, 2 wrong use, 3 --recompute finds a difference.\n";

std::vector<Flag> usageFlags() {
    return {
        {"storage.agent.path", "data-agent/", "folder of the agent; its journal is in usage/"},
        {"workspace",
         "",
         "the agent's workspace: also what is not closed yet, units, estimates of prices"},
        {"from", "", "windows that begin then or later: 2026-11-30T12:00:00Z, or a day"},
        {"to", "", "and before this"},
        {"by", "customer,dimension,meter", "rows of: customer, dimension, meter, window"},
        {"format", "text", "text, json, or csv (rows alone)"},
        {"verify", "false", "reads all of the journal: is it what was written?"},
        {"recompute",
         "false",
         "meters what is still in the log a second time: is it what was kept?"},
    };
}

base::Status
takeBy(std::string_view text, const std::string& prefix, metering::TotalsBy& by) {
    if (text.empty()) {
        return {};
    }
    by = {};
    const std::array<std::pair<std::string_view, bool*>, 4> words{{
        {"customer", &by.customer},
        {"dimension", &by.dimension},
        {"meter", &by.meter},
        {"window", &by.window},
    }};
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(','));
        text.remove_prefix(std::min(text.size(), word.size() + 1));
        bool isKnown = false;
        for (const auto& [name, field] : words) {
            *field = *field || name == word;
            isKnown = isKnown || name == word;
        }
        if (!isKnown) {
            return Error{
                Code::InvalidInput,
                prefix + "by: \"" + std::string(word) +
                    "\" is none of customer, dimension, meter, window"};
        }
    }
    return {};
}

/// Who checks everything chooses no rows.
base::Status checkAlone(const Arguments& arguments) {
    const bool verifies = arguments.isOn("verify");
    const bool recomputes = arguments.isOn("recompute");
    const std::string check = verifies ? "--verify" : "--recompute";
    if (verifies && recomputes) {
        return Error{Code::InvalidInput, "--verify and --recompute: give one of them"};
    }
    for (const std::string flag : {"workspace", "from", "to", "by", "format"}) {
        const bool isWanted = recomputes && flag == "workspace";
        if ((verifies || recomputes) && !isWanted && arguments.isGiven(flag)) {
            return Error{
                Code::InvalidInput, check + " reads all of the journal: without --" + flag};
        }
    }
    if (recomputes && arguments.value("workspace").empty()) {
        return Error{Code::InvalidInput, "--recompute needs the meters: give --workspace"};
    }
    return {};
}

Result<usage::ReportRequest> requestOf(const Arguments& arguments) {
    auto request = usageRequestOf(
        arguments.value("by"), arguments.value("from"), arguments.value("to"), "--"
    );
    if (!request) {
        return request;
    }
    if (const base::Status alone = checkAlone(arguments); !alone) {
        return alone.error();
    }
    const std::string& format = arguments.value("format");
    if (format != "text" && format != "json" && format != "csv") {
        return Error{Code::InvalidInput, "--format is text, json or csv, not \"" + format + "\""};
    }
    if (!arguments.rest().empty()) {
        return Error{Code::InvalidInput, "\"" + arguments.rest().front() + "\" is no flag"};
    }
    return request;
}

/// What a check says, and how it ends.
struct Outcome {
    std::string text;
    int code = 0;
};

Result<Outcome> verified(const Arguments& arguments) {
    const base::SystemClock clock;
    auto journal = journalIn(arguments.value("storage.agent.path"), clock);
    if (!journal) {
        return journal.error();
    }
    if (const base::Status sound = (*journal)->verify(); !sound) {
        return sound.error();
    }
    return Outcome{
        "The journal is what was written: " + std::to_string((*journal)->lastSequence()) +
        " records, " + std::to_string((*journal)->lineCount()) + " lines, sums of days agree.\n"};
}

Result<Outcome> recomputed(const Arguments& arguments) {
    const auto workspace = workspaceOf(arguments.value("workspace"));
    if (!workspace) {
        return workspace.error();
    }
    const base::SystemClock clock;
    auto journal = journalIn(arguments.value("storage.agent.path"), clock);
    if (!journal) {
        return journal.error();
    }
    base::PosixFileSystem files;
    const auto done = pipeline::recompute(
        (*workspace)->schema,
        (*workspace)->meters,
        **journal,
        files,
        arguments.value("storage.agent.path")
    );
    if (!done) {
        return done.error();
    }
    return Outcome{toText(*done), done->differences.empty() ? 0 : 3};
}

Result<Outcome> shown(const Arguments& arguments, const usage::ReportRequest& request) {
    auto workspace = workspaceOf(arguments.value("workspace"));
    if (!workspace) {
        return workspace.error();
    }
    const base::SystemClock clock;
    auto journal = journalIn(arguments.value("storage.agent.path"), clock);
    if (!journal) {
        return journal.error();
    }
    usage::ReportRequest now = request;
    now.nowMs = clock.nowMs();
    const auto report = usage::reportOf(**journal, now, std::move(*workspace));
    if (!report) {
        return report.error();
    }
    const std::string& format = arguments.value("format");
    return Outcome{
        format == "json"  ? toJson(*report)
        : format == "csv" ? toCsv(*report)
                          : toText(*report)};
}

Result<Outcome> outcomeOf(const Arguments& arguments, const usage::ReportRequest& request) {
    if (arguments.isOn("verify")) {
        return verified(arguments);
    }
    return arguments.isOn("recompute") ? recomputed(arguments) : shown(arguments, request);
}

} // namespace

Result<usage::ReportRequest> usageRequestOf(
    const std::string& by, const std::string& from, const std::string& to, const std::string& prefix
) {
    usage::ReportRequest request;
    for (const base::Status& status :
         {takeBy(by, prefix, request.by),
          takeTime(from, prefix + "from", request.fromMs),
          takeTime(to, prefix + "to", request.toMs)}) {
        if (!status) {
            return status.error();
        }
    }
    return request;
}

int showUsage(const std::vector<std::string>& args, std::ostream& out, std::ostream& err) {
    const auto arguments = Arguments::parse(args, usageFlags());
    if (arguments && arguments->wantsHelp()) {
        out << helpText(kUsage, usageFlags());
        return 0;
    }
    const auto request =
        arguments ? requestOf(*arguments) : Result<usage::ReportRequest>(arguments.error());
    if (!request) {
        err << "meterbench usage: " << request.error().context << '\n';
        return 2;
    }
    const auto outcome = outcomeOf(*arguments, *request);
    if (!outcome) {
        err << "meterbench usage: " << outcome.error().context << '\n';
        return 1;
    }
    out << outcome->text;
    return outcome->code;
}

} // namespace meterbench::app
