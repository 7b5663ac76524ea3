// Collector: puts an answer together as it arrives: status, headers, body within its limit, gzip
// decoded. Not a reader of HTTP: who calls it knows where a header ends (libcurl, ResponseReader).
// One thread.
#pragma once

#include "core/http/client.h"

#include <cstdint>
#include <string_view>

namespace meterbench::http {

class Collector {
public:
    /// For a new request.
    void begin(std::int64_t startNs, std::uint64_t bodyLimitBytes, bool acceptGzip);
    /// What came belongs to an answer that is followed by another (a 100, a redirect).
    void forgetAnswer();

    /// A new answer begins.
    void takeStatus(int status);
    void takeHeader(std::string_view name, std::string_view value);
    /// A line that goes on with the last header (RFC 9112, 5.2).
    void continueHeader(std::string_view text);
    /// False: the limit is reached, the rest need not be read.
    [[nodiscard]] bool takeBody(std::string_view bytes);

    /// After the last byte: decodes what was packed; what is broken becomes the response's error.
    void decodeBody();

    [[nodiscard]] bool isOverLimit() const { return m_overLimit; }

    [[nodiscard]] bool isBodyBegun() const { return m_bodyBegun; }

    /// Content-Length; -1: not told.
    [[nodiscard]] std::int64_t expectedBytes() const { return m_expectedBytes; }

    /// "the body is at or over the limit of 10 kB"
    [[nodiscard]] base::Error overLimit() const;

    Response response;

private:
    void beginBody();
    [[nodiscard]] std::uint64_t wireLimit() const;

    std::uint64_t m_limitBytes = 0; ///< of the decoded body
    bool m_acceptGzip = false;
    std::int64_t m_expectedBytes = -1;
    bool m_gzipped = false;
    bool m_bodyBegun = false;
    bool m_overLimit = false;
};

} // namespace meterbench::http
