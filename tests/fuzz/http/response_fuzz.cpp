// The reader of answers on any bytes: the cut between two receives must never change what is read,
// bodies stay within their limit, and nothing is taken behind the end of the answer. The first byte
// says where the stream is cut, its lowest bit whether the request was a HEAD.
#include "core/base/check.h"
#include "core/http/response_reader.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using meterbench::http::Collector;
using meterbench::http::ResponseReader;

constexpr std::uint64_t kLimitBytes = 1'000;

struct Seen {
    ResponseReader::State state = ResponseReader::State::Reading;
    bool keeps = false;
    std::size_t used = 0;
    int status = 0;
    std::string headers;
    std::string body;

    friend bool operator==(const Seen&, const Seen&) = default;
};

Seen read(std::string_view first, std::string_view second, bool isToHead) {
    Collector into;
    into.begin(0, kLimitBytes, false);
    ResponseReader reader;
    reader.begin(into, isToHead);
    Seen seen;
    seen.used = reader.take(first);
    if (reader.state() == ResponseReader::State::Reading) {
        MB_CHECK(seen.used == first.size(), "while it reads, every byte is taken");
        seen.used += reader.take(second);
    }
    reader.takeEnd();
    seen.state = reader.state();
    seen.status = into.response.status;
    if (seen.state != ResponseReader::State::Complete) {
        seen.used = 0; // how far a refused answer was read depends on the pieces
        return seen;
    }
    MB_CHECK(into.response.body.size() < kLimitBytes, "bodies stay within the limit");
    seen.body = into.response.body;
    for (const meterbench::http::Header& header : into.response.headers) {
        seen.headers += header.name + ":" + header.value + "\n";
    }
    return seen;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    const std::string_view stream(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::size_t cut = stream.size() * data[0] / 255;
    const bool isToHead = (data[0] & 1U) != 0;
    MB_CHECK(
        read(stream, {}, isToHead) == read(stream.substr(0, cut), stream.substr(cut), isToHead),
        "the cut between two receives changes nothing"
    );
    return 0;
}
