// AnswerQueue: what a connection still has to send, in order. Small answers that wait are one
// piece, large bodies go out as they are, without a copy. Empty, it holds no memory. The loop's
// thread.
#pragma once

#include "core/http/server.h"

#include <sys/uio.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::http {

class AnswerQueue {
public:
    /// isHead: its body is only counted. isLast: says that the connection ends with it.
    void add(Answer&& answer, bool isHead, bool isLast);
    /// A whole answer as it stands.
    void add(std::string_view text);

    [[nodiscard]] bool isEmpty() const { return m_bytes == 0; }

    [[nodiscard]] std::size_t bytes() const { return m_bytes; }

    /// The first pieces, as many as there is room for; at least one while the queue is not empty.
    [[nodiscard]] std::size_t front(std::span<iovec> pieces) const;

    void sent(std::size_t bytes);

private:
    [[nodiscard]] std::string& open();

    std::vector<std::string> m_pieces;
    std::size_t m_first = 0; ///< of m_pieces, that is not sent whole
    std::size_t m_sent = 0;  ///< of that one
    std::size_t m_bytes = 0; ///< to be sent
};

} // namespace meterbench::http
