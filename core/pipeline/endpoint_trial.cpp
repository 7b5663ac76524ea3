#include "core/pipeline/endpoint_trial.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace meterbench::pipeline {

namespace {

constexpr std::size_t kMostBodyBytes = 300;

http::Request reaching(const remote::EndpointOptions& options) {
    http::ClientOptions way;
    way.tls = options.http.tls;
    way.proxyUrl = options.http.proxyUrl;
    way.noProxy = options.http.noProxy;
    way.followRedirects = false;
    http::Request request;
    request.url = options.url;
    request.timeout = options.timeout;
    request.options = std::make_shared<const http::ClientOptions>(std::move(way));
    return request;
}

http::Request emptyWrite(const remote::EndpointOptions& options) {
    http::Request request;
    request.method = "POST";
    request.url = options.url;
    request.timeout = options.timeout;
    request.body = std::string(1, '\0'); // an empty WriteRequest in a snappy block
    request.options = std::make_shared<const http::ClientOptions>(options.http);
    request.headers = {
        {"Content-Type", "application/x-protobuf"},
        {"Content-Encoding", "snappy"},
        {"X-Prometheus-Remote-Write-Version", "0.1.0"}};
    for (const http::ExtraHeader& header : options.headers) {
        for (const std::string& value : header.values) {
            request.headers.push_back({header.name, value});
        }
    }
    return request;
}

/// The steps that this endpoint has, none tried.
std::vector<TrialStep> stepsOf(const remote::EndpointOptions& options) {
    std::vector<TrialStep> steps{{TrialKind::Name}, {TrialKind::Connection}};
    if (options.url.starts_with("https:")) {
        steps.push_back({TrialKind::Tls});
    }
    if (options.http.hasOAuth2) {
        steps.push_back({TrialKind::Token});
    }
    steps.push_back({TrialKind::Write});
    return steps;
}

TrialKind firstBad(http::Reach reach, bool hasTls) {
    switch (reach) {
    case http::Reach::NoToken:
        return TrialKind::Token;
    case http::Reach::Nothing:
        return TrialKind::Name;
    case http::Reach::Name:
        return TrialKind::Connection;
    case http::Reach::Connection:
        return hasTls ? TrialKind::Tls : TrialKind::Connection;
    case http::Reach::Secured:
        break;
    }
    return TrialKind::Write;
}

class Trial {
public:
    explicit Trial(const remote::EndpointOptions& options)
        : m_hasTls(options.url.starts_with("https:")) {
        outcome.steps = stepsOf(options);
    }

    /// False: the walk ends here. Any answer shows that the endpoint is reached.
    bool takeReached(const http::Response& response) {
        const http::Reach reach = response.error ? response.reach : http::Reach::Secured;
        const TrialKind bad = firstBad(reach, m_hasTls);
        for (TrialStep& step : outcome.steps) {
            if (step.kind < bad && step.kind <= TrialKind::Tls) {
                good(step, response);
            }
        }
        if (!response.error || bad == TrialKind::Write) {
            return true; // reached; what was wrong with the answer, the write will show
        }
        fail(bad, response.error->context, response.totalUs);
        return false;
    }

    void takeWritten(const http::Response& response) {
        if (response.error && response.reach == http::Reach::NoToken) {
            fail(TrialKind::Token, response.error->context, response.tokenUs);
            return;
        }
        for (TrialStep& step : outcome.steps) {
            if (step.kind == TrialKind::Token) {
                step = {TrialKind::Token, TrialMark::Good, "there is one", response.tokenUs, 0};
            }
        }
        const std::int64_t tookUs = response.totalUs - std::max<std::int64_t>(response.tokenUs, 0);
        if (response.error) {
            fail(TrialKind::Write, response.error->context, tookUs);
            return;
        }
        std::string words = "HTTP status " + std::to_string(response.status);
        const bool isTaken = response.status / 100 == 2;
        if (!isTaken && !response.body.empty()) {
            words += ": " + response.body.substr(0, kMostBodyBytes);
        }
        outcome.steps.back() = {
            TrialKind::Write,
            isTaken ? TrialMark::Good : TrialMark::Bad,
            words,
            tookUs,
            response.status};
        outcome.ok = isTaken;
        outcome.message = words + " in " + std::to_string(tookUs / 1000) + " ms";
    }

    CommandOutcome outcome;

private:
    static void good(TrialStep& step, const http::Response& response) {
        step.mark = TrialMark::Good;
        if (step.kind == TrialKind::Connection && !response.remoteAddress.empty()) {
            step.words = response.remoteAddress;
            step.tookUs = response.connectUs;
        }
    }

    void fail(TrialKind kind, const std::string& words, std::int64_t tookUs) {
        for (TrialStep& step : outcome.steps) {
            if (step.kind == kind) {
                step = {kind, TrialMark::Bad, words, tookUs, 0};
            }
        }
        outcome.ok = false;
        outcome.message = words;
    }

    bool m_hasTls;
};

} // namespace

void tryEndpoint(http::Client& client, const remote::EndpointOptions& options, TrialDone done) {
    const auto trial = std::make_shared<Trial>(options);
    client.send(
        reaching(options),
        [&client, trial, write = emptyWrite(options), done = std::move(done)](
            http::Response&& reached
        ) {
            if (!trial->takeReached(reached)) {
                done(std::move(trial->outcome));
                return;
            }
            client.send(http::Request(write), [trial, done](http::Response&& written) {
                trial->takeWritten(written);
                done(std::move(trial->outcome));
            });
        }
    );
}

} // namespace meterbench::pipeline
