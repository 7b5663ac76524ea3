#include "core/http/guard.h"

#include "core/base/duration.h"

#include <algorithm>
#include <array>

namespace meterbench::http {

namespace {

constexpr std::size_t kLongestTarget = 8 * 1024;
constexpr std::size_t kLongestChunkLine = 18;

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool sameWord(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
        text.remove_prefix(1);
    }
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
        text.remove_suffix(1);
    }
    return text;
}

bool isTokenChar(char c) {
    constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kMarks.find(c) != std::string_view::npos;
}

bool isToken(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, isTokenChar);
}

bool isControl(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
}

bool isDigits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Is the word one of the comma-separated ones?
bool listHas(std::string_view list, std::string_view word) {
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        if (sameWord(trimmed(list.substr(0, comma)), word)) {
            return true;
        }
        list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
    }
    return false;
}

std::string_view reasonOf(int status) {
    switch (status) {
    case 400:
        return "Bad Request";
    case 403:
        return "Forbidden";
    case 408:
        return "Request Timeout";
    case 413:
        return "Content Too Large";
    case 414:
        return "URI Too Long";
    case 417:
        return "Expectation Failed";
    case 421:
        return "Misdirected Request";
    case 431:
        return "Request Header Fields Too Large";
    case 501:
        return "Not Implemented";
    case 503:
        return "Service Unavailable";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "Refused";
    }
}

} // namespace

std::string FramingRefusal::toHttp() const {
    return "HTTP/1.1 " + std::to_string(status) + " " + std::string(reasonOf(status)) +
           "\r\nContent-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: "
           "nosniff\r\nConnection: close\r\n"
           "Content-Length: " +
           std::to_string(text.size() + 1) + "\r\n\r\n" + text + "\n";
}

std::string_view FramedRequest::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (sameWord(key, name)) {
            return value;
        }
    }
    return {};
}

std::size_t FramedRequest::count(std::string_view name) const {
    return static_cast<std::size_t>(std::ranges::count_if(headers, [name](const auto& h) {
        return sameWord(h.first, name);
    }));
}

Guard::Guard(const ServerLimits& limits, const HostRules& rules)
    : m_limits(limits)
    , m_rules(rules) {}

Guard::Phase Guard::phase() const {
    switch (m_state) {
    case State::Ended:
        return Phase::Ended;
    case State::RequestLine:
        return m_line.empty() ? Phase::Idle : Phase::Head;
    case State::HeaderLine:
        return Phase::Head;
    default:
        return Phase::Body;
    }
}

void Guard::refuse(int status, std::string text) {
    m_refusal = FramingRefusal{status, std::move(text)};
    m_state = State::Ended;
}

std::optional<FramedRequest> Guard::take() {
    if (m_requests.empty()) {
        return std::nullopt;
    }
    FramedRequest request = std::move(m_requests.front());
    m_requests.pop_front();
    return request;
}

void Guard::feed(std::string_view bytes) {
    while (!bytes.empty() && m_state != State::Ended) {
        bytes.remove_prefix(takeSome(bytes));
    }
    m_fed += bytes.size();
}

std::size_t Guard::feedRequest(std::string_view bytes, std::string& body) {
    m_body = &body;
    m_isComplete = false;
    std::size_t used = 0;
    while (used < bytes.size() && m_state != State::Ended && !m_isComplete) {
        used += takeSome(bytes.substr(used));
    }
    m_body = nullptr;
    return used;
}

std::size_t Guard::takeSome(std::string_view bytes) {
    const bool isBody = m_state == State::FixedBody || m_state == State::ChunkBody;
    const std::size_t used = isBody ? takeBody(bytes) : takeLine(bytes);
    m_fed += used;
    if (m_state == State::RequestLine && m_line.empty()) {
        m_requestStart = m_fed;
    }
    return used;
}

std::size_t Guard::takeLine(std::string_view bytes) {
    const std::size_t end = bytes.find('\n');
    const std::size_t used = end == std::string_view::npos ? bytes.size() : end + 1;
    m_requestCount += m_state == State::RequestLine && m_line.empty() ? 1U : 0U;
    m_line.append(bytes.substr(0, used));
    if (m_state == State::RequestLine || m_state == State::HeaderLine) {
        m_headBytes += used;
    }
    if (tooLong() || end == std::string_view::npos) {
        return used;
    }
    if (!m_line.ends_with("\r\n")) {
        refuse(400, "a line ends with a bare line feed; it must end with CR LF");
        return used;
    }
    std::string line;
    line.swap(m_line);
    line.resize(line.size() - 2);
    if (std::ranges::any_of(line, [](char c) { return isControl(c) && c != '\t'; })) {
        refuse(400, "a line has a control character in it");
        return used;
    }
    lineDone(line);
    return used;
}

