// A served connection on any bytes: into how many pieces they are cut must never change what is
// answered, and it never runs on. The first byte says how large the pieces are. The client does not
// read before the end, so that what is behind large answers waits.
#include "core/base/check.h"
#include "core/http/served_connection.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace {

using namespace meterbench::http;

Answer echo(const ServedRequest& request) {
    Answer answer;
    answer.body = std::string(request.method) + " " + std::string(request.path) + "?" +
                  std::string(request.query) + " " + std::to_string(request.headers.size()) + " " +
                  std::to_string(std::hash<std::string_view>()(request.body)) + "\n";
    if (request.path == "/large") {
        answer.body.append(600'000, 'l');
    }
    return answer;
}

/// What says when to go on comes earlier or not at all, as the pieces are.
std::string withoutContinue(std::string text) {
    constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    for (std::size_t at = 0; (at = text.find(kContinue, at)) != std::string::npos;) {
        text.erase(at, kContinue.size());
    }
    return text;
}

std::string answersTo(std::string_view stream, std::size_t pieceBytes) {
    std::array<int, 2> ends{};
    MB_CHECK(
        ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0,
        "there are sockets"
    );
    ServerLimits limits;
    limits.headerBytes = 512;
    limits.bodyBytes = 4'096;
    const HostRules rules(limits, "127.0.0.1");
    const Handler handler = echo;
    std::string buffer(4'096, '\0');
    std::string answers;
    ServedConnection connection(ends[0], "fuzz", limits, rules, handler, nullptr);
    auto next = ServedConnection::Next::GoOn;
    const auto take = [&] {
        std::array<char, 65'536> bytes{};
        const ssize_t got = ::recv(ends[1], bytes.data(), bytes.size(), 0);
        answers.append(bytes.data(), got > 0 ? static_cast<std::size_t>(got) : 0U);
        return got > 0;
    };
    while (!stream.empty() && next == ServedConnection::Next::GoOn) {
        const std::string_view piece = stream.substr(0, pieceBytes);
        const ssize_t sent = ::send(ends[1], piece.data(), piece.size(), MSG_NOSIGNAL);
        stream.remove_prefix(sent > 0 ? static_cast<std::size_t>(sent) : 0U);
        next = connection.serve(buffer, 0);
        if (sent <= 0) {
            take();
        }
    }
    ::shutdown(ends[1], SHUT_WR);
    int turns = 0;
    while (next == ServedConnection::Next::GoOn) {
        MB_CHECK(++turns < 100'000, "a connection whose client is done ends");
        next = connection.serve(buffer, 0);
        take();
    }
    while (take()) {
    }
    ::close(ends[1]);
    return withoutContinue(std::move(answers));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    const std::string_view stream(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::size_t pieceBytes = std::size_t{1} + data[0];
    MB_CHECK(
        answersTo(stream, stream.size()) == answersTo(stream, pieceBytes),
        "into which pieces a stream is cut changes nothing"
    );
    return 0;
}
