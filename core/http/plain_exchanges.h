// PlainExchanges: HTTP/1.1 without TLS and proxy, the daily bread of scraping, spoken over kept
// connections with one send and one or two receives an exchange: about a tenth of what libcurl
// takes for it. Connections are made by libcurl (Connector). What it does not do (https, proxies,
// redirects) goes to Exchange. A kept connection that the server closed before it answered is
// replaced once. The client's thread. Source: RFC 9110, RFC 9112.
#pragma once

#include "core/base/clock.h"
#include "core/http/client.h"
#include "core/http/connector.h"
#include "core/http/curl_multi.h"
#include "core/http/kept_connections.h"
#include "core/http/poller.h"
#include "core/http/posted.h"
#include "core/http/response_reader.h"
#include "core/http/secret_files.h"
#include "core/http/url.h"

#include <queue>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace meterbench::http {

class PlainExchanges {
public:
    struct Surroundings {
        const base::Clock& clock;
        Poller& poller;
        CurlMulti& multi;
        SecretFiles& secrets;
        /// An answer leads elsewhere: to be asked again by somebody who follows redirects.
        std::function<void(Posted&&)> follow;
        /// Its token was refused: to be asked again with another. Not at once: we are in the
        /// middle of something.
        std::function<void(Posted&&)> renew;
    };

    explicit PlainExchanges(Surroundings surroundings);
    ~PlainExchanges();
    PlainExchanges(const PlainExchanges&) = delete;
    PlainExchanges& operator=(const PlainExchanges&) = delete;

    /// False: not for us; `posted` is left as it is.
    [[nodiscard]] bool start(Posted& posted);
    /// False: not one of ours, or ended.
    bool cancel(RequestId id, const base::Error& why);
    void cancelAll(const base::Error& why);

    /// Keys from kFirstKey on are ours.
    static constexpr std::uint64_t kFirstKey = 1ULL << 32U;
    void onReady(const Poller::Ready& ready);
    void onConnected(Connector& connector, CURLcode code);
    /// Ends what is over time, closes connections that were idle for long.
    void onTime();
    [[nodiscard]] std::optional<std::int64_t> dueNs(); ///< Clock::steadyNs

private:
    struct Running;
    struct Address;
    using RunningPtr = std::unique_ptr<Running>;

    /// An exchange is over time then, if it still runs.
    struct Deadline {
        std::int64_t atNs = 0;
        RequestId id = 0;

        friend bool operator>(const Deadline& a, const Deadline& b) { return a.atNs > b.atNs; }
    };

    std::shared_ptr<Address> addressOf(const std::string& url);
    void begin(Running& running, bool freshOnly);
    void connect(Running& running);
    void send(Running& running);
    void receive(Running& running, bool isClosing);
    void cutShort(Running& running, int osError);
    void answered(Running& running);
    void fail(Running& running, CURLcode code);
    void finish(Running& running);
    void leaveConnection(Running& running, bool keep);
    [[nodiscard]] Progress progressOf(const Running& running) const;
    [[nodiscard]] bool follows(const Running& running) const;
    [[nodiscard]] Posted takeBack(Running& running);
    [[nodiscard]] RunningPtr spare();

    Surroundings m_around;
    std::unordered_map<std::string, std::shared_ptr<Address>> m_addresses;        ///< by URL
    KeptConnections m_connections;
    std::unordered_map<RequestId, RunningPtr> m_running;
    std::vector<RunningPtr> m_spare;
    std::priority_queue<Deadline, std::vector<Deadline>, std::greater<>> m_deadlines;
    std::int64_t m_closeIdleNs = 0;
    std::vector<char> m_received; ///< what one receive brings
};

} // namespace meterbench::http
