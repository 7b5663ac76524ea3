#include "app/gateway.h"

#include "app/arguments.h"
#include "app/gateway_options.h"
#include "app/log_lines.h"
#include "app/program.h"
#include "app/signals.h"
#include "core/address/address.h"

#include <QCoreApplication>

#include <cstdio>
#include <cstdlib>

namespace meterbench::app {

namespace {

constexpr const char* kUsage =
    "Usage: meterbench gateway [flags]\n"
    "One address to push metrics to, to make metrics at, and to scrape: in the place of\n"
    "prom-aggregation-gateway, Pushgateway and the ICOS metrics export. TERM ends in order.\n";

int fail(const std::string& text, int code) {
    std::fprintf(stderr, "meterbench gateway: %s\n", text.c_str());
    return code;
}

std::vector<Flag> flagsOfGateway() {
    std::vector<Flag> flags = gatewayFlags(true);
    flags.push_back({"log.level", "info", "debug, info, warn or error"});
    return flags;
}

/// Aliases stand in the help of what they are for.
std::vector<Flag> flagsWithHelp(std::vector<Flag> flags) {
    std::erase_if(flags, [](const Flag& flag) { return flag.help.empty(); });
    return flags;
}

int serve(const address::AddressOptions& options, base::LogLevel level) {
    base::SystemClock clock;
    base::PosixFileSystem files;
    LogLines log(clock, level);
    const auto quit = [] {
        QMetaObject::invokeMethod(qApp, &QCoreApplication::quit, Qt::QueuedConnection);
    };
    auto address = address::Address::start(options, {clock, files, log}, {quit, {}});
    if (!address) {
        return fail(address.error().context, 1);
    }
    log.write(
        base::LogLevel::Info,
        "gateway",
        "meterbench " + options.about + ", listening on " + (*address)->listening() +
            ", storage path " + options.dataFolder
    );
    if (!(*address)->lifecycleListening().empty()) {
        log.write(
            base::LogLevel::Info,
            "gateway",
            "health and own metrics on " + (*address)->lifecycleListening()
        );
    }
    Signals signalling;
    QObject::connect(&signalling, &Signals::quit, qApp, &QCoreApplication::quit);
    const int code = QCoreApplication::exec();
    (*address)->stop();
    return code;
}

} // namespace

int runGateway(const std::vector<std::string>& words) {
    const std::vector<Flag> flags = flagsOfGateway();
    const base::Result<Arguments> arguments = Arguments::parse(words, flags);
    if (!arguments) {
        return fail(arguments.error().context, 2);
    }
    if (arguments->wantsHelp()) {
        std::fputs(helpText(kUsage, flagsWithHelp(flags)).c_str(), stdout);
        return 0;
    }
    if (!arguments->rest().empty() && arguments->rest().front() != "start") { // "start" as there
        return fail("\"" + arguments->rest().front() + "\" is no flag; --help lists them all", 2);
    }
    const auto level = parseLogLevel(arguments->value("log.level"));
    if (!level) {
        return fail("--log.level is debug, info, warn or error", 2);
    }
    base::PosixFileSystem files;
    auto options = gatewayOptions(*arguments, true, {files, &::getenv, "prom-agg-conf.yaml"});
    if (!options) {
        return fail(options.error().context, 2);
    }
    if (options->listenAddress.empty()) {
        return fail("--gateway.listen-address is empty; name a HOST:PORT", 2);
    }
    options->about = programVersion();
    return serve(*options, *level);
}

} // namespace meterbench::app
