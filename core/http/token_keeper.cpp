#include "core/http/token_keeper.h"

#include "core/base/duration.h"
#include "core/http/header_text.h"
#include "core/http/url.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace meterbench::http {

namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::int64_t kFailureKeptNs = kSecondNs;
constexpr std::int64_t kLongestMarginNs = 10 * kSecondNs; // as Go's oauth2
constexpr std::size_t kGrantsBeforeCleaning = 64;

std::int64_t deadlineNs(const Posted& posted) {
    return posted.startNs + posted.request.timeout.count() * 1'000'000;
}

} // namespace

/// A way to get a token, the token, and who waits for it.
struct TokenKeeper::Grant {
    ClientOptions options;
    std::string secret;
    ClientProof proof = ClientProof::Basic;

    std::string token; ///< empty: none
    std::uint64_t number = 0;
    std::optional<std::int64_t> endNs; ///< of its use; nothing: until it is refused

    RequestId fetchId = 0; ///< 0: no fetch under way
    std::int64_t fetchNs = 0;
    std::shared_ptr<std::optional<Response>> answer; ///< of the fetch
    std::optional<base::Error> failure;
    std::int64_t failureNs = 0;

    std::vector<Posted> waiting;

    [[nodiscard]] bool hasToken(std::int64_t nowNs) const {
        return !token.empty() && (!endNs || nowNs < *endNs);
    }

    [[nodiscard]] bool isFailing(std::int64_t nowNs) const {
        return failure.has_value() && nowNs < failureNs + kFailureKeptNs;
    }
};

TokenKeeper::TokenKeeper(Surroundings surroundings)
    : m_around(std::move(surroundings)) {}

TokenKeeper::~TokenKeeper() = default;

bool TokenKeeper::concerns(const Posted& posted) {
    return posted.request.options != nullptr && posted.request.options->hasOAuth2;
}

void TokenKeeper::start(Posted&& posted) {
    m_arrived.push_back(std::move(posted));
}

void TokenKeeper::renew(Posted&& posted) {
    for (const auto& [key, grant] : m_grants) {
        if (grant->number == posted.token.number) {
            grant->token.clear();
        }
    }
    posted.token.hasBeenRefused = true;
    m_arrived.push_back(std::move(posted));
}

TokenKeeper::Grant& TokenKeeper::grantOf(const ClientOptions& options, const std::string& secret) {
    if (m_grants.size() >= kGrantsBeforeCleaning) {
        forgetUnused();
    }
    std::unique_ptr<Grant>& grant = m_grants[tokenKey(options, secret)];
    if (!grant) {
        grant = std::make_unique<Grant>();
        grant->options = options;
        grant->secret = secret;
    }
    return *grant;
}

/// Secrets that changed, endpoints that were taken away: they leave their tokens behind.
void TokenKeeper::forgetUnused() {
    const std::int64_t now = m_around.clock.steadyNs();
    std::erase_if(m_grants, [now](const auto& known) {
        const Grant& grant = *known.second;
        return grant.waiting.empty() && grant.fetchId == 0 && !grant.hasToken(now);
    });
}

void TokenKeeper::turn() {
    do {
        for (Posted& posted : std::exchange(m_arrived, {})) {
            admit(std::move(posted));
        }
        for (const auto& [key, grant] : m_grants) {
            serve(*grant);
        }
    } while (!m_arrived.empty()); // sent and refused at once
}

void TokenKeeper::admit(Posted&& posted) {
    const ClientOptions& options = *posted.request.options;
    const auto secret = m_around.secrets.read(options.oauth2.clientSecret);
    if (!secret) {
        fail(std::move(posted), {secret.error().code, "token: " + secret.error().context});
        return;
    }
    grantOf(options, *secret).waiting.push_back(std::move(posted));
}

void TokenKeeper::serve(Grant& grant) {
    takeAnswers(grant);
    endOverTime(grant);
    if (grant.waiting.empty() || grant.fetchId != 0) {
        return;
    }
    const std::int64_t now = m_around.clock.steadyNs();
    if (!grant.hasToken(now) && !grant.isFailing(now)) {
        fetch(grant);
        takeAnswers(grant); // when it could not even be sent
        return;
    }
    handOut(grant);
}

/// Everybody who waits gets the token, or the failure. A token that just came is for all who waited
/// for it, however short its life.
void TokenKeeper::handOut(Grant& grant) {
    for (Posted& posted : std::exchange(grant.waiting, {})) {
        if (grant.failure) {
            fail(std::move(posted), *grant.failure);
        } else {
            sendWith(grant, std::move(posted));
        }
    }
}

