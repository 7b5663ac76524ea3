#include "core/http/answer_queue.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <utility>

namespace meterbench::http {

namespace {

/// Larger bodies are pieces of their own, smaller ones are copied behind their head.
constexpr std::size_t kOwnPieceBytes = 32 * 1024;
/// Sent pieces are dropped by so many.
constexpr std::size_t kDroppedPieces = 64;

std::string_view reasonOf(int status) {
    switch (status) {
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 202:
        return "Accepted";
    case 204:
        return "No Content";
    case 307:
        return "Temporary Redirect";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 409:
        return "Conflict";
    case 413:
        return "Content Too Large";
    case 415:
        return "Unsupported Media Type";
    case 422:
        return "Unprocessable Entity";
    case 429:
        return "Too Many Requests";
    case 500:
        return "Internal Server Error";
    case 501:
        return "Not Implemented";
    case 503:
        return "Service Unavailable";
    default:
        return "Answer";
    }
}

void appendNumber(std::string& to, std::size_t number) {
    std::array<char, 20> digits{};
    const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    to.append(digits.data(), written.ptr);
}

void appendHead(std::string& to, const Answer& answer, bool isLast) {
    to.append("HTTP/1.1 ");
    appendNumber(to, static_cast<std::size_t>(answer.status));
    to.append(" ").append(reasonOf(answer.status)).append("\r\n");
    if (!answer.contentType.empty()) {
        to.append("Content-Type: ").append(answer.contentType).append("\r\n");
    }
    for (const Header& header : answer.headers) {
        to.append(header.name).append(": ").append(header.value).append("\r\n");
    }
    if (answer.status != 204) {
        to.append("Content-Length: ");
        appendNumber(to, answer.body.size());
        to.append("\r\n");
    }
    to.append(isLast ? "Connection: close\r\n\r\n" : "\r\n");
}

} // namespace

/// The last piece, when more may be written behind it.
std::string& AnswerQueue::open() {
    if (m_pieces.empty() || m_pieces.back().size() >= kOwnPieceBytes) {
        m_pieces.emplace_back().reserve(256);
    }
    return m_pieces.back();
}

void AnswerQueue::add(std::string_view text) {
    open().append(text);
    m_bytes += text.size();
}

void AnswerQueue::add(Answer&& answer, bool isHead, bool isLast) {
    std::string& piece = open();
    const std::size_t before = piece.size();
    appendHead(piece, answer, isLast);
    if (answer.ending == Answer::Ending::Cut) {
        if (answer.body.empty() || isHead) {
            piece.resize(before + (piece.size() - before) / 2);
        }
        answer.body.resize(answer.body.size() / 2);
    }
    m_bytes += piece.size() - before;
    if (isHead) {
        return;
    }
    m_bytes += answer.body.size();
    if (answer.body.size() < kOwnPieceBytes) {
        piece.append(answer.body);
    } else {
        m_pieces.push_back(std::move(answer.body));
    }
}

std::size_t AnswerQueue::front(std::span<iovec> pieces) const {
    const std::size_t count = std::min(m_pieces.size() - m_first, pieces.size());
    for (std::size_t i = 0; i < count; ++i) {
        const std::string& piece = m_pieces[m_first + i];
        const std::size_t skipped = i == 0 ? m_sent : 0;
        // It is only read; iovec knows no const.
        pieces[i] = {const_cast<char*>(piece.data()) + skipped, piece.size() - skipped};
    }
    return count;
}

void AnswerQueue::sent(std::size_t bytes) {
    m_bytes -= bytes;
    m_sent += bytes;
    while (m_first < m_pieces.size() && m_sent >= m_pieces[m_first].size()) {
        m_sent -= m_pieces[m_first].size();
        std::string().swap(m_pieces[m_first]); // gives its memory back
        ++m_first;
    }
    if (m_bytes == 0) {
        std::vector<std::string>().swap(m_pieces);
        m_first = 0;
    } else if (m_first >= kDroppedPieces) {
        m_pieces.erase(m_pieces.begin(), m_pieces.begin() + static_cast<std::ptrdiff_t>(m_first));
        m_first = 0;
    }
}

} // namespace meterbench::http
