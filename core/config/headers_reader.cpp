#include "core/config/headers_reader.h"

#include "core/config/map_reader.h"
#include "core/config/scalars.h"

#include <algorithm>
#include <array>

namespace meterbench::config {

namespace {

constexpr std::array<std::string_view, 13> kReserved{
    "accept-encoding",
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "host",
    "keep-alive",
    "user-agent",
    "www-authenticate",
    "x-prometheus-remote-read-version",
    "x-prometheus-remote-write-version",
    "x-prometheus-scrape-timeout-seconds"};

std::string lowered(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

bool isReserved(const std::string& lower) {
    return lower.starts_with("proxy-") || lower.starts_with("x-amz-") ||
           std::find(kReserved.begin(), kReserved.end(), lower) != kReserved.end();
}

bool isTokenByte(char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return letter || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

void fail(
    const Entry& entry, const Node& map, Reading& reading, std::string message, std::string hint
) {
    reading.problems.add(
        Severity::Error, entry.place, map.path, std::move(message), std::move(hint)
    );
}

bool checkName(const Entry& entry, const Node& map, Reading& reading) {
    const std::string lower = lowered(entry.key);
    if (lower == "authorization") {
        fail(
            entry,
            map,
            reading,
            "the header Authorization cannot be set here",
            "use basic_auth or authorization"
        );
        return false;
    }
    if (isReserved(lower)) {
        fail(
            entry,
            map,
            reading,
            "the header " + entry.key + " is reserved",
            "it is set by Meterbench itself"
        );
        return false;
    }
    if (entry.key.empty() || !std::all_of(entry.key.begin(), entry.key.end(), isTokenByte)) {
        fail(
            entry,
            map,
            reading,
            quoted(entry.key) + " is not a header name",
            "letters, digits and hyphens"
        );
        return false;
    }
    return true;
}

bool checkValue(const Node& node, const std::string& value, Reading& reading) {
    if (value.find_first_of("\r\n") == std::string::npos) {
        return true;
    }
    reading.error(node, "a header value is one line", "remove the line break");
    return false;
}

std::vector<std::string> readLines(const Node* node, Reading& reading) {
    std::vector<std::string> lines;
    if (node != nullptr && readTexts(*node, reading, lines)) {
        for (std::size_t i = 0; i < lines.size(); ++i) {
            checkValue(node->items[i], lines[i], reading);
        }
    }
    return lines;
}

} // namespace

std::vector<http::ExtraHeader> readHttpHeaders(const Node& node, Reading& reading) {
    std::vector<http::ExtraHeader> headers;
    MapReader shape(node, reading);
    for (const Entry& entry : node.entries) {
        if (!checkName(entry, node, reading)) {
            continue;
        }
        http::ExtraHeader header{entry.key, {}, {}};
        MapReader map(entry.value, reading);
        header.values = readLines(map.take("values"), reading);
        for (std::string& secret : readLines(map.take("secrets"), reading)) {
            header.secrets.push_back({std::move(secret), {}});
        }
        for (const std::string& file : readLines(map.take("files"), reading)) {
            header.secrets.push_back({{}, reading.resolved(file)});
        }
        map.finish();
        headers.push_back(std::move(header));
    }
    return headers;
}

std::vector<http::ExtraHeader> readPlainHeaders(const Node& node, Reading& reading) {
    std::vector<http::ExtraHeader> headers;
    MapReader shape(node, reading);
    for (const Entry& entry : node.entries) {
        std::string value;
        if (!checkName(entry, node, reading)) {
            continue;
        }
        if (entry.value.kind == Kind::Null || readText(entry.value, reading, value)) {
            checkValue(entry.value, value, reading);
            headers.push_back({entry.key, {value}, {}});
        }
    }
    return headers;
}

} // namespace meterbench::config
