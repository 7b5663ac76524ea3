// Routes: what each path of the address means (README.md lists them): pushes, expositions, ICOS,
// health, the Pushgateway's JSON, CORS and who may do what. Answers at once. The address's thread.
#pragma once

#include "core/address/access.h"
#include "core/address/desk.h"

#include <functional>
#include <optional>

namespace meterbench::address {

class Routes {
public:
    /// The desk must outlive this. counts: of the server; quit: what /-/quit does.
    Routes(Desk& desk, std::function<http::ServerCounts()> counts, std::function<void()> quit);

    [[nodiscard]] http::Answer answer(const http::ServedRequest& request);
    /// The second listener: health and own metrics, for nobody in particular.
    [[nodiscard]] http::Answer answerLifecycle(const http::ServedRequest& request);

private:
    struct Routed {
        http::Answer answer;
        Handled handler = Handled::Other;
    };

    [[nodiscard]] Routed route(const http::ServedRequest& request, std::string_view path);
    [[nodiscard]] Routed push(const http::ServedRequest& request, std::string_view rest);
    [[nodiscard]] Routed metrics(const http::ServedRequest& request);
    [[nodiscard]] std::optional<http::Answer>
    status(const http::ServedRequest& request, std::string_view path);
    [[nodiscard]] http::Answer quit(const http::ServedRequest& request) const;
    [[nodiscard]] http::Answer wipe(const http::ServedRequest& request);
    [[nodiscard]] http::Answer startPage() const;
    [[nodiscard]] http::Answer preflight(const http::ServedRequest& request) const;
    [[nodiscard]] std::optional<http::Answer>
    refusal(Right right, const http::ServedRequest& request);
    [[nodiscard]] http::Answer selfMetrics() const;
    void addCors(const http::ServedRequest& request, http::Answer& answer) const;

    Desk& m_desk;
    Access m_access;
    std::function<http::ServerCounts()> m_counts;
    std::function<void()> m_quit;
};

} // namespace meterbench::address
