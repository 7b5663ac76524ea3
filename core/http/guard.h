// Guard: a strict HTTP/1.1 framing machine that reads along with QHttpServer and says where
// requests begin and end, what must be refused and when a connection has to end. It sees every byte
// before QHttpServer does. No sockets, no Qt: fed by http_server.cpp and by tests. Refuses whatever
// two readers could understand differently: bare LF, folded headers, space before a colon, more
// than one Content-Length, lengths that are no plain number, both framings, trailers. Source: RFC
// 9112 sections 2-7 and 11; RFC 9110 section 10.1.1 (Expect). One thread.
#pragma once

#include "core/http/host_rules.h"
#include "core/http/server_limits.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meterbench::http {

/// An answer in place of the handler's; the connection ends with it.
struct FramingRefusal {
    int status = 400;
    std::string text;

    /// The whole answer, head and plain body.
    [[nodiscard]] std::string toHttp() const;
};

/// The head of a request as it came, kept until QHttpServer hands the request over.
struct FramedRequest {
    std::string method;
    std::string target; ///< raw: path and query
    std::vector<std::pair<std::string, std::string>> headers;
    std::uint64_t bodyBytes = 0; ///< complete once QHttpServer has the request
    bool endsConnection = false; ///< HTTP/1.0 or Connection: close

    /// Case-insensitive; the first one, empty when absent.
    [[nodiscard]] std::string_view header(std::string_view name) const;
    [[nodiscard]] std::size_t count(std::string_view name) const;
};

class Guard {
public:
    enum class Phase : std::uint8_t {
        Idle, ///< between two requests
        Head,
        Body,
        Ended, ///< refused, or the last request of the connection is complete; further bytes are
               ///< ignored
    };

    /// Both must outlive it.
    Guard(const ServerLimits& limits, const HostRules& rules);

    void feed(std::string_view bytes);

    /// Feeds no further than the end of the request under way and appends its body, chunks joined,
    /// to `body`. Answers how much was used; isComplete() says whether that end was reached.
    [[nodiscard]] std::size_t feedRequest(std::string_view bytes, std::string& body);

    [[nodiscard]] bool isComplete() const { return m_isComplete; }

    [[nodiscard]] Phase phase() const;

    [[nodiscard]] const std::optional<FramingRefusal>& refusal() const { return m_refusal; }

    /// Refuses what is under way for a reason from outside (time).
    void refuse(int status, std::string text);

    /// Offset in the stream at which the present request begins (the refused one, when refused):
    /// everything before belongs to complete requests.
    [[nodiscard]] std::uint64_t requestStart() const { return m_requestStart; }

    [[nodiscard]] std::uint64_t fedBytes() const { return m_fed; }

    /// Requests begun so far.
    [[nodiscard]] std::uint64_t requestCount() const { return m_requestCount; }

    /// True once per request whose sender waits for a "100 Continue" before its body.
    [[nodiscard]] bool wantsContinue() const { return m_wantsContinue; }

    void continued() { m_wantsContinue = false; }

    /// The oldest request with a complete head that was not taken yet.
    [[nodiscard]] std::optional<FramedRequest> take();

    /// No request waits to be taken.
    [[nodiscard]] bool isAnswered() const { return m_requests.empty(); }

private:
    enum class State : std::uint8_t {
        RequestLine,
        HeaderLine,
        FixedBody,
        ChunkSize,
        ChunkBody,
        ChunkEnd,
        LastLine,
        Ended
    };

    [[nodiscard]] std::size_t takeSome(std::string_view bytes);
    [[nodiscard]] std::size_t takeLine(std::string_view bytes);
    [[nodiscard]] std::size_t takeBody(std::string_view bytes);
    [[nodiscard]] bool tooLong();
    void lineDone(std::string_view line);
    void requestLine(std::string_view line);
    void headerLine(std::string_view line);
    void chunkSize(std::string_view line);
    void headDone();
    [[nodiscard]] bool checkHost();
    [[nodiscard]] bool checkExpectations();
    [[nodiscard]] bool beginBody();
    [[nodiscard]] bool beginFixedBody(std::string_view length);
    void countBody(std::uint64_t bytes);
    void requestDone();

    const ServerLimits& m_limits;
    const HostRules& m_rules;
    State m_state = State::RequestLine;
    std::optional<FramingRefusal> m_refusal;
    std::deque<FramedRequest> m_requests;
    FramedRequest m_current; // its head; moved to m_requests when complete
    bool m_http10 = false;
    std::string m_line;
    std::uint64_t m_headBytes = 0;
    std::uint64_t m_left = 0; // of the body or chunk
    std::uint64_t m_bodyBytes = 0;
    std::uint64_t m_fed = 0;
    std::uint64_t m_requestStart = 0;
    std::uint64_t m_requestCount = 0;
    bool m_wantsContinue = false;
    bool m_isComplete = false;
    std::string* m_body = nullptr; // of feedRequest, during the call
};

} // namespace meterbench::http
