#include "core/pipeline/endpoint_trial.h"

#include "core/delivery/forms/form.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace meterbench::pipeline {

namespace {

constexpr std::size_t kMostBodyBytes = 300;

/// The same address and the same way, without credentials.
http::Request reaching(const http::Request& last) {
    http::ClientOptions way;
    way.tls = last.options->tls;
    way.proxyUrl = last.options->proxyUrl;
    way.noProxy = last.options->noProxy;
    way.followRedirects = false;
    http::Request request;
    request.url = last.url;
    request.timeout = last.timeout;
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

http::Request noRecord(const delivery::UsageEndpointOptions& options) {
    delivery::Wire wire = delivery::emptyWireOf(options.service);
    http::Request request;
    request.method = "POST";
    request.url = options.url;
    request.timeout = options.timeout;
    request.body = std::move(wire.body);
    request.headers = std::move(wire.headers);
    request.options = std::make_shared<const http::ClientOptions>(options.http);
    return request;
}

/// The steps that this way has, none tried.
std::vector<TrialStep> stepsOf(const http::Request& last, TrialKind lastKind) {
    std::vector<TrialStep> steps{{TrialKind::Name}, {TrialKind::Connection}};
    if (last.url.starts_with("https:")) {
        steps.push_back({TrialKind::Tls});
    }
    if (last.options->hasOAuth2) {
        steps.push_back({TrialKind::Token});
    }
    steps.push_back({lastKind});
    return steps;
}

/// A record without customer must be refused, by a service that has read it.
bool isTaken(TrialKind kind, int status) {
    return status / 100 == 2 ||
           (kind == TrialKind::Record && (status == 400 || status == 422));
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
    Trial(const http::Request& last, TrialKind lastKind)
        : m_hasTls(last.url.starts_with("https:"))
        , m_lastKind(lastKind) {
        outcome.steps = stepsOf(last, lastKind);
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
            fail(m_lastKind, response.error->context, tookUs);
            return;
        }
        std::string words = "HTTP status " + std::to_string(response.status);
        outcome.ok = isTaken(m_lastKind, response.status);
        if (response.status / 100 != 2 && !response.body.empty()) {
            words += ": " + response.body.substr(0, kMostBodyBytes);
        }
        outcome.steps.back() = {
            m_lastKind,
            outcome.ok ? TrialMark::Good : TrialMark::Bad,
            words,
            tookUs,
            response.status};
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
    TrialKind m_lastKind;
};

void walk(http::Client& client, http::Request&& last, TrialKind lastKind, TrialDone&& done) {
    const auto trial = std::make_shared<Trial>(last, lastKind);
    client.send(
        reaching(last),
        [&client, trial, last, done = std::move(done)](http::Response&& reached) {
            if (!trial->takeReached(reached)) {
                done(std::move(trial->outcome));
                return;
            }
            client.send(http::Request(last), [trial, done](http::Response&& written) {
                trial->takeWritten(written);
                done(std::move(trial->outcome));
            });
        }
    );
}

} // namespace

void tryEndpoint(http::Client& client, const remote::EndpointOptions& options, TrialDone done) {
    walk(client, emptyWrite(options), TrialKind::Write, std::move(done));
}

void tryDelivery(
    http::Client& client, const delivery::UsageEndpointOptions& options, TrialDone done
) {
    walk(client, noRecord(options), TrialKind::Record, std::move(done));
}

} // namespace meterbench::pipeline
