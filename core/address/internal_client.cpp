#include "core/address/internal_client.h"

#include <utility>

namespace meterbench::address {

namespace {

/// No request of a real client has this number.
constexpr http::RequestId kInternal = ~http::RequestId{0};

} // namespace

InternalClient::InternalClient(http::Client& real, Ask ask)
    : m_real(real)
    , m_ask(std::move(ask)) {}

http::RequestId InternalClient::send(http::Request&& request, http::Done done) {
    if (!request.url.starts_with("internal://")) {
        return m_real.send(std::move(request), std::move(done));
    }
    m_ask(std::move(request), std::move(done));
    return kInternal;
}

void InternalClient::cancel(http::RequestId id) {
    if (id != kInternal) {
        m_real.cancel(id);
    }
}

bool InternalClient::join(http::Guest& guest) {
    return m_real.join(guest);
}

void InternalClient::leave(http::Guest& guest) {
    m_real.leave(guest);
}

void InternalClient::wake(http::Guest& guest) {
    m_real.wake(guest);
}

} // namespace meterbench::address
