// What the tests of the address share: a machine (files, clock, log) with a desk on it, a request
// in a line, edits of the bench in a word.
#pragma once

#include "core/address/desk.h"
#include "tests/support/failing_file.h"
#include "tests/support/fake_clock.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meterbench::tests {

class LoggedLines final : public base::LogSink {
public:
    void write(base::LogLevel, std::string_view, std::string_view message) override {
        lines.emplace_back(message);
    }

    std::vector<std::string> lines;
};

/// A request with texts of its own; its view lives as long as it does.
class Asking {
public:
    Asking(std::string_view method, std::string_view target, std::string_view body = {})
        : m_method(method)
        , m_target(target)
        , m_body(body) {}

    Asking& with(std::string name, std::string value) {
        m_headers.emplace_back(std::move(name), std::move(value));
        return *this;
    }

    [[nodiscard]] const http::ServedRequest& request() {
        m_views.clear();
        for (const auto& [name, value] : m_headers) {
            m_views.push_back({name, value});
        }
        const std::string_view target = m_target;
        const std::size_t mark = target.find('?');
        m_request = {
            m_method,
            target.substr(0, mark),
            mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1),
            m_body,
            "127.0.0.1:50123",
            m_views};
        return m_request;
    }

private:
    std::string m_method;
    std::string m_target;
    std::string m_body;
    std::vector<std::pair<std::string, std::string>> m_headers;
    std::vector<http::HeaderView> m_views;
    http::ServedRequest m_request;
};

[[nodiscard]] inline std::string headerOf(const http::Answer& answer, std::string_view name) {
    for (const http::Header& header : answer.headers) {
        if (header.name == name) {
            return header.value;
        }
    }
    return {};
}

struct Machine {
    explicit Machine(address::Mode mode = address::Mode::Aggregation) {
        options.mode = mode;
        options.dataFolder = "data";
        options.about = "Meterbench 1.2.3";
        options.server.bodyBytes = 1'000'000;
    }

    /// A restart: what was held in memory is gone.
    address::Desk& open() {
        desk.reset();
        auto opened = address::Desk::open(options, {clock, files, sink});
        error = opened ? std::string() : opened.error().context;
        desk = opened ? std::move(opened).value() : nullptr;
        return *desk;
    }

    http::Answer
    push(std::string_view rest, std::string_view body, std::string_view method = "POST") {
        Asking asking(method, "/metrics" + std::string(rest), body);
        return desk->push(asking.request(), rest);
    }

    /// Runs a command; answers its outcome as the next view shows it.
    address::Outcome run(const address::Command& command) {
        desk->run(++lastCommand, command);
        return view()->outcomes.back();
    }

    [[nodiscard]] address::AddressViewPtr view() const {
        return desk->view("http://127.0.0.1:9091", {});
    }

    [[nodiscard]] std::string text() const { return desk->expose(exposition::Media::Text); }

    MemoryFileSystem memory;
    FailingFileSystem files{memory};
    FakeClock clock;
    LoggedLines sink;
    address::AddressOptions options;
    std::string error;
    std::uint64_t lastCommand = 0;
    std::unique_ptr<address::Desk> desk;
};

inline instruments::Edit gauge(const std::string& name, std::vector<std::string> labels = {}) {
    return instruments::Create{{instruments::Type::Gauge, name, {}, {}, std::move(labels), {}, {}}};
}

inline instruments::Edit set(const std::string& name, double to) {
    return instruments::SetValue{{name, {}}, to};
}

inline address::Command edit(std::vector<instruments::Edit> edits, std::string words) {
    return address::EditBench{std::move(edits), std::move(words)};
}

} // namespace meterbench::tests
