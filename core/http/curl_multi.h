// CurlMulti: libcurl's multi interface driven by a Poller (curl_multi_socket_action), so that it
// costs nothing while none of its sockets has anything to say. Its keys are the sockets' numbers,
// below 2^32. The client's thread.
#pragma once

#include "core/base/clock.h"
#include "core/http/poller.h"
#include "core/http/transfer.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace meterbench::http {

class CurlMulti {
public:
    CurlMulti(const base::Clock& clock, Poller& poller);

    void add(Transfer& transfer);
    void remove(Transfer& transfer);

    void onReady(const Poller::Ready& ready);
    /// Lets curl do what is due by time.
    void onTime();

    /// Clock::steadyNs of that; nothing: only when a socket is ready.
    [[nodiscard]] std::optional<std::int64_t> dueNs() const { return m_dueNs; }

    struct Ended {
        Transfer* transfer = nullptr; ///< removed already; null: no more
        CURLcode code = CURLE_OK;
    };

    [[nodiscard]] Ended nextEnded();

private:
    static int onSocket(CURL* handle, curl_socket_t socket, int what, void* self, void* known);
    static int onTimer(CURLM* multi, long waitMs, void* self);

    const base::Clock& m_clock;
    Poller& m_poller;
    std::optional<std::int64_t> m_dueNs;
    std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)> m_multi; // calls back while it ends
};

} // namespace meterbench::http
