// InternalClient: the engine's http client with one scheme more. What it asks under internal:// is
// answered inside the program, without a socket; everything else goes to the real client, guests
// and wake-ups included. Any thread, as http::Client says.
#pragma once

#include "core/http/client.h"

#include <functional>

namespace meterbench::address {

class InternalClient final : public http::Client {
public:
    /// Must call `done` once, from any thread, soon: it cannot be cancelled.
    using Ask = std::function<void(http::Request&& request, http::Done done)>;

    /// The real client must outlive this.
    InternalClient(http::Client& real, Ask ask);

    http::RequestId send(http::Request&& request, http::Done done) override;
    void cancel(http::RequestId id) override;
    bool join(http::Guest& guest) override;
    void leave(http::Guest& guest) override;
    void wake(http::Guest& guest) override;

private:
    http::Client& m_real;
    Ask m_ask;
};

} // namespace meterbench::address
