#include "app/billing_endpoint.h"

#include "app/log_lines.h"
#include "app/program.h"
#include "app/signals.h"
#include "core/base/number.h"
#include "core/billing/endpoint.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstdio>
#include <string_view>
#include <utility>

namespace meterbench::app {

namespace {

using base::Code;
using base::Error;
using base::Result;
using base::Status;

constexpr const char* kUsage =
    "Usage: meterbench billing-endpoint [flags]\n"
    "The receiving side of usage billing: OAuth2 tokens at /oauth/token, remote write at / and\n"
    "/api/v1/write, usage records at /usage, what was taken at /api/v1/ledger. It misbehaves when\n"
    "told to: POST /-/fault {\"kind\":\"503\",\"requests\":3}. TERM ends in order.\n";

constexpr std::int64_t kMostFaultyRequests = 1'000'000;

int fail(const std::string& text, int code) {
    std::fprintf(stderr, "meterbench billing-endpoint: %s\n", text.c_str());
    return code;
}

Error wrong(const std::string& flag, const std::string& text) {
    return Error{Code::InvalidInput, "--" + flag + " " + text};
}

std::vector<std::string> listOf(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(','));
        text.remove_prefix(std::min(text.size(), word.size() + 1));
        words.emplace_back(word);
    }
    return words;
}

Result<std::int64_t>
countOf(const Arguments& arguments, const std::string& flag, std::int64_t most) {
    const auto count = base::parseInteger(arguments.value(flag));
    if (!count || *count < 1 || *count > most) {
        return wrong(flag, "is a whole number from 1 to " + std::to_string(most));
    }
    return *count;
}

Status takeClient(const Arguments& arguments, base::FileSystem& files, billing::Client& client) {
    client.id = arguments.value("client-id");
    const std::string& path = arguments.value("client-secret-file");
    if (client.id.empty() != path.empty()) {
        return Error{Code::InvalidInput, "--client-id and --client-secret-file go together"};
    }
    if (path.empty()) {
        return {};
    }
    auto secret = files.readAll(path);
    if (!secret) {
        return wrong("client-secret-file", "cannot be read: " + secret.error().context);
    }
    while (!secret->empty() && (secret->back() == '\n' || secret->back() == '\r')) {
        secret->pop_back();
    }
    if (secret->empty()) {
        return wrong("client-secret-file", "names an empty file");
    }
    client.secret = std::move(*secret);
    return {};
}

Status takeFaults(const Arguments& arguments, std::vector<billing::PlannedFault>& faults) {
    const auto requests = countOf(arguments, "fault.requests", kMostFaultyRequests);
    if (!requests) {
        return requests.error();
    }
    for (const std::string& word : listOf(arguments.value("fault"))) {
        const auto fault = billing::parseFault(word);
        if (!fault) {
            return wrong("fault", fault.error().context);
        }
        faults.push_back({*fault, static_cast<std::uint64_t>(*requests)});
    }
    return {};
}

void takeSchema(const Arguments& arguments, metering::SchemaOptions& schema) {
    const auto labels = [&](const char* flag, std::vector<std::string>& names) {
        if (arguments.isGiven(flag)) {
            names = listOf(arguments.value(flag));
        }
    };
    labels("schema.customer-labels", schema.customerLabels);
    labels("schema.dimension-labels", schema.dimensionLabels);
    schema.customerPattern = arguments.value("schema.customer-pattern");
    schema.dimensionPattern = arguments.value("schema.dimension-pattern");
}

int serve(const billing::EndpointOptions& options, base::LogLevel level) {
    base::SystemClock clock;
    base::PosixFileSystem files;
    LogLines log(clock, level);
    auto endpoint = billing::Endpoint::start(options, {clock, files, log});
    if (!endpoint) {
        return fail(endpoint.error().context, 1);
    }
    log.write(
        base::LogLevel::Info,
        "billing",
        "meterbench " + programVersion() + ", listening on " + (*endpoint)->listening() +
            ", ledger in " + options.dataFolder +
            (options.client.isWanted() ? "" : ", no client: anybody may ask")
    );
    Signals signalling;
    QObject::connect(&signalling, &Signals::quit, qApp, &QCoreApplication::quit);
    const int code = QCoreApplication::exec();
    (*endpoint)->stop();
    return code;
}

} // namespace

