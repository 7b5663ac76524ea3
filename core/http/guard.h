// Guard: a strict HTTP/1.1 framing machine that says where requests begin and end, what must be
// refused and when a connection has to end. It frames for ServedConnection, and reads along with
// QHttpServer, of which it sees every byte first. No sockets, no Qt. Refuses whatever two readers
// could understand differently: bare LF, folded headers, space before a colon, more than one
// Content-Length, lengths that are no plain number, both framings, trailers. Source: RFC 9112
// sections 2-7 and 11; RFC 9110 section 10.1.1 (Expect). One thread.
#pragma once

#include "core/http/host_rules.h"
#include "core/http/server_limits.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::http {

/// An answer in place of the handler's; the connection ends with it.
struct FramingRefusal {
    int status = 400;
    std::string text;

    /// The whole answer, head and plain body.
    [[nodiscard]] std::string toHttp() const;
};

/// The head of a request as it came. Its parts are told by where they stand, so that they stay
/// right when its bytes move.
class FramedRequest {
public:
    [[nodiscard]] std::string_view method() const { return textOf(m_method); }

    [[nodiscard]] std::string_view target() const { return textOf(m_target); } ///< raw, with query

    /// Complete once the whole request has come.
    [[nodiscard]] std::uint64_t bodyBytes() const { return m_bodyBytes; }

    /// HTTP/1.0 or Connection: close
    [[nodiscard]] bool endsConnection() const { return m_endsConnection; }

    [[nodiscard]] std::size_t headerCount() const { return m_headers.size(); }

    [[nodiscard]] std::string_view headerName(std::size_t i) const {
        return textOf(m_headers[i].name);
    }

    [[nodiscard]] std::string_view headerValue(std::size_t i) const {
        return textOf(m_headers[i].value);
    }

private:
    friend class Guard;

    struct Part {
        std::uint32_t at = 0;
        std::uint32_t size = 0;
    };

    struct Header {
        Part name;
        Part value;
    };

    /// Headers that framing looks at.
    enum class Known : std::uint8_t {
        Host,
        Origin,
        Expect,
        Upgrade,
        Connection,
        ContentLength,
        TransferEncoding,
        Other
    };

    struct Seen {
        std::uint32_t count = 0;
        Part value; ///< the first one
    };

    [[nodiscard]] std::string_view text() const {
        return m_own.empty() ? m_inPlace : std::string_view(m_own);
    }

    [[nodiscard]] std::string_view textOf(Part part) const {
        return text().substr(part.at, part.size);
    }

    [[nodiscard]] const Seen& seen(Known known) const {
        return m_known[static_cast<std::size_t>(known)];
    }

    [[nodiscard]] std::string_view value(Known known) const { return textOf(seen(known).value); }

    void addHeader(Part name, Part value);
    /// What comes stands behind what came, or is copied.
    void grow(std::string_view bytes);
    /// The bytes that it stands in go away: takes them along.
    void own();
    void clear(); ///< and gives its memory back

    std::string_view m_inPlace; ///< its bytes so far, while m_own is empty
    std::string m_own;
    Part m_method;
    Part m_target;
    std::vector<Header> m_headers;
    std::array<Seen, static_cast<std::size_t>(Known::Other)> m_known{};
    std::uint64_t m_bodyBytes = 0;
    bool m_endsConnection = false;
};

class Guard {
    using Known = FramedRequest::Known;

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

    /// Reads along with somebody else, who has the bodies: heads wait to be taken.
    void feed(std::string_view bytes);

    /// Reads no further than the end of the request under way, and keeps its body. Answers how much
    /// was used; isComplete() says whether that end was reached. One guard is fed in one way only.
    [[nodiscard]] std::size_t feedRequest(std::string_view bytes);

    [[nodiscard]] bool isComplete() const { return m_isComplete; }

    /// The complete request and its body, chunks joined. They stand in the bytes of feedRequest
    /// when all of it came at once: read them before those go.
    [[nodiscard]] const FramedRequest& request() const { return m_current; }

    [[nodiscard]] std::string_view body() const {
        return m_body.empty() ? m_bodyInPlace : std::string_view(m_body);
    }

    /// It is answered: an idle guard holds no memory.
    void letGo();

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

    [[nodiscard]] bool inHead() const {
        return m_state == State::RequestLine || m_state == State::HeaderLine;
    }

    [[nodiscard]] std::size_t takeSome(std::string_view bytes);
    [[nodiscard]] std::size_t takeHeadLine(std::string_view bytes);
    [[nodiscard]] std::size_t takeChunkLine(std::string_view bytes);
    [[nodiscard]] std::size_t takeBody(std::string_view bytes);
    void keepBody(std::string_view bytes);
    [[nodiscard]] bool isGoodLine(std::string_view line);
    [[nodiscard]] bool isHeadTooLong();
    void chunkLine(std::string_view line);
    void requestLine(std::string_view line);
    void headerLine(std::string_view line);
    void chunkSize(std::string_view line);
    void headDone();
    [[nodiscard]] bool checkHost();
    [[nodiscard]] bool checkExpectations();
    [[nodiscard]] bool beginBody();
    [[nodiscard]] bool beginFixedBody(std::string_view length);
    void requestDone();
    [[nodiscard]] FramedRequest::Part partOf(std::string_view text) const;

    const ServerLimits& m_limits;
    const HostRules& m_rules;
    State m_state = State::RequestLine;
    std::optional<FramingRefusal> m_refusal;
    std::list<FramedRequest> m_requests; // an empty list holds no memory
    FramedRequest m_current;             // moved to m_requests with its head, when reading along
    std::string m_line;                  // of a chunk's frame
    std::size_t m_headBytes = 0;         // 0: the next request has not begun
    std::size_t m_lineStart = 0;         // of the present line of the head
    std::uint64_t m_left = 0;            // of the body or chunk
    std::uint64_t m_bodyBytes = 0;
    std::string_view m_bodyInPlace;
    std::string m_body;
    std::uint64_t m_fed = 0;
    std::uint64_t m_requestStart = 0;
    std::uint64_t m_requestCount = 0;
    bool m_readsAlong = false;
    bool m_isLast = false; // the connection ends with the present request
    bool m_http10 = false;
    bool m_wantsContinue = false;
    bool m_isComplete = false;
};

} // namespace meterbench::http
