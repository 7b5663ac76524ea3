#include "core/billing/tokens.h"

#include "core/base/secret.h"

namespace meterbench::billing {

namespace {

constexpr std::size_t kTokenBytes = 32;
constexpr std::size_t kMostTokens = 1'000;

} // namespace

std::optional<std::string> Tokens::issue() {
    forgetExpired();
    std::optional<std::string> token = base::randomHex(kTokenBytes);
    if (token) {
        m_issued.push_back({*token, m_clock.steadyNs() + m_lifeSeconds * 1'000'000'000});
        if (m_issued.size() > kMostTokens) {
            m_issued.pop_front();
        }
    }
    return token;
}

bool Tokens::admits(std::string_view token) {
    forgetExpired();
    bool isKnown = false; // all are looked at: the time tells nothing of those that there are
    for (const Issued& issued : m_issued) {
        isKnown = base::isSameSecret(issued.token, token) || isKnown;
    }
    return isKnown;
}

void Tokens::forgetExpired() {
    while (!m_issued.empty() && m_issued.front().expiresNs <= m_clock.steadyNs()) {
        m_issued.pop_front();
    }
}

} // namespace meterbench::billing