void TokenKeeper::fetch(Grant& grant) {
    grant.fetchId = m_around.nextId();
    grant.fetchNs = m_around.clock.steadyNs();
    grant.failure.reset();
    grant.token.clear();
    const auto answer = std::make_shared<std::optional<Response>>();
    grant.answer = answer;
    m_around.send(
        {grant.fetchId,
         grant.fetchNs,
         tokenRequest(grant.options, grant.secret, grant.proof),
         [answer](Response&& response) { *answer = std::move(response); },
         {}}
    );
}

void TokenKeeper::takeAnswers(Grant& grant) {
    while (grant.answer && *grant.answer) {
        const Response response = std::move(**grant.answer);
        grant.answer.reset();
        grant.fetchId = 0;
        auto token = tokenOf(response, grant.options.oauth2.tokenUrl, grant.secret);
        const bool isRefused = response.status == 400 || response.status == 401;
        if (!token && isRefused && grant.proof == ClientProof::Basic) {
            grant.proof = ClientProof::Form; // some servers look for the secret there alone
            fetch(grant);
            continue;
        }
        if (token) {
            keep(grant, std::move(token).value());
        } else {
            grant.proof = ClientProof::Basic;
            grant.failure = token.error();
            grant.failureNs = m_around.clock.steadyNs();
        }
        handOut(grant);
    }
}

void TokenKeeper::keep(Grant& grant, Token&& token) {
    grant.token = std::move(token.value);
    grant.number = ++m_lastToken;
    grant.endNs.reset();
    if (token.lifetime) {
        const std::int64_t lifetimeNs = token.lifetime->count();
        const std::int64_t marginNs = std::min(lifetimeNs / 4, kLongestMarginNs);
        grant.endNs = grant.fetchNs + lifetimeNs - marginNs;
    }
}

void TokenKeeper::sendWith(const Grant& grant, Posted&& posted) {
    std::vector<Header>& headers = posted.request.headers;
    std::erase_if(headers, [](const Header& header) {
        return equalsIgnoringCase(header.name, "Authorization");
    });
    headers.push_back({"Authorization", "Bearer " + grant.token});
    posted.token.number = grant.number;
    if (posted.token.waitedUs < 0) {
        posted.token.waitedUs = (m_around.clock.steadyNs() - posted.startNs) / 1000;
    }
    m_around.send(std::move(posted));
}

void TokenKeeper::endOverTime(Grant& grant) {
    const std::int64_t now = m_around.clock.steadyNs();
    const auto late = std::ranges::stable_partition(grant.waiting, [now](const Posted& posted) {
        return deadlineNs(posted) > now;
    });
    std::vector<Posted> ended(
        std::make_move_iterator(late.begin()), std::make_move_iterator(late.end())
    );
    grant.waiting.erase(late.begin(), late.end());
    for (Posted& posted : ended) {
        const std::string words = "token: no answer within " +
                                  base::formatDuration(posted.request.timeout) + " from " +
                                  hostAndPort(grant.options.oauth2.tokenUrl);
        fail(std::move(posted), {base::Code::Timeout, words});
    }
}

bool TokenKeeper::cancel(RequestId id, const base::Error& why) {
    const auto endIn = [this, id, &why](std::vector<Posted>& list) {
        const auto found = std::ranges::find(list, id, &Posted::id);
        if (found == list.end()) {
            return false;
        }
        Posted posted = std::move(*found);
        list.erase(found);
        fail(std::move(posted), why);
        return true;
    };
    if (endIn(m_arrived)) {
        return true;
    }
    return std::ranges::any_of(m_grants, [&endIn](const auto& known) {
        return endIn(known.second->waiting);
    });
}

void TokenKeeper::stop(const base::Error& why) {
    for (Posted& posted : std::exchange(m_arrived, {})) {
        fail(std::move(posted), why);
    }
    for (const auto& [key, grant] : m_grants) {
        for (Posted& posted : std::exchange(grant->waiting, {})) {
            fail(std::move(posted), why);
        }
    }
}

std::optional<std::int64_t> TokenKeeper::dueNs() const {
    std::optional<std::int64_t> due;
    for (const auto& [key, grant] : m_grants) {
        for (const Posted& posted : grant->waiting) {
            due = std::min(due.value_or(deadlineNs(posted)), deadlineNs(posted));
        }
    }
    return due;
}

void TokenKeeper::fail(Posted&& posted, base::Error error) const {
    Response response;
    response.error = std::move(error);
    response.reach = Reach::NoToken;
    response.startNs = posted.startNs;
    response.totalUs = (m_around.clock.steadyNs() - posted.startNs) / 1000;
    response.tokenUs = response.totalUs;
    const Done done = std::move(posted.done);
    done(std::move(response));
}

} // namespace meterbench::http
