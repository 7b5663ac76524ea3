#include "core/base/check.h"
#include "core/base/clock.h"
#include "core/base/result.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace meterbench::base {

const char* codeName(Code code) {
    switch (code) {
    case Code::InvalidInput:
        return "invalid input";
    case Code::NotFound:
        return "not found";
    case Code::Corrupt:
        return "corrupt";
    case Code::Io:
        return "io";
    case Code::Network:
        return "network";
    case Code::Timeout:
        return "timeout";
    case Code::Limit:
        return "limit";
    case Code::Unsupported:
        return "unsupported";
    case Code::Cancelled:
        return "cancelled";
    case Code::Internal:
        break;
    }
    return "internal";
}

void promiseBroken(const char* promise, const char* file, int line) {
    std::fprintf(stderr, "meterbench: broken promise: %s (%s:%d)\n", promise, file, line);
    std::abort();
}

std::int64_t SystemClock::nowMs() const {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

std::int64_t SystemClock::steadyNs() const {
    using namespace std::chrono;
    return duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count();
}

} // namespace meterbench::base
