#include "core/pipeline/endpoint_trial.h"

#include "core/delivery/forms/form.h"
#include "core/delivery/usage_answer.h"
#include "core/remote/answer.h"

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

http::Request writeWith(const remote::EndpointOptions& options, std::string body) {
    http::Request request;
    request.method = "POST";
    request.url = options.url;
    request.timeout = options.timeout;
    request.body = std::move(body);
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

http::Request usageWith(const delivery::UsageEndpointOptions& options, delivery::Wire wire) {
    http::Request request;
    request.method = "POST";
    request.url = options.url;
    request.timeout = options.timeout;
    request.body = std::move(wire.body);
    request.headers = std::move(wire.headers);
    request.options = std::make_shared<const http::ClientOptions>(options.http);
    return request;
}

/// What is sent once the endpoint is reached.
struct Course {
    http::Request empty; ///< holds nothing that counts
    TrialKind emptyKind = TrialKind::Write;
    bool hasRecord = false;
    http::Request record = {}; ///< what was asked for
    TrialKind recordKind = TrialKind::TestRecord;
    std::string notSent = {}; ///< why it cannot be; empty: it can
};

/// The steps that this way has, none tried.
std::vector<TrialStep> stepsOf(const Course& course) {
    std::vector<TrialStep> steps{{TrialKind::Name}, {TrialKind::Connection}};
    if (course.empty.url.starts_with("https:")) {
        steps.push_back({TrialKind::Tls});
    }
    if (course.empty.options->hasOAuth2) {
        steps.push_back({TrialKind::Token});
    }
    steps.push_back({course.emptyKind});
    if (course.hasRecord) {
        steps.push_back({course.recordKind});
    }
    return steps;
}

/// A record without customer must be refused, by a service that has read it.
bool isTaken(TrialKind kind, int status) {
    return status / 100 == 2 || (kind == TrialKind::Record && (status == 400 || status == 422));
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
    explicit Trial(Course walked)
        : course(std::move(walked)) {
        outcome.steps = stepsOf(course);
    }

    /// False: the walk ends here. Any answer shows that the endpoint is reached.
    bool takeReached(const http::Response& response) {
        const bool hasTls = course.empty.url.starts_with("https:");
        const http::Reach reach = response.error ? response.reach : http::Reach::Secured;
        const TrialKind bad = firstBad(reach, hasTls);
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

    /// False: the walk ends here.
    bool takeEmpty(const http::Response& response) {
        if (response.error && response.reach == http::Reach::NoToken) {
            fail(TrialKind::Token, response.error->context, response.tokenUs);
            return false;
        }
        if (TrialStep* const token = stepOf(TrialKind::Token)) {
            *token = {TrialKind::Token, TrialMark::Good, "there is one", response.tokenUs};
        }
        const std::int64_t tookUs = response.totalUs - std::max<std::int64_t>(response.tokenUs, 0);
        if (response.error) {
            fail(course.emptyKind, response.error->context, tookUs);
            return false;
        }
        std::string words = "HTTP status " + std::to_string(response.status);
        const bool isGood = isTaken(course.emptyKind, response.status);
        if (response.status / 100 != 2 && !response.body.empty()) {
            words += ": " + response.body.substr(0, kMostBodyBytes);
        }
        answered(course.emptyKind, isGood, words, tookUs, response.status);
        if (isGood && course.hasRecord && !course.notSent.empty()) {
            fail(course.recordKind, course.notSent, -1);
        }
        return outcome.ok && course.hasRecord;
    }

    void takeRecord(const http::Response& response) {
        if (response.error) {
            fail(course.recordKind, response.error->context, response.totalUs);
            return;
        }
        const bool isRepeat =
            course.recordKind == TrialKind::TestRecord && delivery::isRepeat(response);
        const bool isGood = isRepeat || response.status / 100 == 2;
        std::string words = "HTTP status " + std::to_string(response.status);
        if (!isGood && !response.body.empty()) {
            words += ": " + remote::shortened(response.body);
        }
        answered(course.recordKind, isGood, words, response.totalUs, response.status);
        stepOf(course.recordKind)->isRepeat = isRepeat;
    }

    const Course course;
    CommandOutcome outcome;

private:
    static void good(TrialStep& step, const http::Response& response) {
        step.mark = TrialMark::Good;
        if (step.kind == TrialKind::Connection && !response.remoteAddress.empty()) {
            step.words = response.remoteAddress;
            step.tookUs = response.connectUs;
        }
    }

    /// Null: this way has no such step.
    TrialStep* stepOf(TrialKind kind) {
        const auto at = std::ranges::find(outcome.steps, kind, &TrialStep::kind);
        return at == outcome.steps.end() ? nullptr : &*at;
    }

    void answered(
        TrialKind kind, bool isGood, const std::string& words, std::int64_t tookUs, int status
    ) {
        const TrialMark mark = isGood ? TrialMark::Good : TrialMark::Bad;
        *stepOf(kind) = {kind, mark, words, tookUs, status};
        outcome.ok = isGood;
        outcome.message = words + " in " + std::to_string(tookUs / 1000) + " ms";
    }

    void fail(TrialKind kind, const std::string& words, std::int64_t tookUs) {
        if (TrialStep* const step = stepOf(kind)) {
            *step = {kind, TrialMark::Bad, words, tookUs};
        }
        outcome.ok = false;
        outcome.message = words;
    }
};

void walk(http::Client& client, Course&& course, TrialDone&& done) {
    const auto trial = std::make_shared<Trial>(std::move(course));
    const auto finish = [trial, done = std::move(done)] { done(std::move(trial->outcome)); };
    client.send(reaching(trial->course.empty), [&client, trial, finish](http::Response&& reached) {
        if (!trial->takeReached(reached)) {
            finish();
            return;
        }
        client.send(
            http::Request(trial->course.empty),
            [&client, trial, finish](http::Response&& written) {
                if (!trial->takeEmpty(written)) {
                    finish();
                    return;
                }
                client.send(
                    http::Request(trial->course.record),
                    [trial, finish](http::Response&& taken) {
                        trial->takeRecord(taken);
                        finish();
                    }
                );
            }
        );
    });
}

} // namespace

void tryEndpoint(
    http::Client& client, const TestEndpoint& wanted, std::int64_t nowMs, TrialDone done
) {
    Course course{
        writeWith(wanted.options, std::string(1, '\0')), // an empty WriteRequest in a snappy block
        TrialKind::Write};
    if (wanted.record) {
        course.hasRecord = true;
        course.recordKind = TrialKind::TestSample;
        auto body = writeOf(*wanted.record, wanted.schema, wanted.options, nowMs);
        if (body) {
            course.record = writeWith(wanted.options, std::move(*body));
        } else {
            course.notSent = body.error().context;
        }
    }
    walk(client, std::move(course), std::move(done));
}

void tryDelivery(
    http::Client& client, const TestDelivery& wanted, std::int64_t nowMs, TrialDone done
) {
    const delivery::UsageEndpointOptions& options = wanted.options;
    Course course{usageWith(options, delivery::emptyWireOf(options.service)), TrialKind::Record};
    if (wanted.record) {
        const metering::StoredRecord record = usageOf(*wanted.record, nowMs);
        course.hasRecord = true;
        course.record = usageWith(options, delivery::wireOf(options, {&record, 1}));
    }
    walk(client, std::move(course), std::move(done));
}

} // namespace meterbench::pipeline
