// Posted: a request with everything that belongs to it, on its way to whoever carries it out
// (PlainExchanges, Exchange), or back from there when its token was refused (TokenKeeper). The
// client's thread.
#pragma once

#include "core/http/client.h"

#include <cstdint>

namespace meterbench::http {

/// Which token of a TokenKeeper goes with a request.
struct TokenUse {
    std::uint64_t number = 0;    ///< 0: none
    std::int64_t waitedUs = -1;  ///< for the first one
    bool hasBeenRefused = false; ///< a former one was: what is answered now is the answer

    /// True: the request is to be tried once more, with another token.
    [[nodiscard]] bool isRefusedBy(int status) const {
        return number != 0 && !hasBeenRefused && status == 401;
    }
};

struct Posted {
    RequestId id = 0;
    std::int64_t startNs = 0; ///< its time runs from here
    Request request;
    Done done;
    TokenUse token;
};

} // namespace meterbench::http
