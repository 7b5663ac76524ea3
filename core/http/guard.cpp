#include "core/http/guard.h"

#include "core/base/duration.h"

#include <algorithm>
#include <array>

namespace meterbench::http {

namespace {

constexpr std::size_t kLongestTarget = 8 * 1024;
constexpr std::size_t kLongestChunkLine = 18;
/// A body that comes in pieces grows from here; its length is only a promise.
constexpr std::uint64_t kMostReservedBytes = 64 * 1024;

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

constexpr std::array<bool, 256> kTokenChars = [] {
    std::array<bool, 256> all{};
    for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
                                         "ABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
        all[static_cast<unsigned char>(c)] = true;
    }
    return all;
}();

bool isToken(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return kTokenChars[static_cast<unsigned char>(c)];
    });
}

/// Looks at all of it, without a branch for each: mostly there is none.
bool hasControl(std::string_view line) {
    unsigned found = 0;
    for (const char c : line) {
        const auto byte = static_cast<unsigned char>(c);
        found |= static_cast<unsigned>(byte < 0x20) & static_cast<unsigned>(byte != '\t');
        found |= static_cast<unsigned>(byte == 0x7f);
    }
    return found != 0;
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

void FramedRequest::addHeader(Part name, Part value) {
    constexpr std::array<std::string_view, static_cast<std::size_t>(Known::Other)> kNames{
        "host", "origin", "expect", "upgrade", "connection", "content-length", "transfer-encoding"};
    m_headers.push_back({name, value});
    const auto* const known = std::ranges::find_if(kNames, [text = textOf(name)](auto one) {
        return sameWord(text, one);
    });
    if (known != kNames.end()) {
        Seen& seen = m_known[static_cast<std::size_t>(known - kNames.begin())];
        seen.value = seen.count++ == 0 ? value : seen.value;
    }
}

void FramedRequest::grow(std::string_view bytes) {
    if (!m_own.empty()) {
        m_own.append(bytes);
    } else if (m_inPlace.empty()) {
        m_inPlace = bytes;
    } else {
        m_inPlace = {m_inPlace.data(), m_inPlace.size() + bytes.size()};
    }
}

void FramedRequest::own() {
    if (m_own.empty()) {
        m_own.assign(m_inPlace);
    }
}

void FramedRequest::clear() {
    std::string().swap(m_own); // assigning an empty one would keep the memory
    *this = {};
}

Guard::Guard(const ServerLimits& limits, const HostRules& rules)
    : m_limits(limits)
    , m_rules(rules) {}

Guard::Phase Guard::phase() const {
    switch (m_state) {
    case State::Ended:
        return Phase::Ended;
    case State::RequestLine:
        return m_headBytes == 0 ? Phase::Idle : Phase::Head;
    case State::HeaderLine:
        return Phase::Head;
    default:
        return Phase::Body;
    }
}

void Guard::refuse(int status, std::string text) {
    m_refusal = FramingRefusal{status, std::move(text)};
    m_state = State::Ended;
    letGo();
}

void Guard::letGo() {
    m_current.clear();
    m_bodyInPlace = {};
    std::string().swap(m_body);
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
    m_readsAlong = true;
    while (!bytes.empty() && m_state != State::Ended) {
        bytes.remove_prefix(takeSome(bytes));
    }
    m_fed += bytes.size();
    if (inHead() && m_headBytes > 0) {
        m_current.own();
    }
}

std::size_t Guard::feedRequest(std::string_view bytes) {
    m_isComplete = false;
    std::size_t used = 0;
    while (used < bytes.size() && m_state != State::Ended && !m_isComplete) {
        used += takeSome(bytes.substr(used));
    }
    if (!m_isComplete && m_headBytes > 0) {
        m_current.own();
    }
    return used;
}

std::size_t Guard::takeSome(std::string_view bytes) {
    const bool isBody = m_state == State::FixedBody || m_state == State::ChunkBody;
    const std::size_t used = isBody     ? takeBody(bytes)
                             : inHead() ? takeHeadLine(bytes)
                                        : takeChunkLine(bytes);
    m_fed += used;
    if (m_state == State::RequestLine && m_headBytes == 0) {
        m_requestStart = m_fed;
    }
    return used;
}

std::size_t Guard::takeHeadLine(std::string_view bytes) {
    const std::size_t end = bytes.find('\n');
    const std::size_t used = end == std::string_view::npos ? bytes.size() : end + 1;
    if (m_headBytes == 0) {
        letGo();
        ++m_requestCount;
        m_lineStart = 0;
    }
    m_current.grow(bytes.substr(0, used));
    m_headBytes += used;
    if (isHeadTooLong() || end == std::string_view::npos) {
        return used;
    }
    std::string_view line = m_current.text().substr(m_lineStart);
    m_lineStart = m_headBytes;
    if (!isGoodLine(line)) {
        return used;
    }
    line.remove_suffix(2);
    if (m_state == State::RequestLine) {
        requestLine(line);
    } else {
        line.empty() ? headDone() : headerLine(line);
    }
    return used;
}

std::size_t Guard::takeChunkLine(std::string_view bytes) {
    const std::size_t end = bytes.find('\n');
    const std::size_t used = end == std::string_view::npos ? bytes.size() : end + 1;
    if (m_line.size() + used > kLongestChunkLine) {
        refuse(
            400,
            "the chunk's size is not a plain hexadecimal number (extensions and trailers are not "
            "taken)"
        );
        return used;
    }
    m_line.append(bytes.substr(0, used));
    if (end == std::string_view::npos || !isGoodLine(m_line)) {
        return used;
    }
    m_line.resize(m_line.size() - 2);
    chunkLine(m_line);
    m_line.clear();
    return used;
}

bool Guard::isGoodLine(std::string_view line) {
    if (!line.ends_with("\r\n")) {
        refuse(400, "a line ends with a bare line feed; it must end with CR LF");
    } else if (hasControl(line.substr(0, line.size() - 2))) {
        refuse(400, "a line has a control character in it");
    }
    return m_state != State::Ended;
}

bool Guard::isHeadTooLong() {
    if (m_state == State::RequestLine &&
        m_headBytes > std::min<std::uint64_t>(kLongestTarget, m_limits.headerBytes)) {
        refuse(414, "the request line is longer than " + std::to_string(kLongestTarget) + " bytes");
    } else if (m_headBytes > m_limits.headerBytes) {
        refuse(431, "the headers are longer than " + base::formatSize(m_limits.headerBytes));
    }
    return m_state == State::Ended;
}

void Guard::chunkLine(std::string_view line) {
    if (m_state == State::ChunkSize) {
        chunkSize(line);
    } else if (m_state == State::ChunkEnd) {
        line.empty() ? void(m_state = State::ChunkSize)
                     : refuse(400, "a chunk is longer than its size says");
    } else {
        line.empty() ? requestDone() : refuse(400, "trailers are not taken");
    }
}

FramedRequest::Part Guard::partOf(std::string_view text) const {
    return {
        static_cast<std::uint32_t>(text.data() - m_current.text().data()),
        static_cast<std::uint32_t>(text.size())};
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
    m_current.m_method = partOf(method);
    m_current.m_target = partOf(target);
    m_http10 = version == "HTTP/1.0";
    m_isLast = m_http10;
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
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trimmed(line.substr(colon + 1));
    m_current.addHeader(partOf(name), partOf(value));
    m_isLast = m_isLast || (sameWord(name, "connection") && listHas(value, "close"));
}

void Guard::headDone() {
    m_bodyBytes = 0;
    if (!checkHost() || !checkExpectations() || !beginBody()) {
        return;
    }
    m_current.m_endsConnection = m_isLast;
    if (m_readsAlong) {
        m_current.own();
        m_requests.push_back(std::move(m_current));
        m_current.clear();
    }
    if (m_state == State::HeaderLine) { // no body
        requestDone();
    }
}

bool Guard::checkHost() {
    const std::size_t hosts = m_current.seen(Known::Host).count;
    const std::size_t origins = m_current.seen(Known::Origin).count;
    const std::string_view host = m_current.value(Known::Host);
    const std::string_view origin = m_current.value(Known::Origin);
    if (hosts > 1 || (hosts == 0 && !m_http10)) {
        refuse(400, "there must be exactly one Host header");
    } else if (hosts == 1 && !m_rules.allowsHost(host) && !m_rules.isOpenPath(m_current.target())) {
        refuse(421, "this host name is not served here; ask by address, or allow the name");
    } else if (origins > 1 || (origins == 1 && !m_rules.allowsOrigin(origin, host))) {
        refuse(403, "requests from pages of another origin are not served");
    }
    return !m_refusal;
}

bool Guard::checkExpectations() {
    const bool expects = m_current.seen(Known::Expect).count > 0;
    const bool expectsContinue = sameWord(m_current.value(Known::Expect), "100-continue");
    if (sameWord(m_current.value(Known::Upgrade), "websocket")) {
        refuse(501, "WebSocket is not spoken here");
    } else if (expects && !expectsContinue) {
        refuse(417, "the only expectation that can be met is 100-continue");
    }
    m_wantsContinue = expects && expectsContinue && !m_http10;
    return !m_refusal;
}

bool Guard::beginBody() {
    const std::size_t lengths = m_current.seen(Known::ContentLength).count;
    const std::size_t encodings = m_current.seen(Known::TransferEncoding).count;
    if (lengths + encodings > 1) {
        refuse(400, "there must be one Content-Length or one Transfer-Encoding, not more");
    } else if (lengths == 1) {
        return beginFixedBody(m_current.value(Known::ContentLength));
    } else if (encodings == 1 && m_http10) {
        refuse(400, "HTTP/1.0 has no Transfer-Encoding");
    } else if (encodings == 1 && !sameWord(m_current.value(Known::TransferEncoding), "chunked")) {
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
    m_current.m_bodyBytes = bytes;
    m_bodyBytes = bytes;
    m_wantsContinue = m_wantsContinue && bytes > 0;
    m_state = bytes > 0 ? State::FixedBody : State::HeaderLine;
    return true;
}

std::size_t Guard::takeBody(std::string_view bytes) {
    const auto used = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), m_left));
    m_left -= used;
    m_wantsContinue = false; // it did not wait
    if (!m_readsAlong) {
        keepBody(bytes.substr(0, used));
    }
    if (m_left == 0 && m_state == State::FixedBody) {
        requestDone();
    } else if (m_left == 0) {
        m_state = State::ChunkEnd;
    }
    return used;
}

void Guard::keepBody(std::string_view bytes) {
    if (m_state == State::FixedBody && m_left == 0 && m_body.empty()) {
        m_bodyInPlace = bytes; // all of it
        return;
    }
    if (m_body.empty()) {
        m_body.reserve(std::min(m_bodyBytes, kMostReservedBytes));
    }
    m_body.append(bytes);
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
    m_bodyBytes += size;
    // When reading along, the request still waits for its body, so it is the newest.
    (m_requests.empty() ? m_current : m_requests.back()).m_bodyBytes = m_bodyBytes;
    m_left = size;
    m_state = size > 0 ? State::ChunkBody : State::LastLine;
}

void Guard::requestDone() {
    m_state = m_isLast ? State::Ended : State::RequestLine;
    m_headBytes = 0;
    m_isComplete = true;
}

} // namespace meterbench::http
