// Routes: what browsers ask before a page of another origin may ask, and what they are told.
#include "core/address/routes.h"

namespace meterbench::address {

http::Answer Routes::preflight(const http::ServedRequest& request) const {
    http::Answer answer;
    answer.status = 204;
    answer.contentType.clear();
    answer.headers.push_back({"Allow", "GET, HEAD, PUT, POST, DELETE, OPTIONS"});
    if (!m_desk.options().corsOrigin.empty() && !request.header("origin").empty()) {
        answer.headers.push_back({"Access-Control-Allow-Methods", "GET, PUT, POST, DELETE, OPTIONS"}
        );
        answer.headers.push_back(
            {"Access-Control-Allow-Headers",
             "Accept, Authorization, Content-Encoding, Content-Type, Origin"}
        );
        answer.headers.push_back({"Access-Control-Max-Age", "600"});
    }
    return answer;
}

void Routes::addCors(const http::ServedRequest& request, http::Answer& answer) const {
    const std::string& allowed = m_desk.options().corsOrigin;
    if (allowed.empty() || request.header("origin").empty()) {
        return;
    }
    answer.headers.push_back({"Access-Control-Allow-Origin", allowed});
    if (allowed != "*") {
        answer.headers.push_back({"Vary", "Origin"});
    }
}

} // namespace meterbench::address