bool Guard::tooLong() {
    const bool inHead = m_state == State::RequestLine || m_state == State::HeaderLine;
    if (m_state == State::RequestLine &&
        m_line.size() > std::min<std::uint64_t>(kLongestTarget, m_limits.headerBytes)) {
        refuse(414, "the request line is longer than " + std::to_string(kLongestTarget) + " bytes");
    } else if (inHead && m_headBytes > m_limits.headerBytes) {
        refuse(431, "the headers are longer than " + base::formatSize(m_limits.headerBytes));
    } else if (!inHead && m_line.size() > kLongestChunkLine) {
        refuse(
            400,
            "the chunk's size is not a plain hexadecimal number (extensions and trailers are not "
            "taken)"
        );
    }
    return m_state == State::Ended;
}

void Guard::lineDone(std::string_view line) {
    switch (m_state) {
    case State::RequestLine:
        requestLine(line);
        break;
    case State::HeaderLine:
        line.empty() ? headDone() : headerLine(line);
        break;
    case State::ChunkSize:
        chunkSize(line);
        break;
    case State::ChunkEnd:
        line.empty() ? void(m_state = State::ChunkSize)
                     : refuse(400, "a chunk is longer than its size says");
        break;
    case State::LastLine:
        line.empty() ? requestDone() : refuse(400, "trailers are not taken");
        break;
    default:
        break;
    }
}

