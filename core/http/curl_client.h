// CurlClient: the Client on one thread of its own, around one epoll: plain http by PlainExchanges,
// everything else by libcurl's multi interface. Keeps connections (one per host is the norm, for
// thousands of hosts), is woken once per batch of sends and sleeps while nothing is under way.
// Credentials and extra headers are never sent on to another origin by a redirect. The
// environment's proxies are not asked. Bodies of more than 1 GiB are refused (Limit) even where the
// request sets no limit. Errors: see error_words.h.
#pragma once

#include "core/base/clock.h"
#include "core/http/client.h"

#include <memory>

namespace meterbench::http {

class CurlClient final : public Client {
public:
    explicit CurlClient(const base::Clock& clock);
    /// As stop().
    ~CurlClient() override;

    RequestId send(Request&& request, Done done) override;
    void cancel(RequestId id) override;
    bool join(Guest& guest) override;
    void leave(Guest& guest) override;
    void wake(Guest& guest) override;

    /// Cancels everything under way and ends the thread. Not from a `done`. Requests sent
    /// afterwards are answered with Cancelled at once, in the caller's thread.
    void stop();

private:
    class Worker;
    std::unique_ptr<Worker> m_worker;
};

} // namespace meterbench::http
