#include "core/http/response_reader.h"

#include "core/http/header_text.h"

#include <algorithm>
#include <charconv>

namespace meterbench::http {

namespace {

constexpr std::size_t kMostHeadBytes = 300 * 1024;

/// The last one of a list of words; lists may stand in several headers of one name.
bool lastIs(std::string_view list, std::string_view word) {
    const std::size_t comma = list.rfind(',');
    return equalsIgnoringCase(
        trimmed(comma == std::string_view::npos ? list : list.substr(comma + 1), kBlanks), word
    );
}

bool contains(std::string_view list, std::string_view word) {
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        if (equalsIgnoringCase(trimmed(list.substr(0, comma), kBlanks), word)) {
            return true;
        }
        list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
    }
    return false;
}

std::optional<std::uint64_t> wholeNumber(std::string_view text, int base) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc() || end != text.data() + text.size() || text.empty()) {
        return std::nullopt;
    }
    return value;
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

} // namespace

void ResponseReader::begin(Collector& into, bool isToHead) {
    m_into = &into;
    m_state = State::Reading;
    m_part = Part::StatusLine;
    m_isToHead = isToHead;
    m_begun = false;
    m_keeps = true;
    m_isHttp10 = false;
    m_left = 0;
    m_headBytes = 0;
    m_line.clear();
}

std::size_t ResponseReader::take(std::string_view bytes) {
    const std::size_t size = bytes.size();
    m_begun = m_begun || !bytes.empty();
    while (!bytes.empty() && m_state == State::Reading) {
        if (m_part == Part::Length || m_part == Part::UntilEnd || m_part == Part::Chunk) {
            takeData(bytes);
            continue;
        }
        if (const std::optional<std::string_view> line = takeLine(bytes)) {
            takeWhole(*line);
            m_line.clear();
        }
    }
    return size - bytes.size();
}

void ResponseReader::takeEnd() {
    if (m_state == State::Reading && m_part == Part::UntilEnd) {
        m_state = State::Complete;
    }
    m_keeps = false;
}

/// A line without its end, when its end is there; bytes then begin behind it.
std::optional<std::string_view> ResponseReader::takeLine(std::string_view& bytes) {
    const std::size_t end = bytes.find('\n');
    const std::size_t count = end == std::string_view::npos ? bytes.size() : end + 1;
    m_headBytes += count;
    if (m_headBytes > kMostHeadBytes) {
        m_state = State::Broken;
        return std::nullopt;
    }
    std::string_view line = bytes.substr(0, count);
    bytes.remove_prefix(count);
    if (end == std::string_view::npos || !m_line.empty()) {
        m_line.append(line);
        line = m_line;
    }
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    line.remove_suffix(1);
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    return line;
}

void ResponseReader::takeWhole(std::string_view line) {
    switch (m_part) {
    case Part::StatusLine:
        takeStatusLine(line);
        break;
    case Part::Headers:
        line.empty() ? endHeaders() : takeHeaderLine(line);
        break;
    case Part::ChunkSize:
        takeChunkSize(line);
        break;
    case Part::ChunkEnd:
        m_state = line.empty() ? m_state : State::Broken;
        m_part = Part::ChunkSize;
        m_headBytes = 0;
        break;
    case Part::Trailers:
        m_state = line.empty() ? State::Complete : m_state;
        break;
    default:
        break;
    }
}

// "HTTP/1.1 200 OK"; the words behind the number may be missing.
void ResponseReader::takeStatusLine(std::string_view line) {
    const bool isHttp1 = line.starts_with("HTTP/1.") && line.size() >= 12 && isDigit(line[7]) &&
                         line[8] == ' ' && (line.size() == 12 || line[12] == ' ');
    const auto status =
        isHttp1 ? wholeNumber(line.substr(9, 3), 10) : std::optional<std::uint64_t>();
    if (!status || *status < 100) {
        m_state = State::Broken;
        return;
    }
    m_isHttp10 = line[7] == '0';
    m_into->takeStatus(static_cast<int>(*status));
    m_part = Part::Headers;
}