void Guard::requestLine(std::string_view line) {
    const std::size_t first = line.find(' ');
    const std::size_t second = first == std::string_view::npos ? first : line.find(' ', first + 1);
    if (second == std::string_view::npos) {
        return refuse(400, "the request line is not METHOD TARGET HTTP/1.1");
    }
    constexpr std::array<std::string_view, 7> kMethods{
        "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"};
    const std::string_view method = line.substr(0, first);
    const std::string_view target = line.substr(first + 1, second - first - 1);
    const std::string_view version = line.substr(second + 1);
    if (!isToken(method)) {
        return refuse(400, "the method is not a word");
    }
    if (version != "HTTP/1.1" && version != "HTTP/1.0") {
        const bool other =
            version.starts_with("HTTP/") && version.find(' ') == std::string_view::npos;
        return other ? refuse(505, "only HTTP/1.1 and HTTP/1.0 are spoken here")
                     : refuse(400, "the request line is not METHOD TARGET HTTP/1.1");
    }
    if (std::ranges::find(kMethods, method) == kMethods.end()) {
        return refuse(501, "the method is none of GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH");
    }
    const bool plain =
        std::ranges::all_of(target, [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
    if (!plain || (!target.starts_with('/') && !(target == "*" && method == "OPTIONS"))) {
        return refuse(400, "the target is not a path of printable ASCII that begins with /");
    }
    m_current = {std::string(method), std::string(target), {}, 0, false};
    m_http10 = version == "HTTP/1.0";
    m_state = State::HeaderLine;
}

void Guard::headerLine(std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !isToken(line.substr(0, colon))) {
        return refuse(
            400,
            "a header is not NAME: VALUE (folded lines and space before the colon are not taken)"
        );
    }
    m_current.headers.emplace_back(line.substr(0, colon), trimmed(line.substr(colon + 1)));
}

void Guard::headDone() {
    m_headBytes = 0;
    m_bodyBytes = 0;
    m_current.endsConnection = m_http10;
    for (const auto& [name, value] : m_current.headers) {
        m_current.endsConnection =
            m_current.endsConnection || (sameWord(name, "connection") && listHas(value, "close"));
    }
    if (!checkHost() || !checkExpectations() || !beginBody()) {
        return;
    }
    m_requests.push_back(std::move(m_current));
    m_current = {};
    if (m_state == State::HeaderLine) { // no body
        requestDone();
    }
}

bool Guard::checkHost() {
    const std::size_t hosts = m_current.count("host");
    const std::string_view host = m_current.header("host");
    const std::string_view origin = m_current.header("origin");
    if (hosts > 1 || (hosts == 0 && !m_http10)) {
        refuse(400, "there must be exactly one Host header");
    } else if (hosts == 1 && !m_rules.allowsHost(host) && !m_rules.isOpenPath(m_current.target)) {
        refuse(421, "this host name is not served here; ask by address, or allow the name");
    } else if (m_current.count("origin") > 0 && (m_current.count("origin") > 1 || !m_rules.allowsOrigin(origin, host))) {
        refuse(403, "requests from pages of another origin are not served");
    }
    return !m_refusal;
}

bool Guard::checkExpectations() {
    const std::string_view expect = m_current.header("expect");
    if (sameWord(m_current.header("upgrade"), "websocket")) {
        refuse(501, "WebSocket is not spoken here");
    } else if (m_current.count("expect") > 0 && !sameWord(expect, "100-continue")) {
        refuse(417, "the only expectation that can be met is 100-continue");
    }
    m_wantsContinue = !m_http10 && sameWord(expect, "100-continue");
    return !m_refusal;
}

bool Guard::beginBody() {
    const std::size_t lengths = m_current.count("content-length");
    const std::size_t encodings = m_current.count("transfer-encoding");
    if (lengths + encodings > 1) {
        refuse(400, "there must be one Content-Length or one Transfer-Encoding, not more");
    } else if (lengths == 1) {
        return beginFixedBody(m_current.header("content-length"));
    } else if (encodings == 1 && m_http10) {
        refuse(400, "HTTP/1.0 has no Transfer-Encoding");
    } else if (encodings == 1 && !sameWord(m_current.header("transfer-encoding"), "chunked")) {
        refuse(501, "the only Transfer-Encoding taken is chunked");
    } else if (encodings == 1) {
        m_state = State::ChunkSize;
    } else {
        m_wantsContinue = false;
    }
    return !m_refusal;
}

bool Guard::beginFixedBody(std::string_view length) {
    if (!isDigits(length)) {
        refuse(400, "Content-Length is not a plain number");
        return false;
    }
    std::uint64_t bytes = 0;
    for (const char c :
         length) { // stops growing above any limit there can be, so that it cannot wrap
        bytes =
            std::min<std::uint64_t>(bytes * 10 + static_cast<std::uint64_t>(c - '0'), 1ULL << 59);
    }
    if (bytes > m_limits.bodyBytes) {
        refuse(413, "the body is larger than " + base::formatSize(m_limits.bodyBytes));
        return false;
    }
    m_left = bytes;
    m_current.bodyBytes = bytes;
    m_wantsContinue = m_wantsContinue && bytes > 0;
    m_state = bytes > 0 ? State::FixedBody : State::HeaderLine;
    return true;
}

std::size_t Guard::takeBody(std::string_view bytes) {
    const auto used = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), m_left));
    m_left -= used;
    m_wantsContinue = false; // it did not wait
    if (m_body != nullptr) {
        m_body->append(bytes.substr(0, used));
    }
    if (m_left == 0 && m_state == State::FixedBody) {
        requestDone();
    } else if (m_left == 0) {
        m_state = State::ChunkEnd;
    }
    return used;
}

void Guard::chunkSize(std::string_view line) {
    std::uint64_t size = 0;
    const auto digit = [](char c) {
        return c >= '0' && c <= '9'                 ? c - '0'
               : lower(c) >= 'a' && lower(c) <= 'f' ? lower(c) - 'a' + 10
                                                    : -1;
    };
    if (line.empty() || line.size() > 8 ||
        std::ranges::any_of(line, [&](char c) { return digit(c) < 0; })) {
        return refuse(
            400, "the chunk's size is not a plain hexadecimal number of at most 8 digits"
        );
    }
    for (const char c : line) {
        size = size * 16 + static_cast<std::uint64_t>(digit(c));
    }
    m_wantsContinue = false;
    if (m_bodyBytes + size > m_limits.bodyBytes) {
        return refuse(413, "the body is larger than " + base::formatSize(m_limits.bodyBytes));
    }
    countBody(size);
    m_left = size;
    m_state = size > 0 ? State::ChunkBody : State::LastLine;
}

void Guard::countBody(std::uint64_t bytes) {
    m_bodyBytes += bytes;
    if (!m_requests.empty()) { // still waiting for its body, so it is the newest
        m_requests.back().bodyBytes = m_bodyBytes;
    }
}

void Guard::requestDone() {
    const bool last = !m_requests.empty() && m_requests.back().endsConnection;
    m_state = last ? State::Ended : State::RequestLine;
    m_isComplete = true;
}

} // namespace meterbench::http
