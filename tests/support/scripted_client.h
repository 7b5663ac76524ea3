// A Client for tests: answers from a script, records every request, completes at once (inside send)
// or on command. Without a script every request waits for answer() or cancel(). One thread, or the
// test's own locking.
#pragma once

#include "core/http/client.h"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace meterbench::tests {

/// An answer with a body, as a server would give it.
[[nodiscard]] inline http::Response
makeResponse(int status, std::string body = {}, std::string contentType = {}) {
    http::Response response;
    response.status = status;
    response.wireBytes = body.size();
    response.body = std::move(body);
    response.remoteAddress = "127.0.0.1:9100";
    response.connectUs = 0;
    if (!contentType.empty()) {
        response.headers.push_back({"Content-Type", std::move(contentType)});
    }
    return response;
}

/// No answer at all.
[[nodiscard]] inline http::Response makeFailure(base::Code code, std::string context) {
    http::Response response;
    response.error = base::Error{code, std::move(context)};
    return response;
}

class ScriptedClient final : public http::Client {
public:
    struct Sent {
        http::RequestId id = 0;
        http::Request request;
        bool cancelled = false;
        bool answered = false;
    };

    using Script = std::function<std::optional<http::Response>(const http::Request&)>;

    ~ScriptedClient() override { stop(); }

    /// Asked inside send(); an answer completes the request there, nothing leaves it waiting.
    void setScript(Script script) { m_script = std::move(script); }

    /// The next requests get these, in order, inside send(); used before the script.
    void queue(http::Response response) { m_queue.push_back(std::move(response)); }

    http::RequestId send(http::Request&& request, http::Done done) override {
        const http::RequestId id = ++m_lastId;
        std::optional<http::Response> now = scripted(request);
        m_sent.push_back({id, std::move(request), false, false});
        m_waiting.emplace_back(id, std::move(done));
        if (now) {
            answer(id, std::move(*now));
        }
        return id;
    }

    void cancel(http::RequestId id) override {
        for (Sent& sent : m_sent) {
            sent.cancelled = sent.cancelled || (sent.id == id && !sent.answered);
        }
        answer(id, makeFailure(base::Code::Cancelled, "cancelled"));
    }

    /// Completes one that waits; false when it does not (any more).
    bool answer(http::RequestId id, http::Response response) {
        const auto found =
            std::ranges::find(m_waiting, id, &std::pair<http::RequestId, http::Done>::first);
        if (found == m_waiting.end()) {
            return false;
        }
        const http::Done done = std::move(found->second);
        m_waiting.erase(found);
        for (Sent& sent : m_sent) {
            sent.answered = sent.answered || sent.id == id;
        }
        done(std::move(response));
        return true;
    }

    /// Completes the one that has waited longest; false when none waits.
    bool answerNext(http::Response response) {
        return !m_waiting.empty() && answer(m_waiting.front().first, std::move(response));
    }

    /// Cancels everything that waits, as the real one does at its end.
    void stop() {
        while (!m_waiting.empty()) {
            cancel(m_waiting.front().first);
        }
    }

    /// All requests so far, oldest first.
    [[nodiscard]] const std::vector<Sent>& sent() const { return m_sent; }

    [[nodiscard]] std::size_t waiting() const { return m_waiting.size(); }

private:
    std::optional<http::Response> scripted(const http::Request& request) {
        if (!m_queue.empty()) {
            http::Response response = std::move(m_queue.front());
            m_queue.pop_front();
            return response;
        }
        return m_script ? m_script(request) : std::nullopt;
    }

    Script m_script;
    std::deque<http::Response> m_queue;
    std::vector<Sent> m_sent;
    std::deque<std::pair<http::RequestId, http::Done>> m_waiting;
    http::RequestId m_lastId = 0;
};

} // namespace meterbench::tests
