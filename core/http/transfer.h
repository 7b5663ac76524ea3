// Transfer: something that libcurl does on an easy handle of ours. CURLOPT_PRIVATE of the handle
// holds the Transfer*, so that whoever reaps the multi handle finds it. The client's thread.
#pragma once

#include <curl/curl.h>

namespace meterbench::http {

class Transfer {
public:
    Transfer() = default;
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;
    virtual ~Transfer() = default;

    [[nodiscard]] virtual CURL* handle() const = 0;

    /// Called when curl is done with it, while the handle still belongs to the multi handle.
    virtual void ended(CURLcode code) { static_cast<void>(code); }
};

} // namespace meterbench::http
