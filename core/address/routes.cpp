#include "core/address/routes.h"

#include "core/address/coding.h"
#include "core/address/name_filter.h"
#include "core/address/store_json.h"

#include <string_view>
#include <utility>

namespace meterbench::address {

namespace {

constexpr std::string_view kJson = "application/json; charset=utf-8";
/// What is smaller gains nothing by packing.
constexpr std::size_t kPackAboveBytes = 1'024;

bool isRead(std::string_view method) {
    return method == "GET" || method == "HEAD";
}

bool isWrite(std::string_view method) {
    return method == "PUT" || method == "POST" || method == "DELETE";
}

/// What asks these has no password.
bool isProbe(std::string_view path) {
    return path == "/-/healthy" || path == "/-/ready" || path == "/healthy" || path == "/ready";
}

http::Answer plain(int status, std::string text) {
    http::Answer answer;
    answer.status = status;
    answer.body = std::move(text);
    return answer;
}

http::Answer json(std::string text) {
    http::Answer answer;
    answer.contentType = kJson;
    answer.body = std::move(text);
    return answer;
}

http::Answer wrongMethod(std::string allow) {
    http::Answer answer = plain(405, "Method Not Allowed\n");
    answer.headers.push_back({"Allow", std::move(allow)});
    return answer;
}

/// rest: behind the path of the exposition.
std::string allowedAt(Mode mode, std::string_view rest) {
    if (rest.size() > 1) {
        return "PUT, POST, DELETE, OPTIONS";
    }
    return mode == Mode::Pushgateway ? "GET, HEAD, OPTIONS"
                                     : "GET, HEAD, PUT, POST, DELETE, OPTIONS";
}

http::Answer notFound() {
    return plain(404, "404 page not found\n");
}

std::string health(const AddressOptions& options) {
    return R"({"name":"prom-aggregation-gateway","alive":true,"version":")" + options.about +
           R"(","commitSHA":""})";
}

void packFor(const http::ServedRequest& request, http::Answer& answer) {
    if (answer.body.size() < kPackAboveBytes) {
        return;
    }
    answer.headers.push_back({"Vary", "Accept, Accept-Encoding"});
    const std::string_view coding = preferredCoding(request.header("accept-encoding"));
    if (!coding.empty()) {
        answer.body = pack(coding, answer.body);
        answer.headers.push_back({"Content-Encoding", std::string(coding)});
    }
}

} // namespace

Routes::Routes(
    Desk& desk, std::function<http::ServerCounts()> counts, std::function<void()> quit
)
    : m_desk(desk)
    , m_access(desk.options().writers, desk.options().readers)
    , m_counts(std::move(counts))
    , m_quit(std::move(quit)) {}

http::Answer Routes::answer(const http::ServedRequest& request) {
    const std::int64_t begun = m_desk.steadyNs();
    const std::string& prefix = m_desk.options().routePrefix;
    std::string_view path = request.path;
    const bool isOurs = path.starts_with(prefix) &&
                        (path.size() == prefix.size() || path[prefix.size()] == '/');
    path.remove_prefix(isOurs ? prefix.size() : 0);
    Routed routed = isOurs ? route(request, path.empty() ? "/" : path)
                           : Routed{notFound(), Handled::NoRoute};
    addCors(request, routed.answer);
    m_desk.self().handled(
        {routed.handler,
         request.method,
         routed.answer.status,
         m_desk.steadyNs() - begun,
         request.body.size(),
         routed.answer.body.size()}
    );
    return std::move(routed.answer);
}

Routes::Routed Routes::route(const http::ServedRequest& request, std::string_view path) {
    if (request.method == "OPTIONS") {
        return {preflight(request), Handled::Other};
    }
    const std::string& telemetry = m_desk.options().telemetryPath;
    if (path.starts_with(telemetry) &&
        (path.size() == telemetry.size() || path[telemetry.size()] == '/')) {
        const std::string_view rest = path.substr(telemetry.size());
        if (isWrite(request.method)) {
            return push(request, rest);
        }
        if (isRead(request.method) && rest.size() <= 1) {
            return metrics(request);
        }
        return {wrongMethod(allowedAt(m_desk.options().mode, rest)), Handled::NoRoute};
    }
    if (!isProbe(path)) {
        const Right right = isRead(request.method) ? Right::Read : Right::Write;
        if (auto refused = refusal(right, request)) {
            return {std::move(*refused), Handled::Other};
        }
    }
    if (auto answered = status(request, path)) {
        return {std::move(*answered), Handled::Other};
    }
    http::ServedRequest inner = request;
    inner.path = path;
    if (auto answered = icos::answer(inner, m_desk)) {
        return {std::move(*answered), Handled::Other};
    }
    return {notFound(), Handled::NoRoute};
}

Routes::Routed Routes::push(const http::ServedRequest& request, std::string_view rest) {
    if (auto refused = refusal(Right::Write, request)) {
        return {std::move(*refused), Handled::PostMetrics};
    }
    const bool isPushgateway = m_desk.options().mode == Mode::Pushgateway;
    if (isPushgateway && rest.empty()) {
        // facts 2.1: PUT /metrics is a 405
        return {wrongMethod(allowedAt(Mode::Pushgateway, rest)), Handled::NoRoute};
    }
    return {m_desk.push(request, rest), Handled::PostMetrics};
}

