// Client: the core's only way to speak HTTP outwards. The implementation (curl_client.h) runs
// libcurl's multi interface on its own thread; tests use tests/support/scripted_client.h. Not for
// serving: that is core/api. send() may be called from any thread and never waits; `done` is called
// exactly once, on the client's thread, also after cancel() and stop() (Code::Cancelled): it must
// only hand the response on to a Channel.
#pragma once

#include "core/base/result.h"
#include "core/http/client_options.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meterbench::http {

struct Header {
    std::string name;
    std::string value;

    friend bool operator==(const Header&, const Header&) = default;
};

struct Request {
    std::string method = "GET";
    std::string url;
    std::vector<Header> headers; ///< added to the client's own and to those of the options
    std::string body;
    std::shared_ptr<const ClientOptions> options; ///< auth, TLS, proxy; may be null: none
    std::chrono::milliseconds timeout{10'000};    ///< for everything, from the call on
    std::uint64_t bodyLimitBytes =
        0;                   ///< of the decoded body; 0: none. Reaching it (>=) is Code::Limit
    bool acceptGzip = false; ///< asks for gzip and decodes it
};

/// How far an exchange came that got no complete answer.
enum class Reach : std::uint8_t {
    NoToken, ///< not even begun: its OAuth2 token could not be had
    Nothing,
    Name, ///< it has an address
    Connection,
    Secured, ///< by TLS, or there is none
};

struct Response {
    /// Set when there was no complete answer: Network, Timeout, Limit, Cancelled, Corrupt (a broken
    /// gzip body). The context says how far it came: "no answer within 10s (connected
    /// to 10.0.3.7:9100 in 2 ms)". No secrets.
    std::optional<base::Error> error;
    Reach reach = Reach::Secured; ///< with an error: the last thing that went well
    int status = 0;
    std::vector<Header> headers; ///< of the last answer after redirects
    std::string body;            ///< decoded
    std::uint64_t wireBytes = 0; ///< body bytes as they came
    std::string remoteAddress;   ///< "10.0.3.7:9100"; empty when never connected
    std::int64_t connectUs = -1; ///< -1: never connected, 0: a kept connection
    std::int64_t startNs = 0;    ///< Clock::steadyNs when it was handed to the network
    std::int64_t totalUs = 0;
    std::int64_t tokenUs = -1; ///< of it, waiting for an OAuth2 token; -1: none was wanted

    /// Case-insensitive; empty when absent.
    [[nodiscard]] std::string_view header(std::string_view name) const;
};

using RequestId = std::uint64_t;
using Done = std::function<void(Response&&)>;

/// Lives on the client's thread (Client::join): gets a turn when it was woken or its time has come,
/// after the answers of that round were handed out. What it sends in its turn goes out without a
/// wake-up, and answers reach it without one.
class Guest {
public:
    Guest() = default;
    Guest(const Guest&) = delete;
    Guest& operator=(const Guest&) = delete;
    virtual ~Guest() = default;

    /// Answers the milliseconds until it wants its next turn at the latest; -1: only when woken.
    virtual std::int64_t turn() = 0;

    /// The client's own: whether a turn is wanted, and when the next one is due (steady ns; -1: not
    /// by time).
    std::atomic<bool> isWoken = false;
    std::int64_t nextTurnNs = -1;
};

class Client {
public:
    Client() = default;
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    virtual ~Client() = default;

    virtual RequestId send(Request&& request, Done done) = 0;
    virtual void cancel(RequestId id) = 0;

    /// From now on the guest has its turns, in the order in which guests joined. False: this
    /// client has no thread of its own to share. Not from a turn.
    virtual bool join(Guest& guest) {
        static_cast<void>(guest);
        return false;
    }

    /// The guest is in no turn when this returns, and gets none any more. Not from a turn.
    virtual void leave(Guest& guest) { static_cast<void>(guest); }

    /// Any thread: the guest gets a turn soon.
    virtual void wake(Guest& guest) { static_cast<void>(guest); }
};

} // namespace meterbench::http