void ResponseReader::takeHeaderLine(std::string_view line) {
    if (line.front() == ' ' || line.front() == '\t') {
        m_into->continueHeader(trimmed(line, kBlanks));
        return;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0 || line[colon - 1] == ' ' ||
        line.find('\0') != std::string_view::npos) {
        m_state = State::Broken;
        return;
    }
    m_into->takeHeader(line.substr(0, colon), trimmed(line.substr(colon + 1), kBlanks));
}

bool ResponseReader::isChunked() {
    bool isCoded = false;
    bool isChunked = false;
    for (const Header& header : m_into->response.headers) {
        if (equalsIgnoringCase(header.name, "Transfer-Encoding")) {
            isCoded = true;
            isChunked =
                lastIs(header.value, "chunked") && header.value.find(',') == std::string::npos;
        }
    }
    if (isCoded && !isChunked) {
        m_state = State::Broken;
    }
    return isChunked;
}

std::optional<std::uint64_t> ResponseReader::length() {
    std::optional<std::uint64_t> length;
    for (const Header& header : m_into->response.headers) {
        if (!equalsIgnoringCase(header.name, "Content-Length")) {
            continue;
        }
        const auto told = wholeNumber(header.value, 10);
        if (!told || (length && *length != *told)) {
            m_state = State::Broken;
            return std::nullopt;
        }
        length = told;
    }
    return length;
}

void ResponseReader::endHeaders() {
    const int status = m_into->response.status;
    if (status < 200) { // another answer follows; a change of protocol was not asked for
        m_state = status == 101 ? State::Broken : m_state;
        m_part = Part::StatusLine;
        return;
    }
    m_keeps = !m_isHttp10;
    for (const Header& header : m_into->response.headers) {
        if (equalsIgnoringCase(header.name, "Connection")) {
            m_keeps = contains(header.value, "keep-alive") ||
                      (m_keeps && !contains(header.value, "close"));
        }
    }
    m_headBytes = 0;
    if (m_isToHead || status == 204 || status == 304) {
        m_state = State::Complete;
        return;
    }
    const bool chunked = isChunked();
    const std::optional<std::uint64_t> told = length();
    if (m_state == State::Broken) {
        return;
    }
    if (chunked) {
        m_keeps = m_keeps && !told; // both: somebody between may have read the other one
        m_part = Part::ChunkSize;
        return;
    }
    if (!told) {
        m_keeps = false;
        m_part = Part::UntilEnd;
        return;
    }
    m_left = *told;
    m_part = Part::Length;
    m_state = m_left == 0 ? State::Complete : m_state;
}

void ResponseReader::takeChunkSize(std::string_view line) {
    line = trimmed(line.substr(0, line.find(';')), kBlanks); // extensions say nothing to us
    const auto size = wholeNumber(line, 16);
    if (!size) {
        m_state = State::Broken;
        return;
    }
    m_left = *size;
    m_part = m_left == 0 ? Part::Trailers : Part::Chunk;
    m_headBytes = 0;
}

void ResponseReader::takeData(std::string_view& bytes) {
    const std::size_t count =
        m_part == Part::UntilEnd
            ? bytes.size()
            : static_cast<std::size_t>(std::min<std::uint64_t>(m_left, bytes.size()));
    if (!m_into->takeBody(bytes.substr(0, count))) {
        m_state = State::OverLimit;
        return;
    }
    bytes.remove_prefix(count);
    if (m_part == Part::UntilEnd) {
        return;
    }
    m_left -= count;
    if (m_left == 0 && m_part == Part::Length) {
        m_state = State::Complete;
    } else if (m_left == 0) {
        m_part = Part::ChunkEnd;
    }
}

} // namespace meterbench::http
