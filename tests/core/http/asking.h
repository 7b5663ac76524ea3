// Sends one request and waits for its answer: the blocking way that only tests need.
#pragma once

#include "core/http/client.h"

#include <future>
#include <memory>
#include <utility>

namespace meterbench::tests {

[[nodiscard]] inline std::future<http::Response>
sendTo(http::Client& client, http::Request request, http::RequestId* id = nullptr) {
    auto promise = std::make_shared<std::promise<http::Response>>();
    std::future<http::Response> answer = promise->get_future();
    const http::RequestId sent =
        client.send(std::move(request), [promise](http::Response&& response) {
            promise->set_value(std::move(response));
        });
    if (id != nullptr) {
        *id = sent;
    }
    return answer;
}

[[nodiscard]] inline http::Response ask(http::Client& client, http::Request request) {
    return sendTo(client, std::move(request)).get();
}

} // namespace meterbench::tests
