// ResponseReader: where an HTTP/1.1 answer's parts begin and end (RFC 9112), fed with bytes in any
// pieces. Body by Content-Length, chunked, or up to the connection's end; 1xx answers are passed
// over. Strict where a lenient reading could mistake one answer for another: lengths that disagree,
// bad chunk sizes, codings other than chunked are Broken. One thread, no sockets.
#pragma once

#include "core/http/collector.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace meterbench::http {

class ResponseReader {
public:
    enum class State : std::uint8_t { Reading, Complete, OverLimit, Broken };

    /// A new answer; `isToHead`: to a HEAD request, it has no body whatever its headers say.
    void begin(Collector& into, bool isToHead);
    /// Up to the end of the answer; how many bytes belonged to it.
    std::size_t take(std::string_view bytes);
    /// The server sends no more: ends a body that has no other end. Reading afterwards: cut short.
    void takeEnd();

    [[nodiscard]] State state() const { return m_state; }

    [[nodiscard]] bool hasBegun() const { return m_begun; }

    /// Once Complete: another request may be sent on this connection.
    [[nodiscard]] bool keepsConnection() const { return m_keeps; }

private:
    enum class Part : std::uint8_t {
        StatusLine,
        Headers,
        Length,
        UntilEnd,
        ChunkSize,
        Chunk,
        ChunkEnd,
        Trailers,
    };

    std::optional<std::string_view> takeLine(std::string_view& bytes);
    void takeWhole(std::string_view line);
    void takeStatusLine(std::string_view line);
    void takeHeaderLine(std::string_view line);
    void takeChunkSize(std::string_view line);
    void endHeaders();
    void takeData(std::string_view& bytes);
    [[nodiscard]] bool isChunked();
    [[nodiscard]] std::optional<std::uint64_t> length();

    Collector* m_into = nullptr;
    State m_state = State::Reading;
    Part m_part = Part::StatusLine;
    bool m_isToHead = false;
    bool m_begun = false;
    bool m_keeps = true;
    bool m_isHttp10 = false;
    std::uint64_t m_left = 0; ///< of the body or the chunk
    std::size_t m_headBytes = 0;
    std::string m_line; ///< the beginning of a line whose end has not come
};

} // namespace meterbench::http
