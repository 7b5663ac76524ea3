#include "core/http/collector.h"

#include "core/base/duration.h"
#include "core/base/number.h"
#include "core/http/gzip.h"

#include <algorithm>
#include <string>
#include <utility>

namespace meterbench::http {

namespace {

constexpr std::uint64_t kLargestBodyBytes = 1ULL << 30;
constexpr std::uint64_t kLargestReserveBytes = 64ULL << 20;

} // namespace

void Collector::begin(std::int64_t startNs, std::uint64_t bodyLimitBytes, bool acceptGzip) {
    m_limitBytes =
        bodyLimitBytes == 0 ? kLargestBodyBytes : std::min(bodyLimitBytes, kLargestBodyBytes);
    m_acceptGzip = acceptGzip;
    response = {};
    response.startNs = startNs;
    forgetAnswer();
}

void Collector::forgetAnswer() {
    response.status = 0;
    response.headers.clear();
    response.body.clear();
    response.wireBytes = 0;
    m_expectedBytes = -1;
    m_gzipped = false;
    m_bodyBegun = false;
    m_overLimit = false;
}

void Collector::takeStatus(int status) {
    forgetAnswer();
    response.status = status;
}

void Collector::takeHeader(std::string_view name, std::string_view value) {
    response.headers.push_back({std::string(name), std::string(value)});
}

void Collector::continueHeader(std::string_view text) {
    if (!response.headers.empty()) {
        std::string& value = response.headers.back().value;
        value.append(value.empty() ? "" : " ").append(text);
    }
}

/// Packed bytes may be a little more than what they decode to; a body that cannot fit is not read
/// to its end.
std::uint64_t Collector::wireLimit() const {
    return m_gzipped ? m_limitBytes + m_limitBytes / 1024 + 64 : m_limitBytes;
}

void Collector::beginBody() {
    m_bodyBegun = true;
    m_expectedBytes = base::parseInteger(response.header("Content-Length")).value_or(-1);
    m_gzipped = m_acceptGzip && response.header("Content-Encoding") == "gzip";
    if (m_expectedBytes > 0) {
        const std::uint64_t most = std::min(wireLimit(), kLargestReserveBytes);
        response.body.reserve(std::min(static_cast<std::uint64_t>(m_expectedBytes), most));
    }
}

bool Collector::takeBody(std::string_view bytes) {
    if (!m_bodyBegun) {
        beginBody();
    }
    response.wireBytes += bytes.size();
    const std::uint64_t coming = std::max(
        response.wireBytes, static_cast<std::uint64_t>(std::max<std::int64_t>(m_expectedBytes, 0))
    );
    if (coming >= wireLimit()) {
        m_overLimit = true;
        return false;
    }
    response.body.append(bytes);
    return true;
}

void Collector::decodeBody() {
    if (!m_gzipped || response.body.empty()) {
        return;
    }
    auto plain = gunzip(response.body, m_limitBytes);
    if (plain) {
        response.body = std::move(plain).value();
    } else {
        response.error = plain.error();
    }
}

base::Error Collector::overLimit() const {
    return {
        base::Code::Limit, "the body is at or over the limit of " + base::formatSize(m_limitBytes)};
}

} // namespace meterbench::http
