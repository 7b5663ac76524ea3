// TokenKeeper: OAuth2 tokens for requests whose options want one (ClientOptions::oauth2). A request
// waits here, without anybody blocking, while its token is fetched: once for all that share it.
// A token is kept until shortly before its end by the steady clock. A request that was answered
// with 401 comes back (renew), drops the token it went with and is sent once more, the same bytes
// with another token. A fetch that failed answers all who waited, and who asks within the next
// second: when to try again is for the askers to decide, but many of them must not become a storm.
// Errors: see token_answer.h; Io when a secret's file cannot be read. The client's thread.
#pragma once

#include "core/base/clock.h"
#include "core/http/posted.h"
#include "core/http/secret_files.h"
#include "core/http/token_answer.h"
#include "core/http/token_request.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace meterbench::http {

class TokenKeeper {
public:
    struct Surroundings {
        const base::Clock& clock;
        SecretFiles& secrets;
        std::function<RequestId()> nextId;
        std::function<void(Posted&&)> send; ///< may call `done` at once
    };

    explicit TokenKeeper(Surroundings surroundings);
    ~TokenKeeper();
    TokenKeeper(const TokenKeeper&) = delete;
    TokenKeeper& operator=(const TokenKeeper&) = delete;

    [[nodiscard]] static bool concerns(const Posted& posted);

    /// Sent in the next turn() in which there is a token for it.
    void start(Posted&& posted);
    /// It was sent with a token and answered with 401.
    void renew(Posted&& posted);
    /// False: it does not wait here.
    bool cancel(RequestId id, const base::Error& why);
    /// Everything that waits ends with `why`; nothing is sent or fetched any more.
    void stop(const base::Error& why);

    /// Sends what has its token, begins fetches, ends what is over time.
    void turn();
    /// Clock::steadyNs; nothing: no request waits.
    [[nodiscard]] std::optional<std::int64_t> dueNs() const;

private:
    struct Grant;

    Grant& grantOf(const ClientOptions& options, const std::string& secret);
    void admit(Posted&& posted);
    void serve(Grant& grant);
    void handOut(Grant& grant);
    void fetch(Grant& grant);
    void takeAnswers(Grant& grant);
    void keep(Grant& grant, Token&& token);
    void sendWith(const Grant& grant, Posted&& posted);
    void endOverTime(Grant& grant);
    void fail(Posted&& posted, base::Error error) const;
    void forgetUnused();

    Surroundings m_around;
    std::unordered_map<std::string, std::unique_ptr<Grant>> m_grants; ///< by tokenKey()
    std::vector<Posted> m_arrived;                                    ///< not yet with their grant
    std::uint64_t m_lastToken = 0;
};

} // namespace meterbench::http