std::vector<Flag> billingFlags() {
    return {
        {"web.listen-address", "127.0.0.1:9292", "HOST:PORT of all routes"},
        {"web.allowed-host", "", "further Host name to answer to; * for all"},
        {"web.tls-cert-file", "", "PEM file of a certificate: HTTPS, together with its key"},
        {"web.tls-key-file", "", "PEM file of its key"},
        {"storage.path", "data-billing/", "folder of the ledger"},
        {"storage.most-records",
         "1000000",
         "usage records that the ledger holds at most; about 920 bytes of memory each"},
        {"client-id", "", "who may fetch tokens; empty: anybody may ask anything"},
        {"client-secret-file", "", "file with the client's secret"},
        {"token.expires-in", "86400", "seconds that a token lives"},
        {"schema.customer-labels", "paigoCustomerID,paigoCustomerId", "labels of the customer"},
        {"schema.dimension-labels", "paigoDimensionId", "labels of the dimension"},
        {"schema.customer-pattern", ".+", "what a customer's id looks like, anchored"},
        {"schema.dimension-pattern", ".+", "what a dimension's id looks like, anchored"},
        {"fault",
         "",
         "what the first requests meet: 401, 429:SECONDS, 503, reset, slow:MS, partial, with "
         "commas between"},
        {"fault.requests", "1", "how many requests meet each of them"},
        {"log.level", "info", "debug, info, warn or error"},
    };
}

Result<billing::EndpointOptions>
billingOptions(const Arguments& arguments, base::FileSystem& files) {
    billing::EndpointOptions options;
    options.listenAddress = arguments.value("web.listen-address");
    options.dataFolder = arguments.value("storage.path");
    if (options.listenAddress.empty() || options.dataFolder.empty()) {
        return Error{
            Code::InvalidInput, "--web.listen-address and --storage.path must not be empty"};
    }
    options.tls.certificateFile = arguments.value("web.tls-cert-file");
    options.tls.keyFile = arguments.value("web.tls-key-file");
    options.server.hosts = listOf(arguments.value("web.allowed-host"));
    takeSchema(arguments, options.schema);
    constexpr std::int64_t longest = 10LL * 366 * 86'400;
    const auto seconds = countOf(arguments, "token.expires-in", longest);
    if (!seconds) {
        return seconds.error();
    }
    options.tokenSeconds = *seconds;
    constexpr std::int64_t mostOfAll = 100'000'000;
    const auto records = countOf(arguments, "storage.most-records", mostOfAll);
    if (!records) {
        return records.error();
    }
    options.mostRecords = static_cast<std::size_t>(*records);
    if (Status client = takeClient(arguments, files, options.client); !client) {
        return client.error();
    }
    if (Status faults = takeFaults(arguments, options.faults); !faults) {
        return faults.error();
    }
    return options;
}

int runBillingEndpoint(const std::vector<std::string>& words) {
    const std::vector<Flag> flags = billingFlags();
    const Result<Arguments> arguments = Arguments::parse(words, flags);
    if (!arguments) {
        return fail(arguments.error().context, 2);
    }
    if (arguments->wantsHelp()) {
        std::fputs(helpText(kUsage, flags).c_str(), stdout);
        return 0;
    }
    if (!arguments->rest().empty()) {
        return fail("\"" + arguments->rest().front() + "\" is no flag; --help lists them all", 2);
    }
    const auto level = parseLogLevel(arguments->value("log.level"));
    if (!level) {
        return fail("--log.level is debug, info, warn or error", 2);
    }
    base::PosixFileSystem files;
    const auto options = billingOptions(*arguments, files);
    if (!options) {
        return fail(options.error().context, 2);
    }
    return serve(*options, *level);
}

} // namespace meterbench::app
