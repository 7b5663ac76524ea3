// Error words: what a failed exchange is called, from curl's code and from how far it came. Says
// host and port, never the URL's user, password or query. Source: libcurl-errors(3).
#pragma once

#include "core/base/result.h"
#include "core/http/client.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace meterbench::http {

/// How far an exchange came before it failed.
struct Progress {
    std::string host;          ///< "db1:9100" as asked for
    std::string remoteAddress; ///< "10.0.3.7:9100"; empty: never connected
    std::int64_t connectUs = -1;
    bool resolved = false; ///< the name has an address (or is one)
    bool secured = true;   ///< the TLS handshake is done, or there is none
    int status = 0;        ///< 0: no status line yet
    std::uint64_t bodyBytes = 0;
    std::int64_t expectedBytes = -1; ///< Content-Length; -1: not told
    int osError = 0;
    std::string curlText; ///< curl's error buffer
};

/// code is a CURLcode.
[[nodiscard]] Reach reachOf(int code, const Progress& progress);
[[nodiscard]] base::Error
wordsFor(int code, const Progress& progress, std::chrono::milliseconds timeout);

} // namespace meterbench::http
