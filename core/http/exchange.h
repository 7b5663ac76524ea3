// Exchange: one request under way on one easy handle of libcurl, redirects included: sets the
// handle up, collects the answer, and words its failure. Reused for the next
// request together with its handle. The client's thread only. Not a connection: those belong to
// curl's multi handle.
#pragma once

#include "core/base/clock.h"
#include "core/http/client.h"
#include "core/http/collector.h"
#include "core/http/error_words.h"
#include "core/http/posted.h"
#include "core/http/request_head.h"
#include "core/http/secret_files.h"
#include "core/http/transfer.h"

#include <curl/curl.h>

#include <array>
#include <memory>
#include <string>

namespace meterbench::http {

class Exchange final : public Transfer {
public:
    explicit Exchange(const base::Clock& clock);

    /// Sets the handle up; on failure finish with the error, without giving the handle to curl.
    [[nodiscard]] base::Status begin(Posted&& posted, SecretFiles& secrets);
    /// After curl is done with the handle: true when a redirect is to be followed (hand the handle
    /// to curl once more).
    [[nodiscard]] bool continues(CURLcode code, SecretFiles& secrets);
    /// After curl is done with the handle: true when the token was refused and another is to be
    /// tried (takeBack).
    [[nodiscard]] bool isTokenRefused(CURLcode code) const;
    /// The request as it was given, in place of finishing it.
    [[nodiscard]] Posted takeBack();
    /// Calls `done` with what came, or with the error of the code.
    void finish(CURLcode code);
    void finish(base::Error error);

    [[nodiscard]] CURL* handle() const override { return m_handle.get(); }

    [[nodiscard]] RequestId id() const { return m_id; }

private:
    using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
    using HeaderList = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

    static std::size_t onHeader(char* bytes, std::size_t size, std::size_t count, void* self);
    static std::size_t onBody(char* bytes, std::size_t size, std::size_t count, void* self);

    [[nodiscard]] base::Status setUp(SecretFiles& secrets);
    void setUpBasics();
    void setUpMethod();
    void setUpTls(const TlsOptions& tls);
    void setUpServerName(const std::string& serverName);
    [[nodiscard]] base::Status setUpHeaders(SecretFiles& secrets);
    void addHeaderLine(const std::string& line);

    [[nodiscard]] std::string redirectUrl() const;
    void takeHeader(std::string_view line);
    void readConnection();
    [[nodiscard]] Progress progress() const;
    [[nodiscard]] base::Error failure(CURLcode code) const;
    void conclude();

    const base::Clock& m_clock;
    Handle m_handle;
    HeaderList m_headers;
    HeaderList m_connectTo;
    std::array<char, CURL_ERROR_SIZE> m_errorText{};

    RequestId m_id = 0;
    Request m_request;
    Done m_done;
    TokenUse m_token;
    Collector m_answer;
    std::string m_url; ///< of the present hop
    Hop m_hop;
    int m_redirects = 0;
};

} // namespace meterbench::http
