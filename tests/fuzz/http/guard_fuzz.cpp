// The framing machine on any bytes: the cut between two reads must never change what is seen, and
// it never claims more than it was fed. The first byte says where the stream is cut.
#include "core/http/guard.h"
#include "core/base/check.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using meterbench::http::Guard;
using meterbench::http::ServerLimits;
using meterbench::http::HostRules;

struct Seen {
    std::string requests;
    int refused = 0;
    Guard::Phase phase = Guard::Phase::Idle;
    std::uint64_t requestStart = 0;

    friend bool operator==(const Seen&, const Seen&) = default;
};

Seen watch(std::string_view first, std::string_view second) {
    ServerLimits limits;
    limits.headerBytes = 512;
    limits.bodyBytes = 4'096;
    const HostRules rules(limits, "127.0.0.1");
    Guard guard(limits, rules);
    guard.feed(first);
    guard.feed(second);
    MB_CHECK(guard.requestStart() <= guard.fedBytes(), "a request begins within what was fed");
    MB_CHECK(guard.fedBytes() == first.size() + second.size(), "every byte is counted");
    Seen seen;
    while (const auto request = guard.take()) {
        MB_CHECK(request->bodyBytes() <= limits.bodyBytes, "bodies stay within the limit");
        seen.requests += std::string(request->method()) + " " + std::string(request->target()) + " " +
                         std::to_string(request->bodyBytes()) + "\n";
    }
    seen.refused = guard.refusal() ? guard.refusal()->status : 0;
    seen.phase = guard.phase();
    seen.requestStart = guard.requestStart();
    return seen;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    const std::string_view stream(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::size_t cut = stream.size() * data[0] / 255;
    MB_CHECK(
        watch(stream, {}) == watch(stream.substr(0, cut), stream.substr(cut)),
        "the cut between two reads changes nothing"
    );
    return 0;
}
