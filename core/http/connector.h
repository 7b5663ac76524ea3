// Connector: a TCP connection made by libcurl (name resolution in the background, all addresses
// tried as RFC 8305 says), then taken from it: what is spoken over it is PlainExchanges' business.
// One attempt. The client's thread.
#pragma once

#include "core/http/error_words.h"
#include "core/http/transfer.h"
#include "core/http/url.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace meterbench::http {

class Connector final : public Transfer {
public:
    /// Give it to a CurlMulti to begin. `owner` is handed back by owner().
    Connector(const Url& url, std::chrono::milliseconds timeout, std::uint64_t owner);
    /// Only after it was removed from the CurlMulti.
    ~Connector() override;

    [[nodiscard]] CURL* handle() const override { return m_handle.get(); }

    [[nodiscard]] std::uint64_t owner() const { return m_owner; }

    void ended(CURLcode code) override;

    /// After a good end: the socket, the caller's from now on, non-blocking; -1: there is none.
    [[nodiscard]] int takeSocket();
    /// "10.0.3.7:9100"
    [[nodiscard]] std::string remoteAddress() const;
    [[nodiscard]] std::int64_t connectUs() const;
    [[nodiscard]] Progress progress() const;

private:
    static int onClose(void* self, curl_socket_t socket);

    Url m_url;
    std::uint64_t m_owner;
    std::array<char, CURL_ERROR_SIZE> m_errorText{};
    int m_kept = -1; ///< stays open when curl is done with it
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> m_handle;
};

} // namespace meterbench::http