Routes::Routed Routes::metrics(const http::ServedRequest& request) {
    if (auto refused = refusal(Right::Read, request)) {
        return {std::move(*refused), Handled::GetMetrics};
    }
    const exposition::Media media = exposition::preferredMedia(request.header("accept"));
    http::Answer answer;
    answer.contentType = exposition::contentTypeOf(media);
    answer.body = m_desk.expose(media);
    if (!request.query.empty()) {
        if (const SampleNames names = namesAskedFor(request.query); !names.empty()) {
            answer.body = onlyNamed(answer.body, media, names);
        }
    }
    packFor(request, answer);
    return {std::move(answer), Handled::GetMetrics};
}

std::optional<http::Answer>
Routes::status(const http::ServedRequest& request, std::string_view path) {
    if (path == "/-/quit") {
        return quit(request);
    }
    if (path == "/api/v1/admin/wipe") {
        return wipe(request);
    }
    const bool isKnown = isProbe(path) || path == "/" || path == "/status" ||
                         path == "/-/metrics" || path == "/api/v1/metrics" ||
                         path == "/api/v1/status";
    if (!isKnown) {
        return std::nullopt;
    }
    if (!isRead(request.method)) {
        return wrongMethod("GET, HEAD, OPTIONS");
    }
    if (path == "/-/healthy" || path == "/-/ready") {
        return plain(200, "OK");
    }
    if (path == "/healthy" || path == "/ready") {
        return json(health(m_desk.options()));
    }
    if (path == "/-/metrics") {
        return selfMetrics();
    }
    if (path == "/" || path == "/status") {
        return startPage();
    }
    http::Answer answer = json(
        path == "/api/v1/status" ? statusJson(m_desk.options(), m_desk.startMs())
                                 : metricsJson(m_desk.store())
    );
    answer.headers.push_back({"Cache-Control", "no-cache, no-store, must-revalidate"});
    packFor(request, answer);
    return answer;
}

http::Answer Routes::quit(const http::ServedRequest& request) const {
    if (request.method != "PUT" && request.method != "POST") {
        return wrongMethod("PUT, POST, OPTIONS");
    }
    if (!m_desk.options().enableLifecycle || !m_quit) {
        return plain(403, "Lifecycle API is not enabled.");
    }
    m_quit();
    return plain(200, "Requesting termination... Goodbye!");
}

http::Answer Routes::wipe(const http::ServedRequest& request) {
    if (!m_desk.options().enableAdmin) {
        return notFound();
    }
    if (request.method != "PUT" && request.method != "POST") {
        return wrongMethod("PUT, POST, OPTIONS");
    }
    if (const base::Status wiped = m_desk.wipePushes(); !wiped) {
        return plain(503, wiped.error().context + "\n");
    }
    return plain(202, "");
}

std::optional<http::Answer> Routes::refusal(Right right, const http::ServedRequest& request) {
    switch (m_access.admit(right, request.header("authorization"), m_desk.nowMs())) {
    case Admission::Granted:
        return std::nullopt;
    case Admission::TooManyTries: {
        http::Answer answer = plain(429, "too many wrong passwords in this second\n");
        answer.headers.push_back({"Retry-After", "1"});
        return answer;
    }
    case Admission::Refused:
        break;
    }
    http::Answer answer = plain(401, "");
    answer.headers.push_back({"WWW-Authenticate", "Basic realm=\"Authorization Required\""});
    return answer;
}

http::Answer Routes::selfMetrics() const {
    http::Answer answer;
    answer.contentType = exposition::contentTypeOf(exposition::Media::Text);
    answer.body = m_desk.selfText(m_counts());
    return answer;
}

http::Answer Routes::startPage() const {
    std::string page = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>"
                       "Meterbench gateway</title></head><body><h1>Meterbench gateway</h1><ul>";
    const std::string& prefix = m_desk.options().routePrefix;
    for (const std::string_view path :
         {std::string_view(m_desk.options().telemetryPath),
          std::string_view("/docs"),
          std::string_view("/api/v1/metrics"),
          std::string_view("/api/v1/status"),
          std::string_view("/-/metrics"),
          std::string_view("/-/healthy"),
          std::string_view("/-/ready")}) {
        const std::string whole = prefix + std::string(path);
        page += "<li><a href=\"" + whole + "\">" + whole + "</a></li>";
    }
    http::Answer answer = plain(200, page + "</ul></body></html>\n");
    answer.contentType = "text/html; charset=utf-8";
    answer.headers.push_back({"Content-Security-Policy", "default-src 'none'"});
    return answer;
}

http::Answer Routes::answerLifecycle(const http::ServedRequest& request) {
    if (!isRead(request.method)) {
        return notFound();
    }
    if (request.path == "/healthy" || request.path == "/ready") {
        return json(health(m_desk.options()));
    }
    if (request.path == "/-/healthy" || request.path == "/-/ready") {
        return plain(200, "OK");
    }
    return request.path == "/metrics" ? selfMetrics() : notFound();
}

} // namespace meterbench::address
