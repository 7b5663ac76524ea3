#include "app/agent.h"

#include "app/arguments.h"
#include "app/gateway_options.h"
#include "app/program.h"
#include "app/signals.h"
#include "app/usage_route.h"
#include "core/api/http_server.h"
#include "core/api/routes.h"
#include "core/base/duration.h"
#include "core/base/number.h"
#include "core/config/workspace.h"

#include <QCoreApplication>

#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace meterbench::app {

namespace {

/// TERM must be over within 5 s; the engine gets most of it.
constexpr std::chrono::milliseconds kStopDeadline{4'000};

constexpr std::int64_t kFastestPace = 3'600;

/// How old an answer of the HTTP interface may be.
constexpr std::chrono::milliseconds kPublishEvery{500};

std::vector<Flag> agentFlags() {
    return {
        {"config.file", "prometheus.yml", "Prometheus configuration file"},
        {"workspace", "", "workspace file in its place: configuration, and meters of usage"},
        {"storage.agent.path", "data-agent/", "folder of the log and the saved positions"},
        {"storage.agent.budget",
         "8GiB",
         "the most that the log may take on disk; the oldest goes first, and is counted"},
        {"storage.agent.segment-size", "128MiB", "size of one file of the log"},
        {"web.listen-address", "127.0.0.1:9090", "HOST:PORT of the HTTP interface"},
        {"web.enable-lifecycle", "false", "allow /-/reload and /-/quit"},
        {"web.allowed-host",
         "",
         "further Host name to answer to (besides loopback and the address itself); * for all"},
        {"rehearsal.pace",
         "1",
         "how many times as fast the time of day passes, up to 3600; for trials with data of their "
         "own"},
        {"rehearsal.since",
         "",
         "Unix time in seconds from which on it does; the same for every start of a rehearsal"},
        {"log.level", "info", "debug, info, warn or error"},
        {"agent", "false", "accepted for Prometheus's sake; this is always an agent"},
    };
}

std::vector<Flag> allFlags() {
    std::vector<Flag> flags = agentFlags();
    const std::vector<Flag> more = gatewayFlags(false);
    flags.insert(flags.end(), more.begin(), more.end());
    return flags;
}

/// The standard address may be somebody else's: then the agent goes on without it. One that was
/// asked for must be had.
base::Result<Program::AddressWish> addressWish(const Arguments& arguments) {
    base::PosixFileSystem files;
    auto options = gatewayOptions(arguments, false, {files, &::getenv, {}});
    if (!options) {
        return options.error();
    }
    if (!arguments.isGiven("gateway.storage-path")) {
        options->dataFolder = arguments.value("storage.agent.path") + "/gateway";
    }
    return Program::AddressWish{std::move(*options), !arguments.isGiven("gateway.listen-address")};
}

constexpr const char* kUsage =
    "Usage: meterbench agent --config.file=FILE [flags]\n"
    "       meterbench agent --workspace=FILE [flags]\n"
    "Scrapes, relabels, keeps a log and forwards, as Prometheus in agent mode does; with a\n"
    "workspace also meters usage (meterbench usage shows it).\n"
    "HUP reads the file again, TERM ends in order.\n";

int fail(const std::string& text, int code) {
    std::fprintf(stderr, "meterbench agent: %s\n", text.c_str());
    return code;
}

bool hasWorkspace(const Arguments& arguments) {
    return !arguments.value("workspace").empty();
}

/// The file that says what to do.
const std::string& fileOf(const Arguments& arguments) {
    return arguments.value(hasWorkspace(arguments) ? "workspace" : "config.file");
}

/// What is wrong, one problem a line; empty: it is in force.
std::string load(const Arguments& arguments, Program& program) {
    const std::string& path = fileOf(arguments);
    return hasWorkspace(arguments) ? program.loadWorkspace(path) : program.loadConfig(path);
}

/// The first line of the log: what runs, on what.
std::string aboutAgent(const Arguments& arguments) {
    return programVersion() + (hasWorkspace(arguments) ? ", workspace " : ", config file ") +
           fileOf(arguments) + ", listen address " + arguments.value("web.listen-address") +
           ", storage path " + arguments.value("storage.agent.path");
}

base::Result<pipeline::EngineOptions> engineOptions(const Arguments& arguments) {
    pipeline::EngineOptions options;
    options.about = aboutAgent(arguments);
    options.dataFolder = arguments.value("storage.agent.path");
    const base::Result<std::uint64_t> budget =
        base::parseSize(arguments.value("storage.agent.budget"));
    if (!budget) {
        return base::Error{
            budget.error().code, "--storage.agent.budget: " + budget.error().context};
    }
    const base::Result<std::uint64_t> segment =
        base::parseSize(arguments.value("storage.agent.segment-size"));
    if (!segment) {
        return base::Error{
            segment.error().code, "--storage.agent.segment-size: " + segment.error().context};
    }
    if (*segment < (1U << 20) || *budget < 2 * *segment) {
        return base::Error{
            base::Code::InvalidInput,
            "--storage.agent.segment-size must be at least 1MiB, and the budget at least two "
            "segments"};
    }
    if (options.dataFolder.empty()) {
        return base::Error{
            base::Code::InvalidInput, "--storage.agent.path is empty; name a folder"};
    }
    options.logBudgetBytes = *budget;
    options.logSegmentBytes = *segment;
    options.publishEvery = kPublishEvery;
    return options;
}

/// The meters of the workspace; its mistakes are told by whoever puts it in force.
base::Result<pipeline::ApplyBilling> billingOptions(const Arguments& arguments) {
    if (!hasWorkspace(arguments)) {
        return pipeline::ApplyBilling();
    }
    if (arguments.isGiven("config.file")) {
        return base::Error{
            base::Code::InvalidInput,
            "--workspace and --config.file: give one of them; a workspace names its configuration "
            "itself"};
    }
    base::PosixFileSystem files;
    config::WorkspaceOutcome outcome = config::loadWorkspaceFile(fileOf(arguments), files);
    return outcome.workspace ? billingOf(std::move(*outcome.workspace)) : pipeline::ApplyBilling();
}

/// Both or none: without a begin a second start would go back in time.
base::Result<std::optional<Program::Rehearsal>> rehearsalOf(const Arguments& arguments) {
    const auto wrong = [](const char* flag, const char* words) {
        return base::Error{base::Code::InvalidInput, "--rehearsal." + std::string(flag) + words};
    };
    if (!arguments.isGiven("rehearsal.pace") && !arguments.isGiven("rehearsal.since")) {
        return std::optional<Program::Rehearsal>();
    }
    const auto pace = base::parseInteger(arguments.value("rehearsal.pace"));
    if (!pace || *pace < 1 || *pace > kFastestPace) {
        return wrong("pace", " is a whole number from 1 to 3600");
    }
    const auto since = base::parseInteger(arguments.value("rehearsal.since"));
    if (!since || *since < 0 || *since > base::SystemClock().nowMs() / 1'000) {
        return wrong("since", " is a Unix time in seconds that has been, as date +%s says it");
    }
    return std::optional(Program::Rehearsal{static_cast<double>(*pace), *since * 1'000});
}

api::RoutesOptions routesOptions(const Arguments& arguments, Program& program) {
    api::RoutesOptions options;
    options.enableLifecycle = arguments.isOn("web.enable-lifecycle");
    options.flags = arguments.shown();
    options.reload = [&program, &arguments] { return load(arguments, program); };
    if (hasWorkspace(arguments)) {
        const UsageRoutes routes{
            arguments.value("storage.agent.path"), [&program] { return program.workspace(); }};
        options.usage = usageRoute(routes);
        options.statement = statementRoute(routes);
    }
    options.quit = [] {
        QMetaObject::invokeMethod(qApp, &QCoreApplication::quit, Qt::QueuedConnection);
    };
    return options;
}

int serve(const Arguments& arguments, Program& program) {
    http::ServerLimits limits;
    limits.openPaths = {"/-/healthy", "/-/ready"};
    if (!arguments.value("web.allowed-host").empty()) {
        limits.hosts.push_back(arguments.value("web.allowed-host"));
    }
    const base::Result<std::unique_ptr<api::HttpServer>> server = api::HttpServer::listen(
        arguments.value("web.listen-address"),
        api::makeRoutes(program.engine(), routesOptions(arguments, program)),
        limits
    );
    if (!server) {
        return fail(server.error().context, 1);
    }
    const std::string& path = fileOf(arguments);
    if (!load(arguments, program).empty()) {
        return fail(path + " cannot be used; nothing was started", 1);
    }
    program.log().write(base::LogLevel::Info, "web", "listening on " + (*server)->address());
    Signals signalling;
    QObject::connect(&signalling, &Signals::quit, qApp, &QCoreApplication::quit);
    QObject::connect(&signalling, &Signals::reload, qApp, [&] {
        if (load(arguments, program).empty()) {
            program.log().write(base::LogLevel::Info, "config", path + " is in force");
        } else {
            program.log().write(
                base::LogLevel::Error,
                "config",
                path + " cannot be used; the former configuration goes on"
            );
        }
    });
    return QCoreApplication::exec();
}

} // namespace

int runAgent(const std::vector<std::string>& words) {
    const std::vector<Flag> flags = allFlags();
    const base::Result<Arguments> arguments = Arguments::parse(words, flags);
    if (!arguments) {
        return fail(arguments.error().context, 2);
    }
    if (arguments->wantsHelp()) {
        std::fputs(helpText(kUsage, flags).c_str(), stdout);
        return 0;
    }
    if (!arguments->rest().empty()) {
        return fail(
            "\"" + arguments->rest().front() +
                "\" is no flag; the configuration is given by --config.file=FILE",
            2
        );
    }
    const std::optional<base::LogLevel> level = parseLogLevel(arguments->value("log.level"));
    if (!level) {
        return fail(
            "--log.level is debug, info, warn or error, not \"" + arguments->value("log.level") +
                "\"",
            2
        );
    }
    base::Result<pipeline::EngineOptions> options = engineOptions(*arguments);
    if (!options) {
        return fail(options.error().context, 2);
    }
    base::Result<pipeline::ApplyBilling> billing = billingOptions(*arguments);
    if (!billing) {
        return fail(billing.error().context, 2);
    }
    options->billing = std::move(*billing);
    base::Result<Program::AddressWish> address = addressWish(*arguments);
    if (!address) {
        return fail(address.error().context, 2);
    }
    const auto rehearsal = rehearsalOf(*arguments);
    if (!rehearsal) {
        return fail(rehearsal.error().context, 2);
    }
    base::Result<std::unique_ptr<Program>> program =
        Program::start(std::move(*options), std::move(*address), *level, *rehearsal);
    if (!program) {
        return fail(program.error().context, 1);
    }
    const int code = serve(*arguments, **program);
    (*program)->stop(kStopDeadline);
    return code;
}

} // namespace meterbench::app
