#include "core/billing/routes.h"

#include "core/billing/answers.h"
#include "core/billing/token_route.h"
#include "core/http/header_text.h"
#include "core/remote/receiver.h"

#include <nlohmann/json.hpp>

#include <string>
#include <utility>

namespace meterbench::billing {

namespace {

constexpr std::size_t kMostUsageBytes = 64 * 1024;
constexpr std::uint64_t kMostFaultyRequests = 1'000'000;
constexpr const char* kWords =
    "Meterbench's billing endpoint: it takes remote write and usage records, judges and counts "
    "them, and shows what it took at /api/v1/ledger.\n";

bool isRead(std::string_view method) {
    return method == "GET" || method == "HEAD";
}

/// Of "/customers/{id}/usage".
std::optional<std::string_view> customerOf(std::string_view path) {
    constexpr std::string_view before = "/customers/";
    constexpr std::string_view behind = "/usage";
    if (!path.starts_with(before) || !path.ends_with(behind) ||
        path.size() <= before.size() + behind.size()) {
        return std::nullopt;
    }
    path.remove_prefix(before.size());
    path.remove_suffix(behind.size());
    return path.find('/') == std::string_view::npos ? std::optional(path) : std::nullopt;
}

/// Version 1.0 in a block of snappy, as it says of itself; empty: it is.
std::string notAWrite(const http::ServedRequest& request) {
    const std::string_view type = request.header("content-type");
    const std::string_view media = http::trimmed(type.substr(0, type.find(';')), http::kBlanks);
    if (!http::equalsIgnoringCase(media, "application/x-protobuf") ||
        type.find("io.prometheus.write.v2") != std::string_view::npos) {
        return "Content-Type must be application/x-protobuf, with the message of remote write 1.0";
    }
    return http::equalsIgnoringCase(request.header("content-encoding"), "snappy")
               ? ""
               : "Content-Encoding must be snappy";
}

http::Answer unauthorized() {
    return bearerChallenge(true);
}

/// The header tells a client what the words tell a person.
http::Answer repeatAnswer() {
    http::Answer answer =
        messageAnswer(201, "the usage record was there already; nothing has changed");
    answer.headers.push_back({"Idempotent-Replayed", "true"});
    return answer;
}

http::Answer tooMany(std::int64_t seconds) {
    http::Answer answer = messageAnswer(429, "too many requests (a fault that was asked for)");
    answer.headers.push_back({"Retry-After", std::to_string(seconds)});
    return answer;
}

} // namespace

Routes::Routes(
    const EndpointOptions& options,
    UsageLedger& ledger,
    CountBook& counts,
    const base::Clock& clock
)
    : m_client(options.client)
    , m_ledger(ledger)
    , m_counts(counts)
    , m_tokens(clock, options.tokenSeconds) {
    for (const PlannedFault& fault : options.faults) {
        m_faults.plan(fault);
    }
}

http::Answer Routes::answer(const http::ServedRequest& request) {
    const std::string_view path = request.path;
    if (path == "/-/healthy" || path == "/-/ready") {
        return isRead(request.method) ? plainAnswer(200, "OK\n") : wrongMethodAnswer("GET, HEAD");
    }
    if (path == "/" && isRead(request.method)) {
        return plainAnswer(200, kWords);
    }
    if (path == "/oauth/token") {
        return request.method == "POST" ? answerTokenRequest(request, m_client, m_tokens)
                                        : wrongMethodAnswer("POST");
    }
    if (auto refused = refusal(request)) {
        return std::move(*refused);
    }
    return route(request);
}

http::Answer Routes::route(const http::ServedRequest& request) {
    const std::string_view path = request.path;
    const bool isWrite = path == "/" || path == "/api/v1/write";
    if (isWrite || path == "/usage" || path == "/-/fault") {
        if (request.method != "POST") {
            return wrongMethodAnswer(path == "/" ? "GET, HEAD, POST" : "POST");
        }
        return path == "/-/fault"
                   ? planFault(request)
                   : withFault([&] { return isWrite ? write(request) : usage(request); });
    }
    const std::optional<std::string_view> customer = customerOf(path);
    if (path != "/api/v1/ledger" && !customer) {
        return notFoundAnswer("there is nothing at this path");
    }
    if (!isRead(request.method)) {
        return wrongMethodAnswer("GET, HEAD");
    }
    return customer ? customerUsage(request, *customer) : ledger(request);
}

std::optional<http::Answer> Routes::refusal(const http::ServedRequest& request) {
    if (!m_client.isWanted()) {
        return std::nullopt;
    }
    constexpr std::string_view bearer = "Bearer ";
    const std::string_view shown = request.header("authorization");
    const bool hasToken = http::equalsIgnoringCase(shown.substr(0, bearer.size()), bearer);
    if (hasToken && m_tokens.admits(http::trimmed(shown.substr(bearer.size()), http::kBlanks))) {
        return std::nullopt;
    }
    return bearerChallenge(hasToken);
}

http::Answer Routes::withFault(const Work& work) {
    const std::optional<Fault> fault = m_faults.next();
    if (!fault) {
        return work();
    }
    http::Answer answer;
    switch (fault->kind) {
    case FaultKind::Unauthorized:
        return unauthorized();
    case FaultKind::TooMany:
        return tooMany(fault->number);
    case FaultKind::Unavailable:
        return messageAnswer(503, "not available (a fault that was asked for)");
    case FaultKind::Reset:
        answer.ending = http::Answer::Ending::Reset;
        return answer;
    case FaultKind::Slow:
        answer = work();
        answer.delayMs = fault->number;
        return answer;
    case FaultKind::Partial:
        answer = work();
        answer.ending = http::Answer::Ending::Cut;
        return answer;
    }
    return answer;
}

http::Answer Routes::write(const http::ServedRequest& request) {
    if (const std::string problem = notAWrite(request); !problem.empty()) {
        return refuseWrite(415, problem);
    }
    const auto received = remote::receive(request.body);
    if (!received) {
        const bool isLarge = received.error().code == base::Code::Limit;
        return refuseWrite(isLarge ? 413 : 400, received.error().context);
    }
    if (const base::Status can = m_counts.samples().canTake(*received); !can) {
        return refuseWrite(400, can.error().context); // for ever: a sender need not try again
    }
    if (const base::Status taken = m_counts.take(*received, request.body); !taken) {
        return refuseWrite(503, taken.error().context);
    }
    http::Answer answer = plainAnswer(204, {});
    answer.contentType.clear();
    return answer;
}

http::Answer Routes::usage(const http::ServedRequest& request) {
    if (request.body.size() > kMostUsageBytes) {
        return refuseUsage(413, "a record has at most 65536 bytes");
    }
    auto entry = readUsage(request.body, request.header("idempotency-key"));
    if (!entry) {
        return refuseUsage(400, entry.error().context);
    }
    const UsageLedger::Owner owner(entry->customer, entry->dimension);
    const auto taken = m_ledger.take(std::move(*entry));
    if (!taken) {
        const bool isRecords = taken.error().code == base::Code::Limit &&
                               taken.error().context.starts_with("recordValue");
        return refuseUsage(isRecords ? 400 : 503, taken.error().context);
    }
    switch (*taken) {
    case Taken::Accepted:
        return messageAnswer(201, "the usage record was accepted");
    case Taken::Repeat:
        m_counts.repeat(owner);
        return repeatAnswer();
    case Taken::Full:
        // For now, not for ever: a sender keeps the record and comes again.
        return refuseUsage(
            507,
            "the ledger is full: it holds " + std::to_string(m_ledger.mostRecords()) +
                " usage records, and may not hold more"
        );
    case Taken::Conflict:
        break;
    }
    return refuseUsage(409, "another usage record came with the same key; this one was not taken");
}

http::Answer Routes::planFault(const http::ServedRequest& request) {
    const auto json = nlohmann::json::parse(request.body, nullptr, false);
    const auto kind = json.is_object() ? json.find("kind") : json.end();
    if (!json.is_object() || kind == json.end() || !kind->is_string()) {
        return messageAnswer(400, R"(wanted is {"kind":"503","requests":3})");
    }
    if (*kind == "none") {
        m_faults.clear();
        return messageAnswer(200, "no more faults");
    }
    const auto fault = parseFault(kind->get<std::string>());
    if (!fault) {
        return messageAnswer(400, "kind: " + fault.error().context);
    }
    PlannedFault planned{*fault, 1};
    if (const auto requests = json.find("requests"); requests != json.end()) {
        const bool isCount =
            requests->is_number_unsigned() && *requests >= 1U && *requests <= kMostFaultyRequests;
        if (!isCount) {
            return messageAnswer(400, "requests must be a whole number from 1 to 1000000");
        }
        planned.requests = requests->get<std::uint64_t>();
    }
    m_faults.plan(planned);
    return messageAnswer(200, "planned: " + textOf(planned.fault));
}

http::Answer Routes::refuseUsage(int status, const std::string& reason) {
    m_counts.refuse(RefusedKind::Usage, reason);
    return messageAnswer(status, reason);
}

http::Answer Routes::refuseWrite(int status, const std::string& reason) {
    m_counts.refuse(RefusedKind::Write, reason);
    return messageAnswer(status, reason);
}

} // namespace meterbench::billing
